"""A brand invites an employee by e-mail; the employee follows the link, and answers for it."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from uuid import UUID

import pytest

from domain.members.member import Member
from domain.terms import Employed
from tests.support.people import MANAGER, euros
from tests.web.accounts.mailbox import fill_in, forget, link_in, mailbox, token_on
from tests.web.members.pool_fixture import BRAND, EXPERT, OTHER, scenario_of
from tests.web.shop import CHEAP, NEST, PASSWORD
from web.accounts.links import STAFF_S, AccountLinks, StaffLink
from web.mail.message import EmailCategory
from web.mail.unsubscribe import Subscriptions
from web.private_store.accounts import account_of
from web.private_store.hashing import HashingLimiter

STAFF = "/brands/nest/staff"
SAM = "sam@nest.example"
CHOSEN = "seven long words are a good password"


@pytest.fixture
def scenario(app, shop, sqlite_url):
    forget(shop, SAM)
    with scenario_of(app, shop.store, sqlite_url) as scenario:
        yield scenario


@pytest.fixture
def ines(scenario, signed_in):  # noqa: ARG001 - the fixture creates the brand
    return signed_in(BRAND)


@pytest.fixture
def stranger(app, scenario):  # noqa: ARG001
    return app.test_client()


def invites(client, email=SAM, **fields):
    return fill_in(client, STAFF, **{"email": email, "wage": "21.50", "language": "en", **fields})


def accepts(client, link, **fields):
    form = {"password": CHOSEN, "languages": ["fr", "en"], "country": "FR", **fields}
    return fill_in(client, link, **form)


def account(shop, email=SAM):
    with shop.store.sessions() as session:
        return account_of(session, email)


def engagements(scenario, member_id):
    return scenario.market.log.load(Member, member_id).engagements


def test_from_the_invitation_to_the_engagement(ines, stranger, scenario, shop):
    response = invites(ines)
    assert (response.status_code, response.location) == (303, f"{STAFF}?done=sent")

    [message] = mailbox(shop, SAM)
    assert message.subject.endswith("invites you to answer its visitors")
    assert "Cost of an hour in the brand's comparison: €21.50" in message.text
    link = link_in(message)
    assert "€21.50" in stranger.get(link).text

    assert "You answer for" in accepts(stranger, link).text

    sam = account(shop)
    assert [role.name for role in sam.roles] == ["employee"]
    assert engagements(scenario, sam.id) == {NEST.brand_id: Employed(euros(2150))}
    scenario.update_read_models()
    assert SAM in ines.get(STAFF).text
    signed_in = fill_in(stranger, "/sign-in", email=SAM, password=CHOSEN)
    assert (signed_in.status_code, signed_in.location) == (302, "/")
    assert stranger.get("/me").status_code == 200
    assert stranger.get("/brands/nest/comparison").status_code == 404


def test_an_invitation_that_was_accepted_offers_its_terms_no_more(ines, stranger, shop):
    invites(ines)
    link = link_in(mailbox(shop, SAM)[0])
    accepts(stranger, link)

    page = stranger.get(link).text

    assert "You have already accepted this invitation. Sign in." in page
    assert "Accept the terms" not in page


def test_the_engagement_names_who_invited(ines, stranger, scenario, shop):
    invites(ines)
    accepts(stranger, link_in(mailbox(shop, SAM)[0]))

    events = [envelope.data for envelope in scenario.market.log.history(account(shop).id)]
    [started] = [event for event in events if isinstance(event, Member.EngagementStarted)]
    assert started.by == scenario.id_of(BRAND)


def test_opening_the_link_accepts_nothing(ines, stranger, shop):
    invites(ines)

    stranger.get(link_in(mailbox(shop, SAM)[0]))

    assert account(shop) is None


def test_a_french_invitation_is_in_french(ines, shop):
    invites(ines, language="fr")

    [message] = mailbox(shop, SAM)
    assert message.subject.endswith("vous invite à répondre à ses visiteurs")
    assert "Coût d’une heure dans la comparaison de la marque" in message.text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"email": "sam"}, "We cannot send e-mails to this address"),
        ({"wage": ""}, "Enter the cost of an hour."),
        ({"wage": "a lot"}, "Enter an amount, for example 2.00."),
        ({"wage": "999999"}, "Check the hourly wage: it is negative or too high."),
        ({"language": "xx"}, "Not a valid choice"),
    ],
)
def test_what_cannot_be_sent_is_refused_and_stays_typed(ines, shop, fields, sentence):
    response = invites(ines, **fields)

    assert response.status_code == 422
    assert sentence in response.text
    assert all(value in response.text for name, value in fields.items() if name != "language")
    assert mailbox(shop, SAM) == []


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"password": "password"}, "This password is too common"),
        ({"languages": []}, "Choose at least one language."),
        ({"country": ""}, "Choose your country."),
    ],
)
def test_an_incomplete_acceptance_records_nothing(ines, stranger, scenario, shop, fields, sentence):
    invites(ines)
    head = scenario.market.log.rows.head()

    response = accepts(stranger, link_in(mailbox(shop, SAM)[0]), **fields)

    assert response.status_code == 422
    assert sentence in response.text
    assert account(shop) is None
    assert scenario.market.log.rows.head() == head


def test_an_account_keeps_its_password_and_roles(ines, stranger, scenario, shop):
    scenario.ed_joins()
    invites(ines, EXPERT)
    link = link_in(mailbox(shop, EXPERT)[0])
    assert 'name="password"' not in stranger.get(link).text

    fill_in(stranger, link)

    assert {role.name for role in account(shop, EXPERT).roles} == {"expert", "employee"}
    assert NEST.brand_id in engagements(scenario, scenario.id_of())
    assert fill_in(stranger, "/sign-in", email=EXPERT, password=PASSWORD).status_code == 302


def test_a_link_used_twice_starts_one_engagement(ines, stranger, scenario, shop):
    invites(ines)
    link = link_in(mailbox(shop, SAM)[0])
    accepts(stranger, link)
    head = scenario.market.log.rows.head()

    assert fill_in(stranger, link).status_code == 200

    assert scenario.market.log.rows.head() == head


def test_a_link_does_not_start_again_what_has_ended(ines, stranger, scenario, shop):
    invites(ines)
    link = link_in(mailbox(shop, SAM)[0])
    accepts(stranger, link)
    sam = account(shop).id
    scenario.market.members.end_engagement(
        sam, NEST.brand_id, "brand_wish", MANAGER, scenario.market.clock()
    )

    response = fill_in(stranger, link)

    assert response.status_code == 410
    assert engagements(scenario, sam) == {}


def test_a_form_sent_several_times_at_once_makes_one_account(ines, app, scenario, shop):
    invites(ines)
    link = link_in(mailbox(shop, SAM)[0])
    clients = [app.test_client() for _ in range(4)]
    form = {"password": CHOSEN, "languages": ["fr"], "country": "FR"}
    forms = [{**form, "csrf_token": token_on(client.get(link).text)} for client in clients]

    def send(number):
        return clients[number].post(link, data=forms[number]).status_code

    with ThreadPoolExecutor(len(clients)) as pool:
        answers = set(pool.map(send, range(len(clients))))

    assert answers == {200}
    assert list(engagements(scenario, account(shop).id)) == [NEST.brand_id]


def test_a_brand_invites_few_people_at_a_time_from_however_many_hosts(ines):
    page = token_on(ines.get(STAFF).text)
    form = {"wage": "21.50", "language": "en", "csrf_token": page}

    answers = [
        ines.post(
            STAFF,
            data={**form, "email": f"sam{number}@nest.example"},
            environ_overrides={"REMOTE_ADDR": f"10.0.0.{number}"},
        ).status_code
        for number in range(31)
    ]

    assert answers == [303] * 30 + [429]


@dataclass
class InterruptedHashing:
    """While a password is hashed for the first time, something else happens."""

    meanwhile: Callable

    def of(self, password):
        meanwhile, self.meanwhile = self.meanwhile, lambda: None
        meanwhile()
        return CHEAP.of(password)


def test_a_form_sent_again_while_the_first_is_handled_is_accepted_as_well(
    ines, stranger, app, scenario, shop
):
    invites(ines)
    link = link_in(mailbox(shop, SAM)[0])
    answers, hashing = [], app.extensions["comptoir.password_hashing"]

    def send_again():  # another thread of the server has its own session of the private store
        with ThreadPoolExecutor(1) as pool:
            answers.append(pool.submit(accepts, app.test_client(), link).result())

    app.extensions["comptoir.password_hashing"] = InterruptedHashing(send_again)
    answers.append(accepts(stranger, link))
    app.extensions["comptoir.password_hashing"] = hashing

    assert [answer.status_code for answer in answers] == [200, 200]
    assert list(engagements(scenario, account(shop).id)) == [NEST.brand_id]


def test_choosing_a_password_needs_a_permit_to_hash(ines, stranger, app, shop):
    invites(ines)
    limiter, app.extensions["comptoir.hashing"] = (
        app.extensions["comptoir.hashing"],
        HashingLimiter(permits=0, queue=0, timeout_s=2),
    )

    response = accepts(stranger, link_in(mailbox(shop, SAM)[0]))
    app.extensions["comptoir.hashing"] = limiter

    assert response.status_code == 503
    assert account(shop) is None


def test_new_employees_are_not_invited_to_calls(ines, stranger, shop):
    invites(ines)
    accepts(stranger, link_in(mailbox(shop, SAM)[0]))

    assert Subscriptions(shop.store).ended_by(account(shop).id) == {EmailCategory.INVITATION}


@pytest.mark.parametrize("token", ["x", "gAAAAABx"])
def test_a_forged_link_is_over(stranger, token):
    assert stranger.get(f"/staff/{token}").status_code == 410


def test_a_link_is_over_when_its_sender_is_not_of_the_brand(stranger, scenario, shop):
    by = str(scenario.id_of(OTHER))
    invitation = StaffLink(str(UUID(int=1)), SAM, str(NEST.brand_id), 2150, "EUR", by, "en")
    token = AccountLinks(shop.settings.secret_key, time.time).token_for_staff(invitation)

    assert stranger.get(f"/staff/{token}").status_code == 410


def test_a_link_works_for_seven_days():
    now = 1_000_000.0
    links = AccountLinks("secret", lambda: now)
    invitation = StaffLink(str(UUID(int=1)), SAM, str(NEST.brand_id), 2150, "EUR", "2", "en")
    token = links.token_for_staff(invitation)

    assert AccountLinks("secret", lambda: now + STAFF_S - 1).read_staff(token) == invitation
    assert AccountLinks("secret", lambda: now + STAFF_S + 2).read_staff(token) is None
    assert links.read_joining(token) is None


def test_another_brand_neither_sees_nor_invites(scenario, signed_in, shop):  # noqa: ARG001
    tom = signed_in(OTHER)

    assert tom.get(STAFF).status_code == 404
    form = {"email": SAM, "wage": "20", "language": "en"}
    token = token_on(tom.get("/brands/road/staff").text)
    assert tom.post(STAFF, data={**form, "csrf_token": token}).status_code == 404
    assert mailbox(shop, SAM) == []
