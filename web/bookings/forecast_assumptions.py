"""What a forecast of staffing is based on and takes for granted, in sentences."""

from collections.abc import Iterator

from domain.bookings.assumed_demand import AssumedDemand
from domain.bookings.quote import QuoteAssumption
from domain.bookings.staffing_gap import SERVICE_LEVEL
from domain.bookings.volunteer_coverage import COVERAGE_WEEKS
from web.bookings import labels
from web.bookings.quotes import ONE_DAY
from web.bookings.staffing_forecasts import StaffingForecast
from web.bookings.week_text import week_text
from web.i18n import formats
from web.i18n.language import gettext


def sentences(forecast: StaffingForecast, assumed: AssumedDemand | None) -> Iterator[str]:
    """assumed: what was typed; used only without enough history."""
    yield _source(forecast, assumed)
    yield _interval(forecast)
    yield gettext(
        "The people needed answer %(share)s of the requests within %(promise)s, your promise.",
        share=formats.percent(SERVICE_LEVEL, 0),
        promise=formats.duration(forecast.basis.promise_s),
    )
    yield gettext("One person is needed even where only few requests are expected.")
    yield _handling(forecast)
    yield _patience(forecast)
    yield _coverage(forecast)
    yield _hours(forecast)


def _source(forecast: StaffingForecast, assumed: AssumedDemand | None) -> str:
    if forecast.demand.is_assumption and assumed is not None:
        return gettext(
            "No history: you expect %(requests)s requests in a week. When they come: %(shape)s.",
            requests=formats.number(assumed.requests_per_week),
            shape=labels.SHAPES[assumed.shape],
        )
    return gettext(
        "Based on your requests of %(weeks)s weeks, up to %(day)s. Holidays and campaigns are not"
        " foreseen.",
        weeks=formats.number(len(forecast.demand.weeks)),
        day=formats.day(forecast.known.end - ONE_DAY),
    )


def _interval(forecast: StaffingForecast) -> str:
    if forecast.demand.is_assumption:
        return gettext("The intervals know only chance, not how wrong the assumption is.")
    return gettext("Four of five results are expected within the intervals.")


def _handling(forecast: StaffingForecast) -> str:
    if not forecast.is_handling_known:
        return str(labels.ASSUMPTIONS[QuoteAssumption.ASSUMED_HANDLING_TIME])
    return gettext(
        "A conversation takes %(time)s on average, and a person holds one at a time.",
        time=formats.duration(forecast.basis.handling_s),
    )


def _patience(forecast: StaffingForecast) -> str:
    if forecast.basis.patience_s is None:
        return str(labels.ASSUMPTIONS[QuoteAssumption.NO_VISITOR_LEAVES])
    return gettext(
        "Visitors wait %(time)s on average before they leave.",
        time=formats.duration(forecast.basis.patience_s),
    )


def _coverage(forecast: StaffingForecast) -> str:
    if not any(covered.mean for covered in forecast.known.coverage.values()):
        return gettext("Your ambassadors answered no requests in recent weeks.")
    return gettext(
        "Ambassadors answer as many requests as on average in the last %(weeks)s weeks. If they"
        " answer half of the requests, they cover half of the people needed.",
        weeks=formats.number(COVERAGE_WEEKS),
    )


def _hours(forecast: StaffingForecast) -> str:
    if forecast.hours is None:
        return gettext("You have no opening hours in your settings: no hour counts as closed.")
    return gettext(
        "Your opening hours: %(hours)s. Requests at other times count too.",
        hours=week_text(forecast.hours.week) or formats.ABSENT,
    )
