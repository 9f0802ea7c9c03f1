"""The taxonomy over HTTP."""

from fastapi import Response

from registry.taxonomy.catalogue import Taxonomy, taxonomy
from shared.http.etags import set_etag
from shared.http.routing import Router

router = Router(prefix="/v1/registry", tags=["taxonomy"])


@router.get("/taxonomy")
async def show_taxonomy(response: Response) -> Taxonomy:
    """The value chain's stages in order and the roles within them. Public."""
    current = taxonomy()
    set_etag(response, current.version)
    return current
