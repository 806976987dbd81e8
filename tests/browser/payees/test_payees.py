"""Payment details and withheld pay in a real browser: typed wrongly, saved, masked, by keyboard."""

from dataclasses import dataclass
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from payments.payees.payee import MANDATE_VERSION
from tests.browser.conftest import signed_in
from tests.support.browser import LANGUAGES, keep, problems_of, serving
from tests.support.people import OTHER_EXPERT, PAID
from tests.web.marketplace_of_app import marketplace_in
from tests.web.payees.payee_pages import DETAILS, ED, FRAN, TYPED, WITHHELD, PayeeDesk
from tests.web.shop import open_shop, settings_at

SELECTS = ("country", "tax_country")


@dataclass
class Pair:
    payees: PayeeDesk
    expert: object
    finance: object


@pytest.fixture(scope="module")
def desk(tmp_path_factory, browser):
    settings = settings_at(tmp_path_factory.mktemp("payees"))
    with open_shop(settings) as shop, marketplace_in(shop.app, settings.database_url) as market:
        payees = PayeeDesk(market, shop)
        for expert_id in (payees.id_of(), OTHER_EXPERT):
            payees.ledger.closes(uuid4(), PAID, expert_id)
        payees.ledger.posted()
        with serving(shop.app) as base:
            yield Pair(payees, signed_in(browser, base, ED), signed_in(browser, base, FRAN))


def types(page, **changes):
    typed = {**TYPED, **changes}
    for name, value in typed.items():
        if name in SELECTS:
            page.locator(f"#{name}").select_option(value)
        elif name == "vat_status":
            page.locator(f"#vat_status-{value}").check()
        else:
            page.locator(f"#{name}").fill(value)


def test_payment_details_at_first(desk):
    desk.expert.check(DETAILS)


def test_the_mandate_in_both_languages(desk):
    desk.expert.check(f"{DETAILS}/mandate/{MANDATE_VERSION}")


def test_withheld_pay(desk):
    desk.finance.check(WITHHELD)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", [1280, 360])
def test_what_was_typed_wrongly_is_kept_beside_its_sentence(desk, language, width):
    with desk.expert.opened(language, width=width, inspected=True) as page:
        page.goto(f"{desk.expert.base}{DETAILS}")
        types(page, iban="FR76 1", tax_id="12")
        page.keyboard.press("Enter")

        expect(page.locator("#iban-says")).to_be_visible()
        expect(page.locator("#iban")).to_have_value("FR76 1")
        expect(page.locator("#last_name")).to_have_value("Xpert")
        assert problems_of(page, language) == []
        keep(page, f"payment details wrong {language} {width}")


def test_an_expert_saves_details_and_grants_the_mandate(desk):
    with desk.expert.opened("en", width=1280, inspected=True) as page:
        page.goto(f"{desk.expert.base}{DETAILS}")
        types(page)
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_have_text("Saved.")
        expect(page.get_by_text("FR\xa0…\xa00189")).to_be_visible()

        page.locator("#is_read").check()
        page.get_by_role("button", name="Give the mandate").click()

        expect(page.get_by_text("Yes: nothing is missing.")).to_be_visible()
        assert problems_of(page, "en") == []
        keep(page, "payment details saved en 1280")
    assert desk.payees.payee.missing == ()
