"""The pages of a brand's settings: two brands, and the people of each."""

import re
from contextlib import contextmanager
from dataclasses import dataclass

from tests.support.people import MANAGER, MORNING
from tests.support.prepared_databases import prepared
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import NEST, ROAD
from web.marketplace import Marketplace

BRAND = "ines@nest.example"
OTHER = "tom@road.example"
SETTINGS = "/brands/nest/settings"


@dataclass
class SettingsScenario:
    market: Marketplace

    def events_of(self, brand_id=NEST.brand_id):
        """What the brand recorded since it was registered."""
        return [envelope.data for envelope in self.market.log.history(brand_id)][1:]

    def update_read_models(self):
        self.market.projector.catch_up()


def register_brands(market):
    for brand in (NEST, ROAD):
        arguments = (brand.brand_id, brand.slug, brand.name, brand.zone, brand.currency)
        market.brands.register(*arguments, MANAGER, MORNING)


@contextmanager
def scenario_of(app, database_url):
    with marketplace_in(app, prepared(database_url, register_brands)) as market:
        market.projector.catch_up()
        yield SettingsScenario(market)


def sends(client, page, action=None, **fields):
    """Load a page, as a browser has, and send one of its forms."""
    text = client.get(page).text
    assert f'action="{action or page}"' in text, action
    return client.post(action or page, data={**fields, "csrf_token": token_in(text)})


def token_in(text):
    return text.split('name="csrf_token" value="')[1].split('"')[0]


def value_of(text, name):
    """What an input of a page holds."""
    found = re.search(rf'<input[^>]*name="{re.escape(name)}"[^>]*value="([^"]*)"', text)
    return found and found[1]


def error_beside(text, field):
    found = re.search(rf'id="{re.escape(field)}-says">([^<]*)<', text)
    return found and found[1]
