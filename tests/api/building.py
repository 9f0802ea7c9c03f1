"""One platform's life, from empty to a paid invoice: where a noun's steps are listed."""

from uuid import uuid4

import httpx
from tests.api import deal, joining
from tests.api.joining import join
from tests.api.running import BOARD, Platform
from tests.api.world import World


def build_world(platform: Platform) -> World:
    """Play one deal from an empty platform to a paid invoice, and open a second one."""
    world = World(httpx.Client(base_url=platform.gateway, timeout=30), platform.mailbox)
    world.log_in("manager", platform.cluster_id)
    for member in BOARD:
        world.log_in(member, platform.cluster_id)
    for who in ("buyer", "maker", "nobodys"):
        join(world, who)
    joining.invite(world)
    joining.apply(world)
    joining.vote(world)
    joining.correct(world)
    joining.close(world)
    deal.offer(world)
    tender, lot = deal.tender(world)
    bid = deal.bid(world, tender, lot)
    order = deal.award(world, tender, lot, bid)
    deal.carry_out(world, order)
    deal.bill(world, order)
    open_tender, open_lot = deal.tender(world)
    deal.bid(world, open_tender, open_lot)
    deal.allow(world, open_tender)
    joining.leave(world)
    terms = world.ask("board", "GET", "registry/office-terms?office=board")
    # The oldest of them is that of who asks: each member changes its own term and nobody else's.
    world.ids["term_id"] = [terms["items"][-1]["id"]]
    world.ids["letter_id"] = world.ids["suspension_id"] = [str(uuid4())]
    inbox = world.wait("maker", "registry/notices", lambda body: bool(body["items"]))
    world.ids["notice_id"] = [inbox["items"][0]["id"]]
    world.ids["exclusion_id"] = [str(uuid4())]
    return world
