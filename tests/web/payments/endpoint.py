"""Our endpoint for Stripe's notifications, and the job that applies them, before a fake Stripe."""

from sqlalchemy import delete, select

from payments.gateway_objects import GatewayObject
from tests.payments.stripe.fake_state import signed
from tests.payments.stripe.world import StripeWorld
from web.payments.notification_delivery import notification_deliverer
from web.payments.notifications import NotificationInbox, notifications
from web.payments.object_states import known_object, states

SECRET = "whsec_ours"
ADDRESS = "/webhooks/stripe"


class Endpoint:
    def __init__(self, shop, world):
        self.shop, self.world = shop, world
        self.inbox = NotificationInbox(shop.store)

    def start_over(self):
        """Another Stripe, and nothing known of it; the clock goes on."""
        self.world = StripeWorld(self.world.clock)
        with self.shop.store.engine.begin() as db:
            db.execute(delete(notifications))
            db.execute(delete(states))
        return self.world

    def post(self, body, header):
        client = self.shop.app.test_client()
        return client.post(ADDRESS, data=body, headers={"Stripe-Signature": header})

    def notify(self, event, secret=SECRET, at=None):
        """Bring one event, signed now or then."""
        at = self.world.clock() if at is None else at
        return self.post(*signed(event, secret, int(at.timestamp())))

    def deliver_all(self, draw):
        """Bring all events of the fake, in any order, some of them twice."""
        return [self.post(*sent) for sent in self.world.state.deliveries(SECRET, draw)]

    def apply(self):
        """A run of the job."""
        return notification_deliverer(self.shop.store, self.world.objects).deliver()

    def stored(self):
        """Event ids with their statuses."""
        with self.shop.store.engine.connect() as db:
            query = select(notifications.c.key, notifications.c.status)
            return {row.key: row.status for row in db.execute(query)}

    def known(self, object_id) -> GatewayObject | None:
        with self.shop.store.engine.connect() as db:
            found = known_object(object_id, db)
        return found and found.object

    def known_objects(self):
        """All states as they are stored, without the times at which they were fetched."""
        columns = [column for column in states.c if column.name != "fetched_at"]
        with self.shop.store.engine.connect() as db:
            return {row.object_id: tuple(row) for row in db.execute(select(*columns))}
