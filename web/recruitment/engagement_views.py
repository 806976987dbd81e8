"""The brands that a member answers for: on which terms, since when, and leaving one."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.errors import NotFound
from domain.members.member import EngagementEndReason, Member
from domain.terms import Terms
from projections.brands.brands import BrandSummary
from web.conversations.labels import respondent_role
from web.http.access import ABSENT
from web.http.read_your_writes import remember_position
from web.http.request_context import brand_directory, current_account, current_time, marketplace
from web.i18n.language import current_language
from web.private_store.accounts import RoleName
from web.recruitment.call_presenters import TermsView, terms_view

bp = Blueprint("own_engagements", __name__, url_prefix="/me/brands")


class OwnEngagement(NamedTuple):
    """An engagement of the reader that has not ended."""

    brand: BrandSummary
    role: str
    """What they are for the brand: expert, ambassador or employee."""
    model: str
    terms: TermsView
    since: datetime


@bp.get("")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR, RoleName.EMPLOYEE)
def show_engagements() -> ResponseReturnValue:
    return render_template(
        "recruitment/engagements.html",
        engagements=list(_own_engagements()),
        left=_brand_left(request.args.get("left", "")),
    )


@bp.get("/<uuid:brand_id>/leave")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR, RoleName.EMPLOYEE)
def show_leave(brand_id: UUID) -> ResponseReturnValue:
    """Asks for confirmation."""
    for engagement in _own_engagements():
        if engagement.brand.brand_id == brand_id:
            return render_template("recruitment/leave_brand.html", engagement=engagement)
    raise NotFound(ABSENT)


@bp.post("/<uuid:brand_id>/leave")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR, RoleName.EMPLOYEE)
def leave(brand_id: UUID) -> ResponseReturnValue:
    """Pressed twice it is left once."""
    member_id, log = current_account().id, marketplace().log
    if brand_id in log.load_or_new(Member, member_id).engagements:
        reason = EngagementEndReason.OWN_WISH
        remember_position(
            marketplace().members.end_engagement(
                member_id, brand_id, reason, member_id, current_time()
            )
        )
    return redirect(url_for(".show_engagements", left=brand_id), code=303)


def _own_engagements() -> Iterator[OwnEngagement]:
    """From the log itself, so that what began or ended a moment ago is right. Oldest first."""
    member_id = current_account().id
    started: dict[UUID, tuple[Terms, datetime]] = {}
    for recorded in marketplace().log.history(member_id):
        match recorded.data:
            case Member.EngagementStarted(brand_id=brand_id, terms=terms, at=at):
                started[brand_id] = (terms, at)
            case Member.EngagementEnded(brand_id=brand_id):
                del started[brand_id]
    for brand_id, (terms, since) in started.items():
        if brand := brand_directory().with_id(brand_id):
            view = terms_view(terms, current_language())
            yield OwnEngagement(brand, respondent_role(terms.model), terms.model, view, since)


def _brand_left(text: str) -> BrandSummary | None:
    """The brand that was left a moment ago; None: none, or they are back."""
    try:
        brand = brand_directory().with_id(UUID(text))
    except ValueError:
        return None
    member = marketplace().log.load_or_new(Member, current_account().id)
    return brand if brand and brand.brand_id not in member.engagements else None
