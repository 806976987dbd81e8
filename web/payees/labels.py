"""Words of the pages about payees."""

from collections.abc import Sequence

from payments.payees.payee_details import MissingDetail, VatStatus
from web.i18n.formats import series
from web.i18n.language import gettext, lazy_gettext

MISSING = {
    MissingDetail.IDENTITY: lazy_gettext("Identity and address"),
    MissingDetail.BANK_ACCOUNT: lazy_gettext("Bank account"),
    MissingDetail.TAX_DETAILS: lazy_gettext("Tax details"),
    MissingDetail.MANDATE: lazy_gettext("Self-billing mandate"),
}
WHY_NEEDED = {
    MissingDetail.IDENTITY: lazy_gettext(
        "Invoices name who made them out, and the law has us report who earned what."
    ),
    MissingDetail.BANK_ACCOUNT: lazy_gettext("Without an IBAN, your pay cannot be sent."),
    MissingDetail.TAX_DETAILS: lazy_gettext(
        "Every platform in the European Union reports the pay of each expert, with a tax number,"
        " to the tax office once a year (DAC7)."
    ),
    MissingDetail.MANDATE: lazy_gettext(
        "Each payment needs an invoice from you. With the mandate, we make it out for you."
    ),
}
STRIPE_PROBLEMS = {
    "requirements_past_due": lazy_gettext("details that you have not entered there yet"),
    "requirements_pending_verification": lazy_gettext("nothing now: it is checking what you sent"),
    "determining_status": lazy_gettext("nothing now: it is checking what you sent"),
    "pending": lazy_gettext("nothing now: it is checking what you sent"),
    "unsupported_country": lazy_gettext("another way to be paid: it pays no one in your country"),
    "unsupported_business": lazy_gettext("another way to be paid: it pays no such activity"),
    "unsupported_entity_type": lazy_gettext("another legal form than the one you chose there"),
}
"""What Stripe asks of an expert, by its code; of any other, only its form knows."""
VAT_STATUSES = {
    VatStatus.EXEMPT: lazy_gettext(
        "I do not charge VAT (in France: franchise en base, article 293 B of the CGI)"
    ),
    VatStatus.REGISTERED: lazy_gettext("I charge VAT"),
}


def stripe_problems(codes: Sequence[str]) -> str:
    """What Stripe still needs, as a list in a sentence; each once."""
    other = gettext("something that its form shows you")
    return series(list(dict.fromkeys(str(STRIPE_PROBLEMS.get(code, other)) for code in codes)))


def missing_series(missing: Sequence[MissingDetail]) -> str:
    """The kinds that are missing, as a list in a sentence."""
    return series([str(MISSING[detail]) for detail in missing])
