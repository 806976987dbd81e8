"""What a page is called where people are led to it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """Texts are lazy_gettext("..."): found for translation, translated when shown."""

    endpoint: str
    label: str
    about: str


@dataclass(frozen=True)
class Navigation:
    brand: tuple[Entry, ...] = ()  # pages with <brand_slug> in their address
    member: tuple[Entry, ...] = ()  # of experts, ambassadors and employees
    platform: tuple[Entry, ...] = ()


@dataclass(frozen=True)
class NavigationLink:
    url: str
    label: str
    about: str
    here: bool
