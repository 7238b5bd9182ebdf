"""What the amounts of billing data should be, from the documentation alone: README, « Ce que dit une ligne ».

It shares no code with the command: numbers are `decimal`, tables are read by `csv`, flows by `xml.etree`.
"""

import csv
import io
import re
from decimal import ROUND_HALF_UP, Decimal, localcontext

CENT = Decimal("0.01")
SPACE = "[ \u00a0\u2007\u2009\u202f]"
NOTATIONS = {"1 234,56": (",", SPACE), "1.234,56": (",", r"\."), "1,234.56": (r"\.", ","), "1 234.56": (r"\.", SPACE)}
PATTERNS = {
    name: re.compile(rf"([-+]?)(\d+|[1-9]\d{{0,2}}(?:{cut}\d{{3}})+)(?:{mark}(\d+))?", re.ASCII)
    for name, (mark, cut) in NOTATIONS.items()
}
AMOUNTS = ["prix_unitaire", "base", "remise", "ht", "tva", "ttc"]
TOTALS = ["total_ht", "total_tva", "total_ttc"]
NUMBERS = ["quantite", "quantite2", "taux_tva", *AMOUNTS, *TOTALS]


class Refused(Exception):
    pass


def refuse_if(condition, why):
    if condition:
        raise Refused(why)


def cents(value):
    return value.quantize(CENT, ROUND_HALF_UP)


def read(text, notation):
    """The number that a text is in one notation, or None."""
    found = PATTERNS[notation].fullmatch(text)
    if not found:
        return None
    sign, whole, fraction = found.groups()
    digits = re.sub(r"\D", "", whole, flags=re.ASCII)
    if len(digits + (fraction or "")) > 24:
        return None
    return Decimal(f"{sign}{digits}.{fraction or 0}")


def bare(field, text):
    text = text.strip()
    sign = "%" if field == "taux_tva" else "€" if field in AMOUNTS + TOTALS else None
    return text[:-1].rstrip() if sign and text.endswith(sign) else text


class Column:
    """A column of numbers: how it is written is decided once, from all its cells."""

    def __init__(self, field, cells, notation):
        self.field, self.notation = field, notation
        self.cells = [bare(field, cell) for cell in cells if cell.strip()]
        ways = [{way for way in NOTATIONS if read(cell, way) is not None} for cell in self.cells]
        self.left = set(NOTATIONS).intersection(*[some for some in ways if some])
        self.has_value = any(re.search("[1-9]", cell) for cell, some in zip(self.cells, ways) if some)

    def value(self, text):
        text = bare(self.field, text)
        if text == "":
            return None
        if self.notation:
            value = read(text, self.notation)
            refuse_if(value is None, f"{self.field} {text!r} is not written as {self.notation}")
            return value
        values = {read(text, way) for way in NOTATIONS} - {None}
        refuse_if(not values, f"{self.field} {text!r} is no number")
        if not self.left:
            refuse_if(not re.fullmatch(r"[-+]?\d+", text, re.ASCII), f"{self.field} {text!r} in a mixed column")
            return values.pop()
        values = {read(text, way) for way in self.left} - {None}
        refuse_if(len(values) != 1, f"{self.field} {text!r} is {values}")
        return values.pop()


def two_decimals(value):
    refuse_if(value is not None and value != cents(value), f"{value} has more than two decimals")
    return value


