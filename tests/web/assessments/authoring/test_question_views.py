"""Writing questions of a test: every type as a form, its errors, and its picture."""

from decimal import Decimal
from io import BytesIO

import pytest
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from domain.assessments.question import ANSWER_KEY_TYPES
from domain.assessments.question_types.choice import TrueFalse
from domain.assessments.question_types.entry import (
    AcceptedText,
    FreeText,
    Numeric,
    NumericRange,
    ShortText,
)
from tests.web.assessments.authoring_fixture import (
    HERE,
    RULES,
    TEST,
    errors_on,
    form_on,
    question_id,
    single,
    true_false,
)
from web.assessments.authoring.question_forms import blank_values
from web.private_store.pictures import MAX_BYTES

FRENCH = {"Accept-Language": "fr"}
NEW = f"{HERE}/{TEST}/questions/new"
THERE = f"{HERE}/{TEST}/questions/{question_id(1)}"
WRITES = "/questions/[0-9a-f-]+"
COMMON = {"topic": "Fuses", "text": "Which one?"}


@pytest.fixture
def write(ines, school):
    """Fill in a new question of a kind, and save it; returns what was written."""

    def write(kind, **typed):
        data = {**blank_values(kind), **COMMON, "kind": kind, **typed}
        response = ines.post(THERE, data=data)
        assert response.status_code == 303, errors_on(response.text)
        return school.question(1)

    return write


def rows(*fields):
    return {f"row-{n}-{name}": value for n, row in enumerate(fields) for name, value in row.items()}


def picture():
    file = BytesIO()
    Image.new("RGB", (6, 4), (1, 2, 3)).save(file, "PNG")
    return file.getvalue()


def upload(raw, name="fuse.png"):
    return FileStorage(BytesIO(raw), filename=name)


