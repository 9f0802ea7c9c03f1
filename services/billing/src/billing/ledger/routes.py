"""The ledger over HTTP."""

from inspect import getdoc

from billing.callers import Reader
from billing.ledger import queries
from billing.ledger.schemas import LedgerEntryOut, TrialBalanceOut
from shared.http.paging import Page, Pages
from shared.http.routing import Router
from shared.http.transactions import Session

router = Router(prefix="/v1/billing/ledger", tags=["ledger"])


@router.get("/trial-balance", description=getdoc(queries.trial_balance))
async def get_trial_balance(session: Session, caller: Reader) -> TrialBalanceOut:
    return await queries.trial_balance(session, by=caller)


@router.get("/entries", description=getdoc(queries.list_entries))
async def list_ledger_entries(
    session: Session, caller: Reader, paging: Pages
) -> Page[LedgerEntryOut]:
    return await queries.list_entries(session, by=caller, paging=paging)
