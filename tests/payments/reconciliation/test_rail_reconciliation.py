"""Both sides read: what was posted on a rail's account, and what the rail stated."""

from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID, uuid4

import pytest

from domain.money import Money
from payments.brand_accounts.brand_account import BrandAccount, brand_account_id
from payments.earnings.earning import WrittenText
from payments.pay_runs.payout import Rail
from payments.rail_statements.rail_fee import ChargedPayout
from payments.rail_statements.rail_statement import RailAccount, RailCategory, StatedLine
from payments.rail_statements.rail_statement_commands import (
    RailStatementCommands,
    ReconciliationBreakCommands,
)
from payments.rail_statements.reconciliation_break import (
    BreakClosingReason,
    ClosingEntry,
    ReconciliationBreak,
)
from payments.reconciliation.rail_reconciliation import (
    Reconciliations,
    accrued_fees_minor,
    subject_of,
)
from payments.reconciliation.reconcile import Outcome
from tests.payments.ledger.ledger_fixture import (
    BOOKING,
    Booking,
    FundingMethod,
    FundingRequest,
    opened_ledger,
)
from tests.payments.pay_runs.pay_run_fixture import TUESDAY, PayRunDesk, payout_of
from tests.support.people import BRAND, EXPERT, MANAGER, OTHER_EXPERT, after, euros

BANK, STRIPE = RailAccount.BANK, RailAccount.STRIPE
DAY = TUESDAY.date()
LATER = DAY + timedelta(days=30)


def at_noon(day):
    return datetime.combine(day, time(12), UTC)


def stated(reference, amount, on=DAY, category=RailCategory.PAYMENT, currency="EUR"):
    return StatedLine(f"{reference}/{amount}", reference, Money(amount, currency), on, category)


class Desk(PayRunDesk):
    """Finance with both sides before it."""

    def __init__(self, ledger_desk):
        super().__init__(ledger_desk)
        self.rails = RailStatementCommands(self.log)
        self.breaks = ReconciliationBreakCommands(self.log)
        self.reconciliations = Reconciliations(self.log, ledger_desk.database)

    def pays_in(self, reference, amount, by=MANAGER, at=TUESDAY, funding_id=None):
        funding = FundingRequest(funding_id or uuid4(), euros(amount), FundingMethod.CARD)
        received = Booking.FundingReceived(
            at=at, brand_id=BRAND, funding=funding, reference=reference, by=by
        )
        self.ledger.happens(BOOKING, received)

    def imports(self, *lines, rail=BANK, by=MANAGER, at=TUESDAY):
        self.rails.import_lines(rail, lines, by, at)

    def reconciles(self, rail=BANK, until=LATER):
        progress = self.ledger.posted()
        assert (progress.behind, progress.failure) == (0, None)
        assert self.ledger.difference() is None
        found = self.reconciliations.of(rail, until)
        assert all(proof.holds for proof in found.proofs)
        return found

    def subject_of(self, item, rail=BANK):
        return subject_of(rail, item)

    def outcomes(self, rail=BANK, until=LATER):
        items = self.reconciles(rail, until).items
        return {item.reference: item.outcome for item in items}


@pytest.fixture
def desk(database_url):
    with opened_ledger(database_url) as ledger_desk:
        yield Desk(ledger_desk)


def test_what_brands_paid_in_meets_the_bank_by_reference_or_payment_number(desk):
    id = UUID("b2000000-0000-4000-8000-000000000001")
    desk.pays_in("VIR 2017-1", 10_000)
    desk.pays_in("", 5_000, funding_id=id)
    desk.pays_in("VIR-3", 700)

    desk.imports(stated("vir20171", 10_000), stated("B2000000", 5_000), stated("FRAIS", -12))

    assert desk.outcomes() == {
        "vir20171": Outcome.MATCHED,
        "B2000000": Outcome.MATCHED,
        "VIR-3": Outcome.NOT_AT_RAIL,
        "FRAIS": Outcome.NOT_IN_LEDGER,
    }


