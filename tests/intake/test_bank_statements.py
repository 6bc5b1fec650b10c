"""Bank statements of several countries: who paid is the customer, what was paid is set aside."""

import random
from datetime import date, timedelta

import pytest

from clv.errors import InputError
from clv.intake import Mapping, clean, load, load_many
from clv.present.words import say
from tests.intake.world import comma, point, table

IBANS = {name: f"DE{number:020}" for number, name in enumerate(
    ("Anna Weber", "Bernd Krüger", "Café Nord GmbH", "Dora Lind", "Emil Östlund", "Fa. Groß & Co",
     "Großhandel Süd", "Hausverwaltung West"), 1)}  # fmt: skip
CUSTOMERS, SUPPLIERS = list(IBANS)[:6], list(IBANS)[6:]
OWN = "DE99999999999999999999"


def movements():
    """Return day, who, money, kind and purpose, some of everything."""
    draw = random.Random(4)
    rows = []
    for number in range(90):
        day = date(2023, 1, 2) + timedelta(days=4 * number)
        who = draw.choice(CUSTOMERS)
        rows.append((day, who, draw.randrange(500, 90_000) / 100, "in", f"Order {1000 + number}"))
        if number % 6 == 0:
            paid = draw.randrange(5_000, 50_000) / 100
            rows.append((day, draw.choice(SUPPLIERS), -paid, "out", f"Invoice {number}"))
        if number % 30 == 29:
            rows.append((day, "", -9.9, "charge", "Entgeltabschluss Bank fee"))
            rows.append((day, "", 0.35, "interest", "Zinsen interest"))
            rows.append((day, "PayPal Europe S.a.r.l.", 210.0, "in", "Payout"))
    rows.append((date(2023, 12, 30), rows[-4][1], -rows[-4][2], "out", "Money back"))
    rows.append((date(2023, 12, 31), SUPPLIERS[0], 12.0, "in", "Bonus"))
    return rows


ROWS = movements()
BALANCES = [round(1_000 + sum(row[2] for row in ROWS[: n + 1]), 2) for n in range(len(ROWS))]
PAID = round(sum(m for _day, who, m, _kind, _text in ROWS if who in CUSTOMERS), 2)
RECEIVED = [row for row in ROWS if row[1] in CUSTOMERS and row[2] > 0]
DE = {"in": "GUTSCHRIFT", "out": "ONLINE-UEBERWEISUNG", "charge": "ENTGELTABSCHLUSS",
      "interest": "ZINSEN"}  # fmt: skip
NL = {"in": "GT", "out": "OV", "charge": "DV", "interest": "DV"}


def signed(number, write):
    return write(number)


def parted(number, write):
    return ("", write(number)) if number > 0 else (write(-number), "")


