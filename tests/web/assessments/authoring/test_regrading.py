"""Putting a key right: first who would cross the pass mark, in both directions, then the deed."""

import re
from decimal import Decimal
from uuid import UUID

import pytest

from domain.assessments.assessment_rules import Draw, TestRules
from domain.assessments.question import Question
from domain.assessments.question_types.choice import Choice, Multiple, Single
from domain.assessments.question_types.entry import FreeText, Near, Numeric
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from domain.members.member import Member
from projections.assessments.attempts.queries import attempts_at
from tests.support.people import ELECTRICITY
from tests.web.assessments.authoring_fixture import (
    HERE,
    TEST,
    form_on,
    mistakes_on,
    question_id,
    school_of,
    single,
    true_false,
    words_on,
)
from web.assessments.authoring.regrading_forms import labels_of, with_words_of

INES = "ines@nest.example"
FRENCH = {"Accept-Language": "fr"}
EDITION = f"{HERE}/{TEST}/editions/1"
THERE = f"{EDITION}/questions/{question_id(1)}/key"
HALF = TestRules((Draw("Fuses"),), pass_percent=50, time_limit_s=1800)


@pytest.fixture
def school(app, sqlite_url):
    """One question of two is needed; the key of the first says b, and should say c."""
    app.config["WTF_CSRF_ENABLED"] = False
    with school_of(app, sqlite_url) as school:
        school.writes(single(1), true_false(2))
        school.publishes(HALF)
        yield school
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def ines(school, signed_in):  # noqa: ARG001 - somebody must be there to ask
    return signed_in(INES)


@pytest.fixture
def people(school):
    """Who chose the b of the wrong key, who chose the right c, and who was right in the rest."""
    return {
        "loses": school.sits(1, q1="b", q2="false"),
        "wins": school.sits(2, q1="c", q2="false"),
        "stays": school.sits(3, q1="b", q2="true"),
    }


@pytest.fixture
def preview(ines):
    def preview(**typed):
        form = form_on(ines.get(THERE).text, "/key/preview")
        return ines.post(f"{THERE}/preview", data={**form, **typed})

    return preview


REKEY = {"what": "rekey", "right": "2", "why": "The fridge needs 40 A."}


def confirmed(answer):
    return form_on(answer.text, "/key")


def is_qualified(school, member_id):
    return ELECTRICITY in school.market.log.load(Member, member_id).qualifications


def short(member_id):
    return f"candidate {member_id.hex[:4]}"


def crossing(answer, which):
    part = answer.text.partition(f'aria-labelledby="{which}"')[2].partition("</section>")[0]
    return re.findall(r"candidate [0-9a-f]+", part)


def test_the_form_begins_with_the_key_as_it_is(ines):
    form = form_on(ines.get(THERE).text, "/key/preview")

    assert (form["what"], form["right"], form["row-1-text"], form["rows"]) == (
        "void",
        "1",
        "15 A",
        "3",
    )


def test_the_preview_shows_who_would_cross_in_both_directions_and_nothing_happens(
    preview, school, people
):
    before = school.market.log.rows.head()

    answer = preview(**REKEY)

    assert crossing(answer, "up") == [short(people["wins"])]
    assert crossing(answer, "down") == [short(people["loses"])]
    assert "0.00% → 50.00%" in words_on(answer.text)
    assert "Past attempts looked at: 3." in answer.text
    assert school.market.log.rows.head() == before


def test_nobody_is_called_by_a_name_nor_by_a_whole_id(preview, people):
    page = preview(**REKEY).text

    assert [each for each in people.values() if str(each) in page or each.hex in page] == []


def test_confirmed_who_passes_is_qualified_and_nobody_loses_it(preview, ines, school, people):
    answer = ines.post(THERE, data=confirmed(preview(**REKEY)))

    assert (answer.status_code, answer.location) == (303, EDITION)
    assert [is_qualified(school, each) for each in people.values()] == [True, True, True]
    [change] = school.test().changes
    assert (change.why, change.kind.choices[2].percent) == ("The fridge needs 40 A.", 100)


