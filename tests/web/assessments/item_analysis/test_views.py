"""The page of a test's item statistics, the detail of a question, and the CSV."""

import csv
import io
import re
from datetime import timedelta
from random import Random

import pytest

from domain.clock import system_clock
from tests.projections.assessments.item_analysis.simulated_candidates import (
    FIRST_DAY,
    SimulatedExam,
    a_test_of,
)
from tests.projections.assessments.item_analysis.simulated_candidates import single as simulated
from tests.support.people import MANAGER, MORNING
from tests.web.assessments.authoring_fixture import (
    HERE,
    OTHERS_TEST,
    TEST,
    question_id,
    school_of,
    single,
    text_on,
    true_false,
)
from web.assessments.item_analysis.labels import flag_sentences

THERE = f"{HERE}/{TEST}/statistics"
QUESTION = f"{THERE}/{question_id(2)}/1"
FRENCH = {"Accept-Language": "fr"}


@pytest.fixture(scope="module")
def school(shop, tmp_path_factory):
    """Thirty-two people: the first question is a gift, the third goes against the others."""
    with school_of(
        shop.app, f"sqlite:///{tmp_path_factory.mktemp('items') / 'items.db'}"
    ) as school:
        fourth = single(4, text="Which fuse protects the pump?")
        school.writes(single(1, title="=Fridge"), true_false(2), single(3, right="a"), fourth)
        school.publishes()
        chance = Random(5)
        for number in range(1, 33):
            knows = number % 2
            school.takes_test(
                number,
                q1="b",
                q2="true" if knows else "false",
                q3="c" if knows else "a",
                q4="b" if knows or chance.random() < 0.3 else "a",
            )
        yield school


@pytest.fixture
def ines(school, signed_in):  # noqa: ARG001 - a member must have taken it
    return signed_in("ines@nest.example")


def test_every_question_has_its_n_and_flags_are_sentences(ines):
    page = ines.get(THERE)

    text = text_on(page.text)
    assert page.status_code == 200
    assert "n = 32 · First attempts only" in text
    assert "Too easy: candidates earn 100.0% of its points." in text
    assert "Candidates who do well on the rest of the test do worse here" in text
    assert "no variation" in text  # no spread, no discrimination


def test_the_csv_holds_the_cells_of_the_screen(ines):
    text = text_on(ines.get(THERE).text)
    response = ines.get(f"{THERE}.csv")

    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert len(rows) == 4
    assert rows[0]["title"] == "'=Fridge"
    for row in rows:
        assert row["n"] == "32"
        assert f"{row['facility_percent']}%" in text
        assert (
            row["discrimination"].replace("-", "-") in text
            or row["discrimination"] == "no_variance"
        )
    assert rows[2]["flags"] == "against_the_rest"
    assert "attachment" in response.headers["Content-Disposition"]


def test_a_question_opens_to_its_distractors(ines):
    text = text_on(ines.get(QUESTION).text)

    assert "A fuse protects the cable." in text
    assert "True (correct)" in text
    assert re.search(r"True \(correct\) 16 \d+ \d+", text)


def test_a_report_before_the_first_attempt_is_empty(ines):
    yesterday = (system_clock() - timedelta(days=2)).date()

    text = text_on(ines.get(f"{THERE}?as_of={yesterday}").text)

    assert "There are no attempts with a result yet, or there were none at that date" in text
    assert ines.get(f"{QUESTION}?as_of={yesterday}").status_code == 404


def test_counting_all_attempts_shows_a_warning(ines):
    assert "Later attempts are not independent" in ines.get(f"{THERE}?attempts=all").text
    assert "Later attempts are not independent" not in ines.get(THERE).text


@pytest.mark.parametrize("query", ["attempts=some", "as_of=yesterday"])
def test_invalid_parameters_are_reported_by_field(ines, query):
    assert ines.get(f"{THERE}?{query}").status_code == 422


def test_the_report_is_translated_into_french(ines):
    text = text_on(ines.get(THERE, headers=FRENCH).text)

    assert "Indice de facilité" in text
    assert "alpha de Cronbach" in text


def test_another_brands_test_is_absent(ines, signed_in):
    assert ines.get(f"{HERE}/{OTHERS_TEST}/statistics").status_code == 404
    assert signed_in("tom@road.example").get(THERE).status_code == 404
    assert signed_in("ed@expert.example").get(THERE).status_code == 404


def test_a_new_key_shows_from_now_on_and_the_old_results_as_known_before(ines, school):
    before = text_on(ines.get(THERE).text)
    test = school.test()
    right = single(3, right="c").answer_key
    test.correct_answer_key(test.editions[0].questions[2], right, "It was c.", MANAGER, MORNING)
    school.market.log.update(
        type(test),
        TEST,
        lambda it: it.correct_answer_key(
            it.editions[0].questions[2], right, "It was c.", MANAGER, MORNING
        ),
    )

    after = text_on(ines.get(THERE).text)

    assert "Candidates who do well on the rest of the test do worse here" in before
    assert "Candidates who do well on the rest of the test do worse here" not in after


def test_a_question_that_became_easy_is_reported_with_day_and_numbers(app):
    leaked_at = FIRST_DAY + timedelta(days=30)
    exam = SimulatedExam(a_test_of([simulated(f"q{number}") for number in range(10)]), 1)
    easy = exam.questions[4]
    shift = {easy.id: 4.0}
    exam.rasch(
        200,
        dict.fromkeys((question.id for question in exam.questions), 0.0),
        shift=lambda question, at: shift.get(question.id, 0.0) if at >= leaked_at else 0.0,
    )

    with app.test_request_context():
        sentences = {
            figures.question.title: list(flag_sentences(figures))
            for figures in exam.figures().questions
        }

    [text] = sentences.pop("q4")
    assert re.match(r"Easier since \d+ \w+ 2026: [\d.]+% before \(n = \d+\), 9\d\.\d% since", text)
    assert set(map(tuple, sentences.values())) == {()}
