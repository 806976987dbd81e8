"""Links that let their reader say no to a kind of letters, without signing in."""

import uuid

from itsdangerous import BadSignature, URLSafeSerializer

from web.mail.message import Letter, LetterKind
from web.settings import Settings

PATH = "/unsubscribe/"


class UnsubscribeTokens:
    """Signed, so that nobody makes one for somebody else; they name an account by its id only."""

    def __init__(self, settings: Settings) -> None:
        self._signer = URLSafeSerializer(settings.secret_key, salt="unsubscribe")
        self._base = settings.public_url

    def link_for(self, letter: Letter) -> str | None:
        if letter.account_id is None or not letter.kind.can_be_declined:
            return None
        return self._base + PATH + self.token(letter.account_id, letter.kind)

    def token(self, account_id: uuid.UUID, kind: LetterKind) -> str:
        return str(self._signer.dumps([account_id.hex, str(kind)]))

    def read(self, token: str) -> tuple[uuid.UUID, LetterKind] | None:
        try:
            account, kind = self._signer.loads(token)
            return uuid.UUID(account), LetterKind(kind)
        except (BadSignature, ValueError):
            return None
