"""The words of calls for experts, in the reader's language."""

from domain.recruitment.call_for_experts import Ending
from web.i18n.language import lazy_gettext

ENDINGS = {
    Ending.ENOUGH: lazy_gettext("enough experts have joined"),
    Ending.NO_LONGER_NEEDED: lazy_gettext("experts are no longer needed"),
    Ending.MISTAKE: lazy_gettext("it was a mistake"),
}
