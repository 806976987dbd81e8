"""Writing questions of a test: every kind as a form, what is wrong with it, and its picture."""

from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from domain.assessments.question import ANSWER_KEY_TYPES
from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import (
    AcceptedText,
    FreeText,
    Numeric,
    NumericRange,
    ShortText,
)
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from tests.web.assessments.authoring_fixture import (
    HERE,
    RULES,
    TEST,
    form_on,
    mistakes_on,
    question_id,
    school_of,
    single,
    true_false,
)
from web.assessments.authoring.answer_form_values import blank_values, values_of
from web.assessments.authoring.answer_forms import read_kind
from web.assessments.authoring.labels import KIND_HINTS, KIND_NAMES, OBJECTIONS, objection
from web.private_store.pictures import MAX_BYTES

INES = "ines@nest.example"
FRENCH = {"Accept-Language": "fr"}
NEW = f"{HERE}/{TEST}/questions/new"
THERE = f"{HERE}/{TEST}/questions/{question_id(1)}"
WRITES = "/questions/[0-9a-f-]+"
COMMON = {"topic": "Fuses", "text": "Which one?"}


@pytest.fixture
def school(app, sqlite_url):
    app.config["WTF_CSRF_ENABLED"] = False
    with school_of(app, sqlite_url) as school:
        yield school
    app.config["WTF_CSRF_ENABLED"] = True


@pytest.fixture
def ines(school, signed_in):  # noqa: ARG001 - somebody must be there to ask
    return signed_in(INES)


@pytest.fixture
def write(ines, school):
    """Fill in a new question of a kind, and save it; returns what was written."""

    def write(kind, **typed):
        data = {**blank_values(kind), **COMMON, "kind": kind, **typed}
        answer = ines.post(THERE, data=data)
        assert answer.status_code == 303, mistakes_on(answer.text)
        return school.question_at(1)

    return write


def rows(*given):
    return {f"row-{n}-{name}": said for n, row in enumerate(given) for name, said in row.items()}


def picture():
    file = BytesIO()
    Image.new("RGB", (6, 4), (1, 2, 3)).save(file, "PNG")
    return file.getvalue()


def sent(raw, name="fuse.png"):
    return FileStorage(BytesIO(raw), filename=name)


