"""The rules of a test as a form, publishing with them, and the preview."""

import re
from decimal import Decimal

import pytest

from domain.assessments.assessment_rules import Draw, TestRules
from domain.assessments.question import Question
from domain.assessments.question_types.entry import FreeText, Near, Numeric
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from tests.web.assessments.authoring_fixture import (
    HERE,
    RULES,
    TEST,
    form_on,
    mistakes_on,
    question_id,
    school_of,
    single,
    true_false,
    words_on,
)

INES = "ines@nest.example"
FRENCH = {"Accept-Language": "fr"}
THERE = f"{HERE}/{TEST}"


@pytest.fixture
def school(app, sqlite_url):
    app.config["WTF_CSRF_ENABLED"] = False
    with school_of(app, sqlite_url) as school:
        school.writes(
            single(1), single(2, text="Which one?"), true_false(3, text="So?", topic="Cables")
        )
        yield school
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def ines(school, signed_in):  # noqa: ARG001 - somebody must be there to ask
    return signed_in(INES)


@pytest.fixture
def publish(ines):
    def publish(headers=None, **typed):
        form = form_on(ines.get(f"{THERE}/rules").text, "/rules")
        data = {name: said for name, said in {**form, **typed}.items() if said is not None}
        return ines.post(f"{THERE}/rules", data=data, headers=headers or {})

    return publish


def test_a_first_edition_begins_with_what_is_usual(publish, school):
    assert publish().location == THERE

    [edition] = school.test().editions
    assert edition.rules == TestRules(
        draws=(Draw("Fuses"), Draw("Cables")),
        pass_percent=80,
        time_limit_s=1800,
        retry_after_s=24 * 3600,
        shuffles=True,
    )
    assert len(edition.refs) == 3


def test_every_rule_can_be_set(publish, school):
    answer = publish(
        **{"row-0-count": "1", "row-0-least": "50", "row-1-count": "0"},
        pass_percent="60",
        minutes="12,5",
        attempts="3",
        delay="36",
        unit="hours",
        valid_days="365",
        hasty_s="4",
        shuffles=None,
        one_by_one="true",
    )

    assert answer.status_code == 303
    assert school.test().editions[0].rules == TestRules(
        draws=(Draw("Fuses", 1, 50),),
        pass_percent=60,
        time_limit_s=750,
        attempts_allowed=3,
        retry_after_s=36 * 3600,
        valid_days=365,
        shuffles=False,
        one_by_one=True,
        hasty_s=4,
    )


def test_the_form_begins_with_the_rules_of_the_last_edition(publish, ines, school):
    typed = {"row-0-count": "1", "minutes": "7.5", "delay": "36", "unit": "hours", "hasty_s": "3"}
    publish(**typed, valid_days="30", one_by_one="true")
    before = school.test().editions[0].rules

    form = form_on(ines.get(f"{THERE}/rules").text, "/rules")
    assert {name: form[name] for name in typed} == typed
    assert publish().status_code == 409  # nothing has changed
    assert publish(pass_percent="81").status_code == 303
    assert school.test().editions[1].rules == TestRules(
        **{**{name: getattr(before, name) for name in before.__struct_fields__}, "pass_percent": 81}
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"pass_percent": "0"}, "The pass mark goes from 1 to 100 percent."),
        ({"pass_percent": ""}, "The pass mark goes from 1 to 100 percent."),
        ({"pass_percent": "high"}, "Write a number, such as 12.5."),
        ({"minutes": ""}, "The time limit goes from a second to a day."),
        ({"minutes": "1441"}, "The time limit goes from a second to a day."),
        ({"attempts": "0"}, "At least one attempt is allowed; empty: as many as one likes."),
        ({"attempts": "1.5"}, "Write a whole number."),
        ({"delay": "-1"}, "The delay goes from nothing to a year."),
        ({"valid_days": "0"}, "A qualification is valid for at least one day; empty: for ever."),
        ({"hasty_s": "-1"}, "Write a number of seconds, 0 or more."),
        ({"row-0-least": "101"}, "This goes from 0 to 100 percent."),
        (
            {"row-0-count": "3"},
            "There are 2 questions: write a number up to that, or leave it empty for all.",
        ),
    ],
)
def test_a_rule_that_makes_no_sense_is_told_at_its_field(publish, school, typed, said):
    answer = publish(**typed)

    [name] = typed
    assert answer.status_code == 422
    assert mistakes_on(answer.text) == {name: said}
    assert form_on(answer.text, "/rules")[name] == typed[name]
    assert school.test().editions == []


