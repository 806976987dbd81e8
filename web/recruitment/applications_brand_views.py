"""Who asks to be a brand's ambassador: what they declare, and what its manager answers."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate
from typing_extensions import override

from domain.aggregate import now
from domain.brands.brand import Criterion
from domain.errors import NotFound, NotNow
from domain.recruitment.ambassador_application import RejectionReason
from projections.recruitment.applications import (
    ApplicationSummary,
    answered_by,
    application_with_id,
    criteria_by_brand,
    waiting_for,
)
from web.http.access import ABSENT
from web.http.read_your_writes import remember
from web.http.request_context import current_account, current_brand, marketplace, private_store
from web.i18n.language import gettext
from web.members.member_names import NOBODY, Named, names_of
from web.private_store.texts import WordStore
from web.recruitment import application_labels as words

MOST_ANSWERED = 50
MOST_POINTS = 1000
USUAL_POINTS = 10
LONGEST = 2000

pages = Blueprint("applications", __name__, url_prefix="/brands/<brand_slug>/applications")


class Shown(NamedTuple):
    """An application, with the words and the name that lie in the private store."""

    it: ApplicationSummary
    who: Named
    said: str
    answered: str


class WelcomeForm(Schema):
    class Meta:
        unknown = EXCLUDE

    points = fields.Integer(required=True, validate=validate.Range(0, MOST_POINTS))

    @override
    def handle_error(self, *_: Any, **__: Any) -> None:
        """Our words, in the reader's language."""
        sentence = gettext("Points are a whole number from 0 to 1000.")
        raise ValidationError({"points": [sentence]})


class TurnDownForm(Schema):
    class Meta:
        unknown = EXCLUDE

    reason = fields.String(required=True, validate=validate.OneOf(list(RejectionReason)))
    said = fields.String(required=True, validate=validate.Length(1, LONGEST))

    @override
    def handle_error(self, *_: Any, **__: Any) -> None:
        """Our words, in the reader's language."""
        sentence = gettext("Choose a reason, and say why in your own words.")
        raise ValidationError({"said": [sentence]})


@pages.get("")
def show_applications(brand_slug: str) -> ResponseReturnValue:
    del brand_slug
    brand, read_models = current_brand(), marketplace().read_models
    with read_models.read(read_models.applications) as db:
        waiting = waiting_for(brand.brand_id, db)
        answered = answered_by(brand.brand_id, db, MOST_ANSWERED)
        criteria = criteria_by_brand(db).get(brand.brand_id, ())
    return render_template(
        "recruitment/brand_applications.html",
        brand=brand,
        waiting=_shown(waiting),
        answered=_shown(answered),
        criteria=criteria,
        asked={each.metric: each.at_least for each in criteria},
        words=words,
        usual_points=USUAL_POINTS,
        longest=LONGEST,
    )


@pages.post("/<uuid:application_id>/welcome")
def accept(brand_slug: str, application_id: UUID) -> ResponseReturnValue:
    _must_be_ours(application_id)
    told: dict[str, int] = WelcomeForm().load(request.form)
    by = current_account().id
    remember(marketplace().applications.accept(application_id, **told, by=by, at=now()))
    return _to(brand_slug)


@pages.post("/<uuid:application_id>/turn-down")
def reject(brand_slug: str, application_id: UUID) -> ResponseReturnValue:
    """What is said to the person is kept first; the event says where it lies."""
    application = _must_be_ours(application_id)
    given = {name: value.strip() for name, value in request.form.items()}
    told: dict[str, str] = TurnDownForm().load(given)
    if not application.is_waiting:
        raise NotNow("This application has been answered already.")
    text_id = WordStore(private_store()).keep(told["said"], application.member_id, now())
    by, commands = current_account().id, marketplace().applications
    remember(commands.reject(application_id, told["reason"], text_id, by, now()))
    return _to(brand_slug)


@pages.post("/criteria")
def set_ambassador_criteria(brand_slug: str) -> ResponseReturnValue:
    """What ambassadors must have done: a number for each thing that is asked for."""
    asked = tuple(
        Criterion(metric, number)
        for metric in words.METRICS
        if (number := _number_in(request.form.get(metric, "").strip()))
    )
    brand_id, by = current_brand().brand_id, current_account().id
    remember(marketplace().brands.set_ambassador_criteria(brand_id, asked, by, now()))
    return _to(brand_slug)


def _number_in(text: str) -> int:
    if text and not text.isdecimal():
        raise ValidationError({"criteria": [gettext("Write whole numbers, or nothing.")]})
    return int(text or 0)


def _must_be_ours(application_id: UUID) -> ApplicationSummary:
    """What was sent to another brand is absent, like what never was."""
    read_models = marketplace().read_models
    with read_models.read(read_models.applications) as db:
        found = application_with_id(application_id, db)
    if found is None or found.brand_id != current_brand().brand_id:
        raise NotFound(ABSENT)
    return found


def _shown(applications: Sequence[ApplicationSummary]) -> list[Shown]:
    names = names_of([each.member_id for each in applications])
    ids = [id for each in applications for id in (each.text_id, each.answer_id) if id]
    said = WordStore(private_store()).read(ids)
    return [
        Shown(
            each,
            names.get(each.member_id, NOBODY),
            said.get(each.text_id, "") if each.text_id else "",
            said.get(each.answer_id, "") if each.answer_id else "",
        )
        for each in applications
    ]


def _to(brand_slug: str) -> ResponseReturnValue:
    return redirect(url_for(".show_applications", brand_slug=brand_slug), code=303)
