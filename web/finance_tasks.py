"""What finance's first page counts. A new task is one FinanceTask here, beside its blueprint."""

from datetime import datetime

from projections.bookings.funding import FundingFilter, awaited_count
from web.i18n.language import lazy_gettext
from web.ledger.finance_tasks import FinanceParts, FinanceTask
from web.marketplace import Marketplace


def _awaited_payments(marketplace: Marketplace, _at: datetime) -> int:
    models = marketplace.read_models
    with models.read(models.bookings) as db:
        return awaited_count(db, FundingFilter())


FINANCE_PARTS = FinanceParts(
    tasks=(
        FinanceTask(
            "booking_payments.show_payments",
            lazy_gettext("Payments of brands to record"),
            _awaited_payments,
        ),
    ),
)
