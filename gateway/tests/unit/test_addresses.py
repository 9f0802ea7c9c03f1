"""Whose address counts."""

from ipaddress import ip_network

import pytest

from gateway.addresses import identify

TRUSTED = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


def client(peer: str | None, forwarded_for: str | None = None, **headers: str) -> str:
    given = {"x-forwarded-for": forwarded_for, **headers}
    encoded = [(k.encode(), v.encode()) for k, v in given.items() if v is not None]
    return str(identify(peer=peer, scheme="http", headers=encoded, trusted=TRUSTED).address)


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "expected"),
    [
        ("9.9.9.9", None, "9.9.9.9"),
        ("9.9.9.9", "1.1.1.1", "9.9.9.9"),
        ("10.0.0.1", "1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "6.6.6.6, 1.1.1.1", "1.1.1.1"),
        ("10.0.0.1", "1.1.1.1, 10.0.0.2", "1.1.1.1"),
        ("10.0.0.1", "10.0.0.9", "10.0.0.9"),
        ("10.0.0.1", "nonsense", "10.0.0.1"),
        ("10.0.0.1", "1.1.1.1, nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("fd00::1", '"[2001:db8::1]"', "2001:db8::1"),
        ("::ffff:10.0.0.1", "1.1.1.1", "1.1.1.1"),
        (None, "1.1.1.1", "0.0.0.0"),
        ("testclient", "1.1.1.1", "0.0.0.0"),
    ],
)
def test_the_first_stranger_from_the_right_is_the_client(
    peer: str | None, forwarded_for: str | None, expected: str
) -> None:
    assert client(peer, forwarded_for) == expected


def test_an_ipv6_customer_is_one_client() -> None:
    keys = {
        identify(peer=peer, scheme="http", headers=[], trusted=()).limit_key
        for peer in ("2001:db8:1:1::1", "2001:db8:1:1:ffff::2")
    }
    assert keys == {"2001:db8:1:1::/64"}


def test_only_http_and_https_are_schemes() -> None:
    for proto, expected in (("https", "https"), ("gopher", "http"), ("http, https", "https")):
        headers = [(b"x-forwarded-proto", proto.encode())]
        found = identify(peer="10.0.0.1", scheme="http", headers=headers, trusted=TRUSTED)
        assert found.scheme == expected
