"""The whole story, told over HTTP: in one process, as many processes, and through an outage."""

import pytest
from tests.journeys.conftest import Journey, Prepared, silent_progress
from tests.journeys.evidence import (
    faults_of,
    logs_with_the_bid,
    people_in_facts,
    tables_with_the_bid,
)

from local.distributed import distributed
from local.platform import all_in_one
from local.preparing import prepared
from local.rabbitmq import PrivateRabbitMQ
from local.story import StoryResult, play

pytestmark = pytest.mark.timeout(400)

CHAPTERS = (
    "1. Registry",
    "2. Marketplace",
    "4. Search",
    "5. Billing",
    "6. Everywhere",
    "7. Everywhere",
    "8. Inbox",
    "9. Gateway",
)


def check(result: StoryResult, journey: Journey, *, found_within: float = 2) -> None:
    told = journey.printed.getvalue()
    assert [chapter for chapter in CHAPTERS if chapter not in told] == []
    assert result.refusals >= 20
    assert result.found_after_seconds < found_within
    assert [paper.suffix for paper in result.papers] == [".pdf", ".xml", ".pdf", ".xml"]
    assert all(paper.stat().st_size > 1000 for paper in result.papers)
    faults = faults_of(result.papers)
    assert len(faults) == 2
    assert not any(faults.values()), faults


async def test_one_process_tells_the_story(journey: Journey) -> None:
    async with all_in_one(journey.folder, journey.urls) as surroundings:
        result = await play(
            surroundings.url("gateway"),
            journey.credentials,
            journey.console,
            out=journey.folder.out,
            mail=journey.folder.mail,
        )

    check(result, journey)
    # A bid that was not awarded: opened for its client, and nowhere else to be read, not in
    # an event, a stored answer or the search index's table.
    assert await tables_with_the_bid(journey.urls) == ["marketplace.opened_bids"]
    # The log of facts is kept for ever: no person can be found in it.
    assert await people_in_facts(journey.urls) == []


async def test_loading_again_finds_what_was_loaded(loaded: Prepared) -> None:
    again = await prepared(loaded.folder, {}, silent_progress())

    assert again == loaded.credentials


async def test_separate_processes_tell_the_story_over_rabbitmq(
    journey: Journey, broker_url: str, run_prefix: str
) -> None:
    async with distributed(journey.folder, journey.urls, broker_url, bus_prefix=run_prefix) as (
        surroundings,
        processes,
    ):
        result = await play(
            surroundings.url("gateway"),
            journey.credentials,
            journey.console,
            out=journey.folder.out,
            mail=journey.folder.mail,
            # Other tests and twelve processes share two cores; the promise itself is checked by
            # the story in one process.
            findable_within=10,
        )
        processes.check_alive()

    check(result, journey, found_within=10)
    assert any(path.stat().st_size for path in journey.folder.log.iterdir())
    assert logs_with_the_bid(journey.folder.log) == []
    assert await tables_with_the_bid(journey.urls) == ["marketplace.opened_bids"]
    assert all(child.ended is not None for child in processes.children)


async def test_the_story_goes_on_after_the_broker_was_away(
    journey: Journey, private_rabbitmq: PrivateRabbitMQ
) -> None:
    """While it is away nobody is refused anything; when it is back the others catch up, once."""
    seen: list[str] = []

    async def outage(moment: str) -> None:
        seen.append(moment)
        if moment == "tender awarded":
            # The marketplace goes on: orders are confirmed, delivered, accepted, reviewed.
            private_rabbitmq.stop()
        elif moment == "orders confirmed":
            # Billing must now learn of all that happened meanwhile, and invoice each order once.
            private_rabbitmq.start()

    async with distributed(journey.folder, journey.urls, private_rabbitmq.url) as (
        surroundings,
        processes,
    ):
        result = await play(
            surroundings.url("gateway"),
            journey.credentials,
            journey.console,
            out=journey.folder.out,
            mail=journey.folder.mail,
            interlude=outage,
            # The relays ask for the broker every ten seconds at the longest.
            findable_within=30,
        )
        processes.check_alive()

    assert seen == ["tender published", "tender awarded", "orders confirmed"]
    check(result, journey, found_within=30)
