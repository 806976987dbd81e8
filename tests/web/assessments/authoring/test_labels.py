"""Names of question types, and errors to an answer key, in the reader's language."""

from decimal import Decimal

from domain.assessments.question import ANSWER_KEY_TYPES
from domain.assessments.question_types.choice import Choice, Multiple, Single
from domain.assessments.question_types.entry import (
    AcceptedText,
    FreeText,
    Numeric,
    NumericRange,
    ShortText,
)
from domain.assessments.question_types.ordering_matching import Item, Matching, Ordering, Pair
from web.assessments.authoring.labels import KIND_HINTS, KIND_NAMES
from web.i18n.refusals import refusal_text

FRENCH = {"Accept-Language": "fr"}


def test_every_question_type_has_a_name_and_a_hint():
    assert set(KIND_NAMES) == set(KIND_HINTS) == set(ANSWER_KEY_TYPES)


def test_every_error_of_a_key_is_translated_into_french(app):
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
    errors = [error for kind in kinds for error in kind.errors()]
    with app.test_request_context(headers=FRENCH):
        assert [error for error in errors if refusal_text(error) == str(error)] == []