def test_past_attempts_stay_as_they_were_told(preview, ines, school, people):
    del people
    read_models = school.market.read_models
    with read_models.read(read_models.attempts) as db:
        ids = [each.attempt_id for each in attempts_at(TEST, db)]
    before = [school.market.log.history(each) for each in ids]

    ines.post(THERE, data=confirmed(preview(**REKEY)))

    assert [school.market.log.history(each) for each in ids] == before
    assert len(ids) == 3


def test_the_brand_may_take_the_qualification_with_a_reason(preview, ines, school, people):
    form = {**confirmed(preview(**REKEY)), "revoke": "true", "revoke_why": "Too dangerous."}

    assert ines.post(THERE, data=form).status_code == 303

    assert [is_qualified(school, each) for each in people.values()] == [False, True, True]
    assert school.test().changes[0].why == "The fridge needs 40 A.\n\nToo dangerous."


def test_without_a_reason_nobody_loses_anything_and_what_was_typed_is_kept(
    preview, ines, school, people
):
    form = {**confirmed(preview(**REKEY)), "revoke": "true", "revoke_why": " "}
    answer = ines.post(THERE, data=form)

    assert answer.status_code == 422
    assert mistakes_on(answer.text) == {"revoke_why": "Write why they lose it."}
    assert confirmed(answer)["revoke"] == "true"
    assert confirmed(answer)["right"] == "2"
    assert school.test().changes == []
    assert is_qualified(school, people["loses"])


def test_who_came_in_between_is_shown_before_it_is_done(preview, ines, school, people):
    del people
    form = confirmed(preview(**REKEY))
    late = school.sits(4, q1="c", q2="false")

    answer = ines.post(THERE, data=form)

    assert answer.status_code == 409
    assert "Meanwhile other people would cross" in answer.text
    assert short(late) in crossing(answer, "up")
    assert school.test().changes == []
    assert ines.post(THERE, data=confirmed(answer)).status_code == 303
    assert is_qualified(school, late)


def test_a_question_can_be_made_to_count_for_nobody(preview, ines, school, people):
    answer = preview(what="void", why="Misprint.")

    assert crossing(answer, "up") == []
    assert crossing(answer, "down") == [short(people["loses"])]
    ines.post(THERE, data=confirmed(answer))
    assert school.test().voided() == {question_id(1)}
    page = words_on(ines.get(EDITION).text)
    assert "counts for nobody" in page
    assert "Misprint." in page
    assert page.count("Put right") == 1


def test_where_nobody_crosses_it_says_so(preview):
    answer = preview(what="void", why="Misprint.")

    assert words_on(answer.text).count("Nobody.") == 2
    assert "revoke" not in answer.text


def test_why_has_to_be_written(preview, school):
    answer = preview(what="void", why=" ")

    assert answer.status_code == 422
    assert mistakes_on(answer.text) == {"why": "Write something here."}
    assert school.test().changes == []


def test_the_key_it_has_already_is_no_change(preview):
    answer = preview(what="rekey", why="No reason.")

    assert answer.status_code == 422
    assert mistakes_on(answer.text) == {"answers": "This is the key already."}


def test_a_key_that_makes_no_sense_is_told_with_what_was_typed(preview):
    answer = preview(what="rekey", right="", why="So.", **{"row-0-share": "200"})

    assert answer.status_code == 422
    assert "say which is right" in mistakes_on(answer.text)["answers"]
    assert form_on(answer.text, "/key/preview")["row-0-share"] == "200"


def test_what_was_asked_stays_as_it_was_asked(preview, ines, school):
    form = confirmed(preview(**REKEY, **{"row-0-text": "500 A"}))
    ines.post(THERE, data=form)

    assert [each.text for each in school.test().changes[0].kind.choices] == ["5 A", "15 A", "40 A"]


def test_a_choice_that_is_left_out_is_missed(preview):
    answer = preview(**{**REKEY, "row-0-text": ""})

    assert answer.status_code == 422
    assert "keep all its choices" in mistakes_on(answer.text)["answers"]


