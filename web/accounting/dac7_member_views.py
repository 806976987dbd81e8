"""The expert's copy of what is reported under DAC7: by quarter, on a page and as CSV."""

import csv
import io

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from payments.accounting.dac7_figures import (
    QuarterFigures,
    SellerFigures,
    credited_in,
    years_credited,
)
from payments.accounting.dac7_filing import FiledKind, filing_of
from web.accounting.dac7_finance_views import LAST_YEAR
from web.http.files import file_response
from web.http.form_fields import whole_number
from web.http.request_context import current_account, current_time, marketplace
from web.private_store.accounts import RoleName

COLUMNS = ("year", "quarter", "currency", "credited_minor", "conversations", "commission_minor")

bp = Blueprint("own_dac7", __name__, url_prefix="/me/yearly-report")


@bp.get("")
@roles_accepted(RoleName.EXPERT)
def show_report() -> ResponseReturnValue:
    expert_id = current_account().id
    with marketplace().ledger.read() as db:
        years = years_credited(db, expert_id)
        year = whole_number(request.args.get("year", ""), LAST_YEAR)
        year = year or next(iter(years), current_time().year)
        credited = credited_in(year, db, expert_id)
    filing = filing_of(marketplace().log, year)
    filed = {
        key[1]: filing.stated_at[key]
        for key, seller in filing.sellers.items()
        if key[0] == expert_id and seller.kind is not FiledKind.DELETED
    }
    return render_template(
        "accounting/own_report.html", year=year, years=years, credited=credited, filed=filed
    )


@bp.get("/<int:year>.csv")
@roles_accepted(RoleName.EXPERT)
def download_report(year: int) -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        credited = credited_in(year, db, current_account().id)
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for figures in credited:
        for number, quarter in enumerate(figures.quarters, 1):
            rows.writerow((year, number, *_amounts(figures, quarter)))
    return file_response(text.getvalue(), "text/csv", f"yearly-report-{year}.csv")


def _amounts(figures: SellerFigures, quarter: QuarterFigures) -> tuple[str, int, int, int]:
    credited, fees = quarter.consideration.amount, quarter.fees.amount
    return figures.currency, credited, quarter.conversations, fees
