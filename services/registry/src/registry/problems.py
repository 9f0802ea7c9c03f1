"""Which problem document stands for which refusal; the statuses of the base classes hold else."""

from registry.errors import (
    AlreadyDecided,
    CriterionUnmet,
    MeetingNotHeld,
    TooManyAttempts,
    Unauthenticated,
)
from shared.errors import DomainError

PROBLEMS: dict[type[DomainError], tuple[int, str]] = {
    Unauthenticated: (401, "Not authenticated"),
    TooManyAttempts: (429, "Too many attempts"),
    MeetingNotHeld: (409, "The in-person meeting comes first"),
    CriterionUnmet: (409, "A criterion is neither met nor waived"),
    AlreadyDecided: (409, "The board has decided"),
}
