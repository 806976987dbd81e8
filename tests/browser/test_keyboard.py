"""Without a mouse, and without scripts: there are none of ours."""

import pytest
from playwright.sync_api import expect

from tests.web.shop import PASSWORD

FOCUSED = """() => {
  const one = document.activeElement, style = getComputedStyle(one);
  const name = one.id || one.name || one.textContent.trim();
  return [name, style.outlineStyle + ' ' + style.outlineWidth];
}"""


def test_signing_in_and_out_by_keyboard_alone(stranger):
    with stranger.opened(width=360) as page:
        page.goto(f"{stranger.base}/sign-in?next=/sample/nest/charts")
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED)[0] == "Skip to content"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED)[0] == "email"
        page.keyboard.type("ines@nest.example")
        page.keyboard.press("Tab")
        page.keyboard.type(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url("**/sample/nest/charts")

        page.locator(".account-menu summary").focus()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED)[0] == "Sign out"
        page.keyboard.press("Enter")
        page.wait_for_url("**/sign-in")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_focus_is_visible(brand_member, theme):
    with brand_member.opened(theme=theme) as page:
        page.goto(f"{brand_member.base}/sample/nest/charts")
        for _ in range(14):
            page.keyboard.press("Tab")
            name, outline = page.evaluate(FOCUSED)
            assert outline.startswith("solid"), name


def test_a_wrong_password_is_announced(stranger):
    with stranger.opened(language="fr") as page:
        page.goto(f"{stranger.base}/sign-in")
        page.fill("#email", "nobody@nest.example")
        page.fill("#password", "something")
        page.click("#submit")

        expect(page.get_by_role("alert")).to_contain_text(
            "Adresse e-mail ou mot de passe incorrect"
        )
        expect(page.locator("#email")).to_have_value("nobody@nest.example")


def test_pages_are_complete_without_scripts(browser, brand_member):
    context = browser.new_context(java_script_enabled=False)
    try:
        context.add_cookies(
            [{**cookie, "url": brand_member.base} for cookie in brand_member.cookies]
        )
        page = context.new_page()
        page.goto(f"{brand_member.base}/sample/nest/charts")
        page.click("button[value=dark]")
        expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
        assert page.url.endswith("/sample/nest/charts")
        page.locator("#bars summary").click()
        expect(page.locator("#bars table")).to_be_visible()
    finally:
        context.close()


@pytest.mark.parametrize(("device", "ground"), [("light", "248, 243, 233"), ("dark", "23, 19, 16")])
def test_without_a_choice_the_device_sets_the_theme(stranger, device, ground):
    with stranger.opened(theme="auto") as page:
        page.emulate_media(color_scheme=device)
        page.goto(f"{stranger.base}/sign-in")

        assert page.get_attribute("html", "data-bs-theme") is None
        body = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert body == f"rgb({ground})"
