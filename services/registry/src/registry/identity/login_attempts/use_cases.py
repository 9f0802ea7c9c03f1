"""Counting failed logins: by address and origin, by each of the two alone, or by known device.

A stranger who guesses pauses itself: the owner comes from elsewhere. Who guesses from many origins,
or at many addresses, meets the wider counts. A device that the account knows is counted alone, so
that nobody else's guesses reach it. An attempt counts as failed before it is judged, and is
forgiven when it was right.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from registry.identity.login_attempts import repository
from registry.identity.login_attempts.counters import Counter
from registry.identity.login_attempts.errors import TooManyAttempts
from registry.identity.login_attempts.rules import pause_left


@dataclass(frozen=True, slots=True)
class CountedAttempt:
    """An attempt that is counted as failed until it is forgiven.

    `before`: when each counter had failed last, of those that had.
    """

    counters: tuple[Counter, ...]
    at: datetime
    before: Mapping[bytes, datetime]


async def count_attempt(
    session: AsyncSession, counters: Sequence[Counter], *, now: datetime, patient: bool = True
) -> CountedAttempt | TooManyAttempts:
    """Count an attempt as failed before it is judged, or say why it is not heard.

    So of many at once no more are heard than may be, in each of the counters. Give it a transaction
    of its own that ends before the password is verified: attempts that share a counter wait for
    each other, and nobody is to wait for a stranger's hash. One that cannot have that is not
    `patient`: it is refused for a second while another is heard. Known and unknown addresses are
    treated alike.
    """
    counters = sorted(counters, key=lambda one: one.key)
    if not await repository.take_turn(session, counters, patient=patient):
        return _too_many(1)
    failures = await repository.failures_at(session, counters, now=now)
    pauses = [
        pause_left(
            failures=failures[counter.key].failures,
            last_failed_at=failures[counter.key].last_failed_at,
            now=now,
            free=counter.bound.free,
        )
        for counter in counters
        if counter.key in failures
    ]
    if longest := max(pauses, default=0):
        return _too_many(longest)
    before = {key: row.last_failed_at for key, row in failures.items()}
    await repository.add_failure(session, counters, now=now)
    return CountedAttempt(tuple(counters), now, before)


async def forgive_attempt(session: AsyncSession, attempt: CountedAttempt) -> None:
    """The password was right: what it was judged by one by one begins anew.

    The wider counts are given back this attempt only: with an account of its own a guesser could
    begin them anew.
    """
    for counter in attempt.counters:
        if counter.wider:
            before = attempt.before.get(counter.key, attempt.at)
            await repository.take_back_failure(
                session, counter, failed_at=attempt.at, before=before
            )
        else:
            await repository.begin_anew(session, counter)


async def take_back_attempt(session: AsyncSession, attempt: CountedAttempt) -> None:
    """Nothing was guessed: count this attempt less, and begin nothing anew."""
    for counter in attempt.counters:
        before = attempt.before.get(counter.key, attempt.at)
        await repository.take_back_failure(session, counter, failed_at=attempt.at, before=before)


async def forget_failures(session: AsyncSession, counters: Sequence[Counter]) -> None:
    """Begin these counters anew: who has proved itself owes nothing there."""
    for counter in sorted(counters, key=lambda one: one.key):
        await repository.begin_anew(session, counter)


def _too_many(seconds: int) -> TooManyAttempts:
    return TooManyAttempts("Too many attempts; wait before the next one", retry_after=seconds)
