"""What is refused about notices."""

from shared.errors import Conflict, NotFound, RuleViolated, Stale


class NoticeNotFound(NotFound):
    """No notice with this id lies in the caller's inbox, or in the manager's work list."""

    title = "No such notice"


class StaleNotice(Stale):
    """The notice has changed since the version the caller decided on."""

    title = "Decided on a notice that has changed since"


class NoticeHandled(Conflict):
    """Somebody has handled the notice already."""

    title = "Handled already"


class StaleNoticeSettings(Stale):
    """The settings have changed since the version the caller decided on."""

    title = "Decided on settings that have changed since"


class NoticeFamilyUnknown(RuleViolated):
    """There is no family of notices with this name."""

    title = "No such family of notices"


class NoticeFamilyCompulsory(RuleViolated):
    """The family's mails can neither be switched off nor put off; the settings say why."""

    title = "These notices are mailed to everybody"
