"""`python3 -m bench`: what the desk can do on this machine, in one run with what the machine can do at most.

Like run.py it sees to the environment first: any Python 3 starts it, and it goes on inside `.venv`.
"""

import os
import sys


def main(arguments: "list[str]") -> int:
    """Measure; what the set-up cannot do is one line on standard error."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this is the check
        sys.stderr.write("EventDesk needs Python 3.11 or newer; this is Python %d.%d.\n" % sys.version_info[:2])  # noqa: UP031
        return 1
    from eventdesk.bootstrap import places  # noqa: PLC0415 - an old Python has had its word by now

    try:
        _set_up()
        if not places.is_inside_environment():
            return _enter_environment(arguments)
    except places.SetupFailed as failure:
        sys.stderr.write(f"bench: {failure}\n")
        return 1
    from bench import everything  # noqa: PLC0415 - needs the packages

    return everything.main(arguments)


def _set_up() -> None:
    """The packages of the tests too: the bare servers are among them."""
    from eventdesk.bootstrap import commands, door, environment  # noqa: PLC0415

    if not environment.is_installed(environment.DEVELOPMENT):
        with commands.one_at_a_time():
            title = "Installing the Python packages and those of the tests"
            environment.ensure_installed(environment.DEVELOPMENT, title)
    door.set_up()


def _enter_environment(arguments: "list[str]") -> int:
    import subprocess  # noqa: PLC0415

    from eventdesk.bootstrap.places import ROOT, VENV_PYTHON  # noqa: PLC0415

    command = [str(VENV_PYTHON), "-m", "bench", *arguments]
    if os.name != "nt":
        os.chdir(ROOT)
        os.execv(command[0], command)  # noqa: S606 - our own module
    return subprocess.run(command, cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
