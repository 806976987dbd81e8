"""The chat window as a brand wants it."""

import msgspec


class WidgetText(msgspec.Struct, frozen=True):
    """What the chat window says in one language."""

    title: str
    greeting: str


class WidgetSettings(msgspec.Struct, frozen=True, kw_only=True):
    """The chat window as the brand wants it."""

    texts: dict[str, WidgetText]
    """By language, `fr` and `en`."""
    minimum_present: int = 1
    """Respondents who must be present and not full before the window shows."""
    promised_wait_s: int = 120
    portraits: tuple[str, ...] = ()
    origins: tuple[str, ...] = ()
    """The sites that may show the window: scheme, host and port."""
