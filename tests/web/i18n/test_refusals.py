"""Refusals in the reader's language: their sentences, and the values in them."""

import ast
from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

from domain.aggregate import Aggregate
from domain.assessments.assessment import Assessment
from domain.brands.opening_hours import OpeningHours
from domain.errors import Invalid, NotNow, Refused
from domain.log.event_log import EventLog
from domain.members.member import Member
from domain.recruitment.call_for_experts import CallForExperts
from domain.rewards.points import oldest_first
from web.i18n import catalogue
from web.i18n.refusals import refusal_text

FRENCH = {"Accept-Language": "fr"}
NARROW, WIDE = "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
AGGREGATES = sorted(
    (kind for kind in Aggregate.__subclasses__() if kind.__module__.startswith("domain.")),
    key=lambda kind: kind.__name__,
)
CHRISTMAS = date(2026, 12, 25)


def computed_sentences(tree: ast.AST, constants: set[str]) -> Iterator[str]:
    """Refusals whose sentence the catalogue cannot find: it is neither written out nor marked."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Name(id=name), args=[sentence, *_]) if (
                name in catalogue.REFUSALS
            ):
                match sentence:
                    case ast.Constant():
                        pass
                    case ast.Name(id=constant) | ast.Attribute(attr=constant) if (
                        constant in constants
                    ):
                        pass
                    case _:
                        yield ast.unparse(node)


def marked_constants(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=constant)], value=ast.Call(func=ast.Name(id="translatable"))
            ):
                yield constant


def trees() -> list[ast.AST]:
    return [
        ast.parse(path.read_text(encoding="utf-8"))
        for folder in ("domain", "payments", "projections")
        for path in sorted((catalogue.ROOT / folder).rglob("*.py"))
    ]


def test_no_refusal_has_a_sentence_that_cannot_be_translated():
    constants = {constant for tree in trees() for constant in marked_constants(tree)}

    assert [call for tree in trees() for call in computed_sentences(tree, constants)] == []


@pytest.mark.parametrize(
    "sentence", ['f"Missing: {n}."', '"Missing: " + n', '"Missing: %s." % n', "UNMARKED", "str(n)"]
)
def test_a_computed_sentence_is_found(sentence):
    source = f"MARKED = translatable('No.')\nraise NotNow({sentence})\nraise NotFound(MARKED)"
    tree = ast.parse(source)

    assert list(computed_sentences(tree, set(marked_constants(tree)))) == [
        ast.unparse(ast.parse(f"NotNow({sentence})"))
    ]


@pytest.mark.parametrize("kind", AGGREGATES, ids=lambda kind: kind.__name__)
def test_every_absent_aggregate_has_its_sentence_in_both_languages(kind):
    assert "ABSENT" in vars(kind)
    assert catalogue.committed().get(kind.ABSENT).string


def absent(kind: type[Aggregate], sqlite_url: str) -> Refused:
    with pytest.raises(Refused) as refusal:
        EventLog(sqlite_url).load(kind, uuid4())
    return refusal.value


@pytest.mark.parametrize(
    ("kind", "english", "french"),
    [
        (Assessment, "This test does not exist.", "Ce test n’existe pas."),
        (CallForExperts, "This call for experts does not exist.", "Cet appel à experts n’existe"),
        (Member, "This member does not exist.", "Ce membre n’existe pas."),
    ],
)
def test_what_is_absent_is_named_in_french(app, sqlite_url, kind, english, french):
    refusal = absent(kind, sqlite_url)

    assert str(refusal) == english
    with app.test_request_context(headers=FRENCH):
        assert french in refusal_text(refusal)


def test_missing_points_are_a_number_of_the_language(app):
    with pytest.raises(NotNow) as refusal:
        oldest_first((), 1500)

    assert str(refusal.value) == "You do not have enough points. Points missing: 1500."
    with app.test_request_context(headers=FRENCH):
        assert refusal_text(refusal.value) == (
            f"Vous n’avez pas assez de points. Points manquants{WIDE}: 1{NARROW}500."
        )


def test_a_day_is_written_as_the_language_does(app):
    with pytest.raises(Invalid) as refusal:
        OpeningHours.weekly(
            "UTC", {}, closed_on=[CHRISTMAS], special={CHRISTMAS: [("9:00", "9:30")]}
        )

    assert "2026-12-25" in str(refusal.value)
    with app.test_request_context(headers=FRENCH):
        assert "le 25 décembre 2026" in refusal_text(refusal.value)


def test_a_time_says_its_zone(app):
    refusal = NotNow(
        "You can try again from %(moment)s.", moment=datetime(2026, 6, 2, 9, tzinfo=UTC)
    )

    assert str(refusal) == "You can try again from 2026-06-02 09:00 UTC."
    with app.test_request_context(headers=FRENCH):
        assert refusal_text(refusal) == (
            f"Vous pourrez réessayer à partir du 2 juin 2026, 09:00:00{WIDE}UTC."
        )


def test_refusals_in_a_refusal_are_translated_too(app):
    errors = (Invalid("Allow at least one attempt."), Invalid("A price cannot be negative."))
    refusal = Invalid("The reward rules are invalid: %(errors)s", errors=errors)

    assert str(refusal).endswith("Allow at least one attempt. A price cannot be negative.")
    with app.test_request_context(headers=FRENCH):
        assert refusal_text(refusal).endswith(
            "Autorisez au moins une tentative. Un prix ne peut pas être négatif."
        )


def test_outside_a_request_a_refusal_is_english():
    assert refusal_text(Invalid("Enter at least %(n)s pairs to match.", n=2)) == (
        "Enter at least 2 pairs to match."
    )
    assert refusal_text(Invalid()) == ""
