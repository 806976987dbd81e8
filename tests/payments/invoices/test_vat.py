"""VAT is inside the price: net and VAT always add up, rounded half up, once for each invoice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.invoices.vat import VatTreatment, net_of, totals_of, vat_treatment
from payments.payees.payee_details import VatStatus
from tests.support.people import euros


@pytest.mark.parametrize(
    ("gross", "net", "vat"), [(120, 100, 20), (200, 167, 33), (645, 538, 107), (3, 3, 0), (1, 1, 0)]
)
def test_the_standard_rate_is_inside(gross, net, vat):
    totals = totals_of(euros(gross), VatTreatment.STANDARD)

    assert (totals.net, totals.vat, totals.gross) == (euros(net), euros(vat), euros(gross))


@pytest.mark.parametrize("treatment", [VatTreatment.EXEMPT, VatTreatment.REVERSE_CHARGE])
def test_without_vat_the_net_is_all(treatment):
    totals = totals_of(euros(200), treatment)

    assert (totals.net, totals.vat) == (euros(200), euros(0))


@given(st.integers(-(10**9), 10**9))
def test_the_net_is_the_nearest_cent_and_symmetric(gross):
    net = net_of(gross, VatTreatment.STANDARD)

    assert abs(net * 120 - gross * 100) <= 60
    assert net == -net_of(-gross, VatTreatment.STANDARD)


@pytest.mark.parametrize(
    ("issuer", "status", "receiver", "treatment"),
    [
        ("FR", VatStatus.REGISTERED, "FR", VatTreatment.STANDARD),
        ("FR", VatStatus.EXEMPT, "FR", VatTreatment.EXEMPT),
        ("DE", VatStatus.REGISTERED, "FR", VatTreatment.REVERSE_CHARGE),
        ("FR", VatStatus.REGISTERED, "DE", VatTreatment.REVERSE_CHARGE),
        ("DE", VatStatus.EXEMPT, "DE", VatTreatment.EXEMPT),
        ("DE", VatStatus.REGISTERED, "DE", None),
    ],
)
def test_how_an_invoice_is_taxed(issuer, status, receiver, treatment):
    assert vat_treatment(issuer, status, receiver) is treatment