def test_what_stripe_collected_is_on_its_balance(desk):
    desk.pays_in("pi_1", 10_000, by=None)
    desk.imports(
        stated("pi_1", 10_000),
        stated("pi_1/fee", -30, category=RailCategory.PROCESSING_FEE),
        rail=STRIPE,
    )

    assert desk.outcomes(STRIPE) == {"pi_1": Outcome.MATCHED, "pi_1/fee": Outcome.MATCHED}
    assert desk.outcomes(BANK) == {}
    balances = desk.ledger.balances()
    assert balances["platform:stripe", "EUR"] == -9_970
    assert balances["platform:rail_fees", "EUR"] == -30


def test_payouts_meet_the_bank_singly_or_as_a_whole_file(desk):
    desk.owes(EXPERT, OTHER_EXPERT)
    run = desk.starts(Rail.SEPA)
    desk.runs.note_file(run, "0" * 64, 2, MANAGER, TUESDAY)
    for expert_id in (EXPERT, OTHER_EXPERT):
        payout = payout_of(expert_id)
        desk.payouts.record_payment(payout, euros(2_500), "file 1", MANAGER, TUESDAY)

    assert set(desk.outcomes().values()) == {Outcome.NOT_AT_RAIL}
    desk.imports(stated(run.hex, -5_000))
    assert desk.outcomes() == {run.hex: Outcome.MATCHED}


def test_a_payout_that_came_back_is_matched_with_the_one_it_was(desk):
    desk.owes()
    desk.starts()
    payout = payout_of()
    desk.payouts.record_payment(payout, euros(2_500), "T1", MANAGER, TUESDAY)
    desk.payouts.record_return(payout, "account_closed", MANAGER, TUESDAY + timedelta(days=3))

    desk.imports(stated("T1", -2_500), stated("T1", 2_500, DAY + timedelta(days=3)))

    assert desk.outcomes() == {"T1": Outcome.MATCHED}


def test_a_line_is_recorded_once_however_often_it_is_imported(desk):
    lines = [stated("A", 100), stated("B", 200, DAY + timedelta(days=40))]

    desk.imports(*lines)
    head = desk.log.rows.head()
    desk.imports(*lines, lines[0])

    assert desk.log.rows.head() == head
    desk.imports(*lines, stated("C", 300))
    assert len(desk.reconciles(until=LATER + timedelta(days=30)).items) == 3


def test_as_of_an_earlier_day_later_lines_are_not_there(desk):
    desk.pays_in("A", 100)
    desk.imports(stated("A", 100, DAY + timedelta(days=1)))

    assert desk.outcomes(until=DAY) == {"A": Outcome.TIMING}
    assert desk.outcomes(until=DAY + timedelta(days=1)) == {"A": Outcome.MATCHED}


def closing(item, reason, accrued=0, rail=BANK):
    amount = Money(-item.difference_minor, item.currency)
    accrued = Money(accrued, item.currency)
    return ClosingEntry(subject_of(rail, item), amount, accrued, reason, item.since)


def closes(desk, item, reason=BreakClosingReason.WRITTEN_OFF, accrued=0, rail=BANK):
    entry = closing(item, reason, accrued, rail)
    desk.breaks.close(entry, WrittenText(uuid4(), 9), 0, MANAGER, after(40 * 86_400))


def test_a_closed_break_is_an_entry_and_matched_from_then_on(desk):
    desk.imports(stated("WRONG", 50))
    desk.pays_in("WRONG", 60)
    [item] = desk.reconciles().items
    subject = subject_of(BANK, item)

    desk.breaks.take(subject, OTHER_EXPERT, TUESDAY)
    desk.breaks.write_note(subject, WrittenText(uuid4(), 5), OTHER_EXPERT, TUESDAY)
    closes(desk, item)

    assert desk.outcomes() == {"WRONG": Outcome.MATCHED}
    assert desk.log.load(ReconciliationBreak, subject.id).owner_id == OTHER_EXPERT
    assert desk.ledger.balances()["platform:adjustments", "EUR"] == -10


