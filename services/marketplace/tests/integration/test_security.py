"""Who may call what: every route as nobody, without the scope, without the role, as a stranger."""

from typing import Any

from services.marketplace.tests.builders import (
    V1,
    Market,
    a_bid,
    a_listing,
    a_lot,
    a_tender,
    an_item,
    euro,
)

from marketplace.app import create_app
from marketplace.process import settings_for_openapi
from shared.ids import new_id

PUBLIC = {
    "/listings",
    "/listings/{listing_id}",
    "/equipment",
    "/equipment/{item_id}",
    "/tenders",
    "/tenders/{tender_id}",
    "/reviews",
}
"""What anybody may GET; everything else needs a token."""

PLATFORM = {"/feeds/events", "/me/export"}
"""Guarded by scopes and roles of the platform, or by oneself, tested where they are made."""


def routes() -> list[tuple[str, str]]:
    document = create_app(settings_for_openapi()).openapi()
    return [
        (method, path.removeprefix(V1))
        for path, methods in document["paths"].items()
        for method in methods
    ]


CLOSED = [(method, path) for method, path in routes() if not (method == "get" and path in PUBLIC)]
OURS = [
    (method, path)
    for method, path in CLOSED
    if path not in PLATFORM and not path.startswith("/dead-letters")
]
MANAGERS = {"/related-purchases", "/related-purchases/{related_purchase_id}/withdrawal"}
"""Where the cluster's manager writes, and no representative does."""

WRITING = [(m, path) for m, path in OURS if m != "get" and path not in MANAGERS]


async def call(market: Market, method: str, path: str, headers: dict[str, str]) -> Any:
    for name in (
        "listing",
        "item",
        "tender",
        "bid",
        "lot",
        "order",
        "milestone",
        "letter",
        "related_purchase",
    ):
        path = path.replace(f"{{{name}_id}}", str(new_id()))
    body = None if method == "get" else {}
    return await market.http.request(
        method, V1 + path, json=body, headers={"Idempotency-Key": str(new_id()), **headers}
    )


def test_the_list_of_routes_is_not_empty_and_every_public_one_exists() -> None:
    assert len(WRITING) > 20
    assert {path for method, path in routes() if method == "get"} >= PUBLIC


async def test_nobody_gets_401_from_every_route_that_is_not_public(market: Market) -> None:
    for method, path in CLOSED:
        answer = await call(market, method, path, {})
        assert (answer.status_code, answer.json()["code"]) == (401, "token_missing"), path
        assert answer.headers["www-authenticate"].startswith("Bearer")


async def test_a_token_without_the_scope_gets_403(market: Market) -> None:
    organisation = await market.organisation()
    for method, path in OURS:
        scope = "marketplace:read" if method != "get" else "marketplace:write"
        headers = market.headers(organisation, scopes=(scope,))
        answer = await call(market, method, path, headers)
        assert (answer.status_code, answer.json()["code"]) == (403, "insufficient_scope"), path


async def test_a_token_that_acts_for_no_organisation_gets_403(market: Market) -> None:
    for method, path in OURS:
        answer = await call(market, method, path, market.headers(None, kind="machine"))
        assert (answer.status_code, answer.json()["code"]) == (403, "not_a_representative"), path


async def test_who_does_not_represent_the_organisation_decides_nothing(market: Market) -> None:
    organisation = await market.organisation()
    for roles in ((), ("manager", "board")):
        for method, path in WRITING:
            headers = market.headers(organisation, roles=roles)
            answer = await call(market, method, path, headers)
            assert answer.status_code == 403, path
            assert answer.json()["code"] == "not_a_representative", path


async def test_only_the_clusters_manager_in_person_does_what_is_the_managers(
    market: Market,
) -> None:
    organisation = await market.organisation()
    wrong: tuple[dict[str, Any], ...] = (
        {"roles": ()},
        {"roles": ("representative", "board")},
        {"roles": ("manager",), "kind": "machine"},
    )
    for token in wrong:
        for path in MANAGERS:
            answer = await call(market, "post", path, market.headers(organisation, **token))
            assert (answer.status_code, answer.json()["code"]) == (403, "managers_only"), path


async def test_a_token_that_proves_nothing_gets_401(market: Market) -> None:
    organisation = await market.organisation()
    wrong: list[dict[str, Any]] = [
        {"aud": "other"},
        {"aud": None},
        {"exp": 1},
        {"exp": None},
        {"iss": "somebody"},
    ]
    for claims in wrong:
        headers = market.headers(organisation, **claims)
        # On a public route too: a bad token is never taken for no token.
        for method, path in (("get", "/orders"), ("get", "/tenders"), ("post", "/tenders")):
            answer = await call(market, method, path, headers)
            assert answer.status_code == 401, (claims, path, answer.text)


async def test_a_stranger_reaches_nothing_of_a_played_order(market: Market) -> None:
    client, provider, stranger = await market.organisations(3)
    order = await market.order(client, provider)
    ids = {name: order[name] for name in ("tender_id", "lot_id", "bid_id")}
    order_path = f"/orders/{order['id']}"
    milestone = f"{order_path}/milestones/{order['milestones'][0]['id']}"
    bid, lot, tender = f"/bids/{ids['bid_id']}", f"/lots/{ids['lot_id']}", ids["tender_id"]
    reason, score = {"reason": "x"}, {"score": 1, "reason": "x"}
    attempts: list[tuple[str, Any]] = [
        (f"/tenders/{tender}/publication", None),
        (f"/tenders/{tender}/cancellation", reason),
        (f"/tenders/{tender}/opening", None),
        (f"{bid}/confirmation", None),
        (f"{bid}/withdrawal", None),
        (f"{bid}/quality-score", score),
        (f"{lot}/award", {"bid_id": ids["bid_id"]}),
        (f"{order_path}/confirmation", None),
        (f"{order_path}/refusal", reason),
        (f"{order_path}/cancellation", reason),
        (f"{milestone}/delivery", None),
        (f"{milestone}/acceptance", None),
        (f"{order_path}/completion", None),
        (f"{order_path}/review", {"rating": 1, "text": "x"}),
    ]
    before = await market.announced()
    for path, body in attempts:
        answer = await market.post(path, body, by=stranger)
        assert answer.status_code in {403, 404}, (path, answer.text)
    for path in (bid, f"{lot}/ranking", order_path):
        answer = await market.get(path, stranger)
        assert answer.status_code in {403, 404}, path
    assert await market.announced() == before
    assert (await market.get(order_path, client)).json() == order


async def test_the_organisation_comes_from_the_token_and_cannot_be_named_in_a_body(
    market: Market,
) -> None:
    client, other = await market.organisations(2)
    tender = await market.published_tender(client, lots=[a_lot()])
    bodies = [
        ("/listings", a_listing(provider_id=str(other)), "/provider_id"),
        ("/equipment", an_item(provider_id=str(other)), "/provider_id"),
        ("/tenders", a_tender(client_id=str(other)), "/client_id"),
        (
            f"/tenders/{tender['id']}/bids",
            a_bid(tender["lots"][0]["id"], lead_id=str(other), price=euro("1.00")),
            "/lead_id",
        ),
    ]
    for path, body, pointer in bodies:
        refused = await market.post(path, body, by=client)
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["pointer"] == pointer
