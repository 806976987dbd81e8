"""
Every name that a template uses, as Python, so that vulture knows what templates read.

    python -m tests.support.template_names      writes var/template_names.py
"""

from pathlib import Path

from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "web" / "templates"
NAMES = ROOT / "var" / "template_names.py"


def names_in(template):
    """The names of variables, attributes and filters in the text of one template."""
    tree = Environment(extensions=["jinja2.ext.i18n"], autoescape=True).parse(template)
    attributes = {node.attr for node in tree.find_all(nodes.Getattr)}
    return attributes | {node.name for node in tree.find_all((nodes.Name, nodes.Filter))}


def main():
    names = {name for path in TEMPLATES.rglob("*.html") for name in names_in(path.read_text())}
    NAMES.parent.mkdir(exist_ok=True)
    NAMES.write_text("".join(f"_.{name}\n" for name in sorted(names)))


if __name__ == "__main__":
    main()
