"""How an organisation's periods of membership follow what the registry announces."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from billing.fees.rules import MembershipPeriod


def periods_after(
    periods: Sequence[MembershipPeriod],
    *,
    membership: str,
    since: datetime | None,
    announced_at: datetime,
) -> list[MembershipPeriod]:
    """The periods of membership once a state is known.

    An admission opens one at `since`; a state that is no membership any more ends it at
    `announced_at`, since no fact names the end. The order is that of `periods`.
    """
    over = [period for period in periods if period.until is not None]
    running = next((period for period in periods if period.until is None), None)
    if membership == "member":
        # The registry may have corrected the beginning: the period stays one.
        begins = since or (running.since if running else announced_at)
        return [*over, MembershipPeriod(begins, None)]
    if running is not None:
        ends = max(announced_at, running.since + timedelta(microseconds=1))
        return [*over, replace(running, until=ends)]
    known = {period.since for period in over}
    if membership == "former" and since is not None and since < announced_at and since not in known:
        # The admission itself never reached us; its end carries its beginning.
        return [*over, MembershipPeriod(since, announced_at)]
    return over
