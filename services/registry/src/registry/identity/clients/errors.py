"""What is refused about machine accounts."""

from shared.errors import NotFound


class ClientNotFound(NotFound):
    """No live machine account has this id."""

    title = "No such machine account"
    # Callers switch on the code, which is older than the name.
    code = "unknown_client"


class OAuthRefused(Exception):
    """A refusal in the words of RFC 6749 section 5.2, which are not those of our problems."""

    def __init__(self, error: str, description: str) -> None:
        super().__init__(error)
        self.error = error
        self.description = description