def test_something_has_to_be_drawn(publish):
    answer = publish(**{"row-0-count": "0", "row-1-count": "0"})

    assert mistakes_on(answer.text) == {"draws": "Draw from at least one topic."}


def test_a_topic_that_nobody_wrote_a_question_of_is_not_drawn_from(publish):
    assert publish(**{"row-0-topic": "Magic", "row-0-count": "1"}).status_code == 422
    assert publish(**{"row-0-topic": "Magic"}).status_code == 422


def test_an_empty_test_has_nothing_to_publish(ines, school):
    for number in (1, 2, 3):
        ines.post(f"{THERE}/questions/{question_id(number)}/leave-out")

    assert "write one first" in ines.get(f"{THERE}/rules").text
    assert ines.post(f"{THERE}/rules", data={"rows": "0", "minutes": "5"}).status_code == 422
    assert "write one first" in ines.get(f"{THERE}/preview").text
    assert school.test().editions == []


def test_the_preview_is_the_draft_under_the_last_rules(ines, school):
    assert len(asked_on(ines.get(f"{THERE}/preview"))) == 3

    school.publishes(TestRules((Draw("Fuses", 1),), pass_percent=50, time_limit_s=60))
    seen = {tuple(asked_on(ines.get(f"{THERE}/preview?seed={seed}"))) for seed in range(8)}
    assert seen == {("Which fuse protects the fridge?",), ("Which one?",)}


def test_the_same_draw_can_be_looked_at_again(ines):
    idempotency_key = asked_on(ines.get(f"{THERE}/preview?seed=7"))

    assert asked_on(ines.get(f"{THERE}/preview?seed=7")) == idempotency_key
    assert ines.get(f"{THERE}/preview?seed=many").status_code == 200


def test_the_preview_asks_every_kind_and_tells_the_key_after_it(ines, school):
    items = (Item("x", "Switch off"), Item("y", "Cut"), Item("z", "Check"))
    pairs = (Pair("r", "Red", "Plus"), Pair("b", "Black", "Minus"), Pair("e", "", "Earth"))
    school.writes(
        *(question(4, "In order?", Ordering(items)), question(5, "Together?", Matching(pairs))),
        question(6, "Volts?", Numeric((Near(Decimal("12.8"), Decimal("0.1")),))),
        question(7, "Why?", FreeText("Names both.")),
    )

    page = ines.get(f"{THERE}/preview", headers=FRENCH).text
    words = words_on(page)

    assert "1. Switch off 2. Cut 3. Check" in words
    assert "Red → Plus" in words
    assert "12,8 ± 0,1" in words
    assert "Barème Names both." in words
    assert page.count("<option>Earth</option>") == 2


def test_what_counts_for_nobody_is_not_published_again(ines, school):
    school.publishes(RULES)
    why = ("Misprint.", question_id(0), school.market.log.history(TEST)[0].data.at)
    school.market.rescoring.change_key(
        TEST, lambda test: test.void_question(question_id(1), *why), [], *why[1:]
    )

    assert "counts for nobody" in ines.get(THERE).text
    assert "1 question" in words_on(ines.get(f"{THERE}/rules").text)
    assert len(asked_on(ines.get(f"{THERE}/preview"))) == 1


def question(number, text, kind):
    return Question(question_id(number), "Fuses", "", text, kind)


def asked_on(answer):
    return re.findall(r'<legend id="asked-\d+">([^<]*)</legend>', answer.text)
