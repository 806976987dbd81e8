"""Totals of the files beside the ledger's: equal, or the difference is said."""

from datetime import date

import pytest

from domain.errors import Invalid
from payments.accounting.dac7_figures import credited_between
from payments.accounting.fec import FinancialYear, fec_file
from payments.accounting.fec_check import read_lines
from payments.accounting.totals import (
    Months,
    dac7_totals,
    fec_totals,
    invoice_totals,
    whole_months,
)
from tests.payments.accounting.months_of_business import JUNE, MAY
from tests.payments.accounting.test_fec import RATES
from tests.payments.pay_runs.pay_run_fixture import TUESDAY, PayRunDesk
from tests.support.people import EXPERT

BOTH, ONLY_JUNE = Months(MAY, JUNE), Months(JUNE, JUNE)


def lines_of(desk, months):
    last = 31 if months.last == MAY else 30
    year = FinancialYear(
        date.fromisoformat(f"{months.first}-01"), date.fromisoformat(f"{months.last}-{last}")
    )
    content = b"".join(fec_file(desk.entries, year, RATES))
    return read_lines(content.decode("iso8859-15"))[0]


def totals(desk, query, months):
    with desk.database.read() as db:
        return query(db, months)


def of_fec(desk, months, left_out=None):
    lines = [line for line in lines_of(desk, months) if line.entry != left_out]
    return totals(desk, lambda db, months: fec_totals(lines, months, db), months)


def of_dac7(desk, months):
    return totals(
        desk,
        lambda db, months: dac7_totals(credited_between(months.first, months.last, db), months, db),
        months,
    )


@pytest.mark.parametrize("months", [BOTH, ONLY_JUNE, Months(MAY, MAY)])
def test_the_fec_holds_what_the_ledger_holds(busy, months):
    found = of_fec(busy, months)

    assert {line.difference for line in found} == {0}
    assert {line.currency for line in found} == {"EUR", "GBP"}


def test_an_entry_that_is_not_in_the_fec_makes_a_difference_on_its_accounts(busy):
    found = {(line.name, line.currency): line.difference for line in of_fec(busy, BOTH, "1")}

    # The first entry is what the brand paid in.
    assert {key: value for key, value in found.items() if value} == {
        ("419100", "EUR"): 10_000,
        ("512000", "EUR"): -10_000,
    }


@pytest.mark.parametrize("months", [BOTH, ONLY_JUNE, Months(MAY, MAY)])
def test_dac7_has_what_experts_were_credited(busy, months):
    found = of_dac7(busy, months)

    assert {line.difference for line in found} == {0}
    assert sum(line.in_ledger for line in found) > 0


def test_what_is_paid_out_was_credited_all_the_same(busy):
    runs = PayRunDesk(busy)
    runs.owes(EXPERT)
    id = runs.starts()
    assert runs.run(id).payouts == 1
    busy.posted()
    before = of_dac7(busy, BOTH)

    runs.payouts.record_payment(runs.payout().id, runs.payout().amount, "ref", EXPERT, TUESDAY)
    busy.posted()

    assert of_dac7(busy, BOTH) == before
    assert {line.difference for line in before} == {0}


def test_what_is_not_invoiced_yet_waits(busy):
    found = totals(busy, lambda db, months: invoice_totals(busy.log, months, db), BOTH)

    assert {(line.name, line.currency): line.waiting for line in found} == {
        ("commission", "EUR"): 40 + 129 + 40,
        ("commission", "GBP"): 140 + 60,
        ("self_billed", "EUR"): 200 + 645 + 200,
        ("self_billed", "GBP"): 700 + 301,
    }
    assert {line.difference for line in found} == {0}


@pytest.mark.parametrize(
    ("first", "last"),
    [("2026-01-02", "2026-01-31"), ("2026-01-01", "2026-01-30"), ("2026-02-01", "2026-01-31")],
)
def test_only_whole_months_are_compared(first, last):
    with pytest.raises(Invalid, match="whole months"):
        whole_months(date.fromisoformat(first), date.fromisoformat(last))


def test_months_go_over_the_end_of_a_year():
    months = whole_months(date(2025, 12, 1), date(2026, 1, 31))

    assert list(months.all()) == ["2025-12", "2026-01"]
