"""Points of ambassadors, as finance sees them."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from payments.accounts import POINTS
from web.http.request_context import marketplace, read_models
from web.i18n.language import gettext
from web.ledger import point_tables
from web.ledger.balance_views import file_name
from web.ledger.figure_tables import csv_response
from web.ledger.page_parts import finance_query, show_page, today
from web.private_store.accounts import RoleName

bp = Blueprint("finance_points", __name__, url_prefix="/finance/points")


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_points() -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        query = finance_query(db)
        views = point_tables.point_views(query, today(), read_models(), db)
        return show_page(
            "figures.html",
            query,
            db,
            title=gettext("Points"),
            about=gettext(
                "Points are not money. What they cost is what each brand expects 100 points to"
                " cost, less those it expects never to be redeemed. Breakage is the share of"
                " issued points that expired."
            ),
            tables=[
                point_tables.point_table(views, query),
                point_tables.expiry_table(query, today(), read_models(), db),
            ],
        )


@bp.get("/brands.csv")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def download_points() -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        query = finance_query(db)
        views = point_tables.point_views(query, today(), read_models(), db)
    rows = point_tables.point_csv_rows(views, query)
    name = file_name("points", query._replace(unit=POINTS))
    return csv_response(name, point_tables.point_csv_columns(), rows)


@bp.get("/expiry.csv")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def download_expiry() -> ResponseReturnValue:
    with marketplace().ledger.read() as db:
        query = finance_query(db)
        months = point_tables.points_by_expiry(query, today(), read_models(), db)
    rows = point_tables.expiry_rows(months)
    name = file_name("points-expiry", query._replace(unit=POINTS))
    return csv_response(name, point_tables.expiry_columns(), rows)
