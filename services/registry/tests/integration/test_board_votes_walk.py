"""A walk at random over votes of the board, and all that happens to who votes meanwhile.

What the registry says is held against counting in plain words: who sat there at the opening and has
stayed, has no interest and is not silenced; every way in which the ballots that are out could go.
"""

import random
from collections import Counter
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

import pytest
import sqlalchemy as sa
from services.registry.tests.admissions import Case
from services.registry.tests.board_votes import ripe
from services.registry.tests.board_votes_by_hand import Expected, by_hand, certain
from services.registry.tests.conftest import CLOCK, Person, World

from registry.actors import PLATFORM
from registry.admission.use_cases import (
    declare_conflict,
    record_founding_members,
    withdraw_application,
)
from registry.admission.votes import put_to_vote
from registry.board_votes.orm import BoardBallot, BoardVote
from registry.board_votes.settling import settle_due_votes
from registry.board_votes.use_cases import abstain_for_interest, cast_ballot, withdraw_vote
from registry.delegations.orm import Delegation
from registry.delegations.use_cases import appoint_person
from registry.matters import MATTERS
from registry.offices.ending import recall_officer, resign_office
from registry.offices.installing import install_officer
from registry.offices.orm import OfficeTerm
from registry.organisations.repository import find_organisation, locked_organisation
from registry.organisations.standings import end_suspension, suspend
from registry.vocabulary import Role
from shared.clocks import MovedClock
from shared.errors import DomainError

STEPS: Final = 80
READER: Final[tuple[Role, ...]] = ("reader",)
ACTS: Final = (
    *("open", "open", "cast", "cast", "cast", "cast", "cast", "cast", "recall", "resign", "seat"),
    *("conflict", "conflict", "tie", "suspend", "lift", "time", "time", "withdraw", "leave"),
)
OPEN, LONGER, REST = timedelta(days=14), timedelta(days=7), timedelta(days=14)


