"""What is refused about codes from mails."""

from shared.errors import RuleViolated


class ProofRefused(RuleViolated):
    """The code from a mail is wrong, used, void, expired, or for something else."""

    title = "Not a valid code"
