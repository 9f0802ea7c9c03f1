"""What is refused about logins."""

from shared.errors import NotFound, Unauthenticated


class SessionNotFound(NotFound):
    """The token in use was not issued by a login."""

    title = "No login behind this token"
    # Callers switch on the code, which is older than the name.
    code = "no_session"


class LoginRefused(Unauthenticated):
    """Email address or password is wrong; which of them is not told."""

    title = "Not authenticated"


class RefreshRefused(Unauthenticated):
    """The refresh token is unknown, expired, used before, or its session has ended."""

    title = "Not authenticated"


class LoginNotFound(NotFound):
    """The caller has no living login with this id."""

    title = "No such login"
