"""What notices look like over HTTP."""

from datetime import datetime
from uuid import UUID

from pydantic import Field

from registry.mail.composing import MailOutcome
from registry.notices.rules import Producer, Reached
from registry.notices.texts import Delivery
from registry.schemas import Input, Moment, Output
from shared.texts import Code, Language, StoredLine


class NoticeMailOut(Output):
    """The mail that a notice went out with: the proof of what was sent when."""

    id: UUID
    digest: bool = Field(description="With others of the day, in one mail")
    posted_at: datetime
    attempts: int
    outcome: MailOutcome | None = Field(description="Null while it waits to be sent")
    settled_at: datetime | None = Field(description="When it was sent, or given up")


class NoticeOut(Output):
    """A notice in the caller's inbox, in the caller's language."""

    id: UUID
    organisation_id: UUID
    producer: Producer
    template: str
    family: str
    subject: str
    text: str
    values: dict[str, str]
    link: StoredLine | None
    received_at: datetime
    unread: bool
    read_at: datetime | None
    delivery: Delivery
    mail: NoticeMailOut | None


class NoticeMarkIn(Input):
    """Whether the notice is still to be read."""

    unread: bool


class NoticeReadingIn(Input):
    """Up to when everything in the inbox is read; what comes meanwhile is not."""

    received_until: Moment


class NoticeReadingOut(Output):
    """How many notices that were unread are read now."""

    read: int


class NoticeFamilyOut(Output):
    """How a family of notices is mailed to the caller."""

    family: str
    delivery: Delivery
    default: Delivery
    compulsory: str | None = Field(description="Why it cannot be switched off; null: it can")
    legal: bool = Field(description="Whether the manager may see that and when it was mailed")
    unread_by_natives: list[Language] = Field(
        description="Languages whose texts no native speaker has read yet"
    )


class NoticeSettingsOut(Output):
    """How the caller is told things."""

    version: int
    language: Language
    mailing_paused_at: datetime | None = Field(
        description="Since when its address takes no mails; a new address ends that"
    )
    families: list[NoticeFamilyOut]


class NoticeSettingsChanges(Input):
    """What is to change; what is not named stays."""

    language: Language | None = None
    families: dict[Code, Delivery] = Field(default_factory=dict, max_length=50)


class UnplacedNoticeOut(Output):
    """A notice that came to nobody whom it was for, or that no text of this release fits."""

    id: UUID
    version: int
    producer: Producer
    organisation_id: UUID
    role: str
    template: str
    generic: bool
    reached: Reached
    values: dict[str, str]
    link: StoredLine | None
    raised_at: datetime
    handled_at: datetime | None


class NoticeProofOut(Output):
    """That a notice of a legal kind was mailed to one of an organisation's people, and when."""

    notice_id: UUID
    template: str
    account_id: UUID
    received_at: datetime
    read_at: datetime | None
    mail: NoticeMailOut | None
