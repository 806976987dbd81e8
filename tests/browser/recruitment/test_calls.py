"""Calls, the pool, applications and badges, in a real browser."""

import time
from uuid import UUID

import pytest

from domain.brands.brand import Criterion
from domain.money import Money
from domain.terms import Paid
from tests.browser.conftest import signed_in
from tests.support.browser import Pages, serving
from tests.support.people import ELECTRICITY, EMPLOYED, MANAGER, MORNING
from tests.support.pool_members import CALL, CAMPING_CAR, SOLAR, TEST, attempt_id, member_id
from tests.support.private_texts import stored_text
from tests.web.members.pool_fixture import scenario_of
from tests.web.shop import NEST, open_shop, settings_at
from web.accounts.links import AccountLinks, StaffLink

ROOT = "/brands/nest"
OTHER = UUID("ca000000-0000-4000-8000-000000000002")
REVIEW = (
    f"{ROOT}/calls/review?assessment_id={TEST}&languages=fr&languages=en&countries=FR&starts_on=2031-06-01"
    "&ends_on=2031-06-30&max_experts=4&price=2.50"
)
COUNTRIES = ("FR", "FR", "FR", "FR", "BE", "CH")
SCORES = (62, 71, 74, 78, 83, 85, 88, 91, 96)


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with open_shop(settings_at(tmp_path_factory.mktemp("pool"))) as shop:
        yield shop


@pytest.fixture(scope="module")
def scenario(shop):
    with scenario_of(shop.app, shop.store, shop.settings.database_url) as scenario:
        fill(scenario)
        yield scenario


def fill(scenario):
    fill_the_pool(scenario)
    call(scenario)
    apply(scenario)
    scenario.update_read_models()


def fill_the_pool(scenario):
    """Forty people, half of them qualified, four at a desk; and an expert who passed."""
    crowd = scenario.crowd
    for number in range(1, 41):
        languages = (("fr",), ("fr", "en"), ("fr", "es"))[number % 3]
        subjects = ((ELECTRICITY,), (SOLAR,), (CAMPING_CAR,))[number % 7 % 3]
        crowd.joins(number, languages, COUNTRIES[number % 6], subjects)
        if number % 2:
            crowd.qualifies(number, SCORES[number % 9])
    for number in (1, 3, 5, 7):
        crowd.is_welcomed(number, NEST.brand_id)
        scenario.market.presence.come_online(UUID(int=number), member_id(number), 2, MORNING)
    scenario.ed_joins(subjects=(ELECTRICITY, SOLAR))
    scenario.ed_passes(88)


def call(scenario):
    """A call that is open, and one that was closed."""
    scenario.calls(
        terms=Paid(Money(250, "EUR"), 20), languages=("fr", "en"), countries=("FR", "BE")
    )
    scenario.calls(OTHER)
    calls = scenario.market.calls
    calls.invite(CALL, [member_id(number) for number in range(8, 31)], MORNING)
    calls.close(OTHER, "filled", MANAGER, MORNING)


def apply(scenario):
    """Two applications that wait, and one that was turned down."""
    scenario.asks_for(Criterion("home_exchanges", 2))
    store, send = scenario.store, scenario.market.applications.submit
    for number in (2, 4, 0):
        if number:
            scenario.has_account(number)
        applicant_id = member_id(number) if number else scenario.id_of()
        motivation = "Nous échangeons notre maison depuis 2011, et j'aime raconter comment."
        application_id = UUID(int=50 + number)
        text_id = stored_text(store, motivation, application_id, applicant_id, MORNING)
        arguments = (
            application_id,
            NEST.brand_id,
            applicant_id,
            {"home_exchanges": 5 + number},
            MORNING,
        )
        send(*arguments, text_id=text_id)
    reply = "Nous n'avons pas retrouvé ces échanges."
    reply_id = stored_text(store, reply, UUID(int=54), member_id(4), MORNING)
    arguments = (UUID(int=54), "not_verified", reply_id, MANAGER, MORNING)
    scenario.market.applications.reject(*arguments)


@pytest.fixture(scope="module")
def base(shop, scenario):  # noqa: ARG001 - there is something to show
    with serving(shop.app) as base:
        yield base


@pytest.fixture(scope="module")
def brand_member(browser, base):
    return signed_in(browser, base, "ines@nest.example")


@pytest.fixture(scope="module")
def expert(browser, base):
    return signed_in(browser, base, "ed@expert.example")


