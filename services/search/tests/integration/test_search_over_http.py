"""Search as anybody uses it: without a token."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from services.search.tests.builders import (
    competence,
    equipment,
    listing,
    organisation,
    review,
    taxonomy,
)

from search.engines.embedded import index_folder
from search.indexing.indexer import Indexer
from search.settings import Settings
from shared.messaging.consuming import EventProcessor
from shared.messaging.events import Event

PATH = "/v1/search/documents"


@pytest.fixture
def publish(handle: EventProcessor, indexer: Indexer) -> Callable[..., Any]:
    async def publish(*events: Event) -> None:
        for event in events:
            await handle(event)
        await indexer.drain()

    return publish


@pytest.fixture
async def provider(publish: Callable[..., Any]) -> UUID:
    provider_id = uuid4()
    await publish(
        organisation(provider_id),
        listing(uuid4(), provider_id),
        equipment(uuid4(), provider_id),
        competence(uuid4(), provider_id),
        taxonomy(lv="Ierakstu studijas", en="Recording studios"),
    )
    return provider_id


async def _find(client: httpx.AsyncClient, **query: Any) -> dict[str, Any]:
    answer = await client.get(PATH, params=query)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.usefixtures("provider")
async def test_a_listing_is_found_in_latvian_in_english_misspelt_and_without_diacritics(
    client: httpx.AsyncClient,
) -> None:
    for q in (
        "skaņas ieraksts",
        "skanu ierakstu studijas",
        "skaņas ieraskts",
        "sound recording",
        "recordign sounds",
        "ieraksts Rīgā",
    ):
        found = await _find(client, q=q)
        assert found["items"][0]["kind"] == "listing", q
        assert "<em>" in found["items"][0]["snippet"], q
        assert found["took_ms"] >= 0


async def test_a_hit_tells_what_it_is_whose_where_and_for_how_much(
    client: httpx.AsyncClient, provider: UUID, publish: Callable[..., Any]
) -> None:
    await publish(review(provider, 5), review(provider, 4))
    hit = (await _find(client, q="skaņas", kind="listing"))["items"][0]
    assert hit["title"] == "Skaņas ieraksts studijā"
    assert hit["title_html"] == "<em>Skaņas</em> ieraksts studijā"
    assert hit["organisation"] == {
        "id": str(provider),
        "name": "SIA Baltijas kadrs",
        "rating": {"average": "4.5", "count": 2},
    }
    assert (hit["stage"], hit["role"]) == ("post_production", "recording_studio")
    assert (hit["region"], hit["price_unit"]) == ("riga", "hour")
    assert hit["price"] == {"amount": "65.00", "currency": "EUR"}
    assert hit["language"] == "lv"
    assert hit["score"] > 0


@pytest.mark.usefixtures("provider")
async def test_titles_are_in_the_language_asked_for_and_fall_back_on_another(
    client: httpx.AsyncClient, publish: Callable[..., Any]
) -> None:
    await publish(listing(uuid4(), uuid4(), title={"lv": "Skaņas režija"}, languages=["lv", "et"]))

    async def titles(language: str) -> set[str]:
        found = await _find(client, q="skaņas", language=language, kind="listing")
        return {hit["title"] for hit in found["items"]}

    # The second listing's description is in English too, so it can be read in it.
    assert await titles("en") == {"Sound recording in a studio", "Skaņas režija"}
    assert await titles("et") == {"Skaņas režija"}
    assert await titles("lt") == set()


@pytest.mark.usefixtures("provider")
async def test_what_is_served_in_a_language_without_texts_is_found_and_counted_by_it(
    client: httpx.AsyncClient, publish: Callable[..., Any]
) -> None:
    await publish(listing(uuid4(), uuid4(), title={"lv": "Skaņas režija"}, languages=["lv", "ltg"]))
    found = await _find(client, q="skaņas", language="ltg", kind="listing")
    assert [hit["title"] for hit in found["items"]] == ["Skaņas režija"]
    everything = await _find(client, kind="listing")
    assert everything["facets"]["language"]["ltg"] == 1


@pytest.mark.usefixtures("provider")
async def test_without_a_language_the_browsers_preference_decides_on_titles(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(
        PATH,
        params={"kind": "listing"},
        headers={"Accept-Language": "fi, lv;q=0.4, en-GB;q=0.8, x;q=nonsense"},
    )
    assert answer.json()["items"][0]["title"] == "Sound recording in a studio"
    assert answer.headers["vary"] == "Accept-Language"


@pytest.mark.usefixtures("provider")
async def test_filters_narrow_and_facets_count_what_another_choice_would_give(
    client: httpx.AsyncClient,
) -> None:
    everything = await _find(client)
    assert everything["total"] == 4
    assert everything["facets"]["kind"] == {
        "competence": 1,
        "equipment": 1,
        "listing": 1,
        "organisation": 1,
    }
    chosen = await _find(client, stage="production", region=["riga", "vidzeme"])
    assert {hit["kind"] for hit in chosen["items"]} == {"organisation", "equipment"}
    assert chosen["facets"]["stage"] == {"post_production": 2, "production": 2}
    assert chosen["facets"]["region"] == {"riga": 1, "vidzeme": 1}
    assert (await _find(client, kind=["listing", "equipment"]))["total"] == 2
    assert (await _find(client, role="editing"))["total"] == 1


@pytest.mark.usefixtures("provider")
async def test_prices_are_euro_decimals_compared_to_the_cent(client: httpx.AsyncClient) -> None:
    async def kinds(**query: str) -> list[str]:
        return sorted(hit["kind"] for hit in (await _find(client, **query))["items"])

    assert await kinds(price_min="65", price_max="65.00") == ["listing"]
    assert await kinds(price_min="65.01") == ["equipment"]
    assert await kinds(price_max="64.99") == []
    assert await kinds(price_min="0", price_max="240.0") == ["equipment", "listing"]


@pytest.mark.usefixtures("provider")
async def test_prices_sort_both_ways_and_the_newest_come_first(
    client: httpx.AsyncClient,
) -> None:
    async def kinds(sort: str) -> list[str]:
        return [hit["kind"] for hit in (await _find(client, sort=sort))["items"]]

    assert (await kinds("price"))[:2] == ["listing", "equipment"]
    assert (await kinds("-price"))[:2] == ["equipment", "listing"]
    assert (await kinds("newest"))[0] == "equipment"


async def test_pages_follow_one_another_by_their_links(
    client: httpx.AsyncClient, publish: Callable[..., Any]
) -> None:
    ids = [uuid4() for _ in range(7)]
    await publish(*(listing(one, uuid4()) for one in ids))
    seen: list[str] = []
    answer = await client.get(PATH, params={"q": "ieraksts", "limit": 3})
    while True:
        body = answer.json()
        assert body["total"] == 7
        seen += [hit["id"] for hit in body["items"]]
        if body["next"] is None:
            assert "link" not in answer.headers
            break
        answer = await client.get(answer.links["next"]["url"])
    assert sorted(seen) == sorted(map(str, ids))


async def test_a_cursor_of_another_search_is_refused(
    client: httpx.AsyncClient, publish: Callable[..., Any]
) -> None:
    await publish(listing(uuid4(), uuid4()), listing(uuid4(), uuid4()))
    cursor = (await _find(client, limit=1))["next"]
    answer = await client.get(PATH, params={"q": "skaņa", "cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "cursor_invalid")
    for forged in ("x", cursor[:-2], "WzFd"):
        assert (await client.get(PATH, params={"cursor": forged})).status_code == 400


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ({"q": "a\x00b"}, "q"),
        ({"q": "a" * 201}, "q"),
        ({"language": "Finnish"}, "language"),
        ({"kind": "tender"}, "kind"),
        ({"stage": "Not A Code"}, "stage"),
        ({"stage": ["x"] * 21}, "stage"),
        ({"region": "a\x00"}, "region"),
        ({"price_min": "1.234"}, "price_min"),
        ({"price_min": "-1"}, "price_min"),
        ({"price_min": "1e3"}, "price_min"),
        ({"price_min": "NaN"}, "price_min"),
        ({"price_max": "99999999999999999999"}, "price_max"),
        ({"price_min": "2", "price_max": "1.99"}, "price_min"),
        ({"sort": "stars"}, "sort"),
        ({"limit": 0}, "limit"),
        ({"limit": 201}, "limit"),
        ({"limit": "many"}, "limit"),
    ],
)
async def test_bad_input_is_refused_and_the_parameter_named(
    idle_client: httpx.AsyncClient, query: dict[str, Any], named: str
) -> None:
    answer = await idle_client.get(PATH, params=query)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"][0]["pointer"].startswith(f"query/{named}")


async def test_a_parameter_that_does_not_exist_is_refused_rather_than_ignored(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get(PATH, params={"regoin": "riga"})
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["pointer"], error["code"]) == ("query/regoin", "unknown_parameter")


@pytest.mark.usefixtures("provider")
async def test_any_text_is_a_search(client: httpx.AsyncClient) -> None:
    for q in ("", " ", '"', "* OR (", "un ar", "🎬", "\\", "<em>", "a" * 200):
        await _find(client, q=q)


@pytest.mark.usefixtures("provider")
async def test_words_that_no_document_has_together_find_those_with_some(
    client: httpx.AsyncClient,
) -> None:
    found = await _find(client, q="skaņas vulkanizācija")
    assert found["matched"] == "some_words"
    assert found["items"][0]["kind"] == "listing"
    assert (await _find(client, q="skaņas ieraksts"))["matched"] == "all_words"


async def test_texts_of_strangers_come_back_escaped(
    client: httpx.AsyncClient, publish: Callable[..., Any]
) -> None:
    title = {"lv": "<img src=x onerror=alert(1)> kamera"}
    await publish(listing(uuid4(), uuid4(), title=title, description={}))
    hit = (await _find(client, q="kameru"))["items"][0]
    assert hit["title_html"] == "&lt;img src=x onerror=alert(1)&gt; <em>kamera</em>"


async def test_a_withdrawn_document_is_not_shown_even_before_the_index_has_heard(
    client: httpx.AsyncClient, publish: Callable[..., Any], handle: EventProcessor
) -> None:
    listing_id, provider_id = uuid4(), uuid4()
    await publish(listing(listing_id, provider_id))
    await handle(listing(listing_id, provider_id, version=3, status="withdrawn"))
    assert (await _find(client))["items"] == []
    assert (await client.get(f"{PATH}/{listing_id}")).status_code == 404


async def test_one_document_is_read_in_all_its_languages(
    client: httpx.AsyncClient, publish: Callable[..., Any], provider: UUID
) -> None:
    competence_id = uuid4()
    await publish(competence(competence_id, provider))
    document = (await client.get(f"{PATH}/{competence_id}")).json()
    assert document["title"] == {"lv": "Īsfilmu montāža", "en": "Editing of short films"}
    assert document["organisation"]["name"] == "SIA Baltijas kadrs"
    assert (document["region"], document["price"]) == ("riga", None)


async def test_a_document_that_does_not_exist_is_not_found(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{PATH}/{uuid4()}")
    assert (answer.status_code, answer.json()["code"]) == (404, "document_not_found")
    assert (await client.get(f"{PATH}/x")).status_code == 422


@pytest.mark.usefixtures("provider")
async def test_searching_needs_no_token_and_refuses_a_bad_one(client: httpx.AsyncClient) -> None:
    assert (await client.get(PATH)).status_code == 200
    forged = await client.get(PATH, headers={"Authorization": "Bearer forged"})
    assert forged.status_code == 401


async def test_dead_letters_are_for_the_manager_only(
    client: httpx.AsyncClient, mint: Callable[..., str]
) -> None:
    path = "/v1/search/dead-letters"
    assert (await client.get(path)).status_code == 401

    async def status(**claims: Any) -> int:
        token = mint(**claims)
        headers = {"Authorization": f"Bearer {token}"}
        return (await client.get(path, headers=headers)).status_code

    assert await status(scopes=["search:read"]) == 403
    assert await status(roles=["manager"], scopes=["search:read"]) == 200


async def test_an_engine_that_is_away_is_a_503_problem(
    client: httpx.AsyncClient, publish: Callable[..., Any], settings: Settings
) -> None:
    await publish(listing(uuid4(), uuid4()))
    (index_folder(settings.index_path) / "meta.json").write_text("{")
    answer = await client.get(PATH)
    assert (answer.status_code, answer.json()["code"]) == (503, "temporarily_unavailable")
    assert answer.headers["retry-after"]
