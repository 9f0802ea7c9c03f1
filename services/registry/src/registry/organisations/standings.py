"""What an organisation stands as: whoever changes that does it here."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncSession

from registry.organisations.events import OrganisationUpdated, state_of
from registry.organisations.orm import Organisation
from registry.organisations.standing_policies import policy_at
from registry.vocabulary import Membership, Standing
from shared.messaging.outbox import announce

_MEMBERSHIP: Final[Mapping[Standing, Membership]] = {
    "none": "none",
    "member": "member",
    "suspended": "member",
    "leaving": "member",
    "former": "former",
    "excluded": "former",
}
"""What `membership`, which knows three values, says of a standing; a candidate keeps its own."""


async def stand(
    session: AsyncSession,
    organisation: Organisation,
    standing: Standing,
    *,
    now: datetime,
    until: datetime | None = None,
    announced: bool = True,
) -> None:
    """Let an organisation, whose row the caller has locked, stand as this from now on.

    Sets `may` by the policy of this moment, `membership`, `member_since` of who becomes a member,
    and `member_until`: the end that `until` settles; of who is no member any more, now, unless one
    was settled before. Raises the version and announces `organisation.updated`; with `announced`
    false the caller announces a fact of its own. A suspension stands above being a member or
    leaving: who is suspended only gets it back by `end_suspension` what is said here, and nothing
    is announced unless the end of the membership changes.
    """
    if organisation.standing == "suspended" and standing in ("member", "leaving"):
        organisation.standing_beneath = standing
        if organisation.member_until == until:
            return
        organisation.member_until = until
    else:
        _write(organisation, standing, now=now, until=until)
    organisation.version += 1
    if announced:
        await announce(session, state_of(organisation, OrganisationUpdated))


async def become_candidate(
    session: AsyncSession, organisation: Organisation, *, now: datetime
) -> None:
    """Let an organisation that is no member stand as a candidate; announces as `stand` does.

    Who was excluded is that again if it is not admitted: applying does not wash it off.
    """
    beneath = standing_of(organisation)
    await stand(session, organisation, "candidate", now=now)
    organisation.standing_beneath = "excluded" if beneath == "excluded" else None


async def end_candidacy(
    session: AsyncSession, organisation: Organisation, *, now: datetime
) -> None:
    """Let a candidate that is not admitted stand as it did before it applied; announces."""
    if organisation.standing == "candidate":
        before: Standing = "none" if organisation.membership == "none" else "former"
        if organisation.standing_beneath == "excluded":
            before = "excluded"
        await stand(session, organisation, before, now=now)


async def suspend(session: AsyncSession, organisation: Organisation, *, now: datetime) -> None:
    """Let a member stand as suspended, whether it is leaving or not; announces as `stand` does.

    Who is no member any more, when a suspension that was confirmed before begins, stays that.
    """
    if organisation.membership != "member":
        return
    beneath = standing_of(organisation)
    await stand(session, organisation, "suspended", now=now)
    organisation.standing_beneath = beneath


async def end_suspension(
    session: AsyncSession, organisation: Organisation, *, now: datetime
) -> None:
    """Give a suspended member its standing back; who is no member any more gets nothing back."""
    if organisation.standing == "suspended":
        leaving = organisation.standing_beneath == "leaving"
        until = organisation.member_until
        organisation.standing = None
        await stand(session, organisation, "leaving" if leaving else "member", now=now, until=until)


def standing_of(organisation: Organisation) -> Standing:
    """The standing, also of a row that a release before wrote."""
    return organisation.standing or organisation.membership  # type: ignore[return-value]


def _write(
    organisation: Organisation, standing: Standing, *, now: datetime, until: datetime | None
) -> None:
    membership = _MEMBERSHIP.get(standing, organisation.membership)
    if membership == "member" and organisation.membership != "member":
        organisation.member_since = now
        organisation.member_until = None
    if standing in ("member", "leaving"):
        organisation.member_until = until
    elif standing in ("former", "excluded"):
        organisation.member_until = until or organisation.member_until or now
    organisation.membership = membership
    organisation.standing = standing
    organisation.standing_beneath = None
    work_out_powers(organisation, now=now)


def work_out_powers(organisation: Organisation, *, now: datetime) -> None:
    """Write what the policy of this moment lets the organisation's standing do.

    A closed entry may nothing, whatever it stands as.
    """
    policy = policy_at(now)
    closed = organisation.closed_at is not None
    organisation.may = [] if closed else list(policy.may[standing_of(organisation)])
    organisation.may_as_of = policy.valid_from
