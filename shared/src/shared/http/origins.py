"""Where a request comes from, as far as what is counted by origin goes."""

from ipaddress import IPv6Address, ip_address, ip_network
from typing import Annotated, Final

from fastapi import Depends, Request

NOWHERE: Final = "an unknown address"
"""The one origin of all requests whose address cannot be told."""


def origin_of(*, forwarded: str | None, peer: str | None) -> str:
    """The client's address, or of IPv6 its /64: one customer is given the whole of it.

    `forwarded` is `X-Forwarded-For`, of which the gateway writes the last entry (it writes all of
    it, and drops what a client wrote there); what stands before it anybody may have written.
    Without it the `peer` itself. So nothing but the gateway may reach a service.
    """
    for text in ((forwarded or "").rpartition(",")[2].strip(), peer or ""):
        try:
            address = ip_address(text)
        except ValueError:
            continue
        if isinstance(address, IPv6Address):
            if address.ipv4_mapped is not None:
                return str(address.ipv4_mapped)
            return str(ip_network((int(address), 64), strict=False))
        return str(address)
    return NOWHERE


async def _origin(request: Request) -> str:
    written = request.headers.getlist("x-forwarded-for")
    return origin_of(
        forwarded=written[-1] if written else None,
        peer=request.client.host if request.client else None,
    )


Origin = Annotated[str, Depends(_origin)]
"""The client's address as the gateway passes it, else the peer's."""
