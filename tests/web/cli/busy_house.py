"""A web server and a worker, programs of their own, and people who use the pages all the time."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from domain.assessments.assessment import Assessment
from domain.log.event_log import EventLog
from tests.support.waiting import wait_until
from tests.support.web_client import NO_ANSWER, Answer, WebClient
from tests.web.cli.program import Program

BRAND = ("--name", "Road Kitchen", "--zone", "Europe/Paris", "--currency", "EUR")
MANAGER = "manager@road.example"
TESTS = "/brands/road/tests"
PAGES = (TESTS, "/brands/road/conversations", "/brands/road/calls", "/brands/road/comparison")
WRITERS = 3
PATIENCE_S = 60
PAUSE_S = 0.05


class Answered(NamedTuple):
    """An answer that a person got, and when (by the monotonic clock)."""

    asked_at: float
    at: float
    path: str
    answer: Answer


@dataclass
class BusyHouse:
    """Writers create tests, and repeat each form until it is answered; readers look at pages."""

    program: Program
    base: str
    pid: int
    """The process id of `comptoir serve`."""
    said: list[str]
    """What the programs say, line by line."""
    password: str
    subject_id: str
    answered: list[Answered] = field(default_factory=list)
    acknowledged: dict[UUID, int] = field(default_factory=dict)
    """The tests whose creation was acknowledged, with how often the form was sent."""
    _stop: threading.Event = field(default_factory=threading.Event)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """People use the pages while the context lasts."""
        work = [self._write] * WRITERS + [self._read]
        clients = [self.signed_in() for _ in work]
        threads = [
            threading.Thread(target=act, args=[client])
            for act, client in zip(work, clients, strict=True)
        ]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self._stop.set()
            for thread in threads:
                thread.join()

    def signed_in(self) -> WebClient:
        client = WebClient(self.base)
        client.sign_in(MANAGER, self.password)
        return client

    def status(self) -> dict[str, Any]:
        """What `comptoir status` says."""
        status: dict[str, Any] = json.loads(self.program.run("status", "--format", "json").output)
        return status

    def answers_to_requests_since(self, moment: float) -> list[Answered]:
        """moment: by the monotonic clock."""
        return [answered for answered in list(self.answered) if answered.asked_at >= moment]

    def _write(self, client: WebClient) -> None:
        token = client.csrf_token(f"{TESTS}/new")
        while not self._stop.is_set():
            assessment_id, sent = uuid4(), 0
            status = NO_ANSWER
            # A form that is sent again is refused when it had been carried out the first time.
            while status not in (302, 303) and not (status == 409 and sent > 1):
                status, sent = self._creates(client, assessment_id, token).status, sent + 1
                time.sleep(PAUSE_S)
            self.acknowledged[assessment_id] = sent

    def _creates(self, client: WebClient, assessment_id: UUID, token: str) -> Answer:
        fields = {"title": f"Test {assessment_id}", "language": "en", "csrf_token": token}
        fields |= {"assessment_id": str(assessment_id), "subject_id": self.subject_id}
        return self._note(TESTS, lambda: client.post(TESTS, **fields))

    def _read(self, client: WebClient) -> None:
        while not self._stop.is_set():
            for page in PAGES:
                self._note(page, lambda page=page: client.get(page))
                time.sleep(PAUSE_S)

    def _note(self, path: str, ask: Any) -> Answer:
        asked_at = time.monotonic()
        answer: Answer = ask()
        self.answered.append(Answered(asked_at, time.monotonic(), path, answer))
        return answer


def created_in(database_url: str) -> list[UUID]:
    """The tests whose creation is in the log, as often as it is."""
    with EventLog(database_url) as log:
        return [
            UUID(bytes=row.stream)
            for row in log.all_rows()
            if row.topic == Assessment.Created.TOPIC
        ]


@contextmanager
def busy_house(program: Program) -> Iterator[BusyHouse]:
    """A brand with its manager and a subject; `comptoir serve` runs while the context lasts."""
    program.works("register-brand", "road", *BRAND)
    program.works("name-subject", "campers", "--fr", "Camping-cars", "--en", "Campers")
    output = program.works("add-account", MANAGER, "--role", "brand", "--brand", "road").output
    with EventLog(program.database_url) as log:
        subject_id = log.rows.holder_of("subject-slug", "campers")
    with serving(program) as (base, pid, said):
        yield BusyHouse(program, base, pid, said, output.split()[-1], str(subject_id))


@contextmanager
def serving(program: Program) -> Iterator[tuple[str, int, list[str]]]:
    """`comptoir serve` until the context ends: its address, its process id and what it says."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    served, said = program.start("serve", "--port", port), list[str]()
    assert served.stdout is not None
    reader = threading.Thread(target=said.extend, args=[served.stdout])
    reader.start()
    base = f"http://127.0.0.1:{port}"
    try:
        wait_until(lambda: WebClient(base).get("/sign-in").status == 200)
        yield base, served.pid, said
        assert served.poll() is None, "".join(said)
    finally:
        served.terminate()
        served.wait(PATIENCE_S)
        reader.join()
        served.stdout.close()


def descendants(pid: int) -> set[int]:
    """The ids of the processes that a process has started, and those that they have."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    children = {int(child) for child in found}
    return children.union(*map(descendants, children))
