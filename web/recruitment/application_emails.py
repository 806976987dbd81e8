"""The e-mails to an applicant: the brand has accepted the application, or rejected it."""

from domain.terms import Terms
from web.i18n.language import gettext_in
from web.recruitment.call_presenters import terms_view


def accepted(brand: str, terms: Terms, base: str, language: str) -> tuple[str, str]:
    """Subject and text. brand: its name; base: what links begin with."""
    view = terms_view(terms, language)
    lines = [
        gettext_in("- %(name)s: %(amount)s", language, name=name, amount=amount)
        for name, amount in view.lines
    ]
    text = gettext_in(
        "%(brand)s has accepted your application: you are now one of its ambassadors.\n\n"
        "Terms:\n"
        "%(terms)s\n\n"
        "You decide when you go online and which conversations you take, and you can decline any"
        " of them. Your terms with each brand, and how to leave one:\n%(link)s",
        language,
        brand=brand,
        terms="\n".join([*lines, view.example]),
        link=f"{base}/me/brands",
    )
    return gettext_in("Welcome to the ambassadors of %(brand)s", language, brand=brand), text


def rejected(brand: str, base: str, language: str) -> tuple[str, str]:
    """Subject and text; the reason is not in the e-mail: others may read it."""
    text = gettext_in(
        "%(brand)s has not accepted your application. This page says why. You can apply again:\n\n"
        "%(link)s",
        language,
        brand=brand,
        link=f"{base}/brands-to-help",
    )
    return gettext_in("Your application to %(brand)s", language, brand=brand), text
