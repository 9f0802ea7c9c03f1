"""What is known of the request at hand, wherever the code stands."""

from contextvars import ContextVar

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""The id under which the request at hand is logged, answered and announced."""
