import pytest

from tests.web.shop import PASSWORD, KnownBrands
from web.accounts.sign_in_limits import WINDOW_S, SignInAttempts
from web.app import create_app
from web.private_store.accounts import add_account
from web.private_store.hashing import HashingTurns

INES = "ines@nest.example"
WRONG = "Incorrect e-mail address or password"


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock(app):
    clock = Clock()
    app.extensions["comptoir.sign_in_attempts"] = SignInAttempts(clock)
    return clock


def token_of(client, path="/sign-in"):
    page = client.get(path)
    assert 'name="csrf_token" value="' in page.text, f"{page.status} {page.location} {page.text}"
    return page.text.split('name="csrf_token" value="')[1].split('"')[0]


def try_to_sign_in(client, email=INES, password=PASSWORD, **fields):
    fields |= {"email": email, "password": password, "csrf_token": token_of(client)}
    return client.post("/sign-in", data=fields)


def test_signing_in_and_out(client):
    response = try_to_sign_in(client)
    assert (response.status_code, response.location) == (302, "/")
    home = client.get("/").text
    assert "Inès Morel" in home
    assert "Brand" in home

    response = client.post("/sign-out", data={"csrf_token": token_of(client, "/")})

    assert (response.status_code, response.location) == (302, "/sign-in")
    assert client.get("/").status_code == 302


def test_case_and_spaces_in_an_address_are_ignored(client):
    assert try_to_sign_in(client, email="  Ines@NEST.example ").status_code == 302


def test_unknown_addresses_and_wrong_passwords_get_the_same_response(client):
    unknown = try_to_sign_in(client, email="nobody@nest.example")
    wrong = try_to_sign_in(client, password="something else")

    for response in (unknown, wrong):
        assert response.status_code == 200
        assert WRONG in response.text
        assert "is-invalid" not in response.text


def test_a_missing_value_is_reported_at_its_field(client):
    response = try_to_sign_in(client, email="", password="")

    assert "Enter your e-mail address." in response.text
    assert "Enter your password." in response.text
    assert WRONG not in response.text


def test_the_sixth_guess_has_to_wait(client, clock):
    for _ in range(5):
        assert WRONG in try_to_sign_in(client, password="a guess").text

    response = try_to_sign_in(client)  # even the right one
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) == WINDOW_S + 1
    assert "Too many attempts" in response.text

    clock.now += WINDOW_S
    assert try_to_sign_in(client).status_code == 302


def test_successful_sign_ins_are_not_counted(client):
    for _ in range(7):
        assert try_to_sign_in(client).status_code == 302
        client.post("/sign-out", data={"csrf_token": token_of(client, "/")})


@pytest.mark.parametrize("method", ["form", "query"])
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "\t//evil.example/",
        "javascript:alert(1)",
        "https:evil.example",
    ],
)
def test_next_leads_to_no_other_site(client, elsewhere, method):
    if method == "form":
        response = try_to_sign_in(client, next=elsewhere)
    else:
        data = {"email": INES, "password": PASSWORD, "csrf_token": token_of(client)}
        response = client.post("/sign-in", query_string={"next": elsewhere}, data=data)

    leads_to = (response.location or "").replace("\\", "/")
    assert not leads_to.startswith(("//", "http", "javascript", "\t"))


def test_sign_in_returns_to_the_requested_page(client):
    assert (
        "/tried/brands/nest?from=2017"
        in client.get(client.get("/tried/brands/nest?from=2017").location).text
    )
    response = try_to_sign_in(client, next="/tried/brands/nest?from=2017")

    assert response.location == "/tried/brands/nest?from=2017"


def test_a_session_from_before_does_not_survive_signing_in(client):
    with client.session_transaction() as session:
        session["planted"] = "by somebody"
    token = token_of(client)
    with client.session_transaction() as session:
        known_before = session["csrf_token"]

    client.post("/sign-in", data={"email": INES, "password": PASSWORD, "csrf_token": token})
    client.get("/")

    with client.session_transaction() as session:
        assert "planted" not in session
        assert session["csrf_token"] != known_before
        assert session["_user_id"]


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/preferences/", "/tried/forms"])
def test_a_form_without_a_csrf_token_is_refused(signed_in, path):
    response = signed_in(INES).post(path, data={"language": "fr"})

    assert response.status_code == 400
    assert "This form has expired" in response.text


def test_a_form_with_a_csrf_token_is_accepted(signed_in):
    client = signed_in(INES)

    response = client.post("/tried/forms", data={"csrf_token": token_of(client, "/")})

    assert response.text == "taken"


def test_under_tls_a_form_must_come_from_our_own_page(client):
    host = "https://counter.example"
    page = client.get("/sign-in", base_url=host).text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"email": INES, "password": PASSWORD, "csrf_token": token}

    foreign = client.post(
        "/sign-in", base_url=host, data=data, headers={"Referer": "https://evil.example/"}
    )
    own = client.post("/sign-in", base_url=host, data=data, headers={"Referer": f"{host}/sign-in"})

    assert foreign.status_code == 400
    assert own.status_code == 302
    assert "__Host-comptoir=" in own.headers["Set-Cookie"]


def test_hashing_a_password_takes_64_mib(shop):
    """The tests here hash cheaply (tests/web/shop.py): only because they ask for it."""
    careful = {"argon2__time_cost": 3, "argon2__memory_cost": 64 * 1024, "argon2__parallelism": 4}

    app = create_app(None, shop.settings, shop.store, KnownBrands())
    with shop.store.sessions() as session:
        password_hash = add_account(session, "new@expert.example", PASSWORD, []).password
        session.rollback()

    assert password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"].items() >= careful.items()
    assert app.config["SECURITY_HASHING_SCHEMES"][0] == "sha256_crypt"


def test_a_sign_in_without_a_turn_to_hash_is_refused_with_503(app, client):
    turns, app.extensions["comptoir.hashing"] = (
        app.extensions["comptoir.hashing"],
        HashingTurns(places=0, waiting=0, patience_s=2),
    )

    response = try_to_sign_in(client)
    app.extensions["comptoir.hashing"] = turns

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"
    assert "Too many people are signing in right now. Try again in a moment." in response.text
    assert client.get("/sign-in").status_code == 200
