"""What figures are called in lv, en, lt and et: data beside this module.

No native speaker has read the texts yet.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

from registry.taxonomy.catalogue import taxonomy

Dimension = Literal["sector", "kind", "stage", "region", "standing"]
"""What members are counted by."""

Age = Literal["under_30_days", "under_90_days", "under_180_days", "180_days_or_more"]
"""How long ago an application was submitted."""

Labelled = Dimension | Literal["status", "age"]
"""What has labels: applications are counted by status and age."""


@cache
def _labels() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    text = files("registry.figures").joinpath("labels.json").read_text(encoding="utf-8")
    labels: Mapping[str, Mapping[str, Mapping[str, str]]] = json.loads(text)
    return labels


def title_of(figure: str) -> Mapping[str, str]:
    """What a figure is called."""
    return _labels()["title"][figure]


def codes_of(dimension: Labelled) -> Sequence[str]:
    """The values that something is counted by, in the order in which figures show them."""
    return list(_labels()[dimension])


def labels_of(dimension: Labelled, code: str) -> Mapping[str, str]:
    """What a value is called."""
    return _labels()[dimension][code]


def roles_in_order() -> Sequence[tuple[str, str, Mapping[str, str]]]:
    """Every stage and role of the taxonomy, with the role's labels (lv, en)."""
    return [
        (stage.code, role.code, role.labels) for stage in taxonomy().stages for role in stage.roles
    ]
