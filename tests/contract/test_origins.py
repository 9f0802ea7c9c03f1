"""A client cannot choose its origin: what the gateway writes, and what the services read of it."""

import asyncio
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from starlette.requests import Request

from gateway.addresses import Headers, identify
from gateway.forwarding import to_service
from shared.http import origins

CLIENT, PROXY = "198.51.100.7", "10.0.0.3"
TRUSTED = (ip_network("10.0.0.0/8"),)

addresses = st.ip_addresses().map(str)
words = st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=40)
claims = st.lists(
    st.tuples(
        st.sampled_from([b"x-forwarded-for", b"forwarded", b"x-real-ip", b"connection"]),
        st.one_of(addresses, words, st.just("x-forwarded-for")).map(str.encode),
    ),
    max_size=6,
)


def origin(headers: Headers, *, peer: str, trusted: bool) -> str:
    """The origin that a service counts for a request which reaches the gateway like this."""
    client = identify(
        peer=peer, scheme="https", headers=headers, trusted=TRUSTED if trusted else ()
    )
    passed_on = to_service(headers, client=client, request_id="abcdefgh", authorization=None)
    scope = {
        "type": "http",
        "client": ("10.9.9.9", 1),
        "headers": [(name.lower().encode(), text.encode()) for name, text in passed_on.items()],
    }
    return asyncio.run(origins._origin(Request(scope)))


@given(claims)
def test_without_a_trusted_proxy_the_origin_is_the_peer_of_the_gateway(claimed: Headers) -> None:
    assert origin(claimed, peer=CLIENT, trusted=False) == CLIENT
    assert origin(claimed, peer=CLIENT, trusted=True) == CLIENT


@given(claims)
@example([(b"x-forwarded-for", b'"')])
def test_behind_a_trusted_proxy_the_origin_is_what_the_proxy_added(claimed: Headers) -> None:
    written = [*claimed, (b"x-forwarded-for", CLIENT.encode())]
    assert origin(written, peer=PROXY, trusted=True) == CLIENT


@pytest.mark.parametrize(
    ("peer", "counted"),
    [("2001:db8:1:2::9", "2001:db8:1:2::/64"), (f"::ffff:{CLIENT}", CLIENT)],
)
def test_an_ipv6_customer_is_one_origin_through_the_gateway(peer: str, counted: str) -> None:
    assert ip_address(peer)
    assert origin([], peer=peer, trusted=False) == counted
