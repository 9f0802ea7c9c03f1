"""What notices announce."""

from typing import ClassVar, Final, Literal
from uuid import UUID

from pydantic import Field

from shared.messaging.events import Fact
from shared.texts import Code, StoredLine

Addressee = Literal[
    "administrator", "buyer", "seller", "finance", "reader", "delegate", "representative"
]
"""Whom in an organisation a notice is for; `representative`: each of its people."""


class NoticeDue(Fact):
    """Those who hold a role in an organisation are to be told something, once.

    It names no person and no address: the registry knows both. `id` is the notice's own.
    """

    type: ClassVar[str] = "avt.billing.notice.due.v1"
    passing: ClassVar[bool] = True

    organisation_id: UUID
    role: Addressee
    template: Code = Field(description="Which text; the registry has it in lv, en, lt and et")
    values: dict[str, StoredLine] = Field(
        description="What the text is filled in with; lines that organisations wrote"
    )
    link: str | None = Field(description="The path of this API where it can be seen, or null")


EXAMPLES: Final = (
    NoticeDue(
        id=UUID("019b0000-0000-7000-8000-000000000095"),
        version=1,
        organisation_id=UUID("019b0000-0000-7000-8000-00000000000b"),
        role="finance",
        template="invoice_received",
        values={"number": "AVT-K-2026-000001", "due": "2026-04-14"},
        link="/v1/billing/invoices/019b0000-0000-7000-8000-000000000002",
    ),
)
