"""What is refused about API keys."""

from shared.errors import Forbidden, NotFound, RuleViolated, Unauthenticated


class ApiKeyNotFound(NotFound):
    """The caller owns no live API key with this id."""

    title = "No such API key"
    # Callers switch on the code, which is older than the name.
    code = "unknown_api_key"


class ScopeNotHeld(Forbidden):
    """Nobody can grant a scope that it may not hold itself."""

    title = "A scope that the caller may not grant"


class ExpiryOutOfRange(RuleViolated):
    """An API key expires in the future, and within two years."""

    title = "The expiry is out of range"


class ApiKeyRefused(Unauthenticated):
    """The API key is unknown, expired, revoked, or its owner no longer acts there."""

    title = "Not authenticated"