class Invoice:
    """The amounts of an invoice, or why it is refused."""

    def __init__(self, rows, columns, case):
        self.case, self.columns = case, columns
        self.lines = []
        for row in rows:
            self.add(row)
        if case["arrondi_tva"] == "facture":
            self.share()
        for line in self.lines:
            refuse_if(line["ht"] <= 0 or line["ht"] + line["tva"] <= 0 or line["tva"] < 0, "a line at 0 or below")
        rates = {line["rate"] for line in self.lines}
        for rate in rates:
            of_rate = [line for line in self.lines if line["rate"] == rate]
            left = sum(line["sign"] * line["ht"] for line in of_rate)
            tva = sum(line["sign"] * line["tva"] for line in of_rate)
            refuse_if(left <= 0 or tva < 0, f"nothing left at {rate} %")
        self.ht = sum(line["sign"] * line["ht"] for line in self.lines)
        self.tva = sum(line["sign"] * line["tva"] for line in self.lines)
        refuse_if(self.ht <= 0, "nothing to pay")
        for field, right in zip(TOTALS, [self.ht, self.tva, self.ht + self.tva]):
            for row in rows:
                given = two_decimals(self.cell(row, field))
                refuse_if(given is not None and given != right, f"{field} {given}, computed {right}")
        refuse_if(len(self.lines) > 999, "more than 999 lines")

    def cell(self, row, field):
        return self.columns[field].value(row[field]) if field in row else None

    def rate(self, row, tva):
        text = row.get("taux_tva", "")
        value = self.cell(row, "taux_tva")
        if value is None:
            refuse_if(tva, "VAT without a rate")
            refuse_if("taux_tva" in self.columns and self.columns["taux_tva"].has_value, "no rate beside others")
            return Decimal(0)
        unit = "pour_cent" if text.strip().endswith("%") else self.case["taux_tva"]
        if unit == "auto":
            refuse_if(0 < value < 1, f"rate {value}")
        if unit == "fraction":
            refuse_if(value >= 1, f"rate {value}")
            value *= 100
        refuse_if(value < 0 or value != value.quantize(CENT) or value >= 1000, f"rate {value}")
        return value

    def add(self, row):
        q, q2 = self.cell(row, "quantite"), self.cell(row, "quantite2")
        price = self.cell(row, "prix_unitaire")
        base, off, ht, tva, ttc = (two_decimals(self.cell(row, field)) for field in AMOUNTS[1:])
        rate = self.rate(row, tva)
        # A base or a discount at 0 is an empty cell.
        base, off = base or None, off or None
        if (base or off or ht or ttc) and not q and not price:
            q = price = None
            q2 = q2 or None
        by_invoice = self.case["arrondi_tva"] == "facture"
        line = {"rate": rate, "sign": 1, "shares": by_invoice}
        if q is not None and price is not None:
            amount = self.product(q, q2, price)
            refuse_if(base is not None and base != amount, f"product {amount}, base {base}")
        else:
            kind = "base" if base else "remise" if off else "ht" if ht is not None else "ttc" if ttc is not None else None
            refuse_if(kind is None, "no amount")
            amount = {"base": base, "remise": off, "ht": ht, "ttc": ttc}[kind]
            self.explain_the_rest(q, q2, price, kind, amount)
            if kind in ("remise", "ttc"):
                line.update(self.parts(amount, rate, ht, tva, ttc), shares=False)
                line["sign"] = -1 if kind == "remise" else 1
                self.lines.append(line)
                return
        line.update(ht=amount, tva=cents(amount * rate / 100))
        whole = [line["ht"], line["tva"], line["ht"] + line["tva"]]
        given = [ht, tva, ttc]
        allowed = [0, CENT if by_invoice else 0, CENT if by_invoice else 0]
        fits = lambda right: all(g is None or abs(g - r) <= a for g, r, a in zip(given, right, allowed))
        if off is None:
            refuse_if(not fits(whole), f"given {given}, computed {whole}")
            refuse_if(None not in (tva, ttc) and ttc != line["ht"] + tva, f"given {given} that do not add up")
            self.lines.append(line)
            return
        part = cents(off / (1 + rate / 100))
        left = [whole[0] - part, whole[1] - (off - part), whole[2] - off]
        refuse_if(not fits(whole) and not fits(left), f"given {given}, {whole} before the discount, {left} after")
        refuse_if(off > whole[2], f"discount {off} of {whole[2]}")
        self.lines += [line, {"rate": rate, "sign": -1, "shares": False, "ht": part, "tva": off - part}]

    def product(self, q, q2, price):
        for factor in (q, q2, price):
            refuse_if(factor is not None and factor <= 0, f"factor {factor}")
        fine = price != cents(price)
        if not (fine and self.case["prix_unitaire_long"] == "base"):
            refuse_if(fine, f"price {price}")
            for quantity in (q, q2):
                if quantity is not None:
                    digits = str(quantity.normalize().quantize(Decimal(1)) if quantity == quantity.to_integral() else quantity.normalize())
                    refuse_if(quantity != quantity.quantize(Decimal("0.0001")), f"quantity {quantity}")
                    refuse_if(len(re.sub(r"\D", "", digits).lstrip("0")) > 6, f"quantity {quantity}")
        return cents(q * (1 if q2 is None else q2) * price)

    def explain_the_rest(self, q, q2, price, kind, amount):
        quantities = [quantity for quantity in (q, q2) if quantity is not None]
        refuse_if(any(quantity <= 0 for quantity in quantities), "a quantity at 0 or below")
        if price is not None:
            refuse_if(quantities or kind not in ("base", "ht") or price != amount, f"price {price}, {kind} {amount}")
        elif kind in ("base", "remise"):
            refuse_if(any(quantity != 1 for quantity in quantities), f"quantities {quantities}, {kind} {amount}")

    def parts(self, ttc_amount, rate, ht, tva, ttc):
        """An amount with tax: what is given of its parts stands when it is a cent apart."""
        computed = cents(ttc_amount / (1 + rate / 100))
        part = ht if ht is not None else ttc_amount - tva if tva is not None else computed
        refuse_if(abs(part - computed) > CENT, f"part {part}, computed {computed}")
        rest = ttc_amount - part
        refuse_if(tva is not None and tva != rest, f"VAT {tva}, computed {rest}")
        refuse_if(ttc is not None and ttc != ttc_amount, f"with tax {ttc}, computed {ttc_amount}")
        return {"ht": part, "tva": rest}

    def share(self):
        """VAT is rounded once a rate, then shared by largest parts of a cent."""
        for rate in {line["rate"] for line in self.lines}:
            of_rate = [line for line in self.lines if line["rate"] == rate]
            takers = [line for line in of_rate if line["shares"]]
            if not takers:
                continue
            net = sum(line["sign"] * line["ht"] for line in of_rate)
            to_share = cents(net * rate / 100) - sum(line["sign"] * line["tva"] for line in of_rate if not line["shares"])
            exact = [line["ht"] * rate / 100 for line in takers]
            for line, value in zip(takers, exact):
                line["tva"] = value // CENT * CENT
            left = int((to_share - sum(line["tva"] for line in takers)) / CENT)
            order = sorted(range(len(takers)), key=lambda index: -(exact[index] % CENT))
            while left < 0:
                for line in takers:
                    line["tva"] -= CENT
                left += len(takers)
            for step in range(left):
                takers[order[step % len(takers)]]["tva"] += CENT


def amounts(data, case):
    """For each invoice of a billing file, its amount before tax, its VAT and those of its lines, or why it is refused."""
    with localcontext() as context:
        context.prec = 60
        text = data.decode("utf-8-sig" if case["encodage"].startswith("utf-8") else case["encodage"])
        table = csv.reader(io.StringIO(text, newline=""), delimiter=case["separateur"])
        titles = next(table)
        fields = {title: field for field, title in case["colonnes"].items()}
        rows = [{fields[title]: cell for title, cell in zip(titles, row) if title in fields} for row in table]
        columns = {
            field: Column(field, [row[field] for row in rows], case["formats"].get(field) or case["nombres"])
            for field in NUMBERS
            if rows and field in rows[0]
        }
        by_number = {}
        for row in rows:
            by_number.setdefault(row["facture"], []).append(row)
        expected = {}
        for number, of_invoice in by_number.items():
            try:
                invoice = Invoice(of_invoice, columns, case)
                lines = [(line["sign"] * line["ht"], line["sign"] * line["tva"]) for line in invoice.lines]
                expected[number] = (invoice.ht, invoice.tva, lines)
            except Refused as why:
                expected[number] = str(why)
        return expected
