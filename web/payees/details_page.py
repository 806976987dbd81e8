"""The page of an expert's payment details: shown by all views that change something on it."""

from dataclasses import dataclass

from flask import Response, make_response, render_template, request

from payments.payees.payee import MANDATE_VERSION
from payments.payees.payee_commands import payee_of
from payments.payees.payee_details import NO_DETAILS, PayeeDetails
from payments.payees.retention import RETENTION_YEARS
from web.brands.setting_forms import SettingDraft
from web.http.request_context import current_account, marketplace, private_store
from web.http.security_headers import never_store
from web.i18n.language import current_language
from web.i18n.locale_names import countries
from web.members.profile_store import Profiles
from web.payees import labels
from web.payees.forms import values_of
from web.payees.mandate_texts import mandate_text
from web.payees.recipient_accounts import recipient_accounts
from web.private_store.payees import PayeeStore


@dataclass(frozen=True)
class PageChanges:
    """What differs from the page as it is shown first: after an error, or on the way to Stripe."""

    draft: SettingDraft[PayeeDetails] | None = None
    mandate_error: str = ""
    stripe_link: str = ""
    stripe_error: str = ""
    stripe_problems: tuple[str, ...] | None = None
    """Codes of what Stripe still asks for; None where it was not asked."""


def details_page(changes: PageChanges = PageChanges()) -> Response:
    """The page as it is now."""
    account, stored = current_account(), stored_details()
    draft = changes.draft or SettingDraft(first_values(stored))
    payee = payee_of(marketplace().log, account.id)
    page = render_template(
        "payees/payment_details.html",
        payee=payee,
        stored=stored,
        values=draft.values,
        errors=draft.errors,
        changes=changes,
        labels=labels,
        countries=countries(),
        mandate=mandate_text(MANDATE_VERSION, current_language()),
        has_stripe=recipient_accounts() is not None,
        retention_years=RETENTION_YEARS,
        is_saved="saved" in request.args and not draft.errors,
    )
    return never_store(make_response(page))


def stored_details() -> PayeeDetails:
    """Of the signed-in expert; without anything for one who never gave anything."""
    return PayeeStore(private_store()).of(current_account().id) or NO_DETAILS


def first_values(stored: PayeeDetails) -> dict[str, object]:
    """The form as it is shown; the country of the profile where none is stored."""
    values = values_of(stored)
    if stored == NO_DETAILS:
        country = Profiles(private_store()).of(current_account()).country
        values |= {"country": country, "tax_country": country}
    return values
