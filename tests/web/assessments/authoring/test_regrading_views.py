"""Correcting an answer key: who would cross the pass mark, in both directions, and doing it."""

import re
from decimal import Decimal

import pytest

from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.question import Question
from domain.assessments.question_types.entry import FreeText, Numeric, NumericRange
from domain.members.member import Member
from projections.assessments.attempts.queries import attempts_at
from tests.support.people import ELECTRICITY
from tests.web.assessments.authoring_fixture import (
    HERE,
    TEST,
    errors_on,
    form_on,
    question_id,
    single,
    text_on,
    true_false,
)

FRENCH = {"Accept-Language": "fr"}
EDITION = f"{HERE}/{TEST}/editions/1"
THERE = f"{EDITION}/questions/{question_id(1)}/key"
HALF = AssessmentRules((Selection("Fuses"),), pass_percent=50, time_limit_s=1800)


@pytest.fixture
def school(school):
    """One question of two is needed; the key of the first says b, and should say c."""
    school.writes(single(1), true_false(2))
    school.publishes(HALF)
    return school


@pytest.fixture
def people(school):
    """Candidates who chose b as the wrong key says, who chose c, and who were right in the rest."""
    return {
        "loses": school.takes_test(1, q1="b", q2="false"),
        "wins": school.takes_test(2, q1="c", q2="false"),
        "stays": school.takes_test(3, q1="b", q2="true"),
    }


@pytest.fixture
def preview(ines):
    def preview(**typed):
        form = form_on(ines.get(THERE).text, "/key/preview")
        return ines.post(f"{THERE}/preview", data={**form, **typed})

    return preview


REKEY = {"what": "rekey", "right": "2", "reason": "The fridge needs 40 A."}


def confirmed(response):
    return form_on(response.text, "/key")


def is_qualified(school, member_id):
    return ELECTRICITY in school.market.log.load(Member, member_id).qualifications


def short(member_id):
    return f"candidate {member_id.hex[:4]}"


def crossing(response, which):
    part = response.text.partition(f'aria-labelledby="{which}"')[2].partition("</section>")[0]
    return re.findall(r"candidate [0-9a-f]+", part)


def test_the_form_begins_with_the_key_as_it_is(ines):
    form = form_on(ines.get(THERE).text, "/key/preview")

    assert (form["what"], form["right"], form["row-1-text"], form["rows"]) == (
        "void",
        "1",
        "15 A",
        "3",
    )


def test_the_preview_shows_crossings_in_both_directions_and_changes_nothing(
    preview, school, people
):
    before = school.market.log.rows.head()

    response = preview(**REKEY)

    assert crossing(response, "up") == [short(people["wins"])]
    assert crossing(response, "down") == [short(people["loses"])]
    assert "0.00% → 50.00%" in text_on(response.text)
    assert "Past attempts checked: 3." in response.text
    assert school.market.log.rows.head() == before


def test_candidates_appear_by_short_ids_only(preview, people):
    page = preview(**REKEY).text

    assert [id for id in people.values() if str(id) in page or id.hex in page] == []


def test_a_confirmed_correction_qualifies_members_and_revokes_nothing(
    preview, ines, school, people
):
    response = ines.post(THERE, data=confirmed(preview(**REKEY)))

    assert (response.status_code, response.location) == (303, EDITION)
    assert [is_qualified(school, member_id) for member_id in people.values()] == [True, True, True]
    [change] = school.test().key_changes
    assert (change.reason, change.answer_key.choices[2].percent) == ("The fridge needs 40 A.", 100)


def test_past_attempts_keep_their_results(preview, ines, school, people):
    del people
    read_models = school.market.read_models
    with read_models.read(read_models.attempts) as db:
        ids = [attempt.attempt_id for attempt in attempts_at(TEST, db)]
    before = [school.market.log.history(id) for id in ids]

    ines.post(THERE, data=confirmed(preview(**REKEY)))

    assert [school.market.log.history(id) for id in ids] == before
    assert len(ids) == 3


def test_qualifications_can_be_revoked_with_a_reason(preview, ines, school, people):
    form = {**confirmed(preview(**REKEY)), "revoke": "true", "revoke_reason": "Too dangerous."}

    assert ines.post(THERE, data=form).status_code == 303

    assert [is_qualified(school, member_id) for member_id in people.values()] == [False, True, True]
    assert school.test().key_changes[0].reason == "The fridge needs 40 A.\n\nToo dangerous."


def test_revoking_without_a_reason_is_refused_and_keeps_the_form(preview, ines, school, people):
    form = {**confirmed(preview(**REKEY)), "revoke": "true", "revoke_reason": " "}
    response = ines.post(THERE, data=form)

    assert response.status_code == 422
    assert errors_on(response.text) == {
        "revoke_reason": "Explain why you are revoking the qualification."
    }
    assert confirmed(response)["revoke"] == "true"
    assert confirmed(response)["right"] == "2"
    assert school.test().key_changes == []
    assert is_qualified(school, people["loses"])


