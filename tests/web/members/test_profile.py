"""The profile of a member, and where each part is stored."""

import re
from uuid import UUID

import pytest
from sqlalchemy import Column, MetaData, Table, select

from domain.clock import system_clock
from domain.members.member import Member
from tests.support.people import MANAGER, MORNING
from tests.support.reactions import linked_paths
from tests.web.accounts.mailbox import mailbox, token_on
from tests.web.conversations.busy_shop import counter_of
from tests.web.shop import CHEAP, PASSWORD
from web.mail.message import EmailCategory
from web.mail.unsubscribe import Subscriptions
from web.members.extra_time_store import ExtraTime
from web.members.profile_forms import BELOW
from web.members.profile_store import PrivateProfile, Profiles
from web.private_store.accounts import RoleName, account_of, add_account

EDDA, PAOLA, SAM = "edda@expert.example", "plat@comptoir.example", "sam@nest.example"
CAMPERS, GAS = UUID(int=51), UUID(int=52)
AS_STORED = Table(
    "profile",
    MetaData(),
    *[Column(name) for name in ("passions", "country", "legal_status")],
    schema="private",
)
PROFILE = {
    "name": "Edda Voss",
    "languages": ["fr", "de"],
    "subjects": [str(GAS)],
    "passions": "Thirty years of camping-cars",
    "country": "FR",
    "legal_status": "micro_entrepreneur",
    "extra_time": "33",
    "invitations": "y",
}


@pytest.fixture(scope="module")
def counter(shop):
    with shop.store.sessions() as session:
        add_account(session, EDDA, PASSWORD, [RoleName.EXPERT], hashing=CHEAP, at=system_clock())
        session.commit()
    with counter_of(shop.app, shop.settings.database_url) as counter:
        name = counter.market.subjects.add
        name(CAMPERS, "campers", {"fr": "Camping-cars", "en": "Campers"}, None, MANAGER, MORNING)
        name(GAS, "campers-gas", {"fr": "Gaz", "en": "Gas"}, CAMPERS, MANAGER, MORNING)
        counter.update_read_models()
        yield counter


@pytest.fixture
def edda(counter, signed_in):  # noqa: ARG001 - the subjects are there
    return signed_in(EDDA)


def save(client, **fields):
    page = client.get("/me").text
    return client.post("/me", data={**PROFILE, "csrf_token": token_on(page), **fields})


def member(counter, shop):
    with shop.store.sessions() as session:
        return counter.market.log.load_or_new(Member, account_of(session, EDDA).id)


def test_saving_joins_and_saving_again_records_no_event(edda, counter, shop):
    assert "Tell us what you know about" in edda.get("/me").text

    response = save(edda)
    assert (response.status_code, response.location) == (303, "/me?saved=1")
    known = member(counter, shop)
    assert (known.languages, known.country, known.subjects) == (("fr", "de"), "FR", (GAS,))
    assert known.version == 2

    save(edda)
    assert member(counter, shop).version == 2
    page = edda.get("/me").text
    assert "Thirty years of camping-cars" in page
    assert re.search(rf"<input checked [^>]*{GAS}", page)
    assert f"Campers {BELOW} Gas" in page


def test_only_changes_are_recorded(edda, counter, shop):
    save(edda)
    before = member(counter, shop).version

    save(edda, languages=["fr", "en"])
    assert member(counter, shop).version == before + 1
    save(edda, languages=["en", "fr"], subjects=[])
    after = member(counter, shop)
    assert (after.version, set(after.languages), after.subjects) == (before + 2, {"fr", "en"}, ())
    save(edda)


WRONG = {
    "no language": ({"languages": []}, "Choose at least one language."),
    "a language that there is not": ({"languages": ["xx"]}, "valid choice"),
    "no country": ({"country": ""}, "Choose your country."),
    "a country that there is not": ({"country": "XX"}, "valid choice"),
    "no name": ({"name": ""}, "Enter your name."),
    "too many words": ({"passions": "x" * 2001}, "This text is too long"),
    "a subject that there is not": ({"subjects": [str(UUID(int=99))]}, "valid choice"),
    "a status that there is not": ({"legal_status": "king"}, "alid choice"),
    "a percentage that there is not": ({"extra_time": "1000"}, "alid choice"),
}


@pytest.mark.parametrize(("fields", "error"), WRONG.values(), ids=WRONG)
def test_an_invalid_value_is_reported_at_its_field_and_changes_nothing(
    edda, counter, shop, fields, error
):
    save(edda)
    before = (member(counter, shop).version, stored_profile(shop))

    response = save(edda, **{"legal_status": "student", **fields})

    assert (response.status_code, error in response.text) == (200, True)
    assert (member(counter, shop).version, stored_profile(shop)) == before


