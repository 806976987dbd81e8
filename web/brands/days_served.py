"""The days that a cost serves, in words."""

from datetime import date

from web.i18n import formats
from web.i18n.language import gettext


def days_served(first: date, last: date) -> str:
    """A day, or the first and the last one."""
    if first == last:
        return formats.day(first)
    return gettext("%(first)s to %(last)s", first=formats.day(first), last=formats.day(last))
