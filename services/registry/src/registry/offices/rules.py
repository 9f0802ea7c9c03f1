"""How many seats an office has, how long a term lasts, who decides; pure decisions.

    proposed --(another member of the board)--> confirmed --(the person accepts)--> accepted
    accepted --(its begin has come)--> in_office --(end, recall, resignation, successor)--> ended
    proposed, confirmed, accepted --> refused | withdrawn | lapsed

What the assembly elected begins as `confirmed`: the manager only records it. Nothing gives power
before the person's own acceptance. Sources: the founding brochure, chapter on governance (board of
5-7 for a year, areas that rotate by agreement, three coordinators); the rest is silent there, and
the dated rows of `office_policies` say which figures nobody has checked.
"""

from calendar import monthrange
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from registry.mail.rules import MailLanguage
from registry.offices.errors import (
    AnotherMemberNeeded,
    AreaDoesNotFit,
    OfficeRequired,
    OfficesExcludeEachOther,
    TermDatesImpossible,
)
from registry.vocabulary import ClusterOffice

TermStatus = Literal[
    "proposed", "confirmed", "accepted", "in_office", "ended", "refused", "withdrawn", "lapsed"
]
EndReason = Literal["expired", "recalled", "resigned", "succeeded"]
DecisionKind = Literal["bootstrap", "assembly", "board"]
CoordinatorArea = Literal["national_interests", "education_qualification", "export_new_products"]

COORDINATED: Final[tuple[CoordinatorArea, ...]] = get_args(CoordinatorArea)
_RIGA: Final = ZoneInfo("Europe/Riga")
OPEN: Final[tuple[TermStatus, ...]] = ("proposed", "confirmed", "accepted")
"""What may still come into office."""
ABLE_TO_ACT: Final[tuple[ClusterOffice, ...]] = ("manager", "board")
"""Who can fill every other office, and so must not all be gone."""
FURTHEST_BEGIN: Final = timedelta(days=366)

