"""From an empty platform to one with the sample cluster in it, once per data folder."""

from dataclasses import asdict

from rich.progress import Progress

from local.cluster_identity import CLUSTER
from local.environment import Surroundings
from local.folder import Folder
from local.personas import delegate_all, email_of, new_password
from local.projection import until_found
from local.sample import Sample, sample_cluster
from local.sample.loading import SampleLoader
from local.story.stage import Credentials, Login
from registry.bootstrap import Officer, bootstrap
from registry.identity.vault import Vault
from shared.clocks import SystemClock
from shared.database import Database

LOADED = "loaded"
PEOPLE = "credentials"


def half_loaded(folder: Folder) -> bool:
    """Whether loading into ``folder`` was broken off: half a sample is no sample."""
    return folder.read(LOADED) == {"state": "begun"}


async def prepared(surroundings: Surroundings, progress: Progress) -> Credentials:
    """Return the personas' logins, after loading the sample unless this folder has it already.

    Raises ``CannotStart`` when the registry refuses the personas or events stand still.
    """
    folder = surroundings.folder
    kept = folder.read(PEOPLE)
    if kept is not None:
        return Credentials(**{part: Login(**login) for part, login in kept.items()})
    folder.write(LOADED, {"state": "begun"})
    credentials = await _load(surroundings, progress)
    folder.write(PEOPLE, asdict(credentials))
    folder.write(LOADED, {"state": "done"})
    return credentials


async def _load(surroundings: Surroundings, progress: Progress) -> Credentials:
    sample = sample_cluster()
    counts = {
        "organisations": len(sample.organisations),
        "competences": len(sample.competences),
        "offers": len(sample.listings) + len(sample.equipment),
    }
    bars = {what: progress.add_task(f"Loading {what}", total=n) for what, n in counts.items()}
    registry = Database(surroundings.databases["registry"])
    marketplace = Database(surroundings.databases["marketplace"])
    try:
        manager, board = await _bootstrapped(surroundings, registry)
        loader = SampleLoader(
            sample,
            registry=registry,
            marketplace=marketplace,
            advance=lambda what, more: progress.advance(bars[what], more),
        )
        ids = await loader.load()
    finally:
        await registry.dispose()
        await marketplace.dispose()
    credentials = await delegate_all(surroundings.url("gateway"), sample, ids, manager, board)
    await _until_everything_is_found(surroundings, sample, progress)
    return credentials


async def _until_everything_is_found(
    surroundings: Surroundings, sample: Sample, progress: Progress
) -> None:
    # Every organisation is found too, and the cluster's own with them.
    expected = 1 + sum(
        map(
            len,
            (sample.organisations, sample.competences, sample.listings, sample.equipment),
        )
    )
    bar = progress.add_task("Making it findable", total=expected)
    await until_found(
        surroundings.url("gateway"),
        expected,
        seen=lambda total: progress.update(bar, completed=total),
    )


async def _bootstrapped(surroundings: Surroundings, registry: Database) -> tuple[Login, Login]:
    """Make the cluster and its first officers, as ``python -m registry bootstrap`` does."""
    officers = {
        office: Officer(email=email_of(name), name=name, password=new_password())
        for office, name in (("manager", "Ilze"), ("board", "Andris"))
    }
    async with registry.transaction() as session:
        done = await bootstrap(
            session,
            SystemClock(),
            vault=Vault(surroundings.folder.secret("master_secret")),
            cluster=CLUSTER.as_details(),
            managers=[officers["manager"]],
            board=[officers["board"]],
        )
    manager, board = (
        Login(one.email, one.password or "", str(done.organisation_id), CLUSTER.name)
        for one in officers.values()
    )
    return manager, board
