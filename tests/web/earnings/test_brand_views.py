"""What a brand spends, and contesting a conversation: only by its own people, in time, once."""

import pytest

from payments.earnings.earning import earning_id
from tests.web.assessments.authoring_fixture import errors_on, text_on
from tests.web.earnings.earning_fixture import (
    ANSWER,
    EMMA,
    EVIDENCE,
    FRAN,
    INES,
    PAOLA,
    REASON,
    SPEND,
    contests,
)
from web.private_store.texts import PrivateTexts


@pytest.fixture
def ines(desk, signed_in):  # noqa: ARG001 - the fixture has the marketplace
    return signed_in(INES)


def test_a_brand_without_paid_conversations_reads_the_rule(ines):
    text = text_on(ines.get(SPEND).text)

    assert "No paid conversations yet." in text
    assert "The pay is held for 7 days." in text


def test_spend_has_the_accounts_and_each_price_with_its_status(desk, ines):
    desk.closes(days_ago=2)
    desk.contested()
    desk.closes(days_ago=1, messages=(1, 0))
    desk.update()

    text = text_on(ines.get(SPEND).text)

    assert "your credit €4.00" in text
    assert "€2.00 Held until" in text
    assert "€2.00 Contested The answer was wrong; the expert can answer until" in text
    assert "€2.00 Earns nothing the expert wrote nothing" in text


def test_the_page_of_a_conversation_leads_to_its_price(desk, ines):
    conversation_id = desk.contested()
    desk.update()

    page = ines.get(f"/brands/nest/conversations/{conversation_id}").text

    assert f"{SPEND}/{conversation_id}" in page
    assert "Contested The answer was wrong; the expert can answer until" in text_on(page)


def test_a_conversation_is_contested_with_a_reason_and_evidence(desk, ines):
    conversation_id = desk.closes()

    empty = contests(ines, conversation_id, "", " ")
    response = contests(ines, conversation_id)

    assert empty.status_code == 422
    assert errors_on(empty.text) == {
        "choice": "Choose one of these.",
        "text": "Describe what was wrong with this conversation.",
    }
    assert response.status_code == 303
    assert desk.event_names(conversation_id) == ["Held", "Contested"]
    text = text_on(ines.get(f"{SPEND}/{conversation_id}").text)
    assert "Inès Morel (Nest & Away) contested it: The answer was wrong." in text
    assert EVIDENCE in text


def test_evidence_stays_on_the_page_when_the_reason_is_missing(desk, ines):
    conversation_id = desk.closes()

    response = contests(ines, conversation_id, "")

    assert response.status_code == 422
    assert EVIDENCE in response.text


def test_the_second_of_two_contests_keeps_its_words_and_stores_none(desk, ines, shop):
    conversation_id = desk.closes()
    page = ines.get(f"{SPEND}/{conversation_id}").text
    token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    contests(ines, conversation_id)

    second = ines.post(
        f"{SPEND}/{conversation_id}/contest",
        data={"csrf_token": token, "choice": "rude", "text": "It was rude as well."},
    )

    assert second.status_code == 409
    assert "This conversation can no longer be contested." in second.text
    assert "It was rude as well." in second.text
    assert desk.event_names(conversation_id) == ["Held", "Contested"]
    contested = desk.market.log.history(earning_id(conversation_id))[-1].data
    assert PrivateTexts(shop.store).read([contested.evidence_text_id]) != {}


def test_a_conversation_that_is_payable_can_not_be_contested(desk, ines):
    conversation_id = desk.closes(days_ago=8)
    desk.market.earnings.release(earning_id(conversation_id), desk.now)

    page = ines.get(f"{SPEND}/{conversation_id}").text
    assert f"{conversation_id}/contest" not in page
    assert "Payable the days are over" in text_on(page)


def test_the_platform_reads_prices_and_contests_nothing(desk, signed_in):
    conversation_id, paola = desk.closes(), signed_in(PAOLA)
    other = desk.closes(days_ago=2)
    page = paola.get(f"{SPEND}/{conversation_id}")

    token = paola.get("/").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
    fields = {"csrf_token": token, "choice": "rude", "text": EVIDENCE}
    response = paola.post(f"{SPEND}/{other}/contest", data=fields)

    assert page.status_code == 200
    assert f"{conversation_id}/contest" not in page.text
    assert response.status_code == 403
    assert desk.event_names(other) == ["Held"]


@pytest.mark.parametrize("email", ["tom@road.example", EMMA, FRAN])
def test_others_find_no_price(desk, signed_in, email):
    conversation_id, client = desk.contested(), signed_in(email)

    for address in (SPEND, f"{SPEND}/{conversation_id}"):
        assert client.get(address).status_code == 404


def test_a_price_of_another_brand_is_absent(desk, signed_in):
    conversation_id = desk.closes()

    assert signed_in("tom@road.example").get(
        f"/brands/road/spend/{conversation_id}"
    ).status_code == (404)


def test_a_brand_reads_answer_and_decision(desk, ines):
    conversation_id = desk.contested(is_answered=True)
    reason, id = desk.words(REASON, conversation_id), earning_id(conversation_id)
    desk.market.earnings.reject_contest(id, reason, desk.id_of(FRAN), desk.now)

    text = text_on(ines.get(f"{SPEND}/{conversation_id}").text)

    assert ANSWER in text
    assert "Frances Holt rejected the contest" in text
    assert REASON in text
