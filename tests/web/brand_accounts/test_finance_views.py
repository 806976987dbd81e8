"""Finance records what brands paid and that refunds were paid: as shown, once each."""

import re

import pytest

from domain.bookings.booking_reasons import BookingEndReason
from payments.brand_accounts.booking_refund import booking_refund_id
from payments.brand_accounts.brand_account import brand_account_id
from payments.brand_accounts.rail_payment import RailPayment
from payments.rail_statements.rail_statement import RailAccount
from tests.domain.bookings.booking_examples import BOOKING
from tests.payments.ledger.ledger_fixture import LedgerDesk
from tests.support.people import BRAND, CONVERSATION, MANAGER, MORNING, after, euros
from tests.web.assessments.authoring_fixture import text_on
from tests.web.bookings.shift_fixture import ALICE, OWNER
from tests.web.bookings.test_platform_funding import FINANCE, page_of, sends
from web.brand_accounts.movements import PAGE_SIZE

LIST = "/finance/brand-accounts"
ONE = f"{LIST}/{BRAND}"
REFUND = f"{ONE}/refunds/{BOOKING}"
ON = "2026-05-29"
WHY = "It was 1.50 and not 2.00."


@pytest.fixture
def ended(roster):
    """A booking that ended with its whole budget left, and a conversation on account."""
    roster.desk.running()
    roster.desk.bookings.end(BOOKING, BookingEndReason.BRAND_WISH, MANAGER, after(40))
    LedgerDesk(roster.market.log, roster.market.ledger).closes(CONVERSATION)
    roster.market.poster.catch_up()
    roster.update()
    return roster


@pytest.fixture
def fran(ended):
    return ended.client(FINANCE)


def form_id(client, path=ONE):
    """Of the forms as they are shown now."""
    return re.search(r'name="form_id" value="([^"]+)"', client.get(path).text)[1]


def pays(client, amount="2.00", reference="VIR 12", form="", **fields):
    fields = {"account": "bank", "on": ON, "form_id": form or form_id(client)} | fields
    return sends(client, f"{ONE}/payments", amount=amount, reference=reference, **fields)


def refunds(client, reference="VIR 13", shown="10000", form="", **fields):
    fields = {"account": "bank", "on": ON, "form_id": form or form_id(client)} | fields
    return sends(client, REFUND, reference=reference, shown=shown, **fields)


def events_of(ended, id):
    return [type(envelope.data).__name__ for envelope in ended.market.log.history(id)]


# The list.


def test_brands_are_listed_with_what_they_owe_and_are_owed(fran):
    text = page_of(fran, LIST)

    for part in (ONE, "€2.00", "€100.00"):
        assert part in text


def test_brands_are_found_by_a_part_of_their_name(fran):
    assert ONE in page_of(fran, LIST, search="RÖA")

    text = page_of(fran, LIST, search="nest")
    assert ONE not in text
    assert "No brand matches. Clear the filters." in text


@pytest.mark.parametrize("page", ["2", "999999999999", "x"])
def test_a_page_beyond_the_last_shows_the_last(fran, page):
    assert ONE in page_of(fran, LIST, page=page)


# Payments.


def test_a_payment_is_recorded_with_its_account_and_day(ended, fran):
    answer = pays(fran, account="stripe", reference="pi_12")

    assert answer.status_code == 303
    [received] = [row.data for row in ended.market.log.history(brand_account_id(BRAND))]
    assert (received.account, received.received_on.isoformat()) == ("stripe", ON)
    text = text_on(fran.get(answer.location).text)
    assert "Recorded." in text
    assert "€0.00" in text
    assert "29 May 2026 A brand paid what it owed Stripe €2.00 pi_12 Frances Holt" in text


