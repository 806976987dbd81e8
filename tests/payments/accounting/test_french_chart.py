"""Every ledger account of money has a number of the French chart of accounts."""

import inspect
from uuid import UUID

import pytest

from payments import accounts
from payments.accounting.french_chart import FRENCH_ACCOUNTS, account_name
from payments.accounts import AccountKind, LedgerAccount
from tests.support.people import EXPERT


def all_accounts():
    for value in vars(accounts).values():
        if isinstance(value, LedgerAccount):
            yield value
        elif inspect.isfunction(value) and value.__annotations__.get("return") is LedgerAccount:
            yield value(*[UUID(int=1)] * len(inspect.signature(value).parameters))


OF_MONEY = [account for account in all_accounts() if "points" not in account.name]
CLASSES = {
    AccountKind.ASSET: ("411", "467", "471", "512", "517", "580"),
    AccountKind.LIABILITY: ("408", "419", "467"),
    AccountKind.INCOME: ("706",),
    AccountKind.EXPENSE: ("622", "627"),
}


@pytest.mark.parametrize("account", OF_MONEY, ids=lambda account: account.name)
def test_an_account_of_money_is_in_the_class_of_its_kind(account):
    number = FRENCH_ACCOUNTS[account_name(account.name).group].number

    assert number[:3] in CLASSES[account.kind]


def test_no_number_is_used_twice():
    numbers = [account.number for account in FRENCH_ACCOUNTS.values()]

    assert len(set(numbers)) == len(numbers) == len(OF_MONEY)


def test_a_name_says_whose_account_it_is():
    assert account_name(f"expert:{EXPERT}:held") == ("expert:held", EXPERT)
    assert account_name("platform:bank") == ("platform:bank", None)
