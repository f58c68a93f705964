"""By which names this desk answers. Any other name is somebody else's trick.

A web site may point its own name at this desk (DNS rebinding): the browser then takes the desk for that site, and lets
the site's scripts read and press what the person in front of it may. The name in the request gives it away.
"""

from __future__ import annotations

import ipaddress
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_HOST = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,251}[A-Za-z0-9])?\.?|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?"
)
_LOCAL = ".local"
THIS_MACHINE = "localhost"


class Hosts:
    """Addresses, `localhost`, names ending in `.local`, and these names."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names = {_plain(each) for each in names} | {THIS_MACHINE}

    def knows(self, host: str) -> bool:
        """Whether a request with this `Host` (name or address, perhaps a port) is for this desk."""
        name = name_of(host)
        return bool(name) and (name in self._names or name.endswith(_LOCAL) or _is_address(name))


def name_of(host: str) -> str:
    """Name or address without the port, as lower case; empty for what is none. IPv6 keeps its brackets."""
    found = _HOST.fullmatch(host)
    return _plain(found["name"]) if found else ""


def is_this_machine(host: str) -> bool:
    """Whether the browser means the very machine that it runs on."""
    name = name_of(host)
    return name in (THIS_MACHINE, "[::1]") or (name.startswith("127.") and _is_address(name))


def _plain(name: str) -> str:
    return name.strip().lower().removesuffix(".")


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True
