import os
from concurrent.futures import ThreadPoolExecutor

import pytest
from click.testing import CliRunner

from tests.web.cli.program import Program
from web.cli import commands

COMMANDS = sorted(commands.commands)
SECRET = "whoever-reads-this"


def all_at_once(run, arguments):
    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(run, arguments))


def test_help_lists_every_command(comptoir):
    with comptoir.start("--help") as program:
        output, _ = program.communicate()

    assert program.returncode == 0
    assert output.startswith("Usage: comptoir")
    assert {"compare", "demo", "import-conversations", "rebuild", "serve"} < {*COMMANDS}
    assert {"status", "verify", "work"} < {*COMMANDS}
    assert all(f"\n  {name} " in output for name in COMMANDS)
    assert not list(comptoir.folder.iterdir())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_a_help_text(name):
    helped = CliRunner().invoke(commands, [name, "--help"], prog_name="comptoir")

    assert helped.exit_code == 0
    assert helped.stdout.startswith(f"Usage: comptoir {name}")
    assert "-h, --help" in helped.stdout


def test_an_unknown_command_is_bad_use(comptoir):
    refused = comptoir.run("sell")

    assert (refused.code, refused.output) == (2, "")
    assert "No such command 'sell'" in refused.error_output


BAD_USE = {
    "no command": (),
    "unknown option": ("status", "--loudly"),
    "no brand": ("import-conversations", "history.csv", "--model", "voluntary"),
    "unknown model": ("import-conversations", "history.csv", "--brand", "nest", "--model", "both"),
    "a commission of one's own": ("import-conversations", "history.csv", "--commission", "1"),
    "a folder": ("import-conversations", "/", "--brand", "nest", "--model", "voluntary"),
    "no period": ("compare", "nest"),
    "no such day": ("compare", "nest", "--from", "2015-02-30", "--to", "2015-05-01"),
    "no such format": ("compare", "nest", "--format", "pdf"),
}


@pytest.mark.parametrize("arguments", BAD_USE.values(), ids=BAD_USE.keys())
def test_bad_use_exits_with_two_and_shows_usage(arguments):
    refused = CliRunner().invoke(commands, arguments, prog_name="comptoir")

    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "Usage: comptoir" in refused.stderr


REFUSED_USE = {
    "no file": (("away.csv", "--brand", "nest", "--model", "voluntary"), "cannot be read"),
    "no header": ((os.devnull, "--brand", "nest", "--model", "voluntary"), "missing columns"),
}


@pytest.mark.slow
def test_an_invalid_import_exits_with_two_and_a_sentence(comptoir):
    def run(case):
        return comptoir.run("import-conversations", *case[0])

    for ran, (_, reason) in zip(
        all_at_once(run, REFUSED_USE.values()), REFUSED_USE.values(), strict=True
    ):
        assert (ran.code, ran.output) == (2, "")
        assert reason in ran.sentence
    assert not list(comptoir.folder.iterdir())


BAD_DATABASES = {
    "another kind": (f"mysql://ann:{SECRET}@127.0.0.1/x", 2, "DATABASE_URL must be"),
    "nobody there": (f"postgresql://ann:{SECRET}@127.0.0.1:1/x", 1, "Connection refused"),
    "unknown parameter": (f"postgresql://ann:{SECRET}@127.0.0.1/x?mood=good", 1, "parameter"),
    "a folder closed to all": ("sqlite:////proc/test.db", 1, "unable to open database file"),
    "no database": (f"sqlite:///{__file__}", 1, "file is not a database"),
}


@pytest.mark.slow
def test_a_database_that_cannot_be_used_is_named_in_a_sentence_without_its_password():
    def run(case):
        return Program(case[0]).run("status")

    for ran, (_, code, reason) in zip(
        all_at_once(run, BAD_DATABASES.values()), BAD_DATABASES.values(), strict=True
    ):
        assert (ran.code, ran.output) == (code, "")
        assert reason in ran.sentence
        assert SECRET not in ran.sentence
