"""The calls that a member may join: terms first, then the test, then joining."""

from collections.abc import Container, Sequence
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.assessments.assessment import Assessment
from domain.errors import NotFound
from domain.log.entries import IdempotencyKey
from domain.members.member import Member
from domain.terms import Paid
from projections.members.directory import QualificationSummary, member_with_id
from projections.recruitment.calls import call_with_id, joined_by, open_calls, sent_to
from web.assessments.taking.eligibility import Eligibility, eligibility_of
from web.brands.subject_names import subject_names
from web.earnings.rule import earning_rule
from web.http.access import ABSENT
from web.http.read_your_writes import remember_position
from web.http.request_context import current_account, current_time, marketplace, read, read_models
from web.i18n.language import current_language
from web.private_store.accounts import RoleName
from web.recruitment import labels
from web.recruitment.call_presenters import CallView, TermsView, call_views, terms_view

bp = Blueprint("open_calls", __name__, url_prefix="/calls")


class MemberCall(NamedTuple):
    """A call as one member sees it: the terms, and what the member still lacks."""

    call: CallView
    terms: TermsView
    is_invited: bool
    has_joined: bool
    is_qualified: bool
    speaks: bool
    lives_there: bool
    model: str | None
    """The model on which the member answers for the brand already; None: they do not."""

    @property
    def can_join(self) -> bool:
        """Whether nothing of what the call asks for is missing."""
        return self.is_qualified and self.speaks and self.lives_there and not self.model

    @property
    def answers_already(self) -> bool:
        return self.model is not None


@bp.get("")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def show_calls() -> ResponseReturnValue:
    member = _current_member()
    with read(read_models().calls) as db:
        calls = open_calls(current_time(), db)
    subjects = subject_names(read_models())
    return render_template(
        "recruitment/member_calls.html",
        member_calls=_member_calls(call_views(calls, read_models()), member),
        qualifications=_qualifications(member.id, subjects),
        subjects=subjects,
        has_joined=bool(member.version),
        at=current_time(),
    )


@bp.get("/<uuid:call_id>")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def show_call(call_id: UUID) -> ResponseReturnValue:
    member = _current_member()
    with read(read_models().calls) as db:
        call = call_with_id(call_id, db)
    if call is None:
        raise NotFound(ABSENT)
    [member_call] = _member_calls(call_views([call], read_models()), member)
    return render_template(
        "recruitment/member_call.html",
        member_call=member_call,
        has_joined=bool(member.version),
        at=current_time(),
        labels=labels,
        rule=earning_rule() if isinstance(call.details.terms, Paid) else None,
        eligibility=_eligibility(call.details.assessment_id),
    )


@bp.post("/<uuid:call_id>/join")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def join(call_id: UUID) -> ResponseReturnValue:
    """Pressed twice it is joined once."""
    member_id = current_account().id
    idempotency_key = IdempotencyKey.of(f"join-call/{call_id}/{member_id}")
    remember_position(marketplace().calls.join(call_id, member_id, current_time(), idempotency_key))
    return redirect(url_for(".show_call", call_id=call_id), code=303)


def _current_member() -> Member:
    """As the log has them; an account without a profile is a member without a version."""
    return marketplace().log.load_or_new(Member, current_account().id)


def _eligibility(assessment_id: UUID) -> Eligibility:
    assessment = marketplace().log.load(Assessment, assessment_id)
    return eligibility_of(current_account().id, assessment, current_time())


def _qualifications(member_id: UUID, subjects: Container[UUID]) -> list[QualificationSummary]:
    """What a member has shown to know, of the subjects that have a name here."""
    with read(read_models().pool) as db:
        member = member_with_id(member_id, db)
    qualifications = member.qualifications if member else ()
    return [
        qualification for qualification in qualifications if qualification.subject_id in subjects
    ]


def _member_calls(calls: Sequence[CallView], member: Member) -> list[MemberCall]:
    """Those to which the member was invited first."""
    with read(read_models().calls) as db:
        invited, joined = sent_to(member.id, db), joined_by(member.id, db)
    member_calls = [
        _member_call(
            call,
            member,
            is_invited=call.summary.call_id in invited,
            has_joined=call.summary.call_id in joined,
        )
        for call in calls
    ]
    return sorted(member_calls, key=lambda member_call: not member_call.is_invited)


def _member_call(
    call: CallView, member: Member, *, is_invited: bool, has_joined: bool
) -> MemberCall:
    details = call.summary.details
    terms = member.engagements.get(details.brand_id)
    qualification = member.qualifications.get(details.subject_id)
    return MemberCall(
        call,
        terms_view(details.terms, current_language()),
        is_invited=is_invited,
        has_joined=has_joined,
        is_qualified=qualification is not None and qualification.is_valid(current_time()),
        speaks=bool(set(member.languages) & set(details.languages)),
        lives_there=not details.countries or member.country in details.countries,
        model=terms.model if terms else None,
    )
