"""Saving answers over HTTP while 500 attempts at a test are open, on one web process."""

import base64
import json
import os
import queue
import random
import re
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

from flask import Flask

from domain.assessments.assessment_rules import AssessmentRules, Selection
from domain.assessments.question import Question
from domain.assessments.question_types.choice import Choice, Single
from domain.clock import system_clock
from web.accounts.sessions import SESSION_ID
from web.app import create_app
from web.composition import compose
from web.http.brand_directory import BrandDirectory
from web.marketplace import Marketplace
from web.private_store.account_sessions import start_session
from web.private_store.accounts import Account
from web.private_store.key_check import check_private_store
from web.private_store.store import PrivateStore, open_private_store
from web.private_store.texts import PrivateTexts
from web.settings import Settings

ATTEMPTS = int(os.environ.get("BENCH_ATTEMPTS", "500"))
BANK, ITEMS = 60, 20
PACE_S = 20
"""After how many seconds a candidate saves the next answer, on average."""
SAVES_PER_ATTEMPT = 4
CONNECTIONS = 32
RULES = AssessmentRules((Selection("all", ITEMS),), pass_percent=60, time_limit_s=7200)


class Candidate(NamedTuple):
    """A candidate with an attempt open in a browser: what that browser would send."""

    attempt_id: UUID
    questions: Sequence[str]
    cookie: str
    token: str


class Save(NamedTuple):
    due_s: float
    candidate: Candidate
    number: int


def run(folder: Path) -> dict[str, float]:
    """
    Time from when an answer was due to be sent until it was answered, durably saved.

    At a person's pace, each attempt one answer in 20 seconds at random moments, so that a slow
    answer does not hold back the next; then as fast as one process can. A worker updates the read
    models meanwhile, as `comptoir serve` has it.
    """
    environment = _environment(folder)
    settings = Settings.from_environment(environment, folder)
    store = open_private_store(settings)
    # Before there are events: a server would take an empty private store for a lost one.
    check_private_store(store, 0)
    marketplace = compose(settings.database_url, PrivateTexts(store).read)
    app = create_app(marketplace, settings, store, BrandDirectory(marketplace.read_models))
    assessment_id = _published(marketplace)
    with _serving(environment) as port:
        candidates = [
            _start_attempt(app, marketplace, store, assessment_id, port) for _ in range(ATTEMPTS)
        ]
        paced = _send(port, _at_a_persons_pace(candidates))
        burst_began = time.perf_counter()
        burst = _send(port, [Save(0, candidate, SAVES_PER_ATTEMPT) for candidate in candidates])
        rate = len(burst) / (time.perf_counter() - burst_began)
    return _report(paced, rate)


def _report(paced: Sequence[float], rate: float) -> dict[str, float]:
    ordered = sorted(paced)
    at = {
        p: ordered[min(len(ordered) - 1, int(len(ordered) * p / 100))] * 1000 for p in (50, 95, 99)
    }
    print(f"   {ATTEMPTS} attempts open, {len(paced)} answers, one in {PACE_S} s each:", end="")
    print(f"   p50 {at[50]:.1f} ms, p95 {at[95]:.1f} ms, p99 {at[99]:.1f} ms")
    print(f"   as fast as it goes, {CONNECTIONS} connections: {rate:.0f} answers a second")
    return {
        "attempt_save_p50_ms": round(at[50], 1),
        "attempt_save_p95_ms": round(at[95], 1),
        "attempt_save_p99_ms": round(at[99], 1),
        "attempt_saves_per_s": round(rate),
    }


def _environment(folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": f"sqlite:///{folder / 'attempts.db'}",
        "COMPTOIR_SECRET_KEY": secrets.token_hex(16),
        "COMPTOIR_PRIVATE_KEY": base64.b64encode(secrets.token_bytes(64)).decode(),
        "COMPTOIR_MAIL_FOLDER": str(folder / "mail"),
    }


def _published(market: Marketplace) -> UUID:
    by, at, subject_id, assessment_id = uuid4(), system_clock(), uuid4(), uuid4()
    market.subjects.add(subject_id, "bench", {"en": "Bench"}, None, by, at)
    questions = [_question(number) for number in range(BANK)]
    market.assessments.create(
        assessment_id, None, subject_id, "Bench", "en", by, at, questions=questions
    )
    market.assessments.publish(assessment_id, RULES, by, at)
    return assessment_id


