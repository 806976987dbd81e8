"""The names of what statements hold, in the reader's language."""

from datetime import date, timedelta

from payments.statements.account_reasons import AdjustmentReason, WithheldReason
from payments.statements.weeks import parse_week
from web.i18n import formats
from web.i18n.language import gettext, lazy_gettext

ONE_DAY = timedelta(days=1)

ADJUSTMENTS = {
    AdjustmentReason.BONUS: lazy_gettext("bonus"),
    AdjustmentReason.CORRECTION: lazy_gettext("correction"),
    AdjustmentReason.LATE_CONTEST: lazy_gettext("a paid conversation was contested later"),
}
WITHHELD = {
    WithheldReason.NOTHING_TO_PAY: lazy_gettext("nothing to pay"),
    WithheldReason.NEGATIVE_BALANCE: lazy_gettext("negative balance, carried to the next week"),
    WithheldReason.BELOW_THRESHOLD: lazy_gettext("below the payout threshold"),
    WithheldReason.IDENTITY_MISSING: lazy_gettext("name, date of birth or address missing"),
    WithheldReason.BANK_ACCOUNT_MISSING: lazy_gettext("bank account missing"),
    WithheldReason.TAX_DETAILS_MISSING: lazy_gettext("tax details missing"),
    WithheldReason.MANDATE_MISSING: lazy_gettext("self-billing mandate missing"),
}


def last_day_of(week: str) -> date:
    """The Sunday of a week such as `2017-W40`."""
    return (parse_week(week).ends_at - ONE_DAY).date()


def week_days(week: str) -> str:
    """The days of a week, in the reader's language: 2 October 2017 to 8 October 2017."""
    begins_at, _ = parse_week(week)
    return gettext(
        "%(first)s to %(last)s",
        first=formats.day(begins_at.date()),
        last=formats.day(last_day_of(week)),
    )
