"""Reading codes from the mails that the platform spooled."""

from datetime import UTC, datetime
from uuid import UUID

from local.mailbox import Mailbox
from registry.mail.orm import OutgoingMail
from registry.mail.texts import written
from registry.mail.transports import Spool

ILZE = "ilze@kadrs.example"


async def mailed(spool, number, to, kind, **values):
    mail = OutgoingMail(id=UUID(int=number), created_at=datetime(2026, 6, 1, tzinfo=UTC))
    message = written(
        mail, kind=kind, to=to, language="lv", values=values, sender="no-reply@avt.example"
    )
    await spool.deliver(message, name=str(mail.id))


async def test_each_code_is_taken_out_once_in_the_order_of_posting(tmp_path):
    spool, mailbox = Spool(tmp_path / "mail"), Mailbox(tmp_path / "mail")
    first, second, other = ("a" * 43, "b" * 43, "c" * 43)

    assert mailbox.next_code(ILZE) is None
    await mailed(spool, 3, ILZE, "reset_password", token=second)
    await mailed(spool, 1, ILZE, "confirm_address", token=first)
    await mailed(spool, 2, ILZE, "already_registered")
    await mailed(spool, 4, "andris@kadrs.example", "confirm_address", token=other)

    assert [mailbox.next_code(ILZE) for _ in range(3)] == [first, second, None]
    assert len(mailbox.mails_to(ILZE)) == 3
