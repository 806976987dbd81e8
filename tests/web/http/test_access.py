import pytest
from sqlalchemy import update

from domain.clock import system_clock
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import PASSWORD
from web.private_store.account_sessions import LONGEST_SESSION, AccountSession
from web.private_store.accounts import account_of


def test_a_visitor_is_led_to_sign_in_and_back(client):
    response = client.get("/tried/brands/nest?from=2017-06-01")

    assert response.status_code == 302
    assert response.location == "/sign-in?next=/tried/brands/nest?from%3D2017-06-01"


def test_a_program_without_account_gets_401(client):
    response = client.get("/tried/brands/nest", headers={"Accept": "application/json"})

    assert response.status_code == 401
    assert response.json["detail"] == "You need to sign in first."


def test_brand_people_see_their_brand(signed_in):
    assert signed_in("ines@nest.example").get("/tried/brands/nest").text == "Nest & Away"


def test_links_on_a_brands_page_lead_to_that_brand_unless_they_name_another(signed_in):
    links = signed_in("ines@nest.example").get("/tried/brands/nest/links").json

    assert links == {"own": "/tried/brands/nest", "other": "/tried/brands/road"}


@pytest.mark.parametrize("email", ["ines@nest.example", "ed@expert.example"])
def test_another_brand_answers_exactly_as_an_absent_one(signed_in, email):
    client = signed_in(email)
    client.get("/")  # so that both carry the same session
    other, absent = client.get("/tried/brands/road"), client.get("/tried/brands/nobody")

    assert other.status_code == absent.status_code == 404
    assert same_but_for_tokens(other, "road") == same_but_for_tokens(absent, "nobody")
    assert dict(other.headers).keys() == dict(absent.headers).keys()


def same_but_for_tokens(response, slug):
    lines = response.text.replace(slug, "SLUG").splitlines()
    return [line for line in lines if "csrf_token" not in line]


def test_the_platform_sees_every_brand(signed_in):
    client = signed_in("plat@comptoir.example")

    assert client.get("/tried/brands/nest").text == "Nest & Away"
    assert client.get("/tried/brands/road").text == "Road Kitchen"
    assert client.get("/tried/brands/nobody").status_code == 404


def test_home_lists_the_brands_of_the_account(signed_in):
    assert "Road Kitchen" not in signed_in("ines@nest.example").get("/").text
    assert "Nest &amp; Away" in signed_in("ines@nest.example").get("/").text
    assert "Road Kitchen" in signed_in("plat@comptoir.example").get("/").text
    assert "My profile" not in signed_in("ines@nest.example").get("/").text


def test_home_lists_the_pages_of_members(app, signed_in, sqlite_url):
    with marketplace_in(app, sqlite_url):
        assert "My profile" in signed_in("ed@expert.example").get("/").text


def test_a_session_ends_after_half_a_day_however_busy(signed_in, shop):
    client = signed_in("ines@nest.example")
    assert shows_name(client)
    with shop.store.sessions() as session:
        session.execute(
            update(AccountSession).values(signed_in_at=system_clock() - LONGEST_SESSION)
        )
        session.commit()

    assert not shows_name(client)
    assert client.get("/").status_code == 302


def shows_name(client):
    """On a page that is open to all."""
    return "Inès Morel" in client.get("/join/sent").text


def test_a_closed_account_is_out_at_once(shop, client):
    sign_in(client, "tom@road.example")
    assert client.get("/").status_code == 200
    set_active(shop, "tom@road.example", active=False)
    try:
        assert client.get("/").status_code == 302
    finally:
        set_active(shop, "tom@road.example", active=True)


def set_active(shop, email, *, active):
    with shop.store.sessions() as session:
        account_of(session, email).active = active
        session.commit()


def sign_in(client, email):
    page = client.get("/sign-in").text
    token = page.split('name="csrf_token" type="hidden" value="')[1].split('"')[0]
    return client.post("/sign-in", data={"email": email, "password": PASSWORD, "csrf_token": token})
