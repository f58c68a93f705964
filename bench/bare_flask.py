"""`python -m bench.bare_flask PORT`: Flask-SocketIO with one page and nothing else, to hold our start against."""

from __future__ import annotations

import sys

from eventdesk import runtime


def main(port: int) -> None:
    """Serve the one page."""
    runtime.patch("eventlet")
    from flask import Flask  # noqa: PLC0415 - nothing before the patching
    from flask_socketio import SocketIO  # noqa: PLC0415

    app = Flask("bare")
    socketio = SocketIO(app, async_mode="eventlet")
    app.add_url_rule("/", "page", lambda: "There is nothing here.")
    socketio.run(app, host="127.0.0.1", port=port)


if __name__ == "__main__":
    main(int(sys.argv[1]))
