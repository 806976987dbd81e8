"""What every page is given, such as the languages of the switch, no view calls something else."""

import ast
from pathlib import Path

WEB = Path(__file__).parents[3] / "web"


def names_on_every_page(app):
    with app.test_request_context("/"):
        return {name for processor in app.template_context_processors[None] for name in processor()}


def names_of_views():
    """The names that views give their templates, with where they do."""
    for path in sorted(WEB.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "render_template":
                yield from (
                    (f"{path.name}:{node.lineno}", keyword.arg) for keyword in node.keywords
                )


def test_no_view_overrides_a_shared_template_name(app):
    shared, view_names = names_on_every_page(app), list(names_of_views())

    assert {"language", "languages", "theme"} <= shared
    assert len(view_names) > 100
    assert [(where, name) for where, name in view_names if name in shared] == []
