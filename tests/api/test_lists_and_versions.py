"""Every list is paged alike, and every contested change names the version it was decided on."""

from typing import Any
from uuid import UUID

import httpx
import pytest
from tests.api.bad_requests import tender
from tests.api.test_merged_document import CALLERS, READABLE, schema
from tests.api.world import World

LISTS = [
    operation
    for operation in READABLE
    if any(parameter.name == "cursor" for parameter in operation.query)
]
CONTESTED = [
    operation
    for operation in (result.ok() for result in schema.get_all_operations())
    # A change of one's roles ends the very token that made it: the registry's own tests try that.
    if operation.method == "patch" and "representatives" not in operation.path
]
MOST_PAGES = 60
EMPTY_HERE = {
    "GET /v1/registry/organisations/{organisation_id}/suspensions",
    "GET /v1/registry/exclusions",
    "GET /v1/registry/second-factors/changes",
    "GET /v1/registry/unplaced-notices",
    "GET /v1/registry/organisations/{organisation_id}/notice-proofs",
    "GET /v1/registry/organisations/{organisation_id}/closures",
    "GET /v1/registry/organisations/{organisation_id}/successions",
}
"""Nobody here was suspended or excluded; who is closed has no part in it; nor has anybody confirmed
a second factor here, or is there a notice for nobody."""


def headers(world: World, who: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {world.tokens[who]}"} if who in world.tokens else {}


def path_of(operation: Any, world: World, position: int = 0) -> str:
    path: str = operation.path
    for parameter in operation.path_parameters:
        known = world.ids[parameter.name]
        path = path.replace(f"{{{parameter.name}}}", known[position % len(known)])
    return path


def follow(world: World, path: str, who: str) -> list[Any]:
    """Everything in the list, one at a time; the link and the body must name the same page."""
    items: list[Any] = []
    where: str | None = f"{path}?limit=1"
    for _ in range(MOST_PAGES):
        answer = world.client.get(str(where), headers=headers(world, who))
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert len(page["items"]) <= 1
        items += page["items"]
        link = answer.links.get("next", {}).get("url")
        assert (link is None) == (page["next"] is None), answer.headers
        if link is None:
            break
        assert httpx.URL(link).params["cursor"] == page["next"]
        where = link
    return items


@pytest.mark.parametrize("operation", LISTS, ids=lambda operation: operation.label)
def test_a_list_is_followed_by_its_links_and_shows_each_thing_once(
    operation: Any, world: World
) -> None:
    seen = 0
    for position in range(2):
        path = path_of(operation, world, position)
        for who in CALLERS:
            if world.client.get(path, headers=headers(world, who)).status_code != 200:
                continue
            items = follow(world, path, who)
            assert len({str(item) for item in items}) == len(items)
            seen += len(items)
    empty = operation.label in EMPTY_HERE
    assert bool(seen) is not empty, "nobody in this world has anything in this list"


@pytest.mark.parametrize("operation", LISTS, ids=lambda operation: operation.label)
def test_what_a_list_shows_is_named_by_a_uuid_of_version_7(operation: Any, world: World) -> None:
    for who in CALLERS:
        answer = world.client.get(path_of(operation, world), headers=headers(world, who))
        for item in answer.json()["items"] if answer.status_code == 200 else []:
            if "id" in item:
                assert UUID(item["id"]).version == 7, (operation.label, item["id"])


@pytest.mark.parametrize("operation", CONTESTED, ids=lambda operation: operation.label)
def test_a_change_needs_the_etag_that_was_read_and_only_the_current_one_will_do(
    operation: Any, world: World
) -> None:
    path, owner, change = _changeable(operation, world)
    read = world.client.get(path, headers=owner)
    tag = read.headers["etag"]
    again = world.client.get(path, headers=owner | {"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")

    blind = world.client.patch(path, json=change, headers=owner)
    assert (blind.status_code, blind.json()["code"]) == (428, "precondition_required")
    changed = world.client.patch(path, json=change, headers=owner | {"If-Match": tag})
    assert changed.status_code == 200, changed.text
    assert changed.headers["etag"] != tag
    late = world.client.patch(path, json=change, headers=owner | {"If-Match": tag})
    assert late.status_code == 412, late.text
    assert late.headers["content-type"] == "application/problem+json"


def _changeable(operation: Any, world: World) -> tuple[str, dict[str, str], dict[str, Any]]:
    """The path of one that may still be changed, its owner's credentials, and a change of it."""
    described: dict[str, Any] = {"description": {"lv": "Citādi.", "en": "Otherwise."}}
    if "notice-settings" in operation.path:
        return path_of(operation, world), headers(world, "buyer"), {"language": "en"}
    if "application-drafts" in operation.path:
        return path_of(operation, world), headers(world, "maker"), {"size": "small"}
    if "office-terms" in operation.path:
        return path_of(operation, world), headers(world, "board"), {"area": "Exports"}
    if "tenders" not in operation.path:
        owner = "maker" if "marketplace" in operation.path else "buyer"
        return path_of(operation, world), headers(world, owner), described
    # A tender that is published cannot be changed any more.
    made = world.ask("buyer", "POST", "marketplace/tenders", json=tender())
    path = operation.path.replace("{tender_id}", made["id"])
    return path, headers(world, "buyer"), described
