"""Where a request comes from: what the gateway wrote, else the peer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.http.origins import NOWHERE, origin_of


@pytest.mark.parametrize(
    ("forwarded", "peer", "origin"),
    [
        (None, "10.0.0.1", "10.0.0.1"),
        ("", "10.0.0.1", "10.0.0.1"),
        ("203.0.113.9", "10.0.0.1", "203.0.113.9"),
        ("1.1.1.1, 203.0.113.9", "10.0.0.1", "203.0.113.9"),
        ("nonsense", "10.0.0.1", "10.0.0.1"),
        ("203.0.113.9, nonsense", "10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", None, "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", None, "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", None, "203.0.113.9"),
        (None, None, NOWHERE),
        (None, "testclient", NOWHERE),
    ],
)
def test_an_origin_is_what_the_gateway_wrote_or_the_peer(
    forwarded: str | None, peer: str | None, origin: str
) -> None:
    assert origin_of(forwarded=forwarded, peer=peer) == origin


@given(st.text(max_size=80), st.text(max_size=40))
def test_no_header_makes_reading_the_origin_fail(forwarded: str, peer: str) -> None:
    assert origin_of(forwarded=forwarded, peer=peer)
