"""
The profile: what somebody who wants to answer tells about themselves.

Languages and subjects are what the house works with, so they are recorded as events; the rest is
nobody's business but the person's and the platform's, and lies in the private store.
"""

from datetime import datetime
from uuid import UUID

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_security import roles_accepted

from domain.aggregate import now
from domain.members.member import Member
from projections.brands.subjects import all_subjects
from web.http.read_your_writes import remember
from web.http.request_context import current_account, marketplace, private_store
from web.mail.message import LetterKind
from web.mail.subscriptions import Subscriptions
from web.members.extra_time_store import ExtraTime
from web.members.profile_forms import LANGUAGES, ProfileForm, offer_choices
from web.members.profile_store import Profiles, Told
from web.private_store.accounts import Account, RoleName

pages = Blueprint("profile", __name__)


@pages.get("/me")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def show_profile() -> ResponseReturnValue:
    account, member = current_account(), member_of(current_account())
    form = ProfileForm(formdata=None, data=_told_before(account, member))
    return _shown(form, account, member)


@pages.post("/me")
@roles_accepted(RoleName.EXPERT, RoleName.AMBASSADOR)
def save_profile() -> ResponseReturnValue:
    account, member = current_account(), member_of(current_account())
    form = ProfileForm()
    _offer(form, member)
    if not form.validate():
        return _shown(form, account, member)
    declare(form, account, member, now())
    keep(form, account)
    return redirect(url_for("profile.show_profile", saved=1), code=303)


def member_of(account: Account) -> Member:
    """As they are known by now; one who has not joined yet has no version."""
    return marketplace().log.load_or_new(Member, account.id)


def declare(form: ProfileForm, account: Account, member: Member, at: datetime) -> None:
    """Record what is news, and only that."""
    members, languages = marketplace().members, tuple(form.languages.data)
    subjects = tuple(UUID(each) for each in sorted(form.subjects.data))
    if not member.version:
        remember(members.join(account.id, languages, form.country.data, at))
    elif set(languages) != set(member.languages):
        remember(members.declare_languages(account.id, languages, at))
    if set(subjects) != set(member.subjects):
        remember(members.declare_subjects(account.id, subjects, at))


def keep(form: ProfileForm, account: Account) -> None:
    told = (form.name.data, form.passions.data, form.country.data, form.legal_status.data)
    Profiles(private_store()).keep(account, Told(*((word or "").strip() for word in told)))
    ExtraTime(private_store()).ask(account.id, form.extra_time.data)
    subscriptions = Subscriptions(private_store())
    if form.invitations.data:
        subscriptions.begin_again(account.id, LetterKind.INVITATION)
    else:
        subscriptions.end(account.id, LetterKind.INVITATION)


def _told_before(account: Account, member: Member) -> dict[str, object]:
    unwanted = Subscriptions(private_store()).unwanted_by(account.id)
    told = Profiles(private_store()).of(account)
    languages = list(member.languages) or [account.language or LANGUAGES[0]]
    return {
        **told._asdict(),
        "country": told.country or member.country,
        "languages": languages,
        "subjects": [str(subject) for subject in member.subjects],
        "extra_time": ExtraTime(private_store()).of(account.id).asked,
        "invitations": LetterKind.INVITATION not in unwanted,
    }


def _shown(form: ProfileForm, account: Account, member: Member) -> str:
    _offer(form, member)
    return render_template(
        "members/profile.html",
        form=form,
        has_joined=bool(member.version),
        is_saved="saved" in request.args,
        wish=ExtraTime(private_store()).of(account.id),
    )


def _offer(form: ProfileForm, member: Member) -> None:
    read_models = marketplace().read_models
    with read_models.read(read_models.subjects) as db:
        offer_choices(form, all_subjects(db), member.languages)
