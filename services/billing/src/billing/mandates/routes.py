"""Mandates over HTTP."""

from inspect import getdoc

from billing.callers import Reader, Writer
from billing.mandates import queries, use_cases
from billing.mandates.schemas import MandateIn, MandateOut, MandateTermsOut
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import BusinessClock, Session

router = Router(prefix="/v1/billing", tags=["mandates"])


@router.get("/mandate-terms", description=getdoc(queries.list_mandate_terms))
async def list_mandate_terms(
    session: Session, caller: Reader, paging: Pages
) -> Page[MandateTermsOut]:
    return await queries.list_mandate_terms(session, paging)


@router.get("/mandates", description=getdoc(queries.list_mandates))
async def list_mandates(session: Session, caller: Reader, paging: Pages) -> Page[MandateOut]:
    return await queries.list_mandates(session, by=caller, paging=paging)


@router.post("/mandates", status_code=201, description=getdoc(use_cases.give_mandate))
async def give_mandate(
    session: Session, clock: BusinessClock, caller: Writer, new: MandateIn
) -> MandateOut:
    mandate = await use_cases.give_mandate(
        session, clock, by=caller, terms_version=new.accepted_terms_version, iban=new.iban
    )
    return MandateOut.model_validate(mandate)
