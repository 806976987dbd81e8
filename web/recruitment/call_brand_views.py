"""A brand's calls for experts: the list, a new one, and one of them with what came of it."""

from collections.abc import Sequence
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.aggregate import now
from domain.errors import NotFound
from domain.log.entries import IdempotencyKey
from domain.recruitment.call_for_experts import CallForExperts
from projections.assessments.assessments import AssessmentSummary, open_tests
from projections.members.matching import matching
from projections.members.queries import few
from projections.recruitment.calls import CallSummary, call_with_id, calls_of
from web.brands.subject_names import subjects_in_order
from web.http.access import ABSENT
from web.http.read_your_writes import remember
from web.http.request_context import current_account, current_brand, marketplace, private_store
from web.i18n.language import current_language
from web.i18n.locale_names import country_name, language_name
from web.mail.labels import STATES
from web.recruitment import call_forms as asked
from web.recruitment import labels as words
from web.recruitment.call_presenters import CallTold, told_of
from web.recruitment.call_terms import told
from web.recruitment.emails import count_letters
from web.recruitment.invitation_rounds import InvitationRounds

REFUSED = 422

pages = Blueprint("calls", __name__, url_prefix="/brands/<brand_slug>/calls")


@pages.get("")
def show_calls(brand_slug: str) -> ResponseReturnValue:
    del brand_slug
    brand, read_models = current_brand(), marketplace().read_models
    with read_models.read(read_models.calls) as db:
        found = calls_of(brand.brand_id, db)
    calls = told_of(found, read_models)
    return render_template(
        "recruitment/brand_calls.html", brand=brand, calls=calls, at=now(), endings=words.ENDINGS
    )


@pages.get("/new")
def show_new_call(brand_slug: str) -> ResponseReturnValue:
    del brand_slug
    if request.args:
        return _form(asked.Draft(asked.typed(request.args)))
    today = now().astimezone(ZoneInfo(current_brand().zone)).date()
    return _form(asked.Draft(asked.blank(today)))


@pages.get("/review")
def review(brand_slug: str) -> ResponseReturnValue:
    """What everybody will read, before it is published. Its id is made here: sent twice is once."""
    del brand_slug
    brand, tests = current_brand(), _tests()
    draft = asked.read(asked.typed(request.args), brand, tests, now())
    if draft.details is None:
        return _form(draft), REFUSED
    call = CallSummary(uuid4(), draft.details, now(), None, None, 0, 0)
    read_models = marketplace().read_models
    with read_models.read(read_models.pool) as db:
        n = len(matching(draft.details, db))
    return render_template(
        "recruitment/review_call.html",
        brand=brand,
        call=told_of([call], read_models)[0],
        values=draft.values,
        terms=told(draft.details.terms, current_language()),
        reached=few(n),
    )


@pages.post("")
def publish(brand_slug: str) -> ResponseReturnValue:
    brand, values = current_brand(), asked.typed(request.form)
    draft = asked.read(values, brand, _tests(), now())
    if draft.details is None:
        return _form(draft), REFUSED
    call_id = _call_id(request.form.get("call_id", ""))
    idempotency_key = IdempotencyKey.of(f"publish-call/{call_id}", *values.values())
    by = current_account().id
    remember(marketplace().calls.publish(call_id, draft.details, by, now(), idempotency_key))
    return _to(brand_slug, call_id)


@pages.get("/<uuid:call_id>")
def show_call(brand_slug: str, call_id: UUID) -> ResponseReturnValue:
    del brand_slug
    brand, call = current_brand(), _current_call(call_id)
    letters = count_letters(call_id, private_store())
    return render_template(
        "recruitment/brand_call.html",
        brand=brand,
        call=call,
        at=now(),
        terms=told(call.it.details.terms, current_language()),
        letters={STATES[state]: n for state, n in letters.items() if n},
        endings=words.ENDINGS,
        is_inviting=InvitationRounds(private_store()).is_due(call_id),
    )


@pages.post("/<uuid:call_id>/invite")
def invite(brand_slug: str, call_id: UUID) -> ResponseReturnValue:
    """The worker does it: thousands of letters are not written while somebody waits for a page."""
    _current_call(call_id)
    marketplace().calls.invite(call_id, (), now())  # refused when the call is closed
    InvitationRounds(private_store()).ask(call_id, now())
    return _to(brand_slug, call_id)


@pages.post("/<uuid:call_id>/close")
def close(brand_slug: str, call_id: UUID) -> ResponseReturnValue:
    _current_call(call_id)
    why, by = request.form.get("reason", ""), current_account().id
    remember(marketplace().calls.close(call_id, why, by, now()))
    return _to(brand_slug, call_id)


def _to(brand_slug: str, call_id: UUID) -> ResponseReturnValue:
    return redirect(url_for(".show_call", brand_slug=brand_slug, call_id=call_id), code=303)


def _call_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _current_call(call_id: UUID) -> CallTold:
    """Another brand's call is absent, like none at all."""
    read_models = marketplace().read_models
    with read_models.read(read_models.calls) as db:
        call = call_with_id(call_id, db) or _published_just_now(call_id)
    if call is None or call.details.brand_id != current_brand().brand_id:
        raise NotFound(ABSENT)
    return told_of([call], read_models)[0]


def _published_just_now(call_id: UUID) -> CallSummary | None:
    """By the log itself: whoever publishes is shown the call, however far behind pages are."""
    told = marketplace().log.history(call_id)
    published = told[0].data if told else None
    if not isinstance(published, CallForExperts.Published):
        return None
    return CallSummary(call_id, published.details, published.at, None, None, 0, 0)


def _tests() -> Sequence[AssessmentSummary]:
    """Those that people may take for this brand: its own, and the platform's."""
    read_models = marketplace().read_models
    with read_models.read(read_models.assessments) as db:
        found = open_tests(db)
    return [each for each in found if each.brand_id in (None, current_brand().brand_id)]


def _form(draft: asked.Draft) -> str:
    tests = _tests()
    about = {each.subject_id for each in tests}
    subjects = [each for each in subjects_in_order(marketplace().read_models) if each.id in about]
    return render_template(
        "recruitment/new_call.html",
        brand=current_brand(),
        values=draft.values,
        mistakes=draft.mistakes,
        tests={
            each.id: [assessment for assessment in tests if assessment.subject_id == each.id]
            for each in subjects
        },
        subjects=subjects,
        spoken=[(code, language_name(code)) for code in asked.LANGUAGES],
        countries=[(code, country_name(code)) for code in asked.COUNTRIES],
    )
