"""Where Stripe posts its notifications: verified on the received bytes, stored, no more."""

import logging

from flask import Blueprint, Flask, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect  # type: ignore[import-untyped]

from domain.errors import NotFound
from payments.stripe_webhooks import WebhookReader, WebhookRefused
from web.http.access import ABSENT
from web.http.request_context import current_settings, current_time, private_store
from web.payments.notifications import NotificationInbox

logger = logging.getLogger(__name__)

bp = Blueprint("stripe_webhooks", __name__)


def init_webhooks(app: Flask, protection: CSRFProtect) -> None:
    """The signature of each notification stands in for a session and its token."""
    app.register_blueprint(bp)
    protection.exempt(receive)


@bp.post("/webhooks/stripe")
def receive() -> ResponseReturnValue:
    """
    Store a notification once. Stripe repeats it for days unless the answer is 200.

    Raises NotFound where no secret is set: without one, everything would have to be believed.
    """
    keys = current_settings().stripe
    if keys is None or not keys.webhook_secrets:
        raise NotFound(ABSENT)
    reader = WebhookReader(keys.webhook_secrets, is_live=keys.is_live)
    signature = request.headers.get("Stripe-Signature", "")
    try:
        notification = reader.read(request.get_data(cache=False), signature, current_time())
    except WebhookRefused as refused:
        logger.warning("A notification was refused: %s", refused.problem)
        return {"problem": refused.problem}, 400
    return {"stored": NotificationInbox(private_store()).store(notification)}
