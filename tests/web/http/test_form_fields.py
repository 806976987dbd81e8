"""What forms share: texts and whole numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError
from wtforms import Form, StringField

from domain.text import character_errors, line_errors
from web.http.form_fields import (
    TextField,
    must_be_line,
    must_be_text,
    parse_amount,
    typed_text,
    whole_number,
)

ANY_TEXT = st.text(alphabet=st.characters(exclude_categories=[]), max_size=10)


class Texts(Schema):
    line = TextField(one_line=True)
    lines = TextField()


class TypedTexts(Form):
    line = StringField(validators=[must_be_line])
    lines = StringField(validators=[must_be_text])


@given(ANY_TEXT)
def test_a_field_takes_the_texts_that_an_event_may_contain(text):
    errors = Texts().validate({"line": text, "lines": text})

    stripped = typed_text(text)
    assert ("line" in errors) == any(line_errors(stripped))
    assert ("lines" in errors) == any(character_errors(stripped))


@given(ANY_TEXT)
def test_both_kinds_of_forms_refuse_the_same_texts(text):
    form = TypedTexts(data={"line": text, "lines": text})

    form.validate()

    assert ("line" in form.errors) == any(line_errors(text))
    assert ("lines" in form.errors) == any(character_errors(text))


def test_a_text_loses_the_space_around_it_and_keeps_its_lines():
    assert Texts().load({"lines": " a\r\nb "}) == {"lines": "a\nb"}


def test_an_error_is_a_sentence_beside_its_field():
    with pytest.raises(ValidationError) as error:
        Texts().load({"line": "a\nb", "lines": "\u200b"})

    assert error.value.messages == {
        "line": ["This text must fit on one line. Remove the line breaks."],
        "lines": ["This text has no visible characters. Type it again."],
    }


@pytest.mark.parametrize(
    ("text", "number"),
    [("0", 0), ("007", 7), ("100", 100), ("101", None), ("-1", None), ("1.0", None), ("", None)],
)
def test_a_whole_number_has_digits_only_and_a_limit(text, number):
    assert whole_number(text, 100) == number


@pytest.mark.parametrize("text", ["9" * 5000, "0" * 5000 + "1"])
def test_a_number_of_5000_digits_is_read_without_an_error(text):
    assert whole_number(text, 100) == (1 if text.endswith("1") else None)


@pytest.fixture(scope="module", autouse=True)
def in_a_request(shop):
    with shop.app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("3000", 300_000),
        ("3 000", 300_000),
        ("3\u202f000,50", 300_050),
        ("120\u00a0000", 12_000_000),
    ],
)
def test_an_amount_may_have_spaces_between_thousands(app, text, minor):
    with app.test_request_context():
        assert parse_amount(text, "EUR") == minor


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("3,000", "Type thousands without a comma or full stop, for example 3000."),
        ("1.234.567,00", "Type thousands without a comma or full stop, for example 3000."),
        ("1000000", "The amount can be at most 999,999."),
        ("1 000 000", "The amount can be at most 999,999."),
        ("30 00", "Enter an amount, for example 2.00."),
        ("2 ,00", "Enter an amount, for example 2.00."),
    ],
)
def test_an_amount_that_is_unclear_or_too_large_says_what_to_type(app, text, sentence):
    with (
        app.test_request_context(headers={"Accept-Language": "en"}),
        pytest.raises(ValidationError) as error,
    ):
        parse_amount(text, "EUR")

    assert sentence in str(error.value.messages)
