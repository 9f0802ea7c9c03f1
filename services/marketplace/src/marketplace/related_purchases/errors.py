"""What purchases between related organisations, and allowing them, refuse."""

from typing import ClassVar

from shared.errors import Conflict, Forbidden, NotFound, RuleViolated


class RelatedPurchaseNotFound(NotFound):
    """No such permission for a purchase between related organisations."""

    title: ClassVar[str] = "No such permission"


class OwnMatter(Forbidden):
    """The cluster's own organisation is, or is related to, one of those that this is about."""

    title: ClassVar[str] = "The cluster's own matter"


class RelatedParties(Conflict):
    """The client and a participant of the bid share a person, or did until not long ago.

    The text names neither a person nor an organisation: whoever reads it may know of neither.
    """

    title: ClassVar[str] = "The parties are related"


class AlreadyAllowed(Conflict):
    """The purchase between these organisations is allowed already."""

    title: ClassVar[str] = "Allowed already"


class RelatedPurchaseStands(Conflict):
    """The permission was withdrawn before, or can no longer be."""

    title: ClassVar[str] = "The permission stays"


class PartiesInvalid(RuleViolated):
    """The named client is not the tender's, or the provider is unknown or the client itself."""

    title: ClassVar[str] = "The parties are not possible"
