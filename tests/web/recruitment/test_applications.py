"""Applying to help a brand, and its answer: accepted, or declined with a reason."""

import re
from uuid import uuid4

import pytest

from domain.brands.brand import Criterion
from domain.members.member import Member
from domain.terms import Voluntary
from projections.recruitment.applications import applications_of, criteria_by_brand
from tests.web.members.pool_fixture import BRAND, EXPERT, OTHER, PLATFORM, presses, stage_of
from tests.web.shop import NEST, ROAD
from web.private_store.texts import PrivateTexts

BRANDS = "/brands-to-help"
APPLY = f"{BRANDS}/{NEST.brand_id}/apply"
OURS = "/brands/nest/applications"
WORDS = "We have exchanged homes since 2011."


@pytest.fixture
def stage(app, shop, sqlite_url):
    with stage_of(app, shop.store, sqlite_url) as stage:
        yield stage


@pytest.fixture
def ed(stage, signed_in):
    stage.ed_joins()
    return signed_in(EXPERT)


@pytest.fixture
def ines(stage, signed_in):  # noqa: ARG001 - the fixture creates the members
    return signed_in(BRAND)


def applies(stage, client, **fields):
    form = {"home_exchanges": "5", "said": WORDS, "application_id": str(uuid4()), **fields}
    answer = presses(client, BRANDS, APPLY, **form)
    stage.draw()
    return answer


def mine(stage):
    stage.draw()
    with stage.market.read_models.read(stage.market.read_models.applications) as db:
        return applications_of(stage.id_of(), db)


def test_only_brands_that_ask_for_something_are_listed(ed, stage):
    stage.asks_for()
    page = ed.get(BRANDS).text

    assert "Nest &amp; Away" in page
    assert "Home exchanges, at least 2" in page
    assert "Road Kitchen" not in page


def test_somebody_applies_and_the_brand_reads_what_they_say(ed, ines, stage):
    stage.asks_for()

    answer = applies(stage, ed)

    assert (answer.status_code, answer.location) == (303, BRANDS)
    [sent] = mine(stage)
    assert (sent.declared_counts, sent.brand_id) == ({"home_exchanges": 5}, NEST.brand_id)
    assert PrivateTexts(stage.store).read([sent.text_id]) == {sent.text_id: WORDS}
    page = ines.get(OURS).text
    for text in ("Ed Xpert", EXPERT, WORDS, "declared; your minimum is 2"):
        assert text in page
    assert "You have already applied to this brand" in ed.get(BRANDS).text


def test_words_may_be_left_out_and_what_is_declared_may_not(ed, stage):
    stage.asks_for()
    for text, sentence in (("", "Enter a whole number."), ("1", "asks for at least 2")):
        answer = applies(stage, ed, home_exchanges=text)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert WORDS in answer.text
    assert mine(stage) == []

    assert applies(stage, ed, said="").status_code == 303
    assert mine(stage)[0].text_id is None


def test_too_many_words_are_refused(ed, stage):
    stage.asks_for()

    assert applies(stage, ed, said="w" * 2001).status_code == 422


def test_sent_twice_it_is_one_application(ed, stage):
    stage.asks_for()
    token = ed.get(BRANDS).text.split('name="csrf_token" value="')[1].split('"')[0]
    form = {"home_exchanges": "5", "application_id": str(uuid4()), "csrf_token": token}

    assert [ed.post(APPLY, data=form).status_code for _ in range(2)] == [303, 303]
    assert len(mine(stage)) == 1


def test_the_brand_welcomes_with_points(ed, ines, stage):
    stage.asks_for()
    applies(stage, ed)
    [sent] = mine(stage)

    answer = presses(ines, OURS, f"{OURS}/{sent.application_id}/welcome", points="12")

    assert (answer.status_code, answer.location) == (303, OURS)
    engaged = stage.market.log.load(Member, stage.id_of()).engagements
    assert engaged == {NEST.brand_id: Voluntary(12)}
    stage.draw()
    assert "You answer this brand's visitors as a volunteer" in ed.get(BRANDS).text
    assert "No applications are waiting." in ines.get(OURS).text


