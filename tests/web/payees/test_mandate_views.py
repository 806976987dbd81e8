"""The self-billing mandate: read, granted, withdrawn."""

import re

import pytest
from sqlalchemy import update

from payments.payees.payee import MANDATE_VERSION, Payee, payee_id
from payments.payees.payee_details import MissingDetail
from tests.support.people import after
from tests.web.payees.payee_pages import DETAILS, FRAN, INES, PAOLA, sends
from web.payees.mandate_texts import FOLDER, LANGUAGES, mandate_text
from web.private_store.accounts import Account

MANDATE = f"{DETAILS}/mandate"
TEXT = f"{MANDATE}/{MANDATE_VERSION}"
AGREED = {"version": MANDATE_VERSION, "is_read": "1"}


def test_the_present_version_has_its_text_in_every_language():
    assert all(mandate_text(MANDATE_VERSION, language) for language in LANGUAGES)


def test_a_version_that_there_never_was_has_no_text():
    assert mandate_text("../../labels", "fr") is None


def test_all_versions_have_as_many_paragraphs_in_both_languages():
    for version in {path.name.split(".")[0] for path in FOLDER.glob("*.txt")}:
        french, english = (mandate_text(version, language) for language in ("fr", "en"))
        assert len(french.paragraphs) == len(english.paragraphs)


def test_french_texts_have_no_plain_space_before_high_punctuation():
    for path in FOLDER.glob("*.fr.txt"):
        assert not re.search(r" [:;!?»]|« ", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "let the platform Comptoir make out"), ("fr", "je donne mandat à la plateforme")],
)
def test_the_page_shows_the_text_in_the_readers_language(ed, shop, language, words):
    with shop.store.engine.begin() as db:
        db.execute(update(Account).values(language=language))

    assert words in ed.get(DETAILS).text


def test_a_granted_mandate_is_not_missing_and_can_be_read(desk, ed):
    response = sends(ed, MANDATE, **AGREED)

    assert response.status_code == 303
    assert desk.payee.mandate_version == MANDATE_VERSION
    assert MissingDetail.MANDATE not in desk.payee.missing
    page = ed.get(DETAILS).text
    assert "You gave this mandate on" in page
    assert TEXT in page


def test_a_mandate_is_granted_only_with_the_tick(desk, ed):
    page = sends(ed, MANDATE, version=MANDATE_VERSION)

    assert page.status_code == 422
    assert "tick that you agree" in page.text
    assert desk.events == []


def test_a_mandate_of_another_text_than_the_present_one_is_refused(desk, ed):
    page = sends(ed, MANDATE, version="2020-01", is_read="1")

    assert page.status_code == 409
    assert "Read it again" in page.text
    assert desk.events == []


def test_a_withdrawn_mandate_is_missing_again(desk, ed):
    sends(ed, MANDATE, **AGREED)

    assert sends(ed, f"{MANDATE}/withdrawn").status_code == 303

    assert desk.events == ["MandateGranted", "MandateWithdrawn"]
    assert "Give the mandate" in ed.get(DETAILS).text


def test_an_older_mandate_stays_and_the_newer_text_is_offered(desk, ed):
    id = desk.id_of()
    older = Payee.MandateGranted(at=after(0), expert_id=id, mandate_version="2020-01", by=id)
    desk.ledger.happens(payee_id(id), older)

    page = ed.get(DETAILS).text

    assert "There is a newer text." in page
    assert "Give the mandate" in page
    assert MissingDetail.MANDATE not in desk.payee.missing
    assert sends(ed, MANDATE, **AGREED).status_code == 303
    assert desk.payee.mandate_version == MANDATE_VERSION
    assert "There is a newer text." not in ed.get(DETAILS).text


def test_a_version_is_shown_in_both_languages(ed):
    page = ed.get(TEXT).text

    assert "let the platform Comptoir make out" in page
    assert "je donne mandat à la plateforme" in page
    assert ed.get(f"{MANDATE}/1999-01").status_code == 404


@pytest.mark.parametrize(("email", "status"), [(FRAN, 200), (PAOLA, 200), (INES, 403)])
def test_finance_reads_the_text_and_brands_do_not(desk, signed_in, email, status):  # noqa: ARG001
    assert signed_in(email).get(TEXT).status_code == status


@pytest.mark.parametrize("email", [FRAN, PAOLA, INES])
def test_only_experts_grant_a_mandate(desk, signed_in, email):  # noqa: ARG001
    assert sends(signed_in(email), MANDATE, page="/", **AGREED).status_code == 403
