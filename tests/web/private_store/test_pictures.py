"""Pictures that people upload: what is taken, what is kept of it, and who may see it."""

from hashlib import sha256
from io import BytesIO

import pytest
from PIL import Image

from domain.errors import Invalid
from tests.support.people import MORNING
from web.private_store.pictures import MAX_BYTES, MAX_SIDE, Picture, PictureStore, clean

INES = "ines@nest.example"
SECRET = b"48.8584 N, 2.2945 E"


def picture(kind="PNG", size=(12, 8), colour=(200, 30, 30), mode="RGB", **more):
    file = BytesIO()
    Image.new(mode, size, colour).save(file, format=kind, **more)
    return file.getvalue()


def opened(content):
    image = Image.open(BytesIO(content))
    image.load()
    return image


@pytest.fixture
def store(shop):
    return PictureStore(shop.store)


@pytest.mark.parametrize(
    ("kind", "mimetype"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")]
)
def test_three_kinds_of_pictures_are_taken_and_stay_what_they_are(kind, mimetype):
    kept = clean(picture(kind))

    assert kept.mimetype == mimetype
    assert (opened(kept.content).format, opened(kept.content).size) == (kind, (12, 8))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        picture("GIF", colour=3, mode="P"),
        picture("BMP"),
        picture()[:45],
        b"\x89PNG\r\n\x1a\n" + b"\x00" * 40,
    ],
    ids=["nothing", "a page", "svg", "gif", "bmp", "cut off", "only the beginning"],
)
def test_what_is_no_such_picture_is_refused_whatever_its_name(raw):
    with pytest.raises(Invalid, match="This file is not a readable PNG, JPEG or WebP picture"):
        clean(raw)


def test_a_picture_over_2_mb_is_refused_before_it_is_opened():
    with pytest.raises(Invalid, match="2 MB"):
        clean(b"x" * (MAX_BYTES + 1))


def test_a_small_file_that_would_fill_the_memory_is_refused():
    bomb = picture(size=(9000, 9000), mode="1", colour=0)
    assert len(bomb) < 100_000

    with pytest.raises(Invalid, match="40 million"):
        clean(bomb)


def test_a_bomb_that_the_library_itself_refuses_is_refused_in_our_words():
    with pytest.raises(Invalid, match="This file is not a readable PNG, JPEG or WebP picture"):
        clean(picture(size=(20_000, 10_000), mode="1", colour=0))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_a_camera_noted_and_what_was_appended_is_gone(kind):
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    raw = picture(kind, exif=exif, comment=SECRET, icc_profile=b"profile " + SECRET) + SECRET
    assert raw.count(SECRET) > 1

    kept = clean(raw)

    assert SECRET not in kept.content
    assert not opened(kept.content).getexif()


def test_a_picture_is_turned_as_the_camera_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6

    assert opened(clean(picture("JPEG", exif=exif)).content).size == (8, 12)


def test_a_large_picture_becomes_as_large_as_a_screen():
    kept = clean(picture(size=(4000, 1000)))

    assert opened(kept.content).size == (MAX_SIDE, MAX_SIDE // 4)


def test_what_one_can_see_through_stays_so():
    kept = clean(picture(mode="RGBA", colour=(1, 2, 3, 0)))

    assert opened(kept.content).getpixel((0, 0))[3] == 0


def test_the_same_picture_is_kept_once_under_what_it_is(store):
    name = store.keep(picture(), MORNING)

    assert store.keep(picture(), MORNING) == name
    assert name == sha256(store.find(name).content).hexdigest()
    assert store.keep(picture(colour=(0, 0, 0)), MORNING) != name


def test_a_picture_is_kept_with_its_time(shop, store):
    name = store.keep(picture(colour=(0, 0, 99)), MORNING)

    with shop.store.sessions.session_factory() as session:
        assert session.get(Picture, name).stored_at == MORNING


def test_who_is_signed_in_sees_a_picture_and_may_keep_it_for_long(signed_in, store):
    name = store.keep(picture("WEBP"), MORNING)

    answer = signed_in(INES).get(f"/pictures/{name}")

    assert (answer.status_code, answer.mimetype) == (200, "image/webp")
    assert opened(answer.data).size == (12, 8)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, max-age=31536000, immutable"


def test_a_stranger_sees_none(client, store):
    assert client.get(f"/pictures/{store.keep(picture(), MORNING)}").status_code == 302


def test_a_picture_that_is_not_there_is_absent(signed_in):
    assert signed_in(INES).get(f"/pictures/{'0' * 64}").status_code == 404