def post_whole(client, data):
    """The client's own way leaves a large file open that is not read to its end."""
    boundary, body = encode_multipart(data)
    return client.post(THERE, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_a_single_choice_question_earns_all_with_the_marked_one(write):
    choice_rows = rows({"text": "5 A"}, {"text": "15 A", "feedback": "Yes."}, {"text": "40 A"})

    question = write("single", right="1", **choice_rows)

    assert [(choice.text, choice.percent) for choice in question.answer_key.choices] == [
        ("5 A", 0),
        ("15 A", 100),
        ("40 A", 0),
    ]
    assert question.answer_key.choices[1].feedback == "Yes."
    assert (question.topic, question.text, question.points) == ("Fuses", "Which one?", 1)


def test_a_choice_that_is_nearly_right_may_earn_a_part(write):
    question = write("single", right="0", **rows({"text": "A"}, {"text": "B", "share": "12,5"}))

    assert [choice.percent for choice in question.answer_key.choices] == [100, Decimal("12.5")]


def test_right_choices_share_the_points_and_wrong_ones_cost_as_much(write):
    right = {"right": "true"}
    question = write(
        "multiple",
        **rows({"text": "A", **right}, {"text": "B", **right}, {"text": "C", **right}),
        **{"row-3-text": "D"},
    )

    third = Decimal("33.33333")
    assert [choice.percent for choice in question.answer_key.choices] == [
        third,
        third,
        third,
        -third,
    ]


def test_a_wrong_choice_costs_what_its_author_says(write):
    choice_rows = rows(
        {"text": "A", "right": "true"}, {"text": "B", "share": "0"}, {"text": "C", "share": "-20"}
    )

    question = write("multiple", **choice_rows)

    assert [choice.percent for choice in question.answer_key.choices] == [100, 0, -20]


def test_true_or_false(write):
    question = write("true_false", answer="false", if_wrong="Look again.")

    assert question.answer_key == TrueFalse(answer=False, if_wrong="Look again.")


@pytest.mark.parametrize(
    ("value", "tolerance"), [("12,8", "0,1"), ("12.8", "0.1"), ("12.80", ".1")]
)
def test_a_number_is_written_with_a_comma_or_a_point(write, value, tolerance):
    question = write("numeric", **rows({"value": value, "tolerance": tolerance}))

    assert question.answer_key == Numeric((NumericRange(Decimal("12.8"), Decimal("0.1")),))


def test_a_short_answer_may_be_spelt_in_several_ways(write):
    question = write("short", **rows({"pattern": "fuse*"}, {"pattern": "breaker", "share": "50"}))

    assert question.answer_key == ShortText(
        (AcceptedText("fuse*"), AcceptedText("breaker", Decimal(50)))
    )


def test_items_are_reordered_by_their_positions(write):
    choice_rows = rows(
        {"text": "Cut", "place": "3"}, {"text": "Switch off", "place": "1"}, {"text": "Check"}
    )

    question = write("ordering", **{**choice_rows, "row-2-place": "2"})

    assert [item.text for item in question.answer_key.items] == ["Switch off", "Check", "Cut"]


def test_pairs_belong_together_and_some_only_mislead(write):
    question = write(
        "matching",
        **rows({"left": "Red", "right": "Plus"}, {"left": "Black", "right": "Minus"}),
        **{"row-2-right": "Earth"},
    )

    assert [(pair.left, pair.right) for pair in question.answer_key.pairs] == [
        ("Red", "Plus"),
        ("Black", "Minus"),
        ("", "Earth"),
    ]


def test_a_free_answer_is_marked_by_a_guide(write):
    question = write("free_text", guide="Names both.", longest="500")

    assert question.answer_key == FreeText("Names both.", 500)


def test_points_explanation_and_title_are_saved(write):
    question = write(
        "true_false", points="2,5", explanation="Because.\r\nSo.", title=" fuse ", answer="true"
    )

    assert (question.points, question.title) == (Decimal("2.5"), "fuse")
    assert question.explanation == "Because.\nSo."


def test_a_question_that_is_changed_keeps_the_keys_of_its_choices(ines, school):
    school.writes(single(1))
    form = form_on(ines.get(THERE).text, WRITES)

    ines.post(THERE, data={**form, "row-0-text": "10 A"})

    changed = school.question(1)
    assert [(choice.key, choice.text) for choice in changed.answer_key.choices] == [
        ("a", "10 A"),
        ("b", "15 A"),
        ("c", "40 A"),
    ]


def test_saved_unchanged_it_is_not_written_again(ines, school):
    school.writes(single(1))
    before = school.market.log.rows.head()

    ines.post(THERE, data=form_on(ines.get(THERE).text, WRITES))

    assert school.market.log.rows.head() == before


def test_a_question_stays_of_its_kind(ines, school):
    school.writes(true_false(1))

    ines.post(
        THERE, data={**form_on(ines.get(THERE).text, WRITES), "kind": "free_text", "guide": "x"}
    )

    assert isinstance(school.question(1).answer_key, TrueFalse)


def test_a_wrong_key_that_was_put_right_does_not_come_back(ines, school):
    school.writes(true_false(1, answer=True))
    school.publishes(RULES)
    form = {"what": "rekey", "answer": "false", "reason": "Misprint."}
    key = f"{HERE}/{TEST}/editions/1/questions/{question_id(1)}/key"
    ines.post(key, data=form_on(ines.post(f"{key}/preview", data=form).text, "/key"))
    assert school.test().key_changes

    ines.post(THERE, data={**form_on(ines.get(THERE).text, WRITES), "explanation": "New."})

    assert school.question(1).answer_key.answer is False


@pytest.mark.parametrize("kind", ANSWER_KEY_TYPES)
def test_an_empty_form_says_what_is_missing(ines, school, kind):
    data = {**blank_values(kind), "kind": kind, "longest": "0"}
    response = ines.post(THERE, data=data)

    errors = errors_on(response.text)
    assert response.status_code == 422
    assert errors["topic"] == errors["text"] == "This field is required."
    assert ("answers" in errors) == (kind != "true_false")
    assert school.test().draft == []


REFUSED = (
    "This text contains a character that cannot be displayed (%s). Remove it, or type the text"
    " again."
)
HIDDEN, DELETE = REFUSED % "U+202E", REFUSED % "U+007F"
INVISIBLE = "This text has no visible characters. Type it again."


@pytest.mark.parametrize(
    ("kind", "typed", "field", "error"),
    [
        ("single", {"row-0-share": "much"}, "row-0-share", "Enter a number, such as 12.5."),
        ("numeric", {"row-0-value": "1e99999"}, "row-0-value", "Enter a number, such as 12.5."),
        ("numeric", {"row-1-value": "NaN"}, "row-1-value", "Enter a number, such as 12.5."),
        ("free_text", {"longest": "1.5"}, "longest", "Enter a whole number."),
        ("true_false", {"points": "0"}, "points", "A question must be worth more than 0 points."),
        ("true_false", {"title": "x" * 256}, "title", "Use at most 255 characters."),
        ("true_false", {"title": "a\u202eb"}, "title", HIDDEN),
        ("single", {"row-0-feedback": "a\u200b\x7f"}, "row-0-feedback", DELETE),
        ("true_false", {"topic": "\u200b"}, "topic", INVISIBLE),
    ],
)
def test_an_error_is_reported_at_its_field_and_the_form_keeps_its_values(
    ines, kind, typed, field, error
):
    response = ines.post(THERE, data={**blank_values(kind), **COMMON, "kind": kind, **typed})

    assert response.status_code == 422
    assert errors_on(response.text)[field] == error
    assert form_on(response.text, WRITES)[field] == typed[field]
    assert form_on(response.text, WRITES)["text"] == "Which one?"


def test_errors_are_shown_in_french(ines):
    data = {**blank_values("single"), **COMMON, "kind": "single", "row-0-text": "A"}
    errors = errors_on(ines.post(THERE, data=data, headers=FRENCH).text)

    assert errors == {"answers": "Saisissez au moins 2 éléments à choisir ou à mettre en ordre."}


def test_more_lines_keep_what_was_typed_and_write_nothing(ines, school):
    data = {**blank_values("single"), "kind": "single", "row-3-text": "Last", "more": "1"}
    response = ines.post(THERE, data=data)

    assert response.status_code == 200
    form = form_on(response.text, WRITES)
    assert (form["rows"], form["row-3-text"], form["row-6-text"]) == ("7", "Last", "")
    assert errors_on(response.text) == {}
    assert school.test().draft == []


def test_a_form_with_a_million_rows_is_no_work(ines):
    for rows_typed in ("1000000", "-1", "many"):
        data = {"kind": "single", "rows": rows_typed, "more": "1"}
        assert int(form_on(ines.post(THERE, data=data).text, WRITES)["rows"]) <= 60


def test_a_new_question_begins_with_the_topic_of_the_last_one(ines, school):
    school.writes(true_false(1, topic="Cables"))

    assert form_on(ines.get(f"{NEW}?kind=short").text, WRITES)["topic"] == "Cables"


def test_an_unknown_question_type_is_absent(ines):
    assert ines.get(f"{NEW}?kind=essay").status_code == 404
    assert ines.post(THERE, data={"kind": "essay"}).status_code == 404
    assert ines.get(THERE).status_code == 404


def test_a_picture_is_saved_with_its_description(write, ines, school):
    question = write("true_false", picture=upload(picture()), image_text="A fuse.")

    assert (question.image_text, len(question.image)) == ("A fuse.", 64)
    assert ines.get(f"/pictures/{question.image}").mimetype == "image/png"
    assert question.image in ines.get(THERE).text
    assert "with a picture" in ines.get(f"{HERE}/{TEST}").text
    assert school.test().draft == [question_id(1)]


def test_a_picture_without_description_is_refused_and_need_not_be_chosen_again(ines):
    data = {**blank_values("true_false"), **COMMON, "kind": "true_false"}
    response = ines.post(THERE, data={**data, "picture": upload(picture())})

    assert errors_on(response.text)["image_text"].startswith(
        "Describe the picture for people who cannot see it"
    )
    form = form_on(response.text, WRITES)
    assert ines.post(THERE, data={**form, "image_text": "A fuse."}).status_code == 303


def test_a_picture_goes_when_its_author_says_so(write, ines, school):
    write("true_false", picture=upload(picture()), image_text="A fuse.")

    ines.post(THERE, data={**form_on(ines.get(THERE).text, WRITES), "no_picture": "true"})

    assert (school.question(1).image, school.question(1).image_text) == (None, "")


@pytest.mark.parametrize(
    ("raw", "error"),
    [
        (b"<html>", "This file is not a readable PNG, JPEG or WebP picture."),
        (b"x" * (MAX_BYTES + 1), "Pictures can be up to 2 MB. Make this one smaller."),
    ],
    ids=["no picture", "too large"],
)
def test_a_file_that_is_no_picture_is_refused_at_its_field(ines, raw, error):
    data = {**blank_values("true_false"), **COMMON, "kind": "true_false", "picture": upload(raw)}
    response = post_whole(ines, data)

    assert response.status_code == 422
    assert errors_on(response.text) == {"picture": error}


def test_far_too_much_is_refused_at_once(ines):
    data = {"kind": "true_false", "picture": upload(b"x" * (4 * 1024 * 1024))}

    assert post_whole(ines, data).status_code == 413


def test_an_unknown_picture_is_refused(ines):
    data = {**blank_values("true_false"), **COMMON, "kind": "true_false", "image_text": "A fuse."}
    response = ines.post(THERE, data={**data, "image": "a" * 64})

    assert errors_on(response.text) == {
        "picture": "This picture is no longer available. Choose it again."
    }
