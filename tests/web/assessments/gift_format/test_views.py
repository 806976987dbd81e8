"""Questions from a GIFT file, and into one."""

from io import BytesIO

import pytest
from msgspec.structs import replace

from tests.support.people import MORNING
from tests.web.assessments.authoring_fixture import (
    HERE,
    TEST,
    errors_on,
    question_id,
    single,
    text_on,
    true_false,
)
from tests.web.private_store.test_pictures import picture
from web.assessments.gift_format.reader import read_gift
from web.assessments.gift_format.writer import write_gift
from web.private_store.pictures import PictureStore

THERE = f"{HERE}/{TEST}/gift"
TWO = """$CATEGORY: Fuses

::One::Which fuse? {=15 A ~5 A ~40 A}

::Two::A fuse protects the cable. {TRUE}
"""


@pytest.fixture
def bring(ines):
    def bring(text, **more):
        raw = text if isinstance(text, bytes) else text.encode()
        return ines.post(THERE, data={"file": (BytesIO(raw), "bank.gift"), **more})

    return bring


def test_questions_come_from_a_file(bring, school):
    response = bring(TWO)

    assert (response.status_code, response.location) == (303, f"{HERE}/{TEST}")
    assert [question.title for question in school.test().draft_questions()] == ["One", "Two"]
    assert {question.topic for question in school.test().draft_questions()} == {"Fuses"}


def test_importing_the_same_file_again_changes_nothing(bring, school):
    bring(TWO)
    before = school.market.log.rows.head()
    bring(TWO)

    assert school.market.log.rows.head() == before


def test_one_error_prevents_the_import_and_every_error_has_its_line(bring, school):
    response = bring(TWO + "\nNo braces here.\n\n::Bad::Which? {=A ~%50x%B}\n")

    assert response.status_code == 422
    assert "Nothing was imported. Errors: 2." in response.text
    page = text_on(response.text)
    assert page.index("7 ") < page.index("9 ")
    assert school.test().draft == []


def test_a_file_that_is_no_text_is_refused(bring, school):
    assert "not in UTF-8" in bring(b"\xff\xfe\x00").text
    assert "There are no questions in this file" in bring("").text
    assert school.test().draft == []


def test_a_file_has_to_be_chosen(ines):
    response = ines.post(THERE, data={})

    assert response.status_code == 422
    assert errors_on(response.text) == {"file": "Choose a file first."}


def test_questions_before_the_first_category_get_the_topic_of_the_form(bring, school):
    assert bring("Is it? {TRUE}").status_code == 422
    assert bring("Is it? {TRUE}", topic="Cables").status_code == 303
    assert school.test().draft_questions()[0].topic == "Cables"


def test_unsupported_parts_are_reported_and_the_rest_is_imported(bring, school):
    response = bring("$CATEGORY: A\n\n[html]<b>Is</b> it? {TRUE}\n")

    assert response.status_code == 200
    assert "Questions added to the draft: 1." in response.text
    assert "HTML was converted to plain text: its tags were removed" in response.text
    assert school.test().draft_questions()[0].text == "Is it?"


def test_questions_go_into_a_file_and_come_back_as_they_were(bring, ines, school):
    written = (single(1, title="fridge"), true_false(2, topic="Cables"), single(3, text="Which?"))
    school.writes(*written)

    response = ines.get(f"{THERE}/questions.gift")
    assert response.headers["Content-Disposition"].endswith("nest-batteries-and-fuses.gift")
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.text.count("$CATEGORY") == 2
    before = school.market.log.rows.head()
    assert bring(response.data).status_code == 303
    assert school.market.log.rows.head() == before


def test_a_picture_comes_along_where_it_is_known_and_is_missed_where_it_is_not(bring, school, shop):
    name = PictureStore(shop.store).keep(picture(), MORNING)
    known = true_false(1, image=name, image_text="A fuse.")
    unknown = replace(known, id=question_id(2), image="a" * 64)

    assert bring(write_gift([known])).status_code == 303
    response = bring(write_gift([unknown]))

    assert "Its picture is missing. Add it to the question." in response.text
    assert [question.image for question in school.test().draft_questions()] == [name, None]


def test_many_errors_are_counted_and_the_first_are_listed(bring):
    response = bring("\n\n".join(["No braces here."] * 150))

    assert "Errors: 150." in response.text
    assert response.text.count('<td class="import-what">') == 100


WRONG = """Nothing.

::Title Which? {TRUE}

Stray } {TRUE}

Open { TRUE

Two {TRUE} and {FALSE}

Pair? {=a -> b ~c}

Own words? {}

// comptoir: {"points": "many"}
Points? {TRUE}

// comptoir: {"guide": "x"}
Guide? {TRUE}

Number? {#a:b}

Number? {#3..1}

Weight? {=%x%a ~b}

// [id:7]
Once? {TRUE}

// [id:7]
Twice? {TRUE}

True? {true}

// [tag:x]
[html]<b>Tag</b>? {TRUE}

[markdown]*Mark*? {TRUE}
"""


LONG = f"{'x' * 300_000} {{TRUE}}"


def messages_of(content):
    file = read_gift(content, TEST, "Fuses")
    return [message.text for message in (*file.errors, *file.notes)]


def test_line_messages_are_translated_into_french(app):
    contents = (WRONG, "$CATEGORY: A\nB", "", b"\xff", LONG)
    english = [text for content in contents for text in messages_of(content)]
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        french = [text for content in contents for text in messages_of(content)]

    assert len(set(english)) > 14
    assert [
        text for text, translated in zip(english, french, strict=True) if text == translated
    ] == []
