"""
Deciding on suspensions: the same pages for a brand and for the platform.

A brand decides about what was done for it, the platform for all brands. The address says whose
pages they are, and access.py has checked who sees them.
"""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus
from typing import cast
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotAllowed, NotFound
from domain.members.member import Member
from domain.moderation.suspension import NO_DECIDER
from domain.reasons import AppealOutcome
from web.http.access import ABSENT
from web.http.account_names import names_of
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    brand_directory,
    brand_of_page,
    current_account,
    current_time,
    marketplace,
    private_texts,
)
from web.moderation import forms, labels, member_views
from web.moderation.case_file import ModerationScope, current_scope
from web.moderation.evidence import evidence_about
from web.moderation.forms import DecisionForm
from web.private_store.accounts import RoleName

bp = Blueprint("suspensions", __name__)


def init_moderation(app: Flask) -> None:
    app.register_blueprint(bp, url_prefix="/brands/<brand_slug>/suspensions")
    app.register_blueprint(bp, name="platform_suspensions", url_prefix="/suspensions")
    app.register_blueprint(member_views.bp)


@bp.before_request
def check_role() -> ResponseReturnValue | None:
    """access.py has checked a brand's people; only the platform decides for all brands."""
    if brand_of_page() is not None:
        return None
    return cast(ResponseReturnValue | None, roles_accepted(RoleName.PLATFORM)(lambda: None)())


@bp.get("")
def show_suspensions() -> ResponseReturnValue:
    scope = current_scope()
    suspensions, engaged = scope.suspensions(), scope.engaged()
    member_ids = [member.member_id for member in engaged]
    deciders = [suspension.decided_by for suspension in suspensions]
    names = names_of([*member_ids, *deciders, *(case.member_id for case in suspensions)])
    return render_template(
        "moderation/suspensions.html",
        scope=scope,
        suspensions=suspensions,
        respondents=scope.respondents(engaged, names),
        brands={brand.brand_id: brand.name for brand in brand_directory().all()},
        names={id: member.name for id, member in names.items()},
        labels=labels,
    )


@bp.get("/new")
def show_new_suspension() -> ResponseReturnValue:
    scope = current_scope()
    return _decision_page(scope, _member_id(scope, request.args.get("member", "")), None, {})


@bp.post("")
def decide() -> ResponseReturnValue:
    scope, form, by = current_scope(), forms.read_decision(request.form), _decider()
    member_id = _member_id(scope, request.form.get("member", ""))
    evidence = evidence_about(member_id, scope.brand_id, _period(scope))
    errors = forms.errors_in(form, {event.position for event in evidence})
    if errors and by is not None:
        return _decision_page(scope, member_id, form, errors), HTTPStatus.UNPROCESSABLE_ENTITY
    at, suspension_id, length = current_time(), uuid4(), len(form.reason)
    decision = (member_id, scope.brand_id, form.period(at), form.evidence_positions)
    suspensions = marketplace().suspensions
    with private_texts().with_event_of(suspension_id, member_id, at) as store_text:
        reason = (store_text(form.reason), length)
        position = suspensions.decide(suspension_id, *decision, reason, by, at)
    remember_position(position)
    return _redirect_to(suspension_id)


@bp.get("/<uuid:suspension_id>")
def show_suspension(suspension_id: UUID) -> ResponseReturnValue:
    return _suspension_page(suspension_id, {})


@bp.post("/<uuid:suspension_id>/appeal")
def decide_appeal(suspension_id: UUID) -> ResponseReturnValue:
    case_file = current_scope().case_file(suspension_id)
    reason = forms.text_of(request.form, "reason")
    is_granted = request.form.get("outcome") == AppealOutcome.GRANTED
    outcome = AppealOutcome.GRANTED if is_granted else AppealOutcome.REJECTED
    by, at = _decider(), current_time()
    errors = forms.text_errors("reason", reason)
    if errors and by is not None:
        return _suspension_page(suspension_id, errors), HTTPStatus.UNPROCESSABLE_ENTITY
    member_id, suspensions = case_file.decided.member_id, marketplace().suspensions
    with private_texts().with_event_of(suspension_id, member_id, at) as store_text:
        written = (store_text(reason), len(reason))
        position = suspensions.decide_appeal(suspension_id, outcome, written, by, at)
    remember_position(position)
    return _redirect_to(suspension_id)


@bp.post("/<uuid:suspension_id>/end")
def lift(suspension_id: UUID) -> ResponseReturnValue:
    current_scope().case_file(suspension_id)
    by = _decider()
    if by is None:
        raise NotAllowed(NO_DECIDER)
    remember_position(marketplace().suspensions.lift(suspension_id, by, current_time()))
    return _redirect_to(suspension_id)


def _decider() -> UUID | None:
    """Who decides; None for an account without a name, which may not."""
    account = current_account()
    return account.id if account.name.strip() else None


def _redirect_to(suspension_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show_suspension", suspension_id=suspension_id), code=303)


def _suspension_page(suspension_id: UUID, errors: Mapping[str, str]) -> str:
    scope = current_scope()
    return render_template(
        "moderation/suspension.html",
        scope=scope,
        case_file=scope.case_file(suspension_id),
        labels=labels,
        errors=errors,
        reason=forms.text_of(request.form, "reason"),
        max_length=forms.MAX_LENGTH,
        reader_id=current_account().id,
    )


def _decision_page(
    scope: ModerationScope, member_id: UUID, form: DecisionForm | None, errors: Mapping[str, str]
) -> str:
    period = _period(scope)
    names = {id: member.name for id, member in names_of([member_id]).items()}
    return render_template(
        "moderation/new_suspension.html",
        scope=scope,
        member_id=member_id,
        member_name=scope.name_of(member_id, names),
        period=period,
        evidence=evidence_about(member_id, scope.brand_id, period),
        form=form,
        errors=errors,
        forms=forms,
        has_name=_decider() is not None,
    )


def _period(scope: ModerationScope) -> tuple[date, date]:
    return forms.read_period(request.values, current_time().astimezone(ZoneInfo(scope.zone)).date())


def _member_id(scope: ModerationScope, text: str) -> UUID:
    """A brand decides about members who answer for it. Raises NotFound."""
    try:
        member_id = UUID(text)
    except ValueError:
        raise NotFound(ABSENT) from None
    if scope.brand is not None and member_id not in {
        member.member_id for member in scope.engaged()
    }:
        raise NotFound(ABSENT)
    marketplace().log.load(Member, member_id)
    return member_id
