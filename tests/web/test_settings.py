import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from domain.clock import system_clock
from payments.company.debtor import Debtor
from payments.stripe_keys import StripeKeys
from web.installation.bad_setting import BadSetting
from web.installation.key_file import KeyFile
from web.installation.mail_settings import SmtpServer
from web.settings import Settings

SENDER = {
    "COMPTOIR_MAIL_FROM": "Comptoir <hello@example.org>",
    "COMPTOIR_PUBLIC_URL": "https://counter.example.org/here/",
}
KEY = base64.b64encode(bytes(64)).decode()


def read(tmp_path, **environment):
    return Settings.from_environment(environment, tmp_path / "var")


def test_every_setting_has_a_default(tmp_path):
    settings = read(tmp_path)

    assert settings.database_url == f"sqlite:///{tmp_path}/var/comptoir.db"
    assert settings.log_file == tmp_path / "var" / "comptoir.db"
    assert len(settings.private_key) == 64
    assert read(tmp_path) == settings


@pytest.mark.parametrize(("text", "percent"), [("", 20), ("0", 0), (" 15 ", 15), ("100", 100)])
def test_the_commission_is_the_platforms(tmp_path, text, percent):
    assert read(tmp_path, COMPTOIR_COMMISSION_PERCENT=text).commission_percent == percent


def test_emails_and_ended_tokens_are_stored_for_days_that_can_be_set(tmp_path):
    settings = read(tmp_path, COMPTOIR_EMAIL_DAYS="7", COMPTOIR_TOKEN_DAYS="0")

    assert settings.emails_stored_for == timedelta(days=7)
    assert settings.ended_tokens_stored_for == timedelta(0)
    assert read(tmp_path).emails_stored_for == timedelta(days=90)
    assert read(tmp_path).ended_tokens_stored_for == timedelta(days=30)


def test_without_keys_of_stripe_there_is_no_stripe(tmp_path):
    assert read(tmp_path).stripe is None


def test_keys_of_stripe_come_with_the_secrets_of_its_endpoints(tmp_path):
    settings = read(
        tmp_path,
        COMPTOIR_STRIPE_SECRET_KEY=" sk_test_1 ",
        COMPTOIR_STRIPE_WEBHOOK_SECRETS="whsec_1  whsec_2",
    )

    assert settings.stripe == StripeKeys("sk_test_1", ("whsec_1", "whsec_2"))
    assert "_1" not in repr(settings.stripe)


@pytest.mark.parametrize(
    ("secret_key", "secrets"),
    [("pk_test_1", ""), ("sk_test_1", "ours"), ("", "whsec_1"), ("sk_test_1", "whsec_1 whsec_")],
)
def test_keys_that_are_not_stripes_stop_the_start(tmp_path, secret_key, secrets):
    with pytest.raises(BadSetting, match="COMPTOIR_STRIPE_SECRET_KEY must be"):
        read(
            tmp_path,
            COMPTOIR_STRIPE_SECRET_KEY=secret_key,
            COMPTOIR_STRIPE_WEBHOOK_SECRETS=secrets,
        )


COMPANY = {
    "COMPTOIR_COMPANY_NAME": " Comptoir SAS ",
    "COMPTOIR_COMPANY_ADDRESS": "10 rue de l’Exemple, 69001 Lyon",
    "COMPTOIR_COMPANY_SIREN": "999 999 998",
    "COMPTOIR_COMPANY_VAT_NUMBER": "FR11999999998",
    "COMPTOIR_COMPANY_IBAN": "fr76 3000 6000 0112 3456 7890 189",
    "COMPTOIR_COMPANY_BIC": "AGRIFRPP",
}


def test_a_pay_run_has_a_limit(tmp_path):
    assert read(tmp_path, COMPTOIR_PAY_RUN_LIMIT=" 100 ").pay_run_limit_minor == 100
    assert read(tmp_path).pay_run_limit_minor == 500_000


