"""Settings come from the environment; a bad one stops the start, by name, with what to do."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from domain.clock import Clock, system_clock
from domain.terms import WHOLE
from payments.company.company import Company
from payments.company.debtor import Debtor
from payments.statements.bonus_rule import BonusRule
from payments.stripe_keys import StripeKeys
from web.installation import (
    database_settings,
    development_settings,
    key_settings,
    mail_settings,
    stream_settings,
)
from web.installation.bad_setting import BadSetting
from web.installation.development_settings import Demonstration
from web.installation.key_file import KeyFile
from web.installation.mail_settings import SmtpServer

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    database_url: str
    secret_key: str
    private_key: bytes
    trusted_proxies: int = 0
    smtp: SmtpServer | None = None
    mail_from: str = "Comptoir <comptoir@localhost>"
    mail_folder: Path = CHECKOUT / "var" / "mail"
    public_url: str = "http://127.0.0.1:8000"
    streams_url: str = "http://127.0.0.1:8001"
    """Where the streams process answers, without a path: a port of its own, or the same site."""
    development: bool = False
    demonstration: Demonstration | None = None
    """None: neither is offered."""
    clock_offset: timedelta = timedelta(0)
    """By how much the clock of all programs is ahead of the system's, for demonstrations."""
    commission_percent: int = 20
    """The platform's price card: the part of each new price that it keeps. Brands never set it."""
    emails_stored_for: timedelta = timedelta(days=90)
    """How long an e-mail stays in the outbox after it was delivered."""
    earnings_held_for: timedelta = timedelta(days=7)
    """How long after its end a conversation can be contested, and is not paid yet."""
    payout_threshold_minor: int = 2000
    """Below it a statement waits for the next, in hundredths of any currency."""
    bonus_rule: BonusRule | None = None
    """None: statements add no bonus by themselves."""
    pay_run_limit_minor: int = 500_000
    """A pay run with a larger total needs a second person, in hundredths of any currency."""
    debtor: Debtor | None = None
    """The account from which the bank pays experts; None: there is no file for it."""
    ended_tokens_stored_for: timedelta = timedelta(days=30)
    """How long a token of the API stays on its brand's list after it expired or was revoked."""
    stripe: StripeKeys | None = None
    """None: people pay by hand, and say so."""
    company: Company | None = None
    """Whose invoices these are; None: none can be issued."""

    @classmethod
    def from_environment(
        cls, environment: Mapping[str, str] = os.environ, var: Path = CHECKOUT / "var"
    ) -> "Settings":
        key_file = key_settings.InstallationKeys(KeyFile(var / "keys.json"))
        database_url = database_settings.database_url(environment, var)
        company = _company(environment)
        return cls(
            database_url=database_url,
            secret_key=key_settings.secret_key(environment, key_file),
            private_key=key_settings.private_key(environment, key_file),
            trusted_proxies=_trusted_proxies(environment),
            smtp=mail_settings.smtp(environment),
            mail_from=mail_settings.mail_from(environment, cls.mail_from),
            mail_folder=mail_settings.mail_folder(environment, var),
            public_url=mail_settings.public_url(environment, cls.public_url),
            streams_url=stream_settings.streams_url(environment, cls.streams_url),
            development=development_settings.development(environment),
            demonstration=development_settings.demonstration(environment, database_url, var),
            clock_offset=development_settings.clock_offset(environment),
            commission_percent=_commission_percent(environment),
            emails_stored_for=_email_days(environment),
            ended_tokens_stored_for=_token_days(environment),
            stripe=_stripe(environment),
            company=company,
            earnings_held_for=_hold_days(environment),
            payout_threshold_minor=_payout_threshold(environment),
            bonus_rule=_bonus_rule(environment),
            pay_run_limit_minor=_pay_run_limit(environment),
            debtor=_debtor(environment, company),
        )

    @property
    def clock(self) -> Clock:
        """The system's clock, moved by the offset."""
        if not self.clock_offset:
            return system_clock
        return lambda: system_clock() + self.clock_offset

    @property
    def log_file(self) -> Path | None:
        """Where the log lies when it is a file, that is on SQLite."""
        return database_settings.log_file(self.database_url)


def _trusted_proxies(environment: Mapping[str, str]) -> int:
    """How many proxies in front of us may say which address and scheme the browser used."""
    text = environment.get("COMPTOIR_TRUSTED_PROXIES", "0").strip()
    if not (text.isascii() and text.isdigit()):
        raise BadSetting(
            "COMPTOIR_TRUSTED_PROXIES must be the number of proxies in front of Comptoir, such as "
            "1 behind nginx. Leave it unset when there is none."
        )
    return int(text)


def _commission_percent(environment: Mapping[str, str]) -> int:
    text = environment.get("COMPTOIR_COMMISSION_PERCENT", "").strip()
    if not text:
        return Settings.commission_percent
    if not (text.isascii() and text.isdigit() and int(text) <= WHOLE):
        raise BadSetting(
            "COMPTOIR_COMMISSION_PERCENT must be a whole number from 0 to 100: the commission in "
            f"percent. Leave it unset for {Settings.commission_percent}."
        )
    return int(text)


