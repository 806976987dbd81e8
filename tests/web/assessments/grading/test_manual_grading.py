"""Marking blind: the question, the guide and the words; nothing else."""

import re
from decimal import Decimal
from uuid import UUID, uuid5

import pytest

from domain.assessments.attempt import Attempt
from tests.web.assessments.authoring_fixture import TEST, school_of, text_on
from tests.web.assessments.graded_fixture import WORDY, GradedTest, post_form
from web.private_store.accounts import account_of

QUEUE = "/brands/nest/grading"


@pytest.fixture
def graded(app, shop, sqlite_url):
    with school_of(app, sqlite_url) as school:
        yield GradedTest(school, shop.store).open(wordy=True)


@pytest.fixture
def ines(graded, signed_in):  # noqa: ARG001 - a member must have taken it
    return signed_in("ines@nest.example")


def address_on(page):
    return re.search(rf'action="({QUEUE}/[0-9a-f-]+)"', page.text)[1]


def attempt(graded, number):
    return graded.market.log.load(Attempt, uuid5(TEST, str(number)))


def test_an_answer_is_shown_with_question_and_guide_but_no_candidate(graded, ines):
    graded.takes_test(1, text="Else the cable burns.")

    page = ines.get(QUEUE)

    text = text_on(page.text)
    assert "Why is there a fuse next to the battery?" in text
    assert "Names the fire that a short circuit causes" in text
    assert "Else the cable burns." in text
    assert str(uuid5(TEST, "1")) not in page.text
    assert str(UUID(int=1, version=4)) not in page.text
    assert "66" not in text


def test_a_mark_is_given_in_steps_and_the_next_one_comes(graded, ines):
    graded.takes_test(1, text="Fire.")
    graded.takes_test(2, text="Heat.")
    first = address_on(ines.get(QUEUE))

    response = post_form(ines, QUEUE, first, percent="75")

    assert response.status_code == 303
    graded.school.counter.update_read_models()
    page = ines.get(response.location)
    assert "Saved. 1 answer is left to grade." in text_on(page.text)
    assert address_on(page) != first
    marks = [attempt(graded, number).manual_marks for number in (1, 2)]
    assert {WORDY.id: Decimal(75)} in marks


def test_the_last_mark_decides_the_result(graded, ines):
    graded.takes_test(1, text="Fire.")

    post_form(ines, QUEUE, address_on(ines.get(QUEUE)), percent="100")

    assert attempt(graded, 1).result.score.percent == Decimal("100.00")


def test_another_percentage_is_refused(graded, ines):
    graded.takes_test(1, text="Fire.")
    there = address_on(ines.get(QUEUE))

    assert post_form(ines, QUEUE, there, percent="60").status_code == 422
    assert post_form(ines, QUEUE, there).status_code == 422
    assert not attempt(graded, 1).manual_marks


def test_what_is_skipped_comes_after_the_others(graded, ines):
    graded.takes_test(1, text="Fire.")
    graded.takes_test(2, text="Heat.")
    first = address_on(ines.get(QUEUE))

    post_form(ines, QUEUE, f"{first}/skip")

    assert {address_on(ines.get(QUEUE)) for _ in range(8)} == {address_on(ines.get(QUEUE))} - {
        first
    }


def test_when_all_are_skipped_they_come_again(graded, ines):
    graded.takes_test(1, text="Fire.")
    first = address_on(ines.get(QUEUE))

    post_form(ines, QUEUE, f"{first}/skip")

    assert address_on(ines.get(QUEUE)) == first


def test_an_answer_graded_meanwhile_is_refused(graded, ines):
    graded.takes_test(1, text="Fire.")
    there = address_on(ines.get(QUEUE))
    graded.grades(1, 50, UUID(int=99))

    assert post_form(ines, QUEUE, there, percent="100").status_code == 409
    assert "No answers are waiting to be graded." in ines.get(QUEUE).text


def test_graders_do_not_see_their_own_answers(graded, ines, shop):
    with shop.store.sessions() as session:
        mine = account_of(session, "ines@nest.example").id
    graded.takes_test(1, text="Fire.", member=mine)

    assert "No answers are waiting to be graded." in ines.get(QUEUE).text


def test_other_brands_find_nothing(graded, ines, signed_in):
    graded.takes_test(1, text="Fire.")
    there = address_on(ines.get(QUEUE))
    tom = signed_in("tom@road.example")

    assert tom.get(QUEUE).status_code == 404
    elsewhere = there.replace("/nest/", "/road/")
    assert post_form(tom, "/", elsewhere, percent="0").status_code == 409
    assert signed_in("ed@expert.example").get(QUEUE).status_code == 404
