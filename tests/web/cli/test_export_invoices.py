"""`comptoir export invoices`: a list, or an archive with the PDFs, of the days of issue."""

import csv
from datetime import timedelta
from zipfile import ZipFile

import pytest

from tests.payments.invoices.invoice_examples import IN_JULY, billed, earns, issues
from tests.payments.ledger.ledger_fixture import opened_ledger
from tests.web.shop import settings_at
from web.invoices.party_store import PartyStore
from web.private_store.store import open_private_store
from web.private_store.texts import PrivateTexts

JULY = ("--from", "2026-07-01", "--to", "2026-07-31", "--to-file")


@pytest.fixture
def program(comptoir, tmp_path):
    """2.00 was earned in June, and invoiced on 2 July."""
    comptoir.run("register-brand", "road", "--name", "Road", "--zone", "UTC", "--currency", "EUR")
    store = open_private_store(settings_at(tmp_path, comptoir.database_url))
    with opened_ledger(comptoir.database_url) as desk:
        earns(desk)
        with PartyStore(PrivateTexts(store)).storing(IN_JULY) as store_parties:
            issues(desk, billed(desk), store=store_parties)
    store.close()
    return comptoir


def test_the_list_has_a_line_for_each_document(program, tmp_path):
    file = tmp_path / "invoices.csv"

    program.works("export", "invoices", *JULY, file)

    with file.open(newline="") as lines:
        to_brand, commission = csv.DictReader(lines)
    assert (to_brand["number"], to_brand["issuer"], to_brand["receiver"]) == (
        "AF-0001",
        "Zoé Müller",
        "Nest SAS",
    )
    assert [to_brand[name] for name in ("issued_on", "month", "vat", "gross_minor")] == [
        *("2026-07-02", "2026-06", "exempt", "200")
    ]
    assert [commission[name] for name in ("net_minor", "vat_minor", "gross_minor")] == [
        *("33", "7", "40")
    ]


def test_the_archive_has_the_list_and_all_pdfs_and_always_the_same_bytes(program, tmp_path):
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"

    program.works("export", "invoices", *JULY, first)
    program.works("export", "invoices", *JULY, second)

    with ZipFile(first) as archive:
        names = archive.namelist()
        assert archive.read(names[1]).startswith(b"%PDF-1.7")
    assert names == ["invoices.csv", "AF-0001-e0000000.pdf", "COM202607-0001-1ed6e400.pdf"]
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("days", [("2026-06-01", "2026-07-01"), ("2026-07-03", "2026-12-31")])
def test_only_what_was_issued_on_these_days_is_in_it(program, tmp_path, days):
    file = tmp_path / "invoices.csv"

    program.works("export", "invoices", "--from", days[0], "--to", days[1], "--to-file", file)

    assert len(file.read_text().splitlines()) == 1


def test_days_in_the_wrong_order_are_refused(program, tmp_path):
    file = tmp_path / "invoices.csv"
    days = ("--from", "2026-07-02", "--to", "2026-07-01", "--to-file", file)

    refused = program.run("export", "invoices", *days)

    assert (refused.code, refused.sentence) == (
        2,
        "comptoir: The last day must not be before the first.",
    )
    assert not file.exists()


def test_an_export_is_of_days_in_utc(program):
    assert IN_JULY.utcoffset() == timedelta(0)
    assert "The first day, UTC." in program.works("export", "invoices", "--help").output
