#!/usr/bin/env python3
"""The door to EventDesk: `python3 run.py` sets everything up on first use and serves the desk.

This file keeps to what any Python 3 can read, so that an old one gets a clear word instead of a syntax error.
"""

import os
import sys


def main(arguments: "list[str]") -> int:
    """Do the command in the project's environment; what the set-up cannot do is one line on standard error."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this is the check
        sys.stderr.write("EventDesk needs Python 3.11 or newer; this is Python %d.%d.\n" % sys.version_info[:2])  # noqa: UP031
        return 1
    from eventdesk.bootstrap import door, places, suite

    try:
        if arguments[:1] == ["test"]:
            return suite.run(arguments[1:])
        door.set_up()
        return command(arguments) if places.is_inside_environment() else door.enter_environment(arguments)
    except places.SetupFailed as failure:
        sys.stderr.write(f"run.py: {failure}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("run.py: stopped. Run it again to go on.\n")
        return 130


def command(arguments: "list[str]") -> int:
    """Patch for the async mode before anything else is imported, then do the command."""
    from eventdesk import runtime

    runtime.patch(runtime.mode_for(arguments, os.environ))
    from eventdesk import cli

    return cli.main(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
