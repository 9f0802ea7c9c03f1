"""What notices announce."""

from typing import ClassVar, Final, Literal
from uuid import UUID

from pydantic import Field

from marketplace.examples import ORDER, PROVIDER, an_id
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

    type: ClassVar[str] = "avt.marketplace.notice.due.v1"
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
        id=an_id(95),
        version=1,
        organisation_id=PROVIDER,
        role="seller",
        template="order_placed",
        values={"title": "Kinokameras nomas pakalpojums"},
        link=f"/v1/marketplace/orders/{ORDER}",
    ),
)
