"""What a reference may say for ever: no account number, and no address."""

import pytest
from marshmallow import ValidationError

from web.bookings.funding_forms import read_received
from web.brand_accounts.forms import read_payment, read_refund
from web.pay_runs.forms import read_reference
from web.payments.bank_references import parse_bank_reference, public_words

IBANS = [
    "FR7630006000011234567890189",
    "FR76 3000 6000 0112 3456 7890 189",
    "IBANFR7630006000011234567890189",
    "FR76-3000-6000-0112-3456-7890-189/EUR",
    "fr7630006000011234567890189",
    "NO93 8601 1117 947",
]


@pytest.fixture(autouse=True)
def in_english(app):
    with app.test_request_context():
        yield


@pytest.mark.parametrize("iban", IBANS)
def test_the_words_of_an_account_number_are_private(iban):
    assert public_words(f"VIR {iban} INV42 9") == ["VIR", "INV42", "9"]


@pytest.mark.parametrize(
    "reference",
    ["VIR 2017-W40", "FR7630006000011234567890188", "b2000000-0000-4000-8000-000000000001"],
)
def test_what_is_no_account_number_is_a_reference(reference):
    assert parse_bank_reference(f"  {reference} ", "none") == reference


@pytest.mark.parametrize("text", [*IBANS, "marie7@mail.example", "Marie", ""])
def test_anything_else_is_refused(text):
    with pytest.raises(ValidationError):
        parse_bank_reference(text, "none")


@pytest.mark.parametrize(
    "read",
    [
        pytest.param(read_received, id="funding"),
        pytest.param(lambda form: read_payment(form, "EUR"), id="payment"),
        pytest.param(lambda form: read_refund(form, "EUR"), id="refund"),
        pytest.param(read_reference, id="payout"),
    ],
)
def test_every_form_that_takes_a_reference_refuses_an_account_number(read):
    right = {"amount": "1.00", "account": "bank", "on": "2026-06-01"}

    [error] = read(right | {"reference": IBANS[0]}).errors.values()

    assert error == (
        "Leave out account numbers (IBAN) and e-mail addresses: the reference is kept for ever."
    )
