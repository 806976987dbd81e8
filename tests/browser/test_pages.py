def test_sign_in(stranger):
    stranger.check("/sign-in")


def test_home_of_a_brand(brand_member):
    brand_member.check("/")


def test_home_of_the_platform(platform_member):
    platform_member.check("/")


def test_an_absent_page(stranger):
    stranger.check("/nowhere", status=404)


def test_an_internal_error(platform_member):
    platform_member.check("/sample/breaks", status=500)


def test_every_kind_of_chart(brand_member):
    brand_member.check("/sample/nest/charts", widths=(1280, 360, 320))


def test_the_open_account_menu_and_an_open_table(brand_member):
    brand_member.check(
        "/sample/nest/charts", opened=(".account-menu summary", "#bars .numbers summary")
    )


def test_an_empty_sign_in_form(stranger):
    stranger.check("/sign-in", opened=("#submit",))


def test_printing_is_light_and_opens_everything(brand_member):
    with brand_member.opened(theme="dark") as page:
        page.emulate_media(media="print")
        page.goto(f"{brand_member.base}/sample/nest/charts")

        assert not page.locator("header.top").is_visible()
        body = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert body == "rgb(248, 243, 233)"
