"""The answers of a question as a form: what it shows is read as the same answer key."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import (
    AcceptedText,
    FreeText,
    Numeric,
    NumericRange,
    ShortText,
)
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from web.assessments.authoring.answer_forms import answer_values, read_answers

TEXTS = st.text("abcdeé ½*~", min_size=1, max_size=8).map(str.strip).filter(bool)
SHARES = st.decimals(-100, 100, places=3)
POINTS = st.decimals(0, 100, places=3)
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
                Numeric(tuple(NumericRange(share, abs(share), draw(POINTS)) for share in shares)),
                ShortText(tuple(AcceptedText(text, draw(POINTS)) for text in texts)),
                Ordering(tuple(Item(f"k{n}", text) for n, text in enumerate(texts))),
                Matching(tuple(Pair(f"k{n}", text, texts[0]) for n, text in enumerate(texts))),
                FreeText(texts[0], draw(st.integers(1, 5000))),
            ]
        )
    )


@settings(max_examples=150, deadline=None)
@given(kinds(), st.sampled_from(["fr", "en"]), st.integers(0, 3))
def test_an_answer_key_survives_its_form(shop, kind, language, blank):
    with shop.app.test_request_context(headers={"Cookie": f"lang={language}"}):
        assert read_answers(kind.question_type, answer_values(kind, blank)) == kind
