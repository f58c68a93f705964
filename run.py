#!/usr/bin/env python3
"""The door to EventDesk: `python3 run.py` sets everything up on first use and serves the desk.

This file keeps to what any Python 3 can read, so that an old one gets a clear word instead of a syntax error.
"""

import sys


def main() -> int:
    """Do the command; every failure is one line on standard error."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this is the check
        sys.stderr.write("EventDesk needs Python 3.11 or newer; this is Python %d.%d.\n" % sys.version_info[:2])  # noqa: UP031
        return 1
    from eventdesk.bootstrap import door, places

    try:
        return door.main(sys.argv[1:])
    except places.SetupFailed as failure:
        sys.stderr.write(f"run.py: {failure}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("run.py: stopped. Run it again to go on.\n")
        return 130


if __name__ == "__main__":
    sys.exit(main())
