"""What is drawn, how long one has, what passes, when one may try again, and how long it lasts."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.assessments.assessment_rules import AssessmentRules, Selection, objections
from tests.support.people import after

RULES = AssessmentRules(
    (Selection("gas", 2), Selection("fuses")), pass_percent=80, time_limit_s=600
)
QUESTIONS = {"gas": 3, "fuses": 1}


def test_rules_that_make_sense_meet_no_objection():
    assert list(objections(RULES, QUESTIONS)) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"selections": ()}, "the topics that questions are selected from"),
        (
            {"selections": (Selection("gas"), Selection("gas", 1))},
            "Each topic may appear only once",
        ),
        ({"selections": (Selection("gas", 0),)}, "Questions of the topic gas: 3"),
        ({"selections": (Selection("gas", -1),)}, "Questions of the topic gas: 3"),
        ({"selections": (Selection("gas", 4),)}, "Questions of the topic gas: 3"),
        ({"selections": (Selection("water"),)}, "Questions of the topic water: 0"),
        ({"selections": (Selection("gas", pass_percent=101),)}, "The minimum score of a topic"),
        ({"selections": (Selection("gas", pass_percent=-1),)}, "The minimum score of a topic"),
        ({"pass_percent": 0}, "The pass mark"),
        ({"pass_percent": 101}, "The pass mark"),
        ({"time_limit_s": 0}, "The time limit"),
        ({"time_limit_s": 24 * 3600 + 1}, "The time limit"),
        ({"attempts_allowed": 0}, "Allow at least one attempt"),
        ({"retry_after_s": -1}, "A number of seconds"),
        ({"retry_after_s": 10**12}, "A number of seconds"),
        ({"min_plausible_s": -1}, "A number of seconds"),
        ({"valid_days": 0}, "valid for between one day"),
        ({"valid_days": 10**9}, "valid for between one day"),
    ],
    ids=str,
)
def test_rules_that_make_no_sense_meet_one(change, sentence):
    [objection] = objections(replace(RULES, **change), QUESTIONS)

    assert sentence in objection


def test_who_is_granted_extra_time_has_so_much_more():
    assert RULES.time_limit(0) == timedelta(minutes=10)
    assert RULES.time_limit(33) == timedelta(seconds=798)


def test_the_next_attempt_is_so_long_after_the_end_of_this_one():
    rules = replace(RULES, retry_after_s=60, attempts_allowed=2)

    assert rules.retry_at(1, after(0)) == after(60)
    assert rules.retry_at(2, after(0)) is None


def test_as_many_attempts_as_one_likes_when_the_rules_do_not_say():
    assert RULES.retry_at(1000, after(0)) == after(0)


def test_who_has_passed_is_qualified_for_so_many_days_or_until_somebody_decides_otherwise():
    assert replace(RULES, valid_days=2).valid_until(after(0)) == after(2 * 86400)
    assert RULES.valid_until(after(0)) is None
