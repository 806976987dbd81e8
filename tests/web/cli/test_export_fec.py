"""`comptoir export fec` and `check-fec`."""

import pytest

from tests.payments.accounting.months_of_business import two_months
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.support.people import BRAND

NAME = "732829320FEC20260630.txt"
PERIOD = ("--from", "2026-05-01", "--to", "2026-06-30")
RATES = "month,currency,euros\n2026-05,GBP,1.1534\n2026-06,GBP,1.17\n"


@pytest.fixture
def program(comptoir):
    """Two months of business, of which the first is closed."""
    comptoir.works("ledger")
    with opened_ledger(comptoir.database_url) as desk:
        two_months(desk)
    return comptoir


@pytest.fixture
def rates(tmp_path):
    file = tmp_path / "rates.csv"
    file.write_text(RATES)
    return file


def test_an_exported_file_has_no_faults(program, rates, tmp_path):
    file = tmp_path / NAME

    said = program.works("export", "fec", *PERIOD, "--to-file", file, "--rates", rates).output

    assert said == "Not all months of this file are closed: it can still change.\n"
    assert program.works("export", "check-fec", file).output == "Faults: 0.\n"
    assert str(BRAND) in file.read_text("iso8859-15")


def test_a_file_of_closed_months_is_final(program, rates, tmp_path):
    file = tmp_path / "732829320FEC20260531.txt"
    may = ("--from", "2026-05-01", "--to", "2026-05-31")

    assert not program.works("export", "fec", *may, "--to-file", file, "--rates", rates).output


def test_a_file_of_another_name_is_written_with_the_name_it_needs(program, rates, tmp_path):
    options = ("--to-file", tmp_path / "fec.txt", "--rates", rates)

    said = program.works("export", "fec", *PERIOD, *options).output

    assert "Call it by your SIREN and FEC20260630.txt" in said


def test_without_rates_nothing_is_written_and_the_file_before_stays(program, tmp_path):
    file = tmp_path / NAME
    file.write_text("the one before")

    refused = program.run("export", "fec", *PERIOD, "--to-file", file)

    assert (refused.code, file.read_text()) == (2, "the one before")
    assert "There is no exchange rate for GBP in 2026-05." in refused.sentence
    assert [path.name for path in tmp_path.iterdir() if "unfinished" in path.name] == []


def test_a_folder_that_does_not_exist_is_refused(program, rates, tmp_path):
    file = tmp_path / "nowhere" / NAME

    refused = program.run("export", "fec", *PERIOD, "--to-file", file, "--rates", rates)

    assert refused.code == 2
    assert "cannot be written" in refused.sentence


def test_a_last_day_before_the_first_is_refused(program, tmp_path):
    period = ("--from", "2026-06-01", "--to", "2026-05-31")

    refused = program.run("export", "fec", *period, "--to-file", tmp_path / NAME)

    assert (refused.code, "must not be before" in refused.sentence) == (2, True)


def test_a_file_with_faults_is_named_line_by_line(program, tmp_path):
    file = tmp_path / NAME
    file.write_text("JournalCode\n")

    checked = program.run("export", "check-fec", file)

    assert checked.code == 1
    assert checked.output.splitlines() == [
        "line 1: does not have the names of the 18 columns in order",
        "Faults: 1.",
    ]


def test_names_are_written_when_they_are_asked_for(comptoir, tmp_path):
    comptoir.works("register-brand", "road", "--name", "Road", "--zone", "UTC", "--currency", "EUR")
    file = tmp_path / NAME

    comptoir.works("export", "fec", *PERIOD, "--to-file", file, "--with-names")

    assert file.read_text("iso8859-15").startswith("JournalCode\t")
