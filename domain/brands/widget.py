"""Settings of the chat widget on a brand's site."""

import msgspec


class WidgetText(msgspec.Struct, frozen=True):
    """The widget's texts in one language."""

    title: str
    greeting: str


class WidgetSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The widget as the brand configured it."""

    texts: dict[str, WidgetText]
    """By language, `fr` and `en`."""
    minimum_present: int = 1
    """How many respondents must be present and not full before the widget shows."""
    promised_wait_s: int = 120
    portraits: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    """The sites that may show the widget: scheme, host and port."""