def _email_days(environment: Mapping[str, str]) -> timedelta:
    text = environment.get("COMPTOIR_EMAIL_DAYS", "")
    return _days(text, "COMPTOIR_EMAIL_DAYS", Settings.emails_stored_for)


def _hold_days(environment: Mapping[str, str]) -> timedelta:
    text = environment.get("COMPTOIR_HOLD_DAYS", "")
    return _days(text, "COMPTOIR_HOLD_DAYS", Settings.earnings_held_for)


def _payout_threshold(environment: Mapping[str, str]) -> int:
    text = environment.get("COMPTOIR_PAYOUT_THRESHOLD_MINOR", "").strip()
    return _minor(text, "COMPTOIR_PAYOUT_THRESHOLD_MINOR", Settings.payout_threshold_minor)


def _pay_run_limit(environment: Mapping[str, str]) -> int:
    text = environment.get("COMPTOIR_PAY_RUN_LIMIT", "").strip()
    return _minor(text, "COMPTOIR_PAY_RUN_LIMIT", Settings.pay_run_limit_minor)


def _debtor(environment: Mapping[str, str], company: Company | None) -> Debtor | None:
    """The company; an account of its own to pay from, when there is one, comes before its IBAN."""
    written = [environment.get(f"COMPTOIR_SEPA_{part}", "").strip() for part in ("IBAN", "BIC")]
    if company is None and not any(written):
        return None
    # Only now: the library of numbers takes 30 ms to import.
    from payments.company.company_checks import debtor_of  # noqa: PLC0415

    try:
        return debtor_of(company, *written)
    except ValueError as error:
        raise BadSetting(
            f"The account from which experts are paid cannot be used: {error}. COMPTOIR_SEPA_IBAN "
            "and COMPTOIR_SEPA_BIC are for another account than COMPTOIR_COMPANY_IBAN. Leave both "
            "unset when there is none."
        ) from error


def _bonus_rule(environment: Mapping[str, str]) -> BonusRule | None:
    text = environment.get("COMPTOIR_WEEKLY_BONUS", "").strip()
    if not text:
        return None
    match = re.fullmatch(r"([1-9][0-9]{0,4}):([1-9][0-9]{0,7})", text)
    if match is None:
        raise BadSetting(
            "COMPTOIR_WEEKLY_BONUS must be a number of conversations in a week and hundredths of "
            "any currency, such as 40:1000 for 10.00 from 40 conversations on. Leave it unset for "
            "no bonus."
        )
    return BonusRule(int(match[1]), int(match[2]))


def _minor(text: str, name: str, default: int) -> int:
    """An amount in hundredths of any currency."""
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,12}", text):
        raise BadSetting(
            f"{name} must be a whole number of hundredths, such as 2000 for 20.00. "
            f"Leave it unset for {default}."
        )
    return int(text)


def _token_days(environment: Mapping[str, str]) -> timedelta:
    text = environment.get("COMPTOIR_TOKEN_DAYS", "")
    return _days(text, "COMPTOIR_TOKEN_DAYS", Settings.ended_tokens_stored_for)


def _days(text: str, name: str, default: timedelta) -> timedelta:
    """For how many days something is stored."""
    if not text.strip():
        return default
    if not re.fullmatch(r"[0-9]{1,5}", text.strip()):
        raise BadSetting(
            f"{name} must be a whole number of days, such as 30. Leave it unset for {default.days}."
        )
    return timedelta(days=int(text))


def _stripe(environment: Mapping[str, str]) -> StripeKeys | None:
    secret_key = environment.get("COMPTOIR_STRIPE_SECRET_KEY", "").strip()
    webhook_secrets = environment.get("COMPTOIR_STRIPE_WEBHOOK_SECRETS", "").split()
    if not secret_key and not webhook_secrets:
        return None
    try:
        return StripeKeys(secret_key, tuple(webhook_secrets))
    except ValueError as error:
        raise BadSetting(
            "COMPTOIR_STRIPE_SECRET_KEY must be a secret or restricted key, such as sk_test_..., "
            "and COMPTOIR_STRIPE_WEBHOOK_SECRETS the secrets of its webhook endpoints, which begin "
            "with whsec_, with spaces between. Leave both unset to record payments by hand."
        ) from error


COMPANY_PARTS = ("NAME", "ADDRESS", "SIREN", "VAT_NUMBER", "IBAN", "BIC")
"""What comes after COMPTOIR_COMPANY_ in the names of the settings; a BIC may be missing."""


def _company(environment: Mapping[str, str]) -> Company | None:
    written = [environment.get(f"COMPTOIR_COMPANY_{part}", "").strip() for part in COMPANY_PARTS]
    if not any(written):
        return None
    # Only now: the library of numbers takes 30 ms to import.
    from payments.company.company_checks import checked_company  # noqa: PLC0415

    try:
        return checked_company(*written)
    except ValueError as error:
        raise BadSetting(
            f"The company of the platform cannot be used: {error}. Set COMPTOIR_COMPANY_NAME, "
            "COMPTOIR_COMPANY_ADDRESS, COMPTOIR_COMPANY_SIREN, COMPTOIR_COMPANY_VAT_NUMBER and "
            "COMPTOIR_COMPANY_IBAN; or leave all of them unset, issue no invoices, and write no "
            "file for the bank."
        ) from error
