"""An expert's own earnings: totals, each conversation with its status, answer and appeal."""

import pytest

from payments.earnings.earning import earning_id
from tests.support.people import EXPERT
from tests.web.assessments.authoring_fixture import errors_on, text_on
from tests.web.earnings.earning_fixture import (
    ANSWER,
    EARNINGS,
    EMMA,
    EVIDENCE,
    FRAN,
    INES,
    REASON,
    writes,
)
from web.earnings.presenters import PAGE_SIZE
from web.i18n import formats


@pytest.fixture
def emma(desk, signed_in):  # noqa: ARG001 - the fixture has the account
    return signed_in(EMMA)


def test_an_expert_without_conversations_reads_the_rule(emma):
    text = text_on(emma.get(EARNINGS).text)

    assert "No conversations yet." in text
    assert "The pay is held for 7 days." in text
    assert "the expert can appeal once within 30 days" in text


def test_earnings_are_listed_with_their_status_and_totals_of_the_ledger(desk, emma):
    released = desk.closes(days_ago=8)
    desk.market.earnings.release(earning_id(released), desk.now)
    desk.closes(days_ago=2)
    desk.contested()
    desk.closes(days_ago=1, messages=(0, 1))
    desk.update()

    text = text_on(emma.get(EARNINGS).text)

    assert "Held not payable yet, contested conversations included €3.20" in text
    assert "Payable on a statement, or for the next one €1.60" in text
    assert f"Paid in all {formats.ABSENT}" in text
    assert "Held until" in text
    assert "Contested The answer was wrong; the expert can answer until" in text
    assert "Earns nothing the visitor wrote nothing; can be appealed until" in text
    assert "Payable on the next statement" in text


def test_a_conversation_closed_a_moment_ago_is_being_checked(desk, emma):
    desk.counter.is_answered(EXPERT, desk.now)
    desk.update()

    assert "Being checked" in text_on(emma.get(EARNINGS).text)


def test_older_conversations_are_on_the_next_page(desk, emma):
    for number in range(PAGE_SIZE + 1):
        desk.closes(days_ago=1 + number / 100)
    desk.update()

    first = emma.get(EARNINGS).text
    address = first.split('rel="next" href="')[1].split('"')[0]
    second = emma.get(address).text

    assert (first.count("€1.60"), second.count('data-label="You earn">€1.60')) == (PAGE_SIZE, 1)
    assert "Newest" in second


def test_an_earning_has_its_history_without_names_of_the_brand(desk, emma):
    conversation_id = desk.contested()

    text = text_on(emma.get(f"{EARNINGS}/{conversation_id}").text)

    assert "Closed: €1.60, held until" in text
    assert "Nest & Away contested it: The answer was wrong." in text
    assert EVIDENCE in text
    assert "Inès Morel" not in text


def test_a_contest_is_answered_once(desk, emma):
    conversation_id = desk.contested()

    empty = writes(emma, conversation_id, "answer", " ")
    first = writes(emma, conversation_id, "answer")
    again = emma.get(f"{EARNINGS}/{conversation_id}").text

    assert (empty.status_code, errors_on(empty.text)) == (422, {"text": "Write your answer."})
    assert first.status_code == 303
    assert desk.event_names(conversation_id) == ["Held", "Contested", "ContestAnswered"]
    assert ANSWER in text_on(again)
    assert "Send the answer" not in again


def test_an_answer_that_comes_too_late_keeps_its_words(desk, emma):
    conversation_id = desk.contested(is_answered=True)
    other = desk.contested(days_ago=2)

    page = f"{EARNINGS}/{other}"
    token = emma.get(page).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    late = emma.post(
        f"{EARNINGS}/{conversation_id}/answer", data={"csrf_token": token, "text": "Once more."}
    )

    assert late.status_code == 409
    assert "There is no contest that you can answer." in late.text
    assert "Once more." in late.text


def test_a_decision_is_appealed_once_and_names_who_decided(desk, emma):
    conversation_id = desk.contested(is_answered=True)
    reason = desk.words(REASON, conversation_id)
    id = earning_id(conversation_id)
    desk.market.earnings.accept_contest(id, reason, desk.id_of(FRAN), desk.now)

    before = text_on(emma.get(f"{EARNINGS}/{conversation_id}").text)
    response = writes(emma, conversation_id, "appeal")
    after = text_on(emma.get(f"{EARNINGS}/{conversation_id}").text)

    assert "Frances Holt accepted the contest" in before
    assert REASON in before
    assert "You can appeal once, until" in before
    assert "The brand reads your appeal too." in before
    assert response.status_code == 303
    assert "Your appeal is waiting for a decision" in after


@pytest.mark.parametrize("email", ["ed@expert.example", INES, FRAN])
def test_others_find_no_earning(desk, signed_in, email):
    conversation_id = desk.contested()

    response = signed_in(email).get(f"{EARNINGS}/{conversation_id}")

    assert response.status_code in (403, 404)
    assert EVIDENCE not in response.text
