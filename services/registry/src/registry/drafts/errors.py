"""What drafts refuse."""

from shared.errors import Conflict, NotFound, RuleViolated, Stale


class DraftNotFound(NotFound):
    """No draft has this id, or the caller may not know of it."""

    title = "No such draft"


class DraftStarted(Conflict):
    """The organisation writes one application at a time."""

    title = "A draft is begun"


class StaleDraft(Stale):
    """The draft was changed by someone else meanwhile."""

    title = "The draft has changed meanwhile"


class DraftIncomplete(RuleViolated):
    """A draft is submitted with a statement on each of the seven criteria."""

    title = "The draft is not complete"
