"""Words of the pages about payees."""

from collections.abc import Sequence

from payments.payees.payee_details import MissingDetail, VatStatus
from web.i18n.formats import series
from web.i18n.language import lazy_gettext

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
VAT_STATUSES = {
    VatStatus.EXEMPT: lazy_gettext(
        "I do not charge VAT (in France: franchise en base, article 293 B of the CGI)"
    ),
    VatStatus.REGISTERED: lazy_gettext("I charge VAT"),
}


def missing_series(missing: Sequence[MissingDetail]) -> str:
    """The kinds that are missing, as a list in a sentence."""
    return series([str(MISSING[detail]) for detail in missing])
