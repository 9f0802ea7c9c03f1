"""What the board votes on, by kind, and the noun that does what was decided."""

from typing import Final

from registry.admission.votes import ADMISSION, WAIVER
from registry.board_votes.matters import Matters
from registry.exclusions.votes import EXCLUSION

MATTERS: Final[Matters] = {"admission": ADMISSION, "waiver": WAIVER, "exclusion": EXCLUSION}
