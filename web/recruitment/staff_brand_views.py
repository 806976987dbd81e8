"""A brand's own staff: who answers for it, and inviting a person by e-mail address."""

from datetime import timedelta
from uuid import UUID, uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.errors import NotFound
from domain.terms import Employed
from projections.members.directory import engaged_with
from projections.recruitment.staff_invitations import OpenStaffInvitation, open_staff_invitations
from web.accounts.links import STAFF_S, StaffLink, account_links
from web.accounts.sign_in_limits import begin, limits_of_invitations
from web.http.access import ABSENT
from web.http.account_names import NO_ACCOUNT, PersonName, names_of
from web.http.read_your_writes import remember_position
from web.http.request_context import (
    current_account,
    current_brand,
    current_time,
    marketplace,
    private_store,
    private_texts,
    read,
    read_models,
)
from web.mail.outbox import put_with
from web.private_store.accounts import recipient_of
from web.recruitment.labels import ENGAGEMENT_ENDINGS
from web.recruitment.staff_addresses import addresses_of, erase_address
from web.recruitment.staff_emails import staff_email
from web.recruitment.staff_forms import (
    EndEngagementForm,
    InvitationForm,
    WithdrawForm,
    status_of,
)

bp = Blueprint("staff", __name__, url_prefix="/brands/<brand_slug>/staff")


@bp.route("", methods=["GET", "POST"])
def show_staff() -> ResponseReturnValue:
    """The platform may invite for a brand too, as it may publish its calls."""
    form = InvitationForm(current_brand().currency)
    if form.validate_on_submit():
        assert form.terms is not None
        begin(limits_of_invitations(current_brand().brand_id, form.email.data))
        _invite(form.email.data, form.terms, form.language.data)
        return redirect(url_for(".show_staff", done="sent"), code=303)
    invitations = _open_invitations()
    page = render_template(
        "recruitment/staff.html",
        brand=current_brand(),
        employees=_employees().items(),
        invitations=invitations,
        addresses=addresses_of(invitations),
        form=form,
        done=request.args.get("done"),
    )
    return page, status_of(form)


@bp.route("/invitations/<uuid:invitation_id>/withdraw", methods=["GET", "POST"])
def withdraw(invitation_id: UUID) -> ResponseReturnValue:
    """Another brand's invitation is absent, like none at all, or one that is not open."""
    invitations = {invitation.invitation_id: invitation for invitation in _open_invitations()}
    if invitation_id not in invitations:
        raise NotFound(ABSENT)
    form, invitation = WithdrawForm(), invitations[invitation_id]
    if form.validate_on_submit():
        by, at = current_account().id, current_time()
        remember_position(marketplace().staff_invitations.withdraw(invitation_id, by, at))
        erase_address(invitation_id)
        return redirect(url_for(".show_staff", done="withdrawn"), code=303)
    email = addresses_of([invitation]).get(invitation_id, "")
    return render_template(
        "recruitment/withdraw_staff.html", form=form, invitation=invitation, email=email
    )


@bp.route("/<uuid:member_id>/end", methods=["GET", "POST"])
def end_engagement(member_id: UUID) -> ResponseReturnValue:
    """A person who is not an employee of this brand is absent here."""
    employee = _employees().get(member_id)
    if employee is None:
        raise NotFound(ABSENT)
    form = EndEngagementForm(ENGAGEMENT_ENDINGS)
    if form.validate_on_submit():
        brand_id, by = current_brand().brand_id, current_account().id
        ended = (member_id, brand_id, form.reason.data, by, current_time())
        remember_position(marketplace().members.end_engagement(*ended))
        return redirect(url_for(".show_staff", done="ended"), code=303)
    page = render_template("recruitment/end_staff.html", form=form, id=member_id, who=employee)
    return page, status_of(form)


def _employees() -> dict[UUID, PersonName]:
    """By member id."""
    with read(read_models().pool) as db:
        engaged = engaged_with(current_brand().brand_id, db)
    ids = [member.member_id for member in engaged if member.model == Employed.model]
    names = names_of(ids)
    return {id: names.get(id, NO_ACCOUNT) for id in ids}


def _open_invitations() -> list[OpenStaffInvitation]:
    """Those whose links still work, the newest first."""
    since = current_time() - timedelta(seconds=STAFF_S)
    with read(read_models().staff_invitations) as db:
        return open_staff_invitations(current_brand().brand_id, since, db)


def _invite(email: str, terms: Employed, language: str) -> None:
    """The page says the same whether the address has an account; only its owner learns that."""
    brand, wage, by, at = current_brand(), terms.hourly_wage, current_account().id, current_time()
    invitation_id = uuid4()
    with private_texts().with_event_of(invitation_id, invitation_id, at) as store_text:
        sent = (invitation_id, brand.brand_id, wage, store_text(email), by, at)
        remember_position(marketplace().staff_invitations.send(*sent))
    ids = str(invitation_id), email, str(brand.brand_id)
    link = StaffLink(*ids, wage.amount, wage.currency, str(by), language)
    token = account_links().token_for_staff(link)
    session = private_store().sessions()
    message = staff_email(link, token, brand.name, terms, recipient_of(session, email))
    put_with(message, session, at)
    session.commit()