STATEMENTS = {
    "Sparkasse": lambda: table(
        "Auftragskonto|Buchungstag|Valutadatum|Buchungstext|Verwendungszweck|Glaeubiger ID|"
        "Kundenreferenz (End-to-End)|Beguenstigter/Zahlungspflichtiger|Kontonummer/IBAN|"
        "BIC (SWIFT-Code)|Betrag|Waehrung|Info",
        [(OWN, d.strftime("%d.%m.%y"), d.strftime("%d.%m.%y"), DE[k], t, "", "NOTPROVIDED", w,
          IBANS.get(w, ""), "XXXDEFF", comma(m), "EUR", "Umsatz gebucht")
         for d, w, m, k, t in ROWS], ";"),
    "Volksbank": lambda: table(
        "Bezeichnung Auftragskonto|IBAN Auftragskonto|BIC Auftragskonto|Bankname Auftragskonto|"
        "Buchungstag|Valutadatum|Name Zahlungsbeteiligter|IBAN Zahlungsbeteiligter|"
        "BIC (SWIFT-Code) Zahlungsbeteiligter|Buchungstext|Verwendungszweck|Betrag|Waehrung|"
        "Saldo nach Buchung|Bemerkung|Kategorie|Steuerrelevant|Glaeubiger ID|Mandatsreferenz",
        [("Kontokorrent", OWN, "GENODEX", "VB", d.strftime("%d.%m.%Y"), d.strftime("%d.%m.%Y"), w,
          IBANS.get(w, ""), "XXXDEFF", DE[k], t, comma(m), "EUR", comma(b), "", "", "", "", "")
         for (d, w, m, k, t), b in zip(ROWS, BALANCES, strict=True)], ";"),
    "Deutsche Bank, Soll and Haben": lambda: table(
        "Buchungstag|Wert|Umsatzart|Begünstigter / Auftraggeber|Verwendungszweck|IBAN|BIC|Soll|"
        "Haben|Währung",
        [(d.strftime("%d.%m.%Y"), d.strftime("%d.%m.%Y"), DE[k], w, t, IBANS.get(w, ""), "X",
          *parted(m, comma), "EUR") for d, w, m, k, t in ROWS], ";"),
    "DKB": lambda: b'"Girokonto";"' + OWN.encode() + b'"\r\n"Kontostand vom 31.12.2023:";'
    b'"9 EUR"\r\n""\r\n' + table(
        "Buchungsdatum|Wertstellung|Status|Zahlungspflichtige*r|Zahlungsempfänger*in|"
        "Verwendungszweck|Umsatztyp|IBAN|Betrag (€)|Gläubiger-ID|Mandatsreferenz|Kundenreferenz",
        [(d.strftime("%d.%m.%y"), d.strftime("%d.%m.%y"), "Gebucht", w if m > 0 else "Shop GmbH",
          "Shop GmbH" if m > 0 else w, f"{DE[k]} {t}" if not w else t,
          "Eingang" if m > 0 else "Ausgang", IBANS.get(w, ""), comma(m), "", "", "")
         for d, w, m, k, t in ROWS], ";"),
    "N26": lambda: table(
        "Booking Date|Value Date|Partner Name|Partner Iban|Type|Payment Reference|Account Name|"
        "Amount (EUR)|Original Amount|Original Currency|Exchange Rate",
        [(d, d, w, IBANS.get(w, ""), {"charge": "Fee", "interest": "Interest"}.get(
            k, "Credit Transfer"), t, "Main Account", point(m), "", "", "")
         for d, w, m, k, t in ROWS]),
    "Starling": lambda: table(
        "Date|Counter Party|Reference|Type|Amount (GBP)|Balance (GBP)|Spending Category",
        [(d.strftime("%d/%m/%Y"), w, t, {"charge": "FEE", "interest": "INTEREST"}.get(
            k, "FASTER PAYMENT"), point(m), point(b), "NONE")
         for (d, w, m, k, t), b in zip(ROWS, BALANCES, strict=True)]),
    "ING Netherlands, Af Bij": lambda: table(
        "Datum|Naam / Omschrijving|Rekening|Tegenrekening|Code|Af Bij|Bedrag (EUR)|Mutatiesoort|"
        "Mededelingen|Saldo na mutatie|Tag",
        [(d.strftime("%Y%m%d"), w or "Kosten Zakelijke Rekening", OWN, IBANS.get(w, ""), NL[k],
          "Bij" if m > 0 else "Af", comma(abs(m)),
          {"charge": "Kosten zakelijk betalingsverkeer", "interest": "Rente"}.get(
              k, "Overschrijving"), t, comma(b), "")
         for (d, w, m, k, t), b in zip(ROWS, BALANCES, strict=True)], ";"),
    "Rabobank": lambda: table(
        "IBAN/BBAN|Munt|BIC|Volgnr|Datum|Rentedatum|Bedrag|Saldo na trn|Tegenrekening IBAN/BBAN|"
        "Naam tegenpartij|Naam uiteindelijke partij|BIC tegenpartij|Code|Omschrijving-1",
        [(OWN, "EUR", "RABONL2U", n, d, d, ("+" if m > 0 else "") + comma(m), "+" + comma(b),
          IBANS.get(w, ""), w, "", "X", NL[k], t if w else f"bank fee {t}")
         for n, ((d, w, m, k, t), b) in enumerate(zip(ROWS, BALANCES, strict=True))]),
    "a French bank": lambda: table(
        "Date opération|Date de valeur|Contrepartie|IBAN contrepartie|Libellé|Débit|Crédit|Solde",
        [(d.strftime("%d/%m/%Y"), d.strftime("%d/%m/%Y"), w, IBANS.get(w, ""),
          {"charge": "Frais bancaires", "interest": "Intérêts créditeurs"}.get(k, t),
          *parted(m, comma), comma(b)) for (d, w, m, k, t), b in zip(ROWS, BALANCES, strict=True)],
        ";"),
    "a Polish bank": lambda: table(
        "Data księgowania|Data operacji|Opis operacji|Tytuł|Nadawca/Odbiorca|Numer konta|Kwota|"
        "Saldo po operacji",
        [(d, d, {"charge": "Opłata za prowadzenie", "interest": "Odsetki"}.get(k, "Przelew"), t, w,
          IBANS.get(w, ""), comma(m), comma(b))
         for (d, w, m, k, t), b in zip(ROWS, BALANCES, strict=True)], ";"),
    "PKO": lambda: table(
        "Data operacji|Data waluty|Typ transakcji|Kwota|Waluta|Saldo po transakcji|"
        "Rachunek nadawcy|Nazwa nadawcy|Rachunek odbiorcy|Nazwa odbiorcy|Tytuł",
        [(d, d, {"charge": "Prowizja", "interest": "Odsetki"}.get(k, "Przelew"), point(m), "PLN",
          point(b), IBANS.get(w, "") if m > 0 else "", w if m > 0 else "",
          IBANS.get(w, "") if m < 0 else "", w if m < 0 else "", t)
         for (d, w, m, k, t), b in zip(ROWS, BALANCES, strict=True)]),
    "a Spanish bank": lambda: table(
        "Fecha operación|Fecha valor|Concepto|Ordenante/Beneficiario|Importe|Saldo|Divisa",
        [(d.strftime("%d/%m/%Y"), d.strftime("%d/%m/%Y"),
          {"charge": "Comisión de mantenimiento", "interest": "Intereses"}.get(k, t), w, comma(m),
          comma(b), "EUR") for (d, w, m, k, t), b in zip(ROWS, BALANCES, strict=True)], ";"),
    "paid in and paid out": lambda: table(
        "Date|Type|Payee|Reference|Paid in|Paid out|Balance",
        [(d, {"charge": "Bank charge", "interest": "Interest"}.get(k, "BACS"), w, t,
          *parted(m, point)[::-1], point(b))
         for (d, w, m, k, t), b in zip(ROWS, BALANCES, strict=True)]),
    "unsigned, with a column for the side": lambda: table(
        "Booking date|Value date|Counterparty|IBAN|Amount|Currency|Debit/Credit|Details",
        [(d, d, w, IBANS.get(w, ""), point(abs(m)), "EUR", "CRDT" if m > 0 else "DBIT",
          t) for d, w, m, k, t in ROWS]),
}  # fmt: skip


