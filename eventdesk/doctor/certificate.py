"""The certificate, where the desk has one: for how long, and for which addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cryptography import x509

from eventdesk.adapters import certificates, lan
from eventdesk.doctor.finding import BAD, WARN, Finding, good
from eventdesk.https import CERTIFICATE_FILE, FOLDER

if TYPE_CHECKING:
    from datetime import datetime

    from eventdesk.settings import Settings

NAME = "certificate"


def look(settings: Settings, now: datetime) -> list[Finding]:
    """One line, or none to look at."""
    path = settings.data_dir / FOLDER / CERTIFICATE_FILE
    if not path.exists():
        said = "Made at the next start." if settings.https else "None: the desk is served without HTTPS."
        return [good(NAME, said)]
    try:
        found = x509.load_pem_x509_certificate(path.read_bytes())
    except ValueError:
        return [Finding(NAME, BAD, f"{path} cannot be read.", "Delete that file: the next start makes another one.")]
    return [_about(found, now)]


def _about(found: x509.Certificate, now: datetime) -> Finding:
    again = "Start the desk with --https again: it makes a new one, and tablets that trust the desk take it."
    ends = f"{found.not_valid_after_utc:%Y-%m-%d}"
    if not found.not_valid_before_utc <= now < found.not_valid_after_utc:
        return Finding(NAME, BAD, f"Not valid now; it ends {ends}.", f"Look at the clock, then: {again}")
    missing = set(lan.addresses()) - certificates.names_of(found)
    if missing:
        return Finding(NAME, WARN, f"Not for {', '.join(sorted(missing))}.", again)
    return good(NAME, f"Valid to {ends}, for each address of this machine.")
