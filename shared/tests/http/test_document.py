"""The document calls every shape by the name of its class, and no two by one."""

import pytest
from fastapi import APIRouter
from pydantic import BaseModel, create_model

from shared.http.app import create_service_app
from shared.http.paging import Page
from shared.settings import ServiceSettings


class LampOut(BaseModel):
    watts: int


def app_with(key_source, *answers):
    router = APIRouter(prefix="/v1/lamps")
    for number, answer in enumerate(answers):
        router.add_api_route(
            f"/{number}", lambda: None, response_model=answer, name=f"read{number}"
        )
    return create_service_app(
        name="lamps",
        title="Lamps",
        description="A service for tests",
        settings=ServiceSettings(
            database_url="postgresql://nowhere",
            broker_url="memory://",
            secret_key="a secret for tests only, 32 chars",
            environment="test",
        ),
        routers=[router],
        keys=key_source,
    )


def test_a_page_is_named_after_what_it_holds(key_source):
    document = app_with(key_source, Page[LampOut], LampOut).openapi()
    components = document["components"]["schemas"]
    assert components["LampPage"]["title"] == "LampPage"
    answer = document["paths"]["/v1/lamps/0"]["get"]["responses"]["200"]
    schema = answer["content"]["application/json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/LampPage"}
    items = components["LampPage"]["properties"]["items"]["items"]
    assert items == {"$ref": "#/components/schemas/LampOut"}


def test_two_classes_of_one_name_are_refused(key_source):
    another = create_model("LampOut", __module__="elsewhere", volts=(int, ...))
    with pytest.raises(ValueError, match="two shapes of one name: LampOut"):
        app_with(key_source, LampOut, another).openapi()
