"""What `comptoir serve` gives the programs that it runs."""

from pathlib import Path

import pytest

from web.cli.serve import Address, environment_for

STREAMS = {"COMPTOIR_STREAMS_URL": "http://[::1]:8001"}
DEMO = Path(__file__).parents[3] / "script" / "demo"


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "192.0.2.1"])
def test_emails_are_never_shown_without_an_explicit_setting(host):
    assert "COMPTOIR_DEVELOPMENT" not in environment_for(Address.at(host, 8000), {})


def test_the_demonstration_shows_them():
    assert 'export COMPTOIR_DEVELOPMENT="${COMPTOIR_DEVELOPMENT:-1}"' in DEMO.read_text()


def test_links_lead_to_this_machine_unless_a_setting_says_otherwise():
    assert (
        environment_for(Address.at("::1", 8000), {})["COMPTOIR_PUBLIC_URL"] == "http://[::1]:8000"
    )
    own = {"COMPTOIR_PUBLIC_URL": "https://counter.example.org"}
    assert environment_for(Address.at("::1", 8000), own) == STREAMS | own
    assert "COMPTOIR_PUBLIC_URL" not in environment_for(Address.at("192.0.2.1", 8000), {})
