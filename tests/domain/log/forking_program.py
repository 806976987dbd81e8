"""A program that opens a log, multiplies, and writes from everywhere; its argument is the log."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor

from domain.log.entries import Decision
from domain.log.event_log import EventLog
from tests.domain.log.note_aggregate import note

CHILDREN = 3
NOTES = 10


def write(log, words):
    for _ in range(NOTES):
        log.execute(lambda: Decision([note(words)]))


def main(url):
    log = EventLog(url)
    write(log, "parent before")
    children = [os.fork() for _ in range(CHILDREN) if os.getpid() == PARENT]
    if os.getpid() != PARENT:
        with ThreadPoolExecutor(2) as threads:
            list(threads.map(write, [log, log], ["child"] * 2))
        sys.exit(0)  # as programs end, with everything that runs at their end
    write(log, "parent meanwhile")
    ends = [os.waitpid(child, 0)[1] for child in children]
    write(log, "parent after")
    sys.exit(max(ends))


if __name__ == "__main__":
    PARENT = os.getpid()
    main(sys.argv[1])
