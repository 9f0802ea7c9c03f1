"""A program of somebody else's, on the client that openapi-python-client makes.

    python uses_python_client.py <address of the gateway> <token of a provider with an order>

It is type-checked strictly together with the client, then run: what the generator leaves out,
or types as nothing, fails in one of the two.
"""

import sys
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from avt_cluster_platform_client import AuthenticatedClient
from avt_cluster_platform_client.api.billing_invoices import (
    billing_get_invoice_pdf,
    billing_list_invoices,
)
from avt_cluster_platform_client.api.marketplace_orders import (
    marketplace_list_orders,
    marketplace_read_order,
)
from avt_cluster_platform_client.api.registry_identity import registry_create_api_key
from avt_cluster_platform_client.api.search_documents import search_find_documents
from avt_cluster_platform_client.models.api_key_in import ApiKeyIn
from avt_cluster_platform_client.models.api_key_in_scopes_item import ApiKeyInScopesItem
from avt_cluster_platform_client.models.gateway_problem import GatewayProblem
from avt_cluster_platform_client.models.problem import Problem

Refused = Problem | GatewayProblem | None


def reads_its_orders_and_invoices(client: AuthenticatedClient) -> None:
    """Lists, one thing of a list, and bytes."""
    page = marketplace_list_orders.sync(client=client, limit=5)
    assert not isinstance(page, Refused), page
    (order,) = page.items
    assert order.status.value == "completed"
    again = marketplace_read_order.sync(order.id, client=client)
    assert not isinstance(again, Refused), again
    assert again.to_dict() == order.to_dict()
    assert [milestone.status.value for milestone in again.milestones] == ["accepted"]

    invoices = billing_list_invoices.sync(client=client)
    assert not isinstance(invoices, Refused), invoices
    pdf = billing_get_invoice_pdf.sync(invoices.items[0].id, client=client)
    assert not isinstance(pdf, Refused), pdf
    assert pdf.payload.read(5) == b"%PDF-"


def makes_a_key_once(client: AuthenticatedClient) -> None:
    """A POST that is sent twice, as after an answer that never came, has its effect once."""
    wanted = ApiKeyIn(
        name="A program",
        scopes=[ApiKeyInScopesItem.MARKETPLACEREAD],
        expires_at=datetime.now(UTC) + timedelta(days=1),
    )
    attempt = str(uuid4())
    first = registry_create_api_key.sync(client=client, body=wanted, idempotency_key=attempt)
    second = registry_create_api_key.sync(client=client, body=wanted, idempotency_key=attempt)
    assert not isinstance(first, Refused), first
    assert not isinstance(second, Refused), second
    assert (first.id, first.api_key) == (second.id, second.api_key)


def is_told_why_it_is_refused(client: AuthenticatedClient) -> None:
    """A refusal is a problem whose code a program switches on."""
    refused = marketplace_read_order.sync(uuid4(), client=client)
    assert isinstance(refused, Problem), refused
    assert (refused.status, refused.code) == (404, "order_not_found")


def searches(client: AuthenticatedClient) -> None:
    """What is public, too: the generator knows no operation that may have a token or not."""
    found = search_find_documents.sync(client=client)
    assert not isinstance(found, Refused), found
    assert found.items


def main(url: str, token: str) -> None:
    """Do everything; an assertion that does not hold ends it."""
    client = AuthenticatedClient(base_url=url, token=token, raise_on_unexpected_status=True)
    reads_its_orders_and_invoices(client)
    makes_a_key_once(client)
    is_told_why_it_is_refused(client)
    searches(client)


if __name__ == "__main__":
    main(*sys.argv[1:])