def posted_whole(client, data):
    """The client's own way leaves a large file open when nobody reads it to its end."""
    boundary, body = encode_multipart(data)
    return client.post(THERE, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def test_every_kind_has_words():
    assert set(KIND_NAMES) == set(KIND_HINTS) == set(ANSWER_KEY_TYPES)


def test_a_single_choice_question_earns_all_with_the_marked_one(write):
    given_rows = rows({"text": "5 A"}, {"text": "15 A", "feedback": "Yes."}, {"text": "40 A"})

    question = write("single", right="1", **given_rows)

    assert [(each.text, each.percent) for each in question.answer_key.choices] == [
        ("5 A", 0),
        ("15 A", 100),
        ("40 A", 0),
    ]
    assert question.answer_key.choices[1].feedback == "Yes."
    assert (question.topic, question.text, question.points) == ("Fuses", "Which one?", 1)


def test_a_choice_that_is_nearly_right_may_earn_a_part(write):
    question = write("single", right="0", **rows({"text": "A"}, {"text": "B", "share": "12,5"}))

    assert [each.percent for each in question.answer_key.choices] == [100, Decimal("12.5")]


def test_right_choices_share_the_points_and_wrong_ones_cost_as_much(write):
    right = {"right": "true"}
    question = write(
        "multiple",
        **rows({"text": "A", **right}, {"text": "B", **right}, {"text": "C", **right}),
        **{"row-3-text": "D"},
    )

    third = Decimal("33.33333")
    assert [each.percent for each in question.answer_key.choices] == [third, third, third, -third]


def test_a_wrong_choice_costs_what_its_author_says(write):
    given_rows = rows(
        {"text": "A", "right": "true"}, {"text": "B", "share": "0"}, {"text": "C", "share": "-20"}
    )

    question = write("multiple", **given_rows)

    assert [each.percent for each in question.answer_key.choices] == [100, 0, -20]


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


def test_things_to_order_are_moved_by_their_places(write):
    given_rows = rows(
        {"text": "Cut", "place": "3"}, {"text": "Switch off", "place": "1"}, {"text": "Check"}
    )

    question = write("ordering", **{**given_rows, "row-2-place": "2"})

    assert [each.text for each in question.answer_key.items] == ["Switch off", "Check", "Cut"]


def test_pairs_belong_together_and_some_only_mislead(write):
    question = write(
        "matching",
        **rows({"left": "Red", "right": "Plus"}, {"left": "Black", "right": "Minus"}),
        **{"row-2-right": "Earth"},
    )

    found = [(each.left, each.right) for each in question.answer_key.pairs]
    assert found == [("Red", "Plus"), ("Black", "Minus"), ("", "Earth")]


def test_a_free_answer_is_marked_by_a_guide(write):
    question = write("free_text", guide="Names both.", longest="500")

    assert question.answer_key == FreeText("Names both.", 500)


def test_points_explanation_and_title_are_kept(write):
    question = write(
        "true_false", points="2,5", explanation="Because.\r\nSo.", title=" fuse ", answer="true"
    )

    assert (question.points, question.title) == (Decimal("2.5"), "fuse")
    assert question.explanation == "Because.\nSo."


def test_a_question_that_is_changed_keeps_the_keys_of_its_choices(ines, school):
    school.writes(single(1))
    form = form_on(ines.get(THERE).text, WRITES)

    ines.post(THERE, data={**form, "row-0-text": "10 A"})

    changed = school.question_at(1)
    assert [(each.key, each.text) for each in changed.answer_key.choices] == [
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

    assert isinstance(school.question_at(1).answer_key, TrueFalse)


def test_a_wrong_key_that_was_put_right_does_not_come_back(ines, school):
    school.writes(true_false(1, answer=True))
    school.publishes(RULES)
    form = {"what": "rekey", "answer": "false", "reason": "Misprint."}
    key = f"{HERE}/{TEST}/editions/1/questions/{question_id(1)}/key"
    ines.post(key, data=form_on(ines.post(f"{key}/preview", data=form).text, "/key"))
    assert school.test().key_changes

    ines.post(THERE, data={**form_on(ines.get(THERE).text, WRITES), "explanation": "New."})

    assert school.question_at(1).answer_key.answer is False


@pytest.mark.parametrize("kind", ANSWER_KEY_TYPES)
def test_an_empty_form_says_what_is_missing(ines, school, kind):
    data = {**blank_values(kind), "kind": kind, "longest": "0"}
    answer = ines.post(THERE, data=data)

    told = mistakes_on(answer.text)
    assert answer.status_code == 422
    assert told["topic"] == told["text"] == "Write something here."
    assert ("answers" in told) == (kind != "true_false")
    assert school.test().draft == []


@pytest.mark.parametrize(
    ("kind", "typed", "field", "said"),
    [
        ("single", {"row-0-share": "much"}, "row-0-share", "Write a number, such as 12.5."),
        ("numeric", {"row-0-value": "1e99999"}, "row-0-value", "Write a number, such as 12.5."),
        ("numeric", {"row-1-value": "NaN"}, "row-1-value", "Write a number, such as 12.5."),
        ("free_text", {"longest": "1.5"}, "longest", "Write a whole number."),
        ("true_false", {"points": "0"}, "points", "A question is worth more than 0 points."),
        ("true_false", {"title": "x" * 201}, "title", "Write 200 characters at most."),
    ],
)
def test_a_mistake_is_told_at_its_field_and_what_was_typed_is_kept(ines, kind, typed, field, said):
    answer = ines.post(THERE, data={**blank_values(kind), **COMMON, "kind": kind, **typed})

    assert answer.status_code == 422
    assert mistakes_on(answer.text)[field] == said
    assert form_on(answer.text, WRITES)[field] == typed[field]
    assert form_on(answer.text, WRITES)["text"] == "Which one?"


def test_mistakes_are_told_in_french(ines):
    data = {**blank_values("single"), **COMMON, "kind": "single", "row-0-text": "A"}
    told = mistakes_on(ines.post(THERE, data=data, headers=FRENCH).text)

    assert told == {"answers": "Donnez-en au moins 2 à choisir ou à mettre en ordre."}


def test_every_objection_to_a_key_can_be_said_in_french(app):
    bad = Decimal(200)
    twice = (Choice("a", "A", bad), Choice("a", "A", bad), Choice("b", " ", -bad))
    kinds = [
        *(Single(twice[:1]), Single(twice), Multiple(twice[:1]), Multiple((twice[2],) * 2)),
        *(
            Numeric(()),
            Numeric((NumericRange(bad, -bad, bad),)),
            ShortText((AcceptedText(" ", bad),)),
        ),
        *(Ordering(()), Ordering((Item("a", "A"),) * 3), Matching(())),
        *(Matching((Pair("a", "A", " "),) * 2), FreeText(" ", 0)),
    ]
    said = {each for kind in kinds for each in kind.objections()}
    with app.test_request_context():
        others = said - {each() for each in OBJECTIONS}
    assert all(each.startswith("This stands there twice: ") for each in others)
    with app.test_request_context(headers=FRENCH):
        assert [each for each in said if objection(each) == each] == []


def test_more_lines_keep_what_was_typed_and_write_nothing(ines, school):
    data = {**blank_values("single"), "kind": "single", "row-3-text": "Last", "more": "1"}
    answer = ines.post(THERE, data=data)

    assert answer.status_code == 200
    form = form_on(answer.text, WRITES)
    assert (form["rows"], form["row-3-text"], form["row-6-text"]) == ("7", "Last", "")
    assert mistakes_on(answer.text) == {}
    assert school.test().draft == []


def test_a_form_with_a_million_rows_is_no_work(ines):
    for rows_typed in ("1000000", "-1", "many"):
        data = {"kind": "single", "rows": rows_typed, "more": "1"}
        assert int(form_on(ines.post(THERE, data=data).text, WRITES)["rows"]) <= 60


def test_a_new_question_begins_with_the_topic_of_the_last_one(ines, school):
    school.writes(true_false(1, topic="Cables"))

    assert form_on(ines.get(f"{NEW}?kind=short").text, WRITES)["topic"] == "Cables"


def test_there_are_no_questions_of_unknown_kinds(ines):
    assert ines.get(f"{NEW}?kind=essay").status_code == 404
    assert ines.post(THERE, data={"kind": "essay"}).status_code == 404
    assert ines.get(THERE).status_code == 404


def test_a_picture_is_kept_with_what_it_shows(write, ines, school):
    question = write("true_false", picture=sent(picture()), image_text="A fuse.")

    assert (question.image_text, len(question.image)) == ("A fuse.", 64)
    assert ines.get(f"/pictures/{question.image}").mimetype == "image/png"
    assert question.image in ines.get(THERE).text
    assert "with a picture" in ines.get(f"{HERE}/{TEST}").text
    assert school.test().draft == [question_id(1)]


def test_a_picture_without_words_is_refused_and_need_not_be_chosen_again(ines):
    data = {**blank_values("true_false"), **COMMON, "kind": "true_false"}
    answer = ines.post(THERE, data={**data, "picture": sent(picture())})

    assert mistakes_on(answer.text)["image_text"].startswith("Say what the picture shows")
    form = form_on(answer.text, WRITES)
    assert ines.post(THERE, data={**form, "image_text": "A fuse."}).status_code == 303


def test_a_picture_goes_when_its_author_says_so(write, ines, school):
    write("true_false", picture=sent(picture()), image_text="A fuse.")

    ines.post(THERE, data={**form_on(ines.get(THERE).text, WRITES), "no_picture": "true"})

    assert (school.question_at(1).image, school.question_at(1).image_text) == (None, "")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"<html>", "This is no PNG, JPEG or WebP picture that can be read."),
        (b"x" * (MAX_BYTES + 1), "A picture has 2 MB at most: make it smaller first."),
    ],
    ids=["no picture", "too large"],
)
def test_what_is_no_picture_is_told_at_its_field(ines, raw, said):
    data = {**blank_values("true_false"), **COMMON, "kind": "true_false", "picture": sent(raw)}
    answer = posted_whole(ines, data)

    assert answer.status_code == 422
    assert mistakes_on(answer.text) == {"picture": said}


