"""Reading the taxonomy."""

from registry.taxonomy.catalogue import taxonomy
from registry.taxonomy.schemas import TaxonomyOut


def show_taxonomy() -> TaxonomyOut:
    """The value chain's stages in order and the roles within them. Public."""
    return TaxonomyOut.model_validate(taxonomy())
