"""The addresses under which other devices on the local network reach this machine; asks nobody outside it."""

from __future__ import annotations

import ipaddress
import re
import socket

import ifaddr

# Networks inside this machine (containers, virtual machines, tunnels): a tablet is hardly ever on one of them.
INTERNAL = re.compile(
    r"^(docker|br-|veth|virbr|vmnet|vboxnet|podman|cni|flannel|utun|tun|tap|zt|tailscale|wg)", re.IGNORECASE
)


USUAL_PORTS = {"http": 80, "https": 443}


def addresses() -> list[str]:
    """The IPv4 addresses of this machine, the likeliest for a tablet first; without loopback and unconfigured ones."""
    found: dict[str, tuple[bool, bool]] = {}
    for adapter in ifaddr.get_adapters():
        is_internal = bool(INTERNAL.match(adapter.nice_name)) or "virtual" in adapter.nice_name.lower()
        for entry in adapter.ips:
            if isinstance(entry.ip, str) and _is_reachable(entry.ip):
                found[entry.ip] = (is_internal, not entry.ip.startswith("192.168."))
    return sorted(found, key=lambda address: (found[address], ipaddress.IPv4Address(address)))


def urls(host: str, port: int, scheme: str = "http") -> list[str]:
    """The addresses to type into a tablet, best first, and last the one for this machine itself."""
    hosts = [*addresses(), "127.0.0.1"] if is_every_network(host) else [f"[{host}]" if ":" in host else host]
    return [f"{scheme}://{each}{'' if port == USUAL_PORTS[scheme] else f':{port}'}" for each in hosts]


def is_every_network(host: str) -> bool:
    """Whether listening on this host means listening on all of the machine's addresses."""
    return host in ("", "0.0.0.0", "::")  # noqa: S104 - compared, not listened on


def own_names() -> list[str]:
    """What this machine calls itself, with and without a domain, as lower case."""
    name = socket.gethostname().strip().lower().rstrip(".")
    found = [each for each in dict.fromkeys([name, name.partition(".")[0]]) if re.fullmatch(r"[a-z0-9.-]{1,200}", each)]
    return [each for each in found if each != "localhost"]


def local_name(chosen: str = "") -> str | None:
    """The machine's name on the local network, `tent.local`, or None if it has none that can be typed.

    `chosen`: another one than its own, for a laptop that takes the place of another.
    """
    label = re.sub(r"[^a-z0-9-]+", "-", (chosen or socket.gethostname()).split(".")[0].lower()).strip("-")
    return f"{label}.local" if label and label != "localhost" else None


def _is_reachable(text: str) -> bool:
    address = ipaddress.IPv4Address(text)
    return not (address.is_loopback or address.is_link_local or address.is_unspecified)
