"""The invoices of a period as a file: a list, or an archive with their PDFs."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import click

from payments.invoices.issued_documents import IssuedDocument, documents_issued, read_documents
from web.cli.export import FIRST_DAY, LAST_DAY, TO_FILE, check_days, export
from web.cli.parts import open_marketplace_and_store
from web.invoices.downloads import invoice_document, rendered
from web.invoices.invoice_document import InvoiceDocument
from web.private_store.texts import PrivateTexts
from web.settings import Settings

ARCHIVE = ".zip"
COLUMNS = (
    *("number", "kind", "issued_on", "month", "issuer_id", "issuer", "receiver_id", "receiver"),
    *("credited_number", "vat", "currency", "net_minor", "vat_minor", "gross_minor"),
)


@export.command("invoices")
@FIRST_DAY
@LAST_DAY
@TO_FILE
def export_invoices(first_day: datetime, last_day: datetime, file: Path) -> None:
    """
    Write the invoices and credit notes that were issued from the first day to the last.

    FILE is a list with a line for each, in CSV with amounts in minor units, negative in a credit
    note; or, when its name ends with .zip, an archive of the list and all PDFs.
    """
    check_days(first_day, last_day)
    marketplace, store = open_marketplace_and_store(Settings.from_environment())
    keys = documents_issued(marketplace.log, first_day.date(), last_day.date())
    issued = read_documents(marketplace.log, keys)
    texts = PrivateTexts(store)
    documents = [invoice_document(listed, marketplace.log, texts) for listed in issued]
    rows = _as_csv(issued, documents)
    if file.suffix == ARCHIVE:
        _write_archive(file, rows, documents)
    else:
        file.write_text(rows, encoding="utf-8", newline="")
    click.echo(f"{len(issued)} documents are in {file}.")


def _as_csv(issued: Sequence[IssuedDocument], documents: Sequence[InvoiceDocument]) -> str:
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for listed, document in zip(issued, documents, strict=True):
        content, totals = listed.content, listed.content.totals
        issuer, receiver = document.parties.issuer.name, document.parties.receiver.name
        amounts = [listed.signed(money).amount for money in (totals.net, totals.vat, totals.gross)]
        rows.writerow(
            (
                *(listed.number, content.kind.value, document.issued_on.isoformat(), content.month),
                *(content.issuer_id, issuer, content.receiver_id, receiver),
                *(listed.credited_number, content.vat.value, content.currency, *amounts),
            )
        )
    return text.getvalue()


def _write_archive(file: Path, listed: str, documents: Sequence[InvoiceDocument]) -> None:
    """The same documents give the same bytes: the archive has no times of its own."""
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        archive.writestr(ZipInfo("invoices.csv"), listed)
        for document in documents:
            archive.writestr(ZipInfo(document.file_name), rendered(document))
