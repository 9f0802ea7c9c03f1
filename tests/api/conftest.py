"""The whole platform with a little business in it, for each module: some leave it changed."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.api.building import build_world
from tests.api.running import Platform
from tests.api.world import World
from tests.support.databases import Databases

from local.environment import SERVICES


@pytest.fixture(scope="module")
async def urls(databases: Databases) -> AsyncIterator[dict[str, str]]:
    made = {service: await databases.fresh(service) for service in SERVICES}
    yield made
    for url in made.values():
        await databases.drop(url)


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory, urls: dict[str, str]) -> Iterator[Platform]:
    base: Path = tmp_path_factory.mktemp("platform")
    with Platform(base, urls).running() as running:
        yield running


@pytest.fixture(scope="module")
def world(platform: Platform) -> World:
    return build_world(platform)


def pytest_itemcollected(item: pytest.Item) -> None:
    """Give each generated test the name of its operation: of tests named alike, one would run."""
    operation = getattr(item, "operation_label", None)
    if operation is not None:
        item._id = item._id.with_params(operation)