def test_far_too_much_is_refused_at_once(ines):
    data = {"kind": "true_false", "picture": sent(b"x" * (4 * 1024 * 1024))}

    assert posted_whole(ines, data).status_code == 413


def test_a_picture_that_nobody_has_sent_is_not_taken(ines):
    data = {**blank_values("true_false"), **COMMON, "kind": "true_false", "image_text": "A fuse."}
    answer = ines.post(THERE, data={**data, "image": "a" * 64})

    assert mistakes_on(answer.text) == {
        "picture": "This picture is not here any more: choose it again."
    }


TEXTS = st.text("abcdeé ½*~", min_size=1, max_size=8).map(str.strip).filter(bool)
SHARES = st.decimals(-100, 100, places=3)
WORTH = st.decimals(0, 100, places=3)
KEYED = st.lists(TEXTS, min_size=3, max_size=6, unique=True)


@st.composite
def kinds(draw):
    texts = draw(KEYED)
    shares = [draw(SHARES) for _ in texts]
    choices = tuple(
        Choice(f"k{n}", text, share, draw(TEXTS))
        for n, (text, share) in enumerate(zip(texts, shares, strict=True))
    )
    right = (replace(choices[0], percent=Decimal(100)), *choices[1:])
    return draw(
        st.sampled_from(
            [
                Single(right),
                Multiple(choices),
                TrueFalse(draw(st.booleans()), texts[0], texts[1]),
                Numeric(tuple(NumericRange(each, abs(each), draw(WORTH)) for each in shares)),
                ShortText(tuple(AcceptedText(text, draw(WORTH)) for text in texts)),
                Ordering(tuple(Item(f"k{n}", text) for n, text in enumerate(texts))),
                Matching(tuple(Pair(f"k{n}", text, texts[0]) for n, text in enumerate(texts))),
                FreeText(texts[0], draw(st.integers(1, 5000))),
            ]
        )
    )


@settings(max_examples=150, deadline=None)
@given(kinds(), st.sampled_from(["fr", "en"]), st.integers(0, 3))
def test_what_a_form_shows_is_read_as_what_it_was(shop, kind, language, blank):
    with shop.app.test_request_context(headers={"Cookie": f"lang={language}"}):
        assert read_kind(kind.question_type, values_of(kind, blank)) == kind
