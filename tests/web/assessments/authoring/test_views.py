"""A brand's tests: the list, a new one, and one with its questions and editions."""

from uuid import UUID

import pytest

from tests.support.people import ELECTRICITY, MANAGER
from tests.support.pool_members import SOLAR
from tests.web.assessments.authoring_fixture import (
    HERE,
    OTHERS_TEST,
    RULES,
    TEST,
    errors_on,
    form_on,
    question_id,
    single,
    text_on,
    true_false,
)
from tests.web.conversations.busy_shop import OPENED
from tests.web.shop import NEST
from web.http.read_your_writes import LAST_POSITION

INES, TOM, ED = "ines@nest.example", "tom@road.example", "ed@expert.example"
FRENCH = {"Accept-Language": "fr"}


def test_a_brand_sees_its_own_tests_and_no_others(ines):
    page = text_on(ines.get(HERE).text)

    assert "Batteries and fuses Electricity English never published 0" in page
    assert "Ovens" not in page


def test_a_test_is_created_with_title_subject_and_language(ines, school):
    form = form_on(ines.get(f"{HERE}/new").text, "/tests")
    typed = {"title": " Heating at night ", "subject_id": str(ELECTRICITY), "language": "fr"}

    response = ines.post(HERE, data={**form, **typed})

    assert response.status_code == 303
    assert response.location == f"{HERE}/{form['assessment_id']}"
    created = school.test(UUID(form["assessment_id"]))
    assert (created.title, created.subject_id, created.brand_id) == (
        "Heating at night",
        ELECTRICITY,
        NEST.brand_id,
    )


def test_the_page_after_a_command_waits_for_it(ines, school):
    form = form_on(ines.get(f"{HERE}/new").text, "/tests")
    ines.post(HERE, data={**form, "title": "Heating", "subject_id": str(ELECTRICITY)})

    with ines.session_transaction() as session:
        assert session[LAST_POSITION] == school.market.log.rows.head()


def test_creating_a_test_twice_by_two_clicks_creates_one(ines, school):
    form = form_on(ines.get(f"{HERE}/new").text, "/tests")
    typed = {**form, "title": "Heating", "subject_id": str(ELECTRICITY)}

    assert ines.post(HERE, data=typed).status_code == 303
    assert ines.post(HERE, data=typed).status_code == 409
    school.counter.update_read_models()
    assert ines.get(HERE).text.count(">Heating</a>") == 1


def test_a_test_without_title_or_subject_is_refused_and_the_form_keeps_its_values(ines):
    form = form_on(ines.get(f"{HERE}/new").text, "/tests")

    response = ines.post(HERE, data={**form, "title": "  ", "language": "de"})

    assert response.status_code == 422
    assert errors_on(response.text) == {
        "title": "This field is required.",
        "subject_id": "Choose the subject of the test.",
    }
    assert form_on(response.text, "/tests")["language"] == "de"


def test_a_test_whose_subject_has_no_name_yet_is_listed_without_it(ines, school):
    market = school.market
    market.subjects.add(SOLAR, "solar", {"en": "Solar"}, None, None, OPENED)
    market.assessments.create(UUID(int=9), NEST.brand_id, SOLAR, "Panels", "en", MANAGER, OPENED)
    market.projector.step(market.read_models.assessments)

    assert "Panels English never published 0" in text_on(ines.get(HERE).text)
    assert "Panels" in text_on(ines.get(f"{HERE}/{UUID(int=9)}").text)

    school.counter.update_read_models()
    assert "Panels Solar English never published 0" in text_on(ines.get(HERE).text)


def test_subjects_are_named_in_the_readers_language(ines):
    assert "Électricité" in ines.get(f"{HERE}/new", headers=FRENCH).text


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/rules",
        "/preview",
        "/gift",
        "/gift/questions.gift",
        "/editions/1",
        "/questions/new?kind=single",
        f"/questions/{question_id(1)}",
        f"/editions/1/questions/{question_id(1)}/key",
    ],
)
@pytest.mark.parametrize("assessment_id", [OTHERS_TEST, UUID(int=99), NEST.brand_id])
def test_another_brands_test_is_absent_like_none_at_all(ines, assessment_id, path):
    response = ines.get(f"{HERE}/{assessment_id}{path}")

    assert response.status_code == 404
    assert "There is no page at this address." in response.text


