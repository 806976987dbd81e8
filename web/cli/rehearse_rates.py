"""A rehearsal of rates in the terminal."""

import json

import click

from domain.money import CURRENCIES
from payments.rate_cards.rate_card import RateCard
from web.cli.parts import brand_called, open_marketplace, read_money
from web.rate_cards.rehearsals import MonthRehearsal, as_csv, lines_of, rehearsal_of


@click.command("rehearse-rates")
@click.option("--month", required=True, help="A past month (UTC), such as 2017-10.")
@click.option("--commission", type=int, required=True, help="What the platform keeps, in percent.")
@click.option("--price", help="Per conversation, such as 2.50; left out, the prices as they were.")
@click.option("--brand", help="Only for the brand with this short name.")
@click.option("--currency", type=click.Choice(CURRENCIES), default="EUR", show_default=True)
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv")
def rehearse_rates(
    month: str, commission: int, price: str | None, brand: str | None, currency: str, form: str
) -> None:
    """
    Compare a past month with the same conversations at other rates. Nothing is written.

    The first row is the platform, then each brand and each expert; amounts in minor units.
    """
    marketplace = open_marketplace()
    brand_id = brand_called(brand, marketplace) if brand else None
    money = read_money(price, currency) if price else None
    marketplace.poster.catch_up()
    card = RateCard(currency, commission, money, brand_id)
    rehearsal = rehearsal_of(marketplace, month, card, marketplace.clock())
    click.echo(_as_json(rehearsal) if form == "json" else as_csv(rehearsal).rstrip("\n"))


def _as_json(rehearsal: MonthRehearsal) -> str:
    figures = {
        "month": rehearsal.month,
        "is_closed": rehearsal.is_closed,
        "lines": [line._asdict() for line in lines_of(rehearsal)],
    }
    return json.dumps(figures, indent=2)
