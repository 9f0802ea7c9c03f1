"""Chapter 5: fee and discount explained, invoices, payment, books that balance."""

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from local.printing import as_seen_from_here
from local.sample.arithmetic import Dice
from local.sample.identifiers import latvian_iban
from local.story.cast import Cast
from local.story.delivering import provider_of
from local.story.stage import SETTLE_SECONDS, Actor, Body, items, money

BILLING = "/v1/billing"


async def tell(cast: Cast, orders: Sequence[Body]) -> tuple[Path, ...]:
    """Explain the ratings, run the invoicing, save the papers, pay, and check the books."""
    cast.stage.narrator.chapter("Billing: fee, loyalty, invoices, payment, ledger")
    await _mandate(cast, orders)
    await _explain(cast, orders)
    machine = await invoicing_machine(cast)
    await _run(cast, machine, orders)
    invoices = await _invoices_of(cast, orders)
    await _look(cast, orders[-1], invoices)
    papers = await _save(cast, orders[-1], invoices)
    await _pay(cast, invoices[0])
    await _balance(cast)
    return papers


async def _mandate(cast: Cast, orders: Sequence[Body]) -> None:
    """Each provider lets the platform issue invoices in its name (Directive 2006/112/EC, 220)."""
    seen: set[str] = set()
    for order in orders:
        if order["provider_id"] in seen:
            continue
        seen.add(order["provider_id"])
        await provider_of(cast, order).asks(
            "mandates the platform to issue invoices in its name",
            "POST",
            f"{BILLING}/mandates",
            json={
                "accepted_terms_version": "2026-01",
                "iban": latvian_iban(Dice(f"account of {order['provider_id']}")),
            },
            expect=(200, 201, 409),
        )


async def _explain(cast: Cast, orders: Sequence[Body]) -> None:
    """The first lot is the client's first purchase; the second lot gets the loyalty discount."""
    stage, narrator = cast.stage, cast.stage.narrator
    for order in orders:
        stage.step = narrator.asked(
            cast.client.name, f"asks how its order of {money(order['net'])} was rated"
        )
        rating = await _rating(cast.client, order)
        again = order["lot_id"] != orders[0]["lot_id"]
        stage.check(
            (float(rating["discount"]["amount"]) > 0) == again,
            "the second purchase has a loyalty discount, and the first has none",
        )
    order = orders[-1]
    provider = provider_of(cast, order)
    stage.step = narrator.asked(provider.name, "asks the same, and sees the fee as well")
    rating = await _rating(provider, order)
    stage.check(float(rating["fee"]["amount"]) > 0, "the provider pays an intermediation fee")


async def _rating(who: Actor, order: Body) -> Body:
    path = f"{BILLING}/orders/{order['id']}/rating"
    rating, seconds = await who.waits(path, bool)
    who.stage.narrator.answered(f"GET {path}", 200, seconds * 1000, refused=False)
    for line in rating["lines"]:
        who.stage.narrator.told(f"{line['text']['en']}: {line['arithmetic']}")
    return rating


async def invoicing_machine(cast: Cast) -> Actor:
    """Let the manager make a machine account that may start invoicing runs; return it."""
    stage = cast.stage
    made = await cast.manager.asks(
        "makes a machine account that starts invoicing runs and reads what they issued",
        "POST",
        "/v1/registry/clients",
        json={"name": "Rēķinu automāts", "scopes": ["billing:invoicing", "billing:issued"]},
    )
    machine = Actor(stage, "The invoicing machine")
    token = await machine.asks(
        "fetches a token by OAuth 2 client credentials",
        "POST",
        "/v1/registry/oauth/token",
        data={
            "grant_type": "client_credentials",
            "client_id": made["client_id"],
            "client_secret": made["client_secret"],
        },
    )
    machine.token = token["access_token"]
    return machine


async def _run(cast: Cast, machine: Actor, orders: Sequence[Body]) -> None:
    stage, narrator = cast.stage, cast.stage.narrator
    path = f"{BILLING}/invoicing-runs"
    await cast.client.asks("tries to start the invoicing", "POST", path, json={}, expect=403)
    await machine.asks("may not read the ledger", "GET", f"{BILLING}/ledger/entries", expect=403)
    asked = await machine.asks("starts the invoicing run", "POST", path, json={})
    run = await finished(machine, asked)
    issued = run["counts"]["issued"]
    deadline = time.monotonic() + SETTLE_SECONDS
    # Two results for each order: the client's invoice and the fee. The last completion may still
    # be on its way to billing; a run that came too early is simply repeated.
    while issued < 2 * len(orders) and time.monotonic() < deadline:
        await asyncio.sleep(0.3)
        run = await finished(machine, await machine.calls("POST", path, json={}, quiet=True))
        issued += run["counts"]["issued"]
    stage.check(issued == 2 * len(orders), f"{2 * len(orders)} results, not {issued}")
    narrator.told(
        f"run {run['state']}: {len(orders)} orders, each on a client's and on a fee invoice"
    )
    asked = await machine.asks("starts it once more", "POST", path, json={})
    run = await finished(machine, asked)
    stage.check(run["counts"]["issued"] == 0, "nothing is invoiced twice")
    narrator.told("nothing was left to do, and nothing was invoiced twice")


async def finished(machine: Actor, run: Body) -> Body:
    """Wait until a run is over, and return it; raise unless it ended well."""
    body, _ = await machine.waits(
        f"{BILLING}/invoicing-runs/{run['id']}", lambda body: body["state"] in {"done", "failed"}
    )
    machine.stage.check(body["state"] == "done", f"the run ended well: {body}")
    return body


