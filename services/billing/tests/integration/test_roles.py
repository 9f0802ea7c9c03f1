"""Which role of an organisation opens which operation: every one asked as every role."""

import re
from typing import Any
from uuid import uuid4

from services.billing.tests.builders import Books

from billing.permissions import EVERY, OPENED_BY

BY_ANOTHER_RIGHT = {
    "list_events",
    "list_dead_letters",
    "get_dead_letter",
    "resend_dead_letters",
    "export_own_data",
}
"""A scope for machines, or the manager's: held by the tests of `shared`."""
SCOPES = ["billing:read", "billing:write", "billing:invoicing", "billing:issued"]
REFUSED = {"role_not_held", "managers_only"}


def operations(books: Books) -> dict[str, tuple[str, str]]:
    """Method and path of every operation, by its name: none is public."""
    return {
        operation["operationId"].removeprefix("billing_"): (method.upper(), path)
        for path, item in books.app.openapi()["paths"].items()
        for method, operation in item.items()
    }


async def ask(books: Books, method: str, path: str, *roles: str) -> Any:
    headers = books.headers(organisation_id=uuid4(), roles=roles, scopes=SCOPES)
    concrete = re.sub(r"\{[a-z_]+\}", str(uuid4()), path)
    return await books.http.request(method, concrete, headers=headers, json={})


async def test_every_operation_stands_in_the_table(books: Books) -> None:
    assert set(operations(books)) == set(OPENED_BY) | BY_ANOTHER_RIGHT


async def test_an_operation_is_open_to_the_roles_of_the_table_and_to_no_other(
    books: Books,
) -> None:
    for name, (method, path) in operations(books).items():
        if name in BY_ANOTHER_RIGHT:
            continue
        for role in EVERY:
            answer = await ask(books, method, path, role)
            refused = answer.status_code == 403 and answer.json()["code"] in REFUSED
            assert refused is (role not in OPENED_BY[name]), (name, role, answer.text)
        nobody = await ask(books, method, path, "board")
        assert (nobody.status_code == 403) is (OPENED_BY[name] != EVERY), name


async def test_representative_alone_counts_as_every_role_and_beside_others_as_none(
    books: Books,
) -> None:
    method, path = operations(books)["give_mandate"]
    assert (await ask(books, method, path, "representative")).status_code == 422
    assert (await ask(books, method, path, "representative", "administrator")).status_code == 422
    method, path = operations(books)["list_invoices"]
    other = await ask(books, method, path, "representative", "delegate")
    assert (other.status_code, other.json()["code"]) == (403, "role_not_held")
