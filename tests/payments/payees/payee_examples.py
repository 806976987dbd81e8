"""An expert's payment details: complete ones, of people who do not exist."""

from datetime import date

from payments.payees.payee_details import PayeeDetails, VatStatus

SIRET = "73282932000074"
VAT_NUMBER = "FR44732829320"
TAX_ID = "3023217600053"
IBAN = "FR7630006000011234567890189"
COMPLETE = PayeeDetails(
    first_name="Édith",
    last_name="Xpert",
    birth_date=date(1990, 2, 3),
    address_line="12 rue des Lilas",
    postal_code="75011",
    city="Paris",
    country="FR",
    tax_id=TAX_ID,
    tax_country="FR",
    business_number=SIRET,
    vat_status=VatStatus.EXEMPT,
    vat_number="",
    iban=IBAN,
)