def stored_profile(shop):
    with shop.store.sessions() as session:
        return Profiles(shop.store).of(account_of(session, EDDA))


def test_a_profile_is_encrypted_at_rest(edda, shop):
    save(edda)

    assert stored_profile(shop) == PrivateProfile(
        "Edda Voss", "Thirty years of camping-cars", "FR", "micro_entrepreneur"
    )
    with shop.store.engine.connect() as db:
        rows = repr(db.execute(select(AS_STORED)).all()).casefold()
    assert "camping" not in rows
    assert "micro" not in rows


def test_invitations_can_be_declined_and_wanted_again(edda, shop):
    with shop.store.sessions() as session:
        account_id = account_of(session, EDDA).id
    without = {key: value for key, value in PROFILE.items() if key != "invitations"}

    edda.post("/me", data={**without, "csrf_token": token_on(edda.get("/me").text)})
    assert Subscriptions(shop.store).ended_by(account_id) == {EmailCategory.INVITATION}

    save(edda)
    assert Subscriptions(shop.store).ended_by(account_id) == frozenset()


@pytest.mark.usefixtures("counter")
def test_the_profile_is_for_respondents_only(signed_in):
    assert signed_in("ines@nest.example").get("/me").status_code == 403
    assert signed_in("ed@expert.example").get("/me").status_code == 200


def test_extra_time_is_requested_by_the_member_and_granted_by_the_platform(edda, signed_in, shop):
    with shop.store.sessions() as session:
        account_id = account_of(session, EDDA).id
    save(edda, extra_time="0")
    save(edda, extra_time="50")
    assert ExtraTime(shop.store).granted_to(account_id) == 0
    assert "Request sent" in edda.get("/me").text

    paola = signed_in(PAOLA)
    page = paola.get("/extra-time").text
    assert "Edda Voss" in page
    assert "Requests waiting for an answer: 1." in page
    data = {"percent": "33", "csrf_token": token_on(page)}
    assert paola.post(f"/extra-time/{account_id}", data=data).status_code == 303

    assert ExtraTime(shop.store).granted_to(account_id) == 33
    assert "33% more time" in edda.get("/me").text
    save(edda, extra_time="0")
    assert ExtraTime(shop.store).granted_to(account_id) == 0
    assert paola.post(f"/extra-time/{account_id}", data=data).status_code == 409


def test_an_email_says_that_extra_time_was_decided_and_not_what(edda, signed_in, shop):
    with shop.store.sessions() as session:
        account_id = account_of(session, EDDA).id
    paola = signed_in(PAOLA)
    save(edda, extra_time="0")
    save(edda, extra_time="50")
    token = token_on(paola.get("/extra-time").text)

    paola.post(f"/extra-time/{account_id}", data={"percent": "50", "csrf_token": token})

    message = mailbox(shop, EDDA)[0]
    assert linked_paths(message.text) == ["/me"]
    assert "50" not in message.text.partition("http")[0]
    assert "extra" not in message.text
    assert message.text.startswith("Bonjour Edda Voss,\n\n")
    save(edda, extra_time="0")


def test_an_employee_is_not_asked_about_calls_and_payments(counter, signed_in, shop):
    with shop.store.sessions() as session:
        employee = (SAM, PASSWORD, [RoleName.EMPLOYEE])
        add_account(session, *employee, hashing=CHEAP, at=system_clock())
        session.commit()
        account_id = account_of(session, SAM).id
    sam = signed_in(SAM)
    page = sam.get("/me").text

    response = save(sam, legal_status="", extra_time="0")

    assert response.status_code == 303
    for name in ("legal_status", "invitations"):
        assert f'name="{name}"' not in page
    assert "to pay you" not in page
    assert counter.market.log.load(Member, account_id).languages


def test_only_the_platform_sees_and_grants_extra_time(edda, signed_in, shop):
    with shop.store.sessions() as session:
        account_id = account_of(session, EDDA).id
    ines = signed_in("ines@nest.example")
    for client in (edda, ines):
        token = token_on(client.get("/").text)
        data = {"percent": "100", "csrf_token": token}
        assert client.get("/extra-time").status_code == 403
        assert client.post(f"/extra-time/{account_id}", data=data).status_code == 403


def test_an_unknown_percentage_is_refused(edda, signed_in, shop):
    with shop.store.sessions() as session:
        account_id = account_of(session, EDDA).id
    save(edda, extra_time="25")
    paola = signed_in(PAOLA)
    data = {"percent": "1000", "csrf_token": token_on(paola.get("/extra-time").text)}

    assert paola.post(f"/extra-time/{account_id}", data=data).status_code == 422
    assert ExtraTime(shop.store).granted_to(account_id) == 0
