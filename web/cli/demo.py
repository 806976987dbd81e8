"""The demonstration: two invented brands, compared in the terminal and served as pages."""

import secrets
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from uuid import UUID

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from payments.accounting.fec import FinancialYear
from payments.payees.payee_details import PayeeDetails
from projections.brands.brands import all_brands
from projections.comparison.compare import compare
from projections.comparison.sources import ComparisonQuery
from projections.recruitment.calls import open_calls
from web.cli.compare import show
from web.cli.export_check import compare_totals
from web.cli.export_fec import rates_in
from web.cli.parts import open_marketplace_and_store, progress, update_read_models
from web.cli.serve import Address, environment_for, serve_pages
from web.demo.invoices import load_invoices
from web.demo.live_shop import SIMULATED, open_live_shop
from web.demo.loading import LoadedDemonstration, load
from web.demo.people import Person
from web.demo.planned import PlannedText
from web.invoices.issuing import InvoiceDesk
from web.mail.delivery import mail_deliverer
from web.marketplace import Marketplace
from web.private_store.accounts import Account, Role, RoleName, account_of, normal_email
from web.private_store.hashing import CAREFUL
from web.private_store.payees import save_payee
from web.private_store.store import PrivateStore
from web.private_store.texts import PrivateText
from web.recruitment.invitations import Inviter
from web.settings import Settings

MONTHS = tuple(f"2017-{number:02}" for number in range(1, 13))
WHOLE_YEAR = date(2017, 1, 1), date(2017, 12, 31)
JUNE, JULY = date(2017, 6, 1), date(2017, 7, 1)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-serve", is_flag=True, help="Load and compare, but do not serve the pages.")
def demo(host: str, port: int, *, no_serve: bool) -> None:
    """
    Load the demonstration, print its comparison, and serve the pages until stopped.

    It holds one year of demand for two fictional brands, generated from a seed with Comptoir's own
    commands. Figures come from the sources where there are any. One brand tests experts and
    publishes calls for experts; recent events are dated back from today. Loading twice changes
    nothing.
    """
    address = Address.at(host, port)
    environment = {"COMPTOIR_DEMONSTRATION": "1", **environment_for(address)}
    settings = Settings.from_environment(environment)
    marketplace, store = open_marketplace_and_store(settings)
    with progress() as advance, marketplace.log.relaxed_durability():
        loaded = load(
            marketplace,
            partial(keep_texts, store),
            partial(keep_payees, store),
            on_progress=lambda done, total: advance("loading the demonstration", done, total),
            today=store.clock().date(),
        )
    update_read_models(marketplace)
    issue_invoices(marketplace, store, settings, [brand.id for brand in loaded.brands])
    _print_comparisons(loaded, marketplace)
    _print_totals(marketplace)
    accounts = with_accounts((*loaded.people, SIMULATED), store)
    open_live_shop(
        marketplace,
        [person for person, _ in accounts],
        address.shop_url,
        store.clock(),
    )
    write_to_the_invited(marketplace, loaded.brands[-1].id, store, settings)
    _print_accounts(accounts)
    if not no_serve:
        click.echo(f"\nServing on http://{host}:{port}/ (stop with Ctrl-C)")
        click.echo(f"A shop with the chat widget: {address.shop_url}/en")
        sys.exit(serve_pages(address, 1, 16, environment))


def issue_invoices(
    marketplace: Marketplace, store: PrivateStore, settings: Settings, brand_ids: Sequence[UUID]
) -> None:
    """Those of 2017; without a company in the settings, none. Recent months wait for finance."""
    if settings.company is None:
        return
    marketplace.poster.catch_up()
    read_models = marketplace.read_models
    with read_models.read(read_models.brands) as db:
        brands = [
            (brand.brand_id, brand.name) for brand in all_brands(db) if brand.brand_id in brand_ids
        ]
    desk = InvoiceDesk(marketplace, store, settings.company)
    load_invoices(desk, partial(keep_texts, store), brands, MONTHS)


def _print_comparisons(loaded: LoadedDemonstration, marketplace: Marketplace) -> None:
    for brand in loaded.brands:
        click.echo("")
        question = ComparisonQuery(brand.slug, JUNE, JULY)
        show(compare(question, marketplace.read_models, marketplace.clock()), "table")
    click.echo(
        "\nThe brands are fictional. Figures without a source are assumptions, listed on the pages."
    )


def _print_totals(marketplace: Marketplace) -> None:
    """Of the files that accountants and authorities get for 2017, beside the ledger's."""
    marketplace.poster.catch_up()
    click.echo("")
    compare_totals(FinancialYear(*WHOLE_YEAR), rates_in(None), marketplace)


def _print_accounts(accounts: list[tuple[Person, str]]) -> None:
    click.echo("\nSign in as (passwords change each time the demonstration starts):")
    for person, password in accounts:
        click.echo(f"  {', '.join(person.roles):<12} {person.email:<46} {password}")


def keep_texts(store: PrivateStore, texts: Sequence[PlannedText]) -> None:
    """Where the log says they are; what is there stays as it is."""
    with store.sessions.session_factory() as session, session.begin():
        there = set(session.scalars(select(PrivateText.id)))
        session.add_all(
            PrivateText(id=text.id, text=text.text, member_id=text.about, written_at=text.at)
            for text in texts
            if text.id not in there
        )


def keep_payees(store: PrivateStore, payees: Mapping[UUID, PayeeDetails]) -> None:
    """The payment details of the invented experts, where pages and payments read them."""
    with store.engine.begin() as db:
        for expert_id, details in payees.items():
            save_payee(expert_id, details, store.clock(), db)


def with_accounts(people: Iterable[Person], store: PrivateStore) -> list[tuple[Person, str]]:
    """
    Make sure that all have an account, so that pages know their names.

    Those who are shown can sign in, with a new password for this demonstration.
    """
    password = secrets.token_urlsafe(9)
    with store.sessions.session_factory() as session, session.begin():
        signed_in = []
        for person in people:
            account = account_of(session, person.email) or _added(person, session, store.clock())
            if person.signs_in:
                account.password = CAREFUL.of(password)
                account.confirmed_at = account.confirmed_at or store.clock()
                signed_in.append((person, password))
        return signed_in


def write_to_the_invited(
    marketplace: Marketplace, shop_id: UUID, store: PrivateStore, settings: Settings
) -> None:
    """
    The e-mails of the shop's open call, as files: the addresses of invented people reach no one.

    Whatever mail server is set, they are in the folder before it could be asked.
    """
    read_models, in_a_folder = marketplace.read_models, replace(settings, smtp=None)
    with read_models.read(read_models.calls) as db:
        calls = [call for call in open_calls(store.clock(), db) if call.details.brand_id == shop_id]
    for call in calls:
        Inviter(marketplace, store, in_a_folder).invite(call.call_id)
    if calls:
        mail_deliverer(store, in_a_folder).deliver()


def _added(person: Person, session: Session, at: datetime) -> Account:
    """Without a password: the account cannot be used to sign in, and hashing one takes long."""
    account = Account(
        id=person.id,  # an account of a member has the member's id
        email=normal_email(person.email),
        name=person.name,
        brand_id=person.brand_id,
        confirmed_at=at,
        roles=[Role(name=str(RoleName(role))) for role in person.roles],
    )
    session.add(account)
    return account
