"""An earning of one conversation, and who is concerned by it."""

from datetime import timedelta
from uuid import UUID, uuid4

from payments.earnings.earning import Earning, WrittenText, earning_id
from payments.earnings.earning_rules import ConversationPay
from tests.support.people import BRAND, CONVERSATION, EXPERT, after, euros

CLOSED_AT = after(600)
HOLD = timedelta(days=7)
MANAGER_OF_BRAND = UUID("a0000000-0000-4000-8000-000000000011")
JUDGE = UUID("a0000000-0000-4000-8000-000000000012")
OTHER_JUDGE = UUID("a0000000-0000-4000-8000-000000000013")
PAY = ConversationPay(
    conversation_id=CONVERSATION,
    brand_id=BRAND,
    expert_id=EXPERT,
    price=euros(200),
    commission=euros(40),
    net=euros(160),
)
EARNING = earning_id(CONVERSATION)
NOTHING = WrittenText(uuid4(), 0)


def words():
    return WrittenText(uuid4(), 40)


def days(number):
    """So many days after the conversation was closed."""
    return CLOSED_AT + timedelta(days=number)


def held():
    earning = Earning(EARNING)
    earning.earn(PAY, (), HOLD, CLOSED_AT)
    return earning


def contested(at=None):
    earning = held()
    earning.contest(BRAND, "rude", words(), MANAGER_OF_BRAND, at or days(1))
    return earning


def refused():
    """By a contest that was accepted on the third day."""
    earning = contested()
    earning.answer_contest(EXPERT, words(), days(2))
    earning.accept_contest(words(), JUDGE, days(3))
    return earning


def appealed():
    earning = refused()
    earning.appeal(EXPERT, words(), days(4))
    return earning


def happened(earning):
    return [type(event).__name__ for event in earning.pending_events]
