"""What script/names_in_use.py tells vulture: names that Python code of ours does not mention."""

import subprocess
import sys
import tomllib

from script.names_in_use import (
    ROOT,
    fields_of_schemas,
    members_of_enumerations,
    names_in_template,
    names_of_migration,
)

MOST = 20


def test_attributes_and_names_of_the_view_are_in_use():
    source = "{% if call.can_join() %}{{ lasting(call.ends_on) }}{% endif %}"

    assert {"call", "can_join", "lasting", "ends_on"} <= names_in_template(source)


def test_names_of_the_template_itself_are_not():
    source = "{% set total = 1 %}{% for row in rows %}{{ row }}{{ total }}{% endfor %}"

    assert names_in_template(source) == {"rows"}


def test_fields_that_are_named_to_a_macro_are_in_use():
    assert names_in_template("{{ field('starts_on', _('First day')) }}") >= {"starts_on"}


def test_what_alembic_reads_of_a_migration_is_in_use():
    source = "TIME = 1\nrevision, down_revision = '0002', '0001'\ndef upgrade(): ...\n"

    assert set(names_of_migration(source)) == {"revision", "down_revision"}


def test_fields_of_schemas_are_in_use_and_their_methods_are_not():
    source = "class CallSchema(Schema):\n    price = Integer()\n    def check(self): ...\n"

    assert list(fields_of_schemas(source)) == ["price"]


def test_members_of_enumerations_are_in_use_and_other_attributes_are_not():
    source = "class Reason(StrEnum):\n    MOVED = 'moved'\nclass Rule:\n    LIMIT = 3\n"

    assert list(members_of_enumerations(source)) == ["MOVED"]


def test_few_names_are_ignored_by_a_list():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())

    assert len(project["tool"]["vulture"]["ignore_names"]) <= MOST


def test_the_file_is_python_and_has_names_of_templates(tmp_path):
    result = tmp_path / "names.py"
    subprocess.run([sys.executable, ROOT / "script" / "names_in_use.py", result], check=True)

    compile(result.read_text(), str(result), "exec")
    assert "_.errors\n" in result.read_text()
