"""The sample's own dice: the same seed gives the same sequence on every machine and version.

The standard library's ``random`` promises repeatability only for ``random()`` itself; how
``choice`` and ``sample`` use it has changed between releases. SplitMix64 is a dozen lines and
never changes (Steele, Lea, Flood: "Fast splittable pseudorandom number generators", 2014).
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")
MASK = (1 << 64) - 1


class Dice:
    """A repeatable source of choices; two with the same name throw the same numbers."""

    def __init__(self, name: str) -> None:
        self._state = int.from_bytes(sha256(name.encode()).digest()[:8], "big")

    def number(self) -> int:
        """Return the next integer in [0, 2**64)."""
        self._state = (self._state + 0x9E3779B97F4A7C15) & MASK
        mixed = self._state
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & MASK
        return mixed ^ (mixed >> 31)

    def between(self, low: int, high: int) -> int:
        """Return an integer in [low, high]; the bias of the remainder is below 2**-50 here."""
        return low + self.number() % (high - low + 1)

    def pick(self, options: Sequence[T]) -> T:
        """Return one of ``options``, each as likely as another."""
        return options[self.number() % len(options)]

    def weighted(self, options: Sequence[tuple[T, int]]) -> T:
        """Return one of ``options``, as likely as its integer weight says."""
        left = self.number() % sum(weight for _, weight in options)
        for option, weight in options:
            if left < weight:
                return option
            left -= weight
        return options[-1][0]

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """Return ``count`` different ones of ``options`` (all, when there are fewer)."""
        rest = list(options)
        chosen: list[T] = []
        while rest and len(chosen) < count:
            chosen.append(rest.pop(self.number() % len(rest)))
        return chosen

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """Return all ``options`` in a repeatable order of its own."""
        return self.some(options, len(options))


def words(text: str) -> tuple[str, ...]:
    """Return the words of a table that is written as running text."""
    return tuple(text.split())


def sample_id(kind: str, key: str) -> UUID:
    """Return the fixed id (UUID version 7 in form) of the sample's ``kind`` named ``key``.

    The time part is a day in 2026 plus some bits of the hash, so that ids sort as made ids do.
    """
    digest = sha256(f"avt-sample/{kind}/{key}".encode()).digest()
    milliseconds = 1_767_225_600_000 + int.from_bytes(digest[:4], "big") % 86_400_000
    value = (milliseconds << 80) | (int.from_bytes(digest[4:14], "big"))
    value = (value & ~(0xF << 76)) | (0x7 << 76)
    value = (value & ~(0x3 << 62)) | (0x2 << 62)
    return UUID(int=value)
