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
    assessment: str
    languages: tuple[str, ...]
    countries: tuple[str, ...]

    @property
    def first_day(self) -> date:
        return self.it.details.starts_at.astimezone(ZoneInfo(self.brand.zone)).date()

    @property
    def last_day(self) -> date:
        return (self.it.details.ends_at - INSTANT).astimezone(ZoneInfo(self.brand.zone)).date()


def told_of(calls: Sequence[CallSummary], read_models: ReadModels) -> list[CallTold]:
    """Calls in the reader's language."""
    subjects = subject_names(read_models)
    with read_models.read(read_models.brands) as db:
        brands = {each.brand_id: each for each in all_brands(db)}
    with read_models.read(read_models.assessments) as db:
        tests = {
            call.details.assessment_id: test_with_id(call.details.assessment_id, db)
            for call in calls
        }
    told = []
    for call in calls:
        brand, assessment = brands.get(call.details.brand_id), tests[call.details.assessment_id]
        if brand is not None and assessment is not None:
            languages = tuple(map(language_name, call.details.languages))
            places = tuple(map(country_name, call.details.countries))
            subject = subjects.get(call.details.subject_id, "")
            told.append(CallTold(call, brand, subject, assessment.title, languages, places))
    return told
