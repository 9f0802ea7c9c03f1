"""Chapter 7: what happened meanwhile, people find in their inbox, and nobody else does."""

from collections.abc import Sequence

from local.story.cast import Cast
from local.story.delivering import provider_of
from local.story.stage import Actor, Body

NOTICES = "/v1/registry/notices"


async def tell(cast: Cast, orders: Sequence[Body]) -> None:
    """Find the notices of an order in the inboxes of its two sides, and read one."""
    stage, narrator = cast.stage, cast.stage.narrator
    narrator.chapter("Inbox: people are told what happened")
    order = orders[0]
    link = f"/v1/marketplace/orders/{order['id']}"
    provider = provider_of(cast, order)

    notice = await _finds(cast, provider, "order_placed", link)
    await provider.asks("follows its link to the order", "GET", notice["link"])
    read = await provider.asks(
        "marks it as read", "PUT", f"{NOTICES}/{notice['id']}/reading", json={"unread": False}
    )
    stage.check(not read["unread"], "it stands among those that were read")
    await cast.stranger.asks(
        "looks into the inbox of another", "GET", f"{NOTICES}/{notice['id']}", expect=404
    )
    await _finds(cast, cast.client, "order_confirmed", link)


async def _finds(cast: Cast, actor: Actor, template: str, link: str) -> Body:
    cast.stage.step = cast.stage.narrator.asked(actor.name, "looks into the inbox")
    found, _ = await actor.waits(
        NOTICES,
        lambda body: any(_is(one, template, link) for one in body["items"]),
        params={"family": "orders", "limit": 100},
    )
    notice = next(one for one in found["items"] if _is(one, template, link))
    cast.stage.narrator.told(notice["subject"])
    return notice


def _is(notice: Body, template: str, link: str) -> bool:
    return bool(notice["template"] == template and notice["link"] == link)
