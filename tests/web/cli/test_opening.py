"""Opening the counter from nothing: brands and subjects."""

TENTS = ("--name", "Tents & Co", "--zone", "Europe/Paris", "--currency", "EUR")
GAS = ("--fr", "Gaz à bord", "--en", "Gas on board")


def test_a_brand_is_registered_and_its_manager_may_sign_in(comptoir):
    ran = comptoir.works("register-brand", "tents", *TENTS)
    comptoir.works("add-account", "m@tents.example", "--role", "brand", "--brand", "tents")

    assert ran.output == "Tents & Co is registered; its pages are at /brands/tents/\n"
    assert comptoir.works("compare", "tents", "--from", "2026-01-01", "--to", "2026-02-01").output


def test_an_invalid_brand_is_not_registered(comptoir):
    zone = ("--name", "Tents", "--zone", "Paris", "--currency", "EUR")

    assert comptoir.run("register-brand", "tents", *zone).code == 2
    assert comptoir.run("register-brand", "Tents!", *TENTS).code == 2
    assert comptoir.run("compare", "tents", "--from", "2026-01-01", "--to", "2026-02-01").code == 1


def test_a_short_name_in_use_is_refused(comptoir):
    comptoir.works("register-brand", "tents", *TENTS)

    again = comptoir.run("register-brand", "tents", *TENTS)

    assert (again.code, again.output) == (1, "")
    assert "A brand called tents already exists" in again.sentence


def test_a_subject_can_be_added_below_another(comptoir):
    comptoir.works("name-subject", "campers", "--fr", "Camping-cars", "--en", "Campers")

    ran = comptoir.works("name-subject", "campers-gas", *GAS, "--below", "campers")

    assert ran.output == "campers-gas is now a subject that members can declare.\n"


def test_a_subject_below_an_absent_one_is_refused(comptoir):
    ran = comptoir.run("name-subject", "campers-gas", *GAS, "--below", "campers")

    assert (ran.code, ran.output) == (1, "")
    assert ran.sentence == "comptoir: There is no subject called campers."
