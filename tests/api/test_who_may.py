"""Every operation of the merged document, asked by nobody and by a stranger."""

from typing import Any
from uuid import uuid4

import pytest
from tests.api.test_merged_document import schema
from tests.api.world import World

PUBLIC = frozenset(
    {
        "marketplace_list_equipment",
        "marketplace_list_listings",
        "marketplace_list_reviews",
        "marketplace_list_tenders",
        "marketplace_read_equipment",
        "marketplace_read_listing",
        "marketplace_read_tender",
        "registry_confirm_account",
        "registry_exchange_api_key",
        "registry_issue_client_token",
        "registry_list_board_vote_policies",
        "registry_list_competences",
        "registry_list_officers",
        "registry_list_offices",
        "registry_list_organisations",
        "registry_list_revocations",
        "registry_log_in",
        "registry_members_behind",
        "registry_members_by",
        "registry_members_csv",
        "registry_members_svg",
        "registry_offering",
        "registry_refresh_session",
        "registry_request_account",
        "registry_request_password_reset",
        "registry_reset_password",
        "registry_restore_email",
        "registry_show_clock",
        "registry_show_jwks",
        "registry_show_organisation",
        "registry_show_personal_data",
        "registry_show_taxonomy",
        "registry_unoffered_roles",
        "registry_unoffered_roles_csv",
        "registry_unoffered_roles_svg",
        "search_find_documents",
        "search_read_document",
    }
)
"""What may be asked without credentials; everything else is named by not standing here."""

OPERATIONS = [result.ok() for result in schema.get_all_operations()]
OTHERS = [
    operation
    for operation in OPERATIONS
    if operation.definition.raw["operationId"] not in PUBLIC and list(operation.path_parameters)
]
"""What concerns one thing, and so somebody."""


def ask(world: World, operation: Any, who: str, position: int = 0) -> Any:
    """Ask for the first thing of its kind (or another), with an empty body."""
    path = operation.path
    for parameter in operation.path_parameters:
        known = world.ids[parameter.name]
        path = path.replace(f"{{{parameter.name}}}", known[position % len(known)])
    headers = {"Idempotency-Key": str(uuid4()), "If-Match": '"v1"'}
    if who in world.tokens:
        headers["Authorization"] = f"Bearer {world.tokens[who]}"
    return world.client.request(operation.method.upper(), path, headers=headers)


def test_every_public_operation_exists() -> None:
    assert {operation.definition.raw["operationId"] for operation in OPERATIONS} >= PUBLIC


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.label)
def test_only_what_is_public_answers_nobody(operation: Any, world: World) -> None:
    answer = ask(world, operation, "nobody")
    if operation.definition.raw["operationId"] in PUBLIC:
        # 404: generated requests may have withdrawn what was there.
        assert answer.status_code in {200, 400, 404, 422}
    else:
        assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("operation", OTHERS, ids=lambda operation: operation.label)
def test_what_is_somebodys_is_not_a_strangers(operation: Any, world: World) -> None:
    answer = ask(world, operation, "nobodys", position=1)
    if operation.method == "get" and answer.status_code == 200:
        # A list of what is one's own may be asked for anywhere, and is empty here.
        assert answer.json() == {"items": [], "next": None}
        return
    if answer.status_code == 401:
        # Nor does it come so far as to be told whose it is.
        assert answer.json()["code"] == "step_up_required"
        return
    assert answer.status_code in {403, 404, 409, 412, 422}, answer.text
