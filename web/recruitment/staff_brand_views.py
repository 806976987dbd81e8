"""A brand's own staff: who answers for it, and inviting somebody by e-mail address."""

from uuid import uuid4

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from domain.terms import Employed
from projections.members.directory import engaged_with
from web.accounts.links import StaffInvitation, account_links
from web.accounts.sign_in_limits import begin, limits_of_invitations
from web.http.request_context import (
    current_account,
    current_brand,
    current_time,
    private_store,
    read,
    read_models,
)
from web.mail.outbox import put_with
from web.members.profile_store import NO_ACCOUNT, names_of
from web.private_store.accounts import recipient_of
from web.recruitment.staff_emails import staff_email
from web.recruitment.staff_forms import InvitationForm, status_of

bp = Blueprint("staff", __name__, url_prefix="/brands/<brand_slug>/staff")


@bp.route("", methods=["GET", "POST"])
def show_staff() -> ResponseReturnValue:
    """The platform may invite for a brand too, as it may publish its calls."""
    form = InvitationForm(current_brand().currency)
    if form.validate_on_submit():
        assert form.terms is not None
        begin(limits_of_invitations(current_brand().brand_id, form.email.data))
        _invite(form.email.data, form.terms, form.language.data)
        return redirect(url_for(".show_staff", sent=1), code=303)
    with read(read_models().pool) as db:
        engaged = engaged_with(current_brand().brand_id, db)
    ids = [member.member_id for member in engaged if member.model == Employed.model]
    names = names_of(ids)
    page = render_template(
        "recruitment/staff.html",
        employees=[(id, names.get(id, NO_ACCOUNT)) for id in ids],
        form=form,
        is_sent="sent" in request.args,
    )
    return page, status_of(form)


def _invite(email: str, terms: Employed, language: str) -> None:
    """The page says the same whether the address has an account; only its owner learns that."""
    brand, wage = current_brand(), terms.hourly_wage
    ids = str(uuid4()), email, str(brand.brand_id)
    by = str(current_account().id)
    invitation = StaffInvitation(*ids, wage.amount, wage.currency, by, language)
    token = account_links().token_for_staff(invitation)
    session = private_store().sessions()
    message = staff_email(invitation, token, brand.name, terms, recipient_of(session, email))
    put_with(message, session, current_time())
    session.commit()
