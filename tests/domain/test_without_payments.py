"""The domain runs a voluntary conversation without payments, projections and web."""

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

DOMAIN = Path(__file__).parents[2] / "domain"

# Without `site`, because that is where an installed comptoir would come from; its dependencies lie
# in the same folder, which is added by hand.
PROGRAM = """
import sys
sys.path[:0] = sys.argv[2:]

from datetime import datetime, timedelta, UTC
from importlib.util import find_spec
from uuid import uuid4

for folder in ("payments", "projections", "web"):
    assert find_spec(folder) is None, folder

from domain.brands.brand_commands import BrandCommands
from domain.conversations.conversation_commands import ConversationCommands
from domain.presence.presence_session_commands import PresenceSessionCommands
from domain.log.event_log import EventLog
from domain.members.member_commands import MemberCommands
from domain.terms import Voluntary

log = EventLog(sys.argv[1])
brand, ambassador, visitor, conversation = uuid4(), uuid4(), uuid4(), uuid4()
at = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
BrandCommands(log).register(brand, "tents", "Tents", "Europe/Paris", "EUR", None, at)
MemberCommands(log).join(ambassador, ("fr",), "FR", at)
MemberCommands(log).start_engagement(ambassador, brand, Voluntary(10), uuid4(), at)
PresenceSessionCommands(log).come_online(uuid4(), ambassador, 3, at)
conversations = ConversationCommands(log)
conversations.request(conversation, brand, visitor, "fr", at)
conversations.offer(conversation, (ambassador,), at)
conversations.claim(conversation, ambassador, at)
conversations.send_first_reply(conversation, ambassador, at + timedelta(seconds=40))
end = at + timedelta(minutes=10)
conversations.close(conversation, ambassador, "answered", (2, 3), end, end)
conversations.rate(conversation, 5, 5, 5, end)
[lot] = log.rows.balances("points")
print(*(type(event.data).__name__ for event in log.history(conversation)), lot.left)
log.close()
"""


def test_a_conversation_by_an_ambassador_runs_from_request_to_close_with_the_domain_alone(tmp_path):
    shutil.copytree(DOMAIN, tmp_path / "domain", ignore=shutil.ignore_patterns("__pycache__"))
    dependencies = Path(find_spec("eventsourcing").origin).parents[1]
    url = f"sqlite:///{tmp_path / 'log.db'}"

    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", PROGRAM, url, tmp_path, dependencies],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stderr == ""
    assert done.stdout == "Requested Offered Claimed FirstReplySent Closed Rated 10\n"
