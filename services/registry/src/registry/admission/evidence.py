"""What the applicant shows for its criteria."""

from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from registry.admission import rules
from registry.admission.errors import EvidenceNotFound, EvidenceWithdrawn, TooMuchEvidence
from registry.admission.opening import open_own_case
from registry.admission.review_orm import Evidence
from registry.vocabulary import Criterion
from shared.callers import Caller
from shared.clocks import Clock
from shared.ids import new_id

MOST_EVIDENCE: Final = 200
"""For one application, what was withdrawn included: somebody has to read it."""


async def add_evidence(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    version: int | None,
    criterion: Criterion,
    title: str,
    link: str | None,
    sha256: str | None,
    note: str | None,
    by: Caller,
) -> Evidence:
    """Show something for a criterion, until the application ends: an administrator of the
    candidate may.

    By a link, best with the SHA-256 of what lies there, or by a small text. Read by the candidate's
    administrators and delegates, the manager and the board. Raises `TooMuchEvidence` beyond 200.
    """
    case = await open_own_case(session, application_id, version=version, by=by)
    rules.check_undecided(case.file)
    shown = await session.scalar(
        select(func.count()).where(Evidence.application_id == application_id)
    )
    if (shown or 0) >= MOST_EVIDENCE:
        raise TooMuchEvidence(f"An application has at most {MOST_EVIDENCE} pieces of evidence")
    evidence = Evidence(
        id=new_id(),
        application_id=application_id,
        criterion=criterion,
        title=title,
        link=link,
        sha256=sha256,
        note=note,
        added_by=by.subject,
        added_at=clock.now(),
    )
    session.add(evidence)
    case.application.version += 1
    await session.flush()
    return evidence


async def withdraw_evidence(
    session: AsyncSession,
    clock: Clock,
    *,
    application_id: UUID,
    evidence_id: UUID,
    version: int | None,
    by: Caller,
) -> Evidence:
    """Withdraw what one has shown, until the application ends: an administrator of the candidate.

    It stays on record as withdrawn. Raises `EvidenceNotFound`, `EvidenceWithdrawn`.
    """
    case = await open_own_case(session, application_id, version=version, by=by)
    rules.check_undecided(case.file)
    evidence = await session.get(Evidence, evidence_id)
    if evidence is None or evidence.application_id != application_id:
        raise EvidenceNotFound("The application has no evidence with this id")
    if evidence.withdrawn_at is not None:
        raise EvidenceWithdrawn("The evidence is withdrawn")
    evidence.withdrawn_by, evidence.withdrawn_at = by.subject, clock.now()
    case.application.version += 1
    await session.flush()
    return evidence
