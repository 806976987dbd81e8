"""The brands that look for ambassadors: what each asks for, applying, and the answers."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import NamedTuple
from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.brands.brand import Criterion
from domain.errors import NotFound
from domain.log.entries import IdempotencyKey
from domain.members.member import Member
from projections.brands.brands import BrandSummary
from projections.recruitment.applications import (
    ApplicationSummary,
    applications_of,
    criteria_by_brand,
)
from web.brands.ambassador_metrics import metric_name
from web.http.access import ABSENT
from web.http.form_fields import text_error, typed_text, whole_number
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    brand_directory,
    current_account,
    current_time,
    marketplace,
    private_texts,
    read,
    read_models,
)
from web.i18n.language import gettext
from web.private_store.accounts import RoleName
from web.recruitment import labels

MAX_LENGTH = 2000
MAX_DECLARED = 100_000
bp = Blueprint("helping", __name__, url_prefix="/brands-to-help")


class RecruitingBrand(NamedTuple):
    """A brand that looks for ambassadors, and where the member stands with it."""

    brand: BrandSummary
    criteria: Sequence[Criterion]
    application_id: UUID
    """Of the next application: made here, so that sent twice it is one."""
    is_waiting: bool
    answers_already: bool


class OwnApplication(NamedTuple):
    """The reader's application, and the brand's answer."""

    summary: ApplicationSummary
    brand: BrandSummary
    answer: str


@bp.get("")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def show_brands() -> ResponseReturnValue:
    return _page()


@bp.post("/<uuid:brand_id>/apply")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def apply(brand_id: UUID) -> ResponseReturnValue:
    criteria = _criteria_by_brand().get(brand_id)
    if criteria is None:
        raise NotFound(ABSENT)
    values = {name: typed_text(value) for name, value in request.form.items()}
    declared_counts, errors = read_declared(values, criteria)
    if error := text_error(motivation := values.get("motivation", "")):
        errors["motivation"] = error
    if len(motivation) > MAX_LENGTH:
        errors["motivation"] = gettext("Use at most %(n)s characters.", n=MAX_LENGTH)
    if errors:
        return _page(brand_id, values, errors), HTTPStatus.UNPROCESSABLE_ENTITY
    _send(brand_id, declared_counts, values)
    return redirect(url_for(".show_brands"), code=303)


@bp.post("/applications/<uuid:application_id>/take-back")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def withdraw(application_id: UUID) -> ResponseReturnValue:
    commands, member_id = marketplace().applications, current_account().id
    remember_position(commands.withdraw(application_id, member_id, current_time()))
    return redirect(url_for(".show_brands"), code=303)


def read_declared(
    values: Mapping[str, str], criteria: Sequence[Criterion]
) -> tuple[dict[str, int], dict[str, str]]:
    """What the applicant declares, by metric; and the errors in it, by metric."""
    declared_counts, errors = {}, {}
    for criterion in criteria:
        least = criterion.at_least
        number = whole_number(values.get(criterion.metric, ""), MAX_DECLARED)
        if number is None:
            errors[criterion.metric] = gettext("Enter a whole number.")
        elif number < least:
            errors[criterion.metric] = gettext("This brand asks for at least %(n)s.", n=least)
        else:
            declared_counts[criterion.metric] = number
    return declared_counts, errors


def _send(brand_id: UUID, declared_counts: Mapping[str, int], values: Mapping[str, str]) -> None:
    member_id, at = current_account().id, current_time()
    try:
        application_id = UUID(values.get("application_id", ""))
    except ValueError:
        application_id = uuid4()
    text = values.get("motivation", "")
    idempotency_key = IdempotencyKey.of(
        f"apply/{application_id}", brand_id, member_id, *declared_counts.items(), text
    )
    with private_texts().with_event_of(application_id, member_id, at) as store_text:
        position = marketplace().applications.submit(
            application_id,
            brand_id,
            member_id,
            declared_counts,
            at,
            text_id=store_text(text) if text else None,
            idempotency_key=idempotency_key,
        )
    remember_position(position)


def _page(
    brand_id: UUID | None = None,
    values: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
) -> str:
    """The page; brand_id, values, errors: of a form that has to be corrected."""
    member = marketplace().log.load_or_new(Member, current_account().id)
    own = _own_applications(member.id)
    return render_template(
        "recruitment/member_applications.html",
        recruiting=_recruiting_brands(member, own),
        own=own,
        has_joined=bool(member.version),
        labels=labels,
        metric_name=metric_name,
        max_length=MAX_LENGTH,
        brand_to_correct=brand_id,
        values=values or {},
        errors=errors or {},
    )


def _recruiting_brands(member: Member, own: Sequence[OwnApplication]) -> list[RecruitingBrand]:
    waiting = {
        application.summary.brand_id for application in own if application.summary.is_waiting
    }
    criteria = _criteria_by_brand()
    return [
        RecruitingBrand(
            brand,
            criteria[brand.brand_id],
            uuid4(),
            is_waiting=brand.brand_id in waiting,
            answers_already=brand.brand_id in member.engagements,
        )
        for brand in brand_directory().all()
        if brand.brand_id in criteria
    ]


def _own_applications(member_id: UUID) -> list[OwnApplication]:
    with read(read_models().applications) as db:
        applications = applications_of(member_id, db)
    answer_ids = [application.answer_id for application in applications if application.answer_id]
    answers = private_texts().read(answer_ids)
    brands = {brand.brand_id: brand for brand in brand_directory().all()}
    return [
        OwnApplication(
            application,
            brands[application.brand_id],
            answers.get(application.answer_id, "") if application.answer_id else "",
        )
        for application in applications
        if application.brand_id in brands
    ]


def _criteria_by_brand() -> dict[UUID, tuple[Criterion, ...]]:
    with read(read_models().applications) as db:
        return criteria_by_brand(db)
