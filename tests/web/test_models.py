"""Every table of words or styles by engagement model, or by cost line, is complete."""

import pytest

from domain.terms import MODELS, Terms
from projections.comparison.costing import LINES
from projections.conversations.queries import PAID_OR_VOLUNTARY
from tests.test_project import ROOT
from web.brands.model_names import MODEL_NAMES
from web.charts.model import STYLES
from web.cli.parts import TERMS_READERS
from web.comparison.charts import LOST_STYLE, MODEL_STYLES, WAITING_STYLE
from web.comparison.labels import COST_LINES, FIGURES
from web.comparison.table import COLUMNS
from web.conversations.labels import RESPONDENT_ROLES
from web.recruitment.labels import ANSWERS_ALREADY

BY_MODEL = {
    "roles": RESPONDENT_ROLES,
    "chart styles": MODEL_STYLES,
    "names": {
        model: name for model, name in MODEL_NAMES.items() if model not in ("", PAID_OR_VOLUNTARY)
    },
    "readers of the command line": TERMS_READERS,
    "sentences of calls": ANSWERS_ALREADY,
    "columns": dict.fromkeys(column for column in COLUMNS if column),
}


def test_the_models_are_those_of_the_terms():
    assert set(MODELS) == {terms.model for terms in Terms.__args__}


@pytest.mark.parametrize("table", BY_MODEL.values(), ids=BY_MODEL)
def test_a_table_by_model_has_every_model(table):
    assert set(table) == set(MODELS)


def test_every_model_has_its_disclosure_in_the_same_languages():
    languages = {frozenset(terms.disclosures) for terms in Terms.__args__}

    assert len(languages) == 1


def test_every_cost_line_has_its_names():
    assert set(COST_LINES) == set(LINES)
    figures = {figure.removeprefix("cost:") for figure in FIGURES if figure.startswith("cost:")}
    assert figures == set(LINES)


def test_every_model_and_outcome_has_a_style_of_its_own():
    styles = [*MODEL_STYLES.values(), LOST_STYLE, WAITING_STYLE]

    assert len(set(styles)) == len(styles)
    assert set(styles) <= set(range(STYLES))


@pytest.mark.parametrize("style", range(STYLES))
def test_every_style_has_its_colours(style):
    css = (ROOT / "web" / "static" / "css" / "charts.css").read_text()

    assert f".chart .fill.s{style} " in css
    assert f".chart .stroke.s{style} " in css


@pytest.mark.parametrize("style", range(1, STYLES))
def test_every_style_beyond_the_first_has_its_pattern(style):
    template = (ROOT / "web" / "templates" / "charts.html").read_text()

    assert f'<pattern id="{{{{ key }}}}-{style}" ' in template
    assert f'class="fill s{style}"' in template


@pytest.mark.parametrize("model", MODELS)
def test_every_model_has_its_tag(model):
    css = (ROOT / "web" / "static" / "css" / "comptoir.css").read_text()

    assert f".tag-{model} " in css
