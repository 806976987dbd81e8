"""The table of conversations that have not ended."""

from sqlalchemy import BigInteger, Boolean, Column, Index, LargeBinary, MetaData, Table, Text

tables = MetaData()

open_conversations = Table(
    "open_conversations",
    tables,
    Column("conversation_id", LargeBinary, primary_key=True),
    Column("brand_id", LargeBinary, nullable=False),
    Column("visitor_id", LargeBinary, nullable=False),
    Column("language", Text, nullable=False),
    Column("subject_id", LargeBinary),
    Column("page", Text, nullable=False),
    Column("requested_ms", BigInteger, nullable=False),
    Column("waiting_since_ms", BigInteger, nullable=False),
    Column("respondent_id", LargeBinary),
    Column("model", Text, nullable=False),
    Column("claimed_ms", BigInteger, nullable=False),
    Column("has_reply", Boolean, nullable=False),
    Column("is_answered", Boolean, nullable=False),
    Column("last_message_ms", BigInteger, nullable=False),
    Column("is_last_of_visitor", Boolean, nullable=False),
    Column("disconnected_ms", BigInteger, nullable=False),
    Column("offers", Text, nullable=False),
)
"""
One row for each conversation that waits or is open; `respondent_id` is empty while it waits.

`has_reply`: the present respondent has sent a message; `is_answered`: a respondent has.
`disconnected_ms` is 0 while the visitor is there. `offers` is a JSON object from respondent to
what became of the offer: `[state, expires_ms]`, 0 without an end.
"""

Index("open_conversations_by_brand", open_conversations.c.brand_id)
Index("open_conversations_by_respondent", open_conversations.c.respondent_id)
