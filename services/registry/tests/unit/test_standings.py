"""Any walk over standings: nobody gains by a suspension, and each standing says one thing."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.organisations import standings
from registry.organisations.orm import Organisation
from registry.organisations.standing_policies import POLICIES

NOW = datetime(2026, 11, 1, tzinfo=UTC)
STEPS = ("apply", "reject", "admit", "suspend", "lift", "leave", "stay", "go", "exclude", "forgive")


def possible(step: str, organisation: Organisation) -> bool:
    """What the nouns above ask before they change a standing."""
    member = organisation.membership == "member"
    return {
        "apply": not member and organisation.standing in ("none", "former"),
        "reject": organisation.standing == "candidate",
        "admit": organisation.standing == "candidate",
        "forgive": organisation.standing == "excluded",
        # These come late, when a suspension that was confirmed begins or ends.
        "suspend": organisation.standing != "suspended",
        "lift": True,
    }.get(step, member)


async def walk(organisation: Organisation, step: str, now: datetime) -> None:
    session = cast("Any", None)
    if step == "apply":
        await standings.become_candidate(session, organisation, now=now)
    elif step == "reject":
        await standings.end_candidacy(session, organisation, now=now)
    elif step == "suspend":
        await standings.suspend(session, organisation, now=now)
    elif step == "lift":
        await standings.end_suspension(session, organisation, now=now)
    else:
        standing: Any = {
            "admit": "member",
            "leave": "leaving",
            "stay": "member",
            "go": "former",
            "exclude": "excluded",
            "forgive": "former",
        }[step]
        until = now + timedelta(days=30) if step == "leave" else None
        await standings.stand(session, organisation, standing, now=now, until=until)


@given(st.lists(st.sampled_from(STEPS), max_size=25))
def test_whatever_happens_a_standing_says_one_thing_and_a_suspension_gives_nothing(
    steps: list[str],
) -> None:
    async def told(*_: object) -> None:
        announced.append(organisation.version)

    announced: list[int] = []
    organisation = Organisation(
        version=1, membership="none", standing="none", member_since=None, member_until=None
    )
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(standings, "announce", told)
        patched.setattr(standings, "state_of", lambda *_: None)
        for number, step in enumerate(steps):
            if not possible(step, organisation):
                continue
            before = organisation.standing
            asyncio.run(walk(organisation, step, NOW + timedelta(days=number)))
            check(organisation)
            if step == "lift" and before != "suspended":
                assert organisation.standing == before
            if before == "suspended" and step in ("leave", "stay"):
                assert organisation.standing == "suspended"
    # No version is announced twice, or going back.
    assert announced == sorted(set(announced))


def check(organisation: Organisation) -> None:
    standing = standings.standing_of(organisation)
    is_member = standing in ("member", "suspended", "leaving")
    assert is_member == (organisation.membership == "member")
    assert (organisation.membership == "none") == (organisation.member_since is None)
    if standing != "none":
        assert organisation.may is None or organisation.may == list(POLICIES[0].may[standing])
    assert (standing == "suspended") == (organisation.standing_beneath is not None)
    if standing in ("former", "excluded"):
        assert organisation.member_until is not None
    if standing == "member":
        assert organisation.member_until is None
