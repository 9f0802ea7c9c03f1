"""Chapter 4: a film agent finds what it needs, however it types."""

from html import escape
from typing import Any

from local.story.cast import Cast
from local.story.stage import SETTLE_SECONDS, Body, items, money
from local.story.tendering import euros

DOCUMENTS = "/v1/search/documents"


async def tell(cast: Cast, findable_within: float) -> float:
    """Search in several ways; return the seconds until a new listing was found."""
    cast.stage.narrator.chapter("Search: a film agent looks for competences and equipment")
    await _ask(cast, "searches in Latvian", {"q": "krāsu korekcija", "language": "lv"}, "rekcij")
    await _ask(cast, "searches in English", {"q": "colour grading", "language": "en"}, "grading")
    await _ask(cast, "makes a typo", {"q": "krāsu korekcjia", "language": "lv"}, "rekcij")
    await _ask(
        cast, "types without diacritics", {"q": "krasu korekcija", "language": "lv"}, "rekcij"
    )
    await _ask(
        cast,
        "looks for a camera to rent in another form of the word",
        {"q": "kinokameras", "language": "lv", "kind": "equipment"},
        "inokamer",
    )
    await _narrow(cast)
    await _turn_pages(cast)
    return await _publish_and_find(cast, findable_within)


async def _ask(cast: Cast, what: str, params: dict[str, Any], expected: str) -> Body:
    stage, narrator = cast.stage, cast.stage.narrator
    found = await cast.agent.asks(f"{what}: “{params['q']}”", "GET", DOCUMENTS, params=params)
    stage.check(found["total"] > 0, f"“{params['q']}” finds something")
    stage.check(
        expected.lower() in found["items"][0]["title"].lower(),
        f"the best answer to “{params['q']}” is about it, not {found['items'][0]['title']!r}",
    )
    stage.check("<em>" in found["items"][0]["title_html"], "what was found is highlighted")
    narrator.told(f"{found['total']} found, the engine took {found['took_ms']} ms")
    for document in found["items"][:3]:
        price = f" · {money(document['price'])}" if document.get("price") else ""
        narrator.marked(
            f"{document['title_html']} — {escape(document['organisation']['name'] or '')} "
            f"({document['region']}{price})"
        )
    return found


async def _narrow(cast: Cast) -> None:
    stage, narrator = cast.stage, cast.stage.narrator
    filters = {
        "q": "montāža",
        "kind": "listing",
        "stage": "post_production",
        "role": "editing",
        "region": "riga",
        "price_max": "5000",
        "sort": "price",
    }
    found = await cast.agent.asks(
        "filters by stage, role, region and price, cheapest first",
        "GET",
        DOCUMENTS,
        params=filters,
    )
    stage.check(found["total"] > 0, "the filters leave something")
    stage.check(
        all(one["region"] == "riga" and one["role"] == "editing" for one in found["items"]),
        "every answer fits the filters",
    )
    prices = [float(one["price"]["amount"]) for one in found["items"]]
    stage.check(prices == sorted(prices), "the cheapest come first")
    for document in found["items"][:2]:
        narrator.marked(f"{document['title_html']} · {money(document['price'])}")
        narrator.marked(f"   {document['snippet']}")
    narrator.told("facets: " + _facets(found))


def _facets(found: Body) -> str:
    return "; ".join(
        f"{name}: " + ", ".join(f"{value} {count}" for value, count in list(counts.items())[:3])
        for name, counts in found["facets"].items()
    )


async def _turn_pages(cast: Cast) -> None:
    params: dict[str, Any] = {"q": "filma", "limit": 5}
    first = await cast.agent.asks("reads the first page", "GET", DOCUMENTS, params=params)
    cast.stage.check(first["next"] is not None, "there is a second page")
    second = await cast.agent.calls("GET", DOCUMENTS, params=params | {"cursor": first["next"]})
    ids = [one["id"] for one in (*items(first), *items(second))]
    cast.stage.check(len(set(ids)) == len(ids), "no document is on two pages")
    cast.stage.narrator.told(f"{len(ids)} different documents on two pages of {first['total']}")


async def _publish_and_find(cast: Cast, within: float) -> float:
    stage, narrator = cast.stage, cast.stage.narrator
    title = "Seno kinolenšu restaurācija"
    draft = await cast.studio.asks(
        "publishes a new listing",
        "POST",
        "/v1/marketplace/listings",
        json={
            "title": {"lv": title, "en": "Restoration of old film reels"},
            "description": {
                "lv": "Tīrām, ciparojam un atjaunojam.",
                "en": "We clean, digitise and restore.",
            },
            "stage": "post_production",
            "role": "editing",
            "region": "riga",
            "price": euros("48.00"),
            "price_unit": "hour",
            "languages": ["lv", "en"],
        },
    )
    await cast.studio.calls(
        "POST",
        f"/v1/marketplace/listings/{draft['id']}/publication",
        version=draft.get("version"),
    )
    stage.step = narrator.asked(cast.agent.name, "looks for it at once: “kinolentes restauracija”")
    _, seconds = await cast.agent.waits(
        DOCUMENTS,
        lambda body: any(title == one["title"] for one in body["items"]),
        params={"q": "kinolentes restauracija", "language": "lv"},
        within=max(within, SETTLE_SECONDS),
    )
    narrator.told(f"found {seconds * 1000:.0f} ms after it was published")
    stage.check(seconds < within, f"a new listing is found within {within:g} s")
    return seconds
