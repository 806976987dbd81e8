"""Strategies for valid questions with hard texts, and for answers to them."""

from decimal import Decimal
from uuid import UUID

from hypothesis import strategies as st

from domain.assessments.answers import (
    ChoiceAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    TextAnswer,
)
from domain.assessments.question import Question
from domain.assessments.question_types.choice import Choice, Multiple, Single, TrueFalse
from domain.assessments.question_types.entry import (
    AcceptedText,
    FreeText,
    Numeric,
    NumericRange,
    ShortText,
)
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from domain.assessments.question_types.scoring import WHOLE
from domain.text import character_errors, line_errors

NASTY = (
    "//", "####", "#", "->", "%50%", "%", "::", ":", "{", "}", "=", "~", "\\", "\\n", "\n",
    "\r\n", " ", "\t", "[html]", "[plain]", "[id:x]", "_____", "______", "$CATEGORY:", "/",
    "\u2067é\u2069", "<b>", "&lt;", "é", "\u00a0", "\u2028", "\ufeff", "🔋", "*", "TRUE", "..",
    "\ue000", ">", "12",
)  # fmt: skip
VISIBLE = ("a", "#", "//", "->", "%", "{", "=", "\\", "[html]", "é", "🔋", "_____", "*", "7")
PERCENTS = Decimal(-50), Decimal(0), Decimal("33.33333"), Decimal("12.5"), WHOLE
HALVES = (Decimal(50), Decimal(50))
THIRDS = (Decimal("33.33333"),) * 3


def is_text(text):
    """Whether a question may contain it."""
    return not any(character_errors(text))


def is_line(text):
    """Whether it may be a topic or a title."""
    return not any(line_errors(text))


pieces = st.lists(st.sampled_from(NASTY) | st.text(max_size=5), max_size=4).map("".join)
anything = pieces.filter(is_text)
something = st.tuples(pieces, st.sampled_from(VISIBLE), pieces).map("".join).filter(is_text)
numbers = st.decimals(-(10**9), 10**9, places=6)
shares = st.decimals(0, 100, places=5)


def _different(fewest, most=5):
    return st.lists(something, min_size=fewest, max_size=most, unique=True)


def _keys(count):
    return st.lists(anything, min_size=count, max_size=count, unique=True)


@st.composite
def choices(draw, certain):
    """Choices of which some earn these percentages, and the others any."""
    texts = draw(_different(max(2, len(certain))))
    others = draw(st.lists(st.sampled_from(PERCENTS), min_size=5, max_size=5))
    percents = draw(st.permutations([*certain, *others][: len(texts)]))
    keys = draw(_keys(len(texts)))
    feedbacks = draw(st.lists(anything, min_size=len(texts), max_size=len(texts)))
    return tuple(map(Choice, keys, texts, percents, feedbacks))


single = st.builds(Single, choices((WHOLE,)))
multiple = st.builds(Multiple, st.sampled_from([(WHOLE,), HALVES, THIRDS]).flatmap(choices))
true_false = st.builds(TrueFalse, st.booleans(), anything, anything)


@st.composite
def accepted(draw, strategy):
    """Accepted answers, at least one of which earns all points."""
    others = draw(st.lists(strategy, max_size=3))
    best = draw(strategy)
    return draw(st.permutations([*others, type(best)(*_whole(best))]).map(tuple))


def _whole(best):
    fields = {name: getattr(best, name) for name in best.__struct_fields__}
    return (fields | {"percent": WHOLE}).values()


numeric = st.builds(
    Numeric, accepted(st.builds(NumericRange, numbers, numbers.map(abs), shares, anything))
)
short = st.builds(ShortText, accepted(st.builds(AcceptedText, something, shares, anything)))
free_text = st.builds(FreeText, something, st.integers(1, 10_000))


@st.composite
def ordering(draw):
    texts = draw(_different(3))
    return Ordering(tuple(map(Item, draw(_keys(len(texts))), texts)))


@st.composite
def matching(draw):
    lefts = [*draw(_different(2)), *[""] * draw(st.integers(0, 2))]
    rights = draw(st.lists(something, min_size=len(lefts), max_size=len(lefts)))
    return Matching(tuple(map(Pair, draw(_keys(len(lefts))), lefts, rights)))


answer_keys = st.one_of(
    single, multiple, true_false, numeric, short, ordering(), matching(), free_text
)
pictures = st.just((None, "")) | st.tuples(st.just("ab" * 32), something)
questions = st.builds(
    lambda picture, **fields: Question(image=picture[0], image_text=picture[1], **fields),
    picture=pictures,
    id=st.uuids(),
    topic=something.filter(is_line),
    title=anything.filter(is_line),
    text=something,
    answer_key=answer_keys,
    points=st.decimals(min_value="0.01", max_value=1000, places=2),
    explanation=anything,
)

TEXT_ID = UUID(int=77)


def answers_to(answer_key):
    """Any answer, also of another type than the question's."""
    keys = st.sampled_from([*answer_key.keys, "nobody's"])
    several = st.lists(keys, max_size=6).map(tuple)
    written = st.integers(0, 50).map(lambda length: TextAnswer(TEXT_ID, length))
    return st.one_of(
        st.builds(ChoiceAnswer, several),
        st.builds(OrderingAnswer, several),
        st.builds(MatchingAnswer, st.dictionaries(keys, keys)),
        st.builds(NumericAnswer, st.none() | numbers),
        written,
    )
