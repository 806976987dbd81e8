"""The command line: `comptoir`."""

import gc
import logging
import sqlite3
import sys

import click
import psycopg
import sqlalchemy.exc

import web.cli.export_check
import web.cli.export_dac7
import web.cli.export_fec  # noqa: F401 - commands of the group `export`
from domain.errors import Invalid, Refused
from domain.log.commit_metadata import correlated
from domain.log.event_log import LOG_FAILURE
from web.cli.assessment_files import export_test, import_test
from web.cli.close_month import close_month_of_ledger
from web.cli.compare import compare
from web.cli.demo import demo
from web.cli.emails import deliver_mail, invite
from web.cli.embed_code import show_embed_code
from web.cli.events import describe_events
from web.cli.export import export
from web.cli.export_invoices import export_invoices  # noqa: F401 - it joins the group
from web.cli.history import import_conversations
from web.cli.ledger import show_ledger
from web.cli.maintenance import rebuild, verify, work
from web.cli.opening import add_account_for, name_subject, register_brand
from web.cli.pay_run import show_pay_run
from web.cli.payout_forecast import show_payout_forecast
from web.cli.quote import quote_plan
from web.cli.receipts import verify_receipt, write_receipt
from web.cli.rehearse_rates import rehearse_rates
from web.cli.serve import serve
from web.cli.staffing import staffing
from web.cli.statements import show_statements
from web.cli.status import status
from web.cli.text import TEXT
from web.installation.bad_setting import BadSetting

BAD_USE = 2
HELP = {"help_option_names": ["-h", "--help"]}

DATABASE_ERRORS = (LOG_FAILURE, psycopg.Error, sqlite3.Error, sqlalchemy.exc.DBAPIError, OSError)
"""What is raised when a database or its folder cannot be used: an administrator puts it right."""


@click.group(context_settings=HELP)
@click.version_option(package_name="comptoir")
def commands() -> None:
    """
    Comptoir: paid experts and volunteer ambassadors answer the visitors of shops.

    The database is DATABASE_URL: sqlite:////absolute/path.db or postgresql://user@host/name;
    by default a file under var/.
    """


for command in (
    add_account_for,
    close_month_of_ledger,
    compare,
    deliver_mail,
    demo,
    describe_events,
    export,
    export_test,
    import_conversations,
    import_test,
    invite,
    name_subject,
    quote_plan,
    rebuild,
    register_brand,
    rehearse_rates,
    serve,
    show_embed_code,
    show_ledger,
    show_pay_run,
    show_payout_forecast,
    show_statements,
    staffing,
    status,
    verify,
    verify_receipt,
    work,
    write_receipt,
):
    for parameter in command.params:
        if parameter.type is click.STRING:
            parameter.type = TEXT
    # Click keeps a command's help option from its first run: outside the group, only `--help`.
    command.context_settings.update(HELP)
    commands.add_command(command)


def main() -> None:
    """Run; a refusal is one sentence on stderr, with exit status 2 for invalid input, else 1."""
    # Modules live until the end; without this the collector searches them for 0.2 s, longer than
    # most commands take.
    gc.freeze()
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)
    try:
        with correlated():
            commands()
    except (Invalid, BadSetting) as refusal:
        stop(str(refusal), BAD_USE)
    except Refused as refusal:
        stop(str(refusal), 1)
    except DATABASE_ERRORS as error:
        # The first line says what is wrong; the next ones would show statements and values.
        what = [*str(error).splitlines(), type(error).__name__][0]
        hints = getattr(error, "__notes__", [])
        stop(" ".join([f"The database is not available: {what}", *hints]), 1)


def stop(sentence: str, code: int) -> None:
    click.echo(f"comptoir: {sentence}", err=True)
    sys.exit(code)
