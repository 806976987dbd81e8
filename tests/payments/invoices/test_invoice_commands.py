"""Issuing: what the ledger booked as payable is invoiced once, to the cent, without a gap."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.errors import NotNow
from payments.invoices.invoice_commands import InvoiceCommands
from payments.invoices.invoice_series import (
    PLATFORM,
    InvoiceKind,
    InvoiceSeries,
    commission_series,
    series_id,
)
from payments.invoices.issued_documents import (
    credited_by,
    documents_of_brand,
    documents_of_expert,
    documents_of_month,
    invoiced_up_to,
    read_documents,
)
from payments.invoices.parties import InvoiceParties
from payments.invoices.released_earnings import released_in
from payments.payees.payee_details import VatStatus
from tests.payments.invoices.invoice_examples import (
    COMPTOIR,
    IN_JULY,
    JULY,
    JUNE,
    NEST,
    ZOE,
    PartyStore,
    billed,
    earns,
    issues,
    price,
)
from tests.payments.ledger.ledger_fixture import NOON, opened_ledger
from tests.support.people import BRAND, EXPERT, MANAGER, OTHER_EXPERT, after, euros

REGISTERED = msgspec.structs.replace(
    ZOE, vat_status=VatStatus.REGISTERED, vat_number="FR44732829320"
)


def of_month(desk, month=JUNE):
    return read_documents(desk.log, documents_of_month(desk.log, month))


def documents_to(log, *, expert_id=None, brand_id=None):
    keys = documents_of_expert(log, expert_id) if expert_id else documents_of_brand(log, brand_id)
    return read_documents(log, keys)


def sums(documents):
    """By kind, what invoices less credit notes come to."""
    totals = dict.fromkeys(InvoiceKind, 0)
    for document in documents:
        totals[document.content.kind] += document.signed(document.content.totals.gross).amount
    return totals


def test_a_month_gives_an_invoice_to_the_brand_and_one_of_the_commission(any_desk):
    for minor, percent in ((200, 20), (200, 20), (645, 30)):
        earns(any_desk, price(minor, percent))

    issues(any_desk, billed(any_desk, expert=REGISTERED))

    commission, to_brand = documents_to(any_desk.log, expert_id=EXPERT)
    assert (to_brand.number, commission.number) == ("AF-0001", "COM202607-0001")
    assert to_brand.content.receiver_id == BRAND
    assert (commission.content.issuer_id, commission.content.receiver_id) == (PLATFORM, EXPERT)
    assert [(line.quantity, line.amount) for line in to_brand.content.lines] == [
        (1, euros(645)),
        (2, euros(200)),
    ]
    totals = to_brand.content.totals
    assert (totals.net, totals.vat, totals.gross) == (euros(871), euros(174), euros(1045))
    totals = commission.content.totals
    assert (totals.net, totals.vat, totals.gross) == (euros(228), euros(46), euros(274))
    assert len(to_brand.content.entries) == 3
    assert documents_to(any_desk.log, brand_id=BRAND) == [to_brand]


def test_issuing_twice_issues_nothing_new(desk):
    earns(desk)
    issues(desk, billed(desk))
    head = desk.log.rows.head()

    issues(desk, billed(desk))

    assert desk.log.rows.head() == head


def test_what_is_booked_in_the_month_later_is_invoiced_later(desk):
    earns(desk)
    issues(desk, billed(desk))
    earns(desk, price(500))

    issues(desk, billed(desk), at=IN_JULY + timedelta(hours=1))

    documents = of_month(desk)
    assert [document.content.totals.gross for document in documents] == [
        *(euros(200), euros(40)),
        *(euros(500), euros(100)),
    ]
    assert invoiced_up_to(desk.log, JUNE) == {EXPERT: documents[-1].content.entries[-1]}


def test_a_late_fact_is_invoiced_in_the_month_that_books_it(desk):
    desk.closes_period(JUNE, at=IN_JULY)
    earns(desk)
    desk.posted()

    with desk.database.read() as db:
        assert released_in(JUNE, db) == {}
        assert list(released_in(JULY, db)) == [EXPERT]


def test_without_commission_there_is_no_invoice_of_it(desk):
    earns(desk, price(200, 0))

    issues(desk, billed(desk))

    [only] = of_month(desk)
    assert only.content.kind is InvoiceKind.SELF_BILLED


def test_nothing_is_issued_while_the_month_lasts(desk):
    earns(desk)

    with pytest.raises(NotNow, match="not over"):
        issues(desk, billed(desk), at=NOON)

    assert of_month(desk) == []


def test_parties_are_stored_once_for_each_series_and_named_by_the_event(desk):
    store = PartyStore()
    earns(desk)

    issues(desk, billed(desk), store=store)

    commission, to_brand = documents_to(desk.log, expert_id=EXPERT)
    assert store.stored == {
        to_brand.content.parties_text_id: (
            to_brand.series_id,
            InvoiceParties(ZOE, NEST, COMPTOIR.name, "fr"),
        ),
        commission.content.parties_text_id: (
            commission.series_id,
            InvoiceParties(COMPTOIR, ZOE, COMPTOIR.name, "fr"),
        ),
    }


def test_a_correction_is_a_credit_note_and_a_new_invoice(desk):
    earns(desk)
    issues(desk, billed(desk))
    series, moved = series_id(EXPERT, "AF"), InvoiceParties(REGISTERED, NEST, COMPTOIR.name, "fr")

    InvoiceCommands(desk.log).correct(
        series, 1, "wrong_vat", moved, PartyStore(), MANAGER, IN_JULY + timedelta(hours=1)
    )
    issues(desk, billed(desk))

    documents = documents_to(desk.log, brand_id=BRAND)
    assert [(each.number, each.credited_number) for each in documents[::-1]] == [
        ("AF-0001", ""),
        ("AF-0002", "AF-0001"),
        ("AF-0003", ""),
    ]
    assert sums(documents)[InvoiceKind.SELF_BILLED] == 200
    assert {document.content.totals.vat for document in documents} == {euros(0), euros(33)}
    again, credit_note, first = documents
    assert credited_by(desk.log, credit_note) == first
    assert credited_by(desk.log, first) is credited_by(desk.log, again) is None


def test_issued_by_many_at_once_there_is_no_gap_and_nothing_twice(any_desk):
    experts = (EXPERT, OTHER_EXPERT)
    for expert_id in experts:
        earns(any_desk, expert_id=expert_id)
    months = [billed(any_desk, expert_id) for expert_id in experts]

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda number: issues(any_desk, months[number % 2]), range(12)))

    platform = any_desk.log.load(InvoiceSeries, series_id(PLATFORM, commission_series(IN_JULY)))
    assert sorted(platform.invoices) == [1, 2]
    assert sums(of_month(any_desk)) == {
        InvoiceKind.SELF_BILLED: 400,
        InvoiceKind.COMMISSION: 80,
    }


CONVERSATIONS = st.lists(
    st.tuples(
        st.sampled_from([EXPERT, OTHER_EXPERT]),
        st.integers(1, 5000),
        st.integers(0, 90),
        st.integers(0, 60),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CONVERSATIONS)
def test_all_invoices_come_to_what_the_ledger_made_payable(tmp_path_factory, conversations):
    """Whatever was earned, invoiced in between or not: price less commission is the pay."""
    folder = tmp_path_factory.mktemp("market")
    with opened_ledger(f"sqlite:///{folder / 'log.db'}") as desk:
        for expert_id, minor, percent, day, is_invoiced in conversations:
            earns(desk, price(minor, percent), expert_id, after(day * 86_400))
            if is_invoiced:
                issues_all(desk)
        issues_all(desk)

        total = sums(document for month in MONTHS for document in of_month(desk, month))
        payable = sum(
            balance for (name, _), balance in desk.balances().items() if name.endswith("payable")
        )
        assert total[InvoiceKind.SELF_BILLED] - total[InvoiceKind.COMMISSION] == payable


MONTHS = ("2026-06", "2026-07", "2026-08")


def issues_all(desk):
    for month in MONTHS:
        experts = (EXPERT, OTHER_EXPERT)
        months = [billed(desk, expert_id, month) for expert_id in experts]
        issues(desk, *months, at=after(120 * 86_400))
