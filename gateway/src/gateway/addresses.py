"""Who is really asking: the client's address behind the proxies that we trust."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from gateway.settings import Network

Address = IPv4Address | IPv6Address
Headers = list[tuple[bytes, bytes]]

UNKNOWN = ip_address("0.0.0.0")  # noqa: S104  (a name for "no address", never bound)


@dataclass(frozen=True, slots=True)
class Client:
    """Where a request came from, and how it was made at the outermost proxy."""

    address: Address
    scheme: str
    host: str | None

    @property
    def limit_key(self) -> str:
        """Who shares one limit. An IPv6 customer is given a whole /64 and can use all of it."""
        if isinstance(self.address, IPv6Address):
            return str(ip_network((self.address, 64), strict=False))
        return str(self.address)


def identify(
    *, peer: str | None, scheme: str, headers: Headers, trusted: tuple[Network, ...]
) -> Client:
    """Read the client's address, scheme and host.

    X-Forwarded-* counts only when the peer itself is trusted, and X-Forwarded-For is read
    from the right: the first address that no trusted proxy vouches for is the client's,
    whatever it wrote to the left of it.
    """
    address = _parse(peer or "") or UNKNOWN
    host = last(headers, b"host")
    if not _is_trusted(address, trusted):
        return Client(address, scheme, host)
    # Split at every comma: an address holds none, and a list that honours quotes would let a
    # quotation mark that the client wrote swallow the entry that the proxy added after it.
    for hop in reversed(joined(headers, b"x-forwarded-for").split(",")):
        parsed = _parse(hop)
        if parsed is None:
            break
        address = parsed
        if not _is_trusted(parsed, trusted):
            break
    proto = joined(headers, b"x-forwarded-proto").rpartition(",")[2].strip().lower()
    forwarded_host = joined(headers, b"x-forwarded-host").rpartition(",")[2].strip()
    return Client(address, proto if proto in {"http", "https"} else scheme, forwarded_host or host)


def joined(headers: Headers, name: bytes) -> str:
    """All values of a header as one list, as RFC 9110 5.3 lets a recipient combine them."""
    return ",".join(value.decode("latin-1") for key, value in headers if key == name)


def last(headers: Headers, name: bytes) -> str | None:
    """The last value of a header, or None."""
    values = [value for key, value in headers if key == name]
    return values[-1].decode("latin-1") if values else None


def within(address: Address, networks: tuple[Network, ...]) -> bool:
    """Whether an address lies in one of the networks."""
    return _is_trusted(address, networks)


def _is_trusted(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address.version == net.version and address in net for net in networks)


def _parse(text: str) -> Address | None:
    text = text.strip().strip('"')
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address
