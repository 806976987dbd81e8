"""All settings at a glance, and the history of their changes."""

import re
from datetime import date
from html import unescape
from uuid import UUID

import pytest

from domain.brands.brand import Criterion
from domain.brands.opening_hours import HolidayChoice, OpeningHours
from domain.brands.programme_cost import CostCategory
from domain.brands.public_holidays import PublicHoliday
from domain.brands.routing_policy import RoutingPolicy, RoutingStep
from domain.brands.widget import Targeting, WidgetSettings, WidgetText
from domain.rewards.reward_rules import Badge, Grade, RewardRules, Tier
from tests.support.people import MANAGER, after, euros
from tests.web.brands.settings_fixture import BRAND, OTHER, SETTINGS
from tests.web.shop import NEST
from web.private_store.accounts import account_of

HISTORY = f"{SETTINGS}/history"
NOEL = PublicHoliday(date(2026, 12, 25), "Noël")
HOURS = OpeningHours.weekly(
    "Europe/Paris",
    {**{day: [("18:00", "23:00")] for day in range(5)}, 5: [("10:00", "02:00")]},
    closed_on=[date(2026, 12, 31)],
    special={date(2026, 12, 24): [("09:00", "13:00")]},
    holidays=HolidayChoice("FR", "6AE", (NOEL,), date(2027, 12, 31)),
)
POLICY = RoutingPolicy((RoutingStep("voluntary", 0), RoutingStep("paid", 30)), 180, 10)
WIDGET = WidgetSettings(
    texts={"en": WidgetText("Ask us", "Good evening!")},
    origins=("https://nest.example",),
    targeting=Targeting(("/help*",), euros(5000), 20),
)
RULES = RewardRules(
    10,
    (Tier("regular", 50, 100, {"en": "Regular"}),),
    (Badge("liked", {"en": "Liked"}, (Grade(ratings=20, good_percent=80),), 180),),
    24,
    euros(150),
    20,
)


@pytest.fixture
def author(shop):
    with shop.store.sessions() as session:
        return account_of(session, BRAND).id


def everything_set(market, by):
    brands, nest = market.brands, NEST.brand_id
    brands.set_opening_hours(nest, HOURS, by, after(1))
    brands.set_routing_policy(nest, POLICY, by, after(2))
    brands.set_promise(nest, 60, by, after(3))
    brands.configure_widget(nest, WIDGET, by, after(4))
    brands.set_ambassador_criteria(nest, (Criterion("orders", 3),), by, after(5))
    days = (date(2026, 1, 1), date(2026, 12, 31))
    cost = (UUID(int=7), CostCategory.LICENCE, euros(12_000), *days, "voluntary")
    brands.record_programme_cost(nest, *cost, by, after(6))
    market.programmes.publish_rules(nest, RULES, by, after(7))
    gift = (UUID(int=8), {"en": "Travel guide"}, 1000, euros(1500), 20)
    market.programmes.stock_gift(nest, *gift, by, after(8))
    market.projector.catch_up()


def words_of(page):
    text = unescape(re.sub(r"<[^>]+>", " ", page)).replace("\N{NO-BREAK SPACE}", " ")
    return " ".join(text.split())


def test_a_new_brand_reads_what_is_not_set(ines):
    page = words_of(ines.get(SETTINGS).text)

    assert "Never set: opening minutes are unknown." in page
    assert "Never set: the widget has no texts" in page
    assert "No criteria yet" in page
    assert "An answer within 2 min" in page


def test_all_settings_are_said_in_words(ines, scenario, author):
    everything_set(scenario.market, author)

    page = words_of(ines.get(SETTINGS).text)

    for words in (
        "Monday–Friday 18:00–23:00; Saturday 10:00–02:00; Sunday closed",  # noqa: RUF001
        "France, Alsace, closed on: Noël (25 December 2026)",
        "31 December 2026, 24 December 2026 (09:00–13:00)",  # noqa: RUF001
        "Volunteer ambassadors at once, Paid experts after 30 s",
        "Orders at least 3",
        "Ask us · Good evening!",
        "/help*",
    ):
        assert words in page


