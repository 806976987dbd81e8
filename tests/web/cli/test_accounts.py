"""Letting people sign in from the command line."""

MANAGER = "manager@nest.example.org"


def test_a_brand_manager_can_sign_in_to_see_the_imported_history(own_copy):
    ran = own_copy.works("add-account", MANAGER, "--role", "brand", "--brand", "nest")

    assert ran.output.startswith(f"{MANAGER} can sign in with the password ")
    assert len(ran.output.split()[-1]) >= 12


def test_a_second_account_for_an_address_is_refused(own_copy):
    own_copy.works("add-account", MANAGER, "--role", "platform")

    ran = own_copy.run("add-account", MANAGER, "--role", "platform")

    assert (ran.code, ran.output) == (2, "")
    assert "already" in ran.sentence


def test_a_brand_account_needs_a_brand_that_exists(own_copy):
    unknown = own_copy.run("add-account", MANAGER, "--role", "brand", "--brand", "nobody")
    missing = own_copy.run("add-account", MANAGER, "--role", "brand")
    too_much = own_copy.run("add-account", MANAGER, "--role", "finance", "--brand", "nest")

    assert [unknown.code, missing.code, too_much.code] == [1, 2, 2]
    assert "no brand called nobody" in unknown.sentence