@pytest.mark.parametrize("points", ["", "-1", "1001", "many"])
def test_points_that_make_no_sense_welcome_nobody(ed, ines, stage, points):
    stage.asks_for()
    applies(stage, ed)
    action = f"{OURS}/{mine(stage)[0].application_id}/welcome"

    assert presses(ines, OURS, action, points=points).status_code == 422
    assert mine(stage)[0].is_waiting


def test_the_brand_says_why_not_and_the_person_reads_it(ed, ines, stage):
    stage.asks_for()
    applies(stage, ed)
    action = f"{OURS}/{mine(stage)[0].application_id}/turn-down"

    assert presses(ines, OURS, action, reason="other", said=" ").status_code == 422
    assert presses(ines, OURS, action, reason="bored", said="No.").status_code == 422
    answer = presses(ines, OURS, action, reason="not_verified", said="We found no exchange.")

    assert answer.status_code == 303
    stage.draw()
    page = ed.get(BRANDS).text
    assert "the information provided could not be verified" in page
    assert "<blockquote>We found no exchange.</blockquote>" in page
    assert f'action="{APPLY}"' in page  # one may apply again


def test_nobody_is_answered_twice(ed, ines, stage):
    stage.asks_for()
    applies(stage, ed)
    action = f"{OURS}/{mine(stage)[0].application_id}"
    token = ines.get(OURS).text.split('name="csrf_token" value="')[1].split('"')[0]
    sent = {"reason": "other", "said": "No.", "points": "1", "csrf_token": token}
    ines.post(f"{action}/turn-down", data=sent)
    stage.draw()

    assert ines.post(f"{action}/turn-down", data=sent).status_code == 409
    assert ines.post(f"{action}/welcome", data=sent).status_code == 409


def test_an_application_is_taken_back(ed, stage):
    stage.asks_for()
    applies(stage, ed)
    action = f"{BRANDS}/applications/{mine(stage)[0].application_id}/take-back"

    assert presses(ed, BRANDS, action).status_code == 303
    assert mine(stage)[0].state == "withdrawn"


def test_another_brand_finds_no_application_of_ours(ed, stage, signed_in):
    stage.asks_for()
    applies(stage, ed)
    tom, sent = signed_in(OTHER), mine(stage)[0].application_id
    page = tom.get("/brands/road/applications").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]

    assert WORDS not in page
    for deed in ("welcome", "turn-down"):
        data = {"points": "1", "reason": "other", "said": "No.", "csrf_token": token}
        action = f"/brands/road/applications/{sent}/{deed}"
        assert tom.post(action, data=data).status_code == 404
    assert tom.get(OURS).status_code == 404


def test_a_brand_that_asks_for_nothing_cannot_be_applied_to(ed, stage):
    stage.asks_for()
    token = ed.get(BRANDS).text.split('name="csrf_token" value="')[1].split('"')[0]

    answer = ed.post(f"{BRANDS}/{ROAD.brand_id}/apply", data={"csrf_token": token})

    assert answer.status_code == 404


def test_the_brand_says_what_it_asks_for(ines, stage):
    presses(ines, OURS, f"{OURS}/criteria", home_exchanges="3", orders="", nights="0")
    stage.draw()

    with stage.market.read_models.read(stage.market.read_models.applications) as db:
        assert criteria_by_brand(db) == {NEST.brand_id: (Criterion("home_exchanges", 3),)}
    assert "Home exchanges: at least 3" in ines.get(OURS).text
    answer = presses(ines, OURS, f"{OURS}/criteria", orders="some")
    assert (
        answer.status_code,
        "Enter whole numbers, or leave the fields empty" in answer.text,
    ) == (422, True)


def test_a_fact_in_words_of_a_brands_own_is_shown_as_it_is(ed, stage):
    stage.asks_for(Criterion("kilometres_by_bike", 100))

    assert "Kilometres by bike, at least 100" in ed.get(BRANDS).text


def test_who_has_no_profile_is_led_there_and_others_find_no_page(stage, signed_in):
    stage.asks_for()
    page = signed_in(EXPERT).get(BRANDS).text

    assert 'href="/me"' in page
    assert not re.search(r"/apply\"", page)
    assert signed_in(PLATFORM).get(BRANDS).status_code == 403
