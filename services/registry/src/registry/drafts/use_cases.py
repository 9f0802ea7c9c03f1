"""Writing an application before it is submitted."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission.opening import check_person
from registry.admission.orm import Application
from registry.admission.rules import check_may_apply
from registry.admission.use_cases import submit_application
from registry.delegations.authorisation import check_speaks_for
from registry.drafts.errors import DraftIncomplete, DraftStarted
from registry.drafts.orm import ApplicationDraft
from registry.drafts.repository import draft_to_change
from registry.organisations.errors import EntryClosed
from registry.organisations.repository import find_organisation
from registry.permissions import OPENED_BY
from registry.vocabulary import CRITERIA, Criterion, Size
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id
from shared.rows import flush_or_refuse

_STARTED = {
    "uq_application_drafts_organisation_id": DraftStarted(
        "The organisation has a draft", pointer="/organisation_id"
    )
}


async def start_draft(
    session: AsyncSession,
    clock: Clock,
    *,
    organisation_id: UUID,
    statements: Mapping[Criterion, str],
    size: Size | None,
    by: Caller,
) -> ApplicationDraft:
    """Begin to write an application: an administrator of the organisation may, one at a time.

    Nobody but its administrators sees it, and nobody stands as a candidate by it. It lapses after
    as many days without a change as the policy says, and some days before that its administrators
    are told. Raises `DraftStarted`, `AlreadyMember`, `ClusterItself`, `EntryClosed`.
    """
    organisation = await find_organisation(session, organisation_id)
    await check_speaks_for(
        session, organisation_id=organisation_id, by=by, roles=OPENED_BY["start_draft"]
    )
    check_person(by)
    check_may_apply(membership=organisation.membership, is_cluster=organisation.is_cluster)
    if organisation.closed_at is not None:
        raise EntryClosed("The entry is closed", pointer="/organisation_id")
    draft = ApplicationDraft(
        id=new_id(),
        version=1,
        organisation_id=organisation_id,
        statements=dict(statements),
        size=size,
        started_by=by.subject,
        started_at=clock.now(),
        changed_at=clock.now(),
    )
    session.add(draft)
    await flush_or_refuse(session, _STARTED)
    return draft


async def edit_draft(
    session: AsyncSession,
    clock: Clock,
    *,
    draft_id: UUID,
    version: int | None,
    changes: Mapping[str, Any],
    by: Caller,
) -> ApplicationDraft:
    """Change a draft: an administrator of the organisation may.

    Only what is named changes; a statement that is null is taken out. Raises `DraftNotFound`,
    `StaleDraft`.
    """
    draft = await draft_to_change(session, draft_id, operation="edit_draft", version=version, by=by)
    written = {**draft.statements, **(changes.get("statements") or {})}
    draft.statements = {one: said for one, said in written.items() if said is not None}
    draft.size = changes.get("size", draft.size)
    draft.changed_at, draft.reminded_at = clock.now(), None
    draft.version += 1
    await session.flush()
    return draft


async def delete_draft(
    session: AsyncSession, *, draft_id: UUID, version: int | None, by: Caller
) -> None:
    """Delete a draft for good: an administrator of the organisation may.

    Raises `DraftNotFound`, `StaleDraft`.
    """
    await session.delete(
        await draft_to_change(session, draft_id, operation="delete_draft", version=version, by=by)
    )


async def submit_draft(
    session: AsyncSession, clock: Clock, *, draft_id: UUID, version: int | None, by: Caller
) -> Application:
    """Submit a draft as the application, whose statements then stand: an administrator may.

    The draft is gone. Raises `DraftIncomplete` unless there is a statement on each criterion, and
    what `POST applications` refuses. Announces `organisation.updated`.
    """
    draft = await draft_to_change(
        session, draft_id, operation="submit_draft", version=version, by=by
    )
    missing = [criterion for criterion in CRITERIA if criterion not in draft.statements]
    if missing:
        raise DraftIncomplete(
            f"Without a statement: {', '.join(missing)}", pointer=f"/statements/{missing[0]}"
        )
    application = await submit_application(
        session,
        clock,
        organisation_id=draft.organisation_id,
        statements=cast("Mapping[Criterion, str]", draft.statements),
        size=cast("Size | None", draft.size),
        by=by,
    )
    await session.delete(draft)
    await session.flush()
    return application
