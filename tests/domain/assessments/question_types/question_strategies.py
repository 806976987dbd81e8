"""Any question that makes sense, in texts that are as nasty as people's; and any answer to it."""

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

NASTY = (
    "//", "####", "#", "->", "%50%", "%", "::", ":", "{", "}", "=", "~", "\\", "\\n", "\n", "\r",
    "\r\n", " ", "\t", "[html]", "[plain]", "[id:x]", "_____", "______", "$CATEGORY:", "/", "\x00",
    "<b>", "&lt;", "é", "\u00a0", "\u2028", "\ufeff", "🔋", "*", "TRUE", "..", "\ue000", ">", "12",
)  # fmt: skip
SEEN = ("a", "#", "//", "->", "%", "{", "=", "\\", "[html]", "é", "🔋", "_____", "*", "7")
A_LITTLE = Decimal(-50), Decimal(0), Decimal("33.33333"), Decimal("12.5"), WHOLE
HALVES = (Decimal(50), Decimal(50))
THIRDS = (Decimal("33.33333"),) * 3

anything = st.lists(st.sampled_from(NASTY) | st.text(max_size=5), max_size=4).map("".join)
something = st.tuples(anything, st.sampled_from(SEEN), anything).map("".join)
numbers = st.decimals(-(10**9), 10**9, places=6)
shares = st.decimals(0, 100, places=5)


def _different(fewest, most=5):
    return st.lists(something, min_size=fewest, max_size=most, unique=True)


def _keys(count):
    return st.lists(anything, min_size=count, max_size=count, unique=True)


@st.composite
def choices(select_items, certain):
    """Choices of which the first ones earn what is said, the others whatever."""
    texts = select_items(_different(max(2, len(certain))))
    others = select_items(st.lists(st.sampled_from(A_LITTLE), min_size=5, max_size=5))
    percents = select_items(st.permutations([*certain, *others][: len(texts)]))
    keys = select_items(_keys(len(texts)))
    feedbacks = select_items(st.lists(anything, min_size=len(texts), max_size=len(texts)))
    return tuple(map(Choice, keys, texts, percents, feedbacks))


single = st.builds(Single, choices((WHOLE,)))
multiple = st.builds(Multiple, st.sampled_from([(WHOLE,), HALVES, THIRDS]).flatmap(choices))
true_false = st.builds(TrueFalse, st.booleans(), anything, anything)


@st.composite
def accepted(select_items, one):
    """At least one that earns everything."""
    found = select_items(st.lists(one, max_size=3))
    best = select_items(one)
    return select_items(st.permutations([*found, type(best)(*_whole(best))]).map(tuple))


def _whole(best):
    fields = {name: getattr(best, name) for name in best.__struct_fields__}
    return (fields | {"percent": WHOLE}).values()


numeric = st.builds(
    Numeric, accepted(st.builds(NumericRange, numbers, numbers.map(abs), shares, anything))
)
short = st.builds(ShortText, accepted(st.builds(AcceptedText, something, shares, anything)))
free_text = st.builds(FreeText, something, st.integers(1, 10_000))


@st.composite
def ordering(select_items):
    texts = select_items(_different(3))
    return Ordering(tuple(map(Item, select_items(_keys(len(texts))), texts)))


@st.composite
def matching(select_items):
    lefts = [*select_items(_different(2)), *[""] * select_items(st.integers(0, 2))]
    rights = select_items(st.lists(something, min_size=len(lefts), max_size=len(lefts)))
    return Matching(tuple(map(Pair, select_items(_keys(len(lefts))), lefts, rights)))


kinds = st.one_of(single, multiple, true_false, numeric, short, ordering(), matching(), free_text)
pictures = st.just((None, "")) | st.tuples(st.just("ab" * 32), something)
questions = st.builds(
    lambda picture, **fields: Question(image=picture[0], image_text=picture[1], **fields),
    picture=pictures,
    id=st.uuids(),
    topic=something,
    title=anything,
    text=something,
    answer_key=kinds,
    points=st.decimals(min_value="0.01", max_value=1000, places=2),
    explanation=anything,
)

TEXT_ID = UUID(int=77)


def answers_to(kind):
    """Any answer, also one that is no answer to such a question."""
    keys = st.sampled_from([*kind.keys, "nobody's"])
    several = st.lists(keys, max_size=6).map(tuple)
    written = st.integers(0, 50).map(lambda length: TextAnswer(TEXT_ID, length))
    return st.one_of(
        st.builds(ChoiceAnswer, several),
        st.builds(OrderingAnswer, several),
        st.builds(MatchingAnswer, st.dictionaries(keys, keys)),
        st.builds(NumericAnswer, st.none() | numbers),
        written,
    )
