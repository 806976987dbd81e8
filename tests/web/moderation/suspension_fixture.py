"""A brand, the members who answered for it, and those who decide about them."""

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from domain.clock import system_clock
from tests.support.people import AMBASSADOR, EXPERT
from tests.web.assessments.graded_fixture import post_form
from tests.web.conversations.busy_shop import counter_of
from tests.web.shop import CHEAP, PASSWORD
from web.private_store.accounts import RoleName, account_of, add_account

HERE = "/brands/nest/suspensions"
NAMELESS, SECOND = "nameless@nest.example", "omar@nest.example"
MEMBER, OTHER_MEMBER = "emma@expert.example", "ada@ambassador.example"
REASON = "You wrote to three visitors that their deposit was lost. It was not."


def with_people(store, brand_id):
    """A second person of the brand, one without a name, and the members' own accounts."""
    people = (
        (SECOND, RoleName.BRAND, brand_id, "Omar Diallo", None),
        (NAMELESS, RoleName.BRAND, brand_id, " ", None),
        (MEMBER, RoleName.EXPERT, None, "Emma Expert", EXPERT),
        (OTHER_MEMBER, RoleName.AMBASSADOR, None, "Ada Ambassador", AMBASSADOR),
    )
    with store.sessions() as session:
        for email, role, brand, name, account_id in people:
            if account_of(session, email) is None:
                own = {"account_id": account_id, "hashing": CHEAP}
                add_account(
                    session,
                    email,
                    PASSWORD,
                    [role],
                    brand_id=brand,
                    name=name,
                    **own,
                    at=system_clock(),
                )
        session.commit()


@dataclass
class Case:
    """What people do about a member, through the pages."""

    counter: object
    conversation_id: object

    def evidence(self, client, member=EXPERT, where=HERE):
        """The positions that the page offers."""
        page = client.get(f"{where}/new?member={member}").text
        return [part.split('"')[0] for part in page.split('name="evidence_positions" value="')[1:]]

    def decides(self, client, where=HERE, member=EXPERT, **fields):
        form = {"member": member, "reason": REASON, "notice": "7", "lasts": "30"}
        form["evidence_positions"] = self.evidence(client, member, where)[:2]
        response = post_form(client, f"{where}/new?member={member}", where, **{**form, **fields})
        self.counter.update_read_models()
        return response

    def appeals(self, client, address, text="I copied what the brand's page says."):
        there = f"/me/decisions/{address.rpartition('/')[2]}"
        response = post_form(client, there, f"{there}/appeal", reason=text)
        self.counter.update_read_models()
        return response

    def hears(self, client, address, outcome="rejected", reason="The page says the contrary."):
        response = post_form(client, address, f"{address}/appeal", outcome=outcome, reason=reason)
        self.counter.update_read_models()
        return response


@contextmanager
def case_of(app, store, database_url, brand_id):
    """An expert and an ambassador have answered for the brand a few days ago."""
    with_people(store, brand_id)
    with counter_of(app, database_url) as counter:
        at = system_clock() - timedelta(days=3)
        conversation_id = counter.is_answered(EXPERT, at, ratings=(2, 1, 1))
        counter.is_answered(AMBASSADOR, at + timedelta(hours=1), ratings=(5, 5, 5))
        counter.update_read_models()
        yield Case(counter, conversation_id)
