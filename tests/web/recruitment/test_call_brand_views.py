"""Publishing a call for experts, and what comes of it."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from domain.aggregate import now
from domain.money import Money
from domain.recruitment.call_for_experts import CallCloseReason, CallForExperts
from domain.terms import Paid
from projections.recruitment.calls import call_with_id, calls_of
from tests.support.people import ELECTRICITY, MANAGER, MORNING
from tests.support.pool_members import CALL, TEST, member_id
from tests.web.members.pool_fixture import BRAND, EXPERT, OTHER, PLATFORM, presses, stage_of
from tests.web.shop import NEST, ROAD
from web.recruitment.invitations import InvitationRounds

CALLS, NEW, REVIEW = "/brands/nest/calls", "/brands/nest/calls/new", "/brands/nest/calls/review"
ONE = f"{CALLS}/{CALL}"
TOLD = {
    "assessment_id": str(TEST),
    "languages": ["fr", "en"],
    "countries": ["FR"],
    "starts_on": "2031-06-01",
    "ends_on": "2031-06-30",
    "max_experts": "4",
    "price": "2,50",
    "commission": "20",
}


@pytest.fixture
def stage(app, shop, sqlite_url):
    with stage_of(app, shop.store, sqlite_url) as stage:
        yield stage


@pytest.fixture
def ines(stage, signed_in):  # noqa: ARG001 - the fixture creates the members
    return signed_in(BRAND)


def hidden_on(page):
    """The fields that a page carries along, some of them several times."""
    fields = {}
    for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page):
        fields.setdefault(name, []).append(value)
    return fields


def publishes(client, **fields):
    """Fill in, look over, publish; return the answer to the last step."""
    page = client.get(REVIEW, query_string={**TOLD, **fields}).text
    return client.post(CALLS, data=hidden_on(page))


def test_a_brand_that_never_called_for_anybody_is_told_so(ines):
    assert "You have not published any calls for experts yet." in ines.get(CALLS).text


def test_a_new_call_offers_the_open_tests_by_subject(ines, stage):
    stage.market.assessments.create(
        UUID(int=8), ROAD.brand_id, ELECTRICITY, "Theirs", "en", MANAGER, MORNING
    )
    stage.draw()
    page = ines.get(NEW).text

    assert '<optgroup label="Electricity">' in page
    assert f'<option value="{TEST}">Electricity on board</option>' in page
    assert "Theirs" not in page


def test_without_an_open_test_there_is_nothing_to_call_for(ines, stage):
    stage.market.assessments.withdraw(TEST, MANAGER, MORNING)
    stage.draw()

    assert "No test is open" in ines.get(NEW).text


def test_what_the_expert_gets_is_shown_before_it_is_published(ines, stage):
    for number in range(3):
        stage.crowd.joins(number)
    stage.draw()
    page = ines.get(REVIEW, query_string=TOLD).text

    for text in ("€2.50", "commission (20%)", "€0.50", "€2.00", "1 June 2031"):
        assert text in page
    assert "earn you €20.00" in page
    assert re.search(r"Matching members of the pool:\s*<strong>3</strong>", page)
    assert len(stage.market.log.history(CALL)) == 0


def test_how_many_it_is_for_is_not_told_when_they_are_few(ines, stage):
    stage.crowd.joins(0)
    stage.draw()

    assert "<strong>fewer than 3</strong>" in ines.get(REVIEW, query_string=TOLD).text


def published(stage):
    stage.draw()
    with stage.market.read_models.read(stage.market.read_models.calls) as db:
        return calls_of(NEST.brand_id, db)


def test_a_call_is_published_as_it_was_looked_over(ines, stage):
    answer = publishes(ines)

    [call] = published(stage)
    assert (answer.status_code, answer.location) == (303, f"{CALLS}/{call.call_id}")
    details = call.details
    assert (details.brand_id, details.subject_id, details.assessment_id) == (
        NEST.brand_id,
        ELECTRICITY,
        TEST,
    )
    assert (details.languages, details.countries, details.max_experts) == (("fr", "en"), ("FR",), 4)
    assert details.terms == Paid(Money(250, "EUR"), 20)
    assert details.starts_at.isoformat() == "2031-05-31T22:00:00+00:00"
    assert details.ends_at.isoformat() == "2031-06-30T22:00:00+00:00"
    event = stage.market.log.history(call.call_id)[0].data
    assert event.by == stage.id_of(BRAND)


def test_a_call_is_shown_at_once_also_when_pages_are_behind(app, shop, sqlite_url, signed_in):
    with stage_of(app, shop.store, sqlite_url, is_drawn=False):
        ines = signed_in(BRAND)
        answer = publishes(ines)

        page = ines.get(answer.location)

    assert page.status_code == 200
    assert "Still updating" in page.text


def test_published_twice_it_is_one_call(ines, stage):
    fields = hidden_on(ines.get(REVIEW, query_string=TOLD).text)

    answers = [ines.post(CALLS, data=fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert len(published(stage)) == 1


BAD = [
    ("assessment_id", "", "Choose an open test."),
    ("assessment_id", str(UUID(int=9)), "Choose an open test."),
    ("languages", [], "Choose the languages the experts answer in."),
    ("languages", ["tlh"], "Choose the languages the experts answer in."),
    ("countries", ["XX"], "Choose countries from the list, or none to include all countries"),
    ("starts_on", "soon", "Enter the date as year-month-day, for example 2017-06-30."),
    ("ends_on", "2031-05-31", "The last day cannot be before the first day or in the past"),
    ("max_experts", "0", "Enter a whole number between 1 and 1000."),
    ("max_experts", "many", "Enter a whole number between 1 and 1000."),
    ("price", "", "Enter an amount, for example 2.00."),
    ("price", "2.505", "Enter an amount, for example 2.00."),
    ("price", "2.50 USD", "This brand pays in EUR. Enter only the amount."),
    ("price", "$2.50", "This brand pays in EUR. Enter only the amount."),
    ("price", "0", "The amount must be greater than zero."),
    ("commission", "101", "The commission must be a whole number between 0 and 100."),
]


@pytest.mark.parametrize(("field", "value", "sentence"), BAD)
def test_what_makes_no_sense_is_said_beside_its_field(ines, stage, field, value, sentence):
    answer = ines.get(REVIEW, query_string={**TOLD, field: value})
    assert answer.status_code == 422
    assert re.search(rf'id="{field}-says">{re.escape(sentence)}', answer.text)

    token = hidden_on(ines.get(NEW).text)["csrf_token"][0]
    sent = ines.post(CALLS, data={**TOLD, field: value, "csrf_token": token})
    assert sent.status_code == 422
    assert published(stage) == []


def test_the_brands_own_currency_may_be_written(ines, stage):
    publishes(ines, price="3 EUR")

    assert published(stage)[0].details.terms == Paid(Money(300, "EUR"), 20)


def test_what_was_typed_is_kept_when_one_goes_back_to_it(ines):
    page = ines.get(NEW, query_string=TOLD).text

    assert f'<option value="{TEST}" selected>' in page
    assert 'value="2,50"' in page
    assert re.search(r'value="fr" checked', page)
    assert not re.search(r'value="de" checked', page)


def test_a_call_tells_how_many_were_invited_and_joined(ines, stage):
    stage.calls()
    stage.market.calls.invite(CALL, [member_id(n) for n in range(7)], now())
    stage.draw()
    page = ines.get(ONE).text

    assert figures_on(page) == {"Invited": "7", "Joined": "0"}
    assert "Invitations are being prepared" in page
    assert figures_on(ines.get(CALLS).text) == {}
    assert "0 of 3" in ines.get(CALLS).text


def figures_on(page):
    return dict(
        re.findall(
            r"<dt>([^<]+)</dt><dd>([^<]+)</dd>(?:<dd class|</div>)",
            page.split('class="call-page"')[0],
        )
    )


def test_the_button_asks_the_worker(ines, stage, shop):
    stage.calls()
    rounds = InvitationRounds(shop.store)
    rounds.finish(CALL, now())
    assert "Invitations are being prepared" not in ines.get(ONE).text

    answer = presses(ines, ONE, f"{ONE}/invite")

    assert answer.status_code == 303
    assert rounds.is_due(CALL)
    rounds.finish(CALL, now())


def test_a_call_is_closed_with_a_reason(ines, stage):
    stage.calls()

    answer = presses(ines, ONE, f"{ONE}/close", reason="filled")

    assert answer.status_code == 303
    stage.draw()
    with stage.market.read_models.read(stage.market.read_models.calls) as db:
        assert call_with_id(CALL, db).reason is CallCloseReason.FILLED
    page = ines.get(ONE).text
    assert "enough experts have joined" in page
    assert f'action="{ONE}/close"' not in page


def test_a_closed_call_invites_nobody_more(ines, stage):
    stage.calls()
    token = hidden_on(ines.get(ONE).text)["csrf_token"][0]
    stage.market.calls.close(CALL, "mistake", MANAGER, now())

    answer = ines.post(f"{ONE}/invite", data={"csrf_token": token})

    assert answer.status_code == 409
    assert "This call for experts is closed." in answer.text


def test_a_reason_that_is_none_closes_nothing(ines, stage):
    stage.calls()

    assert presses(ines, ONE, f"{ONE}/close", reason="bored").status_code == 422
    assert not stage.market.log.load(CallForExperts, CALL).closed


def test_another_brands_call_is_absent(stage, signed_in):
    stage.calls()
    tom = signed_in(OTHER)
    token = hidden_on(tom.get("/brands/road/calls/new").text)["csrf_token"][0]

    assert tom.get(f"/brands/road/calls/{CALL}").status_code == 404
    for deed in ("invite", "close"):
        sent = tom.post(f"/brands/road/calls/{CALL}/{deed}", data={"csrf_token": token})
        assert sent.status_code == 404
    assert tom.get(ONE).status_code == 404


def test_the_platform_may_call_for_a_brand_and_experts_may_not(stage, signed_in):
    assert signed_in(PLATFORM).get(NEW).status_code == 200
    assert signed_in(EXPERT).get(NEW).status_code == 404
    assert publishes(signed_in(PLATFORM)).status_code == 303
    assert len(published(stage)) == 1


def test_a_call_that_is_over_by_itself_says_so(ines, stage):
    stage.calls(ends_at=now() + timedelta(seconds=1))
    stage.market.calls.close(CALL, "no_longer_needed", MANAGER, now())
    stage.draw()

    assert "experts are no longer needed" in ines.get(ONE).text
