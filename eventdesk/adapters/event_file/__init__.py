"""A file that holds one event, to take it to another desk: `EventFiles` writes and reads it."""

from eventdesk.adapters.event_file.container import SUFFIX
from eventdesk.adapters.event_file.files import EventFile

__all__ = ["SUFFIX", "EventFile"]
