"""Which characters texts may contain, and that no event is recorded with others."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.assessments.assessment import Assessment
from domain.brands.brand import Brand
from domain.brands.subject import Subject
from domain.errors import Invalid
from domain.text import character_errors, check_line, check_text, line_errors, texts_in
from tests.support.history import happened
from tests.support.people import BRAND, ELECTRICITY, MANAGER, after

ISOLATED = "\u2067\u05e9\u05dc\u05d5\u05dd\u2069"
ACCEPTED = [
    "",
    "Quelle puissance ?",
    "two\nlines\tand a tab",
    "lines of a\r\nbrowser",
    "日本語",
    "👩\u200d🔧 and 🏴\U000e0067\U000e0062\U000e007f",
    "\u0645\u06cc\u200c\u062e",
    f"In Hebrew: {ISOLATED}.",
    "\u2066a \u202bb\u202c c\u2069",
    "\u200eleft-to-right mark",
    "\ufeffa byte order mark is invisible and harmless",
]
REFUSED = {
    "NUL": ("a\0b", r"U\+0000"),
    "vertical tab": ("a\vb", r"U\+000B"),
    "carriage return": ("a\rb", r"U\+000D"),
    "delete": ("a\x7fb", r"U\+007F"),
    "next line": ("a\x85b", r"U\+0085"),
    "half of a pair": ("a\ud800", r"U\+D800"),
    "no character": ("a\uffff", r"U\+FFFF"),
    "override": ("\u202egnp.exe\u202c", r"U\+202E"),
    "never closed": ("\u2067a", r"U\+2067"),
    "never opened": ("a\u2069", r"U\+2069"),
    "closed on another line": ("\u2067a\nb\u2069", r"U\+2067"),
    "closed in the wrong order": ("\u2067\u202ba\u2069\u202c", r"U\+2069"),
    "zero width": ("\u200b\u200d", "no visible characters"),
    "Hangul filler": ("\u3164", "no visible characters"),
    "braille blank": ("\u2800", "no visible characters"),
    "accent without a letter": ("\u0301", "no visible characters"),
}


@pytest.mark.parametrize("text", ACCEPTED)
def test_what_people_write_is_accepted(text):
    assert list(character_errors(text)) == []


@pytest.mark.parametrize(("text", "sentence"), REFUSED.values(), ids=REFUSED)
def test_what_no_reader_sees_is_refused_by_name(text, sentence):
    with pytest.raises(Invalid, match=sentence):
        check_text(text)


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\u2028", "\u2029"])
def test_a_line_has_no_line_breaks(line_break):
    check_text(f"a{line_break}b")

    with pytest.raises(Invalid, match="one line"):
        check_line(f"a{line_break}b")


@given(st.text(alphabet=st.characters(exclude_categories=[]), max_size=12))
@example("\r\n")
def test_an_accepted_text_can_be_stored_and_seen(text):
    if any(character_errors(text)):
        return

    assert text.encode().decode() == text
    controls = {c for c in text if unicodedata.category(c) in ("Cc", "Cs")}
    assert controls <= set("\t\n\r")
    assert text.count("\r") == text.count("\r\n")
    assert not {"\u202d", "\u202e"} & set(text)
    assert not text.strip() or any(unicodedata.category(c)[0] in "LNPSC" for c in text)


@given(st.text(alphabet=st.characters(exclude_categories=["C", "Z", "M"]), max_size=12))
def test_visible_characters_are_accepted(text):
    sentences = {error.sentence for error in line_errors(text)}

    assert sentences <= {"This text has no visible characters. Type it again."}


@given(st.characters(exclude_categories=[]), st.sampled_from("\0\x1b\x7f\x9f\ud800\udfff\u202e"))
def test_a_refused_character_is_refused_beside_any_other(other, refused):
    for text in (refused + other, other + refused):
        assert any(character_errors(text))


def test_texts_are_found_wherever_a_record_holds_them():
    event = Subject.Added(
        at=after(0), slug="a", name_by_language={"fr": "b", "en": "c"}, parent_id=None, by=None
    )

    assert {"a", "b", "c", "fr", "en"} <= set(texts_in(event))


RECORDED = {
    "name of a brand": (
        Brand,
        lambda brand, text: brand.register("nest", text, "Europe/Paris", "EUR", MANAGER, after(0)),
    ),
    "name of a subject": (
        Subject,
        lambda subject, text: subject.add("nest", {"fr": text}, None, MANAGER, after(0)),
    ),
    "title of a test": (
        Assessment,
        lambda test, text: test.create(BRAND, ELECTRICITY, text, "fr", MANAGER, after(0)),
    ),
}


@pytest.mark.parametrize("text", ["a\0b", "a\ud800", "\u200b", "\u202ea\u202c", "two\nlines"])
@pytest.mark.parametrize(("aggregate", "command"), RECORDED.values(), ids=RECORDED)
def test_a_text_that_cannot_be_shown_on_one_line_records_no_event(aggregate, command, text):
    subject = aggregate(BRAND)

    with pytest.raises(Invalid):
        command(subject, text)

    assert happened(subject) == []


def test_no_event_is_recorded_with_a_character_that_a_database_refuses():
    subject = Subject(ELECTRICITY)
    event = Subject.Added(at=after(0), slug="a\0", name_by_language={}, parent_id=None, by=None)

    with pytest.raises(Invalid, match=r"U\+0000"):
        subject.record(event)

    assert happened(subject) == []
