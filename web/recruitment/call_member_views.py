"""The calls that are open to whoever answers: terms first, then the test, then joining."""

from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.aggregate import now
from domain.errors import NotFound
from domain.log.entries import IdempotencyKey
from domain.members.member import Member
from projections.members.directory import member_with_id
from projections.recruitment.calls import call_with_id, joined_by, open_calls, sent_to
from web.brands.subject_names import subject_names
from web.http.access import ABSENT
from web.http.read_your_writes import remember
from web.http.request_context import current_account, marketplace
from web.i18n.language import current_language
from web.private_store.accounts import RoleName
from web.recruitment.call_presenters import CallTold, told_of
from web.recruitment.call_terms import TermsTold, told

pages = Blueprint("open_calls", __name__, url_prefix="/calls")


class Offered(NamedTuple):
    """A call as one member sees it: the terms, and what stands between them and it."""

    call: CallTold
    terms: TermsTold
    is_invited: bool
    has_joined: bool
    answers_already: bool
    is_qualified: bool
    speaks: bool
    lives_there: bool

    @property
    def can_join(self) -> bool:
        """Whether nothing of what the call asks for is missing."""
        return self.is_qualified and self.speaks and self.lives_there


@pages.get("")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def show_calls() -> ResponseReturnValue:
    read_models, me = marketplace().read_models, _member()
    with read_models.read(read_models.calls) as db:
        found = open_calls(now(), db)
    with read_models.read(read_models.pool) as db:
        known = member_with_id(me.id, db)
    subjects = subject_names(read_models)
    return render_template(
        "recruitment/member_calls.html",
        offers=_offers(told_of(found, read_models), me),
        shown=[each for each in known.shown if each.subject_id in subjects] if known else [],
        subjects=subjects,
        has_joined=bool(me.version),
        at=now(),
    )


@pages.get("/<uuid:call_id>")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def show_call(call_id: UUID) -> ResponseReturnValue:
    read_models, me = marketplace().read_models, _member()
    with read_models.read(read_models.calls) as db:
        found = call_with_id(call_id, db)
    if found is None:
        raise NotFound(ABSENT)
    [offered] = _offers(told_of([found], read_models), me)
    return render_template(
        "recruitment/member_call.html", offered=offered, has_joined=bool(me.version), at=now()
    )


@pages.post("/<uuid:call_id>/join")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def join(call_id: UUID) -> ResponseReturnValue:
    """Pressed twice it is joined once."""
    member_id = current_account().id
    idempotency_key = IdempotencyKey.of(f"join-call/{call_id}/{member_id}")
    remember(marketplace().calls.join(call_id, member_id, now(), idempotency_key))
    return redirect(url_for(".show_call", call_id=call_id), code=303)


def _member() -> Member:
    """As they are by now; somebody who has not filled in their profile has no version."""
    return marketplace().log.load_or_new(Member, current_account().id)


def _offers(calls: list[CallTold], me: Member) -> list[Offered]:
    """Those they were invited to first."""
    read_models, language = marketplace().read_models, current_language()
    with read_models.read(read_models.calls) as db:
        invited, joined = sent_to(me.id, db), joined_by(me.id, db)
    offers = []
    for call in calls:
        details, held = call.it.details, me.qualifications.get(call.it.details.subject_id)
        offers.append(
            Offered(
                call,
                told(details.terms, language),
                is_invited=call.it.call_id in invited,
                has_joined=call.it.call_id in joined,
                answers_already=details.brand_id in me.engagements,
                is_qualified=held is not None and held.is_valid(now()),
                speaks=bool(set(me.languages) & set(details.languages)),
                lives_there=not details.countries or me.country in details.countries,
            )
        )
    return sorted(offers, key=lambda each: not each.is_invited)