def test_a_form_that_is_sent_twice_is_recorded_once_and_both_answers_are_well(ended, fran):
    form = form_id(fran)

    answers = [pays(fran, form=form), pays(fran, form=form)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert events_of(ended, brand_account_id(BRAND)) == ["PaymentReceived"]


def test_a_reference_in_a_new_form_is_refused_and_what_was_typed_stays(ended, fran):
    pays(fran)

    second = pays(fran, amount="3.00")

    assert second.status_code == 409
    assert "recorded before" in second.text
    for typed in ("3.00", "VIR 12", ON):
        assert f'value="{typed}"' in second.text
    assert events_of(ended, brand_account_id(BRAND)) == ["PaymentReceived"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"amount": "two"}, "Enter only the amount."),
        ({"reference": "from Ana"}, "Enter the reference as on the bank statement"),
        ({"account": ""}, "Choose the account on which it was booked."),
        ({"on": "29 May"}, "Enter the date as year-month-day"),
        ({"on": "2026-12-31"}, "today or earlier"),
    ],
)
def test_a_form_with_a_mistake_is_shown_again_as_it_was_typed(ended, fran, typed, sentence):
    head = ended.market.log.rows.head()

    answer = pays(fran, **typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    for value in filter(None, ({"amount": "2.00", "reference": "VIR 12"} | typed).values()):
        assert f'value="{value}"' in answer.text
    assert ended.market.log.rows.head() == head


# Refunds.


def test_a_refund_is_recorded_as_paid_and_no_longer_listed(ended, fran):
    wrong = refunds(fran, reference="to Ana")
    form = form_id(fran)

    answers = [refunds(fran, form=form), refunds(fran, form=form)]

    assert wrong.status_code == 422
    assert 'value="to Ana"' in wrong.text
    assert [answer.status_code for answer in answers] == [303, 303]
    assert events_of(ended, booking_refund_id(BOOKING)) == ["Paid"]
    text = text_on(fran.get(answers[1].location).text)
    assert "Nothing is to be paid back." in text
    assert "29 May 2026 A refund was paid to a brand Bank €100.00 VIR 13 Frances Holt" in text


@pytest.mark.parametrize("shown", ["9000", "", "x"])
def test_another_amount_than_was_shown_is_refused_and_the_reference_stays(ended, fran, shown):
    answer = refunds(fran, shown=shown)

    assert answer.status_code == 409
    assert "€100.00 are to be paid back by now." in answer.text
    assert 'value="VIR 13"' in answer.text
    assert events_of(ended, booking_refund_id(BOOKING)) == []


def test_a_refund_that_another_person_recorded_keeps_what_was_typed(fran):
    refunds(fran)

    late = refunds(fran, reference="VIR 14", form="another")

    assert late.status_code == 409
    assert "Nothing of this booking is left to be paid back." in late.text
    assert "You typed the reference VIR 14." in late.text


# What was recorded.


def test_the_list_of_what_was_recorded_goes_on_after_a_page(ended, fran):
    commands = ended.market.brand_accounts
    for number in range(PAGE_SIZE + 2):
        payment = RailPayment(RailAccount.BANK, f"VIR {number}", MORNING.date())
        commands.receive_payment(BRAND, euros(100), payment, MANAGER, after(60))
    ended.market.poster.catch_up()

    first = fran.get(ONE).text
    [older] = re.findall(rf'href="{ONE}\?before=([0-9]+)"', first)
    second = page_of(fran, ONE, before=older)

    assert [len(listed(page)) for page in (first, second)] == [PAGE_SIZE, 2]
    assert listed(second) == ["VIR 1", "VIR 0"]


def listed(text):
    return re.findall(r">(VIR [0-9]+)</code>", text)


# Taking back.


def recorded(client):
    """The pages of what was recorded, the newest first."""
    return re.findall(rf'href="({ONE}/recorded/[0-9]+)"', client.get(ONE).text)


def reverses(client, page, text=WHY, form=""):
    return sends(client, f"{page}/reverse", text=text, form_id=form or form_id(client, page))


def test_a_payment_is_reversed_with_a_reason_and_recorded_again(ended, fran):
    pays(fran)
    [page] = recorded(fran)
    form = form_id(fran, page)

    answers = [reverses(fran, page, form=form), reverses(fran, page, form=form)]

    assert [answer.status_code for answer in answers] == [303, 303]
    text = text_on(fran.get(ONE).text)
    assert f"A payment of a brand was reversed Bank {WHY} €2.00 VIR 12 Frances Holt" in text
    assert "It has been reversed: it does not count." in fran.get(page).text
    assert pays(fran, amount="1.50").status_code == 303
    names = ["PaymentReceived", "PaymentReversed", "PaymentReceived"]
    assert events_of(ended, brand_account_id(BRAND)) == names


def test_a_refund_is_reversed_and_is_to_be_paid_again(ended, fran):
    refunds(fran)
    [page] = recorded(fran)

    reverses(fran, page)

    assert events_of(ended, booking_refund_id(BOOKING)) == ["Paid", "PaymentReversed"]
    assert "Nothing is to be paid back." not in fran.get(ONE).text


def test_without_a_reason_nothing_is_reversed(ended, fran):
    pays(fran)
    [page] = recorded(fran)

    answer = reverses(fran, page, text=" ")

    assert answer.status_code == 422
    assert "Write why the payment is reversed." in answer.text
    assert events_of(ended, brand_account_id(BRAND)) == ["PaymentReceived"]


def test_the_second_of_two_people_keeps_the_reason_they_wrote(ended, fran):
    pays(fran)
    [page] = recorded(fran)
    reverses(fran, page)

    late = sends(fran, f"{page}/reverse", text="It never came.", form_id="another")

    assert late.status_code == 409
    assert "There is no payment with this reference to reverse." in late.text
    assert "It never came." in late.text
    assert events_of(ended, brand_account_id(BRAND)) == ["PaymentReceived", "PaymentReversed"]


@pytest.mark.parametrize("number", [1, 999])
def test_other_entries_have_no_page_here(fran, number):
    assert fran.get(f"{ONE}/recorded/{number}").status_code == 404


@pytest.mark.parametrize("email", [ALICE, OWNER])
def test_experts_and_brands_cannot_open_these_pages(ended, email):
    client = ended.client(email)

    for path in (ONE, f"{ONE}/recorded/1"):
        assert client.get(path).status_code in (403, 404)
