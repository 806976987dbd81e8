"""What a demonstration is made of, looked at without carrying it out."""

from datetime import UTC, datetime, timedelta

from web.demonstration.chance import chance
from web.demonstration.demand import Topic, Visit
from web.demonstration.talk import Talk

NOON = datetime(2017, 6, 10, 12, tzinfo=UTC)


def a_talk(number, handled_s):
    visit = Visit(
        chance_id(number), chance_id(-number), NOON, "fr", Topic(None, "https://x.example"), 60, 300
    )
    talk = Talk(visit, chance(number))
    talk.claimed_at = NOON
    talk.answered_at = NOON + timedelta(seconds=20)
    talk.last_message_at = NOON + timedelta(seconds=handled_s)
    talk.closed_at = talk.last_message_at + timedelta(seconds=100)
    return talk
