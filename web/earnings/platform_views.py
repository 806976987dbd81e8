"""The contests and appeals that a person of the platform has to decide, in writing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotAllowed, Refused, translatable
from domain.log.entries import IdempotencyKey
from payments.earnings.earning import Earning, EarningStatus, WrittenText
from payments.earnings.earning_commands import earnings_to_decide
from payments.earnings.earning_rules import ConversationPay
from projections.brands.brands import BrandSummary
from web.earnings.earning_file import EarningFile, EarningReader, earning_file
from web.earnings.forms import (
    MAX_LENGTH,
    NOTHING_SENT,
    WrittenForm,
    form_key,
    read_form,
    stored,
)
from web.earnings.labels import StateText, state_of
from web.earnings.presenters import short, zone_of
from web.http.paging import page_of
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    brand_directory,
    current_account,
    current_time,
    marketplace,
)
from web.i18n.language import gettext
from web.private_store.accounts import RoleName

PAGE_SIZE = 25
UTC_ZONE = "UTC"
FOR_BRAND, FOR_EXPERT = "brand", "expert"
CONTEST, APPEAL = "contest", "appeal"
Decide = Callable[[UUID, WrittenText, UUID, datetime, IdempotencyKey], int]
CONTEST_OUTCOMES: Mapping[str, str] = {
    FOR_EXPERT: translatable("Contest rejected: the conversation is paid"),
    FOR_BRAND: translatable("Contest accepted: the conversation earns nothing"),
}
APPEAL_OUTCOMES: Mapping[str, str] = {
    FOR_EXPERT: translatable("Appeal granted: the conversation is paid"),
    FOR_BRAND: translatable("Appeal rejected: the conversation earns nothing"),
}

bp = Blueprint("contests", __name__, url_prefix="/finance/contests")


@dataclass(frozen=True)
class WaitingEarning:
    """A contest or an appeal, in the queue."""

    earning: Earning
    pay: ConversationPay
    brand: BrandSummary | None
    text: StateText
    can_be_decided: bool

    @property
    def short_id(self) -> str:
        return short(self.pay.conversation_id)


@bp.get("")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_contests() -> ResponseReturnValue:
    listed = earnings_to_decide(marketplace().log)
    page = page_of(len(listed), PAGE_SIZE)
    return render_template(
        "earnings/contests.html",
        waiting=[_waiting(id) for id in page.rows_of(listed)],
        n=len(listed),
        page=page,
    )


@bp.get("/<uuid:conversation_id>")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def show_contest(conversation_id: UUID) -> ResponseReturnValue:
    return _page(_file(conversation_id))


@bp.post("/<uuid:conversation_id>/decision")
@roles_accepted(RoleName.PLATFORM, RoleName.FINANCE)
def decide(conversation_id: UUID) -> ResponseReturnValue:
    file = _file(conversation_id)
    sent = read_form(request.form, gettext("Write the reason for your decision."), CONTEST_OUTCOMES)
    if sent.errors:
        return _page(file, sent), sent.status
    at, by = current_time(), current_account()
    change = _decision(sent.choice, request.form.get("about", ""))
    key = form_key(change.__name__, file.earning, by.id, sent)
    try:
        if not by.name.strip():
            raise NotAllowed("Your account has no name. A decision carries the name of its author.")
        with stored(sent.text, file.earning, at) as reason:
            remember_position(change(file.earning.id, reason, by.id, at, key))
    except Refused as refusal:
        sent = sent.refused(refusal)
        return _page(_file(conversation_id), sent), sent.status
    return redirect(url_for(".show_contest", conversation_id=conversation_id), code=303)


def _decision(outcome: str, about: str) -> Decide:
    """about: what the form was about: what was sent for a contest decides no appeal."""
    commands, is_granted = marketplace().earnings, outcome == FOR_EXPERT
    if about == APPEAL:
        return commands.grant_appeal if is_granted else commands.reject_appeal
    return commands.reject_contest if is_granted else commands.accept_contest


def _page(file: EarningFile, sent: WrittenForm = NOTHING_SENT) -> str:
    earning, at = file.earning, current_time()
    outcomes = APPEAL_OUTCOMES if earning.is_appealed else CONTEST_OUTCOMES
    return render_template(
        "earnings/contest.html",
        file=file,
        sent=sent,
        is_waiting=_is_waiting(earning),
        can_be_decided=_can_be_decided(earning, at),
        is_for_others=_is_waiting(earning) and earning.may_not_be_decided_by(current_account().id),
        about=APPEAL if earning.is_appealed else CONTEST,
        outcomes={value: gettext(name) for value, name in outcomes.items()},
        max_length=MAX_LENGTH,
    )


def _file(conversation_id: UUID) -> EarningFile:
    return earning_file(conversation_id, EarningReader.PLATFORM)


def _waiting(id: UUID) -> WaitingEarning:
    earning, at = marketplace().log.load(Earning, id), current_time()
    assert earning.pay is not None
    brand = brand_directory().with_id(earning.pay.brand_id)
    text = state_of(earning, zone_of(brand), at)
    return WaitingEarning(earning, earning.pay, brand, text, _can_be_decided(earning, at))


def _is_waiting(earning: Earning) -> bool:
    return earning.status is EarningStatus.CONTESTED or earning.is_appealed


def _can_be_decided(earning: Earning, at: datetime) -> bool:
    """A contest only after the answer, or when the time for it is over."""
    return earning.decidable_from is not None and earning.decidable_from <= at
