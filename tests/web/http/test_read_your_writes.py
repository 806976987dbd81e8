"""Read your own writes: the page after a command waits for it, for a moment."""

from types import SimpleNamespace

import pytest
from flask import Blueprint, redirect, render_template_string, request

from tests.web.shop import open_shop, settings_at
from web.http.read_your_writes import LAST_POSITION, remember_position

bp = Blueprint("written", __name__, url_prefix="/written")
INES = "ines@nest.example"
NOTICE = "Still updating"


@bp.post("/")
def write():
    for position in request.form.getlist("position"):
        remember_position(int(position))
    return redirect("/written/")


@bp.get("/")
def show():
    return render_template_string('{% include "http/still_updating.html" %}<h1>Written</h1>')


class FakeReadModels:
    """Read models caught up to a position, that remember what was waited for."""

    def __init__(self):
        self.position = 0
        self.waited_for = []

    def is_caught_up_to(self, position):
        self.waited_for.append(position)
        return position <= self.position


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    with open_shop(settings_at(tmp_path_factory.mktemp("shop"))) as shop:
        shop.app.config["WTF_CSRF_ENABLED"] = False
        shop.app.register_blueprint(bp)
        yield shop


@pytest.fixture
def read_models(app):
    read_models = FakeReadModels()
    log = SimpleNamespace(rows=SimpleNamespace(head=lambda: 100))
    app.extensions["comptoir.marketplace"] = SimpleNamespace(read_models=read_models, log=log)
    return read_models


@pytest.fixture
def ines(signed_in):
    return signed_in(INES)


def remembered_by(client):
    with client.session_transaction() as session:
        return session.get(LAST_POSITION)


def test_a_reader_without_commands_does_not_wait(ines, read_models):
    assert NOTICE not in ines.get("/written/").text
    assert read_models.waited_for == []


def test_the_page_after_a_command_waits_for_it_and_forgets(ines, read_models):
    read_models.position = 7
    response = ines.post("/written/", data={"position": 7}, follow_redirects=True)

    assert read_models.waited_for == [7]
    assert NOTICE not in response.text
    assert remembered_by(ines) is None
    ines.get("/written/")
    assert read_models.waited_for == [7]


def test_a_page_that_is_late_says_so_until_it_is_not(ines, read_models):
    late = ines.post("/written/", data={"position": 7}, follow_redirects=True)
    assert 'role="status"' in late.text
    assert NOTICE in late.text

    read_models.position = 7
    assert NOTICE not in ines.get("/written/").text
    assert NOTICE not in ines.get("/written/").text
    assert read_models.waited_for == [7, 7]


@pytest.mark.parametrize("positions", [(7, 9), (9, 7)])
def test_the_last_of_several_commands_is_waited_for(ines, read_models, positions):
    ines.post("/written/", data={"position": list(positions)})
    ines.get("/written/")

    assert read_models.waited_for == [9]


def test_commands_and_static_files_do_not_wait(ines, read_models):
    ines.post("/written/", data={"position": 7})
    ines.post("/written/", data={"position": 8})
    ines.get("/static/css/comptoir.css").close()
    ines.get("/nowhere")

    assert read_models.waited_for == []
    assert remembered_by(ines) == 8


def test_a_position_of_a_log_that_is_gone_is_forgotten(ines, read_models):
    response = ines.post("/written/", data={"position": 101}, follow_redirects=True)

    assert NOTICE not in response.text
    assert read_models.waited_for == [101]
    assert remembered_by(ines) is None


def test_a_refused_request_does_not_wait(client, read_models):
    with client.session_transaction() as session:
        session[LAST_POSITION] = 7

    assert client.get("/written/").status_code == 302
    assert read_models.waited_for == []


def test_commands_of_one_session_do_not_delay_another(ines, signed_in, read_models):
    ines.post("/written/", data={"position": 7})
    signed_in("tom@road.example").get("/written/")

    assert read_models.waited_for == []