async def _invoices_of(cast: Cast, orders: Sequence[Body]) -> list[Body]:
    narrator = cast.stage.narrator
    listed = await cast.client.asks("lists its invoices", "GET", f"{BILLING}/invoices")
    wanted = {order["id"] for order in orders}
    mine = [one for one in items(listed) if wanted & set(one["order_ids"])]
    fee: list[Body] = []
    for order in orders:
        provider = provider_of(cast, order)
        sent = await provider.asks(
            "lists the invoices it sent and got", "GET", f"{BILLING}/invoices"
        )
        fee += [
            one for one in items(sent) if one["kind"] == "fee" and order["id"] in one["order_ids"]
        ]
    cast.stage.check(len(mine) == len(orders), "the client has an invoice for each order")
    cast.stage.check(len(fee) == len(orders), "each provider has a fee invoice of the cluster")
    providers = (cast.credentials.studio, cast.credentials.sound, cast.credentials.effects)
    names = {one.organisation_id: one.organisation_name for one in providers}
    rows = [
        (
            one["number"],
            f"the cluster → {names[one['buyer_id']]}"
            if one["kind"] == "fee"
            else f"{names[one['seller_id']]} → the client",
            *(money(one[part]) for part in ("net", "vat", "gross")),
        )
        for one in (*mine, *fee)
    ]
    narrator.table(("number", "seller → buyer", "net", "VAT", "gross"), rows)
    narrator.told("numbers are counted by seller, so each provider's first invoice is its 000001")
    return [*mine, *fee]


async def _look(cast: Cast, order: Body, invoices: Sequence[Body]) -> None:
    """What is on the two invoices of the discounted order: allowance, deduction, kinds of VAT."""
    stage, narrator = cast.stage, cast.stage.narrator
    for invoice, who, category in (
        (_invoice_of(invoices, order, "client"), cast.client, "AE"),
        (_invoice_of(invoices, order, "fee"), provider_of(cast, order), "S"),
    ):
        whole = await who.asks(
            f"opens {invoice['kind']} invoice {invoice['number']}",
            "GET",
            f"{BILLING}/invoices/{invoice['id']}",
        )
        narrator.told(f"{whole['seller']['name']} → {whole['buyer']['name']}")
        for line in whole["lines"]:
            narrator.told(f"{line['explanation']}: {money(line['net'])}")
        for allowance in whole["allowances"]:
            narrator.told(f"{allowance['reason']['en']}: −{money(allowance['amount'])}")
        vat = whole["vat_breakdown"]
        reason = f", {vat['exemption_reason']['en']}" if vat["exemption_reason"] else ""
        narrator.told(f"VAT {vat['rate']} % ({vat['category']}{reason}): {money(vat['amount'])}")
        stage.check(bool(whole["allowances"]), "the discount stands on the invoice")
        stage.check(
            vat["category"] == category, "reverse charge for the client, 21 % for the provider"
        )


def _invoice_of(invoices: Sequence[Body], order: Body, kind: str) -> Body:
    return next(one for one in invoices if one["kind"] == kind and order["id"] in one["order_ids"])


async def _save(cast: Cast, order: Body, invoices: Sequence[Body]) -> tuple[Path, ...]:
    stage, saved = cast.stage, []
    for kind, who in (("client", cast.client), ("fee", provider_of(cast, order))):
        invoice = _invoice_of(invoices, order, kind)
        name = invoice["number"].replace("/", "-")
        for form, ending, start in (("pdf", "pdf", b"%PDF"), ("ubl", "xml", b"<?xml")):
            content = await who.asks(
                f"takes the {kind} invoice as {form.upper()}",
                "GET",
                f"{BILLING}/invoices/{invoice['id']}/{form}",
            )
            stage.check(content.startswith(start), f"the answer is a file of {form.upper()}")
            path = stage.out / f"{name}.{ending}"
            path.write_bytes(content)
            saved.append(path)
            stage.narrator.told(f"saved {as_seen_from_here(path)} ({len(content):,} bytes)")
    return tuple(saved)


async def _pay(cast: Cast, invoice: Body) -> None:
    paid: dict[str, Any] = {
        "amount": invoice["gross"],
        "paid_on": invoice["issued_on"],
        "reference": f"Banka {invoice['number']}",
    }
    path = f"{BILLING}/invoices/{invoice['id']}/payments"
    await cast.client.asks("may not record a payment itself", "POST", path, json=paid, expect=403)
    await cast.manager.asks("records the client's payment", "POST", path, json=paid)
    settled = await cast.client.calls("GET", f"{BILLING}/invoices/{invoice['id']}", quiet=True)
    cast.stage.check(settled["status"] == "paid", "the invoice is paid")
    cast.stage.narrator.told(
        f"invoice {settled['number']}: {settled['status']}, open {money(settled['open'])}"
    )


async def _balance(cast: Cast) -> None:
    stage, narrator = cast.stage, cast.stage.narrator
    sheet = await cast.manager.asks(
        "asks for the trial balance", "GET", f"{BILLING}/ledger/trial-balance"
    )
    rows = [
        (one["code"], one["name"]["en"], money(one["debit"]), money(one["credit"]))
        for one in sheet["accounts"]
        if one["debit"] != one["credit"] or float(one["debit"]["amount"])
    ]
    narrator.table(("account", "", "debit", "credit"), rows)
    for difference in (sheet["difference"], sheet["memorandum_difference"]):
        stage.check(float(difference["amount"]) == 0, "debit and credit are equal")
    narrator.told("debit and credit are equal to the cent")
