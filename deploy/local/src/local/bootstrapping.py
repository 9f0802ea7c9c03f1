"""What must be there before any service can work: signing keys, the cluster, its first officers."""

from local.cluster_identity import CLUSTER
from local.folder import Folder
from local.personas import email_of, new_password
from local.story.stage import Login
from registry.bootstrap import Officer, bootstrap
from registry.vault import Vault
from shared.clocks import SystemClock
from shared.database import Database

OFFICERS = "officers"
NAMES = {"manager": "Ilze", "board": "Andris", "board_two": "Dace", "board_three": "Edgars"}
"""The first officers: three on the board, since nobody of it decides alone."""


async def bootstrapped(folder: Folder, registry_url: str) -> None:
    """Do what ``python -m registry bootstrap`` does; what is there already stays."""
    # Kept before they are used: a password that only the database knows opens nothing.
    kept = folder.read(OFFICERS) or {}
    # A folder of an earlier release has fewer of them.
    kept |= {office: {"password": new_password()} for office in NAMES if office not in kept}
    folder.write(OFFICERS, kept)
    people = {
        office: Officer(
            email=email_of(name), name=name, password=kept[office]["password"], name_public=True
        )
        for office, name in NAMES.items()
    }
    registry = Database(registry_url)
    try:
        async with registry.transaction() as session:
            done = await bootstrap(
                session,
                SystemClock(),
                vault=Vault(folder.secret("master_secret")),
                cluster=CLUSTER.as_details(),
                managers=[people["manager"]],
                board=[people[office] for office in NAMES if office != "manager"],
            )
    finally:
        await registry.dispose()
    for office in kept:
        kept[office]["organisation_id"] = str(done.organisation_id)
    folder.write(OFFICERS, kept)


def cluster_id(folder: Folder) -> str | None:
    """Return the cluster's id in the registry, or None before ``bootstrapped``."""
    kept = folder.read(OFFICERS)
    return kept["manager"].get("organisation_id") if kept else None


def officers(folder: Folder) -> dict[str, Login]:
    """Return the logins of the manager and of the board's members; after ``bootstrapped``."""
    kept = folder.read(OFFICERS)
    assert kept is not None
    return {
        office: Login(
            email_of(name), kept[office]["password"], kept[office]["organisation_id"], CLUSTER.name
        )
        for office, name in NAMES.items()
    }
