"""
Pictures that people upload: checked by what they are, encoded anew, and stored by their SHA-256.

Encoded anew, a picture is nothing but its pixels: what a camera noted of place and time, and what
was hidden behind the picture, is gone.
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

MAX_BYTES = 2 * 1024 * 1024
MAX_PIXELS = 40_000_000
"""A file says how large it is before it is unpacked: a small one can be made to fill memory."""
MAX_UPLOADED_SIDE = 10_000
"""In pixels. To decode a picture takes memory for each of its rows, however short they are."""
MAX_SIDE = 1600
QUALITY = 88
MIMETYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
WITH_UPLOADS = {
    "test_questions.revise_question": MAX_BYTES + 1024 * 1024,
    "test_files.revise_questions": 3 * 1024 * 1024,
}
"""
Forms that may be larger than others, in bytes: with a picture, and what stands beside it; and with
a file that is too large, so that the page can say so and keep what was typed.
"""
UNREADABLE = (
    *(OSError, SyntaxError, ValueError, EOFError),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)

bp = Blueprint("pictures", __name__)


class Picture(Private):
    __tablename__ = "picture"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    mimetype: Mapped[str] = mapped_column(String(20))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    stored_at: Mapped[datetime] = mapped_column(UtcTime())


class CleanPicture(NamedTuple):
    """A picture that was encoded anew."""

    mimetype: str
    content: bytes

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()


def clean(raw: bytes) -> CleanPicture:
    """Read a picture and encode it anew. Raises Invalid with what is wrong with it."""
    if len(raw) > MAX_BYTES:
        raise Invalid("Pictures can be up to 2 MB. Make this one smaller.")
    try:
        with Image.open(BytesIO(raw), formats=list(MIMETYPES)) as opened:
            return _encoded_anew(opened)
    except UNREADABLE as error:
        raise Invalid("This file is not a readable PNG, JPEG or WebP picture.") from error


def _encoded_anew(opened: Image.Image) -> CleanPicture:
    kind = str(opened.format)
    if opened.width * opened.height > MAX_PIXELS:
        raise Invalid("Pictures can have up to 40 million pixels. Make this one smaller.")
    if max(opened.size) > MAX_UPLOADED_SIDE:
        raise Invalid(
            "Pictures can be up to %(n)s pixels wide and high. Make this one smaller.",
            n=MAX_UPLOADED_SIDE,
        )
    # A camera says which way is up beside the picture, and that goes.
    upright = ImageOps.exif_transpose(opened)
    plain = upright.convert("RGBA" if kind != "JPEG" and _is_see_through(upright) else "RGB")
    plain.thumbnail((MAX_SIDE, MAX_SIDE))
    plain.info.clear()
    encoded = BytesIO()
    plain.save(encoded, format=kind, quality=QUALITY)
    return CleanPicture(MIMETYPES[kind], encoded.getvalue())


def _is_see_through(picture: Image.Image) -> bool:
    return "A" in picture.getbands() or "transparency" in picture.info


class PictureStore:
    def __init__(self, store: PrivateStore) -> None:
        self._store = store

    def keep(self, raw: bytes, at: datetime) -> str:
        """Store a picture, the same one once. Returns its SHA-256. Raises Invalid."""
        picture = clean(raw)
        if not self.has(picture.sha256):
            try:
                self._add(picture, at)
            except IntegrityError:
                # Another request stored the same one a moment ago.
                return picture.sha256
        return picture.sha256

    def _add(self, picture: CleanPicture, at: datetime) -> None:
        with self._store.sessions.session_factory() as session, session.begin():
            session.add(
                Picture(
                    sha256=picture.sha256,
                    mimetype=picture.mimetype,
                    content=picture.content,
                    stored_at=at,
                )
            )

    def has(self, sha256: str) -> bool:
        return self.find(sha256) is not None

    def find(self, sha256: str) -> CleanPicture | None:
        with self._store.sessions.session_factory() as session:
            row = session.get(Picture, sha256)
            return CleanPicture(row.mimetype, row.content) if row else None


def init_pictures(app: Flask, store: PrivateStore) -> None:
    """Before the check of forms, which reads them whole."""
    app.extensions["comptoir.pictures"] = PictureStore(store)
    app.before_request(allow_uploads)
    app.register_blueprint(bp)


def pictures() -> PictureStore:
    return cast(PictureStore, current_app.extensions["comptoir.pictures"])


def allow_uploads() -> None:
    if request.endpoint in WITH_UPLOADS:
        request.max_content_length = WITH_UPLOADS[request.endpoint]


@bp.get("/pictures/<sha256>")
def show_picture(sha256: str) -> ResponseReturnValue:
    picture = pictures().find(sha256)
    if picture is None:
        raise NotFound("This picture does not exist.")
    response = Response(picture.content, mimetype=picture.mimetype)
    # Under this address there will never be another one. Not for proxies: it requires sign-in.
    response.headers["Cache-Control"] = "private, max-age=31536000, immutable"
    return response
