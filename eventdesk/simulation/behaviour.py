"""How people behave on a race day: how long treatments really take, who misses a call, who leaves.

What one person does is drawn from a generator of that person alone, keyed by the seed and the
person's number. So the same person takes the same time under any queue rule and any roster, and a
difference between two runs comes from what was changed, not from other luck.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum
from math import exp

Range = tuple[float, float]
"""The least and the most minutes; anything between is equally likely."""


class Lengths(StrEnum):
    """How real lengths scatter around planned ones."""

    LOGNORMAL = "lognormal"
    EXPONENTIAL = "exponential"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What one runner will do. Minutes count from the moment named; None: does not do it."""

    length_share: float
    """Real over planned length, with a therapist of ordinary speed."""
    walk_minutes: float
    """From the call to the start."""
    misses: tuple[bool, bool]
    """Whether the first and the second call are missed; a third is never given."""
    recalled_after_minutes: float
    back_after_minutes: float | None
    steps_away_after_minutes: float | None
    leaves_after_minutes: float | None
    gives_up_after_minutes: float | None
    """Once it is too late to be done before the start."""
    referred_after_share: float | None
    wants_more_after_share: float | None
    """Both in shares of the real length."""
    decided_after_minutes: float
    """If the screening holds this visit until a person decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """Shares are of all runners, unless said otherwise.

    No-shows 5 to 10 %, and lengths that scatter by 15 % and more, are what tents report.
    """

    lengths: Lengths = Lengths.LOGNORMAL
    length_share: float = 1.0
    """The mean of real over planned lengths."""
    length_spread: float = 0.15
    """Sigma of the lognormal factor between a planned and a real length."""
    therapist_spread: float = 0.05
    """Sigma of the lognormal factor of each therapist's own speed."""
    walk_minutes: Range = (0.4, 2.2)
    no_shows: float = 0.06
    """Per call; the therapist calls once more, then the grace time runs out."""
    recall_minutes: Range = (1.5, 2.0)
    comes_back: float = 0.6
    """Of those who missed a call or stepped away."""
    back_minutes: Range = (3, 20)
    steps_away: float = 0.03
    step_away_minutes: Range = (4, 15)
    leaves: float = 0.02
    patience_minutes: Range = (15, 40)
    gives_up: float = 1.0
    """Of those who can no longer be done before their start."""
    give_up_minutes: Range = (1, 6)
    referred: float = 0.006
    wants_more: float = 0.06
    more_minutes: int = 5
    decision_minutes: Range = (0.5, 3)
    back_on_duty_minutes: Range = (0, 3)
    """How much later than planned a therapist is ready after a break or at the start of the shift."""

    @classmethod
    def exact(cls) -> Behaviour:
        """Everything as planned: nobody walks, misses or leaves, and every treatment takes its minutes."""
        none = (0.0, 0.0)
        return cls(
            length_spread=0,
            therapist_spread=0,
            walk_minutes=none,
            no_shows=0,
            steps_away=0,
            leaves=0,
            give_up_minutes=(1, 1),
            referred=0,
            wants_more=0,
            decision_minutes=none,
            back_on_duty_minutes=none,
        )


@dataclass(frozen=True, slots=True)
class Habits:
    """What each person of one day does: the behaviour and the seed."""

    behaviour: Behaviour
    seed: int

    def person(self, number: int) -> Person:
        """Runner `number` of the day."""
        # Every draw is made, whether it is needed or not: then one share changes nobody's other habits.
        usual, chance = self.behaviour, _generator(self.seed, 2 * number)
        return Person(
            length_share=_length_share(chance, usual),
            walk_minutes=chance.uniform(*usual.walk_minutes),
            misses=(chance.random() < usual.no_shows, chance.random() < usual.no_shows),
            recalled_after_minutes=chance.uniform(*usual.recall_minutes),
            back_after_minutes=_maybe(chance, usual.comes_back, usual.back_minutes),
            steps_away_after_minutes=_maybe(chance, usual.steps_away, usual.step_away_minutes),
            leaves_after_minutes=_maybe(chance, usual.leaves, usual.patience_minutes),
            gives_up_after_minutes=_maybe(chance, usual.gives_up, usual.give_up_minutes),
            referred_after_share=_maybe(chance, usual.referred, (0.1, 1.0)),
            wants_more_after_share=_maybe(chance, usual.wants_more, (0.8, 0.9)),
            decided_after_minutes=chance.uniform(*usual.decision_minutes),
        )

    def speed(self, number: int) -> float:
        """The share by which therapist `number` takes longer than an ordinary one."""
        return _lognormal(_generator(self.seed, 2 * number + 1), 1.0, self.behaviour.therapist_spread)

    def late_minutes(self, number: int, time: int) -> float:
        """How late therapist `number` is ready, the `time`-th time (from 1) that it could be."""
        return _generator(self.seed, 2 * number + 1, time).uniform(*self.behaviour.back_on_duty_minutes)


def _length_share(chance: random.Random, usual: Behaviour) -> float:
    if usual.lengths is Lengths.EXPONENTIAL:
        return usual.length_share * chance.expovariate(1.0)
    return _lognormal(chance, usual.length_share, usual.length_spread)


def _generator(seed: int, person: int, time: int = 0) -> random.Random:
    return random.Random((((seed << 32) + person) << 16) + time)  # noqa: S311  (a made-up race, not a secret)


def _lognormal(chance: random.Random, mean: float, sigma: float) -> float:
    return mean * exp(chance.gauss(0.0, sigma) - sigma * sigma / 2)


def _maybe(chance: random.Random, share: float, between: Range) -> float | None:
    does, amount = chance.random() < share, chance.uniform(*between)
    return amount if does else None
