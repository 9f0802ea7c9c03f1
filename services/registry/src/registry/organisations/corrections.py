"""Correcting what identifies an organisation: the manager's task, with the reason on record."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.actors import in_person
from registry.delegations.authorisation import organisations_of
from registry.identity.errors import ManagerOnly, PersonOnly
from registry.organisations.entries import details_of, write_entry, write_identity
from registry.organisations.errors import NothingCorrected, OwnEntry
from registry.organisations.events import OrganisationUpdated, state_of
from registry.organisations.orm import Correction, Organisation
from registry.organisations.repository import flush_entries, locked_organisation
from registry.organisations.rules import OrganisationDetails, check_current, check_open
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.messaging.outbox import announce


async def correct_organisation(
    session: AsyncSession,
    clock: Clock,
    *,
    organisation_id: UUID,
    version: int | None,
    changes: Mapping[str, Any],
    reason: str,
    by: Caller,
) -> tuple[Organisation, Correction]:
    """Correct registration number, register, sector, country or VAT number: the manager, in person.

    Not of an entry that the manager represents, unless it is the cluster's own. The reason, and
    what stood there before, stay on record and can be read by the organisation. A Latvian VAT
    number that is not the company's own is entered here, and only here: the manager has asked. One
    that was its own follows the registration number. Needs `If-Match` with the ETag of the version
    decided on. Announces `organisation.updated`. Raises `NothingCorrected`, and what a new entry is
    refused for.
    """
    organisation = await _entry_to_correct(session, organisation_id, version=version, by=by)
    before = details_of(organisation)
    after = replace(before, **changes)
    write_identity(organisation, after)
    if "vat_number" not in changes and _is_its_own(before) and after.country == "LV":
        after = replace(after, vat_number=f"LV{organisation.registration_number}")
    write_entry(organisation, after)
    differing = _differing(before, details_of(organisation))
    if not differing:
        raise NothingCorrected("The entry says all this already")
    correction = await _record(
        session,
        clock,
        organisation,
        before={name: old for name, (old, _) in differing.items()},
        after={name: new for name, (_, new) in differing.items()},
        reason=reason,
        by=by,
    )
    return organisation, correction


async def _entry_to_correct(
    session: AsyncSession, organisation_id: UUID, *, version: int | None, by: Caller
) -> Organisation:
    """The entry, locked, for the manager to correct.

    Raises `ManagerOnly`, `PersonOnly`, `OwnEntry`, `OrganisationNotFound`, `EntryClosed` and
    `StaleOrganisation`.
    """
    if not by.has_role("manager"):
        raise ManagerOnly("Only the cluster's manager may do this")
    if not in_person(by):
        raise PersonOnly("Only a person can do this, by its own login")
    organisation = await locked_organisation(session, organisation_id)
    # The cluster's own entry is represented by who else but its manager.
    if not organisation.is_cluster and organisation_id in await organisations_of(
        session, account_id=by.subject
    ):
        raise OwnEntry("Nobody decides upon the entry of an organisation that it represents")
    check_open(organisation.closed_at)
    check_current(organisation.version, decided_on=version)
    return organisation


async def _record(
    session: AsyncSession,
    clock: Clock,
    organisation: Organisation,
    *,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    reason: str,
    by: Caller,
) -> Correction:
    """Put on record what was done to the entry, and announce `organisation.updated`."""
    correction = Correction(
        id=new_id(),
        organisation_id=organisation.id,
        before=dict(before),
        after=dict(after),
        reason=reason,
        made_by=by.subject,
        made_at=clock.now(),
    )
    session.add(correction)
    organisation.version += 1
    await flush_entries(session)
    await announce(session, state_of(organisation, OrganisationUpdated))
    return correction


def _is_its_own(entry: OrganisationDetails) -> bool:
    return entry.country == "LV" and entry.vat_number == f"LV{entry.registration_number}"


def _differing(
    before: OrganisationDetails, after: OrganisationDetails
) -> dict[str, tuple[Any, Any]]:
    pairs = {
        field.name: (getattr(before, field.name), getattr(after, field.name))
        for field in fields(OrganisationDetails)
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
