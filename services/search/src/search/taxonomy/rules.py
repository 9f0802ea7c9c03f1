"""What stages and roles are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ByCode = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Labels:
    """Labels of stages and roles: by code, by language."""

    stages: ByCode
    roles: ByCode

    def of(self, stages: Sequence[str], roles: Sequence[str]) -> list[Mapping[str, str]]:
        """The labels of these codes; a code without labels is its own in English."""
        found = [self.stages.get(code) or _spelled(code) for code in stages]
        return found + [self.roles.get(code) or _spelled(code) for code in roles]


def _spelled(code: str) -> Mapping[str, str]:
    return {"en": code.replace("_", " ")}
