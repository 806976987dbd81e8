"""The e-mail to a member whose request for extra time was decided."""

from web.i18n.language import gettext_in


def extra_time_decided(link: str, language: str) -> tuple[str, str]:
    """Subject and text. link: the profile, which says what was decided."""
    text = gettext_in(
        "The platform has answered a request that you made in your profile. You can read"
        " the answer there:\n%(link)s",
        language,
        link=link,
    )
    return gettext_in("Your request has been answered", language), text
