"""What organisations, and acting for one, refuse."""

from typing import ClassVar

from shared.errors import Conflict, Forbidden


class NotARepresentative(Forbidden):
    """The caller acts for no organisation, or may not act for it."""

    # Derived, it would be `not_arepresentative`.
    code: ClassVar[str] = "not_a_representative"
    title: ClassVar[str] = "Not a representative"


class RoleNotHeld(Forbidden):
    """The caller acts for the organisation, and none of its roles there opens this."""

    title: ClassVar[str] = "Not with this role"


class ManagersOnly(Forbidden):
    """Only the cluster's manager may do this, in person."""

    title: ClassVar[str] = "Only for the cluster's manager"


class StandingForbids(Conflict):
    """By its standing in the cluster an organisation may not do this now."""

    title: ClassVar[str] = "The organisation's standing forbids it"


class OrganisationNotYetKnown(Conflict):
    """The registry's event about the organisation has not arrived here yet."""

    title: ClassVar[str] = "The organisation is not known here yet"
