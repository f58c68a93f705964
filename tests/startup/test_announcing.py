"""The desk's name on the local network, announced and taken back; here on this machine's own loop only."""

from __future__ import annotations

import os

from zeroconf import IPVersion, Zeroconf

from eventdesk.adapters.mdns import Announcement

NAME = f"eventdesk-test-{os.getpid()}"
SERVICE = f"EventDesk on {NAME}._http._tcp.local."


def test_a_name_is_found_while_it_is_announced() -> None:
    announcement = Announcement(f"{NAME}.local", 4711, ["127.0.0.1"])
    try:
        with Zeroconf(interfaces=["127.0.0.1"], ip_version=IPVersion.V4Only) as network:
            service = network.get_service_info("_http._tcp.local.", SERVICE, timeout=15_000)
            assert service
            assert (service.server, service.port) == (f"{NAME}.local.", 4711)
            assert service.parsed_addresses() == ["127.0.0.1"]
    finally:
        announcement.end()
    with Zeroconf(interfaces=["127.0.0.1"], ip_version=IPVersion.V4Only) as network:
        assert network.get_service_info("_http._tcp.local.", SERVICE, timeout=500) is None


def test_a_network_that_does_not_allow_it_is_no_trouble() -> None:
    announcement = Announcement(f"{NAME}.local", 4711, ["203.0.113.77"])  # not an address of this machine
    announcement.end()
