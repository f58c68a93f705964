"""How a fault of EventDesk itself is put into the log: what and where, and never what somebody typed."""

from __future__ import annotations

import traceback
from pathlib import Path


def what_and_where(fault: BaseException) -> str:
    """The kind of fault and the line of each frame; its message may hold a name or a link."""
    frames = traceback.extract_tb(fault.__traceback__)
    return f"{type(fault).__name__} at " + " > ".join(f"{Path(each.filename).name}:{each.lineno}" for each in frames)
