"""What the runtime promises in each async mode, each in a process of its own that is patched for it."""

from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from tests.startup.running import ROOT, environment

MODES = ("eventlet", "gevent", "threading")

ASIDE = """
import hashlib

ticks = 0

def tick():
    global ticks
    while True:
        runtime.sleep(0.001)
        ticks += 1

runtime.spawn(tick)
runtime.sleep(0.01)
before = ticks
key = runtime.run_aside(hashlib.pbkdf2_hmac, "sha256", b"word", b"salt", iterations=1_000_000)
print(len(key), ticks > before)
"""

FAILING_ASIDE = """
try:
    runtime.run_aside(int, "seven")
except ValueError as problem:
    print(problem)
"""

LOCKED = """
lock = runtime.lock()
inside = 0
most = 0
done = []

def enter():
    global inside, most
    with lock:
        inside += 1
        most = max(most, inside)
        runtime.sleep(0.001)
        inside -= 1
    done.append(1)

for _ in range(20):
    runtime.spawn(enter)
for _ in range(2000):
    if len(done) == 20:
        break
    runtime.sleep(0.005)
print(len(done), most)
"""

CLEAN = """
import sys
print(runtime.mode(), sorted({"eventlet", "gevent"} & set(sys.modules)))
"""


def say(mode: str, program: str) -> str:
    """What a program prints in this mode; it must not complain."""
    opening = f"from eventdesk import runtime\nruntime.patch({mode!r})\n"
    outcome = subprocess.run(
        [sys.executable, "-c", opening + program],
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert outcome.stderr == ""
    return outcome.stdout.strip()


@pytest.mark.parametrize("mode", MODES)
def test_work_aside_does_not_hold_up_the_others(mode: str) -> None:
    assert say(mode, ASIDE) == "32 True"


@pytest.mark.parametrize("mode", MODES)
def test_what_goes_wrong_aside_is_raised_here(mode: str) -> None:
    assert say(mode, FAILING_ASIDE) == "invalid literal for int() with base 10: 'seven'"


@pytest.mark.parametrize("mode", MODES)
def test_a_lock_lets_in_one_at_a_time(mode: str) -> None:
    assert say(mode, LOCKED) == "20 1"


@pytest.mark.parametrize("mode", MODES)
def test_only_the_library_of_the_mode_is_loaded(mode: str) -> None:
    loaded = [] if mode == "threading" else [mode]
    assert say(mode, CLEAN) == f"{mode} {loaded}"


def test_patching_twice_is_refused() -> None:
    again = "try:\n    runtime.patch('gevent')\nexcept RuntimeError as problem:\n    print(problem, runtime.mode())"
    assert say("eventlet", again) == "already patched eventlet"


@pytest.mark.parametrize("was_on", [True, False])
def test_nothing_is_collected_while_many_objects_are_made_and_then_it_is_as_before(was_on: bool) -> None:  # noqa: FBT001
    from eventdesk import runtime  # noqa: PLC0415 - the other tests choose a mode in a process of their own

    (gc.enable if was_on else gc.disable)()
    try:
        with runtime.without_collecting():
            assert not gc.isenabled()
        assert gc.isenabled() is was_on
    finally:
        gc.enable()
