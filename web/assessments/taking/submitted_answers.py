"""
Answers as browsers send them, and as an attempt keeps them.

A browser knows choices, things to order and right sides by their place in this attempt: "0", "1".
The keys of authors would tell it more: the two sides of a pair have the same one, and the first
choice of many a question is the right one.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from uuid import UUID

from domain.assessments.answers import (
    Answer,
    ChoiceAnswer,
    MatchingAnswer,
    NumericAnswer,
    OrderingAnswer,
    TextAnswer,
    number_in,
)
from domain.assessments.question import ANSWER_KEY_TYPES, AnswerKey
from domain.assessments.question_types.ordering_matching import Matching
from domain.assessments.selection import AttemptItem
from domain.errors import Invalid
from web.i18n.language import current_language, gettext

LONGEST_TYPED = 200
"""Of anything but a text: no place and no number is longer."""


def read_answer(drawn: AttemptItem, kind: AnswerKey | None, values: Sequence[str]) -> Answer | str:
    """
    An answer, or the text of one in somebody's own words. Raises Invalid with what to do.

    kind: only needed to match things.
    """
    takes = ANSWER_KEY_TYPES[drawn.question_type].takes
    if takes is TextAnswer:
        return _text(drawn, values)
    if any(len(value) > LONGEST_TYPED for value in values):
        raise _not_among()
    if takes is ChoiceAnswer:
        return ChoiceAnswer(tuple(_key(drawn, value) for value in values if value))
    if takes is NumericAnswer:
        typed = "".join(values).strip()
        return NumericAnswer(number_in(typed) if typed else None)
    if isinstance(kind, Matching):
        return _matched(drawn, kind, values)
    return _arranged(drawn, values)


def values_of(
    drawn: AttemptItem, kind: AnswerKey, answer: Answer | None, texts: Mapping[UUID, str]
) -> tuple[str, ...]:
    """What stands in the fields of a question that has been answered so."""
    match answer:
        case ChoiceAnswer(keys=keys):
            return tuple(str(drawn.keys.index(key)) for key in drawn.keys if key in keys)
        case NumericAnswer(value=value) if value is not None:
            return (written_number(value),)
        case TextAnswer(text_id=text_id):
            return (texts.get(text_id, ""),)
        case OrderingAnswer() | MatchingAnswer():
            return _places_of(drawn, kind, answer)
        case _:
            return ()


def _places_of(
    drawn: AttemptItem, kind: AnswerKey, answer: OrderingAnswer | MatchingAnswer
) -> tuple[str, ...]:
    if isinstance(answer, OrderingAnswer):
        keys = answer.keys
        return tuple(str(keys.index(key) + 1) if key in keys else "" for key in drawn.keys)
    assert isinstance(kind, Matching)
    places = place_of_rights(drawn, kind)
    given = (answer.pairs.get(pair.key) for pair in kind.premises)
    return tuple("" if key is None else str(places[key]) for key in given)


def place_of_rights(drawn: AttemptItem, kind: Matching) -> dict[str, int]:
    """Where each right side stands; the same words stand there once, for all pairs with them."""
    rights = {pair.key: pair.right for pair in kind.pairs}
    first: dict[str, int] = {}
    for place, key in enumerate(drawn.keys):
        first.setdefault(rights[key], place)
    return {key: first[right] for key, right in rights.items()}


def is_empty(answer: Answer | str) -> bool:
    """Whether it is an answer taken back, or one never given."""
    match answer:
        case ChoiceAnswer(keys=keys) | OrderingAnswer(keys=keys):
            return not keys
        case MatchingAnswer(pairs=pairs):
            return not pairs
        case NumericAnswer(value=value):
            return value is None
        case TextAnswer(text_length=length):
            return not length
        case str():
            return not answer


def _not_among() -> Invalid:
    return Invalid("This was not among the choices; reload the page.")


def _key(drawn: AttemptItem, value: str) -> str:
    if not (value.isascii() and value.isdigit() and int(value) < len(drawn.keys)):
        raise _not_among()
    return drawn.keys[int(value)]


def _arranged(drawn: AttemptItem, values: Sequence[str]) -> Answer:
    """From the place of each thing, in the order they were shown."""
    if not any(values):
        return OrderingAnswer(())
    places = [str(place) for place in range(1, len(drawn.keys) + 1)]
    if sorted(values) != sorted(places):
        raise Invalid(gettext("Give each one a place of its own: all of them count together."))
    shown = dict(zip(values, drawn.keys, strict=True))
    return OrderingAnswer(tuple(shown[place] for place in places))


def _matched(drawn: AttemptItem, kind: Matching, values: Sequence[str]) -> Answer:
    if values and len(values) != len(kind.premises):
        raise _not_among()
    given = zip(kind.premises, values, strict=False)
    return MatchingAnswer({pair.key: _key(drawn, value) for pair, value in given if value})


def _text(drawn: AttemptItem, values: Sequence[str]) -> str:
    # A form sends its line breaks as two characters, a script as one.
    text = "".join(values).replace("\r\n", "\n").replace("\r", "\n").strip()
    if drawn.answer_limit is not None and len(text) > drawn.answer_limit:
        raise Invalid(gettext("Write %(most)s characters at most.", most=drawn.answer_limit))
    return text


def written_number(value: Decimal) -> str:
    """As people of the language write it, and read back by `number_in`."""
    plain = f"{value:f}"
    return plain.replace(".", ",") if current_language() == "fr" else plain
