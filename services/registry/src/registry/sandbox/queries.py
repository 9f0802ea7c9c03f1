"""Reading the sandbox's clock."""

from sqlalchemy.ext.asyncio import AsyncSession

from registry.sandbox.repository import clock_state
from registry.sandbox.rules import check_sandbox
from registry.sandbox.schemas import ClockOut


async def show_clock(session: AsyncSession, *, is_sandbox: bool) -> ClockOut:
    """The business clock of a sandbox; 404 anywhere else. Public."""
    check_sandbox(is_sandbox)
    return ClockOut.model_validate(await clock_state(session))
