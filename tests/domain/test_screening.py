"""What the answers advise; a person decides."""

from __future__ import annotations

import pytest

from eventdesk.domain import screening
from eventdesk.domain.errors import Invalid
from eventdesk.domain.event import Rule
from eventdesk.domain.screening import Outcome, screen
from eventdesk.domain.visit import Advice
from tests.builders import an_event

EVENT = an_event()


def test_nothing_to_tell_is_free_to_queue() -> None:
    screened = screen(EVENT, Rule.PROMISE, {"confused": False})
    assert screened.advice is None
    assert screened.answers == {}
    assert screened.cautions == ()


@pytest.mark.parametrize("key", [each.key for each in screening.QUESTIONS if each.outcome is Outcome.REFER])
def test_each_red_flag_advises_the_medical_tent(key: str) -> None:
    assert screen(EVENT, Rule.PROMISE, {key: True}).advice is Advice.REFER


def test_the_gravest_answer_counts() -> None:
    answers = {"condition": True, "fever": True, "blood_thinners": True}
    screened = screen(EVENT, Rule.PROMISE, answers)
    assert screened.advice is Advice.DECLINE
    assert screened.outcomes == {"condition": "ask", "fever": "decline", "blood_thinners": "note"}
    assert screened.cautions == ("Blood thinners: light pressure only.",)
    assert screen(EVENT, Rule.PROMISE, answers | {"chest_pain": True}).advice is Advice.REFER


def test_a_note_does_not_hold_anybody_up() -> None:
    screened = screen(EVENT, Rule.PROMISE, {"painkillers": True})
    assert screened.advice is None
    assert screened.cautions


def test_questions_for_finishers_are_not_asked_before_the_race() -> None:
    assert "dark_urine" not in {each.key for each in screening.asked(EVENT, Rule.BEFORE_START)}
    assert screen(EVENT, Rule.BEFORE_START, {"dark_urine": True}).advice is None
    assert screen(EVENT, Rule.PROMISE, {"dark_urine": True}).advice is Advice.REFER


def test_a_minor_without_a_guardian_is_seen_by_a_person_first() -> None:
    alone = screen(EVENT, Rule.PROMISE, {"under_18": True})
    assert alone.advice is Advice.ASK
    assert alone.is_minor
    assert screen(EVENT, Rule.PROMISE, {"under_18": True}, guardian="Eva, mother").advice is None
    assert screen(EVENT, Rule.PROMISE, {"under_16": True}, guardian="Eva, mother").advice is Advice.ASK


def test_unknown_questions_and_odd_answers_are_named() -> None:
    with pytest.raises(Invalid) as refusal:
        screen(EVENT, Rule.PROMISE, {"shoe_size": True, "fever": "maybe"})
    assert set(refusal.value.fields) == {"screening.shoe_size", "screening.fever"}


def test_an_event_can_switch_questions_and_edit_words_and_outcomes() -> None:
    event = an_event(
        question_changes={
            "fever": {"outcome": "ask", "text": "Feeling ill?"},
            "past_clot": {"enabled": False},
        }
    )
    assert screen(event, Rule.PROMISE, {"fever": True}).advice is Advice.ASK
    assert screen(event, Rule.PROMISE, {"past_clot": True}).advice is None
    texts = {each.key: each.text for each in screening.asked(event, Rule.PROMISE)}
    assert texts["fever"] == "Feeling ill?"
    assert "past_clot" not in texts


def test_the_wordings_have_a_version() -> None:
    assert screening.consent_texts(EVENT)["version"] == 1
    own = an_event(consent_treatment="Our own words.", consent_version=4)
    assert screening.consent_texts(own) | {} == {
        "version": 4,
        "treatment": "Our own words.",
        "health_data": screening.CONSENT_HEALTH,
    }
