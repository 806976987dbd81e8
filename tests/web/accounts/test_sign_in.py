import pytest

from domain.clock import system_clock
from tests.support.moving_clock import StoppedClock
from tests.web.shop import PASSWORD, KnownBrands
from web.accounts.sign_in_limits import host_of_request
from web.app import create_app
from web.private_store.accounts import account_of, add_account
from web.private_store.hashing import HashingLimiter
from web.private_store.rate_limits import WINDOW_S, RateLimits

INES = "ines@nest.example"
WRONG = "Incorrect e-mail address or password"


@pytest.fixture
def clock(app, shop):
    clock, limits = StoppedClock(), app.extensions["comptoir.rate_limits"]
    app.extensions["comptoir.rate_limits"] = RateLimits(shop.store, "for tests only", clock)
    yield clock
    app.extensions["comptoir.rate_limits"] = limits


def token_of(client, path="/sign-in"):
    page = client.get(path)
    assert 'name="csrf_token" value="' in page.text, f"{page.status} {page.location} {page.text}"
    return page.text.split('name="csrf_token" value="')[1].split('"')[0]


def try_to_sign_in(client, email=INES, password=PASSWORD, environ=None, **fields):
    fields |= {"email": email, "password": password, "csrf_token": token_of(client)}
    return client.post("/sign-in", data=fields, environ_overrides=environ)


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


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("a socket", "a socket"),
    ],
)
def test_all_addresses_of_one_customer_are_one_host(app, address, host):
    with app.test_request_context("/", environ_base={"REMOTE_ADDR": address}):
        assert host_of_request() == host


def test_wrong_passwords_elsewhere_do_not_stop_the_owners_browser(client, app):
    owner = {"REMOTE_ADDR": "10.1.0.1"}
    try_to_sign_in(client, environ=owner)
    client.post("/sign-out", data={"csrf_token": token_of(client, "/")})

    for host in range(11):
        for _ in range(5):
            environ = {"REMOTE_ADDR": f"10.0.0.{host}"}
            try_to_sign_in(app.test_client(), password="a guess", environ=environ)

    stranger = try_to_sign_in(app.test_client(), environ={"REMOTE_ADDR": "10.9.0.1"})
    assert stranger.status_code == 429
    assert try_to_sign_in(client, environ=owner).status_code == 302


def test_guesses_in_the_owners_browser_are_limited_too(client):
    try_to_sign_in(client)
    client.post("/sign-out", data={"csrf_token": token_of(client, "/")})

    for host in range(5):
        environ = {"REMOTE_ADDR": f"10.0.0.{host}"}
        assert try_to_sign_in(client, password="a guess", environ=environ).status_code == 200

    assert try_to_sign_in(client).status_code == 429


def test_a_browser_is_known_for_the_accounts_of_its_owners_only(client):
    for email in (INES, "tom@road.example"):
        try_to_sign_in(client, email=email)
        client.post("/sign-out", data={"csrf_token": token_of(client, "/")})
    for _ in range(5):
        try_to_sign_in(client, email="ed@expert.example", password="a guess")

    assert try_to_sign_in(client, email="ed@expert.example").status_code == 429
    assert try_to_sign_in(client).status_code == 302


@pytest.mark.parametrize("value", ["", "nonsense", "é", "W10.x"])
def test_a_forged_browser_cookie_makes_no_browser_known(client, value):
    try_to_sign_in(client)
    client.post("/sign-out", data={"csrf_token": token_of(client, "/")})
    [name] = [key[2] for key in client._cookies if key[2].startswith("comptoir_browser")]  # noqa: SLF001
    client.set_cookie(name, value)
    for _ in range(5):
        try_to_sign_in(client, password="a guess")

    assert try_to_sign_in(client).status_code == 429


def test_the_browser_cookie_opens_nothing_and_names_nobody(client):
    try_to_sign_in(client)
    client.delete_cookie("comptoir")

    assert client.get("/").status_code == 302
    assert not any("ines" in repr(cookie).casefold() for cookie in client._cookies.items())  # noqa: SLF001


def test_successful_sign_ins_are_not_counted(client):
    for _ in range(7):
        assert try_to_sign_in(client).status_code == 302
        client.post("/sign-out", data={"csrf_token": token_of(client, "/")})


ELSEWHERE = [
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "\t//evil.example/",
    "javascript:alert(1)",
    "https:evil.example",
    "http://[",
    "//[",
]


