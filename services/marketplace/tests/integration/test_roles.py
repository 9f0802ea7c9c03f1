"""Which role of an organisation opens which operation: every one asked as every role."""

import re
from typing import Any
from uuid import uuid4

from services.marketplace.tests.builders import Market, a_listing

from marketplace.permissions import EVERY, OPENED_BY
from shared.ids import new_id

BY_ANOTHER_RIGHT = {
    "list_events",
    "list_dead_letters",
    "get_dead_letter",
    "resend_dead_letters",
    "export_own_data",
}
"""A scope for machines, or the manager's: held by the tests of `shared`."""


def operations(market: Market) -> dict[str, tuple[str, str]]:
    """Method and path of every operation that is not public, by its name."""
    return {
        operation["operationId"].removeprefix("marketplace_"): (method.upper(), path)
        for path, item in market.app.openapi()["paths"].items()
        for method, operation in item.items()
        if {} not in operation["security"]
    }


async def ask(market: Market, method: str, path: str, *roles: str) -> Any:
    headers = market.headers(uuid4(), roles=roles)
    headers |= {"Idempotency-Key": str(new_id()), "If-Match": '"v1"'}
    concrete = re.sub(r"\{[a-z_]+\}", str(uuid4()), path)
    return await market.http.request(method, concrete, headers=headers, json={})


async def test_every_operation_that_is_not_public_stands_in_the_table(market: Market) -> None:
    assert set(operations(market)) == set(OPENED_BY) | BY_ANOTHER_RIGHT


async def test_an_operation_is_open_to_the_roles_of_the_table_and_to_no_other(
    market: Market,
) -> None:
    for name, (method, path) in operations(market).items():
        if name in BY_ANOTHER_RIGHT:
            continue
        for role in EVERY:
            answer = await ask(market, method, path, role)
            refused = answer.status_code == 403 and answer.json()["code"] in {
                "role_not_held",
                "managers_only",
            }
            assert refused is (role not in OPENED_BY[name]), (name, role, answer.text)
        nobody = await ask(market, method, path, "board")
        assert nobody.status_code == 403, name


async def test_representative_alone_counts_as_every_role_and_beside_others_as_none(
    market: Market,
) -> None:
    method, path = operations(market)["place_bid"]
    assert (await ask(market, method, path, "representative")).status_code != 403
    both = await ask(market, method, path, "representative", "administrator")
    assert (both.status_code, both.json()["code"]) == (403, "role_not_held")
    assert (await ask(market, method, path, "representative", "seller")).status_code != 403
    assert (await ask(market, method, path, "buyer", "seller")).status_code != 403


async def test_a_delegate_sees_no_drafts_of_its_organisation(market: Market) -> None:
    provider = await market.organisation()
    await market.done("/listings", a_listing(), by=provider)
    for role, seen in (("seller", 1), ("reader", 1), ("delegate", 0), ("finance", 0)):
        headers = market.headers(provider, roles=(role,))
        answer = await market.http.get("/v1/marketplace/listings", headers=headers)
        assert len(answer.json()["items"]) == seen, role
