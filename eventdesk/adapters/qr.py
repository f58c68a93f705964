"""QR codes."""

from __future__ import annotations

import io

import segno


def for_terminal(text: str) -> str:
    """A QR code in block characters, light on dark, small enough for a terminal window."""
    drawing = io.StringIO()
    segno.make_qr(text, error="l").terminal(drawing, border=2, compact=True)
    return drawing.getvalue()
