from html import unescape
from io import BytesIO

import pytest
from PIL import Image

from domain.brands.widget import Targeting, WidgetText
from domain.clock import system_clock
from tests.support.people import euros
from tests.web.brands.settings_fixture import SETTINGS, error_beside, sends, value_of
from web.private_store.pictures import PictureStore

PAGE = f"{SETTINGS}/widget"
FORM = {
    "title_fr": "Un passionné vous répond",
    "greeting_fr": "Bonsoir ! Une question ?",
    "origins": "https://nest.example\nhttps://www.nest.example/",
    "pages": "/help*\n/contact",
    "minimum_present": "2",
    "minimum_basket": "50.00",
    "after_s": "20",
}


@pytest.fixture
def portrait(shop):
    file = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(file, "PNG")
    return PictureStore(shop.store).keep(file.getvalue(), system_clock())


def test_the_widget_is_configured(ines, scenario, portrait):
    response = sends(ines, PAGE, **FORM, portraits=f"/pictures/{portrait}")

    assert (response.status_code, response.location) == (303, f"{PAGE}?saved=1")
    [event] = scenario.events_of()
    widget = event.widget
    assert widget.texts == {"fr": WidgetText(FORM["title_fr"], FORM["greeting_fr"])}
    assert widget.origins == ("https://nest.example", "https://www.nest.example")
    assert widget.targeting == Targeting(("/help*", "/contact"), euros(5000), 20)
    assert (widget.minimum_present, widget.portraits) == (2, (portrait,))
    page = ines.get(PAGE).text
    assert value_of(page, "minimum_basket") == "50.00"
    assert unescape(value_of(page, "title_fr")) == FORM["title_fr"]
    assert portrait in page


def test_conditions_can_be_left_out(ines, scenario):
    sends(ines, PAGE, **{**FORM, "pages": "", "minimum_basket": "", "after_s": ""})

    [event] = scenario.events_of()
    assert event.widget.targeting == Targeting()


def test_a_new_widget_keeps_the_promise(ines):
    sends(ines, f"{SETTINGS}/routing", f"{SETTINGS}/routing/promise", promised_wait_s="45")
    sends(ines, PAGE, **FORM)

    assert value_of(ines.get(f"{SETTINGS}/routing").text, "promised_wait_s") == "45"


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"title_fr": "", "greeting_fr": ""}, "title_fr", "in at least one language"),
        ({"greeting_fr": ""}, "greeting_fr", "both the title and the greeting"),
        ({"title_en": "Hello"}, "greeting_en", "both the title and the greeting"),
        ({"title_fr": "x" * 201}, "title_fr", "Use at most 200 characters."),
        ({"title_fr": "a\u202eb"}, "title_fr", "cannot be displayed"),
        ({"origins": "nest.example"}, "origins", "Enter the address of a site"),
        ({"origins": "https://nest.example/shop"}, "origins", "Enter the address of a site"),
        ({"pages": "help"}, "pages", "Enter a page as /help"),
        ({"portraits": "0" * 64}, "portraits", "No uploaded picture is called"),
        ({"minimum_present": "0"}, "minimum_present", "Enter a whole number from 1 to 100."),
        ({"minimum_basket": "much"}, "minimum_basket", "Enter an amount"),
        ({"minimum_basket": "0"}, "minimum_basket", "greater than zero"),
        ({"after_s": "3601"}, "after_s", "Enter a whole number from 0 to 3600."),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(ines, scenario, fields, field, sentence):
    response = sends(ines, PAGE, **{**FORM, **fields})

    assert response.status_code == 422
    assert sentence in unescape(error_beside(response.text, field))
    assert scenario.events_of() == []
    assert "/contact" in response.text or "pages" in fields
    assert value_of(response.text, "minimum_basket") == {**FORM, **fields}["minimum_basket"]


def test_texts_are_no_markup(ines):
    sends(ines, PAGE, **{**FORM, "title_fr": '"><script>alert(1)</script>'})

    for page in (PAGE, SETTINGS, f"{SETTINGS}/history"):
        assert "<script>alert" not in ines.get(page).text


def test_another_brands_widget_is_absent(tom):
    assert tom.get(PAGE).status_code == 404
    assert tom.post(PAGE, data=FORM).status_code in (400, 404)
