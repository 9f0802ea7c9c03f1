"""An organisation as a party of invoices, and how its membership follows what is announced."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from billing.fees.rules import Membership, was_member

MEMBER_RATE: Final = "member_rate"
"""Of what a standing lets an organisation do, that which concerns billing."""

STANDINGS: Final = frozenset(
    {"none", "candidate", "member", "suspended", "leaving", "former", "excluded"}
)


def known_standing(word: Any) -> str | None:
    """The standing, if it is one that we know: a word of tomorrow tells us nothing."""
    return word if isinstance(word, str) and word in STANDINGS else None


@dataclass(frozen=True)
class Party:
    """Seller or buyer as named on the invoice. `vat_number` only in a valid form."""

    id: UUID
    name: str
    registration_number: str
    vat_number: str | None
    street: str
    city: str
    postal_code: str
    country: str
    email: str | None = None


@dataclass(frozen=True)
class PartyChange:
    """What of a kept organisation matters to the rating of its orders."""

    organisation_id: UUID
    is_new: bool
    periods_before: Sequence[Membership]
    periods_after: Sequence[Membership]

    def matters_at(self, moment: datetime) -> bool:
        """Whether an order that was confirmed at `moment` may be rated otherwise now."""
        return self.is_new or (
            was_member(self.periods_before, moment) != was_member(self.periods_after, moment)
        )


def periods_after(
    periods: Sequence[Membership],
    *,
    membership: str,
    since: datetime | None,
    announced_at: datetime,
    member_rate: bool = True,
) -> list[Membership]:
    """The periods of membership that give the member rate, once a state is known.

    An admission opens one at `since`; a state that is no membership any more, or a membership
    without the rate (`member_rate`: a suspended member, say), ends it at `announced_at`, since no
    fact names the end. Where the rate comes back while the membership lasts, a new period begins
    at `announced_at`. The order is that of `periods`.
    """
    over = [period for period in periods if period.until is not None]
    running = next((period for period in periods if period.until is None), None)
    if membership == "member" and member_rate:
        ended = [period.until for period in over if period.until is not None]
        if since is None or any(since < end for end in ended):
            # What is over stays so: the rate was withheld meanwhile.
            begins = running.since if running else max(announced_at, *ended)
        else:
            # The registry may have corrected the beginning: the period stays one.
            begins = since
        return [*over, Membership(begins, None)]
    if running is not None:
        ends = max(announced_at, running.since + timedelta(microseconds=1))
        return [*over, replace(running, until=ends)]
    known = {period.since for period in over}
    if membership != "none" and since is not None and since < announced_at and since not in known:
        # The admission itself never reached us; its end carries its beginning.
        return [*over, Membership(since, announced_at)]
    return over
