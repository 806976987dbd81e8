"""An expert's payment details: what is typed, what is stored, what the log knows of it."""

import pytest
from sqlalchemy import select, text, update

from payments.payees.payee_details import MissingDetail, PayeeDetails
from tests.payments.payees.payee_examples import COMPLETE, IBAN
from tests.support.people import after
from tests.support.reactions import linked_paths, pages_at
from tests.web.accounts.mailbox import mailbox
from tests.web.payees.payee_pages import (
    DETAILS,
    ED,
    FRAN,
    INES,
    PAOLA,
    PRIVATE,
    TYPED,
    errors_on,
    saves,
    values_on,
)
from web.private_store.accounts import Account
from web.private_store.payees import PayeeRow

OTHER_IBAN = "DE89370400440532013000"


def emails(shop):
    return [message for message in mailbox(shop, ED) if "compte bancaire" in message.subject]


@pytest.fixture
def saved(ed):
    """Ed has saved complete details."""
    assert saves(ed).status_code == 303


# Who may see it.


@pytest.mark.parametrize("email", [FRAN, PAOLA, INES])
def test_only_experts_have_payment_details(desk, signed_in, email):  # noqa: ARG001
    assert signed_in(email).get(DETAILS).status_code == 403
    assert "Payment details" not in signed_in(email).get("/").text


def test_the_page_is_among_those_of_experts_and_no_cache_stores_it(ed):
    assert f'href="{DETAILS}"' in ed.get("/").text
    assert "no-store" in ed.get(DETAILS).headers["Cache-Control"]


def test_everything_is_missing_at_first_with_the_reason_for_each(ed):
    page = ed.get(DETAILS).text

    assert "Not yet: your pay is withheld" in page
    for reason in ("Invoices name who", "Without an IBAN", "DAC7", "Each payment needs an invoice"):
        assert reason in page
    assert "10 years after the end of the year of your last pay" in page


# Saving.


def test_saved_details_are_stored_in_their_normal_form_and_recorded_without_a_word(desk, ed):
    response = saves(ed)

    assert (response.status_code, response.location) == (303, f"{DETAILS}?saved=1")
    assert desk.stored == COMPLETE
    assert desk.events == ["DetailsRecorded"]
    assert desk.payee.missing == (MissingDetail.MANDATE,)
    log = b"".join(row.state for row in desk.market.log.all_rows()).decode()
    assert [word for word in PRIVATE if word in log] == []


def test_saving_the_same_again_records_nothing_and_sends_nothing(desk, ed, saved, shop):  # noqa: ARG001
    assert saves(ed, iban="", password="").status_code == 303
    assert saves(ed, password="").status_code == 303

    assert desk.events == ["DetailsRecorded"]
    assert len(emails(shop)) == 1


def test_fields_may_be_empty_and_are_missing_then(desk, ed):
    assert saves(ed, iban="", password="", tax_id="").status_code == 303

    assert desk.stored == COMPLETE._replace(iban="", tax_id="")
    assert desk.payee.missing == (
        MissingDetail.BANK_ACCOUNT,
        MissingDetail.TAX_DETAILS,
        MissingDetail.MANDATE,
    )


def test_details_that_the_log_does_not_know_of_are_recorded_by_saving_again(desk, ed, saved):  # noqa: ARG001
    """The program was stopped between the store and the log."""
    everything = list(MissingDetail)
    expert_id = desk.id_of()
    desk.market.payees.record_details(expert_id, "", everything, expert_id, after(0))

    saves(ed, iban="", password="")

    assert desk.payee.missing == (MissingDetail.MANDATE,)


WRONG = {
    "an account number": ({"iban": "FR76 0000"}, "iban", "This IBAN is not valid."),
    "a SIRET": ({"business_number": "123"}, "business_number", "This SIRET is not valid."),
    "a SIRET abroad": ({"country": "BE"}, "business_number", "in France"),
    "a tax number": ({"tax_id": "123"}, "tax_id", "not a tax number of this country"),
    "no country of a number": ({"tax_country": ""}, "tax_id", "Choose the country that gave"),
    "a VAT number": ({"vat_number": "FR00"}, "vat_number", "not a VAT number"),
    "another's VAT number": ({"vat_number": "FR83404833048"}, "vat_number", "another business"),
    "no country of a VAT number": (
        {"vat_number": "FR44732829320", "country": "", "business_number": ""},
        "vat_number",
        "Choose your country first",
    ),
    "a status that there is not": ({"vat_status": "king"}, "vat_status", "whether you charge VAT"),
    "a country that there is not": ({"country": "XX"}, "country", "Choose a country"),
    "a birth to come": ({"birth_date": "2100-01-01"}, "birth_date", "your date of birth"),
    "no day": ({"birth_date": "3 Feb 1990"}, "birth_date", "your date of birth"),
    "a long name": ({"first_name": "x" * 121}, "first_name", "too long"),
    "two lines": ({"city": "Pa\nris"}, "city", "one line"),
}


