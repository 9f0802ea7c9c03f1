"""From empty databases to the sample cluster in them, once per data folder.

This happens before any service runs: the use cases write, the events are delivered in bulk, and
the search index is made at the end, in one go.
"""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import asdict

from rich.progress import Progress, TaskID

from local.bootstrapping import officers
from local.environment import SERVICES
from local.folder import Folder
from local.parts import PARTS
from local.personas import delegated
from local.sample import Sample, sample_cluster
from local.sample.delivery import Consumer, deliver
from local.sample.loading import SampleLoader
from local.story.stage import Credentials, Login
from registry.vault import Vault
from search.engines.embedded import EmbeddedWriter
from search.indexing.indexer import Indexer
from shared.database import Database

LOADED = "loaded"
PEOPLE = "credentials"


def half_loaded(folder: Folder) -> bool:
    """Whether loading into ``folder`` was broken off: half a sample is no sample."""
    return folder.read(LOADED) == {"state": "begun"}


async def prepared(folder: Folder, urls: Mapping[str, str], progress: Progress) -> Credentials:
    """Return the personas' logins, after loading the sample unless this folder has it already.

    ``urls`` are the services' databases; no service may run on them yet.
    """
    kept = folder.read(PEOPLE)
    if kept is not None:
        people = {part: Login(**login) for part, login in kept.items()}
        # A folder of an earlier release has fewer officers in its credentials.
        return Credentials(**{**people, **officers(folder)})
    folder.write(LOADED, {"state": "begun"})
    async with AsyncExitStack() as stack:
        databases = {name: Database(urls[name]) for name in SERVICES}
        for database in databases.values():
            stack.push_async_callback(database.dispose)
        credentials = await _load(folder, databases, progress)
    folder.write(PEOPLE, asdict(credentials))
    folder.write(LOADED, {"state": "done"})
    return credentials


async def _load(
    folder: Folder, databases: Mapping[str, Database], progress: Progress
) -> Credentials:
    sample = sample_cluster()
    bars = _bars(progress, sample)
    consumers = [
        Consumer(part.name, databases[part.name], part.heard)
        for part in PARTS.values()
        if part.heard
    ]

    async def delivered(source: str) -> None:
        await deliver(
            source,
            databases[source],
            consumers,
            advance=lambda more: progress.advance(bars["events"], more),
        )

    loader = SampleLoader(
        sample,
        registry=databases["registry"],
        marketplace=databases["marketplace"],
        advance=lambda what, more: progress.advance(bars[what], more),
    )
    ids = await loader.load_organisations()
    await delivered("registry")
    await loader.load_competences()
    await loader.load_offers()
    # One after the other: both write documents of the same organisations.
    await delivered("registry")
    await delivered("marketplace")
    await _indexed(folder, databases["search"])
    progress.advance(bars["index"])
    vault = Vault(folder.secret("master_secret"))
    people = await delegated(databases["registry"], sample, ids, vault=vault)
    return Credentials(**officers(folder), **people)


def _bars(progress: Progress, sample: Sample) -> dict[str, TaskID]:
    offers = len(sample.listings) + len(sample.equipment)
    # Each founder is announced twice; the taxonomy, the cluster and the ties of its four officers
    # come before all of them.
    events = len(sample.organisations) + len(sample.founding_members) + len(sample.competences)
    return {
        "organisations": progress.add_task(
            "Registering organisations", total=len(sample.organisations)
        ),
        "competences": progress.add_task("Declaring competences", total=len(sample.competences)),
        "offers": progress.add_task("Publishing offers", total=offers),
        "events": progress.add_task("Telling the other services", total=events + offers + 6),
        "index": progress.add_task("Indexing for search", total=1),
    }


async def _indexed(folder: Folder, database: Database) -> None:
    writer = EmbeddedWriter(folder.index)
    try:
        await Indexer(database, writer).drain()
    finally:
        await writer.close()
