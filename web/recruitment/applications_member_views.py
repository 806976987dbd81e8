"""The brands somebody may help as a volunteer: what each asks for, applying, and the answers."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.aggregate import now
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
from web.http.access import ABSENT
from web.http.read_your_writes import remember
from web.http.request_context import brand_directory, current_account, marketplace, private_store
from web.i18n.language import gettext
from web.private_store.accounts import RoleName
from web.private_store.texts import WordStore
from web.recruitment import application_labels as words

LONGEST = 2000
MOST = 100_000
REFUSED = 422

pages = Blueprint("helping", __name__, url_prefix="/brands-to-help")


class Wanting(NamedTuple):
    """A brand that takes volunteers, and where somebody stands with it."""

    brand: BrandSummary
    criteria: Sequence[Criterion]
    application_id: UUID
    """Of the next application: made here, so that sent twice it is one."""
    waits: bool
    answers_already: bool


class Mine(NamedTuple):
    """One's own application, and what the brand said."""

    it: ApplicationSummary
    brand: str
    answered: str


@pages.get("")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def show_brands() -> ResponseReturnValue:
    return _page()


@pages.post("/<uuid:brand_id>/apply")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def apply(brand_id: UUID) -> ResponseReturnValue:
    criteria = _criteria().get(brand_id)
    if criteria is None:
        raise NotFound(ABSENT)
    values = {name: value.strip() for name, value in request.form.items()}
    declared_counts, mistakes = read_declared(values, criteria)
    if len(values.get("said", "")) > LONGEST:
        mistakes["said"] = gettext("Write %(n)s characters at most.", n=LONGEST)
    if mistakes:
        return _page(brand_id, values, mistakes), REFUSED
    _send(brand_id, declared_counts, values)
    return redirect(url_for(".show_brands"), code=303)


@pages.post("/applications/<uuid:application_id>/take-back")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def withdraw(application_id: UUID) -> ResponseReturnValue:
    commands, member_id = marketplace().applications, current_account().id
    remember(commands.withdraw(application_id, member_id, now()))
    return redirect(url_for(".show_brands"), code=303)


def read_declared(
    values: Mapping[str, str], criteria: Sequence[Criterion]
) -> tuple[dict[str, int], dict[str, str]]:
    """What somebody declares, by fact; and what is wrong with it."""
    declared_counts, mistakes = {}, {}
    for each in criteria:
        text = values.get(each.metric, "")
        if not text.isdecimal() or int(text) > MOST:
            mistakes[each.metric] = gettext("Write a whole number.")
        elif int(text) < each.at_least:
            least = each.at_least
            mistakes[each.metric] = gettext("This brand asks for at least %(n)s.", n=least)
        else:
            declared_counts[each.metric] = int(text)
    return declared_counts, mistakes


def _send(brand_id: UUID, declared_counts: Mapping[str, int], values: Mapping[str, str]) -> None:
    """The person's words are kept first; the event says where they lie."""
    member_id, at = current_account().id, now()
    try:
        application_id = UUID(values.get("application_id", ""))
    except ValueError:
        application_id = uuid4()
    said = values.get("said", "")
    idempotency_key = IdempotencyKey.of(
        f"apply/{application_id}", brand_id, member_id, *declared_counts.items(), said
    )
    text_id = WordStore(private_store()).keep(said, member_id, at) if said else None
    commands = marketplace().applications
    sent = commands.submit(
        application_id,
        brand_id,
        member_id,
        declared_counts,
        at,
        text_id=text_id,
        idempotency_key=idempotency_key,
    )
    remember(sent)


def _page(
    brand_id: UUID | None = None,
    values: Mapping[str, str] | None = None,
    mistakes: Mapping[str, str] | None = None,
) -> str:
    """The page; brand_id, values, mistakes: of the form that has to be looked at again."""
    me = marketplace().log.load_or_new(Member, current_account().id)
    mine = _mine(me.id)
    return render_template(
        "recruitment/member_applications.html",
        brands=_brands(me, mine),
        mine=mine,
        has_joined=bool(me.version),
        words=words,
        longest=LONGEST,
        again=brand_id,
        values=values or {},
        mistakes=mistakes or {},
    )


def _brands(me: Member, mine: Sequence[Mine]) -> list[Wanting]:
    waiting = {each.it.brand_id for each in mine if each.it.is_waiting}
    asked = _criteria()
    return [
        Wanting(
            brand,
            asked[brand.brand_id],
            uuid4(),
            waits=brand.brand_id in waiting,
            answers_already=brand.brand_id in me.engagements,
        )
        for brand in brand_directory().all()
        if brand.brand_id in asked
    ]


def _mine(member_id: UUID) -> list[Mine]:
    read_models = marketplace().read_models
    with read_models.read(read_models.applications) as db:
        found = applications_of(member_id, db)
    said = WordStore(private_store()).read([each.answer_id for each in found if each.answer_id])
    names = {brand.brand_id: brand.name for brand in brand_directory().all()}
    return [
        Mine(
            each,
            names.get(each.brand_id, ""),
            said.get(each.answer_id, "") if each.answer_id else "",
        )
        for each in found
    ]


def _criteria() -> dict[UUID, tuple[Criterion, ...]]:
    read_models = marketplace().read_models
    with read_models.read(read_models.applications) as db:
        return criteria_by_brand(db)