@pytest.mark.parametrize("bank", STATEMENTS)
def test_customers_are_who_paid(bank):
    cleaned = clean(load(STATEMENTS[bank]()))
    assert float(cleaned.kept.amount) == pytest.approx(PAID)
    assert set(cleaned.orders["customer_id"]) == set(CUSTOMERS)
    assert cleaned.valid.rows == len(RECEIVED) + 1  # the refund
    gone = {row[1]: row[2] for row in cleaned.ledger.rows()}
    assert gone["other_kind"] == len(ROWS) - len(RECEIVED) - 1
    notice = next(n for n in cleaned.notices if n.code == "row_kinds")
    assert "bank statement" in say(notice)
    assert {kind for kind, _rows, _sum in dict(notice.values)["left_out"]} >= {
        "payments made", "bank charges and interest", "provider payouts", "repaid by suppliers",
    }  # fmt: skip


@pytest.mark.parametrize("bank", STATEMENTS)
def test_a_year_in_two_statements_is_read_as_one(bank):
    lines = STATEMENTS[bank]().split(b"\r\n")
    head = next(n for n, line in enumerate(lines) if b"uchung" in line or line.count(b"|") > 3 or (
        max(line.count(b";"), line.count(b",")) >= 5))  # fmt: skip
    middle = head + 1 + (len(lines) - head) // 2
    parts = [lines[:middle], [*lines[: head + 1], *lines[middle:]]]
    cleaned = clean(load_many([b"\r\n".join([*part, b""]) for part in parts]))
    assert float(cleaned.kept.amount) == pytest.approx(PAID)


def test_without_a_column_of_who_paid_it_is_asked():
    data = table(
        "Date|Description|Money in|Money out|Balance",
        [(d, f"{w} {t}", *parted(m, point)[::-1], point(b))
         for (d, w, m, _k, t), b in zip(ROWS, BALANCES, strict=True)],
    )  # fmt: skip
    with pytest.raises(InputError) as question:
        clean(load(data))
    assert (question.value.kind, question.value.variant) == ("missing_columns", "payer")
    assert "Description" in say(question.value)
    cleaned = clean(load(data), Mapping(customer="Description"))
    assert cleaned.kept.amount > 0
    assert all(amount > 0 for amount in cleaned.orders["amount"])


def test_a_column_that_does_not_tell_the_side_is_asked_about():
    data = table(
        "Booking date|Value date|Counterparty|Amount|D/C",
        [(d, d, w, point(abs(m)), "x" if m > 0 else "y") for d, w, m, _k, _t in ROWS],
    )
    with pytest.raises(InputError) as question:
        clean(load(data))
    assert (question.value.kind, question.value.variant) == ("bank_statement", "direction")


def test_money_paid_alone_is_no_log():
    data = table(
        "Booking date|Value date|Counterparty|Amount|Balance",
        [(d, d, "Rent Ltd", "-900.00", "5.00") for d, *_rest in ROWS],
    )
    with pytest.raises(InputError, match="bank_statement"):
        clean(load(data))


@pytest.mark.parametrize(
    "start",
    [
        b"\r\n:20:STARTUMSE\r\n:25:10020030/1234567\r\n",
        b"{1:F01BANKDEFFXXXX0000000000}{2:I940}",
        b'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">',
        b"OFXHEADER:100\nDATA:OFXSGML\n",
    ],
)
def test_statements_for_machines_are_named(start):
    with pytest.raises(InputError) as refusal:
        load(start + b"rest" * 99)
    assert refusal.value.kind == "unsupported_format"
    assert "bank statement" in say(refusal.value)
