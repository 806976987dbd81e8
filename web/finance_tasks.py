"""What finance's first page counts. A new task is one FinanceTask here, beside its blueprint."""

from datetime import datetime

from payments.earnings.earning_commands import earnings_to_decide
from payments.earnings.unstated_items import holders_to_state
from payments.statements.weeks import week_of
from projections.bookings.funding import FundingFilter, awaited_count
from web.i18n.language import lazy_gettext
from web.ledger.finance_tasks import FinanceTask
from web.marketplace import Marketplace


def _earnings_to_decide(marketplace: Marketplace, _at: datetime) -> int:
    return len(earnings_to_decide(marketplace.log))


def _statements_to_close(marketplace: Marketplace, at: datetime) -> int:
    """Of the last week that is over."""
    return len(holders_to_state(marketplace.log, week_of(at).begins_at))


def _awaited_payments(marketplace: Marketplace, _at: datetime) -> int:
    models = marketplace.read_models
    with models.read(models.bookings) as db:
        return awaited_count(db, FundingFilter())


FINANCE_TASKS = (
    FinanceTask(
        "contests.show_contests",
        lazy_gettext("Contests and appeals to decide"),
        _earnings_to_decide,
    ),
    FinanceTask(
        "statements.show_statements", lazy_gettext("Statements to close"), _statements_to_close
    ),
    FinanceTask(
        "booking_payments.show_payments",
        lazy_gettext("Payments of brands to record"),
        _awaited_payments,
    ),
)
