"""Where a request comes from: the network, never the whole address."""

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def network_of(request: HttpRequest) -> str:
    """Return the visitor's network, /24 or /48, never the whole address; "" where it is not known.

    The address is the socket's; only behind proxies that the settings name is a header believed, and then from the
    proxies' end, where a visitor cannot write.
    """
    try:
        address = ip_address(_address(request))
    except ValueError:
        return ""
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    bits = 24 if address.version == 4 else 48  # noqa: PLR2004 - IPv4
    return str(ip_network(f"{address}/{bits}", strict=False))


def _address(request: HttpRequest) -> str:
    proxies: int = getattr(settings, "AXES_IPWARE_PROXY_COUNT", 0) or 0
    peer: str = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    return hops[-proxies] if proxies and len(hops) >= proxies else peer
