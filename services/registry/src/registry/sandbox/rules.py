"""How far, and where, the business clock can be moved; pure decisions."""

from typing import Final

from registry.sandbox.errors import NoSandbox

LONGEST_MOVE: Final = 10 * 366 * 86_400
"""Seconds, either way: ten years, well within every calendar in use."""


def check_sandbox(is_sandbox: bool) -> None:
    """Raise `NoSandbox` for a platform whose business clock stays with the system's."""
    if not is_sandbox:
        raise NoSandbox("The business clock of this platform cannot be moved")
