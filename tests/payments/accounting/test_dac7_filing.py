"""What is left out, what was filed, and what changed since."""

import pytest

from domain.errors import Invalid, NotNow
from payments.accounting.dac7_changes import changes_since, details_changed_in
from payments.accounting.dac7_filing import Dac7FilingCommands, FiledKind, filing_of
from payments.accounting.dac7_report import LeftOutReason, reported
from payments.payees.payee_commands import PayeeCommands
from payments.payees.payee_details import PayeeDetails
from tests.payments.accounting.dac7_examples import (
    DETAILS,
    FILED_AT,
    LATER,
    YEAR,
    ZOE,
    hand_in,
    new_filing,
    next_file,
    reported_of,
    seller_of,
)
from tests.support.people import EXPERT, MANAGER, OTHER_EXPERT

SELLER = seller_of(16_050, 0, 32_000, 49)


@pytest.fixture
def filed():
    """A year of which one file was handed in."""
    filing = new_filing()
    hand_in(filing, next_file(filing, SELLER))
    return filing


def changes(filing, *sellers, details=DETAILS, changed=()):
    report = reported_of(*sellers, details=details)
    return changes_since(filing, report, details.get, lambda id, _since: id in changed)


def kinds(some):
    return [(change.seller.kind, change.seller.version) for change in some]


@pytest.mark.parametrize(
    ("seller", "details", "reason"),
    [
        (SELLER, None, LeftOutReason.DETAILS_MISSING),
        (SELLER, PayeeDetails(), LeftOutReason.DETAILS_MISSING),
        (SELLER, ZOE._replace(tax_id=""), LeftOutReason.DETAILS_MISSING),
        (SELLER, ZOE._replace(birth_date=None), LeftOutReason.DETAILS_MISSING),
        (SELLER, ZOE._replace(country="GB"), LeftOutReason.NOT_IN_EU),
        (seller_of(900, -51, 0, 0), ZOE, LeftOutReason.NEGATIVE_QUARTER),
        (seller_of(49, 0, 49, 0), ZOE, LeftOutReason.BELOW_ONE_UNIT),
    ],
)
def test_those_who_cannot_be_in_the_file_are_listed_with_the_reason(seller, details, reason):
    report = reported_of(seller, details={EXPERT: details} if details else {})

    assert (report.sellers, [each.reason for each in report.left_out]) == ((), [reason])


@pytest.mark.parametrize("details", [ZOE, ZOE._replace(iban=""), ZOE._replace(country="GR")])
def test_those_in_the_union_with_name_and_tax_id_are_reported(details):
    report = reported_of(SELLER, details={EXPERT: details})

    assert [seller.key for seller in report.sellers] == [(EXPERT, "EUR")]


def test_amounts_are_reported_in_whole_units_rounded_half_up():
    amounts = [each.consideration.amount for each in reported(seller_of(50, 49, -50, 150)).quarters]

    assert amounts == [100, 0, 0, 200]


def test_after_filing_nothing_has_changed(filed):
    assert changes(filed, SELLER) == ((), ())


def test_another_amount_is_a_correction(filed):
    found = changes(filed, seller_of(8_000, 0, 32_000, 49))

    assert (kinds(found.corrections), found.additions) == ([(FiledKind.CORRECTED, 2)], ())
    [change] = found.corrections
    assert change.before.quarters[0].consideration.amount == 16_100
    assert not change.has_new_details


def test_cents_that_the_file_does_not_show_are_no_correction(filed):
    assert changes(filed, seller_of(16_051, 0, 32_000, 48)).corrections == ()


def test_new_details_are_a_correction_with_the_same_amounts(filed):
    [change] = changes(filed, SELLER, changed=(EXPERT,)).corrections

    assert change.has_new_details
    assert change.seller.quarters == change.before.quarters


def test_another_expert_is_an_addition_after_the_corrections(filed):
    other = seller_of(0, 0, 0, 5_000, expert_id=OTHER_EXPERT)
    details = DETAILS | {OTHER_EXPERT: ZOE}

    found = changes(filed, seller_of(8_000, 0, 0, 0), other, details=details)

    assert kinds(found.next_file) == [(FiledKind.CORRECTED, 2)]
    assert kinds(found.additions) == [(FiledKind.NEW, 1)]


def test_an_expert_who_was_credited_nothing_after_all_is_deleted_and_may_come_back(filed):
    hand_in(filed, next_file(filed), LATER)

    assert [each.kind for each in filed.sellers.values()] == [FiledKind.DELETED]
    assert changes(filed) == ((), ())
    assert kinds(changes(filed, SELLER).additions) == [(FiledKind.NEW, 3)]


def test_an_expert_whose_details_were_erased_stays_as_filed(filed):
    assert changes(filed, SELLER, details={}) == ((), ())


def test_files_are_recorded_one_after_the_other(filed):
    with pytest.raises(NotNow, match="meanwhile"):
        filed.file(YEAR, 1, "0" * 64, (), MANAGER, LATER)

    assert filed.number == 1


def test_a_year_is_not_filed_before_it_is_over():
    filing = new_filing()

    with pytest.raises(NotNow, match="not over"):
        filing.file(2026, 1, "0" * 64, (), MANAGER, FILED_AT)
    with pytest.raises(Invalid, match="64 digits"):
        filing.file(YEAR, 1, "abc", (), MANAGER, FILED_AT)
    assert filing.pending_events == []


def test_a_filing_is_recorded_without_names(desk):
    file = next_file(new_filing(), SELLER)

    position = Dac7FilingCommands(desk.log).file(
        YEAR, 1, file.sha256, file.sellers, MANAGER, FILED_AT
    )

    [row] = desk.log.read(position - 1, 1)
    assert (row.topic, file.sha256.encode() in row.state) == ("Dac7Filing.Filed.1", True)
    assert all(word.encode() not in row.state for word in ("Zoë", "Müller", "Nantes", ZOE.iban))
    assert filing_of(desk.log, YEAR).sellers == {(EXPERT, "EUR"): file.sellers[0]}


def test_details_that_are_recorded_after_the_filing_are_new(desk):
    PayeeCommands(desk.log).record_details(EXPERT, "FR", (), EXPERT, LATER)
    details_changed = details_changed_in(desk.log)

    assert details_changed(EXPERT, FILED_AT)
    assert not details_changed(EXPERT, LATER)
    assert not details_changed(OTHER_EXPERT, FILED_AT)
