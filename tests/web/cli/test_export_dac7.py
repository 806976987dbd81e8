"""`comptoir export dac7` and `comptoir export check`."""

from dataclasses import replace
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from tests.payments.accounting.dac7_examples import ZOE
from tests.payments.accounting.months_of_business import Business, on, two_months
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.support.people import EXPERT, OTHER_EXPERT, euros
from tests.web.cli.test_export_fec import PERIOD, RATES
from tests.web.shop import settings_at
from web.private_store.payees import save_payee
from web.private_store.store import open_private_store

YEAR = ("--from", "2025-01-01", "--to", "2025-12-31")
FRAN = "fran@comptoir.example"
COMPANY = {
    "COMPTOIR_COMPANY_NAME": "Comptoir SAS",
    "COMPTOIR_COMPANY_ADDRESS": "10 rue de l’Exemple, 69001 Lyon",
    "COMPTOIR_COMPANY_SIREN": "732829320",
    "COMPTOIR_COMPANY_VAT_NUMBER": "FR44732829320",
    "COMPTOIR_COMPANY_IBAN": "FR1420041010050500013M02606",
}
STF = "{urn:oecd:ties:dpistf}"


@pytest.fixture
def program(comptoir):
    """A company, a person of finance, and two experts of whom one gave all details."""
    program = replace(comptoir, settings=COMPANY)
    program.works("ledger")
    program.works("add-account", FRAN, "--role", "finance")
    with opened_ledger(program.database_url) as desk:
        business = Business(desk)
        business.earns(1, at=in_2025("02-01"), released_at=in_2025("02-08"))
        business.earns(2, euros(1000), in_2025("08-01"), in_2025("08-08"), OTHER_EXPERT)
    keep_details(program)
    return program


def in_2025(day):
    return on(day).replace(year=2025)


def keep_details(program):
    store = open_private_store(settings_at(program.folder, program.database_url))
    with store.engine.begin() as db:
        save_payee(EXPERT, ZOE, datetime(2025, 1, 1, tzinfo=UTC), db)
    store.close()


def kinds(file):
    root = ET.fromstring(file.read_bytes())  # noqa: S314 - our own
    return [element.text for element in root.iter(f"{STF}DocTypeIndic")]


def test_a_year_is_written_with_those_whose_details_are_there(program, tmp_path):
    said = program.works("export", "dac7", *YEAR, "--to-file", tmp_path / "dac7.xml").output

    first, second = said.splitlines()
    assert first.startswith("Sellers in the file: 1. Call it DPIDAC7_2025_732829320_001_")
    assert second == f"Left out: {OTHER_EXPERT} in EUR: details missing."
    assert kinds(tmp_path / "dac7.xml") == ["OECD1", "OECD1"]


def test_after_filing_only_changes_are_written(program, tmp_path):
    file = tmp_path / "dac7.xml"
    export = ("export", "dac7", *YEAR, "--to-file", file)
    program.works(*export, "--filed-by", FRAN)
    before = file.read_bytes()

    refused = program.run(*export)
    assert (refused.code, file.read_bytes()) == (1, before)
    assert "Nothing has changed" in refused.sentence

    with opened_ledger(program.database_url) as desk:
        Business(desk).earns(3, euros(5000), in_2025("02-02"), in_2025("02-09"))
    program.works(*export)
    assert kinds(file) == ["OECD0", "OECD2"]


def test_test_data_is_labelled_and_cannot_be_handed_in(program, tmp_path):
    without = replace(program, settings={})
    export = ("export", "dac7", *YEAR, "--to-file", tmp_path / "dac7.xml")

    refused = without.run(*export, "--filed-by", FRAN)

    assert (refused.code, "cannot be filed" in refused.sentence) == (1, True)
    assert "This is test data" in without.works(*export).output
    assert kinds(tmp_path / "dac7.xml") == ["OECD11", "OECD11"]


def test_only_a_calendar_year_is_reported(program, tmp_path):
    refused = program.run("export", "dac7", *PERIOD, "--to-file", tmp_path / "dac7.xml")

    assert (refused.code, "calendar year" in refused.sentence) == (2, True)


def test_a_year_before_the_directive_is_for_demonstrations(program, tmp_path):
    year = ("--from", "2017-01-01", "--to", "2017-12-31")

    said = program.works("export", "dac7", *year, "--to-file", tmp_path / "dac7.xml").output

    assert "under DAC7 is 2023" in said


def test_the_files_add_up_to_the_ledger(comptoir, tmp_path):
    comptoir.works("ledger")
    with opened_ledger(comptoir.database_url) as desk:
        two_months(desk)
    rates = tmp_path / "rates.csv"
    rates.write_text(RATES)

    said = comptoir.works("export", "check", *PERIOD, "--rates", rates).output

    assert "Differences: 0." in said
    assert "Faults in the FEC: 0." in said
    assert said.count("│ fec ") + said.count("│ dac7 ") + said.count("│ invoices ") == int(
        said.split("Totals compared: ")[1].split(".")[0]
    )