def test_a_break_is_closed_also_where_the_bank_wrote_several_words(desk):
    desk.pays_in("INV42", 60)
    desk.imports(stated("INV42 20171031", 55))
    [item] = desk.reconciles().items

    closes(desk, item)

    [closed] = desk.reconciles().items
    assert (closed.key, closed.outcome, len(closed.movements)) == (item.key, Outcome.MATCHED, 2)


def test_a_break_is_closed_on_its_own_day_so_that_its_month_has_the_entry(desk):
    desk.imports(stated("F1", -12))
    [item] = desk.reconciles().items

    closes(desk, item, BreakClosingReason.RAIL_FEE)

    assert desk.outcomes(until=DAY) == {"F1": Outcome.MATCHED}


def test_what_stripe_pays_out_to_the_bank_is_on_neither_when_both_sides_are_closed(desk):
    desk.imports(stated("po_1", -900), rail=STRIPE)
    desk.imports(stated("STRIPE 1", 900))

    for rail in (STRIPE, BANK):
        [item] = desk.reconciles(rail).items
        closes(desk, item, BreakClosingReason.OWN_TRANSFER, rail=rail)

    desk.ledger.posted()
    balances = desk.ledger.balances()
    moved = {"platform:stripe": 900, "platform:bank": -900}
    assert {name: held for (name, _), held in balances.items() if held} == moved


def test_a_processing_fee_counts_from_the_day_of_its_line(desk):
    day = DAY - timedelta(days=20)
    fee = stated("pi_1/fee", -30, day, RailCategory.PROCESSING_FEE)

    desk.imports(fee, rail=STRIPE)

    assert desk.outcomes(STRIPE, until=day) == {"pi_1/fee": Outcome.MATCHED}
    [entry] = desk.ledger.entries()
    assert (entry.effective_us, entry.period) == (microseconds_of(day), f"{day:%Y-%m}")


def microseconds_of(day):
    return int(datetime.combine(day, time(), UTC).timestamp()) * 1_000_000


def test_what_a_brand_paid_meets_the_bank_by_its_reference(desk):
    received = BrandAccount.PaymentReceived(
        at=TUESDAY,
        brand_id=BRAND,
        amount=euros(500),
        account=BANK,
        reference="VIR 7",
        received_on=DAY,
        by=MANAGER,
    )
    desk.ledger.happens(brand_account_id(BRAND), received)

    desk.imports(stated("SEPA VIR-7", 500), stated("VIR7", 500))

    [item] = [item for item in desk.reconciles().items if item.movements]
    assert item.key == "vir7"


def accrues(desk, amount, at=TUESDAY):
    payout = ChargedPayout(uuid4(), EXPERT, STRIPE, euros(amount), at.date())
    for _ in range(2):
        desk.rails.accrue_fee(payout, at)


def test_a_fee_is_accrued_for_each_payout_and_trued_up_by_the_lump(desk):
    for number in range(3):
        accrues(desk, 2_500 + number)
    accrues(desk, 99_000, TUESDAY + timedelta(days=9))
    desk.imports(stated("fee_1", -60, category=RailCategory.FEE), rail=STRIPE)
    [item] = desk.reconciles(STRIPE).items
    accrued = accrued_fees_minor("EUR", item.since, desk.ledger.database)

    closes(desk, item, BreakClosingReason.RAIL_FEE, accrued, STRIPE)

    assert accrued == 3 * 16
    assert desk.outcomes(STRIPE, LATER) == {"fee_1": Outcome.MATCHED}
    assert accrued_fees_minor("EUR", item.since, desk.ledger.database) == 0
    balances = desk.ledger.balances()
    assert balances["platform:rail_fees", "EUR"] == -60 - 258
    assert balances["platform:rail_fees_accrued", "EUR"] == 258
    assert balances["platform:stripe", "EUR"] == 60


def test_until_is_a_day(desk):
    assert desk.reconciles(until=date(2000, 1, 1)) == ((), ())
