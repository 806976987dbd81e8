"""The links that pages show: to those that the account may open."""

from flask import Flask, request, url_for

from projections.brands.brands import BrandSummary
from web.http.request_context import brand_of_page, signed_in_account
from web.i18n.language import lazy_gettext
from web.navigation.brand_pages import BRAND_PAGES
from web.navigation.entries import Entry, Navigation, NavigationLink
from web.navigation.member_pages import FOR_EMPLOYEES, FOR_ONE_ROLE, MEMBER_PAGES
from web.navigation.platform_pages import FOR_FINANCE, KNOWN_NOW_ONLY, PLATFORM_PAGES
from web.private_store.accounts import RoleName

NAVIGATION = Navigation(BRAND_PAGES, MEMBER_PAGES, PLATFORM_PAGES)
ROLE_NAMES = {
    RoleName.BRAND: lazy_gettext("Brand"),
    RoleName.EXPERT: lazy_gettext("Expert"),
    RoleName.AMBASSADOR: lazy_gettext("Ambassador"),
    RoleName.EMPLOYEE: lazy_gettext("Employee"),
    RoleName.FINANCE: lazy_gettext("Finance"),
    RoleName.PLATFORM: lazy_gettext("Platform"),
}


def init_navigation(app: Flask, navigation: Navigation) -> None:
    app.context_processor(
        lambda: {
            "signed_in_account": signed_in_account,
            "role_name": lambda name: ROLE_NAMES[RoleName(name)],
            "page_brand": brand_of_page(),
            "is_known_now_only": request.blueprint in KNOWN_NOW_ONLY,
            "brand_links": lambda brand: brand_links(navigation, brand),
            "member_links": lambda: member_links(navigation),
            "platform_links": lambda: platform_links(navigation),
        }
    )


def brand_links(navigation: Navigation, brand: BrandSummary) -> list[NavigationLink]:
    return [
        _link(entry, url_for(entry.endpoint, brand_slug=brand.slug)) for entry in navigation.brand
    ]


def member_links(navigation: Navigation) -> list[NavigationLink]:
    account = signed_in_account()
    if account is None:
        return []
    if account.has_role(RoleName.EXPERT) or account.has_role(RoleName.AMBASSADOR):
        entries = tuple(
            entry
            for entry in navigation.member
            if account.has_role(FOR_ONE_ROLE.get(entry.endpoint, RoleName.EXPERT))
            or entry.endpoint not in FOR_ONE_ROLE
        )
    elif account.has_role(RoleName.EMPLOYEE):
        entries = tuple(entry for entry in navigation.member if entry.endpoint in FOR_EMPLOYEES)
    else:
        entries = ()
    return [_link(entry, url_for(entry.endpoint)) for entry in entries]


def platform_links(navigation: Navigation) -> list[NavigationLink]:
    account = signed_in_account()
    if account is None:
        return []
    entries = navigation.platform
    if not account.has_role(RoleName.PLATFORM):
        may_see = FOR_FINANCE if account.has_role(RoleName.FINANCE) else ()
        entries = tuple(entry for entry in entries if entry.endpoint in may_see)
    return [_link(entry, url_for(entry.endpoint)) for entry in entries]


def _link(entry: Entry, url: str) -> NavigationLink:
    return NavigationLink(url, entry.label, entry.about, here=request.endpoint == entry.endpoint)
