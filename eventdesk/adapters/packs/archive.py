"""The encrypted ZIP (AES-256, as WinZip, 7-Zip and macOS' Archive Utilities of third parties open it)."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pyzipper

from eventdesk.adapters.packs.record import Pack, records_pdf
from eventdesk.services.changes import plain

if TYPE_CHECKING:
    from pathlib import Path

    from eventdesk.domain.records import TreatmentRecord

VERSION = 1
README = """Treatment records of {keeper}
{event}

records.pdf   to read and print
records.json  the same for programs

Keep this file and its password apart from each other. Until when each record has to be kept stands beside it;
delete it after that day. Whoever a record is about may ask you for a copy, and to have mistakes corrected.
"""


def make_pack(pack: Pack, password: str, fonts: Path) -> bytes:
    """The ZIP. `fonts`: the folder with the fonts of the PDF. The names of the files in it tell nothing."""
    parts = {
        "READ-ME.txt": README.format(keeper=pack.keeper, event=pack.event).encode(),
        "records.pdf": records_pdf(pack, fonts),
        "records.json": json.dumps(_json(pack), ensure_ascii=False, indent=1).encode(),
    }
    made = io.BytesIO()
    with pyzipper.AESZipFile(made, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=256)
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def _json(pack: Pack) -> dict[str, Any]:
    return {
        "version": VERSION,
        "event": pack.event,
        "keeper": pack.keeper,
        "made_at": plain(pack.made_at),
        "records": [_record(each) for each in pack.records],
    }


def _record(record: TreatmentRecord) -> dict[str, Any]:
    shown: dict[str, Any] = plain(record)
    return {name: each for name, each in shown.items() if name not in {"id", "visit_id", "therapist_id", "handed_at"}}