OFFICE_NAMES: Final[Mapping[MailLanguage, Mapping[ClusterOffice, str]]] = {
    "lv": {
        "manager": "vadītājs",
        "board": "valdes loceklis",
        "coordinator": "koordinators",
        "accountant": "grāmatvedis",
        "auditor": "revidents",
        "expert": "eksperts",
        "assessor": "vērtētājs",
    },
    "en": {
        "manager": "manager",
        "board": "member of the board",
        "coordinator": "coordinator",
        "accountant": "accountant",
        "auditor": "auditor",
        "expert": "expert",
        "assessor": "assessor",
    },
    "lt": {
        "manager": "vadovas",
        "board": "valdybos narys",
        "coordinator": "koordinatorius",
        "accountant": "buhalteris",
        "auditor": "revizorius",
        "expert": "ekspertas",
        "assessor": "vertintojas",
    },
    "et": {
        "manager": "juht",
        "board": "juhatuse liige",
        "coordinator": "koordinaator",
        "accountant": "raamatupidaja",
        "auditor": "revident",
        "expert": "ekspert",
        "assessor": "hindaja",
    },
}
"""What mails call the offices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """Somebody in office: on which seat, and until when."""

    id: UUID
    account_id: UUID
    seat: int
    ends_at: datetime | None

    def is_due(self, now: datetime) -> bool:
        """Whether it is past its end, and stays only until a successor accepts."""
        return self.ends_at is not None and self.ends_at <= now


@dataclass(frozen=True, slots=True)
class Place:
    """The seat that somebody takes, and whose term ends by that."""

    seat: int
    instead_of: UUID | None = None


def decided_by(office: ClusterOffice) -> DecisionKind:
    """Whose decision gives and takes the office: the assembly elects the board."""
    return "assembly" if office == "board" else "board"


def check_records(
    office: ClusterOffice, *, is_manager: bool, is_board: bool, manager_serves: bool
) -> None:
    """Raise `OfficeRequired` unless the caller may record the decision about this office.

    The manager records what the assembly decided about the board, a member of the board while
    there is no manager; a member of the board what the board decided.
    """
    if decided_by(office) == "board":
        if not is_board:
            raise OfficeRequired("A member of the board records what the board decided")
    elif not (is_manager or (is_board and not manager_serves)):
        raise OfficeRequired("The manager records what the assembly decided")


def check_another(recorded_by: UUID | None, caller: UUID) -> None:
    """Raise `AnotherMemberNeeded` for who confirms what it has recorded itself."""
    if recorded_by == caller:
        raise AnotherMemberNeeded("Another member of the board confirms what you recorded")


def check_area(office: ClusterOffice, area: str | None) -> None:
    """Raise `AreaDoesNotFit`: a seat of the board has one, a coordinator one of three."""
    if office == "coordinator" and area not in COORDINATED:
        raise AreaDoesNotFit(f"One of: {', '.join(COORDINATED)}", pointer="/area")
    if office == "board" and area is None:
        raise AreaDoesNotFit("A seat of the board has an area of responsibility", pointer="/area")
    if office not in ("board", "coordinator") and area is not None:
        raise AreaDoesNotFit("This office has no area of responsibility", pointer="/area")


def check_decided_on(decided_on: date, *, now: datetime, pointer: str) -> None:
    """Raise `TermDatesImpossible` for a decision of the future, or older than a year."""
    today = now.astimezone(_RIGA).date()
    if not today - FURTHEST_BEGIN <= decided_on <= today:
        raise TermDatesImpossible(
            "A decision of the last year, on record after it", pointer=pointer
        )


def check_dates(
    *,
    begins_at: datetime | None,
    ends_at: datetime | None,
    term_months: int | None,
    now: datetime,
) -> None:
    """Raise `TermDatesImpossible` for a begin that is past or far off, or an impossible end."""
    if begins_at is not None and not now <= begins_at <= now + FURTHEST_BEGIN:
        raise TermDatesImpossible("A term begins within the coming year", pointer="/begins_at")
    begin = begins_at or now
    if ends_at is not None and ends_at <= begin:
        raise TermDatesImpossible("A term ends after it has begun", pointer="/ends_at")
    latest = end_of(begin, term_months)
    if ends_at is not None and latest is not None and ends_at > latest:
        raise TermDatesImpossible(f"A term lasts {term_months} months", pointer="/ends_at")


def end_of(begin: datetime, term_months: int | None) -> datetime | None:
    """When a term of so many months ends: the same day in Riga, or the month's last."""
    if term_months is None:
        return None
    local = begin.astimezone(_RIGA)
    months = local.year * 12 + local.month - 1 + term_months
    year, month = months // 12, months % 12 + 1
    day = min(local.day, monthrange(year, month)[1])
    return local.replace(year=year, month=month, day=day).astimezone(begin.tzinfo)


def check_compatible(
    office: ClusterOffice, held: Collection[str], excluded: Mapping[str, Collection[str]]
) -> None:
    """Raise `OfficesExcludeEachOther` when either of two offices excludes the other."""
    for other in held:
        if other != office and (
            other in excluded.get(office, ()) or office in excluded.get(other, ())
        ):
            raise OfficesExcludeEachOther(
                f"Nobody is {office} and {other} at once; resign from one first"
            )


def find_place(
    office: ClusterOffice,
    *,
    account_id: UUID,
    area: str | None,
    sitting: Sequence[Sitting],
    seats: int,
    now: datetime,
) -> Place | None:
    """The seat for a new term, or None when all are taken.

    Who goes on takes its own seat; others that of whom a successor is waited for the longest, then
    a free one. A coordinator's seat is its area's.
    """
    if office == "coordinator":
        seat = COORDINATED.index(area) + 1
        there = next((one for one in sitting if one.seat == seat), None)
        if there is None:
            return Place(seat)
        goes = there.account_id == account_id or there.is_due(now)
        return Place(seat, there.id) if goes else None
    own = next((one for one in sitting if one.account_id == account_id), None)
    if own is not None:
        return Place(own.seat, own.id)
    due = [one for one in sitting if one.is_due(now)]
    if due:
        longest = min(due, key=lambda one: (one.ends_at or now, one.seat))
        return Place(longest.seat, longest.id)
    taken = {one.seat for one in sitting}
    return next((Place(seat) for seat in range(1, seats + 1) if seat not in taken), None)


def is_promised(*, sitting: Sequence[Sitting], offered: int, seats: int, begin: datetime) -> bool:
    """Whether all seats are taken at `begin`, by whom sits there then or by who was offered one."""
    return sum(not one.is_due(begin) for one in sitting) + offered >= seats
