"""Having an organisation's people told something."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from marketplace.notices.events import Addressee, NoticeDue
from shared.ids import new_id
from shared.messaging.outbox import announce
from shared.texts import LANGUAGES

_LONGEST = 200


def in_one_language(text: Mapping[str, str]) -> str:
    """A title as a notice bears it, which is written once for readers of every language."""
    return next((text[language] for language in LANGUAGES if text.get(language)), "")


async def notify(
    session: AsyncSession,
    *,
    organisation_id: UUID,
    role: Addressee,
    template: str,
    values: Mapping[str, str] | None = None,
    link: str | None = None,
) -> None:
    """Have those told who hold the role in the organisation, if the transaction commits.

    `template` and the names of `values` are those of the registry's texts of notices; a value that
    is longer than a line is cut. `link` is a path below `/v1/marketplace`, shown to them as it is:
    what lies there they see only if they may. Announces `notice.due`.
    """
    await announce(
        session,
        NoticeDue(
            id=new_id(),
            version=1,
            organisation_id=organisation_id,
            role=role,
            template=template,
            values={name: value[:_LONGEST] or "–" for name, value in (values or {}).items()},
            link=link,
        ),
    )
