"""Refusals of identity, some of them those of other nouns too."""

from shared.errors import Conflict, DomainError, Forbidden, NotFound, RuleViolated


class UnknownAccount(NotFound):
    """The token names nobody that the registry knows."""


class UnknownApiKey(NotFound):
    """The caller owns no live API key with this id."""


class UnknownClient(NotFound):
    """No live machine account has this id."""


class NoSession(NotFound):
    """The token in use was not issued by a login."""


class NotItsRepresentative(Forbidden):
    """The caller does not act for that organisation."""


class ManagerOnly(Forbidden):
    """Only the cluster's manager may do this."""


class PersonOnly(Forbidden):
    """A machine or an API key may not do this."""


class ScopeNotHeld(Forbidden):
    """Nobody can grant a scope that it may not hold itself."""


class NotYourToken(Forbidden):
    """Only the manager may revoke the tokens of others."""


class EmailTaken(Conflict):
    """Another account has the email address."""


class WeakPassword(RuleViolated):
    """The password would be guessed too easily."""


class WrongPassword(RuleViolated):
    """The present password, which a change has to name, is another."""


class ProofRefused(RuleViolated):
    """The code from a mail is wrong, used, void, expired, or for something else."""


class ExpiryOutOfRange(RuleViolated):
    """An API key expires in the future, and within two years."""


class OneTargetOnly(RuleViolated):
    """A revocation names a token or a subject, one of the two."""


class Unauthenticated(DomainError):
    """Who is asking could not be established."""


class LoginRefused(Unauthenticated):
    """Email address or password is wrong; which of them is not told."""


class RefreshRefused(Unauthenticated):
    """The refresh token is unknown, expired, used before, or its session has ended."""


class ApiKeyRefused(Unauthenticated):
    """The API key is unknown, expired, revoked, or its owner no longer acts there."""


class AccessEnded(Unauthenticated):
    """The caller's access was ended while its request was on its way."""


class TooManyAttempts(Unauthenticated):
    """Too many failed logins for this address; `retry_after` seconds remain."""

    def __init__(self, detail: str, *, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
