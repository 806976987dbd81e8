"""Receipts in the terminal: writing one, and checking one."""

import sys
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import click

from domain.members.member import Member
from payments.receipts.receipt import has_entries, receipt_of
from payments.receipts.verify_receipt import Wrong
from payments.receipts.verify_receipt import verify as verified
from web.cli.parts import open_marketplace


@click.command("receipt")
@click.argument("member_id", type=click.UUID)
@click.option(
    "--to-file", "file", type=click.File("wb", atomic=True), required=True, help="Where to write."
)
def write_receipt(member_id: UUID, file: BinaryIO) -> None:
    """
    Write the receipt of a member: what was earned and paid, entry by entry, as lines of JSON.

    Post what is not posted yet first. The exit code is 1 when an event cannot be posted.
    """
    marketplace = open_marketplace()
    progress = marketplace.poster.catch_up()
    if not has_entries(member_id, marketplace.ledger):  # imported experts have no other events
        marketplace.log.load(Member, member_id)
    file.writelines(receipt_of(member_id, marketplace.log, marketplace.ledger))
    if progress.problem:
        click.echo(f"{progress.problem}.", err=True)
        sys.exit(1)


@click.command("verify-receipt")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def verify_receipt(file: Path) -> None:
    """
    Check a receipt: print OK, or name the first line that is wrong and exit with 1.

    No database is needed. payments/receipts/verify_receipt.py does the same on its own.
    """
    try:
        with file.open("rb") as lines:
            click.echo(verified(lines))
    except Wrong as wrong:
        click.echo(str(wrong))
        sys.exit(1)
