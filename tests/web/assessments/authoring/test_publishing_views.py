"""The rules of a test as a form, publishing with them, and what was published."""

import pytest

from domain.assessments.assessment_rules import AssessmentRules, Selection
from tests.web.assessments.authoring_fixture import (
    HERE,
    RULES,
    TEST,
    errors_on,
    form_on,
    question_id,
    single,
    text_on,
    true_false,
)

THERE = f"{HERE}/{TEST}"


@pytest.fixture
def school(school):
    school.writes(
        single(1), single(2, text="Which one?"), true_false(3, text="So?", topic="Cables")
    )
    return school


@pytest.fixture
def publish(ines):
    def publish(headers=None, **typed):
        form = form_on(ines.get(f"{THERE}/rules").text, "/rules")
        data = {name: value for name, value in {**form, **typed}.items() if value is not None}
        return ines.post(f"{THERE}/rules", data=data, headers=headers or {})

    return publish


def test_a_first_edition_begins_with_what_is_usual(publish, school):
    assert publish().location == THERE

    [edition] = school.test().editions
    assert edition.rules == AssessmentRules(
        selections=(Selection("Fuses"), Selection("Cables")),
        pass_percent=80,
        time_limit_s=1800,
        retry_after_s=24 * 3600,
        shuffles=True,
    )
    assert len(edition.questions) == 3


def test_every_rule_can_be_set(publish, school):
    response = publish(
        **{"row-0-count": "1", "row-0-least": "50", "row-1-count": "0"},
        pass_percent="60",
        minutes="12,5",
        attempts="3",
        delay="36",
        unit="hours",
        valid_days="365",
        min_plausible_s="4",
        shuffles=None,
        one_question_per_page="true",
    )

    assert response.status_code == 303
    assert school.test().editions[0].rules == AssessmentRules(
        selections=(Selection("Fuses", 1, 50),),
        pass_percent=60,
        time_limit_s=750,
        attempts_allowed=3,
        retry_after_s=36 * 3600,
        valid_days=365,
        shuffles=False,
        one_question_per_page=True,
        min_plausible_s=4,
    )


def test_the_form_begins_with_the_rules_of_the_last_edition(publish, ines, school):
    typed = {
        "row-0-count": "1",
        "minutes": "7.5",
        "delay": "36",
        "unit": "hours",
        "min_plausible_s": "3",
    }
    publish(**typed, valid_days="30", one_question_per_page="true")
    before = school.test().editions[0].rules

    form = form_on(ines.get(f"{THERE}/rules").text, "/rules")
    assert {name: form[name] for name in typed} == typed
    assert publish().status_code == 409  # nothing has changed
    assert publish(pass_percent="81").status_code == 303
    assert school.test().editions[1].rules == AssessmentRules(
        **{**{name: getattr(before, name) for name in before.__struct_fields__}, "pass_percent": 81}
    )


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"pass_percent": "0"}, "The pass mark must be between 1 and 100 percent."),
        ({"pass_percent": ""}, "The pass mark must be between 1 and 100 percent."),
        ({"pass_percent": "high"}, "Enter a number, such as 12.5."),
        ({"minutes": ""}, "The time limit must be between one second and one day."),
        ({"minutes": "1441"}, "The time limit must be between one second and one day."),
        ({"attempts": "0"}, "Allow at least one attempt. Leave empty for no limit."),
        ({"attempts": "1.5"}, "Enter a whole number."),
        ({"delay": "-1"}, "The delay must be between zero and one year."),
        (
            {"valid_days": "0"},
            "A qualification must be valid for at least one day. Leave empty for no limit.",
        ),
        ({"min_plausible_s": "-1"}, "Enter a number of seconds, 0 or more."),
        ({"row-0-least": "101"}, "Enter a percentage between 0 and 100."),
        (
            {"row-0-count": "3"},
            (
                "There are 2 questions. Enter a number up to that, or leave the field empty to"
                " include them all."
            ),
        ),
    ],
)
def test_an_invalid_rule_is_reported_at_its_field(publish, school, typed, error):
    response = publish(**typed)

    [name] = typed
    assert response.status_code == 422
    assert errors_on(response.text) == {name: error}
    assert form_on(response.text, "/rules")[name] == typed[name]
    assert school.test().editions == []


def test_rules_without_any_question_are_refused(publish):
    response = publish(**{"row-0-count": "0", "row-1-count": "0"})

    assert errors_on(response.text) == {"selections": "Select questions from at least one topic."}


def test_a_topic_without_questions_is_ignored(publish):
    assert publish(**{"row-0-topic": "Magic", "row-0-count": "1"}).status_code == 422
    assert publish(**{"row-0-topic": "Magic"}).status_code == 422


@pytest.mark.parametrize("rows", ["0", "3", "9" * 5000])
def test_rules_with_rows_but_no_row_select_nothing(ines, rows):
    response = ines.post(
        f"{THERE}/rules", data={"rows": rows, "pass_percent": "80", "minutes": "5"}
    )

    assert response.status_code == 422
    assert errors_on(response.text) == {"selections": "Select questions from at least one topic."}


def test_an_empty_test_has_nothing_to_publish(ines, school):
    for number in (1, 2, 3):
        ines.post(f"{THERE}/questions/{question_id(number)}/leave-out")

    assert "There are no questions that count" in ines.get(f"{THERE}/rules").text
    assert ines.post(f"{THERE}/rules", data={"rows": "0", "minutes": "5"}).status_code == 422
    assert "There are no questions that count" in ines.get(f"{THERE}/preview").text
    assert school.test().editions == []


def test_a_void_question_is_not_published_again(ines, school):
    school.publishes(RULES)
    reason = ("Misprint.", question_id(0), school.market.log.history(TEST)[0].data.at)
    school.market.regrading.change_key(
        TEST, lambda test: test.void_question(question_id(1), *reason), [], *reason[1:]
    )

    assert "excluded from the scores" in ines.get(THERE).text
    assert "1 question" in text_on(ines.get(f"{THERE}/rules").text)
    assert ines.get(f"{THERE}/preview").text.count("<legend id=") == 1


def test_an_edition_shows_its_questions_keys_and_rules(ines, school):
    school.writes(single(1))
    school.publishes()
    school.writes(single(1, right="c", text="Which fuse is the largest?"))

    page = text_on(ines.get(f"{HERE}/{TEST}/editions/1").text)

    assert "Which fuse protects the fridge?" in page
    assert "largest" not in page
    assert "0% 5 A 100% 15 A 0% 40 A" in page
    assert "Pass mark 50% Time limit 30 min" in page
    assert ines.get(f"{HERE}/{TEST}/editions/2").status_code == 404