def test_a_number_may_get_more_lines(ines, school):
    near = Numeric((Near(Decimal(12), Decimal(0)),))
    school.writes(Question(question_id(3), "Fuses", "", "Volts?", near))
    school.publishes(TestRules((Draw("Fuses"),), pass_percent=40, time_limit_s=60))
    there = f"{HERE}/{TEST}/editions/2/questions/{question_id(3)}/key"
    form = form_on(ines.get(there).text, "/key/preview")

    more = ines.post(f"{there}/preview", data={**form, "more": "1", "why": "Two are right."})
    form = form_on(more.text, "/key/preview")
    data = {**form, "what": "rekey", "row-1-value": "24", "row-1-share": "50"}
    ines.post(there, data=confirmed(ines.post(f"{there}/preview", data=data)))

    assert form["why"] == "Two are right."
    assert school.test().changes[0].kind.accepted[1] == Near(Decimal(24), Decimal(0), Decimal(50))


def test_only_the_revision_that_was_asked_gets_another_key(preview, ines, school):
    school.writes(single(1, text="Which fuse protects the fridge, then?"))
    school.publishes(HALF)

    ines.post(THERE, data=confirmed(preview(**REKEY)))

    assert school.test().changes[0].ref.revision == 1
    newer = THERE.replace("editions/1", "editions/2")
    assert form_on(ines.get(newer).text, "/key/preview")["right"] == "1"
    assert form_on(ines.get(THERE).text, "/key/preview")["right"] == "2"


def test_a_question_that_no_edition_asks_is_absent(ines, school):
    school.writes(true_false(9))

    for where in (
        f"{EDITION}/questions/{question_id(9)}/key",
        THERE.replace("editions/1", "editions/2"),
    ):
        assert ines.get(where).status_code == 404
        assert ines.post(where, data={"why": "So."}).status_code == 404


def test_what_a_person_marks_has_no_key_to_change(ines, school):
    school.writes(Question(question_id(4), "Fuses", "", "Why?", FreeText("Names both.")))
    school.publishes(HALF)

    page = ines.get(f"{HERE}/{TEST}/editions/2/questions/{question_id(4)}/key").text
    assert "what-rekey" not in page
    assert "what-void" in page


def test_the_preview_is_there_in_french(ines):
    form = form_on(ines.get(THERE).text, "/key/preview")
    answer = ines.post(f"{THERE}/preview", data={**form, "why": "Coquille."}, headers=FRENCH)

    assert "Qui franchirait le seuil de réussite" in answer.text


def test_people_whose_ids_begin_alike_are_told_apart():
    alike = [UUID(int=(0x3F2A << 112) + more) for more in (0, 1 << 104)]

    assert sorted(labels_of(alike).values()) == ["3f2a00", "3f2a01"]
    assert labels_of([alike[0], alike[0]]) == {alike[0]: "3f2a"}
    assert labels_of([]) == {}


@pytest.mark.parametrize(
    ("asked", "typed", "wanted"),
    [
        (
            Multiple((Choice("a", "A", Decimal(100)),)),
            Multiple((Choice("a", "B", Decimal(50)),)),
            Multiple((Choice("a", "A", Decimal(50)),)),
        ),
        (
            Ordering((Item("a", "A"), Item("b", "B"))),
            Ordering((Item("b", "X"), Item("a", "A"))),
            Ordering((Item("b", "B"), Item("a", "A"))),
        ),
        (
            Matching((Pair("a", "A", "1"), Pair("b", "B", "2"))),
            Matching((Pair("a", "X", "2"), Pair("b", "B", "1"))),
            Matching((Pair("a", "A", "2"), Pair("b", "B", "1"))),
        ),
        (
            Single((Choice("a", "A", Decimal(0)),)),
            Single((Choice("new", "N", Decimal(0)),)),
            Single((Choice("new", "N", Decimal(0)),)),
        ),
    ],
)
def test_a_new_key_says_only_what_things_are_worth_and_where_they_belong(asked, typed, wanted):
    assert with_words_of(asked, typed) == wanted