@pytest.fixture(scope="module")
def platform_member(browser, base):
    return signed_in(browser, base, "plat@comptoir.example")


def test_the_first_page_of_a_brand(brand_member):
    brand_member.check("/")


def test_the_calls_of_a_brand(brand_member):
    brand_member.check(f"{ROOT}/calls")


def test_a_new_call(brand_member):
    brand_member.check(f"{ROOT}/calls/new")


def test_the_own_staff_of_a_brand(brand_member, scenario):
    start = scenario.market.members.start_engagement
    start(member_id(9), NEST.brand_id, EMPLOYED, MANAGER, MORNING)
    scenario.update_read_models()
    brand_member.check(f"{ROOT}/staff")


def test_the_brands_a_member_answers_for_and_leaving_one(expert, scenario):
    scenario.welcomes_ed()
    try:
        expert.check("/me/brands")
        expert.check("/")
        expert.check(f"/me/brands/{NEST.brand_id}/leave")
        with expert.opened() as page:
            page.goto(f"{expert.base}/me/brands")
            page.get_by_role("link", name="Leave Nest & Away").click()
            page.get_by_role("button", name="Leave Nest & Away").click()
            page.get_by_text("You no longer answer visitors for Nest & Away.").wait_for()
    finally:
        scenario.update_read_models()


def test_an_invitation_of_an_employee(browser, base, scenario, shop):
    by = str(scenario.id_of("ines@nest.example"))
    ids = str(UUID(int=1)), "sam@nest.example", str(NEST.brand_id)
    invitation = StaffLink(*ids, 2150, "EUR", by, "fr")
    token = AccountLinks(shop.settings.secret_key, time.time).token_for_staff(invitation)
    Pages(browser, base).check(f"/staff/{token}")


def test_an_invitation_that_is_over(browser, base):
    Pages(browser, base).check("/staff/over", status=410)


def test_a_new_call_with_errors(brand_member):
    brand_member.check(f"{ROOT}/calls/review?price=2.50+USD&max_experts=0", status=422)


def test_a_call_to_review(brand_member):
    brand_member.check(REVIEW)


def test_one_call(brand_member):
    brand_member.check(f"{ROOT}/calls/{CALL}")


def test_the_pool_of_a_brand(brand_member):
    brand_member.check(f"{ROOT}/pool", widths=(1280, 360, 320))


def test_the_pool_with_its_tables_open(brand_member):
    opened = ("#subjects .numbers summary", "#bands .numbers summary")
    brand_member.check(f"{ROOT}/pool?language=fr", opened=opened)


def test_a_part_of_the_pool_too_small_to_describe(brand_member):
    brand_member.check(f"{ROOT}/pool?country=XX")


def test_the_applications_to_a_brand(brand_member):
    brand_member.check(f"{ROOT}/applications")


def test_the_applications_with_an_open_reply(brand_member):
    brand_member.check(f"{ROOT}/applications", opened=(".application-answers summary",))


def test_the_calls_that_are_open(expert):
    expert.check("/calls")


def test_a_call_to_join(expert):
    expert.check(f"/calls/{CALL}")


def test_a_call_that_is_over(expert):
    expert.check(f"/calls/{OTHER}")


def test_brands_to_help(expert):
    expert.check("/brands-to-help")


def test_the_pool_of_the_platform(platform_member):
    platform_member.check("/pool")


def test_a_badge(stranger):
    stranger.check(f"/badges/{attempt_id(0)}", widths=(1280, 360, 320))


def test_a_brand_calls_and_an_expert_joins(brand_member, expert, scenario):
    with brand_member.opened() as page:
        page.goto(f"{brand_member.base}{ROOT}/calls/new")
        page.select_option("#assessment_id", str(TEST))
        page.get_by_label("French").check()
        page.fill("#price", "3.20")
        page.get_by_role("button", name="Review the call for experts").click()
        page.get_by_text("€2.56").first.wait_for()
        page.get_by_role("button", name="Publish and invite").click()
        page.wait_for_url(f"**{ROOT}/calls/*-*")
        call_id = page.url.rpartition("/")[2]
    scenario.update_read_models()
    with expert.opened() as page:
        page.goto(f"{expert.base}/calls/{call_id}")
        page.get_by_role("button", name="Accept these terms and join").click()
        page.wait_for_url(f"**/calls/{call_id}")
        scenario.update_read_models()
        page.reload()
        page.get_by_text("You have joined").first.wait_for()
