"""Reactors in tests: the e-mails they write because of what happens."""

import re
from dataclasses import replace
from threading import Event
from uuid import uuid4

from sqlalchemy import select

from domain.clock import system_clock
from web.mail.outbox import emails, message_of
from web.reactors.follower import ReactorFollower

LINK = re.compile(r"https?://[^/\s]+(/\S*)")


class WatchedReactor:
    """
    A reactor that has read the log to its end, and reacts to what happens from now on.

    Its name is unique: the private store may be that of other tests too.
    """

    def __init__(self, reactor, market, store):
        self._reactor = replace(reactor, name=f"{reactor.name}-{uuid4().hex[:8]}")
        self._market, self._store = market, store
        self.run()

    def run(self):
        market = self._market
        market.projector.catch_up()
        follower = ReactorFollower(self._reactor, market.log, market.read_models, self._store)
        return follower.run(system_clock(), Event())

    def emails(self):
        """The e-mails it has written, in order, after two runs: the second one must add none."""
        self.run()
        self.run()
        own = emails.c.key.startswith(self._reactor.key_of(0).removesuffix("0"))
        with self._store.engine.connect() as db:
            rows = db.execute(select(emails).where(own).order_by(emails.c.number))
            return [message_of(row) for row in rows]

    def only_email(self):
        [message] = self.emails()
        return message


def linked_paths(text):
    """The paths of the links in an e-mail."""
    return LINK.findall(text)


def pages_at(paths, app):
    """The endpoints of the pages at some paths. Raises werkzeug's NotFound where there is none."""
    adapter = app.url_map.bind("localhost")
    return [adapter.match(path, method="GET")[0] for path in paths]
