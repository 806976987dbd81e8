"""A log in which another command runs between a decision and its append."""

from domain.log.event_log import EventLog


class InterleavedLog:
    """Run another command after the first decision; count the decisions."""

    update = EventLog.update
    """The log's own way to load and act, so that its decision is interleaved too."""

    def __init__(self, log, meanwhile):
        self._log = log
        self._meanwhile = meanwhile
        self.decided = 0

    def __getattr__(self, name):
        return getattr(self._log, name)

    def execute(self, decide, idempotency_key=None, command=""):
        def decide_then_run_other():
            decision = decide()
            self.decided += 1
            if self.decided == 1:
                self._meanwhile()
            return decision

        return self._log.execute(decide_then_run_other, idempotency_key, command)