@pytest.mark.parametrize("method", ["form", "query"])
@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_next_leads_to_no_other_site_and_makes_no_right_password_wrong(client, elsewhere, method):
    if method == "form":
        response = try_to_sign_in(client, next=elsewhere)
    else:
        data = {"email": INES, "password": PASSWORD, "csrf_token": token_of(client)}
        response = client.post("/sign-in", query_string={"next": elsewhere}, data=data)

    assert response.status_code == 302
    assert client.get("/").status_code == 200
    leads_to = (response.location or "").replace("\\", "/")
    assert not leads_to.startswith(("//", "http", "javascript", "\t"))


@pytest.mark.parametrize("elsewhere", ELSEWHERE)
def test_a_bad_next_does_not_count_as_a_guess(client, elsewhere):
    for _ in range(6):
        assert try_to_sign_in(client, next=elsewhere).status_code == 302
        client.post("/sign-out", data={"csrf_token": token_of(client, "/")})


def test_sign_in_returns_to_the_requested_page(client):
    assert (
        "/tried/brands/nest?from=2017"
        in client.get(client.get("/tried/brands/nest?from=2017").location).text
    )
    response = try_to_sign_in(client, next="/tried/brands/nest?from=2017")

    assert response.location == "/tried/brands/nest?from=2017"


def test_a_session_from_before_does_not_survive_signing_in(client):
    with client.session_transaction() as session:
        session["planted"] = "by another"
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
    assert "__Host-comptoir=" in "".join(own.headers.getlist("Set-Cookie"))


def test_only_signing_in_and_out_are_served_by_flask_security(app):
    served = {
        rule.rule: rule.methods - {"HEAD", "OPTIONS"}
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("security.")
    }

    assert served == {"/sign-in": {"GET", "POST"}, "/sign-out": {"POST"}}


@pytest.mark.parametrize("path", ["/verify", "/fs-static/js/webauthn.js", "/fs-static/"])
def test_other_pages_of_flask_security_do_not_exist(signed_in, path):
    assert signed_in(INES).get(path).status_code == 404


def test_signing_in_hands_out_no_token(client):
    response = client.post(
        "/sign-in?include_auth_token",
        json={"email": INES, "password": PASSWORD},
        headers={"X-CSRFToken": token_of(client), "Accept": "application/json"},
    )

    assert "token" not in response.text


def test_a_token_of_flask_security_signs_nobody_in(client, app, shop):
    with app.test_request_context(), shop.store.sessions() as session:
        token = account_of(session, INES).get_auth_token()

    for request in (
        {"query_string": {"auth_token": token}},
        {"headers": {"Authentication-Token": token}},
        {"json": {"auth_token": token}},
    ):
        assert client.get("/", **request).status_code in (302, 401)


def test_an_account_that_was_never_confirmed_cannot_sign_in(client, shop):
    """As accounts of former versions, whose password the person who joined had chosen."""
    with shop.store.sessions() as session:
        account_of(session, "tom@road.example").confirmed_at = None
        session.commit()
    try:
        assert WRONG in try_to_sign_in(client, email="tom@road.example").text
    finally:
        with shop.store.sessions() as session:
            account_of(session, "tom@road.example").confirmed_at = system_clock()
            session.commit()


def test_hashing_a_password_takes_64_mib(shop):
    """The tests here hash cheaply (tests/web/shop.py): only because they ask for it."""
    careful = {"argon2__time_cost": 3, "argon2__memory_cost": 64 * 1024, "argon2__parallelism": 4}

    app = create_app(None, shop.settings, shop.store, KnownBrands())
    with shop.store.sessions() as session:
        password_hash = add_account(
            session, "new@expert.example", PASSWORD, [], at=system_clock()
        ).password
        session.rollback()

    assert password_hash.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert app.config["SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS"].items() >= careful.items()


def test_a_sign_in_without_a_permit_to_hash_is_refused_with_503(app, client):
    limiter, app.extensions["comptoir.hashing"] = (
        app.extensions["comptoir.hashing"],
        HashingLimiter(permits=0, queue=0, timeout_s=2),
    )

    response = try_to_sign_in(client)
    app.extensions["comptoir.hashing"] = limiter

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"
    assert "Too many people are signing in right now. Try again in a moment." in response.text
    assert client.get("/sign-in").status_code == 200