def test_changed_crossings_are_shown_again_before_the_correction(preview, ines, school, people):
    del people
    form = confirmed(preview(**REKEY))
    late = school.takes_test(4, q1="c", q2="false")

    response = ines.post(THERE, data=form)

    assert response.status_code == 409
    assert "Other candidates would now cross the pass mark" in response.text
    assert short(late) in crossing(response, "up")
    assert school.test().key_changes == []
    assert ines.post(THERE, data=confirmed(response)).status_code == 303
    assert is_qualified(school, late)


def test_a_question_can_be_voided(preview, ines, school, people):
    response = preview(what="void", reason="Misprint.")

    assert crossing(response, "up") == []
    assert crossing(response, "down") == [short(people["loses"])]
    ines.post(THERE, data=confirmed(response))
    assert school.test().voided() == {question_id(1)}
    page = text_on(ines.get(EDITION).text)
    assert "excluded from the scores" in page
    assert "Misprint." in page
    assert page.count("Correct question") == 1


def test_a_correction_without_crossings_says_so(preview):
    response = preview(what="void", reason="Misprint.")

    assert text_on(response.text).count("No candidates.") == 2
    assert "revoke" not in response.text


def test_a_reason_is_required(preview, school):
    response = preview(what="void", reason=" ")

    assert response.status_code == 422
    assert errors_on(response.text) == {"reason": "This field is required."}
    assert school.test().key_changes == []


def test_an_unchanged_key_is_refused(preview):
    response = preview(what="rekey", reason="No reason.")

    assert response.status_code == 422
    assert errors_on(response.text) == {"answers": "These correct answers already apply."}


def test_an_invalid_key_is_reported_and_keeps_the_form(preview):
    response = preview(what="rekey", right="", reason="So.", **{"row-0-share": "200"})

    assert response.status_code == 422
    assert "One choice must earn all the points" in errors_on(response.text)["answers"]
    assert form_on(response.text, "/key/preview")["row-0-share"] == "200"


def test_question_texts_stay_as_published(preview, ines, school):
    form = confirmed(preview(**REKEY, **{"row-0-text": "500 A"}))
    ines.post(THERE, data=form)

    assert [choice.text for choice in school.test().key_changes[0].answer_key.choices] == [
        "5 A",
        "15 A",
        "40 A",
    ]


def test_a_missing_choice_is_reported(preview):
    response = preview(**{**REKEY, "row-0-text": ""})

    assert response.status_code == 422
    assert (
        "The new correct answers must keep all the choices of the question as it was asked"
        in errors_on(response.text)["answers"]
    )


def test_a_number_may_get_more_lines(ines, school):
    near = Numeric((NumericRange(Decimal(12), Decimal(0)),))
    school.writes(Question(question_id(3), "Fuses", "", "Volts?", near))
    school.publishes(AssessmentRules((Selection("Fuses"),), pass_percent=40, time_limit_s=60))
    there = f"{HERE}/{TEST}/editions/2/questions/{question_id(3)}/key"
    form = form_on(ines.get(there).text, "/key/preview")

    more = ines.post(f"{there}/preview", data={**form, "more": "1", "reason": "Two are right."})
    form = form_on(more.text, "/key/preview")
    data = {**form, "what": "rekey", "row-1-value": "24", "row-1-share": "50"}
    ines.post(there, data=confirmed(ines.post(f"{there}/preview", data=data)))

    assert form["reason"] == "Two are right."
    assert school.test().key_changes[0].answer_key.accepted[1] == NumericRange(
        Decimal(24), Decimal(0), Decimal(50)
    )


def test_only_the_published_revision_gets_another_key(preview, ines, school):
    school.writes(single(1, text="Which fuse protects the fridge, then?"))
    school.publishes(HALF)

    ines.post(THERE, data=confirmed(preview(**REKEY)))

    assert school.test().key_changes[0].question.revision == 1
    newer = THERE.replace("editions/1", "editions/2")
    assert form_on(ines.get(newer).text, "/key/preview")["right"] == "1"
    assert form_on(ines.get(THERE).text, "/key/preview")["right"] == "2"


def test_a_question_of_no_edition_is_absent(ines, school):
    school.writes(true_false(9))

    for where in (
        f"{EDITION}/questions/{question_id(9)}/key",
        THERE.replace("editions/1", "editions/2"),
    ):
        assert ines.get(where).status_code == 404
        assert ines.post(where, data={"reason": "So."}).status_code == 404


def test_a_manually_graded_question_has_no_key_to_correct(ines, school):
    school.writes(Question(question_id(4), "Fuses", "", "Why?", FreeText("Names both.")))
    school.publishes(HALF)

    page = ines.get(f"{HERE}/{TEST}/editions/2/questions/{question_id(4)}/key").text
    assert "what-rekey" not in page
    assert "what-void" in page


def test_the_preview_is_there_in_french(ines):
    form = form_on(ines.get(THERE).text, "/key/preview")
    response = ines.post(f"{THERE}/preview", data={**form, "reason": "Coquille."}, headers=FRENCH)

    assert "Candidats qui franchiraient le seuil de réussite" in response.text
