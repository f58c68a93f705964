"""The staffing plan of an event: what is known already, what is refused, and shifts put on the roster."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from eventdesk.domain.errors import Invalid
from eventdesk.domain.event import POST_EVENT, Mode, Wave
from eventdesk.domain.therapist import Pause, TherapistStatus
from eventdesk.services import rostering, staffing, staffing_shown
from eventdesk.services.ports import Entrant
from tests.builders import NOW
from tests.services.tent import Tent

HOUR = timedelta(hours=1)
WAVES = (
    Wave(id=2, name="10K", starts_at=NOW + 2 * HOUR),
    Wave(id=1, name="Half marathon", starts_at=NOW + HOUR),
    Wave(id=3, name="Fun run", starts_at=NOW + 3 * HOUR),
)


def known(tent: Tent) -> staffing.Wanted:
    with tent.store.read(tent.slug) as reading:
        return staffing.known(reading)


def with_runners(tent: Tent, **by_wave: int) -> None:
    lines = [
        Entrant(bib=f"{wave}{n}", first_name="A", last_name="B", wave_id=int(wave[1:]))
        for wave, count in by_wave.items()
        for n in range(count)
    ]
    with tent.store.change(tent.slug) as change:
        change.put_entrants(lines)


def a_wanted(**values: Any) -> staffing.Wanted:
    wave = staffing.WantedWave(name="10K", starts_at=NOW + 2 * HOUR, runners=100, distance="10k")
    return staffing.Wanted(**({"waves": (wave,)} | values))


class TestKnown:
    def test_waves_with_their_runners_and_distances(self) -> None:
        tent = Tent(waves=WAVES)
        with_runners(tent, w1=3, w2=2)
        found = known(tent)
        assert [(each.name, each.runners, each.distance) for each in found.waves] == [
            ("Half marathon", 3, "half"),
            ("10K", 2, "10k"),
            ("Fun run", 0, "half"),
        ]

    def test_the_events_own_settings(self) -> None:
        closes_at = NOW + 8 * HOUR
        tent = Tent(promised_wait_minutes=20, turnover_minutes=5, opens_at=NOW, closes_at=closes_at)
        found = known(tent)
        assert (found.promised_wait_minutes, found.turnover_minutes) == (20, 5)
        assert (found.opens_at, found.closes_at) == (NOW, closes_at)
        assert (found.before_minutes, found.after_minutes, found.busy_minutes) == (10, 20, 12)
        assert found.before_share == 0.05

    def test_nobody_comes_before_where_nothing_is_offered(self) -> None:
        assert known(Tent(treatments=(POST_EVENT,))).before_share == 0.0

    def test_what_the_organiser_says_instead(self) -> None:
        tent = Tent(waves=WAVES)
        with tent.store.read(tent.slug) as reading:
            found = staffing.known_with(reading, {"after_share": 0.2})
        assert found.after_share == 0.2
        assert len(found.waves) == 3

    def test_is_plain_values(self) -> None:
        shown = staffing_shown.shown_wanted(known(Tent(waves=WAVES, opens_at=NOW)))
        assert json.loads(json.dumps(shown)) == shown
        assert shown["waves"][0]["starts_at"] == "2026-05-03T09:00:00Z"
        assert (shown["opens_at"], shown["closes_at"]) == ("2026-05-03T08:00:00Z", None)


class TestPlan:
    def test_a_plan_as_it_is_shown(self) -> None:
        tent = Tent()
        wanted = a_wanted(busy_minutes=12, opens_at=NOW, closes_at=NOW + 6 * HOUR, shortest_shift_minutes=120)
        shown = staffing_shown.shown(staffing.plan(tent.event, wanted))
        assert json.loads(json.dumps(shown)) == shown
        assert shown["is_kept"]
        assert (shown["before"], shown["after"], shown["turned_away"]) == (5, 7, 0)
        assert (shown["opens_at"], shown["closes_at"]) == ("2026-05-03T08:00:00Z", "2026-05-03T14:00:00Z")
        assert shown["team"]["therapists"] == len(shown["shifts"])
        assert [each["at"] for each in shown["half_hours"][:2]] == ["2026-05-03T08:00:00Z", "2026-05-03T08:30:00Z"]
        assert max(each["therapists"] for each in shown["half_hours"]) == shown["team"]["at_once"]
        assert sum(each["before"] + each["after"] for each in shown["half_hours"]) == pytest.approx(12, abs=1)
        assert sum(each["on_break"] for each in shown["half_hours"]) >= sum(
            bool(each["breaks"]) for each in shown["shifts"]
        )
        assert any(each["breaks"] for each in shown["shifts"])
        assert shown["busy"]["minutes"] == 12
        assert {each["change"] for each in shown["variants"]} <= {-2, -1, 1, 2}

    def test_finish_times_of_its_own(self) -> None:
        wave = staffing.WantedWave(name="", starts_at=NOW + HOUR, runners=200, mean_minutes=30, sd_minutes=3)
        shown = staffing_shown.shown(staffing.plan(Tent().event, a_wanted(waves=(wave,), before_share=0.0)))
        assert shown["busy"] is None
        # All of them finish within a few minutes, and come to the tent within the hour.
        assert [each["after"] > 1 for each in shown["half_hours"]].count(True) <= 3

    def test_who_still_comes_when_all_therapists_have_gone(self) -> None:
        # One couch, much too little: the last ones come after the last shift.
        wanted = a_wanted(most_at_once=1, after_share=0.4, shortest_shift_minutes=60, longest_shift_minutes=60)
        shown = staffing_shown.shown(staffing.plan(Tent().event, wanted))
        assert not shown["is_kept"]
        assert shown["team"]["at_once"] == 1

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"waves": ()}, "waves"),
            ({"opens_at": NOW, "closes_at": NOW}, "closes_at"),
            ({"shortest_shift_minutes": 240, "longest_shift_minutes": 180}, "longest_shift_minutes"),
            (
                {"waves": (staffing.WantedWave(name="", starts_at=NOW, runners=9, mean_minutes=30),)},
                "waves.0.distance",
            ),
        ],
    )
    def test_rubbish_is_named(self, values: dict[str, Any], field: str) -> None:
        with pytest.raises(Invalid) as refusal:
            staffing.plan(Tent().event, a_wanted(**values))
        assert list(refusal.value.fields) == [field]


def a_shift(starts: float, ends: float, *pauses: tuple[float, float]) -> rostering.PlannedShift:
    """In hours from `NOW`."""
    return rostering.PlannedShift(
        shift_start=NOW + starts * HOUR,
        shift_end=NOW + ends * HOUR,
        breaks=tuple(Pause(NOW + a * HOUR, NOW + b * HOUR) for a, b in pauses),
    )


EARLY, LATE = a_shift(1, 4, (2, 2.25)), a_shift(3, 6)


def save(tent: Tent, *shifts: rostering.PlannedShift, add_missing: bool = False) -> rostering.Assigned:
    return tent.do(lambda floor: rostering.save_shifts(floor, shifts, add_missing=add_missing))[0]


class TestSaving:
    def test_in_order_of_the_roster_earliest_first(self) -> None:
        tent = Tent()
        mia, tom = tent.therapist("Mia Berg", ready=False), tent.therapist("Tom Okafor", ready=False)
        found = save(tent, LATE, EARLY)
        assert [(each.name, each.shift) for each in found.lines] == [("Mia Berg", EARLY), ("Tom Okafor", LATE)]
        assert (tent.of(mia).shift_start, tent.of(mia).breaks) == (EARLY.shift_start, EARLY.breaks)
        assert (tent.of(tom).shift_start, tent.of(tom).shift_end) == (LATE.shift_start, LATE.shift_end)
        assert [each.action for each in tent.journal()][-2:] == ["change-therapist"] * 2
        assert [each.status for each in (tent.of(mia), tent.of(tom))] == [TherapistStatus.OFF] * 2

    def test_missing_ones_are_told_or_made(self) -> None:
        tent = Tent()
        tent.therapist("Therapist 3", ready=False)
        told = save(tent, EARLY, LATE, LATE)
        assert (len(told.lines), told.missing) == (1, 2)
        made = save(tent, EARLY, LATE, LATE, add_missing=True)
        assert [each.name for each in made.lines] == ["Therapist 3", "Therapist 2", "Therapist 4"]
        assert [each.before is None for each in made.lines] == [False, True, True]
        with tent.store.read(tent.slug) as reading:
            assert [each.name for each in reading.therapists()] == ["Therapist 3", "Therapist 2", "Therapist 4"]

    def test_the_same_again_changes_nothing(self) -> None:
        tent = Tent()
        tent.therapist(ready=False)
        save(tent, EARLY)
        before = tent.state()
        save(tent, EARLY)
        assert tent.state() == before

    def test_whoever_has_a_runner_is_left_alone(self) -> None:
        tent = Tent(mode=Mode.AUTO)
        mia = tent.therapist("Mia Berg")
        tom = tent.therapist("Tom Okafor", ready=False)
        tent.register()
        assert tent.of(mia).status is TherapistStatus.ENGAGED
        found = save(tent, EARLY, LATE)
        assert [each.name for each in found.with_runner] == ["Mia Berg"]
        assert tent.of(mia).shift_start is None
        assert tent.of(tom).shift_start == LATE.shift_start

    def test_who_is_not_in_the_plan_keeps_the_old_shift(self) -> None:
        tent = Tent()
        tent.therapist("Mia Berg", ready=False)
        tom = tent.therapist("Tom Okafor", ready=False, shift_start=NOW)
        found = save(tent, EARLY)
        assert [each.name for each in found.unplanned] == ["Tom Okafor"]
        assert tent.of(tom) == tom

    def test_a_shift_that_ends_before_it_begins_changes_nothing(self) -> None:
        tent = Tent()
        tent.therapist("Mia Berg", ready=False)
        tent.therapist("Tom Okafor", ready=False)
        before = tent.state()
        with pytest.raises(Invalid):
            save(tent, EARLY, a_shift(5, 4))
        assert tent.state() == before
