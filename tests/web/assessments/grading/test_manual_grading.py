"""Marking blind: the question, the guide and the words; nothing else."""

import re
from decimal import Decimal
from uuid import UUID, uuid5

import pytest

from domain.assessments.attempt import Attempt
from tests.web.assessments.authoring_fixture import TEST, school_of, words_on
from tests.web.assessments.graded_fixture import WORDY, Judged, sent
from web.private_store.accounts import account_of

QUEUE = "/brands/nest/marking"


@pytest.fixture
def judged(app, shop, sqlite_url):
    with school_of(app, sqlite_url) as school:
        yield Judged(school, shop.store).open(wordy=True)


@pytest.fixture
def ines(judged, signed_in):  # noqa: ARG001 - somebody must have taken it
    return signed_in("ines@nest.example")


def address_on(page):
    return re.search(rf'action="({QUEUE}/[0-9a-f-]+)"', page.text)[1]


def attempt(judged, number):
    return judged.market.log.load(Attempt, uuid5(TEST, str(number)))


def test_one_answer_is_shown_with_question_and_guide_and_no_trace_of_who(judged, ines):
    judged.sits(1, says="Else the cable burns.")

    page = ines.get(QUEUE)

    said = words_on(page.text)
    assert "Why is there a fuse next to the battery?" in said
    assert "Names the fire that a short circuit causes" in said
    assert "Else the cable burns." in said
    assert str(uuid5(TEST, "1")) not in page.text
    assert str(UUID(int=1, version=4)) not in page.text
    assert "66" not in said


def test_a_mark_is_given_in_steps_and_the_next_one_comes(judged, ines):
    judged.sits(1, says="Fire.")
    judged.sits(2, says="Heat.")
    first = address_on(ines.get(QUEUE))

    answer = sent(ines, QUEUE, first, percent="75")

    assert answer.status_code == 303
    judged.school.counter.draw()
    page = ines.get(answer.location)
    assert "Saved. 1 answer is left." in words_on(page.text)
    assert address_on(page) != first
    marks = [attempt(judged, number).manual_marks for number in (1, 2)]
    assert {WORDY.id: Decimal(75)} in marks


def test_with_the_last_mark_the_result_is_told(judged, ines):
    judged.sits(1, says="Fire.")

    sent(ines, QUEUE, address_on(ines.get(QUEUE)), percent="100")

    assert attempt(judged, 1).result.score.percent == Decimal("100.00")


def test_another_percentage_is_refused(judged, ines):
    judged.sits(1, says="Fire.")
    there = address_on(ines.get(QUEUE))

    assert sent(ines, QUEUE, there, percent="60").status_code == 422
    assert sent(ines, QUEUE, there).status_code == 422
    assert not attempt(judged, 1).manual_marks


def test_what_is_skipped_comes_after_the_others(judged, ines):
    judged.sits(1, says="Fire.")
    judged.sits(2, says="Heat.")
    first = address_on(ines.get(QUEUE))

    sent(ines, QUEUE, f"{first}/skip")

    assert {address_on(ines.get(QUEUE)) for _ in range(8)} == {address_on(ines.get(QUEUE))} - {
        first
    }


def test_when_all_are_skipped_they_come_again(judged, ines):
    judged.sits(1, says="Fire.")
    first = address_on(ines.get(QUEUE))

    sent(ines, QUEUE, f"{first}/skip")

    assert address_on(ines.get(QUEUE)) == first


def test_what_was_marked_meanwhile_is_not_marked_again(judged, ines):
    judged.sits(1, says="Fire.")
    there = address_on(ines.get(QUEUE))
    judged.marks(1, 50, UUID(int=99))

    assert sent(ines, QUEUE, there, percent="100").status_code == 409
    assert "No answer waits for a person." in ines.get(QUEUE).text


def test_nobody_is_shown_their_own_answer(judged, ines, shop):
    with shop.store.sessions() as session:
        mine = account_of(session, "ines@nest.example").id
    judged.sits(1, says="Fire.", member=mine)

    assert "No answer waits for a person." in ines.get(QUEUE).text


def test_other_brands_find_nothing(judged, ines, signed_in):
    judged.sits(1, says="Fire.")
    there = address_on(ines.get(QUEUE))
    tom = signed_in("tom@road.example")

    assert tom.get(QUEUE).status_code == 404
    elsewhere = there.replace("/nest/", "/road/")
    assert sent(tom, "/", elsewhere, percent="0").status_code == 409
    assert signed_in("ed@expert.example").get(QUEUE).status_code == 404
