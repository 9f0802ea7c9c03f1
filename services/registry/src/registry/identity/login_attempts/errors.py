"""What is refused to whoever has failed too often."""

from shared.errors import TooMany


class TooManyAttempts(TooMany):
    """Too many failed logins for this address; `retry_after` seconds remain."""

    title = "Too many attempts"
