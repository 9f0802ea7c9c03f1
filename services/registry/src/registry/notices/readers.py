"""What the registry reads of the others' `notice.due`; whatever else it holds is ignored."""

from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _cut(value: Any) -> Any:
    return value[:63] if isinstance(value, str) else ""


def _a_link(value: Any) -> Any:
    return value if isinstance(value, str) else None


def _by_name(value: Any) -> Any:
    return value if isinstance(value, dict) else {}


Word = Annotated[str, BeforeValidator(_cut)]


class NoticeDueRead(BaseModel):
    """`avt.marketplace|billing.notice.due.v1`.

    Without its ids it can be told to nobody; whatever else is amiss makes it a generic notice.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: UUID
    organisation_id: UUID
    role: Word = ""
    template: Word = ""
    values: Annotated[dict[Any, Any], BeforeValidator(_by_name)] = Field(default_factory=dict)
    link: Annotated[str | None, BeforeValidator(_a_link)] = None
