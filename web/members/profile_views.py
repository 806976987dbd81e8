"""
The profile: what members tell about themselves.

Languages and subjects are what routing and invitations work with, so they are recorded as events;
the rest concerns the member and the platform only, and lies in the private store.
"""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.members.member import Member
from projections.brands.subjects import all_subjects
from web.http.form_fields import typed_text
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_time,
    marketplace,
    private_store,
    read,
    read_models,
)
from web.mail.message import EmailCategory
from web.mail.unsubscribe import Subscriptions
from web.members.extra_time_store import ExtraTime
from web.members.profile_forms import LANGUAGES, ProfileForm, offer_choices
from web.members.profile_store import PrivateProfile, Profiles
from web.private_store.accounts import Account, RoleName

bp = Blueprint("profile", __name__)


@bp.get("/me")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR, RoleName.EMPLOYEE)
def show_profile() -> ResponseReturnValue:
    account, member = current_account(), member_of(current_account())
    form = ProfileForm(formdata=None, data=_form_data(account, member))
    return _page(form, account, member)


@bp.post("/me")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR, RoleName.EMPLOYEE)
def save_profile() -> ResponseReturnValue:
    account, member = current_account(), member_of(current_account())
    form = ProfileForm()
    _offer_choices(form, member)
    if not form.validate():
        return _page(form, account, member)
    declare(form, account, member, current_time())
    save(form, account)
    return redirect(url_for(".show_profile", saved=1), code=303)


def member_of(account: Account) -> Member:
    """As the log has them; an account without a profile is a member without a version."""
    return marketplace().log.load_or_new(Member, account.id)


def declare(form: ProfileForm, account: Account, member: Member, at: datetime) -> None:
    """Record what has changed, and only that."""
    members, languages = marketplace().members, tuple(form.languages.data)
    subjects = tuple(UUID(subject_id) for subject_id in sorted(form.subjects.data))
    if not member.version:
        remember_position(members.join(account.id, languages, form.country.data, at))
    elif set(languages) != set(member.languages):
        remember_position(members.declare_languages(account.id, languages, at))
    if set(subjects) != set(member.subjects):
        remember_position(members.declare_subjects(account.id, subjects, at))


def save(form: ProfileForm, account: Account) -> None:
    """Write what lies in the private store."""
    fields = (form.name, form.passions, form.country, form.legal_status)
    profile = PrivateProfile(*(typed_text(field.data or "") for field in fields))
    if is_employee(account):
        before = Profiles(private_store()).of(account)
        profile = profile._replace(legal_status=before.legal_status)
    Profiles(private_store()).save(account, profile)
    ExtraTime(private_store()).request(account.id, form.extra_time.data)
    if not is_employee(account):
        _subscribe(account, wants_invitations=form.invitations.data)


def is_employee(account: Account) -> bool:
    """Whether they are nothing else: then calls, invitations and payments do not concern them."""
    others = (RoleName.EXPERT, RoleName.AMBASSADOR)
    return not any(account.has_role(role) for role in others)


def _subscribe(account: Account, *, wants_invitations: bool) -> None:
    subscriptions = Subscriptions(private_store())
    if wants_invitations:
        subscriptions.begin_again(account.id, EmailCategory.INVITATION)
    else:
        subscriptions.end(account.id, EmailCategory.INVITATION)


def _form_data(account: Account, member: Member) -> dict[str, object]:
    unsubscribed = Subscriptions(private_store()).ended_by(account.id)
    profile = Profiles(private_store()).of(account)
    return {
        **profile._asdict(),
        "country": profile.country or member.country,
        "languages": list(member.languages) or [account.language or LANGUAGES[0]],
        "subjects": [str(subject) for subject in member.subjects],
        "extra_time": ExtraTime(private_store()).of(account.id).requested,
        "invitations": EmailCategory.INVITATION not in unsubscribed,
    }


def _page(form: ProfileForm, account: Account, member: Member) -> str:
    _offer_choices(form, member)
    return render_template(
        "members/profile.html",
        form=form,
        has_joined=bool(member.version),
        is_saved="saved" in request.args,
        is_employee=is_employee(account),
        extra_time=ExtraTime(private_store()).of(account.id),
    )


def _offer_choices(form: ProfileForm, member: Member) -> None:
    with read(read_models().subjects) as db:
        offer_choices(form, all_subjects(db), member.languages)
