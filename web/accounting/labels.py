"""The names of what accounting shows, in the reader's language."""

from payments.accounting.dac7_report import LeftOutReason
from web.i18n.language import lazy_gettext

LEFT_OUT = {
    LeftOutReason.DETAILS_MISSING: lazy_gettext("details missing"),
    LeftOutReason.NOT_IN_EU: lazy_gettext("lives outside of the European Union"),
    LeftOutReason.NEGATIVE_QUARTER: lazy_gettext("more was deducted than credited in a quarter"),
    LeftOutReason.BELOW_ONE_UNIT: lazy_gettext("all amounts round to zero"),
}
