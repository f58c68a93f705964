"""What the HTTP doors work with; put together once, in `eventdesk.app`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar

from eventdesk.domain.errors import Invalid
from eventdesk.web.hosts import Hosts
from eventdesk.web.limits import CountedIn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from eventdesk.services.access import Access
    from eventdesk.services.backups import Backups
    from eventdesk.services.desk import Desk
    from eventdesk.services.looking import Looker
    from eventdesk.services.ports import Clock, Store
    from eventdesk.services.start_lists import StartLine
    from eventdesk.web.privacy import Privacy
    from eventdesk.web.trust import Trust

P = ParamSpec("P")
T = TypeVar("T")
FORECAST_LASTS = timedelta(seconds=2)


class RunAside(Protocol):
    """Does work that takes the processor for long without holding up the others."""

    def __call__(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `work` returns."""


class Column(Protocol):
    """One column of a start-list file, and what it was taken for."""

    @property
    def index(self) -> int:
        """From 0."""

    @property
    def heading(self) -> str:
        """What stands above it."""

    @property
    def meaning(self) -> str | None:
        """What it was taken for; None: nothing of it is taken in."""

    @property
    def reason(self) -> str | None:
        """Why not, or what to look at."""


class Problem(Protocol):
    """A line that was left out."""

    @property
    def line(self) -> int:
        """Its number in the file."""

    @property
    def reason(self) -> str:
        """Why, in words."""


class StartListFile(Protocol):
    """A start-list file as it was understood."""

    @property
    def columns(self) -> Sequence[Column]:
        """From left to right."""

    @property
    def lines(self) -> Sequence[StartLine]:
        """The runners."""

    @property
    def problems(self) -> Sequence[Problem]:
        """The lines left out."""

    @property
    def waves(self) -> Sequence[str]:
        """Each wave's name once."""

    @property
    def encoding(self) -> str:
        """How its text was read."""

    @property
    def kind(self) -> str:
        """`csv` or `xlsx`."""


class StartListReader(Protocol):
    """Reads a start-list file. Raises `FileRefused` for one that can't be taken in at all."""

    def __call__(
        self,
        content: bytes,
        filename: str,
        *,
        columns: Mapping[str, int] | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> StartListFile:
        """`columns` maps a meaning to a column's index (below 0: none), where the organiser knows better."""


class FileRefused(Invalid):
    """A file that can't be taken in. `columns`: those of a table where nobody knows which one is the bib."""

    def __init__(self, reason: str, columns: Sequence[Column] = ()) -> None:
        super().__init__({"file": [reason]})
        self.reason = reason
        self.columns = columns


class SealedForUs(Protocol):
    """Opens what tablets sealed for this desk."""

    @property
    def public_key(self) -> str:
        """What tablets seal with, as base64."""

    def open(self, sealed: str) -> bytes:
        """What was sealed. Raises `Invalid`."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """Everything a door may use.

    `fingerprint_key` keeps what idempotency remembers from being guessed; `check_database` answers
    `ok`, or what is wrong. `trust` None: this desk does not encrypt. `counted_in`: where tries are counted.
    `proxies`: how many of ours stand in front.
    """

    desk: Desk
    looker: Looker
    access: Access
    clock: Clock
    run_aside: RunAside
    read_start_list: StartListReader
    addresses: Callable[[], list[str]]
    fingerprint_key: bytes
    tablet_box: SealedForUs
    check_database: Callable[[], str]
    backups: Backups
    privacy: Privacy
    version: str
    hosts: Hosts = field(default_factory=Hosts)
    trust: Trust | None = None
    counted_in: CountedIn = field(default_factory=CountedIn)
    proxies: int = 0

    @property
    def store(self) -> Store:
        """Where events live."""
        return self.desk.store

    def refresh_forecast(self, slug: str) -> None:
        """Has a forecast at hand before an answer that tells an expected start."""
        self.looker.forecaster.at_hand(slug)


Json = dict[str, Any]
