"""Somebody is overtaken: between their decision and its writing, something else happens."""


class Overtaken:
    """The log for whoever is overtaken; it remembers how often they had to decide."""

    def __init__(self, log, meanwhile):
        self._log = log
        self._meanwhile = meanwhile
        self.decided = 0

    def __getattr__(self, name):
        return getattr(self._log, name)

    def execute(self, decide, idempotency_key=None):
        def overtaken():
            decision = decide()
            self.decided += 1
            if self.decided == 1:
                self._meanwhile()
            return decision

        return self._log.execute(overtaken, idempotency_key)