def test_invoices_and_the_bank_name_one_company_and_one_account(tmp_path):
    settings = read(tmp_path, **COMPANY)

    assert settings.company is not None
    assert settings.debtor == Debtor("Comptoir SAS", "FR7630006000011234567890189", "AGRIFRPP")
    assert settings.company.iban == settings.debtor.iban
    assert (read(tmp_path).company, read(tmp_path).debtor) == (None, None)


def test_experts_can_be_paid_from_another_account_of_the_company(tmp_path):
    settings = read(tmp_path, **COMPANY, COMPTOIR_SEPA_IBAN="FR14 2004 1010 0505 0001 3M02 606")

    assert settings.debtor == Debtor("Comptoir SAS", "FR1420041010050500013M02606", "")


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        (COMPANY | {"COMPTOIR_SEPA_IBAN": "FR76"}, "a number is wrong"),
        ({"COMPTOIR_SEPA_IBAN": "FR7630006000011234567890189"}, "COMPTOIR_COMPANY_NAME is missing"),
    ],
)
def test_an_account_to_pay_from_exists_and_is_the_companys(tmp_path, settings, what):
    with pytest.raises(BadSetting, match=f"account from which experts are paid.*{what}"):
        read(tmp_path, **settings)


def test_a_company_that_is_not_complete_stops_the_start(tmp_path):
    with pytest.raises(BadSetting, match=r"company of the platform.*name is missing"):
        read(tmp_path, **COMPANY | {"COMPTOIR_COMPANY_NAME": ""})


def test_the_key_file_is_for_its_owner_only(tmp_path):
    read(tmp_path)

    assert stat.S_IMODE((tmp_path / "var" / "keys.json").stat().st_mode) == 0o600
    assert [file.name for file in (tmp_path / "var").iterdir()] == ["keys.json"]


def test_twenty_first_starts_agree_on_the_keys(tmp_path):
    barrier = Barrier(20)

    def start(_):
        barrier.wait()
        key_file = KeyFile(tmp_path / "keys.json")
        return key_file.secret_key(), key_file.private_key()

    with ThreadPoolExecutor(20) as pool:
        assert len(set(pool.map(start, range(20)))) == 1


def test_keys_of_the_environment_are_used_without_a_file(tmp_path):
    settings = read(tmp_path, COMPTOIR_SECRET_KEY="s" * 32, COMPTOIR_PRIVATE_KEY=KEY)

    assert settings.secret_key == "s" * 32
    assert settings.private_key == bytes(64)
    assert not (tmp_path / "var" / "keys.json").exists()


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("sqlite:////srv/x.db", "sqlite:////srv/x.db"),
        ("postgresql://me@host/shop", "postgresql://me@host/shop"),
        ("postgres://me:p%40ss@host:5433/shop", "postgresql://me:p%40ss@host:5433/shop"),
        ("postgresql:///shop?host=/tmp/socket", "postgresql:///shop?host=%2Ftmp%2Fsocket"),
    ],
)
def test_a_database_is_a_file_or_postgresql(tmp_path, value, expected):
    assert read(tmp_path, DATABASE_URL=value).database_url == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "mysql://host/shop"),
        ("DATABASE_URL", "nonsense"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", "postgresql://host:port/shop"),
        ("DATABASE_URL", "postgresql://host"),
        ("COMPTOIR_SECRET_KEY", "short"),
        ("COMPTOIR_SECRET_KEY", ""),
        ("COMPTOIR_PRIVATE_KEY", "not base64!"),
        ("COMPTOIR_PRIVATE_KEY", base64.b64encode(bytes(32)).decode()),
        ("COMPTOIR_PRIVATE_KEY", ""),
        ("COMPTOIR_TRUSTED_PROXIES", "-1"),
        ("COMPTOIR_TRUSTED_PROXIES", "one"),
        ("COMPTOIR_SMTP_URL", "mail.example.org"),
        ("COMPTOIR_SMTP_URL", "http://mail.example.org"),
        ("COMPTOIR_SMTP_URL", "smtp://"),
        ("COMPTOIR_SMTP_URL", "smtp://mail.example.org:port"),
        ("COMPTOIR_SMTP_URL", "smtp://mail.example.org/folder"),
        ("COMPTOIR_MAIL_FROM", "Comptoir"),
        ("COMPTOIR_MAIL_FROM", "Comptoir <hello@example.org>\nBcc: all@example.org"),
        ("COMPTOIR_MAIL_FOLDER", "mail"),
        ("COMPTOIR_PUBLIC_URL", "counter.example.org"),
        ("COMPTOIR_PUBLIC_URL", "ftp://counter.example.org"),
        ("COMPTOIR_DEVELOPMENT", "yes"),
        ("COMPTOIR_COMMISSION_PERCENT", "101"),
        ("COMPTOIR_COMMISSION_PERCENT", "-1"),
        ("COMPTOIR_COMMISSION_PERCENT", "20%"),
        ("COMPTOIR_PAY_RUN_LIMIT", "50.00"),
        ("COMPTOIR_EMAIL_DAYS", "-1"),
        ("COMPTOIR_TOKEN_DAYS", "a month"),
    ],
)
def test_a_bad_value_is_refused_by_name(tmp_path, name, value):
    with pytest.raises(BadSetting, match=f"{name} must .*[.;] .*"):
        read(tmp_path, **{name: value})


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("smtp://mail.example.org", SmtpServer("smtp", "mail.example.org", 25)),
        (
            "smtp+starttls://me:p%40ss@mail.example.org:2525/",
            SmtpServer("smtp+starttls", "mail.example.org", 2525, "me", "p@ss"),
        ),
        ("smtps://mail.example.org", SmtpServer("smtps", "mail.example.org", 465)),
    ],
)
def test_emails_go_to_a_server(tmp_path, value, expected):
    settings = read(tmp_path, COMPTOIR_SMTP_URL=value, **SENDER)

    assert settings.smtp == expected
    assert settings.public_url == "https://counter.example.org/here"
    assert settings.mail_from == "Comptoir <hello@example.org>"
    assert "p@ss" not in repr(settings)


