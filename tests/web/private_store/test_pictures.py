"""Uploaded pictures: which are accepted, what is stored, and who may see them."""

import struct
import zlib
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
def test_png_jpeg_and_webp_keep_their_format(kind, mimetype):
    cleaned = clean(picture(kind))

    assert cleaned.mimetype == mimetype
    assert (opened(cleaned.content).format, opened(cleaned.content).size) == (kind, (12, 8))


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
def test_other_files_are_refused_whatever_their_name(raw):
    with pytest.raises(Invalid, match="This file is not a readable PNG, JPEG or WebP picture"):
        clean(raw)


def test_a_picture_over_2_mb_is_refused_before_it_is_opened():
    with pytest.raises(Invalid, match="2 MB"):
        clean(b"x" * (MAX_BYTES + 1))


def test_a_decompression_bomb_is_refused():
    bomb = picture(size=(9000, 9000), mode="1", colour=0)
    assert len(bomb) < 100_000

    with pytest.raises(Invalid, match="40 million"):
        clean(bomb)


def test_a_bomb_detected_by_pillow_is_refused_in_our_sentence():
    with pytest.raises(Invalid, match="This file is not a readable PNG, JPEG or WebP picture"):
        clean(picture(size=(20_000, 10_000), mode="1", colour=0))


def only_a_header(width, height):
    """A PNG file that says how large it is, and has not one pixel."""
    fields = struct.pack(">4sIIBBBBB", b"IHDR", width, height, 8, 0, 0, 0, 0)
    header = struct.pack(">I", 13) + fields + struct.pack(">I", zlib.crc32(fields))
    return b"\x89PNG\r\n\x1a\n" + header + struct.pack(">I4sI", 1, b"IDAT", 0)


@pytest.mark.parametrize("size", [(1, 10_001), (10_001, 1), (1, 39_000_000)], ids=str)
def test_a_picture_with_a_long_side_is_refused_by_its_header(size):
    with pytest.raises(Invalid, match="10000 pixels wide and high"):
        clean(only_a_header(*size))


@pytest.mark.parametrize("size", [(1, 10_000), (10_000, 4_000)], ids=str)
def test_a_header_within_the_limits_is_not_what_is_wrong(size):
    with pytest.raises(Invalid, match="This file is not a readable"):
        clean(only_a_header(*size))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_camera_metadata_and_appended_bytes_are_removed(kind):
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()
    raw = picture(kind, exif=exif, comment=SECRET, icc_profile=b"profile " + SECRET) + SECRET
    assert raw.count(SECRET) > 1

    cleaned = clean(raw)

    assert SECRET not in cleaned.content
    assert not opened(cleaned.content).getexif()


def test_a_picture_is_rotated_by_its_exif_orientation():
    exif = Image.Exif()
    exif[0x0112] = 6

    assert opened(clean(picture("JPEG", exif=exif)).content).size == (8, 12)


def test_a_large_picture_becomes_as_large_as_a_screen():
    cleaned = clean(picture(size=(4000, 1000)))

    assert opened(cleaned.content).size == (MAX_SIDE, MAX_SIDE // 4)


def test_transparency_is_preserved():
    cleaned = clean(picture(mode="RGBA", colour=(1, 2, 3, 0)))

    assert opened(cleaned.content).getpixel((0, 0))[3] == 0


def test_the_same_picture_is_stored_once_under_its_digest(store):
    name = store.keep(picture(), MORNING)

    assert store.keep(picture(), MORNING) == name
    assert name == sha256(store.find(name).content).hexdigest()
    assert store.keep(picture(colour=(0, 0, 0)), MORNING) != name


def test_a_picture_is_stored_with_its_time(shop, store):
    name = store.keep(picture(colour=(0, 0, 99)), MORNING)

    with shop.store.sessions.session_factory() as session:
        assert session.get(Picture, name).stored_at == MORNING


def test_a_picture_is_cached_for_long_by_signed_in_accounts(signed_in, store):
    name = store.keep(picture("WEBP"), MORNING)

    response = signed_in(INES).get(f"/pictures/{name}")

    assert (response.status_code, response.mimetype) == (200, "image/webp")
    assert opened(response.data).size == (12, 8)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "private, max-age=31536000, immutable"


def test_a_visitor_sees_no_picture(client, store):
    assert client.get(f"/pictures/{store.keep(picture(), MORNING)}").status_code == 302


def test_a_picture_that_is_not_there_is_absent(signed_in):
    assert signed_in(INES).get(f"/pictures/{'0' * 64}").status_code == 404
