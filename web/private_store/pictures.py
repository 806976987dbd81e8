"""
Pictures that people upload: checked by what they are, written anew, and kept by their SHA-256.

Written anew, a picture is nothing but its points of colour: what a camera noted of place and time,
and what somebody hid behind the picture, is gone.
"""

from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import NamedTuple, cast

from flask import Blueprint, Flask, Response, current_app, request
from flask.typing import ResponseReturnValue
from PIL import Image, ImageOps
from sqlalchemy import LargeBinary, String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from domain.errors import Invalid, NotFound
from web.private_store.store import Private, PrivateStore
from web.private_store.utc_datetime import UtcTime

MOST_BYTES = 2 * 1024 * 1024
MOST_POINTS = 40_000_000
"""Before a file is unpacked it says how large it is: a small one can be made to fill the memory."""
LONGEST_SIDE = 1600
QUALITY = 88
MIMETYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
WITH_UPLOADS = {"test_questions.revise_question": MOST_BYTES + 1024 * 1024}
"""Forms that may be larger than others, in bytes: with a picture, and what stands beside it."""
UNREADABLE = (
    *(OSError, SyntaxError, ValueError, EOFError),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)

pages = Blueprint("pictures", __name__)


class Picture(Private):
    __tablename__ = "picture"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    mimetype: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(UtcTime())


class Clean(NamedTuple):
    """A picture as it was written anew."""

    mimetype: str
    content: bytes

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def clean(raw: bytes) -> Clean:
    """Read a picture and write it anew. Raises Invalid with what is wrong with it."""
    if len(raw) > MOST_BYTES:
        raise Invalid("A picture has 2 MB at most: make it smaller first.")
    try:
        with Image.open(BytesIO(raw), formats=list(MIMETYPES)) as opened:
            return _written_anew(opened)
    except UNREADABLE as error:
        raise Invalid("This is no PNG, JPEG or WebP picture that can be read.") from error


def _written_anew(opened: Image.Image) -> Clean:
    kind = str(opened.format)
    if opened.width * opened.height > MOST_POINTS:
        raise Invalid("A picture has 40 million points of colour at most: make it smaller first.")
    # A camera says which way is up beside the picture, and that goes.
    upright = ImageOps.exif_transpose(opened)
    plain = upright.convert("RGBA" if kind != "JPEG" and _is_see_through(upright) else "RGB")
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain.info.clear()
    written = BytesIO()
    plain.save(written, format=kind, quality=QUALITY)
    return Clean(MIMETYPES[kind], written.getvalue())


def _is_see_through(picture: Image.Image) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info


class PictureStore:
    def __init__(self, store: PrivateStore) -> None:
        self._store = store

    def keep(self, raw: bytes, at: datetime) -> str:
        """Keep a picture; the same one is kept once. Returns its SHA-256. Raises Invalid."""
        picture = clean(raw)
        if not self.has(picture.sha256):
            try:
                self._add(picture, at)
            except IntegrityError:
                # Somebody else has just kept the same one.
                return picture.sha256
        return picture.sha256

    def _add(self, picture: Clean, at: datetime) -> None:
        with self._store.sessions.session_factory() as session, session.begin():
            session.add(
                Picture(
                    sha256=picture.sha256,
                    mimetype=picture.mimetype,
                    content=picture.content,
                    kept_at=at,
                )
            )

    def has(self, sha256: str) -> bool:
        return self.find(sha256) is not None

    def find(self, sha256: str) -> Clean | None:
        with self._store.sessions.session_factory() as session:
            found = session.get(Picture, sha256)
            return Clean(found.mimetype, found.content) if found else None


def init_pictures(app: Flask, store: PrivateStore) -> None:
    """Before the check of forms, which reads them whole."""
    app.extensions["comptoir.pictures"] = PictureStore(store)
    app.before_request(allow_uploads)
    app.register_blueprint(pages)


def pictures() -> PictureStore:
    return cast(PictureStore, current_app.extensions["comptoir.pictures"])


def allow_uploads() -> None:
    if request.endpoint in WITH_UPLOADS:
        request.max_content_length = WITH_UPLOADS[request.endpoint]


@pages.get("/pictures/<sha256>")
def show_picture(sha256: str) -> ResponseReturnValue:
    found = pictures().find(sha256)
    if found is None:
        raise NotFound("There is no such picture.")
    answer = Response(found.content, mimetype=found.mimetype)
    # Under this address there will never be another one. Only for who is signed in: no proxy's.
    answer.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return answer