class Walk:
    """A cluster, its board, and one candidate after the other."""

    def __init__(self, world: World, dice: random.Random) -> None:
        self.world, self.dice = world, dice
        self.passed = timedelta(0)
        self.people: list[Person] = []
        self.board: set[UUID] = set()
        self.represents: dict[UUID, set[UUID]] = {}
        self.members: set[UUID] = set()
        self.suspended: set[UUID] = set()
        self.declared: set[tuple[UUID, UUID]] = set()
        self.ties: set[tuple[UUID, UUID]] = set()
        self.rejected: dict[tuple[UUID, str], timedelta] = {}
        self.case: Case
        self.over = True
        self.votes: dict[UUID, Expected] = {}
        self.vote_id: UUID | None = None
        self.seen: Counter[str] = Counter()

    @property
    def clock(self) -> MovedClock:
        return MovedClock(self.passed)

    @property
    def case_id(self) -> UUID:
        return UUID(self.case.id)

    @property
    def candidate_id(self) -> UUID:
        assert self.case.applicant.organisation_id is not None
        return self.case.applicant.organisation_id

    @property
    def vote(self) -> Expected | None:
        return None if self.vote_id is None else self.votes[self.vote_id]

    @property
    def is_idle(self) -> bool:
        return self.vote is None or self.vote.status != "open"

    def is_apart(self, person_id: UUID) -> bool:
        own = self.represents.get(person_id, set()) & self.members
        return (
            (self.case_id, person_id) in self.declared
            or (self.candidate_id, person_id) in self.ties
            or (bool(own) and own <= self.suspended)
        )

    def electors(self, vote: Expected) -> set[UUID]:
        return {one for one in vote.stayed if not self.is_apart(one)}

    def settle(self) -> None:
        """What the vote comes to, by counting as plainly as can be."""
        vote = self.vote
        if vote is None or vote.status != "open":
            return
        electors = self.electors(vote)
        given = [vote.ballots[one][-1] if one in vote.ballots else None for one in electors]
        if len(electors) < 2:
            self.close(vote, "no_quorum", electors)
        elif result := certain(given):
            self.close(vote, result, electors)
        elif self.passed >= vote.closes:
            if by_hand(given) is None and not vote.extended:
                vote.closes, vote.extended = self.passed + LONGER, True
                self.seen["extended"] += 1
            else:
                self.close(vote, by_hand(given) or "no_quorum", electors)

    def close(self, vote: Expected, status: str, electors: set[UUID]) -> None:
        vote.status = status
        self.seen[status] += 1
        given = [vote.ballots[one][-1] for one in electors if one in vote.ballots]
        if status in ("passed", "rejected", "no_quorum"):
            vote.counted = {one for one in electors if one in vote.ballots}
            counts = (given.count(choice) for choice in ("yes", "no", "abstain"))
            vote.figures = (len(electors), *counts)
        if status == "rejected":
            self.rejected[self.case_id, vote.proposal] = self.passed
        if status == "passed":
            self.over = True
            if vote.proposal == "admitted":
                self.members.add(self.candidate_id)

    async def does(self, act: Any, *arguments: Any, **named: Any) -> Any:
        """What the act returns; None when it was refused."""
        try:
            async with self.world.database.transaction() as session:
                return await act(session, self.clock, *arguments, **named) or True
        except DomainError:
            return None

    def anyone(self, *, serving: bool = False) -> Person:
        among = [one for one in self.people if not serving or one.id in self.board]
        return self.dice.choice(among or self.people)

    async def seat(self) -> None:
        if len(self.board) >= 7:
            return
        person = await self.world.person(acting_for=self.world.cluster_id)
        async with self.world.database.transaction() as session:
            await install_officer(
                session, self.clock, vault=self.world.vault, account_id=person.id, office="board"
            )
        person.roles = ("board",)
        self.people.append(person)
        self.board.add(person.id)
        if self.dice.random() < 0.5:
            member = await self.world.organisation()
            async with self.world.database.transaction() as session:
                await record_founding_members(
                    session, CLOCK, organisation_ids=[member], by=PLATFORM
                )
            self.members.add(member)
            await self.appointed(person, member)

    async def appointed(self, person: Person, organisation_id: UUID) -> None:
        async with self.world.database.transaction() as session:
            await appoint_person(
                session,
                CLOCK,
                vault=self.world.vault,
                organisation_id=organisation_id,
                account_id=person.id,
                office="representative",
                roles=READER,
            )
        self.represents.setdefault(person.id, set()).add(organisation_id)

    async def open(self) -> None:
        if self.over:
            self.case, self.over, self.vote_id = await ripe(self.world), False, None
        by, proposal = self.anyone(), self.dice.choice(("admitted", "admitted", "rejected"))
        rests_since = self.rejected.get((self.case_id, proposal))
        may = (
            self.is_idle
            and (by.id in self.board or by is self.world.manager)
            and not self.is_apart(by.id)
            and sum(not self.is_apart(one) for one in self.board) >= 2
            and (rests_since is None or self.passed - rests_since >= REST)
        )
        made = await self.does(
            put_to_vote,
            application_id=self.case_id,
            version=None,
            proposal=proposal,
            criterion=None,
            reason="It fits",
            by=by.caller,
        )
        assert (made is not None) == may
        if made is not None:
            self.vote_id = made.id
            self.votes[made.id] = Expected(proposal, by.id, set(self.board), self.passed + OPEN)

    async def cast(self) -> None:
        vote, by = self.vote, self.anyone(serving=self.dice.random() < 0.9)
        if vote is None:
            return
        choice = self.dice.choice(("yes", "yes", "no", "abstain"))
        may = vote.status == "open" and self.passed < vote.closes and by.id in self.electors(vote)
        done = await self.does(
            cast_ballot, matters=MATTERS, vote_id=self.vote_id, choice=choice, by=by.caller
        )
        assert (done is not None) == may
        if may:
            self.seen["changed"] += by.id in vote.ballots
            vote.ballots.setdefault(by.id, []).append(choice)
            self.settle()

    async def recall(self) -> None:
        await self.goes(
            recall_officer,
            by=self.world.manager,
            reference="Minutes",
            decided_on=CLOCK.now().date(),
            reason="Trust is lost",
        )

    async def resign(self) -> None:
        await self.goes(resign_office, by=None, note=None)

    async def goes(self, act: Any, *, by: Person | None, **named: Any) -> None:
        person = self.anyone(serving=True)
        if person.id not in self.board or (len(self.board) < 4 and self.dice.random() < 0.7):
            return
        async with self.world.database.transaction() as session:
            term_id = await session.scalar(
                sa.select(OfficeTerm.id).where(
                    OfficeTerm.account_id == person.id, OfficeTerm.status == "in_office"
                )
            )
        assert await self.does(
            act,
            vault=self.world.vault,
            term_id=term_id,
            version=None,
            by=(by or person).caller,
            **named,
        )
        self.board.discard(person.id)
        for vote in self.votes.values():
            vote.stayed.discard(person.id)

    async def conflict(self) -> None:
        by, vote = self.anyone(), self.vote
        if self.dice.random() < 0.5:
            return
        may = (by.id in self.board or by is self.world.manager) and (
            (self.case_id, by.id) not in self.declared
        )
        common: dict[str, Any] = {"matters": MATTERS, "reason": "My brother's", "by": by.caller}
        if vote is not None and self.dice.random() < 0.5:
            may = may and vote.status == "open" and self.passed < vote.closes
            done = await self.does(
                abstain_for_interest, vote_id=self.vote_id, version=None, **common
            )
        else:
            may = may and not self.over
            done = await self.does(
                declare_conflict, application_id=self.case_id, version=None, **common
            )
        assert (done is not None) == may
        if may:
            self.declared.add((self.case_id, by.id))
            self.settle()

    async def tie(self) -> None:
        person = self.anyone()
        if person is not self.world.manager and self.dice.random() < 0.3:
            await self.appointed(person, self.candidate_id)
            self.ties.add((self.candidate_id, person.id))

    async def suspend(self, *, lifted: bool = False) -> None:
        among = self.suspended if lifted else self.members - self.suspended
        of_board = {one for person in self.board for one in self.represents.get(person, ())}
        if not among & of_board:
            return
        chosen = self.dice.choice(sorted(among & of_board))
        async with self.world.database.transaction() as session:
            organisation = await locked_organisation(session, chosen)
            change = end_suspension if lifted else suspend
            await change(session, organisation, now=self.clock.now())
        self.suspended ^= {chosen}
        self.seen["lifted" if lifted else "suspended"] += 1

    async def lift(self) -> None:
        await self.suspend(lifted=True)

    async def time(self) -> None:
        self.passed += timedelta(days=self.dice.choice((1, 3, 8, 15)))
        if self.dice.random() < 0.7:
            await self.duty()

    async def duty(self) -> None:
        async with self.world.database.transaction() as session:
            await settle_due_votes(session, self.clock, matters=MATTERS)
        if self.vote is not None and self.passed >= self.vote.closes:
            self.settle()

    async def withdraw(self) -> None:
        vote, by = self.vote, self.anyone()
        if vote is None:
            return
        may = (
            vote.status == "open"
            and self.passed < vote.closes
            and (by.id in self.board or by is self.world.manager)
            and by.id == vote.opener
            and not vote.ballots
        )
        done = await self.does(
            withdraw_vote, matters=MATTERS, vote_id=self.vote_id, version=None, by=by.caller
        )
        assert (done is not None) == may
        if may:
            self.close(vote, "withdrawn", set())

    async def leave(self) -> None:
        """The candidate thinks better of it."""
        if self.over or (not self.is_idle and self.dice.random() < 0.7):
            return
        assert await self.does(
            withdraw_application,
            application_id=self.case_id,
            version=None,
            reason=None,
            by=self.case.applicant.caller,
        )
        self.over = True
        if self.vote is not None and self.vote.status == "open":
            self.close(self.vote, "void", set())

    async def check(self) -> None:
        async with self.world.database.transaction() as session:
            rows = {one.id: one for one in await session.scalars(sa.select(BoardVote))}
            assert set(rows) == set(self.votes)
            cast: dict[UUID, dict[UUID, list[BoardBallot]]] = {one: {} for one in rows}
            for ballot in await session.scalars(
                sa.select(BoardBallot).order_by(BoardBallot.number)
            ):
                cast[ballot.vote_id].setdefault(ballot.account_id, []).append(ballot)
            for vote_id, vote in self.votes.items():
                row = rows[vote_id]
                assert (row.status, row.extended) == (vote.status, vote.extended)
                given = {who: [one.choice for one in own] for who, own in cast[vote_id].items()}
                assert given == vote.ballots, "of everybody what it cast itself"
                if vote.status != "open":
                    last = {who for who, own in cast[vote_id].items() if own[-1].counted}
                    assert last == vote.counted
                    assert not [
                        one for own in cast[vote_id].values() for one in own[:-1] if one.counted
                    ]
                    figures = (row.electors, row.yes, row.no, row.abstained)
                    assert figures == (vote.figures or (None,) * 4)
            power = await session.scalars(
                sa.select(Delegation.account_id).where(Delegation.office == "board")
            )
            assert set(power) == self.board, "votes and conflicts give no office, and take none"
            organisation = await find_organisation(session, self.candidate_id)
            is_member = self.candidate_id in self.members
            assert (organisation.membership == "member") == is_member


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_no_walk_ends_a_vote_otherwise_than_counting_it_by_hand_or_leaves_one_open(
    new_world: World, seed: int
) -> None:
    walk = Walk(new_world, random.Random(seed))
    walk.people = [new_world.manager, *await new_world.whole_board()]
    walk.board = {one.id for one in walk.people[1:]}
    await walk.seat()
    await walk.seat()
    await walk.open()
    for _ in range(STEPS):
        act = walk.dice.choice(ACTS)
        if walk.is_idle and walk.dice.random() < 0.7:
            act = walk.dice.choice(("open", "open", "leave"))
        await getattr(walk, act)()
        await walk.check()
        while len(walk.board) < 3:
            await walk.seat()
    # Whatever was left open, time ends.
    for days in (14, 7):
        walk.passed += timedelta(days=days)
        await walk.duty()
        await walk.check()
    assert not [one for one in walk.votes.values() if one.status == "open"]
    assert len(walk.votes) >= 4, walk.seen
