"""Keys without a registry that publishes them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class StaticKeys:
    """Public keys that are known beforehand."""

    keys: Sequence[Mapping[str, Any]]

    async def key(self, kid: str) -> Mapping[str, Any] | None:
        return next((key for key in self.keys if key.get("kid") == kid), None)
