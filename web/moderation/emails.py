"""The e-mails about a suspension: that there is a decision, and where it can be read."""

from web.i18n.language import gettext_in


def decided(link: str, language: str) -> tuple[str, str]:
    """Subject and text. link: the page of the case file."""
    text = gettext_in(
        "Hello,\n\n"
        "A person has decided that you cannot take new conversations, for a time or permanently."
        " This page says who made the decision, why, from when it applies, what it is based on and"
        " how to appeal:\n\n"
        "%(link)s",
        language,
        link=link,
    )
    return gettext_in("A decision about you", language), text


def appeal_decided(link: str, language: str) -> tuple[str, str]:
    """Subject and text. link: the page of the case file."""
    text = gettext_in(
        "Hello,\n\nA decision has been made on your appeal. You can read it here:\n\n%(link)s",
        language,
        link=link,
    )
    return gettext_in("Decision on your appeal", language), text