def _question(number: int) -> Question:
    choices = tuple(
        Choice(str(key), f"Choice {key}", Decimal(0 if key else 100)) for key in range(4)
    )
    return Question(uuid4(), "all", f"Q{number}", f"What is right of {number}?", Single(choices))


def _start_attempt(
    app: Flask, market: Marketplace, store: PrivateStore, assessment_id: UUID, port: int
) -> Candidate:
    """Start an attempt, and open its page over HTTP."""
    account = Account(id=uuid4(), email=f"{uuid4().hex}@bench.example", name="")
    uniquifier = account.fs_uniquifier = secrets.token_hex(32)
    member_id, attempt_id = account.id, uuid4()
    with store.sessions.session_factory() as session, session.begin():
        session.add(account)
        session.flush()
        session_id = start_session(member_id, system_clock(), session)
    market.members.join(member_id, ("en",), "FR", system_clock())
    market.attempts.start(
        attempt_id, assessment_id, member_id, random.getrandbits(60), system_clock()
    )
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    cookie = signer.dumps({"_user_id": uniquifier, "_fresh": True, SESSION_ID: session_id.hex})
    return _opened(attempt_id, cookie, port)


def _opened(attempt_id: UUID, cookie: str, port: int) -> Candidate:
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", f"/attempts/{attempt_id}", headers={"Cookie": f"comptoir={cookie}"})
    answer = line.getresponse()
    page = answer.read().decode()
    assert answer.status == 200, page
    session_cookie = re.search(r"comptoir=([^;]+)", answer.getheader("Set-Cookie") or "")
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert session_cookie, "no session"
    assert token, "no token"
    return Candidate(
        attempt_id, re.findall(r'data-question="([^"]+)"', page), session_cookie[1], token[1]
    )


def _at_a_persons_pace(candidates: Sequence[Candidate]) -> list[Save]:
    saves = [
        Save(number * PACE_S + random.uniform(0, PACE_S), candidate, number)
        for candidate in candidates
        for number in range(SAVES_PER_ATTEMPT)
    ]
    return sorted(saves)


def _send(port: int, saves: Sequence[Save]) -> list[float]:
    """Send each when it is due; the seconds from then until it was answered."""
    due: queue.SimpleQueue[Save | None] = queue.SimpleQueue()
    took: list[float] = []
    began = time.perf_counter()
    threads = [
        threading.Thread(target=_send_saves, args=(port, due, began, took))
        for _ in range(CONNECTIONS)
    ]
    for thread in threads:
        thread.start()
    for save in saves:
        time.sleep(max(0.0, began + save.due_s - time.perf_counter()))
        due.put(save)
    for _ in threads:
        due.put(None)
    for thread in threads:
        thread.join()
    assert len(took) == len(saves), f"{len(saves) - len(took)} answers were not saved"
    return took


def _send_saves(
    port: int, due: "queue.SimpleQueue[Save | None]", began: float, took: list[float]
) -> None:
    line = HTTPConnection("127.0.0.1", port, timeout=30)
    while save := due.get():
        if _save(line, save):
            took.append(time.perf_counter() - began - save.due_s)
    line.close()


def _save(line: HTTPConnection, save: Save) -> bool:
    candidate = save.candidate
    body = {"question": candidate.questions[save.number], "values": ["1"], "after": 0}
    headers = {
        "Content-Type": "application/json",
        "Cookie": f"comptoir={candidate.cookie}",
        "X-CSRFToken": candidate.token,
    }
    for _ in range(2):
        try:
            line.request(
                "POST", f"/attempts/{candidate.attempt_id}/answers", json.dumps(body), headers
            )
            answer = line.getresponse()
            answer.read()
        except (HTTPException, ConnectionError):
            # The server closes what was idle for two seconds, sometimes just now.
            line.close()
        else:
            return answer.status == 200
    return False


@contextmanager
def _serving(environment: dict[str, str]) -> Iterator[int]:
    """One web process with 16 threads, and a worker, as `comptoir serve` starts them."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    program = "from web.cli import main; main()"
    process = subprocess.Popen(
        [sys.executable, "-c", program, "serve", "--port", str(port)],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait_until_it_answers(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait_until_it_answers(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the web process does not answer")
