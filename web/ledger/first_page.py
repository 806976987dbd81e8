"""The figures of finance's first page, in each currency."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from flask import url_for
from sqlalchemy import Connection

from payments.accounts import POINTS
from payments.ledger.cutoffs import Cutoff, span_of
from payments.ledger.final_payouts import final_total
from payments.ledger.flows import Flow, FlowFilter, class_totals, flow_total, units_of
from payments.ledger.owner_balances import BRANDS, balance_list
from payments.ledger.point_balances import points_by_brand
from payments.pay_runs.business_days import FINAL_AFTER, business_day_after
from web.i18n import formats
from web.i18n.language import gettext
from web.ledger.figure_tables import Cell, amount_cell
from web.ledger.forms import FinanceQuery
from web.ledger.labels import class_text
from web.ledger.withheld import WithheldPay

EXPERT_CLASSES = ("expert:held", "expert:payable", "expert:in_transit", "expert:advance")


class NamedFigure(NamedTuple):
    """A figure, what it is called, and what it means."""

    key: str
    label: str
    cell: Cell
    about: str


class CurrencyFigures(NamedTuple):
    """What is owed and owned in one currency."""

    unit: str
    experts: Sequence[NamedFigure]
    brands: Sequence[NamedFigure]


def currency_figures(
    query: FinanceQuery,
    today: date,
    withheld: Mapping[str, WithheldPay] | None,
    db: Connection,
) -> list[CurrencyFigures]:
    """
    Of each currency in which anything was posted.

    withheld: by currency; None: it is not known of that day.
    """
    sums = class_totals(EXPERT_CLASSES, query.cutoff, db)
    final_day = last_final_day(query.reference_day(today))
    figures = []
    for unit in units_of(db):
        if unit == POINTS:
            continue
        of_unit = query._replace(unit=unit)
        final = final_total(unit, final_day, query.cutoff, db)
        amounts = {name: sums.get((name, unit), 0) for name in EXPERT_CLASSES}
        flows = {
            flow: flow_total(FlowFilter(flow, unit), query.cutoff, db)
            for flow in (Flow.EARNED, Flow.PAID)
        }
        experts = _of_experts(of_unit, amounts, flows, final)
        if withheld is not None:
            experts += _withheld(of_unit, withheld.get(unit, WithheldPay()))
        figures.append(CurrencyFigures(unit, experts, _of_brands(of_unit, query.cutoff, db)))
    return figures


def _of_experts(
    query: FinanceQuery, amounts: dict[str, int], flows: dict[Flow, int], final: int
) -> list[NamedFigure]:
    by_expert = query.url("finance_balances.show_experts")
    by_week = query.url("finance_balances.show_weeks")
    payable = query.url("finance_ageing.show_payable")
    unit = query.unit
    held, due, sent, advance = amounts.values()
    return [
        NamedFigure(
            "earned",
            gettext("Earned"),
            amount_cell(flows[Flow.EARNED], unit, by_week),
            gettext("by experts so far, less what was refused"),
        ),
        NamedFigure(
            "held",
            class_text("expert:held"),
            amount_cell(held, unit, by_expert),
            gettext("the brand can still contest it, or has"),
        ),
        NamedFigure(
            "payable",
            class_text("expert:payable"),
            amount_cell(due, unit, payable),
            gettext("released and not paid yet; what is withheld is part of it"),
        ),
        NamedFigure(
            "in_transit",
            class_text("expert:in_transit"),
            amount_cell(sent, unit, by_expert),
            gettext("initiated, the outcome is not known yet"),
        ),
        NamedFigure(
            "paid", gettext("Paid"), amount_cell(flows[Flow.PAID], unit, by_week), gettext("so far")
        ),
        NamedFigure(
            "final",
            gettext("Final"),
            amount_cell(final, unit, by_week),
            gettext("of what was paid: five business days ago or more"),
        ),
        *(
            [
                NamedFigure(
                    "advance",
                    class_text("expert:advance"),
                    amount_cell(-advance, unit, by_expert),
                    gettext("experts owe it; the next statements recover it"),
                )
            ]
            if advance
            else []
        ),
    ]


def _withheld(query: FinanceQuery, withheld: WithheldPay) -> list[NamedFigure]:
    """The first as its page lists it; whether a small amount waits is decided by its statement."""
    return [
        NamedFigure(
            "withheld",
            gettext("Withheld"),
            amount_cell(
                withheld.details_missing, query.unit, url_for("withheld_pay.show_withheld")
            ),
            gettext("of what is payable: payment details are missing"),
        ),
        NamedFigure(
            "below_threshold",
            gettext("Below the threshold"),
            amount_cell(withheld.below_threshold, query.unit),
            gettext("of what is payable: in small amounts, which wait for 13 weeks at most"),
        ),
    ]


def _of_brands(query: FinanceQuery, cutoff: Cutoff, db: Connection) -> list[NamedFigure]:
    totals = balance_list(BRANDS, query.unit, span_of(cutoff, db), db, limit=0).totals
    prepaid = totals["prepaid"] + totals["reserved"]
    return [
        NamedFigure(
            "prepaid",
            gettext("Prepaid by brands"),
            amount_cell(prepaid, query.unit, query.url("finance_ageing.show_prepaid")),
            gettext("of which reserved: %(amount)s", amount=_text(totals["reserved"], query.unit)),
        ),
        NamedFigure(
            "owed",
            class_text("brand:receivable"),
            amount_cell(
                -totals["receivable"], query.unit, query.url("finance_ageing.show_receivable")
            ),
            gettext("on account and by invoice"),
        ),
        NamedFigure(
            "refunds",
            class_text("brand:refunds_payable"),
            amount_cell(
                totals["refunds_payable"], query.unit, query.url("finance_balances.show_brands")
            ),
            gettext("to brands whose bookings ended"),
        ),
    ]


def points_figure(query: FinanceQuery, db: Connection) -> NamedFigure:
    outstanding = sum(brand.outstanding for brand in points_by_brand(query.cutoff, db))
    url = query.url("finance_points.show_points") if outstanding else ""
    return NamedFigure(
        "points",
        gettext("Points outstanding"),
        Cell(formats.number(outstanding), outstanding, url),
        gettext("of ambassadors, with all brands"),
    )


def last_final_day(day: date) -> date:
    """The newest day whose payouts are final at the end of a day."""
    paid = day
    while business_day_after(paid, FINAL_AFTER) > day:
        paid -= timedelta(days=1)
    return paid


def _text(minor: int, unit: str) -> str:
    return formats.accounting(minor, unit)
