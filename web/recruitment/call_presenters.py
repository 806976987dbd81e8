"""A call and its terms as members and brands read them, on pages and in e-mails."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, assert_never
from zoneinfo import ZoneInfo

from domain.terms import Employed, Paid, Terms, Voluntary
from projections.assessments.assessments import test_with_id
from projections.brands.brands import BrandSummary, all_brands
from projections.read_models import ReadModels
from projections.recruitment.calls import CallSummary
from web.brands.subject_names import subject_names
from web.i18n import formats
from web.i18n.language import gettext_in, locale_of
from web.i18n.locale_names import country_name, language_name

INSTANT = timedelta(microseconds=1)
EXAMPLE = 10
"""Conversations, or hours, of the example beside the terms."""


class CallView(NamedTuple):
    """A call, and what its ids and codes stand for in the reader's language."""

    summary: CallSummary
    brand: BrandSummary
    subject: str
    assessment: str
    """The title of the test to pass."""
    assessment_language: str
    """The name of the language in which it is written."""
    languages: tuple[str, ...]
    countries: tuple[str, ...]

    @property
    def first_day(self) -> date:
        return self.summary.details.starts_at.astimezone(ZoneInfo(self.brand.zone)).date()

    @property
    def last_day(self) -> date:
        return (self.summary.details.ends_at - INSTANT).astimezone(ZoneInfo(self.brand.zone)).date()


class TermsView(NamedTuple):
    """What those who join receive, line by line, and what that comes to."""

    lines: tuple[tuple[str, str], ...]
    """Name and amount; the last line is what they receive."""
    example: str


def call_views(calls: Sequence[CallSummary], read_models: ReadModels) -> list[CallView]:
    """Calls whose brand and test the read models know already."""
    subjects = subject_names(read_models)
    with read_models.read(read_models.brands) as db:
        brands = {brand.brand_id: brand for brand in all_brands(db)}
    with read_models.read(read_models.assessments) as db:
        tests = {
            call.details.assessment_id: test_with_id(call.details.assessment_id, db)
            for call in calls
        }
    views = []
    for call in calls:
        brand, test = brands.get(call.details.brand_id), tests[call.details.assessment_id]
        if brand is not None and test is not None:
            languages = tuple(map(language_name, call.details.languages))
            countries = tuple(map(country_name, call.details.countries))
            subject = subjects.get(call.details.subject_id, "")
            named_test = (test.title, language_name(test.language))
            views.append(CallView(call, brand, subject, *named_test, languages, countries))
    return views


def terms_view(terms: Terms, language: str) -> TermsView:
    """Terms in words and figures."""
    match terms:
        case Paid():
            return _paid(terms, language)
        case Voluntary(points=points):
            return _voluntary(points, language)
        case Employed():
            return _employed(terms, language)
        case unknown:
            assert_never(unknown)


def _paid(terms: Paid, language: str) -> TermsView:
    locale, price = locale_of(language), terms.price
    commission, net = price.share(terms.commission_percent)
    gross, fee, received, example = (
        formats.money(amount, price.currency, locale)
        for amount in (price.amount, commission.amount, net.amount, net.amount * EXAMPLE)
    )
    share = formats.percent(terms.commission_percent / 100, 0, locale)
    lines = (
        (gettext_in("Price per conversation, paid by the brand", language), gross),
        (gettext_in("Comptoir's commission (%(share)s)", language, share=share), fee),
        (gettext_in("Paid to the expert per conversation", language), received),
    )
    sentence = gettext_in(
        "Example: %(n)s conversations earn %(amount)s. Amounts include VAT where it applies.",
        language,
        n=EXAMPLE,
        amount=example,
    )
    return TermsView(lines, sentence)


def _voluntary(points: int, language: str) -> TermsView:
    locale = locale_of(language)
    one, example = (formats.number(n, locale=locale) for n in (points, points * EXAMPLE))
    lines = ((gettext_in("Points per conversation", language), one),)
    sentence = gettext_in(
        "Example: %(n)s conversations earn %(points)s points.",
        language,
        n=EXAMPLE,
        points=example,
    )
    return TermsView(lines, sentence)


def _employed(terms: Employed, language: str) -> TermsView:
    locale, wage = locale_of(language), terms.hourly_wage
    hour, example = (formats.money(n * wage.amount, wage.currency, locale) for n in (1, EXAMPLE))
    lines = ((gettext_in("Cost of an hour in the brand's comparison", language), hour),)
    sentence = gettext_in(
        "Example: in the comparison, %(n)s hours of handling time count as %(amount)s. This does"
        " not change your pay.",
        language,
        n=EXAMPLE,
        amount=example,
    )
    return TermsView(lines, sentence)
