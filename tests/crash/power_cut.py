"""SQLite's write-ahead log, cut off where a power cut may cut it off (https://sqlite.org/walformat.html)."""

from __future__ import annotations

import shutil
import struct
from dataclasses import dataclass
from pathlib import Path

HEADER_BYTES = 32
FRAME_HEADER_BYTES = 24


@dataclass(frozen=True)
class Log:
    """The log of a database whose program was killed. `commits`: where each transaction ends (bytes)."""

    database: Path
    commits: list[int]

    @classmethod
    def of(cls, database: Path) -> Log:
        """Reads where the transactions of the log end; those of an earlier round of it do not count."""
        content = _log_of(database).read_bytes()
        page_bytes = int.from_bytes(content[8:12], "big")
        salt = content[16:24]
        commits = []
        step = FRAME_HEADER_BYTES + page_bytes
        for start in range(HEADER_BYTES, len(content) - step + 1, step):
            _, pages_after_commit = struct.unpack(">II", content[start : start + 8])
            if content[start + 8 : start + 16] != salt:
                break
            if pages_after_commit:
                commits.append(start + step)
        return cls(database, commits)

    @property
    def length(self) -> int:
        """Up to the end of the last transaction (bytes)."""
        return self.commits[-1]

    def cut(self, folder: Path, length: int, *, rubbish: bytes) -> Path:
        """The database with this much of the log, and rubbish behind it, in a folder of its own."""
        folder.mkdir()
        copy = folder / self.database.name
        shutil.copyfile(self.database, copy)
        _log_of(copy).write_bytes(_log_of(self.database).read_bytes()[:length] + rubbish)
        return copy


def _log_of(database: Path) -> Path:
    return database.with_name(database.name + "-wal")
