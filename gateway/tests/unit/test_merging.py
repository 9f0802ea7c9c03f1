"""One API document out of several."""

from copy import deepcopy
from typing import Any

from gateway.reference.merging import merge

INFO = {"title": "All", "version": "1", "description": "Everything"}
SERVERS = [{"url": "/"}]


def service(name: str, schemas: dict[str, Any], **operation: Any) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": name, "version": "1"},
        "paths": {
            f"/v1/{name}/things": {
                "get": {
                    "operationId": f"{name}_list",
                    "tags": ["things"],
                    "responses": {
                        "200": {
                            "description": "ok",
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": "#/components/schemas/Page"}
                                }
                            },
                        }
                    },
                    **operation,
                }
            },
            "/livez": {"get": {"responses": {}}},
        },
        "components": {
            "schemas": schemas,
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def page_of(name: str) -> dict[str, Any]:
    return {"type": "object", "properties": {"items": {"$ref": f"#/components/schemas/{name}"}}}


def schema_of(document: dict[str, Any], path: str) -> str:
    content = document["paths"][path]["get"]["responses"]["200"]["content"]
    reference: str = content["application/json"]["schema"]["$ref"]
    return reference


def test_what_is_alike_appears_once() -> None:
    schemas = {"Page": page_of("Money"), "Money": {"type": "string"}}
    merged = merge(
        {"billing": service("billing", schemas), "search": service("search", schemas)},
        info=INFO,
        servers=SERVERS,
    )
    assert set(merged["components"]["schemas"]) == {"Page", "Money", "GatewayProblem"}
    assert schema_of(merged, "/v1/search/things") == "#/components/schemas/Page"


def test_what_differs_is_named_after_its_service_and_so_is_all_that_mentions_it() -> None:
    one = {"Page": page_of("Thing"), "Thing": {"type": "string"}, "Money": {"type": "string"}}
    two = {"Page": page_of("Thing"), "Thing": {"type": "integer"}, "Money": {"type": "string"}}
    merged = merge(
        {"billing": service("billing", one), "search": service("search", two)},
        info=INFO,
        servers=SERVERS,
    )
    schemas = merged["components"]["schemas"]
    assert schema_of(merged, "/v1/search/things") == "#/components/schemas/SearchPage"
    assert schemas["SearchPage"] == page_of("SearchThing")
    assert schemas["SearchThing"] == {"type": "integer"}
    assert schemas["BillingThing"] == {"type": "string"}
    assert schemas["Money"] == {"type": "string"}
    assert "Page" not in schemas
    assert "Thing" not in schemas


def test_a_discriminator_follows_the_new_names() -> None:
    def schemas(kind: str) -> dict[str, Any]:
        return {
            "Page": {
                "oneOf": [{"$ref": "#/components/schemas/Thing"}],
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": {"x": "#/components/schemas/Thing"},
                },
                "properties": {"mapping": page_of("Thing")},
            },
            "Thing": {"type": kind},
        }

    merged = merge(
        {
            "billing": service("billing", schemas("string")),
            "search": service("search", schemas("integer")),
        },
        info=INFO,
        servers=SERVERS,
    )
    page = merged["components"]["schemas"]["SearchPage"]
    assert page["discriminator"]["mapping"] == {"x": "#/components/schemas/SearchThing"}
    assert page["properties"]["mapping"] == page_of("SearchThing")


def test_the_documents_themselves_are_left_alone() -> None:
    given = service("billing", {"Page": {"type": "object"}})
    before = deepcopy(given)
    merge({"billing": given}, info=INFO, servers=SERVERS)
    assert given == before


def test_only_what_the_gateway_reaches_is_described() -> None:
    document = service("billing", {"Page": {}})
    document["paths"]["/v1/registry/stolen"] = {"get": {"responses": {}}}
    merged = merge({"billing": document}, info=INFO, servers=SERVERS)
    assert set(merged["paths"]) == {"/v1/billing/things"}


def test_each_operation_names_its_service_its_locks_and_the_gateways_refusals() -> None:
    locked = service("billing", {"Page": {}}, security=[{"bearer": []}])
    public = service("search", {"Page": {}})
    merged = merge({"billing": locked, "search": public}, info=INFO, servers=SERVERS)
    operation = merged["paths"]["/v1/billing/things"]["get"]
    assert operation["tags"] == ["billing: things"]
    assert operation["security"] == [{"bearer": []}, {"apiKey": []}]
    assert set(operation["responses"]) == {"200", "429", "502", "503", "504"}
    assert "security" not in merged["paths"]["/v1/search/things"]["get"]
    assert [tag["name"] for tag in merged["tags"]] == ["billing: things", "search: things"]
    assert set(merged["components"]["securitySchemes"]) == {"bearer", "apiKey"}


def test_the_same_operation_id_twice_is_made_unique() -> None:
    documents = {
        name: service(name, {"Page": {}}, operationId="list") for name in ("billing", "search")
    }
    merged = merge(documents, info=INFO, servers=SERVERS)
    ids = {item["get"]["operationId"] for item in merged["paths"].values()}
    assert ids == {"list", "search_list"}


def test_a_missing_service_is_named() -> None:
    merged = merge(
        {"billing": service("billing", {"Page": {}})},
        missing={"search": "it cannot be reached"},
        info=INFO,
        servers=SERVERS,
    )
    assert merged["x-services"]["search"] == {
        "status": "missing",
        "reason": "it cannot be reached",
    }
    assert "search service is missing" in merged["info"]["description"]
    assert INFO["description"] == "Everything"


def test_a_refusal_that_both_may_give_has_both_shapes() -> None:
    own = {"description": "no", "content": {"application/json": {"schema": {"type": "object"}}}}
    document = service("billing", {"Page": {}}, responses={"401": own, "4XX": own, "204": {}})
    merged = merge({"billing": document}, info=INFO, servers=SERVERS)
    responses = merged["paths"]["/v1/billing/things"]["get"]["responses"]
    assert set(responses["401"]["content"]) == {"application/json", "application/problem+json"}
    assert set(responses["4XX"]["content"]) == {"application/json"}
