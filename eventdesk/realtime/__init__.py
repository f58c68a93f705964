"""The socket doors: news goes out to the screens; every command comes in over HTTP."""

from eventdesk.realtime.live import SOCKET_OPTIONS, Live, install

__all__ = ["SOCKET_OPTIONS", "Live", "install"]
