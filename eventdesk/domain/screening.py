"""The questions before a massage, and what the answers advise.

The software advises, a named person decides (UK GDPR Art. 22(4) restricts solely automated
decisions on health data). The list follows what event therapists and medical tents look for:
McGillicuddy, Massage Today 2003; ACC, "What to Watch For in the Medical Tents", 2021; FHT on
minors. Every wording needs the sign-off of the event's own clinician; each event can switch
questions off and edit words and outcomes.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from eventdesk.domain.errors import Invalid
from eventdesk.domain.event import Rule
from eventdesk.domain.visit import Advice

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eventdesk.domain.event import Event


class Outcome(StrEnum):
    """What a yes leads to."""

    OK = "ok"
    NOTE = "note"
    ASK = "ask"
    REFER = "refer"
    DECLINE = "decline"


class Group(StrEnum):
    """Which kiosk screen asks it."""

    NOW = "now"
    BODY = "body"
    ABOUT_YOU = "about_you"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One yes-or-no question. `rule` None: asked before and after the race."""

    key: str
    text: str
    group: Group
    outcome: Outcome
    caution: str = ""
    rule: Rule | None = None
    enabled: bool = True


G, Yes = Group, Outcome

QUESTIONS: tuple[Question, ...] = (
    Question(
        key="confused",
        text="Confused or faint now, or collapsed today?",
        group=G.NOW,
        outcome=Yes.REFER,
    ),
    Question(
        key="chest_pain",
        text="Chest pain, hard to breathe at rest, or an uneven heartbeat?",
        group=G.NOW,
        outcome=Yes.REFER,
    ),
    Question(
        key="sick_or_too_hot",
        text="Being sick, a bad headache, or feeling much too hot?",
        group=G.NOW,
        outcome=Yes.REFER,
    ),
    Question(
        key="shivering",
        text="Can't stop shivering, or clumsy with cold?",
        group=G.NOW,
        outcome=Yes.REFER,
    ),
    Question(
        key="dark_urine",
        text="Brown or red urine, or muscles too swollen or weak to use?",
        group=G.NOW,
        outcome=Yes.REFER,
        rule=Rule.PROMISE,
    ),
    Question(
        key="puffy_hands",
        text="Puffy hands or bloated, with a headache or muddled, after drinking a lot?",
        group=G.NOW,
        outcome=Yes.REFER,
        rule=Rule.PROMISE,
    ),
    Question(
        key="cramp_all_over",
        text="Cramps all over the body?",
        group=G.NOW,
        outcome=Yes.REFER,
    ),
    Question(
        key="fall",
        text="A fall, a hit on the head, a 'pop', or pain you can't stand on?",
        group=G.NOW,
        outcome=Yes.REFER,
    ),
    Question(
        key="leg_swollen",
        text="One leg swollen, hot, red or sore to touch?",
        group=G.NOW,
        outcome=Yes.REFER,
    ),
    Question(
        key="fever",
        text="A fever, or ill this week?",
        group=G.NOW,
        outcome=Yes.DECLINE,
    ),
    Question(
        key="skin_infection",
        text="A skin infection or a rash that others could catch?",
        group=G.BODY,
        outcome=Yes.DECLINE,
    ),
    Question(
        key="drugs",
        text="Recreational drugs, or more than one alcoholic drink today?",
        group=G.BODY,
        outcome=Yes.DECLINE,
    ),
    Question(
        key="one_drink",
        text="One alcoholic drink today?",
        group=G.BODY,
        outcome=Yes.ASK,
    ),
    Question(
        key="past_clot",
        text="Ever had a blood clot?",
        group=G.BODY,
        outcome=Yes.ASK,
    ),
    Question(
        key="condition",
        text="Heart, kidney, epilepsy, diabetes, high blood pressure or cancer treatment?",
        group=G.BODY,
        outcome=Yes.ASK,
    ),
    Question(
        key="cramp",
        text="A cramp in one muscle?",
        group=G.BODY,
        outcome=Yes.NOTE,
        caution="Active cramp: gentle stretch first.",
    ),
    Question(
        key="injury",
        text="An injury or a bruise in the last three days?",
        group=G.BODY,
        outcome=Yes.NOTE,
        caution="Recent injury: leave that area alone.",
    ),
    Question(
        key="skin_wound",
        text="Open wounds, blisters or varicose veins?",
        group=G.BODY,
        outcome=Yes.NOTE,
        caution="Broken skin or varicose veins: keep off those places.",
    ),
    Question(
        key="blood_thinners",
        text="Taking blood thinners?",
        group=G.BODY,
        outcome=Yes.NOTE,
        caution="Blood thinners: light pressure only.",
    ),
    Question(
        key="painkillers",
        text="Painkillers or anti-inflammatories today?",
        group=G.BODY,
        outcome=Yes.NOTE,
        caution="Painkillers: may not feel too much pressure.",
    ),
    Question(
        key="pregnant",
        text="Pregnant?",
        group=G.ABOUT_YOU,
        outcome=Yes.NOTE,
        caution="Pregnant: lying on the side, light pressure.",
    ),
    Question(
        key="allergy",
        text="Allergic to oil, nuts, lotion, latex or tape?",
        group=G.ABOUT_YOU,
        outcome=Yes.NOTE,
        caution="Allergy: no oil or lotion, work through clothes.",
    ),
    Question(
        key="first_time",
        text="First massage of this kind?",
        group=G.ABOUT_YOU,
        outcome=Yes.NOTE,
        caution="First time: lighter, explain as you go.",
    ),
    Question(
        key="under_16",
        text="Under 16?",
        group=G.ABOUT_YOU,
        outcome=Yes.ASK,
        caution="Under 16: parent or guardian stays beside the couch.",
    ),
    Question(
        key="under_18",
        text="16 or 17 years old?",
        group=G.ABOUT_YOU,
        outcome=Yes.NOTE,
        caution="16 or 17: a companion stays beside the couch.",
    ),
)
MINOR_KEYS = frozenset({"under_16", "under_18"})

