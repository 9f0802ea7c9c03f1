"""The taxonomy as this release carries it, read once from `taxonomy.json`."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from registry.taxonomy.events import TaxonomyStage

TAXONOMY_ID: Final = UUID("7d1f6f3e-5d1c-5b0e-9f0a-3a8d1c0f7a01")
"""There is one taxonomy; its versions are one aggregate's."""

_FILE = Path(__file__).with_name("taxonomy.json")


class Taxonomy(BaseModel):
    """The stages of the value chain in order, each with the roles found in it."""

    model_config = ConfigDict(frozen=True)

    version: int
    stages: list[TaxonomyStage]


@lru_cache
def taxonomy() -> Taxonomy:
    """Return the taxonomy of this release."""
    return Taxonomy.model_validate_json(_FILE.read_bytes())


@lru_cache
def roles_by_stage() -> Mapping[str, frozenset[str]]:
    """Return the codes of the roles within each stage, for the rules of other nouns."""
    return {stage.code: frozenset(role.code for role in stage.roles) for stage in taxonomy().stages}
