"""The French that users read: typography, words that are not used, and buttons."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.i18n.sentences import PLACEHOLDER, forms_of, without_code
from web.i18n import catalogue

SENTENCES = sorted(forms_of(catalogue.committed()))
NBSP = "\N{NO-BREAK SPACE}"
TYPOGRAPHY = {
    "a curly apostrophe": r"(?<=[^\W\d_])'|'(?=[^\W\d_])",
    "no other no-break space": "\N{NARROW NO-BREAK SPACE}",
    "a no-break space before : ; ! ?": rf"[\w)»…][:;!?](?=\s|$)|(?<!{NBSP})(?<=\s)[:;!?]",
    "a no-break space inside guillemets": rf"«(?!{NBSP})|(?<!{NBSP})»",
    "a no-break space before %": r"[\dx)] %",
    "guillemets": r'["“”]',
    "a decimal comma": r"\d\.\d",
}
"""What is wanted, and the pattern of its absence."""
KEEPS_POINT = {
    "%(text)s is not a number. Use a decimal point, as in 3.5.": "GIFT writes 3.5 in any language.",
    "%(text)s is not a percentage. Write it like %%50%% or %%-33.33333%%.": "GIFT's own notation.",
    "Points must be a number with a decimal point, such as 2 or 0.5.": "JSON in a GIFT file.",
    "The first number within the margin counts. 12.5 and 12,5 are the same.": "Shows both.",
}
"""Sentences that may show a decimal point in French, and why."""
BANNED = (
    *(r"courriel", r"\blettres?\b", r"\bcourrier", r"(?<!e-)\bmails?\b"),  # e-mail
    *(r"répondue", r"\bpourvue"),  # traitée, couverte
    *(r"barème", r"\bcopie\b", r"\bremettre\b"),  # corrigé or grille de notation, test
    *(r"(?<!Cette )\bpersonne n(e\b|’)", r"\bqui réussit\b(?<!personne qui réussit)"),
    *(r"\bà (son|leur|votre) poste\b", r"\bsort inconnu\b", r"\bporte réservée\b"),
    *(r"\bpas par là\b", r"rien à redire", r"\bne vont pas ensemble\b", r"\bcascade\b"),
    *(r"n’a pas de sens", r"\bs’est cassé", r"\bprenez d’abord place\b", r"^et si$"),
)
"""Words of the former French, mostly translated from English word for word."""
INFINITIVE = re.compile(
    r"(?:(?:ne|se|me) |[smn]’)?(?:(?:pas|plus) )?\w+(?:er|ir|re)\b", re.IGNORECASE
)
BUTTON = re.compile(r"<button\b(?:\"[^\"]*\"|[^>\"])*>(.*?)</button>", re.DOTALL)
MESSAGE = re.compile(r"\b_\(\s*\"((?:[^\"\\]|\\.)*)\"")
NO_ACT = {
    "answer saved": "The state of the question whose number is on the button.",
    "no answer": "The state of the question whose number is on the button.",
}
"""Texts inside of buttons that are not what the button does, and why."""


@pytest.mark.parametrize("wanted", TYPOGRAPHY)
def test_french_typography(wanted):
    absent = re.compile(TYPOGRAPHY[wanted])
    wrong = [
        french
        for english, french in SENTENCES
        if absent.search(without_code(french)) and english not in KEEPS_POINT
    ]

    assert wrong == []


def test_a_sentence_that_keeps_its_point_has_one():
    french = dict(SENTENCES)

    assert [english for english in KEEPS_POINT if not re.search(r"\d\.\d", french[english])] == []


def test_no_sentence_uses_a_word_of_the_former_french():
    banned = re.compile("|".join(BANNED), re.IGNORECASE)

    assert [french for _, french in SENTENCES if banned.search(french)] == []


def test_both_languages_end_alike():
    marks = ".:?!…"
    unlike = [
        (english, french)
        for english, french in SENTENCES
        if (english[-1] in marks or french[-1] in marks) and english[-1] != french[-1]
    ]

    assert unlike == []


def buttons() -> Iterator[str]:
    """The English of every button: in templates, in their variables and macros, and in forms."""
    for path in sorted((catalogue.ROOT / "web" / "templates").rglob("*.html")):
        yield from _buttons_of(path.read_text(encoding="utf-8"))
    for path in sorted((catalogue.ROOT / "web").rglob("*.py")):
        yield from _submit_fields(path)


def _buttons_of(template: str) -> Iterator[str]:
    for button in BUTTON.finditer(template):
        yield from MESSAGE.findall(button[1])
        for name in re.findall(r"\{\{-?\s*(\w+)\s*-?\}\}", button[1]):
            yield from re.findall(rf"set {name} = _\(\"(.*?)\"", template)
    for macro in re.findall(
        r"macro (\w+)\([^)]*\blabel\b[^)]*\) %}(?=(?:(?!endmacro).)*<button)", template, re.DOTALL
    ):
        for call in re.findall(rf"\{{\{{ {macro}\((.*?)\) }}}}", template):
            yield from MESSAGE.findall(call)


def _submit_fields(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "SubmitField":
            yield from (text.value for text in node.args[0].args)


@pytest.mark.parametrize("english", sorted(set(buttons()) - set(NO_ACT)))
def test_a_button_begins_with_an_infinitive(english):
    french = PLACEHOLDER.sub("x", dict(SENTENCES)[english])

    assert INFINITIVE.match(french), french


def test_all_kinds_of_buttons_are_found():
    found = set(buttons())

    assert {"Save the question", "Save and submit…", "Send again", "Sign in"} <= found
    assert set(NO_ACT) <= found
