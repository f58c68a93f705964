"""The addresses that a tablet can reach, and who has the port."""

from __future__ import annotations

import http.client
import json
import socket
from typing import TYPE_CHECKING

from eventdesk.adapters import lan
from eventdesk.bootstrap.locking import lock_file
from eventdesk.doctor.finding import BAD, WARN, Finding, good

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from eventdesk.settings import Settings

PATIENCE_SECONDS = 3


def look(settings: Settings, _now: datetime) -> list[Finding]:
    """Addresses, then the port."""
    return [_addresses(settings), _port(settings)]


def _addresses(settings: Settings) -> Finding:
    if not lan.is_every_network(settings.host):
        return good("addresses", f"Only {settings.host}, as --host says.")
    found = lan.addresses()
    if not found:
        do = "Join the Wi-Fi of the tent: tablets reach this machine only on the same network."
        return Finding("addresses", WARN, "This machine is on no network.", do)
    name = lan.local_name(settings.address_name)
    return good("addresses", ", ".join([*found, *([name] if name else [])]))


def _port(settings: Settings) -> Finding:
    host = "127.0.0.1" if lan.is_every_network(settings.host) else settings.host
    runs = _is_running(settings.data_dir)
    version = _version_served(host, settings.port)
    if version:
        whose = "this data folder" if runs else "another data folder"
        said = f"{settings.port} is served by EventDesk {version}, on {whose}."
        do = "" if runs else "End that desk, or choose another port with --port."
        return Finding("port", WARN, said, do) if do else good("port", said)
    if _is_taken(host, settings.port):
        do = "End that program, or choose another port with --port."
        return Finding("port", BAD, f"{settings.port} is in use by another program.", do)
    if runs:
        do = "Look for it in its window; give its port to the doctor with --port."
        return Finding("port", WARN, f"A desk is running on this data folder, but not on port {settings.port}.", do)
    return good("port", f"{settings.port} is free.")


def _is_running(data_dir: Path) -> bool:
    lock = data_dir / "running.lock"
    if not lock.exists():
        return False
    try:
        lock_file(lock, wait=False).close()
    except BlockingIOError:
        return True
    return False


def _version_served(host: str, port: int) -> str:
    """The version of the EventDesk there; empty for anything else."""
    connection = http.client.HTTPConnection(host, port, timeout=PATIENCE_SECONDS)
    try:
        connection.request("GET", "/api/v1/health")
        return str(json.loads(connection.getresponse().read(10_000))["version"])
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return ""
    finally:
        connection.close()


def _is_taken(host: str, port: int) -> bool:
    try:
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET).close()
    except OSError:
        return True
    return False