@pytest.mark.parametrize("language", ["en", "fr"])
def test_each_setting_leads_to_its_form(ines, language):
    ines.set_cookie("lang", language)

    links = re.findall(r'href="(/brands/nest/settings/[a-z-]+)"', ines.get(SETTINGS).text)

    assert {ines.get(link).status_code for link in links} == {200}
    assert {link.rpartition("/")[2] for link in links} >= {
        *("hours", "routing", "widget", "criteria", "costs", "history"),
    }


# The history.


def test_a_history_begins_empty(ines):
    assert "Nothing has been changed yet." in ines.get(HISTORY).text


def test_a_change_names_its_author_and_both_values(ines, scenario, author):
    for seconds, at in ((120, 1), (60, 2)):
        scenario.market.brands.set_promise(NEST.brand_id, seconds, author, after(at))
    scenario.update_read_models()

    page = words_of(ines.get(HISTORY).text)

    assert "Inès Morel Promise An answer within: 2 min → becomes 1 min" in page
    assert "Promise set for the first time" in page


def test_only_what_differs_is_listed(ines, scenario, author):
    scenario.market.brands.set_routing_policy(NEST.brand_id, POLICY, author, after(1))
    later = RoutingPolicy(POLICY.steps, 240, 10)
    scenario.market.brands.set_routing_policy(NEST.brand_id, later, author, after(2))
    scenario.update_read_models()

    newest = ines.get(HISTORY).text.split('<tr role="row">')[2]

    assert "Message form" in newest
    assert "Offered to" not in newest


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_kind_of_change_is_said_in_words(ines, scenario, author, language):
    everything_set(scenario.market, author)
    scenario.market.brands.reverse_programme_cost(
        NEST.brand_id, UUID(int=7), "mistake", author, after(9)
    )
    scenario.market.programmes.withdraw_gift(NEST.brand_id, UUID(int=8), author, after(10))
    scenario.market.brands.set_credit_limit(NEST.brand_id, euros(50_000), author, after(11))
    scenario.update_read_models()
    ines.set_cookie("lang", language)

    page = ines.get(HISTORY)

    assert page.status_code == 200
    assert page.text.count('<th role="rowheader"') == 11
    assert "Noël" in unescape(page.text)
    separators = re.findall("(.); ", words_of_history(page.text))
    assert separators
    assert all((mark == "\N{NO-BREAK SPACE}") == (language == "fr") for mark in separators)


def words_of_history(page):
    """As they are, with their no-break spaces."""
    return unescape(re.sub(r"<[^>]+>", "", page))


def test_a_closed_account_has_no_name(ines, scenario):
    scenario.market.brands.set_promise(NEST.brand_id, 60, MANAGER, after(1))
    scenario.update_read_models()

    assert "a person whose account was erased" in ines.get(HISTORY).text


def test_a_long_history_has_pages(ines, scenario, author):
    for number in range(1, 36):
        scenario.market.brands.set_promise(NEST.brand_id, number, author, after(number))
    scenario.update_read_models()

    first, second = (ines.get(f"{HISTORY}?page={n}").text for n in (1, 2))

    assert (first.count("<time "), second.count("<time ")) == (30, 5)
    assert 'href="/brands/nest/settings/history?page=2"' in first
    assert "page 2 of 2" in second
    assert ines.get(f"{HISTORY}?page=x").status_code == 200


def test_the_log_has_no_name(scenario, author):
    everything_set(scenario.market, author)

    rows = b"".join(row.state for row in scenario.market.log.read(0, 100))

    assert "Inès".encode() not in rows
    assert BRAND.encode() not in rows


def test_another_brands_settings_are_absent(scenario, author, signed_in):
    everything_set(scenario.market, author)
    tom = signed_in(OTHER)

    assert [tom.get(page).status_code for page in (SETTINGS, HISTORY)] == [404, 404]
    assert "Noël" not in unescape(tom.get("/brands/road/settings/history").text)