@pytest.mark.parametrize(("changes", "field", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_field_is_named_and_nothing_that_was_typed_is_lost(
    desk, ed, changes, field, sentence
):
    page = saves(ed, **changes)

    assert page.status_code == 422
    assert sentence in errors_on(page)[field]
    typed = {**TYPED, **changes}
    shown = values_on(page)
    assert shown["last_name"] == typed["last_name"]
    assert shown["iban"] == typed["iban"]
    assert shown["password"] == ""
    assert (desk.stored, desk.events) == (None, [])


def test_several_wrong_fields_are_named_at_once(ed):
    page = saves(ed, iban="1", tax_id="1", birth_date="1")

    assert list(errors_on(page)) == ["birth_date", "iban", "tax_id"]


# The bank account.


def test_a_saved_account_is_shown_masked(ed, saved):  # noqa: ARG001
    page = ed.get(DETAILS).text

    assert "FR\xa0…\xa00189" in page
    assert IBAN not in page.replace(" ", "")
    assert values_on(ed.get(DETAILS))["iban"] == ""


@pytest.mark.parametrize(("password", "sentence"), [("", "Enter your"), ("guess", "not your")])
def test_a_new_account_needs_the_password_and_keeps_what_was_typed(
    desk,
    ed,
    saved,  # noqa: ARG001
    shop,
    password,
    sentence,
):
    page = saves(ed, iban=OTHER_IBAN, password=password, city="Lyon")

    assert page.status_code == 422
    assert sentence in errors_on(page)["password"]
    shown = values_on(page)
    assert (shown["iban"], shown["city"]) == (OTHER_IBAN, "Lyon")
    assert desk.stored == COMPLETE
    assert len(emails(shop)) == 1


def test_guessing_the_password_is_stopped(ed, desk):
    for _ in range(5):
        saves(ed, password="guess")

    page = saves(ed)

    assert "Too many attempts." in errors_on(page)["password"]
    assert values_on(page)["last_name"] == "Xpert"
    assert desk.stored is None


def test_other_changes_need_no_password(desk, ed, saved):  # noqa: ARG001
    assert saves(ed, iban="", password="", city="Lyon").status_code == 303

    assert desk.stored == COMPLETE._replace(city="Lyon")


@pytest.mark.parametrize(
    ("language", "subject", "sentences"),
    [
        (
            "en",
            "Your bank account has been changed",
            ["It is now: DE\xa0…\xa03000", "If it was not you, another person is signed in"],
        ),
        (
            "fr",
            "Votre compte bancaire a été modifié",
            ["C’est désormais\xa0: DE\xa0…\xa03000", "Si ce n’était pas vous, une autre personne"],
        ),
    ],
)
@pytest.mark.usefixtures("saved")
def test_each_new_account_causes_one_email_with_its_last_digits_only(
    ed, shop, app, language, subject, sentences
):
    with shop.store.engine.begin() as db:
        db.execute(update(Account).values(language=language))

    saves(ed, iban=OTHER_IBAN)

    [message] = [mail for mail in mailbox(shop, ED) if "DE\xa0" in mail.text]
    assert message.subject == subject
    assert [sentence for sentence in sentences if sentence not in message.text] == []
    assert OTHER_IBAN not in message.text
    assert "Lilas" not in message.text
    paths = linked_paths(message.text)
    assert pages_at(paths, app) == ["payment_details.show_details", "recovery.forgot_password"]


@pytest.mark.parametrize(
    ("language", "subject", "sentence"),
    [
        ("en", "Your bank account has been entered", "was entered on"),
        ("fr", "Votre compte bancaire a été enregistré", "a été enregistré le"),
    ],
)
def test_the_first_account_is_said_to_be_entered_and_not_changed(
    desk,  # noqa: ARG001
    ed,
    shop,
    language,
    subject,
    sentence,
):
    with shop.store.engine.begin() as db:
        db.execute(update(Account).values(language=language))

    saves(ed)

    [message] = [mail for mail in mailbox(shop, ED) if "FR\xa0" in mail.text]
    assert message.subject == subject
    assert sentence in message.text
    assert IBAN not in message.text


# The private store.


def test_every_detail_is_encrypted_at_rest(ed, saved, shop):  # noqa: ARG001
    with shop.store.engine.connect() as db:
        row = db.execute(text("SELECT * FROM payee_details")).mappings().one()

    values = dict(row)
    assert {"expert_id", "changed_at", *PayeeDetails._fields} == set(values)
    assert [word for word in PRIVATE if word.encode() in repr(values).encode()] == []
    assert all(isinstance(values[name], bytes) for name in PayeeDetails._fields)


def test_the_page_is_in_french_for_those_who_read_it(ed, shop):
    with shop.store.engine.begin() as db:
        db.execute(update(Account).values(language="fr"))

    page = ed.get(DETAILS).text

    assert "Coordonnées de paiement" in page
    assert "Pouvez-vous être payé\xa0?" in page
    with shop.store.engine.connect() as db:
        assert db.execute(select(PayeeRow.expert_id)).all() == []
