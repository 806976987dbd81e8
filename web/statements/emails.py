"""The e-mail about a new statement: how much, and whether it is paid now."""

from typing import NamedTuple

from domain.money import Money
from payments.statements.statement_account import StatementAccount
from payments.weeks import parse_week
from web.i18n import formats
from web.i18n.language import gettext_in, locale_of


class StatementEmail(NamedTuple):
    """What an expert reads on Monday."""

    statement: StatementAccount.StatementClosed
    to_pay: Money | None
    """None when it is withheld: the page says why."""
    link: str
    """The statement's page."""

    def in_language(self, language: str) -> tuple[str, str]:
        """Subject and text."""
        last_day = formats.day(parse_week(self.statement.week).sunday, locale=locale_of(language))
        subject = gettext_in("Your statement of the week to %(day)s", language, day=last_day)
        text = gettext_in(
            "Your statement of the week to %(day)s closes with %(closing)s. %(outcome)s\n\n"
            "Each conversation, adjustment and payout:\n"
            "%(link)s",
            language,
            day=last_day,
            closing=_amount(self.statement.closing, language),
            outcome=self._outcome(language),
            link=self.link,
        )
        return subject, text

    def _outcome(self, language: str) -> str:
        if self.to_pay is None:
            return gettext_in(
                "It is not paid for now: the page says why, and what you can do.", language
            )
        return gettext_in(
            "%(amount)s will be paid with the next pay run, usually on Tuesday, and takes some days"
            " to arrive.",
            language,
            amount=_amount(self.to_pay, language),
        )


def _amount(money: Money, language: str) -> str:
    return formats.money(money.amount, money.currency, locale_of(language))
