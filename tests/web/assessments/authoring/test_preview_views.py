"""The preview of a test: one selection of its draft, every question type, and the answer key."""

import re
from decimal import Decimal

import pytest

from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.question import Question
from domain.assessments.question_types.entry import FreeText, Numeric, NumericRange
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from tests.web.assessments.authoring_fixture import (
    HERE,
    TEST,
    question_id,
    single,
    text_on,
    true_false,
)

FRENCH = {"Accept-Language": "fr"}
THERE = f"{HERE}/{TEST}"


@pytest.fixture
def school(school):
    school.writes(
        single(1), single(2, text="Which one?"), true_false(3, text="So?", topic="Cables")
    )
    return school


def question(number, text, kind):
    return Question(question_id(number), "Fuses", "", text, kind)


def questions_on(response):
    return re.findall(r'<legend id="question-\d+">([^<]*)</legend>', response.text)


def test_the_preview_is_the_draft_under_the_last_rules(ines, school):
    assert len(questions_on(ines.get(f"{THERE}/preview"))) == 3

    school.publishes(AssessmentRules((Selection("Fuses", 1),), pass_percent=50, time_limit_s=60))
    selections = {
        tuple(questions_on(ines.get(f"{THERE}/preview?seed={seed}"))) for seed in range(8)
    }
    assert selections == {("Which fuse protects the fridge?",), ("Which one?",)}


def test_the_same_selection_can_be_previewed_again(ines):
    first = questions_on(ines.get(f"{THERE}/preview?seed=7"))

    assert questions_on(ines.get(f"{THERE}/preview?seed=7")) == first
    assert ines.get(f"{THERE}/preview?seed=many").status_code == 200


def test_the_preview_shows_every_question_type_with_its_key(ines, school):
    items = (Item("x", "Switch off"), Item("y", "Cut"), Item("z", "Check"))
    pairs = (Pair("r", "Red", "Plus"), Pair("b", "Black", "Minus"), Pair("e", "", "Earth"))
    school.writes(
        *(question(4, "In order?", Ordering(items)), question(5, "Together?", Matching(pairs))),
        question(6, "Volts?", Numeric((NumericRange(Decimal("12.8"), Decimal("0.1")),))),
        question(7, "Why?", FreeText("Names both.")),
    )

    page = ines.get(f"{THERE}/preview", headers=FRENCH).text
    page_text = text_on(page)

    assert "1. Switch off 2. Cut 3. Check" in page_text
    assert "Red → Plus" in page_text
    assert "12,8 ± 0,1" in page_text
    assert "Grille de notation Names both." in page_text
    assert page.count("<option>Earth</option>") == 2
