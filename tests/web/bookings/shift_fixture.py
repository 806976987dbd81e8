"""A brand whose booking runs, two experts, an ambassador, and the application around them."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from msgspec.structs import replace

from domain.bookings.booking_plan import shift_id_of
from domain.bookings.shift_rules import ShiftRules
from tests.domain.bookings.booking_examples import BOOKING, PLAN, BookingDesk
from tests.support.people import BRAND, MANAGER, OTHER_BRAND, VOLUNTARY, after
from tests.support.prepared_databases import prepared
from tests.web.marketplace_of_app import marketplace_in
from tests.web.shop import CHEAP, PASSWORD, session_of
from web.http.brand_directory import BrandDirectory
from web.private_store.accounts import RoleName, account_of, add_account

ALICE, BRUNO = "alice@expert.example", "bruno@expert.example"
VOLUNTEER, OWNER, OTHER_OWNER = "vera@friend.example", "ada@road.example", "otto@other.example"
PLATFORM = "plat@comptoir.example"
EMPLOYEE = "emil@clerk.example"
PEOPLE = {
    ALICE: (RoleName.EXPERT, None, "Alice Martin", "en"),
    BRUNO: (RoleName.EXPERT, None, "Bruno Weber", "fr"),
    VOLUNTEER: (RoleName.AMBASSADOR, None, "Vera Friend", "en"),
    OWNER: (RoleName.BRAND, BRAND, "Ada Road", "en"),
    EMPLOYEE: (RoleName.EMPLOYEE, None, "Emil Clerk", "en"),
    OTHER_OWNER: (RoleName.BRAND, OTHER_BRAND, "Otto Other", "en"),
}
NO_NEWCOMERS = ShiftRules(newcomer_percent=0)


@dataclass
class SetClock:
    """Shows the morning of the examples until it is moved."""

    at: object = field(default_factory=lambda: after(100))

    def __call__(self):
        return self.at

    def move(self, **by):
        self.at += timedelta(**by)


def add_people(store, *, with_languages=True):
    """with_languages: else the browser says in which language they read."""
    with store.sessions() as session:
        for email, (role, brand_id, name, language) in PEOPLE.items():
            add_account(
                session,
                email,
                PASSWORD,
                [role],
                at=after(0),
                brand_id=brand_id,
                name=name,
                language=language if with_languages else None,
                hashing=CHEAP,
            )
        session.commit()


@dataclass
class ShiftScenario:
    market: object
    shop: object
    clock: SetClock
    desk: BookingDesk

    def id_of(self, email):
        with self.shop.store.sessions.session_factory() as session:
            return account_of(session, email).id

    def expert(self, email=ALICE, **fields):
        """A person with an account who is qualified for the booking."""
        return self.desk.expert(self.id_of(email), **fields)

    def volunteer(self, email=VOLUNTEER):
        member_id = self.expert(email)
        self.desk.members.start_engagement(member_id, BRAND, VOLUNTARY, MANAGER, after(-100))
        return member_id

    def client(self, email):
        client = self.shop.app.test_client()
        with client.session_transaction() as session:
            session.update(session_of(self.shop.store, email))
        return client

    def takes(self, email, starts_at, seat=1, booking_id=BOOKING):
        """Without a page."""
        self.desk.shifts.take(booking_id, starts_at, seat, self.id_of(email), self.clock())
        self.update()
        return shift_id_of(booking_id, starts_at, seat)

    def other_booking(self, **fields):
        """One more running booking, with changes to the plan."""
        booking_id = uuid4()
        self.desk.running_too(booking_id, replace(PLAN, **fields), shift_rules=NO_NEWCOMERS)
        self.update()
        return booking_id

    def update(self):
        self.market.projector.catch_up()


@contextmanager
def shifts_in(shop, clock, database_url):
    """Put a marketplace with a brand and nothing else behind an application, for a while."""
    with marketplace_in(shop.app, prepared(database_url)) as market:
        known = shop.app.extensions["comptoir.brands"]
        shop.app.extensions["comptoir.brands"] = BrandDirectory(market.read_models)
        market.brands.register(
            OTHER_BRAND, "other", "Other", "Europe/London", "EUR", MANAGER, after(-9000)
        )
        scenario = ShiftScenario(market, shop, clock, BookingDesk(market.log))
        scenario.update()
        yield scenario
        shop.app.extensions["comptoir.brands"] = known


def form_values(text, action):
    """The hidden fields of the first form with this action."""
    part = text.split(f'action="{action}"', 1)[1].split("</form>")[0]
    names = {}
    for field_text in part.split("<input ")[1:]:
        if 'name="' in field_text and 'value="' in field_text and 'type="hidden"' in field_text:
            name = field_text.split('name="')[1].split('"')[0]
            names[name] = field_text.split('value="')[1].split('"')[0]
    return names
