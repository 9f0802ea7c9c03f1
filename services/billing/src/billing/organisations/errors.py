"""What is refused about organisations."""

from typing import ClassVar

from shared.errors import NotFound


class OrganisationNotFound(NotFound):
    """Billing has not heard of the organisation, or it is not the caller's business."""

    title = "Organisation not found"
    code: ClassVar[str] = "organisation_unknown"  # what callers switch on
