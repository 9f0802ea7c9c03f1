"""Search over HTTP. Public: it shows nothing but what its owners have published."""

from inspect import getdoc
from typing import Annotated, Any, cast
from uuid import UUID

from fastapi import Depends, Request, Response

from search.documents import queries
from search.documents.parameters import Asked, Preferred
from search.documents.schemas import DocumentOut, SearchOut
from search.engines.port import IndexNotReady, SearchEngine
from shared.http.paging import Pages
from shared.http.problems import HttpProblem
from shared.http.routing import Router
from shared.http.transactions import Session

router = Router(prefix="/v1/search/documents", tags=["documents"])


def _engine(request: Request) -> SearchEngine:
    return cast("SearchEngine", request.app.state.engine)


Engine = Annotated[Any, Depends(_engine)]


@router.get("", name="find_documents", description=getdoc(queries.find_documents))
async def find_documents(
    *,
    session: Session,
    engine: Engine,
    asked: Asked,
    preferred: Preferred,
    paging: Pages,
    response: Response,
) -> SearchOut:
    response.headers["Vary"] = "Accept-Language"
    try:
        return await queries.find_documents(
            session, engine, asked, preferred=preferred, paging=paging
        )
    except IndexNotReady:
        raise HttpProblem(
            503,
            "index_not_ready",
            "The index is being built; nothing can be looked for until it is whole",
            headers={"Retry-After": "5"},
        ) from None


@router.get("/{document_id}", name="read_document", description=getdoc(queries.read_document))
async def read_document(session: Session, document_id: UUID) -> DocumentOut:
    return await queries.read_document(session, document_id)
