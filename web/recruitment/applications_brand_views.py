"""Who applies to be a brand's ambassador: what they declare, and what its manager answers."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate
from typing_extensions import override

from domain.errors import NotFound
from domain.members.member import Member
from domain.recruitment.ambassador_application import RejectionReason
from domain.terms import Voluntary
from projections.members.directory import engaged_with
from projections.recruitment.applications import (
    ACCEPTED,
    ApplicationSummary,
    answered_by,
    application_with_id,
    criteria_by_brand,
    waiting_for,
)
from web.brands.ambassador_metrics import metric_name
from web.http.access import ABSENT
from web.http.account_names import NO_ACCOUNT, PersonName, names_of
from web.http.form_fields import TextField, text_error, typed_text
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_brand,
    current_time,
    marketplace,
    private_texts,
    read,
    read_models,
)
from web.i18n.language import gettext
from web.recruitment import labels

MAX_ANSWERED = 50
MAX_POINTS = 1000
MAX_LENGTH = 2000

bp = Blueprint("applications", __name__, url_prefix="/brands/<brand_slug>/applications")


class ApplicationView(NamedTuple):
    """An application, with the texts and the name that lie in the private store."""

    summary: ApplicationSummary
    applicant: PersonName
    text: str
    answer: str


class AcceptForm(Schema):
    class Meta:
        unknown = EXCLUDE

    points = fields.Integer(required=True, validate=validate.Range(0, MAX_POINTS))

    @override
    def handle_error(self, *_: Any, **__: Any) -> None:
        """Our words, in the reader's language."""
        sentence = gettext("Points must be a whole number between 0 and 1000.")
        raise ValidationError({"points": [sentence]})


class RejectForm(Schema):
    class Meta:
        unknown = EXCLUDE

    reason = fields.String(required=True, validate=validate.OneOf(list(RejectionReason)))
    reply = TextField(required=True, validate=validate.Length(1, MAX_LENGTH))

    @override
    def handle_error(self, error: ValidationError, data: Any, **_: Any) -> None:
        """Our words, in the reader's language."""
        if wrong := text_error(typed_text(data.get("reply", ""))):
            raise ValidationError({"reply": [wrong]}) from error
        sentence = gettext("Choose a reason and explain it in your own words.")
        raise ValidationError({"reply": [sentence]})


@bp.get("")
def show_applications() -> ResponseReturnValue:
    brand = current_brand()
    with read(read_models().applications) as db:
        waiting = waiting_for(brand.brand_id, db)
        answered = answered_by(brand.brand_id, db, MAX_ANSWERED)
        criteria = criteria_by_brand(db).get(brand.brand_id, ())
    return render_template(
        "recruitment/brand_applications.html",
        brand=brand,
        waiting=_views(waiting),
        answered=_views(answered),
        criteria=criteria,
        minimum_by_metric={criterion.metric: criterion.at_least for criterion in criteria},
        labels=labels,
        metric_name=metric_name,
        usual_points=_usual_points(answered),
        max_length=MAX_LENGTH,
    )


@bp.post("/<uuid:application_id>/welcome")
def accept(application_id: UUID) -> ResponseReturnValue:
    _own_application(application_id)
    form: dict[str, int] = AcceptForm().load(request.form)
    by = current_account().id
    remember_position(
        marketplace().applications.accept(application_id, **form, by=by, at=current_time())
    )
    return _redirect_to_list()


@bp.post("/<uuid:application_id>/turn-down")
def reject(application_id: UUID) -> ResponseReturnValue:
    application = _own_application(application_id)
    form: dict[str, str] = RejectForm().load(
        {name: value.strip() for name, value in request.form.items()}
    )
    by, at, commands = current_account().id, current_time(), marketplace().applications
    with private_texts().with_event_of(application_id, application.member_id, at) as store_text:
        text_id = store_text(form["reply"])
        position = commands.reject(application_id, form["reason"], text_id, by, at)
    remember_position(position)
    return _redirect_to_list()


def _usual_points(answered: Sequence[ApplicationSummary]) -> str:
    """What the ambassador earns who was accepted last and is still one; '' without any."""
    brand_id = current_brand().brand_id
    accepted = [application.member_id for application in answered if application.state == ACCEPTED]
    with read(read_models().pool) as db:
        engaged = engaged_with(brand_id, db)
    volunteers = [member.member_id for member in engaged if member.model == Voluntary.model]
    for member_id in [*(id for id in accepted if id in volunteers), *volunteers]:
        terms = marketplace().log.load(Member, member_id).engagements.get(brand_id)
        if isinstance(terms, Voluntary):
            return str(terms.points)
    return ""


def _own_application(application_id: UUID) -> ApplicationSummary:
    """An application to another brand is absent, like none at all."""
    with read(read_models().applications) as db:
        application = application_with_id(application_id, db)
    if application is None or application.brand_id != current_brand().brand_id:
        raise NotFound(ABSENT)
    return application


def _views(applications: Sequence[ApplicationSummary]) -> list[ApplicationView]:
    names = names_of([application.member_id for application in applications])
    text_ids = [
        id
        for application in applications
        for id in (application.text_id, application.answer_id)
        if id
    ]
    texts = private_texts().read(text_ids)
    return [
        ApplicationView(
            application,
            names.get(application.member_id, NO_ACCOUNT),
            texts.get(application.text_id, "") if application.text_id else "",
            texts.get(application.answer_id, "") if application.answer_id else "",
        )
        for application in applications
    ]


def _redirect_to_list() -> ResponseReturnValue:
    return redirect(url_for(".show_applications"), code=303)
