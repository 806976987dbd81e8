"""What every page is given, such as the languages of the switch, no view calls something else."""

import ast
from pathlib import Path

WEB = Path(__file__).parents[3] / "web"


def given_to_all(app):
    with app.test_request_context("/"):
        return {name for given in app.template_context_processors[None] for name in given()}


def given_by_views():
    """The names that views give their templates, with where they do."""
    for path in sorted(WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "render_template":
                yield from (
                    (f"{path.name}:{node.lineno}", keyword.arg) for keyword in node.keywords
                )


def test_no_view_takes_a_name_that_every_page_needs(app):
    shared, given = given_to_all(app), list(given_by_views())

    assert {"language", "languages", "theme"} <= shared
    assert len(given) > 100
    assert [(where, name) for where, name in given if name in shared] == []
