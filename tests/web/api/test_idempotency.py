"""Writes that programs repeat: carried out once, answered alike, and never mixed up."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from marshmallow import Schema, fields
from sqlalchemy import insert

from domain.errors import Invalid, NotNow
from tests.web.api.programs import NEST_PATH, program_of
from tests.web.conversations.busy_shop import counter_of
from tests.web.shop import NEST, open_shop, settings_at
from web.api.idempotency import LONGEST_WRITE, STORED_FOR, IdempotentWrites, WriteAnswer, WriteKey
from web.api.idempotency import writes as rows
from web.api.registration import openapi_document, register_resources
from web.api.repeated_writes import write_key
from web.api.resources import Resources
from web.api.scopes import Scope
from web.api.tokens import ApiTokens, NewToken

bp = Resources("tried", __name__, Scope("write:notes", "Write notes"))
carried_out = []


class NoteSchema(Schema):
    text = fields.String(required=True)


@bp.write("/notes", "Write a note", NoteSchema, NoteSchema)
def write_note(note):
    if note["text"] == "refused":
        carried_out.append("refused")
        raise NotNow("Not today.")
    carried_out.append(write_key())
    return {"text": f"{note['text']} {len(carried_out)}"}


# In the store.


@pytest.fixture
def key(store):
    new = NewToken(uuid4(), "Dashboard", ("write:notes",), 30)
    ApiTokens(store, "for tests only").create(new, NEST.brand_id, UUID(int=77))
    return WriteKey(new.token_id, "key", "content")


@pytest.fixture
def writes(store):
    return IdempotentWrites(store)


class Work:
    """Counts how often it is done."""

    def __init__(self):
        self.done = 0

    def __call__(self):
        self.done += 1
        return WriteAnswer(201, f"done {self.done}")


def fail():
    raise Invalid("No.")


def test_a_write_happens_once_and_is_answered_alike(writes, key):
    work = Work()

    assert writes.once(key, work) == (WriteAnswer(201, "done 1"), False)
    assert writes.once(key, work) == (WriteAnswer(201, "done 1"), True)
    assert work.done == 1


def test_another_key_is_another_write(writes, key):
    work = Work()
    writes.once(key, work)

    assert writes.once(key._replace(key="other"), work) == (WriteAnswer(201, "done 2"), False)


def test_a_key_that_was_used_for_something_else_is_refused(writes, key):
    work = Work()
    writes.once(key, work)

    with pytest.raises(Invalid):
        writes.once(key._replace(content="other"), work)

    assert work.done == 1


def test_a_refused_write_may_be_tried_again(writes, key):
    with pytest.raises(Invalid, match="No"):
        writes.once(key, fail)

    assert writes.once(key, Work()) == (WriteAnswer(201, "done 1"), False)


def test_while_a_write_is_carried_out_its_repetition_has_to_wait(writes, key):
    def repeat():
        with pytest.raises(NotNow):
            writes.once(key, Work())
        return WriteAnswer(201, "first")

    assert writes.once(key, repeat) == (WriteAnswer(201, "first"), False)


def test_the_write_of_a_server_that_died_is_taken_over_by_one(writes, key, clock, store):
    with store.engine.begin() as db:
        db.execute(insert(rows).values(**key._asdict(), started_at=clock.now))
    clock.now += LONGEST_WRITE + timedelta(seconds=1)

    def repeat():
        with pytest.raises(NotNow):
            writes.once(key, Work())
        return WriteAnswer(201, "second")

    assert writes.once(key, repeat) == (WriteAnswer(201, "second"), False)


def test_the_same_write_sent_many_times_at_once_is_carried_out_once(writes, key):
    work, together = Work(), Barrier(8)

    def send():
        together.wait()
        try:
            return writes.once(key, work)[0]
        except NotNow:
            return None

    with ThreadPoolExecutor(together.parties) as threads:
        answers = [sent.result() for sent in [threads.submit(send) for _ in range(8)]]

    assert work.done == 1
    assert set(answers) - {None} == {WriteAnswer(201, "done 1")}
    assert writes.once(key, work) == (WriteAnswer(201, "done 1"), True)


def test_after_a_day_a_key_is_forgotten(writes, key, clock):
    writes.once(key, Work())
    clock.now += STORED_FOR

    assert writes.once(key, Work()) == (WriteAnswer(201, "done 1"), False)


# Through the API.


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with open_shop(settings_at(tmp_path_factory.mktemp("writes"))) as shop:
        register_resources(shop.app, bp)
        yield shop


@pytest.fixture
def post(shop, sqlite_url):
    carried_out.clear()
    with counter_of(shop.app, sqlite_url):
        program = program_of(shop, scopes=("write:notes",))

        def post(key, **body):
            headers = {**program.headers, **({"Idempotency-Key": key} if key else {})}
            client = shop.app.test_client()
            return client.post(f"{NEST_PATH}/notes", json=body, headers=headers)

        yield post


def test_a_repeated_request_gets_the_first_answer(post):
    first, again = post("k", text="note"), post("k", text="note")

    assert first.status_code == again.status_code == 201
    assert first.json == again.json == {"text": "note 1"}
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"


def test_the_command_of_a_write_gets_a_key_of_the_token_and_the_content(post):
    post("k", text="note")
    post("other", text="note")

    [first, second] = carried_out
    assert first.key != second.key
    assert first.content == second.content


def test_another_body_with_the_same_key_is_refused(post):
    post("k", text="note")

    response = post("k", text="something else")

    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert len(carried_out) == 1


def test_a_refusal_is_not_stored(post):
    assert post("k", text="refused").status_code == 409
    assert post("k", text="refused").status_code == 409
    assert carried_out == ["refused", "refused"]


@pytest.mark.parametrize("key", [None, "k" * 256])
def test_a_write_without_a_usable_key_is_refused(post, key):
    response = post(key, text="note")

    assert (response.status_code, response.mimetype) == (400, "application/problem+json")
    assert carried_out == []


def test_a_body_with_a_mistake_is_a_problem_and_uses_up_no_key(post):
    response = post("k", txt="note")

    assert response.status_code == 422
    assert response.json["errors"]["json"].keys() == {"text", "txt"}
    assert post("k", text="note").status_code == 201


def test_a_write_is_documented_with_its_key(shop):
    with shop.app.app_context():
        operation = openapi_document()["paths"]["/api/v1/brands/{brand_slug}/notes"]["post"]

    assert [parameter["name"] for parameter in operation["parameters"]] == ["Idempotency-Key"]
    assert {"201", "400", "409", "422"} <= operation["responses"].keys()
    assert json.dumps(operation["requestBody"]["content"]).count("Note") == 1
