"""Links that let somebody in: signed, so that a guess costs nothing to refuse, and good for a while.

That a link works once is the access store's matter: what is signed is a single-use code.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from itsdangerous import BadSignature, Signer

if TYPE_CHECKING:
    from eventdesk.services.ports import Clock

_SAID = re.compile(r"([A-Za-z0-9_-]{6,64})\.([0-9a-f]{8,12})")


class Links:
    """Makes and reads them. `key`: secret bytes that stay the same over a restart."""

    def __init__(self, key: bytes, clock: Clock) -> None:
        self._signer = Signer(key, salt="eventdesk-links", sep=".")
        self._devices = Signer(key, salt="eventdesk-devices", sep=".")
        self._clock = clock

    def made(self, code: str, expires_at: datetime) -> str:
        """The token of a link with this single-use code in it; may stand in a path."""
        return self._signer.sign(f"{code}.{int(expires_at.timestamp()):x}").decode()

    def code_of(self, token: str) -> str | None:
        """The code in a token of ours that is not too old."""
        try:
            said = _SAID.fullmatch(self._signer.unsign(token).decode())
        except (BadSignature, UnicodeError):
            return None
        if said is None or datetime.fromtimestamp(int(said[2], 16), UTC) <= self._clock.now():
            return None
        return said[1]

    def device(self, number: str) -> str:
        """A device's own number, signed: nobody can make up a device that has not tried anything yet."""
        return self._devices.sign(number).decode()

    def device_of(self, signed: str) -> str | None:
        """The number of a device of ours."""
        try:
            return self._devices.unsign(signed).decode()
        except (BadSignature, UnicodeError):
            return None
