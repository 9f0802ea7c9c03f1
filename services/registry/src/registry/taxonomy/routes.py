"""The taxonomy over HTTP."""

from inspect import getdoc

from fastapi import Response

from registry.taxonomy import queries
from registry.taxonomy.schemas import TaxonomyOut
from shared.http.etags import set_etag
from shared.http.routing import Router

router = Router(prefix="/v1/registry", tags=["taxonomy"])


@router.get("/taxonomy", description=getdoc(queries.show_taxonomy))
async def show_taxonomy(response: Response) -> TaxonomyOut:
    current = queries.show_taxonomy()
    set_etag(response, current.version)
    return current