_EDITABLE = ("text", "outcome", "caution", "enabled")
_ADVICE = {Yes.REFER: Advice.REFER, Yes.DECLINE: Advice.DECLINE, Yes.ASK: Advice.ASK}
_GRAVEST = (Yes.REFER, Yes.DECLINE, Yes.ASK)


@dataclass(frozen=True, slots=True)
class Screened:
    """What the answers add up to. `advice` None: may queue."""

    answers: dict[str, bool]
    outcomes: dict[str, str]
    cautions: tuple[str, ...]
    advice: Advice | None
    is_minor: bool


def questions(event: Event) -> tuple[Question, ...]:
    """The event's own list: the standard one with the organiser's changes."""
    return tuple(_edited(each, event.question_changes.get(each.key, {})) for each in QUESTIONS)


def _edited(question: Question, changes: Mapping[str, Any]) -> Question:
    if not changes:
        return question
    wanted = {name: changes[name] for name in _EDITABLE if name in changes}
    if "outcome" in wanted:
        wanted["outcome"] = Outcome(wanted["outcome"])
    return replace(question, **wanted)


def asked(event: Event, rule: Rule) -> tuple[Question, ...]:
    """The questions that a runner of this kind of treatment is asked."""
    return tuple(each for each in questions(event) if _is_asked(each, rule))


def _is_asked(question: Question, rule: Rule) -> bool:
    return question.enabled and question.rule in {None, rule}


def screen(event: Event, rule: Rule, answers: Mapping[str, object], *, guardian: str = "") -> Screened:
    """What `answers` (key to true or false; a key left out means no) advise.

    A minor without a named parent or guardian is always seen by a person first.
    Raises `Invalid` for an unknown key or an answer that is not true or false.
    """
    known = {each.key: each for each in questions(event)}
    _check_answers(known, answers)
    relevant = {key for key, each in known.items() if _is_asked(each, rule)}
    yes = [known[key] for key, answer in answers.items() if answer is True and key in relevant]
    is_minor = any(each.key in MINOR_KEYS for each in yes)
    found = {each.outcome for each in yes}
    if is_minor and not guardian:
        found.add(Outcome.ASK)
    gravest = next((outcome for outcome in _GRAVEST if outcome in found), None)
    return Screened(
        answers={each.key: True for each in yes},
        outcomes={each.key: each.outcome.value for each in yes},
        cautions=tuple(each.caution for each in yes if each.caution),
        advice=_ADVICE[gravest] if gravest else None,
        is_minor=is_minor,
    )


def _check_answers(known: Mapping[str, Question], answers: Mapping[str, object]) -> None:
    wrong = {f"screening.{key}": ["There is no such question."] for key in answers if key not in known} | {
        f"screening.{key}": ["Answer true or false."]
        for key, answer in answers.items()
        if key in known and not isinstance(answer, bool)
    }
    if wrong:
        raise Invalid(wrong)


AREAS: dict[str, str] = {
    "neck": "Neck",
    "left_shoulder": "Left shoulder",
    "right_shoulder": "Right shoulder",
    "left_arm": "Left arm",
    "right_arm": "Right arm",
    "upper_back": "Upper back",
    "lower_back": "Lower back",
    "left_hip": "Left hip",
    "right_hip": "Right hip",
    "left_glute": "Left buttock",
    "right_glute": "Right buttock",
    "left_thigh_front": "Left thigh, front",
    "right_thigh_front": "Right thigh, front",
    "left_thigh_back": "Left thigh, back",
    "right_thigh_back": "Right thigh, back",
    "left_knee": "Left knee",
    "right_knee": "Right knee",
    "left_shin": "Left shin",
    "right_shin": "Right shin",
    "left_calf": "Left calf",
    "right_calf": "Right calf",
    "left_foot": "Left foot",
    "right_foot": "Right foot",
}
"""The areas of the body picture: key to the words shown."""

CONSENT_TREATMENT = (
    "I would like a massage today. It is light and short, often through clothes. It is not a diagnosis "
    "and not a treatment of injuries; I may feel sore or bruise a little afterwards. I can say stop at any "
    "time. "
    "The team may send me to the medical tent or say no today."
)
CONSENT_HEALTH = (
    "EventDesk may keep my health answers so that my therapist can treat me safely. Only the therapist and "
    "the organiser see them. I can ask for them to be erased at any time."
)


def consent_texts(event: Event) -> dict[str, object]:
    """The wordings a runner agrees to, with their version."""
    return {
        "version": event.consent_version,
        "treatment": event.consent_treatment or CONSENT_TREATMENT,
        "health_data": event.consent_health or CONSENT_HEALTH,
    }
