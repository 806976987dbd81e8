"""Programs that need the private store do not start with a wrong key or a lost store."""

import base64

import pytest

from tests.web.cli.program import Program
from web.private_store.store import private_file

OTHER_KEY = base64.b64encode(bytes(64)).decode()


@pytest.fixture
def opened(comptoir):
    """A marketplace with a brand, as the first commands of an operator make it."""
    comptoir.works(
        *("register-brand", "nest", "--name", "Nest"),
        *("--zone", "Europe/Paris", "--currency", "EUR"),
    )
    return comptoir


@pytest.mark.parametrize("command", ["serve", "work", "deliver-mail"])
def test_with_another_key_nothing_starts(opened, command):
    stopped = Program(opened.database_url, {"COMPTOIR_PRIVATE_KEY": OTHER_KEY}).run(command)

    assert stopped.code == 2
    assert "encrypted with another key. Set COMPTOIR_PRIVATE_KEY" in stopped.sentence


@pytest.mark.parametrize("command", ["serve", "work", "deliver-mail"])
def test_with_a_lost_store_nothing_starts(opened, command):
    private_file(opened.folder / "test.db").unlink()

    stopped = opened.run(command)

    assert stopped.code == 2
    assert "The private store is empty, but the log has 1 events. Restore" in stopped.sentence


def test_with_another_key_no_account_is_added(opened):
    other = Program(opened.database_url, {"COMPTOIR_PRIVATE_KEY": OTHER_KEY})

    stopped = other.run("add-account", "ed@expert.example", "--role", "expert")

    assert stopped.code == 2
    assert "another key" in stopped.sentence


def test_an_account_is_the_way_out_where_there_never_were_any(opened):
    private_file(opened.folder / "test.db").unlink()

    opened.works("add-account", "ed@expert.example", "--role", "expert")

    assert opened.works("deliver-mail").output.startswith("E-mails sent: 0")


@pytest.mark.parametrize("name", ["a\nb", "\u200b", "\x1b[31m", "\u202eb\u202c"])
def test_a_name_that_cannot_be_displayed_is_refused(comptoir, name):
    refused = comptoir.run(
        *("register-brand", "nest", "--name", name),
        *("--zone", "Europe/Paris", "--currency", "EUR"),
    )

    assert refused.code == 2
    assert "This text" in refused.error_output
    assert comptoir.head == 0


def test_bytes_that_are_no_text_are_refused(comptoir):
    refused = comptoir.run(
        "add-account", "ed@expert.example", "--role", "expert", "--name", "a\udcff"
    )

    assert refused.code == 2
    assert "U+DCFF" in refused.error_output
