"""What a brand's chat widget shows, where, and to which visitors."""

import re
from collections.abc import Iterator

import msgspec

from domain.errors import Invalid
from domain.money import Money

DEFAULT_PROMISED_WAIT_S = 120
MOST_PROMISED_WAIT_S = 86_400
MOST_AFTER_S = 3600
ORIGIN = re.compile(
    r"https://(?P<host>[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+)(:[0-9]{1,5})?"
    r"|http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?"
)
"""As browsers write one: scheme, host and port, in small letters, without a path."""
PAGE = re.compile(r"/[^\s?#*]*\*?")
"""The path of a page, or how paths begin, with a star at the end."""


class WidgetText(msgspec.Struct, frozen=True):
    """The widget's texts in one language."""

    title: str
    greeting: str


class Targeting(msgspec.Struct, frozen=True):
    """Which visitors the widget shows to; without any condition, to all of them."""

    pages: tuple[str, ...] = ()
    """Paths such as /help; with a star at the end, all paths that begin so. None: every page."""
    minimum_basket: Money | None = None
    """Only visitors whose basket is worth as much."""
    after_s: int = 0
    """Only after so many seconds on the page."""


class WidgetSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The widget as the brand configured it."""

    texts: dict[str, WidgetText]
    """By language, `fr` and `en`."""
    minimum_present: int = 1
    """How many respondents must be present and not full before the widget shows."""
    promised_wait_s: int | None = None
    """Until the promise was a setting of its own, it was one of the widget's; None since."""
    portraits: tuple[str, ...] = ()
    """Pictures that were uploaded, by the SHA-256 of each."""
    origins: tuple[str, ...] = ()
    """The sites that may show the widget: scheme, host and port."""
    targeting: Targeting = Targeting()


def widget_errors(widget: WidgetSettings, currency: str) -> Iterator[Invalid]:
    """A refusal for each rule that the settings break; currency: of the brand."""
    if widget.minimum_present < 1:
        yield Invalid("The widget must require at least one respondent to be present.")
    if not widget.texts:
        yield Invalid("The widget needs its text in at least one language.")
    for origin in widget.origins:
        if not is_origin(origin):
            yield Invalid(
                "Enter the address of a site as https://www.example.com, without a page, instead of"
                ' "%(origin)s".',
                origin=origin,
            )
    yield from targeting_errors(widget.targeting, currency)


def targeting_errors(targeting: Targeting, currency: str) -> Iterator[Invalid]:
    """A refusal for each rule that the targeting breaks."""
    for page in targeting.pages:
        if not PAGE.fullmatch(page):
            yield Invalid(
                'Enter a page as /help, or /help* for all that start so, instead of "%(page)s".',
                page=page,
            )
    basket = targeting.minimum_basket
    if basket and (basket.amount <= 0 or basket.currency != currency):
        yield Invalid("The basket must be worth more than zero, in %(own)s.", own=currency)
    if not 0 <= targeting.after_s <= MOST_AFTER_S:
        yield Invalid("The time on a page must be between 0 and %(n)s seconds.", n=MOST_AFTER_S)


def is_origin(text: str) -> bool:
    """Whether a text is the origin of a site: https, except on the machine itself."""
    return ORIGIN.fullmatch(text) is not None


def promise_errors(promised_wait_s: int) -> Iterator[Invalid]:
    """A refusal of a promise that is none."""
    if not 1 <= promised_wait_s <= MOST_PROMISED_WAIT_S:
        yield Invalid(
            "Promise an answer within 1 to %(n)s seconds.",
            n=MOST_PROMISED_WAIT_S,
        )
