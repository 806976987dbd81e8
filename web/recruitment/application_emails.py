"""The e-mails to an applicant: the brand has accepted the application, or rejected it."""

from web.i18n.language import gettext_in


def accepted(brand: str, base: str, language: str) -> tuple[str, str]:
    """Subject and text. brand: its name; base: what links begin with."""
    text = gettext_in(
        "Hello,\n\n"
        "%(brand)s has accepted your application: you are now one of its ambassadors.\n\n"
        "You decide when you go online and which conversations you take. You can decline any of"
        " them, and stop at any time.\n\n"
        "Your account:\n%(link)s",
        language,
        brand=brand,
        link=f"{base}/me",
    )
    return gettext_in("Welcome to the ambassadors of %(brand)s", language, brand=brand), text


def rejected(brand: str, base: str, language: str) -> tuple[str, str]:
    """Subject and text; the reason is not in the e-mail: others may read it."""
    text = gettext_in(
        "Hello,\n\n"
        "%(brand)s has not accepted your application. This page says why, and what you can do:\n\n"
        "%(link)s",
        language,
        brand=brand,
        link=f"{base}/brands-to-help",
    )
    return gettext_in("Your application to %(brand)s", language, brand=brand), text
