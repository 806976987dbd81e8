"""What only development and demonstrations have."""

import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

from web.installation.bad_setting import BadSetting
from web.installation.database_settings import log_file


class Demonstration(NamedTuple):
    """What only a demonstration has: a rail for practice, and a worker that may be killed."""

    practice_file: Path
    """What the practice rail paid."""
    worker_file: Path
    """Which process the worker is."""


def clock_offset(environment: Mapping[str, str]) -> timedelta:
    text = environment.get("COMPTOIR_CLOCK_OFFSET_HOURS", "")
    if not text:
        return timedelta(0)
    if not development(environment):
        raise BadSetting("COMPTOIR_CLOCK_OFFSET_HOURS needs COMPTOIR_DEVELOPMENT=1.")
    if not re.fullmatch(r"-?[0-9]{1,5}", text):
        raise BadSetting("COMPTOIR_CLOCK_OFFSET_HOURS must be a whole number of hours, such as 48.")
    return timedelta(hours=int(text))


def development(environment: Mapping[str, str]) -> bool:
    text = environment.get("COMPTOIR_DEVELOPMENT", "0").strip()
    if text not in ("0", "1"):
        raise BadSetting(
            "COMPTOIR_DEVELOPMENT must be 1 to show unsent e-mails to all users of this "
            "machine, or 0. Leave it unset everywhere else."
        )
    return text == "1"


def demonstration(
    environment: Mapping[str, str], database_url: str, var: Path
) -> Demonstration | None:
    """Its files lie beside the log."""
    text = environment.get("COMPTOIR_DEMONSTRATION", "0").strip()
    if text not in ("0", "1"):
        raise BadSetting(
            "COMPTOIR_DEMONSTRATION must be 1 to offer pay runs for practice, whose worker may be "
            "killed on a page, or 0. Leave it unset everywhere else."
        )
    log = log_file(database_url) or var / "comptoir"
    practice, worker = (log.with_suffix(suffix) for suffix in (".practice.db", ".worker.pid"))
    return Demonstration(practice, worker) if text == "1" else None
