"""The first steps of a new platform: the cluster itself, its first officers, keys, taxonomy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.board_votes.policies import least_electors
from registry.delegations.affiliations import announce_missing_affiliations
from registry.identity.accounts.orm import Account
from registry.identity.accounts.repository import find_account
from registry.identity.accounts.use_cases import choose_organisation, create_account
from registry.identity.signing_keys.use_cases import ensure_keys
from registry.offices.installing import install_officer
from registry.offices.repository import in_office
from registry.organisations.repository import find_cluster
from registry.organisations.rules import OrganisationDetails
from registry.organisations.use_cases import register_organisations
from registry.taxonomy.use_cases import publish_taxonomy
from registry.vault import Vault
from registry.vocabulary import ClusterOffice
from shared.clocks import Clock
from shared.locks import lock_named, take_locks

_TURN: Final = lock_named("registry.bootstrap")


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A person to hold office; the password counts only when the account is made now.

    With a ready `password_hash` nothing is hashed; with neither, nobody can log in as it.
    `name_public`: that it agreed to stand in the public list of officers by name.
    """

    email: str
    name: str
    password: str | None = None
    password_hash: str | None = None
    name_public: bool = False


@dataclass(frozen=True, slots=True)
class Bootstrapped:
    """The cluster's own organisation, and the addresses whose accounts were made now.

    `on_board`: how many are in office there; with fewer than `board_needed` nothing is decided.
    """

    organisation_id: UUID
    created: tuple[str, ...]
    on_board: int
    board_needed: int


async def bootstrap(
    session: AsyncSession,
    clock: Clock,
    *,
    vault: Vault,
    cluster: OrganisationDetails,
    managers: Sequence[Officer],
    board: Sequence[Officer],
) -> Bootstrapped:
    """Make what a platform needs before its API can be used; what is there already stays.

    Registers the cluster's own organisation (once), makes signing keys, announces the taxonomy
    of this release, appoints managers and members of the board, and announces the affiliations
    that nobody has announced yet. May be run at every deployment, and again to appoint more
    officers; who was in the office before stays out of it, as long as anybody can fill the offices
    by the API.
    """
    await take_locks(session, _TURN)
    await ensure_keys(session, clock, vault=vault)
    await publish_taxonomy(session, clock)
    organisation = await find_cluster(session)
    if organisation is None:
        (organisation,) = await register_organisations(
            session, clock, entries=[cluster], is_cluster=True
        )
    created: list[str] = []
    offices: list[tuple[ClusterOffice, Sequence[Officer]]] = [
        ("manager", managers),
        ("board", board),
    ]
    for office, officer in [(office, one) for office, officers in offices for one in officers]:
        account = await find_account(session, email=officer.email)
        if account is None:
            account = await _open_account(session, clock, officer, acting_for=organisation.id)
            created.append(officer.email)
        await install_officer(
            session,
            clock,
            vault=vault,
            account_id=account.id,
            office=office,
            name_public=officer.name_public,
        )
    await announce_missing_affiliations(session, vault=vault)
    return Bootstrapped(
        organisation.id,
        tuple(created),
        on_board=len(await in_office(session, "board")),
        board_needed=least_electors(clock.now()),
    )


async def _open_account(
    session: AsyncSession, clock: Clock, officer: Officer, *, acting_for: UUID
) -> Account:
    account = await create_account(
        session,
        clock,
        email=officer.email,
        name=officer.name,
        password=officer.password,
        password_hash=officer.password_hash,
    )
    await choose_organisation(session, account_id=account.id, organisation_id=acting_for)
    return account
