"""
What the link of a staff invitation opens: the terms, a password if there is no account, accepting.

Only the owner of the address has the link, so it proves the address as the link to join does.
Opening it accepts nothing: scanners of mail do that.
"""

import uuid
from http import HTTPStatus
from typing import NamedTuple
from uuid import UUID

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm  # type: ignore[import-untyped]
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.errors import NotNow
from domain.log.entries import IdempotencyKey
from domain.members.member import Member
from domain.money import Money
from domain.recruitment.staff_invitation import InvitationStatus, StaffInvitation
from domain.terms import Employed
from projections.brands.brands import BrandSummary
from web.accounts.links import StaffLink, account_links
from web.http.access import may_see
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    brand_directory,
    current_time,
    marketplace,
    password_hashing,
    private_store,
)
from web.http.security_headers import never_store
from web.i18n.language import current_language
from web.mail.message import EmailCategory
from web.mail.unsubscribe import Subscriptions
from web.private_store.accounts import Account, Role, RoleName, account_of
from web.recruitment.call_presenters import terms_view
from web.recruitment.staff_addresses import erase_address
from web.recruitment.staff_forms import AcceptTermsForm, NewAccountForm, NewMemberForm, status_of

bp = Blueprint("staff_joining", __name__, url_prefix="/staff")
bp.after_request(never_store)


class OpenInvitation(NamedTuple):
    """An invitation that can be accepted, and who has its address."""

    invitation: StaffLink
    brand: BrandSummary
    account: Account | None
    """None: there is none; they choose a password."""
    member: Member | None
    """None: the account is not a member yet."""

    @property
    def terms(self) -> Employed:
        return Employed(Money(self.invitation.wage_minor, self.invitation.currency))


@bp.route("/<token>", methods=["GET", "POST"])
def accept(token: str) -> ResponseReturnValue:
    found = _open_invitation(token)
    if found is None:
        return render_template("recruitment/staff_link_over.html"), HTTPStatus.GONE
    if request.method == "GET" and _was_accepted(found):
        return render_template("recruitment/staff_accepted.html", brand=found.brand, before=True)
    form = _form(found)
    if not form.validate_on_submit():
        return _page(found, form, token), status_of(form)
    member_id = _account_id(found, form)
    if not _engage(member_id, found, form):
        return render_template("recruitment/staff_link_over.html"), HTTPStatus.GONE
    return render_template("recruitment/staff_accepted.html", brand=found.brand)


def _was_accepted(found: OpenInvitation) -> bool:
    """Whether they answer for the brand on these terms already."""
    engagements = found.member.engagements if found.member else {}
    return engagements.get(found.brand.brand_id) == found.terms


def _page(found: OpenInvitation, form: FlaskForm, token: str) -> str:
    return render_template(
        "recruitment/accept_staff.html",
        form=form,
        token=token,
        brand=found.brand,
        email=found.invitation.email,
        terms=terms_view(found.terms, current_language()),
    )


def _open_invitation(token: str) -> OpenInvitation | None:
    """None when the link is over, or its sender may not speak for the brand any more."""
    invitation = account_links().read_staff(token)
    brand = brand_directory().with_id(UUID(invitation.brand_id)) if invitation else None
    if invitation is None or brand is None:
        return None
    session = private_store().sessions()
    inviter = session.get(Account, UUID(invitation.by))
    account = account_of(session, invitation.email)
    is_closed = account is not None and not account.active
    if is_closed or inviter is None or not (inviter.active and may_see(inviter, brand)):
        return None
    if _is_withdrawn(UUID(invitation.invitation_id)):
        return None
    if account is None or account.confirmed_at is None:
        return OpenInvitation(invitation, brand, None, None)
    member = marketplace().log.load_or_new(Member, account.id)
    return OpenInvitation(invitation, brand, account, member if member.version else None)


def _is_withdrawn(invitation_id: UUID) -> bool:
    status = marketplace().log.load_or_new(StaffInvitation, invitation_id).status
    return status is InvitationStatus.WITHDRAWN


def _form(found: OpenInvitation) -> FlaskForm:
    if found.member is not None:
        return AcceptTermsForm()
    form = NewMemberForm() if found.account else NewAccountForm(found.invitation.email)
    form.offer_choices(found.invitation.language)
    return form


def _account_id(found: OpenInvitation, form: FlaskForm) -> UUID:
    """Of the account, with the role of an employee; a new one if there is none."""
    session = private_store().sessions()
    account = found.account or _new_account(found.invitation, form.password.data, session)
    if not account.has_role(RoleName.EMPLOYEE):
        account.roles.append(Role(name=str(RoleName.EMPLOYEE)))
    session.add(account)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()  # the form was sent twice at once, and the other one was first
        is_theirs = Account.email == found.invitation.email
        account = session.scalars(select(Account).where(is_theirs)).one()
    if found.account is None:
        # They came to answer for their employer; other brands write when they ask for it.
        Subscriptions(private_store()).end(account.id, EmailCategory.INVITATION)
    return account.id


def _new_account(invitation: StaffLink, password: str, session: Session) -> Account:
    """An unconfirmed account from before gives way, as when joining."""
    email = invitation.email
    account = account_of(session, email) or Account(id=uuid.uuid4(), email=email, name="")
    account.password = password_hashing().of(password)
    account.language = invitation.language
    account.confirmed_at = current_time()
    account.roles = []
    return account


def _engage(member_id: UUID, found: OpenInvitation, form: FlaskForm) -> bool:
    """False when the link was used before, for an engagement that has ended."""
    at, invitation = current_time(), found.invitation
    brand_id, by = UUID(invitation.brand_id), UUID(invitation.by)
    if found.member is None:
        _join(member_id, form)
    key = IdempotencyKey.of(f"staff/{invitation.invitation_id}", *invitation)
    position = marketplace().staff_invitations.accept(
        UUID(invitation.invitation_id), member_id, brand_id, found.terms, by, at, key
    )
    remember_position(position)
    erase_address(UUID(invitation.invitation_id))
    return brand_id in marketplace().log.load(Member, member_id).engagements


def _join(member_id: UUID, form: FlaskForm) -> None:
    """A form that was sent twice at once joins once."""
    market, at = marketplace(), current_time()
    try:
        market.members.join(member_id, tuple(form.languages.data), form.country.data, at)
    except NotNow:
        if not market.log.load_or_new(Member, member_id).version:
            raise
