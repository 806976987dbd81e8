"""The rules of a test: selections, time limit, pass marks, attempts and validity."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from domain.assessments.assessment_rules import AssessmentRules, Selection, assessment_rule_errors
from tests.support.people import after

RULES = AssessmentRules(
    (Selection("gas", 2), Selection("fuses")), pass_percent=80, time_limit_s=600
)
QUESTIONS = {"gas": 3, "fuses": 1}


def test_valid_rules_have_no_error():
    assert list(assessment_rule_errors(RULES, QUESTIONS)) == []


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
def test_each_invalid_rule_has_its_error(change, sentence):
    [error] = assessment_rule_errors(replace(RULES, **change), QUESTIONS)

    assert sentence in str(error)


def test_extra_time_adds_its_percentage_to_the_time_limit():
    assert RULES.time_limit(0) == timedelta(minutes=10)
    assert RULES.time_limit(33) == timedelta(seconds=798)


def test_the_next_attempt_waits_for_the_retry_delay():
    rules = replace(RULES, retry_after_s=60, attempts_allowed=2)

    assert rules.retry_at(1, after(0)) == after(60)
    assert rules.retry_at(2, after(0)) is None


def test_attempts_are_unlimited_without_a_rule():
    assert RULES.retry_at(1000, after(0)) == after(0)


def test_a_qualification_is_valid_for_days_or_without_end():
    assert replace(RULES, valid_days=2).valid_until(after(0)) == after(2 * 86400)
    assert RULES.valid_until(after(0)) is None
