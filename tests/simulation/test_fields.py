"""Who runs, who of them comes to the tent, and who works there."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from statistics import fmean, quantiles
from typing import TYPE_CHECKING

import pytest

from eventdesk.domain.errors import Invalid
from eventdesk.domain.event import Gender
from eventdesk.simulation.days import START, plain_event, walk_ups
from eventdesk.simulation.field import fitted, last_finish, read_results, together
from eventdesk.simulation.roster import Roster, Shift, hired
from eventdesk.simulation.uptake import Uptake, who_comes
from tests.simulation.living import at

if TYPE_CHECKING:
    from pathlib import Path

MINUTE = timedelta(minutes=1)
RESULTS = "bib,gender,wave_start_min,net_time_min\n7,F,0,130.5\n12,M,25,150\nA3,,25,140\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "results.csv"
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_a_fitted_field_finishes_like_a_published_one() -> None:
    field = fitted("Half", "half", 20_000, START, seed=1)
    times = [(each.finishes_at - START) / MINUTE for each in field.runners]
    cuts = quantiles(times, n=100)
    # La Crosse half marathon 2012.
    for share, minutes in ((5, 90.8), (25, 108.5), (50, 122.1), (75, 136.7), (95, 168.2)):
        assert cuts[share - 1] == pytest.approx(minutes, rel=0.03)
    assert last_finish(field) == max(each.finishes_at for each in field.runners)


def test_races_of_one_day_are_numbered_through() -> None:
    field = together([fitted("Half", "half", 3, START, seed=1), fitted("5K", "5k", 2, at(45), seed=1)])
    assert [(each.id, each.name, each.starts_at) for each in field.waves] == [(1, "Half", START), (2, "5K", at(45))]
    assert [(each.bib, each.wave_id) for each in field.runners] == [("1", 1), ("2", 1), ("3", 1), ("4", 2), ("5", 2)]


def test_results_of_a_race(tmp_path: Path) -> None:
    field = read_results(written(tmp_path, RESULTS), START)
    assert [(each.id, each.starts_at) for each in field.waves] == [(1, START), (2, at(25))]
    assert [(each.bib, each.finishes_at, each.gender) for each in field.runners] == [
        ("7", at(130.5), Gender.WOMAN),
        ("12", at(175), Gender.MAN),
        ("A3", at(165), Gender.UNSAID),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("bib,net_time_min\n1,30\n", "no column wave_start_min"),
        ("bib,wave_start_min,net_time_min\n", "no runners"),
        (RESULTS + "9,F,0,fast\n", "line 5"),
        (RESULTS + "9,F,0\n", "line 5"),
        (RESULTS + ",F,0,130\n", "line 5"),
        (RESULTS + "9,F,0,-3\n", "line 5"),
    ],
)
def test_results_that_cannot_be_read(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        read_results(written(tmp_path, text), START)


def test_who_comes_and_when() -> None:
    field = fitted("Half", "half", 20_000, START, seed=1)
    uptake = Uptake(before=0.05, after=0.07, wishes_woman=0.12, wishes_man=0.03)
    arrivals = who_comes(plain_event(), field, uptake, seed=1)
    before = [each for each in arrivals if each.wanted.treatment == "pre_event"]
    after = [each for each in arrivals if each.wanted.treatment == "post_event"]
    assert [each.at for each in arrivals] == sorted(each.at for each in arrivals)
    assert [len(before), len(after)] == pytest.approx([1000, 1400], rel=0.07)
    assert all(30 <= (START - each.at) / MINUTE <= 85 for each in before)
    finishes = {each.bib: each.finishes_at for each in field.runners}
    walks = [(each.at - finishes[each.wanted.bib or ""]) / MINUTE for each in after]
    assert min(walks) >= 5
    assert fmean(walks) == pytest.approx(15, rel=0.07)
    assert all(each.wanted.not_before == finishes[each.wanted.bib or ""] + 10 * MINUTE for each in after)
    wishes = [each.wanted.therapist_gender for each in arrivals]
    assert wishes.count(Gender.WOMAN) / len(wishes) == pytest.approx(0.12, abs=0.02)
    assert wishes.count(Gender.MAN) / len(wishes) == pytest.approx(0.03, abs=0.01)


def test_a_larger_share_brings_others_in_addition() -> None:
    field = fitted("Half", "half", 5000, START, seed=1)
    few, many = (who_comes(plain_event(), field, Uptake(before=0, after=share), seed=1) for share in (0.02, 0.05))
    assert len(few) < len(many)
    assert all(each in many for each in few)


def test_walk_ups_come_at_random() -> None:
    arrivals = walk_ups(30, START, seed=1, count=20_000)
    gaps = [(after.at - before.at) / MINUTE for before, after in pairwise(arrivals)]
    assert fmean(gaps) == pytest.approx(2, rel=0.03)
    assert sum(gap > 4 for gap in gaps) / len(gaps) == pytest.approx(0.1353, rel=0.05)
    early = walk_ups(30, START, seed=1, until=at(60))
    assert early == arrivals[: len(early)]
    assert early[-1].at < at(60) <= arrivals[len(early)].at
    with pytest.raises(ValueError, match="needs an end"):
        walk_ups(30, START, seed=1)


def test_a_roster_spreads_its_shares_and_breaks() -> None:
    roster = Roster(
        shifts=(Shift(starts_at=at(0), ends_at=at(300), count=6), Shift(starts_at=at(60), count=4)),
        women=0.5,
        men=0.5,
        only_after=0.2,
        break_every_minutes=120,
        break_minutes=15,
    )
    people = hired(roster)
    assert len({each["name"] for each in people}) == len({each["couch"] for each in people}) == 10
    assert [each["gender"] for each in people] == [Gender.MAN, Gender.WOMAN] * 5
    assert [each["skills"] for each in people].count(frozenset({"post_event"})) == 2
    begins = [each["breaks"][0].starts_at for each in people if each["breaks"]]  # type: ignore[index]
    assert begins == [at(120), at(135), at(150), at(165), at(120), at(135)]