@pytest.mark.parametrize("missing", list(SENDER))
def test_a_remote_server_needs_a_sender_and_a_public_url(tmp_path, missing):
    settings = {name: value for name, value in SENDER.items() if name != missing}

    with pytest.raises(BadSetting, match=f"{missing} must .*[.;] .*"):
        read(tmp_path, COMPTOIR_SMTP_URL="smtp://mail.example.org", **settings)


def test_without_a_server_emails_go_to_a_folder_for_development(tmp_path):
    assert read(tmp_path).smtp is None
    assert read(tmp_path).mail_folder == tmp_path / "var" / "mail"
    assert not read(tmp_path).development
    assert read(tmp_path, COMPTOIR_DEVELOPMENT="1").development


@pytest.mark.parametrize("content", ["", "{", "{}", "[]", '{"private_key": "x"}'])
def test_a_damaged_key_file_is_named_and_not_replaced(tmp_path, content):
    file = tmp_path / "var" / "keys.json"
    file.parent.mkdir()
    file.write_text(content)

    with pytest.raises(BadSetting, match=r"keys\.json"):
        read(tmp_path)
    assert file.read_text() == content


def test_a_key_file_is_readable(tmp_path):
    read(tmp_path)

    assert set(json.loads((tmp_path / "var" / "keys.json").read_text())) == {
        "private_key",
        "secret_key",
    }


def test_the_clock_is_the_systems_unless_it_is_moved(tmp_path):
    moved = read(tmp_path, COMPTOIR_DEVELOPMENT="1", COMPTOIR_CLOCK_OFFSET_HOURS="48")

    assert read(tmp_path).clock is system_clock
    assert timedelta(hours=47) < moved.clock() - system_clock() < timedelta(hours=49)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"COMPTOIR_CLOCK_OFFSET_HOURS": "48"}, "needs COMPTOIR_DEVELOPMENT=1"),
        (
            {"COMPTOIR_CLOCK_OFFSET_HOURS": "soon", "COMPTOIR_DEVELOPMENT": "1"},
            "must be a whole number of hours",
        ),
    ],
)
def test_a_clock_is_moved_in_development_only_and_by_whole_hours(tmp_path, values, sentence):
    with pytest.raises(BadSetting, match=sentence):
        read(tmp_path, **values)
