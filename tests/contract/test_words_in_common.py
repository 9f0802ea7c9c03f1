"""Closed lists that two services keep a copy of, each its own, hold the same words."""

from typing import get_args

import marketplace.vocabulary
import registry.vocabulary
from registry.taxonomy.catalogue import roles_by_stage


def test_the_marketplace_knows_the_regions_of_the_registry() -> None:
    ours = get_args(marketplace.vocabulary.Region)
    assert ours == get_args(registry.vocabulary.Region)


def test_the_marketplace_knows_the_stages_of_the_taxonomy_in_their_order() -> None:
    assert get_args(marketplace.vocabulary.Stage) == tuple(roles_by_stage())
