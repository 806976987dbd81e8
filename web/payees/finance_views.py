"""Withheld pay, as finance sees it: whose pay cannot go out, and which kinds of details lack."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.money import Money
from payments.ledger.expert_pay import ExpertPay, waiting_pay
from payments.payees.payee_commands import missing_by_expert
from payments.payees.payee_details import MissingDetail
from web.http.form_fields import whole_number
from web.http.request_context import marketplace
from web.members.profile_store import names_of
from web.payees import labels
from web.private_store.accounts import RoleName

PAGE_SIZE = 50
MOST_PAGES = 100_000

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
    pages = max(1, -(-len(withheld) // PAGE_SIZE))
    page = min(whole_number(request.args.get("page", "1"), MOST_PAGES) or 1, pages)
    shown = withheld[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return render_template(
        "payees/withheld_pay.html",
        experts=shown,
        names=names_of([expert.expert_id for expert in shown]),
        n=len(withheld),
        totals=_totals(withheld),
        wanted=wanted,
        page=page,
        pages=pages,
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
    sums: dict[str, ExpertPay] = {}
    for expert in experts:
        for pay in expert.pay:
            currency = pay.payable.currency
            before = sums.get(currency, ExpertPay(Money(0, currency), Money(0, currency)))
            payable = before.payable.amount + pay.payable.amount
            held = before.held.amount + pay.held.amount
            sums[currency] = ExpertPay(Money(payable, currency), Money(held, currency))
    return [sums[currency] for currency in sorted(sums)]


def _wanted(query: Mapping[str, str]) -> MissingDetail | None:
    """The kind to filter by; an unknown one counts for nothing."""
    value = query.get("missing", "")
    return MissingDetail(value) if value in tuple(MissingDetail) else None
