"""Encryption for a desk on a local network: its certificates, kept, and made anew when the addresses change."""

from __future__ import annotations

import logging
import ssl
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import serialization

from eventdesk.adapters import certificates, lan
from eventdesk.web.trust import Trust

if TYPE_CHECKING:
    from eventdesk.services.ports import Clock
    from eventdesk.settings import Settings

log = logging.getLogger("eventdesk.https")
FOLDER, AUTHORITY_FILE, CERTIFICATE_FILE = "certificates", "authority.pem", "desk.pem"


class Https:
    """What the encrypting listener uses; `context` serves the certificate of the present addresses.

    Only certificates are kept, in the data folder; the private keys come from the desk's keys.
    """

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._folder = settings.data_dir / FOLDER
        self._folder.mkdir(mode=0o700, exist_ok=True)
        secret = settings.key("authority")
        self._key = certificates.private_key(secret, "desk")
        kept = self._kept(AUTHORITY_FILE)
        self.authority = certificates.authority(secret, kept, self.names(), clock.now())
        self._keep(AUTHORITY_FILE, self.authority.pem)
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._names: list[str] = []
        self.renew()

    def trust(self, port: int, secure_port: int) -> Trust:
        """What pages tell about it; the ports are those that the desk really has."""
        return Trust(
            port=port,
            secure_port=secure_port,
            fingerprint=self.authority.fingerprint,
            certificate=self.authority.der,
            text=self.authority.pem,
            apple_profile=self.authority.apple_profile(),
        )

    def names(self) -> list[str]:
        """Every name and address that a device may call this desk by, those first that are typed most."""
        return list(dict.fromkeys([*self._own_names(), "localhost", *lan.addresses(), "127.0.0.1", "::1"]))

    def _own_names(self) -> list[str]:
        """Beside the addresses."""
        local = lan.local_name(self._settings.address_name)
        return [*([local] if local else []), *lan.own_names(), *self._settings.hostnames]

    def renew(self) -> None:
        """See to it that the certificate is right for the present names, addresses and time."""
        names, now = self.names(), self._clock.now()
        kept = self._kept(CERTIFICATE_FILE)
        is_right = kept is not None and certificates.serves(kept, self.authority, self._key, names, now)
        if is_right and names == self._names:
            return
        if not is_right:
            made = certificates.issue(self.authority, self._key, names, now)
            kept = made.public_bytes(serialization.Encoding.PEM)
            self._keep(CERTIFICATE_FILE, kept)
        for left_out in [each for each in names if not self.authority.may_vouch_for(each)]:
            log.warning("The certificate is not for %s: see docs/https.md.", left_out)
        certificates.load(self.context, kept or b"", self._key, self._folder)
        self._names = names

    def look(self) -> None:
        """From time to time: a laptop that changes the network has other addresses. Never raises."""
        try:
            self.renew()
        except Exception as fault:  # noqa: BLE001 - the old certificate goes on serving
            log.error("The certificate could not be renewed: %s", type(fault).__name__)  # noqa: TRY400

    def _kept(self, name: str) -> bytes | None:
        try:
            return (self._folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def _keep(self, name: str, content: bytes) -> None:
        path = self._folder / name
        if self._kept(name) == content:
            return
        draft = path.with_suffix(".new")
        draft.write_bytes(content)
        draft.chmod(0o600)
        draft.replace(path)
