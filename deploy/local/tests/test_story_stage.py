"""The story believes nothing: a wrong status, a missing effect or a false claim ends it."""

import io

import httpx
import pytest
from rich.console import Console

from local.mailbox import Mailbox
from local.printing import Narrator, as_seen_from_here
from local.story.stage import Actor, Login, Stage, StepFailed, items, moment, money


class Platform:
    """A platform that answers as it is told and remembers what it was asked."""

    def __init__(self, *answers: httpx.Response) -> None:
        self.answers = list(answers)
        self.asked: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def staged(platform, tmp_path):
    printed = io.StringIO()
    http = httpx.AsyncClient(transport=httpx.MockTransport(platform), base_url="http://platform")
    narrator = Narrator(Console(file=printed, width=100))
    stage = Stage(http, narrator, tmp_path, Mailbox(tmp_path / "mail"))
    stage.narrator.chapter("A chapter")
    return stage, printed


async def test_a_step_tells_who_asked_what_and_what_came_back(tmp_path):
    stage, printed = staged(Platform(httpx.Response(201, json={"id": "1"})), tmp_path)

    answer = await Actor(stage, "Baiba").asks("opens an account", "POST", "/v1/x", json={})

    assert answer == {"id": "1"}
    told = printed.getvalue()
    assert "1.1" in told
    assert "Baiba opens an account" in told
    assert "POST /v1/x 201" in told
    assert " ms" in told


async def test_an_unexpected_status_fails_and_names_the_step(tmp_path):
    stage, _ = staged(Platform(httpx.Response(500, text="broken")), tmp_path)

    with pytest.raises(StepFailed, match=r"step 1\.1: GET /v1/x .* 500 broken"):
        await Actor(stage, "Baiba").asks("looks", "GET", "/v1/x")


async def test_a_refusal_that_does_not_come_fails(tmp_path):
    stage, _ = staged(Platform(httpx.Response(200, json={})), tmp_path)

    with pytest.raises(StepFailed, match="expected to answer 403"):
        await Actor(stage, "A stranger").asks("peeps", "GET", "/v1/x", expect=403)


async def test_an_expected_refusal_is_told_with_its_reason(tmp_path):
    problem = {"code": "not_the_client", "detail": "Only the client may", "status": 403}
    stage, printed = staged(Platform(httpx.Response(403, json=problem)), tmp_path)

    await Actor(stage, "A stranger").asks("peeps", "GET", "/v1/x", expect=403)

    assert "refused: not_the_client — Only the client may" in printed.getvalue()
    assert stage.refusals == 1


async def test_every_post_carries_a_key_of_its_own_and_the_callers_token(tmp_path):
    platform = Platform(httpx.Response(200, json={}))
    stage, _ = staged(platform, tmp_path)
    actor = Actor(stage, "Baiba", token="her.own.token")

    await actor.asks("does", "POST", "/v1/x", json={})
    await actor.asks("does again", "POST", "/v1/x", json={})

    keys = {request.headers["Idempotency-Key"] for request in platform.asked}
    assert len(keys) == 2
    assert {request.headers["Authorization"] for request in platform.asked} == {
        "Bearer her.own.token"
    }


async def test_waiting_ends_with_the_answer_that_was_waited_for(tmp_path):
    platform = Platform(
        httpx.Response(404, json={}),
        httpx.Response(200, json={"status": "published"}),
        httpx.Response(200, json={"status": "closed"}),
    )
    stage, _ = staged(platform, tmp_path)

    body, seconds = await Actor(stage, "Baiba").waits(
        "/v1/x", lambda answer: answer["status"] == "closed"
    )

    assert body == {"status": "closed"}
    assert seconds > 0


async def test_waiting_in_vain_fails(tmp_path):
    stage, _ = staged(Platform(httpx.Response(200, json={})), tmp_path)

    with pytest.raises(StepFailed, match="did not show the expected"):
        await Actor(stage, "Baiba").waits("/v1/x", lambda _: False, within=0.1)


async def test_text_from_outside_cannot_dress_up_as_markup(tmp_path):
    stage, printed = staged(Platform(httpx.Response(200, json={})), tmp_path)

    stage.narrator.told("[bold red]not red[/] <em>nor this</em>")
    stage.narrator.marked("krāsu <em>korekcija</em> &amp; [b]")

    assert "[bold red]not red[/]" in printed.getvalue()
    assert "krāsu «korekcija» & [b]" in printed.getvalue()


def test_a_login_names_its_organisation_only_when_it_has_one():
    assert Login("a@b.example", "secret").as_body() == {
        "email": "a@b.example",
        "password": "secret",
    }
    assert Login("a@b.example", "secret", "0199").as_body()["organisation_id"] == "0199"


def test_a_password_is_not_printed():
    assert "secret" not in repr(Login("a@b.example", "secret"))


def test_amounts_and_pages_are_read_as_the_api_writes_them():
    assert money({"amount": "12.30", "currency": "EUR"}) == "12.30 EUR"
    assert items({"items": [1], "next": None}) == [1]
    assert moment("2026-11-28T22:13:29.794625Z") == "2026-11-28 22:13 UTC"


def test_a_line_that_is_too_long_goes_on_below_its_own_text(tmp_path):
    stage, printed = staged(Platform(httpx.Response(200, json={})), tmp_path)

    stage.narrator.told("a bid " * 30)
    stage.narrator.asked("Baiba", "asks " * 30)

    lines = printed.getvalue().splitlines()[2:]
    assert [line[:9] for line in lines[:2]] == ["       → ", "         "]
    assert [line[:7] for line in lines[2:4]] == ["  1.1  ", "       "]
    assert all(line[9] != " " for line in lines[:2])


def test_ids_are_shown_by_their_ends(tmp_path):
    stage, printed = staged(Platform(httpx.Response(200, json={})), tmp_path)

    stage.narrator.told("Order 01a2002b-f4a1-7034-bd6c-62fabada5fe5: 5400.00 EUR")

    assert "→ Order …da5fe5: 5400.00 EUR" in printed.getvalue()


def test_a_saved_file_is_named_as_it_can_be_typed_here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert as_seen_from_here(tmp_path / "out" / "a.pdf") == "out/a.pdf"
    assert as_seen_from_here(tmp_path.parent / "b.pdf") == str(tmp_path.parent / "b.pdf")