@pytest.mark.parametrize(
    "path",
    [
        "/rules",
        "/withdraw",
        "/gift",
        f"/questions/{question_id(1)}",
        f"/questions/{question_id(1)}/leave-out",
        f"/questions/{question_id(1)}/put-back",
        f"/editions/1/questions/{question_id(1)}/key",
        f"/editions/1/questions/{question_id(1)}/key/preview",
    ],
)
def test_commands_on_another_brands_test_are_refused(ines, school, path):
    before = school.market.log.rows.head()

    assert ines.post(f"{HERE}/{OTHERS_TEST}{path}").status_code == 404
    assert school.market.log.rows.head() == before


@pytest.mark.parametrize("email", [TOM, ED])
def test_other_accounts_find_no_page_of_the_test(school, signed_in, email):  # noqa: ARG001
    for path in ("", "/new", f"/{TEST}", f"/{TEST}/preview", f"/{TEST}/gift/questions.gift"):
        assert signed_in(email).get(HERE + path).status_code == 404


def test_the_platform_sees_a_brands_tests(school, signed_in):  # noqa: ARG001
    assert signed_in("plat@comptoir.example").get(f"{HERE}/{TEST}").status_code == 200


def test_a_test_shows_its_questions_in_order_with_what_they_are(ines, school):
    school.writes(single(1, title="fridge"), true_false(2, topic="Cables"))

    page = text_on(ines.get(f"{HERE}/{TEST}").text)

    assert "Which fuse protects the fridge? Single choice · Fuses · 1 point · fridge" in page
    assert page.index("protects the fridge") < page.index("protects the cable")
    assert "True or false · Cables" in page


def test_a_question_can_be_removed_and_restored(ines, school):
    school.writes(single(1), true_false(2))
    there = f"{HERE}/{TEST}/questions/{question_id(1)}"

    assert ines.post(f"{there}/leave-out").location == f"{HERE}/{TEST}"
    assert school.test().draft == [question_id(2)]
    assert "Removed from the next edition: 1" in ines.get(f"{HERE}/{TEST}").text

    assert ines.post(f"{there}/put-back").status_code == 303
    assert school.test().draft == [question_id(2), question_id(1)]


def test_removing_or_restoring_an_absent_question_is_refused(ines):
    there = f"{HERE}/{TEST}/questions/{question_id(7)}"

    assert ines.post(f"{there}/leave-out").status_code == 404
    assert ines.post(f"{there}/put-back").status_code == 404


def test_what_is_new_since_the_last_edition_is_marked(ines, school):
    school.writes(single(1), true_false(2))
    school.publishes()
    school.writes(true_false(2, answer=False), true_false(3, text="Fuses are heavy."))

    page = text_on(ines.get(f"{HERE}/{TEST}").text)

    assert "open, edition 1" in page
    assert "Single choice · Fuses · 1 point Edit question" in page
    assert "True or false · Fuses · 1 point changed since edition 1" in page
    assert "True or false · Fuses · 1 point new" in page


def test_a_withdrawn_test_can_be_published_again(ines, school):
    school.writes(single(1))
    school.publishes()

    assert ines.post(f"{HERE}/{TEST}/withdraw").status_code == 303
    assert "withdrawn" in text_on(ines.get(f"{HERE}/{TEST}").text)
    assert ines.post(f"{HERE}/{TEST}/withdraw").status_code == 409

    school.publishes(RULES)
    assert "open, edition 2" in text_on(ines.get(f"{HERE}/{TEST}").text)


def test_a_test_in_another_language_says_which(ines):
    assert "Language English" in text_on(ines.get(f"{HERE}/{TEST}").text)
    assert "Langue anglais" in text_on(ines.get(f"{HERE}/{TEST}", headers=FRENCH).text)
