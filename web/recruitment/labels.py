"""The words of calls for experts, in the reader's language."""

from domain.recruitment.call_for_experts import CallCloseReason
from web.i18n.language import lazy_gettext

ENDINGS = {
    CallCloseReason.FILLED: lazy_gettext("enough experts have joined"),
    CallCloseReason.NO_LONGER_NEEDED: lazy_gettext("experts are no longer needed"),
    CallCloseReason.MISTAKE: lazy_gettext("it was a mistake"),
}
