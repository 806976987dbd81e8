"""The chart of accounts in docs/ledger.md is the one that the code posts to."""

import re
from pathlib import Path

from payments import accounts
from payments.accounts import AccountKind, LedgerAccount
from tests.support.people import AMBASSADOR, BRAND, EXPERT

DOCUMENT = Path(__file__).parents[2] / "docs" / "ledger.md"
ROW = re.compile(r"^\| `([a-z_:<>]+)` \| ([a-z]+)(, floor)? \|", re.MULTILINE)
IDS = {"brand": BRAND, "expert": EXPERT, "ambassador": AMBASSADOR}
CHART = {
    accounts.BANK,
    accounts.STRIPE,
    accounts.PRACTICE,
    accounts.OWN_TRANSFERS,
    accounts.COMMISSION,
    accounts.RAIL_FEES,
    accounts.RAIL_FEES_ACCRUED,
    accounts.ADJUSTMENTS,
    accounts.prepaid(BRAND),
    accounts.reserved(BRAND),
    accounts.receivable(BRAND),
    accounts.refunds_payable(BRAND),
    accounts.held(EXPERT),
    accounts.payable(EXPERT),
    accounts.in_transit(EXPERT),
    accounts.advance(EXPERT),
    accounts.points(AMBASSADOR, BRAND),
    accounts.points_issued(BRAND),
    accounts.points_redeemed(BRAND),
    accounts.points_expired(BRAND),
}


def test_names_kinds_and_floors_are_those_of_the_document():
    rows = ROW.findall(DOCUMENT.read_text())

    assert {account_of(*row) for row in rows} == CHART


def account_of(name, kind, floor):
    for owner, owner_id in IDS.items():
        name = name.replace(f"{owner}:<id>", f"{owner}:{owner_id}")
    return LedgerAccount(name, AccountKind(kind), bool(floor))
