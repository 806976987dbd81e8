"""A call as people read it: its subject, test, languages and days in words."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from projections.assessments.assessments import test_with_id
from projections.brands.brands import BrandSummary, all_brands
from projections.read_models import ReadModels
from projections.recruitment.calls import CallSummary
from web.brands.subject_names import subject_names
from web.i18n.locale_names import country_name, language_name

INSTANT = timedelta(microseconds=1)


class CallTold(NamedTuple):
    """A call, and what its ids and codes stand for."""

    it: CallSummary
    brand: BrandSummary
    subject: str
    test: str
    languages: tuple[str, ...]
    countries: tuple[str, ...]

    @property
    def first_day(self) -> date:
        return self.it.offer.starts_at.astimezone(ZoneInfo(self.brand.zone)).date()

    @property
    def last_day(self) -> date:
        return (self.it.offer.ends_at - INSTANT).astimezone(ZoneInfo(self.brand.zone)).date()


def told_of(calls: Sequence[CallSummary], read_models: ReadModels) -> list[CallTold]:
    """Calls in the reader's language."""
    subjects = subject_names(read_models)
    with read_models.read(read_models.brands) as db:
        brands = {each.brand_id: each for each in all_brands(db)}
    with read_models.read(read_models.assessments) as db:
        tests = {call.offer.test_id: test_with_id(call.offer.test_id, db) for call in calls}
    told = []
    for call in calls:
        brand, test = brands.get(call.offer.brand_id), tests[call.offer.test_id]
        if brand is not None and test is not None:
            languages = tuple(map(language_name, call.offer.languages))
            places = tuple(map(country_name, call.offer.countries))
            subject = subjects.get(call.offer.subject_id, "")
            told.append(CallTold(call, brand, subject, test.title, languages, places))
    return told
