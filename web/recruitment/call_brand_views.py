"""A brand's calls for experts: the list, a new one, and one of them with what came of it."""

from collections.abc import Sequence
from http import HTTPStatus
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.errors import NotFound
from domain.log.entries import IdempotencyKey
from domain.recruitment.call_for_experts import CallDetails, CallForExperts
from projections.assessments.assessments import AssessmentSummary, open_tests
from projections.members.matching import matching
from projections.members.queries import visible_count
from projections.recruitment.calls import CallSummary, call_with_id, calls_of
from web.brands.subject_names import subjects_in_order
from web.http.access import ABSENT
from web.http.form_fields import Values
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_brand,
    current_settings,
    current_time,
    marketplace,
    private_store,
    read,
    read_models,
)
from web.i18n import formats
from web.i18n.language import current_language
from web.i18n.locale_names import country_name, language_name
from web.mail.labels import STATUSES
from web.members.profile_forms import LANGUAGES
from web.recruitment import call_forms
from web.recruitment.call_forms import CallDraft
from web.recruitment.call_presenters import CallView, call_views, terms_view
from web.recruitment.emails import count_emails
from web.recruitment.invitations import InvitationRounds
from web.recruitment.labels import ENDINGS

bp = Blueprint("calls", __name__, url_prefix="/brands/<brand_slug>/calls")


@bp.get("")
def show_calls() -> ResponseReturnValue:
    brand = current_brand()
    with read(read_models().calls) as db:
        calls = calls_of(brand.brand_id, db)
    views = call_views(calls, read_models())
    return render_template(
        "recruitment/brand_calls.html", brand=brand, calls=views, at=current_time()
    )


@bp.get("/new")
def show_new_call() -> ResponseReturnValue:
    if request.args:
        return _form(CallDraft(call_forms.typed(request.args)))
    today = current_time().astimezone(ZoneInfo(current_brand().zone)).date()
    return _form(CallDraft(call_forms.blank(today)))


@bp.get("/review")
def review() -> ResponseReturnValue:
    """What members will read, before it is published. Its id is made here: sent twice is once."""
    draft = _read(call_forms.typed(request.args))
    if draft.details is None:
        return _form(draft), HTTPStatus.UNPROCESSABLE_ENTITY
    call = CallSummary(uuid4(), draft.details, current_time(), None, None, 0, 0)
    with read(read_models().pool) as db:
        n = len(matching(draft.details, db))
    return render_template(
        "recruitment/review_call.html",
        call=call_views([call], read_models())[0],
        values=draft.values,
        terms=terms_view(draft.details.terms, current_language()),
        matching=visible_count(n),
        other_languages=_without_test(draft.details),
    )


@bp.post("")
def publish() -> ResponseReturnValue:
    values = call_forms.typed(request.form)
    draft = _read(values)
    if draft.details is None:
        return _form(draft), HTTPStatus.UNPROCESSABLE_ENTITY
    call_id = _call_id(request.form.get("call_id", ""))
    idempotency_key = IdempotencyKey.of(f"publish-call/{call_id}", *values.values())
    by = current_account().id
    remember_position(
        marketplace().calls.publish(call_id, draft.details, by, current_time(), idempotency_key)
    )
    return _redirect_to(call_id)


@bp.get("/<uuid:call_id>")
def show_call(call_id: UUID) -> ResponseReturnValue:
    call, emails = _current_call(call_id), count_emails(call_id, private_store())
    return render_template(
        "recruitment/brand_call.html",
        brand=current_brand(),
        call=call,
        at=current_time(),
        terms=terms_view(call.summary.details.terms, current_language()),
        emails={STATUSES[status]: n for status, n in emails.items() if n},
        endings=ENDINGS,
        is_inviting=InvitationRounds(private_store()).is_due(call_id),
    )


@bp.post("/<uuid:call_id>/invite")
def invite(call_id: UUID) -> ResponseReturnValue:
    """The worker does it: writing thousands of e-mails takes longer than a page may take."""
    _current_call(call_id)
    marketplace().log.load(CallForExperts, call_id).check_open(current_time())
    InvitationRounds(private_store()).request(call_id, current_time())
    return _redirect_to(call_id)


@bp.post("/<uuid:call_id>/close")
def close(call_id: UUID) -> ResponseReturnValue:
    _current_call(call_id)
    reason, by = request.form.get("reason", ""), current_account().id
    remember_position(marketplace().calls.close(call_id, reason, by, current_time()))
    return _redirect_to(call_id)


def _without_test(details: CallDetails) -> list[str]:
    """The names of the call's languages in which its test is not written."""
    [language] = (test.language for test in _tests() if test.assessment_id == details.assessment_id)
    return [language_name(code) for code in details.languages if code != language]


def _redirect_to(call_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show_call", call_id=call_id), code=303)


def _call_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _current_call(call_id: UUID) -> CallView:
    """Another brand's call is absent, like none at all."""
    with read(read_models().calls) as db:
        call = call_with_id(call_id, db) or _published_just_now(call_id)
    if call is None or call.details.brand_id != current_brand().brand_id:
        raise NotFound(ABSENT)
    return call_views([call], read_models())[0]


def _published_just_now(call_id: UUID) -> CallSummary | None:
    """From the log itself: its publisher is shown the call, however far behind pages are."""
    history = marketplace().log.history(call_id)
    published = history[0].data if history else None
    if not isinstance(published, CallForExperts.Published):
        return None
    return CallSummary(call_id, published.details, published.at, None, None, 0, 0)


def _tests() -> Sequence[AssessmentSummary]:
    """The open tests that may qualify for this brand: its own, and the platform's."""
    with read(read_models().assessments) as db:
        tests = open_tests(db)
    return [test for test in tests if test.brand_id in (None, current_brand().brand_id)]


def _read(values: Values) -> CallDraft:
    percent = current_settings().commission_percent
    return call_forms.read(values, current_brand(), _tests(), current_time(), percent)


def _form(draft: CallDraft) -> str:
    tests_by_subject: dict[UUID, list[AssessmentSummary]] = {}
    for test in _tests():
        tests_by_subject.setdefault(test.subject_id, []).append(test)
    subjects = subjects_in_order(read_models())
    return render_template(
        "recruitment/new_call.html",
        brand=current_brand(),
        values=draft.values,
        errors=draft.errors,
        tests=tests_by_subject,
        subjects=[subject for subject in subjects if subject.id in tests_by_subject],
        commission=formats.percent(current_settings().commission_percent / 100, 0),
        spoken=[(code, language_name(code)) for code in LANGUAGES],
        countries=[(code, country_name(code)) for code in call_forms.COUNTRIES],
    )
