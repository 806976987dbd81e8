"""Withheld pay, as finance sees it: whose pay cannot go out, and which kinds of details lack."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.money import sums_by_currency
from payments.ledger.expert_pay import ExpertPay, waiting_pay
from payments.payees.payee_commands import missing_by_expert
from payments.payees.payee_details import MissingDetail
from web.http.account_names import account_names
from web.http.paging import page_of
from web.http.request_context import marketplace
from web.payees import labels
from web.private_store.accounts import RoleName

PAGE_SIZE = 50

bp = Blueprint("withheld_pay", __name__, url_prefix="/finance/payees")


class WithheldExpert(NamedTuple):
    """An expert with pay that cannot go out, and why not."""

    expert_id: UUID
    pay: Sequence[ExpertPay]
    missing: tuple[MissingDetail, ...]

    @property
    def order(self) -> tuple[int, int, UUID]:
        """The greatest payable amount first; amounts of two currencies are only sorted."""
        payable = sum(pay.payable.amount for pay in self.pay)
        return -payable, -sum(pay.held.amount for pay in self.pay), self.expert_id


@bp.get("")
@roles_accepted(RoleName.FINANCE, RoleName.PLATFORM)
def show_withheld() -> ResponseReturnValue:
    wanted = _wanted(request.args)
    withheld = [expert for expert in _withheld() if wanted is None or wanted in expert.missing]
    page = page_of(len(withheld), PAGE_SIZE)
    shown = page.rows_of(withheld)
    return render_template(
        "payees/withheld_pay.html",
        experts=shown,
        names=account_names(expert.expert_id for expert in shown),
        n=len(withheld),
        totals=_totals(withheld),
        wanted=wanted,
        page=page,
        labels=labels,
    )


def _withheld() -> list[WithheldExpert]:
    missing = missing_by_expert(marketplace().log)
    with marketplace().ledger.read() as db:
        pay = waiting_pay(db)
    experts = [WithheldExpert(id, pay_of_one, missing[id]) for id, pay_of_one in pay.items()]
    return sorted((expert for expert in experts if expert.missing), key=lambda one: one.order)


def _totals(experts: Sequence[WithheldExpert]) -> list[ExpertPay]:
    """Over all pages, by currency."""
    pay = [pay for expert in experts for pay in expert.pay]
    payable = sums_by_currency(one.payable for one in pay)
    held = sums_by_currency(one.held for one in pay)
    return list(map(ExpertPay, payable, held))


def _wanted(query: Mapping[str, str]) -> MissingDetail | None:
    """The kind to filter by; an unknown one counts for nothing."""
    value = query.get("missing", "")
    return MissingDetail(value) if value in tuple(MissingDetail) else None
