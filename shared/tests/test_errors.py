"""A refusal says its title itself, and its kind alone says how it looks over HTTP."""

from typing import ClassVar

import httpx
import pytest
from fastapi import FastAPI

from shared import errors
from shared.errors import (
    Conflict,
    DomainError,
    Forbidden,
    NotFound,
    RuleViolated,
    Stale,
    TooMany,
    Unauthenticated,
)
from shared.http import problems


class NoLamp(NotFound):
    """No such lamp."""

    title = "No such lamp"


class KeyRefused(Unauthenticated):
    title = "The key does not fit"


class NotYourLamp(Forbidden):
    title = "Another's lamp"


class LampLit(Conflict):
    title = "The lamp is lit"


class LampMoved(Stale):
    title = "The lamp was moved"


class LampTooBright(RuleViolated):
    title = "The lamp is too bright"
    code: ClassVar[str] = "brightness"


class SwitchedTooOften(TooMany):
    title = "Switched too often"


async def answer_to(error: DomainError) -> httpx.Response:
    app = FastAPI()
    problems.install(app)

    @app.get("/lamps")
    async def refuse() -> None:
        raise error

    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://lamps") as client:
        return await client.get("/lamps")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (NoLamp("There is no such lamp"), 404, "no_lamp"),
        (KeyRefused("The key does not fit"), 401, "key_refused"),
        (NotYourLamp("Only its owner switches it"), 403, "not_your_lamp"),
        (LampLit("It is lit already"), 409, "lamp_lit"),
        (LampMoved("It was moved meanwhile"), 412, "lamp_moved"),
        (LampTooBright("At most 100 W", pointer="/watts"), 422, "brightness"),
        (SwitchedTooOften("Wait a little", retry_after=7), 429, "switched_too_often"),
    ],
)
async def test_the_kind_gives_the_status_and_the_class_the_title(error, status, code):
    answer = await answer_to(error)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": f"urn:avt:problem:{code}",
        "title": type(error).title,
        "status": status,
        "detail": error.detail,
        "instance": "/lamps",
        "code": code,
        "request_id": None,
        "errors": []
        if error.pointer is None
        else [{"pointer": "/watts", "code": code, "detail": "At most 100 W"}],
    }


async def test_who_asked_too_often_is_told_when_to_come_back():
    answer = await answer_to(SwitchedTooOften("Wait a little", retry_after=7))
    assert answer.headers["retry-after"] == "7"


async def test_an_error_that_has_no_title_of_its_own_takes_its_kinds():
    answer = await answer_to(Conflict("It is lit already"))
    assert answer.json()["title"] == "Conflict with the present state"


def test_every_kind_has_its_status():
    kinds = {kind for kind in vars(errors).values() if isinstance(kind, type)} - {DomainError}
    assert kinds == set(problems.STATUS)
