"""Contests and appeals: decided by a named person who is not concerned, in writing."""

import pytest

from domain.clock import system_clock
from tests.web.assessments.authoring_fixture import errors_on, text_on
from tests.web.earnings.earning_fixture import (
    ANSWER,
    CONTESTS,
    EMMA,
    EVIDENCE,
    FRAN,
    INES,
    PAOLA,
    REASON,
    decides,
)
from tests.web.shop import CHEAP, PASSWORD
from web.earnings.platform_views import PAGE_SIZE
from web.private_store.accounts import RoleName, account_of, add_account

NAMELESS = "nameless@comptoir.example"


@pytest.fixture
def fran(desk, signed_in):  # noqa: ARG001 - the fixture has the marketplace
    return signed_in(FRAN)


@pytest.fixture
def nameless(shop, desk, signed_in):  # noqa: ARG001 - the fixture has the marketplace
    with shop.store.sessions() as session:
        if account_of(session, NAMELESS) is None:
            roles, at = [RoleName.FINANCE], system_clock()
            add_account(session, NAMELESS, PASSWORD, roles, name=" ", hashing=CHEAP, at=at)
            session.commit()
    return signed_in(NAMELESS)


def test_without_contests_nothing_waits(fran):
    assert "No contest and no appeal is waiting." in fran.get(CONTESTS).text


def test_contests_and_appeals_wait_until_they_are_decided(desk, fran):
    desk.contested()
    desk.contested(days_ago=2, is_answered=True)
    appealed = desk.appealed()

    page = fran.get(CONTESTS).text
    text = text_on(page)

    assert "n = 3" in text
    assert "Appeal the contest was accepted; an appeal is waiting for a decision" in text
    assert "Contest The answer was wrong; the expert can answer until" in text
    assert "Contest The answer was wrong; a person is about to decide" in text
    assert page.index(appealed.hex[:8]) < page.index("the expert can answer until")
    assert page.count(">Decide<") == 2


def test_the_queue_has_pages(desk, fran):
    for number in range(PAGE_SIZE + 1):
        desk.contested(days_ago=1 + number / 100)

    first, second = fran.get(CONTESTS).text, fran.get(f"{CONTESTS}?page=2").text

    assert (first.count(">View<"), second.count(">View<")) == (PAGE_SIZE, 1)


def test_a_contest_shows_evidence_answer_and_both_people(desk, fran):
    conversation_id = desk.contested(is_answered=True)

    text = text_on(fran.get(f"{CONTESTS}/{conversation_id}").text)

    for words in (EVIDENCE, ANSWER, "Emma Expert", "Inès Morel (Nest & Away) contested it"):
        assert words in text
    assert "3 of the visitor, 4 of respondents" in text


def test_a_contest_is_decided_with_a_reason_by_name(desk, fran):
    conversation_id = desk.contested(is_answered=True)

    empty = decides(fran, conversation_id, "", " ")
    response = decides(fran, conversation_id)

    assert empty.status_code == 422
    assert set(errors_on(empty.text)) == {"choice", "text"}
    assert response.status_code == 303
    assert desk.event_names(conversation_id)[-1] == "ContestRejected"
    text = text_on(fran.get(f"{CONTESTS}/{conversation_id}").text)
    assert "Frances Holt rejected the contest" in text
    assert REASON in text
    assert "There is nothing to decide." in text


@pytest.mark.parametrize(
    ("choice", "about", "event"),
    [
        ("brand", "contest", "ContestAccepted"),
        ("expert", "contest", "ContestRejected"),
        ("brand", "appeal", "AppealRejected"),
        ("expert", "appeal", "AppealGranted"),
    ],
)
def test_each_decision_is_recorded(desk, signed_in, choice, about, event):
    conversation_id = desk.contested(is_answered=True) if about == "contest" else desk.appealed()

    response = decides(signed_in(PAOLA), conversation_id, choice, about=about)

    assert response.status_code == 303
    assert desk.event_names(conversation_id)[-1] == event


def test_a_contest_waits_for_the_answer_or_its_deadline(desk, fran):
    conversation_id = desk.contested()

    text = text_on(fran.get(f"{CONTESTS}/{conversation_id}").text)

    assert "It can be decided once the expert has answered, or from" in text
    assert "Confirm the decision" not in text


def _sends(client, page, conversation_id, **fields):
    """A decision that the page of this reader does not offer."""
    token = client.get(page).text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    address = f"{CONTESTS}/{conversation_id}/decision"
    return client.post(address, data={"csrf_token": token, **fields})


def test_an_appeal_needs_another_person_than_decided_the_contest(desk, fran):
    conversation_id = desk.appealed()

    page = text_on(fran.get(f"{CONTESTS}/{conversation_id}").text)
    fields = {"choice": "brand", "text": REASON, "about": "appeal"}
    response = _sends(fran, "/", conversation_id, **fields)

    assert "Another person must decide" in page
    assert response.status_code == 403
    assert "Another person must decide this appeal." in response.text
    assert REASON in response.text
    assert desk.event_names(conversation_id)[-1] == "Appealed"


def test_what_was_written_for_a_contest_decides_no_appeal(desk, signed_in):
    conversation_id, paola = desk.appealed(), signed_in(PAOLA)

    response = decides(paola, conversation_id, "expert", "Of the contest.", about="contest")

    assert response.status_code == 409
    assert "There is no contest to decide." in response.text
    assert "Of the contest." in response.text
    assert desk.event_names(conversation_id)[-1] == "Appealed"


def test_a_decision_needs_a_name(desk, nameless):
    conversation_id = desk.contested(is_answered=True)

    response = decides(nameless, conversation_id)

    assert response.status_code == 403
    assert REASON in response.text
    assert desk.event_names(conversation_id)[-1] == "ContestAnswered"


@pytest.mark.parametrize("email", [INES, EMMA])
def test_brands_and_experts_decide_nothing(desk, signed_in, email):
    conversation_id, client = desk.contested(is_answered=True), signed_in(email)

    fields = {"choice": "brand", "text": REASON, "about": "contest"}

    assert client.get(CONTESTS).status_code == 403
    assert _sends(client, "/", conversation_id, **fields).status_code == 403
    assert desk.event_names(conversation_id)[-1] == "ContestAnswered"


def test_a_decision_sent_twice_is_one_decision(desk, fran):
    conversation_id = desk.contested(is_answered=True)

    first = decides(fran, conversation_id)
    fields = {"choice": "expert", "text": REASON, "about": "contest"}
    again = _sends(fran, "/", conversation_id, **fields)
    other = _sends(fran, "/", conversation_id, **fields | {"text": "For another reason."})

    assert (first.status_code, again.status_code, other.status_code) == (303, 303, 409)
    assert desk.event_names(conversation_id).count("ContestRejected") == 1
