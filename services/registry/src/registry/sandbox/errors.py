"""What is refused by a platform that is no sandbox."""

from shared.errors import NotFound


class NoSandbox(NotFound):
    """The business clock of this platform cannot be moved."""

    title = "Not a sandbox"
