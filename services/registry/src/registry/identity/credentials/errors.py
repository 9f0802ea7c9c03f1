"""What is refused about revoking."""

from shared.errors import Forbidden, RuleViolated


class NotYourToken(Forbidden):
    """Only the manager may revoke the tokens of others."""

    title = "Another's token"


class OneTargetOnly(RuleViolated):
    """A revocation names a token or a subject, one of the two."""

    title = "One target is needed"
