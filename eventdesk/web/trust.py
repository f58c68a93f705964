"""What a device needs in order to trust this desk's encryption, and which addresses are encrypted."""

from __future__ import annotations

from dataclasses import dataclass

CERTIFICATE_TYPE = "application/x-x509-ca-cert"
APPLE_TYPE = "application/x-apple-aspen-config"


@dataclass(frozen=True, kw_only=True)
class Trust:
    """The desk's certificate authority, and the two ports: plain for runners, encrypted for staff."""

    port: int
    secure_port: int
    fingerprint: str
    certificate: bytes
    text: bytes
    apple_profile: bytes

    def file(self, name: str) -> tuple[str, bytes] | None:
        """Media type and content of what `/trust/NAME` gives."""
        return {
            "eventdesk.crt": (CERTIFICATE_TYPE, self.certificate),
            "eventdesk.pem": (CERTIFICATE_TYPE, self.text),
            "eventdesk.mobileconfig": (APPLE_TYPE, self.apple_profile),
        }.get(name)
