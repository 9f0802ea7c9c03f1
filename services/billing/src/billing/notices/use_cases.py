"""Having an organisation's people told something."""

from collections.abc import Mapping
from contextlib import suppress
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy.ext.asyncio import AsyncSession

from billing.notices.events import Addressee, NoticeDue
from shared.ids import new_id
from shared.messaging.outbox import VersionNotRaised, announce

_LONGEST = 200


async def notify(
    session: AsyncSession,
    *,
    organisation_id: UUID,
    role: Addressee,
    template: str,
    values: Mapping[str, str] | None = None,
    link: str | None = None,
    once_for: str | None = None,
) -> None:
    """Have those told who hold the role in the organisation, if the transaction commits.

    `template` and the names of `values` are those of the registry's texts of notices; a value that
    is longer than a line is cut. `link` is a path below `/v1/billing`, shown to them as it is:
    what lies there they see only if they may. What was told with the same words in `once_for` is
    not told again. Announces `notice.due`.
    """
    due = NoticeDue(
        id=uuid5(NAMESPACE_URL, f"urn:avt:notice:{once_for}") if once_for else new_id(),
        version=1,
        organisation_id=organisation_id,
        role=role,
        template=template,
        values={name: value[:_LONGEST] or "–" for name, value in (values or {}).items()},
        link=link,
    )
    with suppress(*([VersionNotRaised] if once_for else [])):
        await announce(session, due)
