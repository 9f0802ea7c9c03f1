"""What a caller gets when it has proved who it is."""

from typing import Literal

from registry.schemas import Output


class AccessOut(Output):
    """An access token; send it as `Authorization: Bearer …`."""

    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105 (a scheme, not a secret)
    expires_in: int
    """Seconds."""
