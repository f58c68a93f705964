"""What the desk says when it starts: the addresses for the tablets, a QR code, the one-time set-up link."""

from __future__ import annotations

import os
import sys
import webbrowser
from typing import TYPE_CHECKING

import click

from eventdesk import runtime
from eventdesk.adapters import lan, qr
from eventdesk.adapters.mdns import Announcement
from eventdesk.settings import Settings

if TYPE_CHECKING:
    from eventdesk.web.trust import Trust


def greet(settings: Settings, port: int, set_up_path: str | None, trust: Trust | None = None) -> None:
    """Print where the desk is, and open it in a browser of this machine if there is one to see it in."""
    urls = [*_by_name(settings), *lan.urls(settings.host, port)]
    click.echo("EventDesk is running. Open it on a tablet, a phone or a TV at")
    for url in urls:
        click.echo(f"  {url}{'  (on this machine)' if '//127.0.0.1' in url else ''}")
    click.echo(_drawn(urls[0]))
    if trust:
        secure = lan.urls(settings.host, trust.secure_port, "https")[0]
        click.echo(
            f"The team's pages are encrypted ({secure}). Each device of the team opens first:\n  {urls[0]}/trust"
        )
        click.echo(f"Fingerprint of the desk's certificate (SHA-256):\n  {trust.fingerprint}")
    if set_up_path:
        # Where staff pages are encrypted no other device trusts the desk yet.
        where = urls[-1] if trust else urls[0]
        click.echo(f"First of all, set it up with this link, which works once:\n  {where}{set_up_path}")
    click.echo("End it with Ctrl-C.")
    if settings.open_browser and _has_display():
        runtime.spawn(runtime.run_aside, webbrowser.open, urls[-1] + (set_up_path or "/"))


def _by_name(settings: Settings) -> list[str]:
    """The address that browsers use where a proxy stands in front: nobody reaches this process by its own."""
    return [f"https://{settings.hostnames[0]}"] if settings.proxies and settings.hostnames else []


def announce(settings: Settings, port: int) -> Announcement | None:
    """Make the desk known by name on the local network, unless it serves this machine alone."""
    name, addresses = lan.local_name(settings.address_name), lan.addresses()
    if not (settings.announce and lan.is_every_network(settings.host) and name and addresses):
        return None
    return Announcement(name, port, addresses)


def _drawn(url: str) -> str:
    """The QR code, or nothing where the terminal cannot show its characters."""
    drawing = qr.for_terminal(url)
    try:
        drawing.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return ""
    return "\n".join(click.style(line, fg="bright_white", bg="black") for line in drawing.splitlines())


def _has_display() -> bool:
    if os.environ.get("SSH_CONNECTION"):
        return False
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
