"""What many reviews come to."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True, slots=True)
class Reputation:
    """How many reviews a provider has, and the sum of their stars."""

    count: int
    total: int

    @property
    def average(self) -> str:
        """With one decimal, half up, for instance "4.5"."""
        exact = Decimal(self.total) / Decimal(self.count)
        return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))
