import pytest

from tests.web.shop import PASSWORD, KnownBrands
from web.accounts.sign_in_limits import WINDOW_S, SignInAttempts
from web.app import create_app
from web.private_store.accounts import add_account

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


def test_in_and_out_again(client):
    answer = try_to_sign_in(client)
    assert (answer.status_code, answer.location) == (302, "/")
    home = client.get("/").text
    assert "Inès Morel" in home
    assert "Brand" in home

    answer = client.post("/sign-out", data={"csrf_token": token_of(client, "/")})

    assert (answer.status_code, answer.location) == (302, "/sign-in")
    assert client.get("/").status_code == 302


def test_an_address_may_be_typed_as_people_type(client):
    assert try_to_sign_in(client, email="  Ines@NEST.example ").status_code == 302


def test_unknown_people_and_wrong_passwords_hear_the_same(client):
    unknown = try_to_sign_in(client, email="nobody@nest.example")
    wrong = try_to_sign_in(client, password="something else")

    for answer in (unknown, wrong):
        assert answer.status_code == 200
        assert WRONG in answer.text
        assert "is-invalid" not in answer.text


def test_what_is_missing_is_said_at_its_field(client):
    answer = try_to_sign_in(client, email="", password="")

    assert "Enter your e-mail address." in answer.text
    assert "Enter your password." in answer.text
    assert WRONG not in answer.text


def test_the_sixth_guess_has_to_wait(client, clock):
    for _ in range(5):
        assert WRONG in try_to_sign_in(client, password="a guess").text

    answer = try_to_sign_in(client)  # even the right one
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) == WINDOW_S + 1
    assert "Too many attempts" in answer.text

    clock.now += WINDOW_S
    assert try_to_sign_in(client).status_code == 302


def test_getting_in_counts_for_nothing(client):
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
def test_no_link_to_us_leads_elsewhere(client, elsewhere, method):
    if method == "form":
        answer = try_to_sign_in(client, next=elsewhere)
    else:
        data = {"email": INES, "password": PASSWORD, "csrf_token": token_of(client)}
        answer = client.post("/sign-in", query_string={"next": elsewhere}, data=data)

    leads_to = (answer.location or "").replace("\\", "/")
    assert not leads_to.startswith(("//", "http", "javascript", "\t"))


def test_one_comes_back_to_where_one_wanted_to_go(client):
    assert (
        "/tried/brands/nest?from=2017"
        in client.get(client.get("/tried/brands/nest?from=2017").location).text
    )
    answer = try_to_sign_in(client, next="/tried/brands/nest?from=2017")

    assert answer.location == "/tried/brands/nest?from=2017"


def test_nothing_planted_before_survives_signing_in(client):
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
def test_no_form_without_its_token(signed_in, path):
    answer = signed_in(INES).post(path, data={"language": "fr"})

    assert answer.status_code == 400
    assert "This form has expired" in answer.text


def test_the_token_lets_a_form_through(signed_in):
    client = signed_in(INES)

    answer = client.post("/tried/forms", data={"csrf_token": token_of(client, "/")})

    assert answer.text == "taken"


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


def test_each_guess_at_a_password_costs_64_mib(shop):
    """The tests here hash cheaply (tests/web/shop.py): only because they ask for it."""
    careful = {"argon2__time_cost": 3, "argon2__memory_cost": 64 * 1024, "argon2__parallelism": 4}

    app = create_app(None, shop.settings, shop.store, KnownBrands())
    with shop.store.sessions() as session:
        kept = add_account(session, "new@expert.example", PASSWORD, []).password
        session.rollback()

    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"].items() >= careful.items()
    assert app.config["SECURITY_HASHING_SCHEMES"][0] == "sha256_crypt"
