"""A scenario for the pages about calls and the pool: a brand, its test, a pool, an expert."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from domain.brands.brand import Criterion
from domain.clock import system_clock
from domain.members.member import Member
from domain.members.qualification import Qualification, QualificationReason
from tests.support.people import ELECTRICITY, MANAGER, MORNING, PAID
from tests.support.pool_members import CALL, TEST, attempt_id, offer
from tests.support.prepared_databases import prepared
from tests.web.marketplace_of_app import marketplace_in
from tests.web.recruitment.call_fixture import CallScenario
from tests.web.shop import NEST, ROAD
from web.private_store.accounts import account_of
from web.private_store.texts import PrivateTexts

EXPERT = "ed@expert.example"
BRAND = "ines@nest.example"
OTHER = "tom@road.example"
PLATFORM = "plat@comptoir.example"
MONTH = timedelta(days=30)


@dataclass
class RecruitmentScenario(CallScenario):
    """Calls are published now, as the pages read the real clock."""

    def calls(self, call_id=CALL, **fields):
        details = {
            "starts_at": system_clock(),
            "ends_at": system_clock() + MONTH,
            "brand_id": self.brand_id,
            **fields,
        }
        self.market.calls.publish(call_id, offer(**details), MANAGER, system_clock())
        self.update_read_models()
        return call_id

    def id_of(self, email=EXPERT):
        with self.store.sessions() as session:
            return account_of(session, email).id

    def ed_joins(self, languages=("fr",), subjects=(ELECTRICITY,)):
        member_id = self.id_of()
        self.market.members.join(member_id, languages, "FR", MORNING)
        self.market.members.declare_subjects(member_id, subjects, MORNING)
        self.update_read_models()
        return member_id

    def ed_passes(self, percent=85, until=None):
        qualification = Qualification(ELECTRICITY, TEST, attempt_id(0), percent, MORNING, until)

        def qualify(membership):
            membership.qualify(qualification, QualificationReason.PASSED, MORNING)

        self.market.log.update(Member, self.id_of(), qualify)
        self.update_read_models()
        return qualification.attempt_id

    def asks_for(self, *criteria, brand_id=None):
        searched = criteria or (Criterion("home_exchanges", 2),)
        self.market.brands.set_ambassador_criteria(
            brand_id or self.brand_id, searched, MANAGER, MORNING
        )
        self.update_read_models()

    def welcomes_ed(self, terms=PAID):
        self.market.members.start_engagement(self.id_of(), self.brand_id, terms, MANAGER, MORNING)
        self.update_read_models()

    def update_read_models(self):
        self.market.projector.catch_up()


def prepare_scenario(market):
    for brand in (NEST, ROAD):
        arguments = (brand.brand_id, brand.slug, brand.name, brand.zone, brand.currency)
        market.brands.register(*arguments, MANAGER, MORNING)
    RecruitmentScenario(market, None, NEST.brand_id).begin()


@contextmanager
def scenario_of(app, store, database_url, **kwargs):
    """Put a marketplace behind an application, for a while."""
    url, texts = prepared(database_url, prepare_scenario), PrivateTexts(store)
    with marketplace_in(app, url, texts.read, **kwargs) as market:
        yield RecruitmentScenario(market, store, NEST.brand_id)


def presses(client, page, action, **fields):
    """Load a page, as a browser has, and send one of its forms."""
    text = client.get(page).text
    assert f'action="{action}"' in text, action
    token = text.split('name="csrf_token" value="')[1].split('"')[0]
    return client.post(action, data={**fields, "csrf_token": token})
