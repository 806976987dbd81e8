"""The code uses the field's standard words (decision 0025), and one type name for one thing."""

import ast
import re
import subprocess
import tokenize
from collections import defaultdict
from pathlib import Path

import pytest
from jinja2 import Environment

ROOT = Path(__file__).parent.parent
PRODUCT = ("benchmarks", "domain", "payments", "projections", "web")
# What replaces them: docs/decisions/0025-vocabulary.md.
METAPHORS = """
    anybody begun deed everybody hasty lapsed leak letter letters nobodys objections paper papers
    parted purse purses sheet sheets shelf shelves somebody somebodys standing story suspicions
    thing things told trouble troubles upheld whoever worth
"""
PARTICIPLES = """
    asked beginning drawn each given kept looked mistakes seen taken
"""
"""Vague as the name of a value. Names of tests are sentences, and `given` is a step of a test."""
ALIAS = re.compile(r"[A-Z]\w*[a-z]\w*")
WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
jinja = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])


def tracked(*patterns):
    command = ["git", "ls-files", "--", *patterns]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / line for line in listed.stdout.splitlines()]


def words_of(identifier):
    """The words of an identifier, in small letters."""
    return {word.lower() for word in WORD.findall(identifier)}


def identifiers_in_code(path):
    with path.open("rb") as file:
        for token in tokenize.tokenize(file.readline):
            if token.type == tokenize.NAME:
                yield token.start[0], token.string


def identifiers_in_template(path):
    for line, kind, value in jinja.lex(path.read_text()):
        if kind == "name":
            yield line, value


def abandoned_in(identifiers, abandoned):
    """Line and identifier, for those with an abandoned word."""
    return [
        (line, identifier)
        for line, identifier in identifiers
        if words_of(identifier) & set(abandoned.split())
    ]


def abandoned_in_files(paths, identifiers_in, abandoned=METAPHORS + PARTICIPLES):
    return [
        f"{path.relative_to(ROOT)}:{line}: {identifier}"
        for path in paths
        for line, identifier in abandoned_in(identifiers_in(path), abandoned)
    ]


def files_with_abandoned_names(paths):
    return [str(path) for path in paths if words_of(path.stem) & set(METAPHORS.split())]


def alias_of(statement):
    """The name of a type alias, such as `Texts = Mapping[UUID, str]`; None for other statements."""
    match statement:
        case ast.Assign(targets=[ast.Name(name)], value=value):
            pass
        case ast.AnnAssign(target=ast.Name(name), value=ast.expr() as value):
            pass
        case _:
            return None
    match value:
        case ast.Call(func=ast.Name("TypeVar" | "ParamSpec")):
            return None
        case _:
            return name if ALIAS.fullmatch(name) else None


def types_by_name(paths):
    """Where each class and type alias that is not inside another statement is defined."""
    places = defaultdict(list)
    for path in paths:
        for statement in ast.parse(path.read_text()).body:
            name = statement.name if isinstance(statement, ast.ClassDef) else alias_of(statement)
            if name:
                places[name].append(f"{path}:{statement.lineno}")
    return places


def used_twice(paths):
    return {name: places for name, places in types_by_name(paths).items() if len(places) > 1}


@pytest.mark.parametrize("folder", PRODUCT)
def test_identifiers_have_no_abandoned_words(folder):
    assert abandoned_in_files(tracked(f"{folder}/*.py"), identifiers_in_code) == []


def test_identifiers_of_tests_have_no_metaphors():
    assert abandoned_in_files(tracked("tests/*.py"), identifiers_in_code, METAPHORS) == []


def test_names_in_templates_have_no_abandoned_words():
    templates = tracked("web/templates/*.html", "web/templates/*.txt")

    assert abandoned_in_files(templates, identifiers_in_template) == []


def test_files_have_no_abandoned_words_in_their_names():
    assert files_with_abandoned_names(tracked(*PRODUCT, "tests")) == []


def test_no_name_of_a_class_or_type_alias_of_the_product_is_used_twice():
    assert used_twice(tracked(*(f"{folder}/*.py" for folder in PRODUCT))) == {}


def test_type_aliases_count_like_classes(tmp_path):
    one, other = tmp_path / "one.py", tmp_path / "other.py"
    one.write_text("Span = tuple[int, int]\nTexts: TypeAlias = list[str]\nItem = TypeVar('Item')\n")
    other.write_text(
        "class Span: ...\nclass Texts: ...\nItem = TypeVar('Item')\nSPAN = 1\n_Own = int\n"
    )

    assert used_twice([one, other]) == {
        "Span": [f"{one}:1", f"{other}:1"],
        "Texts": [f"{one}:2", f"{other}:2"],
    }


@pytest.mark.parametrize(
    ("identifier", "words"),
    [
        ("parked_stream", {"parked", "stream"}),
        ("ReadModelStore", {"read", "model", "store"}),
        ("_somebodysURL2", {"somebodys", "url"}),
        ("CALLS", {"calls"}),
    ],
)
def test_identifiers_are_split_at_underscores_and_capitals(identifier, words):
    assert words_of(identifier) == words


def test_an_abandoned_word_is_found_in_code_and_in_templates(tmp_path):
    code, template = tmp_path / "code.py", tmp_path / "page.html"
    code.write_text("# told\nevents_told = 'told'\n")
    template.write_text("told\n{{ story.title }}{# told #}{{ _('told') }}")

    assert abandoned_in(identifiers_in_code(code), METAPHORS) == [(2, "events_told")]
    assert abandoned_in(identifiers_in_template(template), METAPHORS) == [(2, "story")]
