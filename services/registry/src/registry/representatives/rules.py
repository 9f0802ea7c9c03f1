"""When a representative may go; pure decisions."""


def may_leave(*, representatives: int) -> bool:
    """Whether one of that many representatives can go: an organisation keeps at least one."""
    return representatives > 1
