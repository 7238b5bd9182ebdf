"""`run.py make FOLDER SEED CASES` writes billing data; `run.py judge FOLDER` compares what was made of it."""

import base64
import gzip
import json
import random
import sys
import xml.etree.ElementTree as tree
from decimal import Decimal
from pathlib import Path

import oracle

KEYS = """[collectivite]
siret = "24359999000013"
codique = "035999"
code_collectivite = "351"
code_budget = "01"
libelle_budget = "CC DES LANDES"
exercice = 2026
[editeur]
sigle = "EDITEUR EXEMPLE"
adresse = "Facturation 4.2"
[emetteur]
nom = "CC DES LANDES"
cat_tiers = "24"
nat_jur = "09"
adr2 = "15 ZA DE KERFICTIF"
cp = "35999"
ville = "VALMIREL"
[signataire]
nom = "QUILLIVIC"
prenom = "Armel"
role = "President"
[tresorerie]
nom = "SGC DE VALMIREL"
adr2 = "4 RUE DU TRESOR"
cp = "35999"
ville = "VALMIREL"
iban = "FR7699999000350000035035035"
[centre_encaissement]
cp = "35908"
ville = "RENNES CEDEX 9"
[asap]
ref_bdf = "999036"
mode_recouvrement = "talon"
modalites_reglement = "Virement"
conditions_gen = "Sans objet"
[imputation]
cod_prod_loc = "7011"
nature = "70111"
[numerotation]
premier_bordereau = 7
premier_titre = 61
[flux]
version = "5.30"
"""
CONSTANTS = {
    "objet": "Cantine", "debiteur.civilite": "MME", "debiteur.nom": "FAVENNEC", "debiteur.prenom": "ANNE",
    "debiteur.adr2": "3 RUE DU PORT", "debiteur.cp": "35999", "debiteur.ville": "VALMIREL",
    "debiteur.cat_tiers": "01", "debiteur.nat_jur": "01", "ligne.date": "2026-02-28",
}
FORMS = ["produit", "base", "ht", "ttc", "remise"]


def toml(value):
    return json.dumps(value, ensure_ascii=False)


class Maker:
    def __init__(self, chance):
        self.chance = chance
        often = lambda probability: chance.random() < probability
        self.often = often
        self.encoding = chance.choice(["utf-8", "utf-8-sig", "windows-1252"])
        self.delimiter = chance.choice([";", ",", "\t", "|"])
        self.notation = chance.choice(list(oracle.NOTATIONS))
        spaces = " \u00a0" if self.encoding == "windows-1252" else " \u00a0\u202f\u2009\u2007"
        self.space = chance.choice(spaces)
        self.groups = often(0.6)
        self.rates = chance.choice([["20"], ["0"], ["5.5", "10"], ["20", "5.5", "0"], ["2.1", "8.5", "20"]])
        self.rate_style = chance.choice(["percent", "percent", "percent", "sign", "fraction"])
        self.rate_empty = often(0.2)
        self.forms = chance.sample(FORMS[:4], chance.randint(1, 3)) + (["remise"] if often(0.4) else [])
        self.same_row = often(0.6)
        self.checks = often(0.5)
        self.zeros = often(0.3)
        self.strays = often(0.4)
        self.decimals = chance.choice([0, 2, 3, 4])
        self.odd = chance.choice([0, 0, 0.002, 0.02])
        self.conflicts = chance.choice([0, 0.02, 0.1])
        self.case = {
            "encodage": self.encoding,
            "separateur": self.delimiter,
            "nombres": self.notation if often(0.4) else None,
            "formats": {"quantite": self.notation} if often(0.2) else {},
            "taux_tva": chance.choice(["fraction", "auto"]) if self.rate_style == "fraction" else chance.choice(["auto", "pour_cent"]),
            "arrondi_tva": chance.choice(["ligne", "facture"]),
            "prix_unitaire_long": chance.choice(["erreur", "base"]),
        }
        fields = {"quantite", "prix_unitaire"} if "produit" in self.forms else set()
        fields |= {form for form in self.forms if form != "produit"}
        if self.same_row and {"produit", "base"} & set(self.forms):
            fields.add("remise")
        if self.strays:
            fields |= set(chance.sample(["quantite", "quantite2", "prix_unitaire", "base"], 2))
        if self.checks:
            fields |= set(chance.sample(["ht", "tva", "ttc", *oracle.TOTALS], 3))
        if "0" not in self.rates or len(self.rates) > 1 or often(0.5):
            fields.add("taux_tva")
        else:
            self.rates = ["0"]
        self.fields = sorted(fields)
        self.case["colonnes"] = {"facture": "Numéro", "libelle": "Libellé", **{field: f"Col {field}" for field in self.fields}}
        self.titles = list(self.case["colonnes"].values())
        chance.shuffle(self.titles)

    def config(self):
        case = self.case
        level = lambda field: field if field in ("facture", *oracle.TOTALS) else f"ligne.{field}"
        entry = {"encodage": "auto", "separateur": self.delimiter, "nombres": case["nombres"] or "auto"}
        tables = {
            "montants": {key: case[key] for key in ("taux_tva", "arrondi_tva", "prix_unitaire_long")},
            "entree": entry,
            "colonnes": {level(field): title for field, title in case["colonnes"].items()},
            "formats": {level(field): notation for field, notation in case["formats"].items() if field in case["colonnes"]},
            "constantes": CONSTANTS,
        }
        lines = [KEYS]
        for table, keys in tables.items():
            lines.append(f"[{table}]")
            lines += [f"{toml(key)} = {toml(value)}" for key, value in keys.items()]
        return "\n".join(lines) + "\n"

    def write(self, field, value):
        """A number as this file writes it."""
        notation = self.notation
        if self.often(self.odd):
            if self.often(0.3):
                return self.chance.choice(["abc", "1,2,3", "12 34", "--5", "1e3", "=2", "-", "5,"])
            notation = self.chance.choice(list(oracle.NOTATIONS))
        text = f"{value:f}"
        if "." in text and self.often(0.3):
            text = text.rstrip("0").rstrip(".")
        whole, _, fraction = text.partition(".")
        sign = "-" if whole.startswith("-") else ""
        whole = whole.lstrip("-")
        cut = {"1 234,56": self.space, "1.234,56": ".", "1,234.56": ",", "1 234.56": self.space}[notation]
        if self.groups and len(whole) > 3:
            head = len(whole) % 3 or 3
            whole = cut.join([whole[:head], *(whole[at : at + 3] for at in range(head, len(whole), 3))])
        mark = "," if notation.endswith(",56") else "."
        text = sign + whole + (mark + fraction if fraction else "")
        if field == "taux_tva" and self.rate_style == "sign":
            text += self.chance.choice(["%", " %"])
        if field in oracle.AMOUNTS and self.often(0.02):
            text += " €"
        return text

    def amount(self, most=5000):
        return Decimal(self.chance.randint(1, self.chance.choice([100, 10_000, most * 100]))) / 100

    def line(self):
        """A row as numbers, mostly coherent."""
        chance, often = self.chance, self.often
        row = {}
        form = chance.choice(self.forms)
        rate = Decimal(chance.choice(self.rates))
        if "taux_tva" in self.fields and not (self.rate_empty and often(0.1)):
            row["taux_tva"] = rate / 100 if self.rate_style == "fraction" else rate
        if "taux_tva" not in self.fields:
            rate = Decimal(0)
        if form == "produit":
            scale = self.decimals if often(0.5) else 0
            quantity = Decimal(chance.randint(1, chance.choice([30, 900]) * 10**scale)) / 10**scale
            price = self.amount(300) if often(0.98) else Decimal(chance.randint(1, 99999)) / 10_000
            row.update(quantite=quantity, prix_unitaire=price)
            amount = oracle.cents(quantity * price)
            if "quantite2" in self.fields and often(0.3):
                row["quantite2"] = Decimal(chance.randint(1, 40)) / 4
                amount = oracle.cents(quantity * price * row["quantite2"])
            if "base" in self.fields and often(0.2):
                row["base"] = amount + (0 if often(0.8) else 1)
        else:
            amount = self.amount(200 if form == "remise" else 5000)
            row[form] = amount
            if self.strays and often(self.conflicts * 3):
                stray = chance.choice([field for field in ("quantite", "quantite2", "prix_unitaire") if field in self.fields] or [form])
                if stray != form:
                    row[stray] = chance.choice([Decimal(1), Decimal(3), amount])
        if self.same_row and "remise" in self.fields and form in ("produit", "base") and often(0.4):
            row["remise"] = min(self.amount(50), amount * 2) if often(0.9) else amount * 2
            row["remise"] = max(oracle.cents(row["remise"]), oracle.CENT)
        if self.checks and form in ("produit", "base"):
            tva = oracle.cents(amount * rate / 100)
            right = [amount, tva, amount + tva]
            off = row.get("remise")
            if off is not None and often(0.5):
                part = oracle.cents(off / (1 + rate / 100))
                right = [right[0] - part, right[1] - off + part, right[2] - off]
            for field, value in zip(["ht", "tva", "ttc"], right):
                if field in self.fields and often(0.7):
                    row[field] = value + (oracle.CENT if often(self.conflicts) else 0)
        if self.zeros:
            unused = [field for field in ("quantite", "prix_unitaire", "base", "remise") if field in self.fields]
            for field in unused:
                row.setdefault(field, Decimal(0))
        return row

    def invoices(self, count):
        rows = []
        for index in range(count):
            lines = [self.line() for _ in range(self.chance.randint(1, 6))]
            number = f"F{index:04}"
            totals = self.totals(lines, number)
            for line in lines:
                cells = {field: self.write(field, value) for field, value in line.items() if field in self.fields}
                cells.update(totals, facture=number, libelle="Repas")
                rows.append(cells)
        return rows

    def totals(self, lines, number):
        """Totals given, as the numbers make them; sometimes a cent apart."""
        asked = [field for field in oracle.TOTALS if field in self.fields]
        if not asked:
            return {}
        plain = [{field: f"{value:f}" for field, value in line.items() if field in self.fields} for line in lines]
        if self.rate_style == "sign":
            plain = [{f: f"{v} %" if f == "taux_tva" else v for f, v in line.items()} for line in plain]
        columns = {field: oracle.Column(field, [], "1 234.56") for field in oracle.NUMBERS}
        try:
            invoice = oracle.Invoice(plain, columns, {**self.case, "formats": {}})
            right = dict(zip(oracle.TOTALS, [invoice.ht, invoice.tva, invoice.ht + invoice.tva]))
        except oracle.Refused:
            right = dict.fromkeys(oracle.TOTALS, Decimal("12.34"))
        wrong = oracle.CENT if self.often(self.conflicts / 2) else 0
        return {field: self.write(field, right[field] + wrong) for field in asked if self.often(0.9)}

    def table(self, count):
        by_title = {title: field for field, title in self.case["colonnes"].items()}
        quoted = lambda text: '"' + text.replace('"', '""') + '"' if self.often(0.3) or self.delimiter in text else text
        lines = [self.delimiter.join(self.titles)]
        for row in self.invoices(count):
            lines.append(self.delimiter.join(quoted(row.get(by_title[title], "")) for title in self.titles))
        return ("\n".join(lines) + "\n").encode(self.encoding)


def make(folder, seed, cases):
    for index in range(cases):
        maker = Maker(random.Random(f"{seed}-{index}"))
        data = maker.table(40 + maker.chance.randint(0, 20))
        place = folder / f"{index:03}"
        place.mkdir(parents=True)
        (place / "factures.csv").write_bytes(data)
        (place / "pes.toml").write_text(maker.config(), encoding="utf-8")
        (place / "case.json").write_text(json.dumps(maker.case), encoding="utf-8")


def local(element):
    return element.tag.rsplit("}", 1)[-1]


def every(element, name):
    return [found for found in element.iter() if local(found) == name]


def first(element, name):
    found = every(element, name)
    return found[0].get("V") if found else None


def total(elements, name):
    return sum((Decimal(first(element, name) or 0) for element in elements), Decimal(0))


def written(out):
    """Amounts by number of invoice: of the titre, of the total of its ASAP, of the lines of its ASAP, together and each."""
    found = {}
    for path in sorted(out.glob("*/*.xml")):
        flow = tree.parse(path).getroot()
        titres = {first(piece, "IdPce"): every(piece, "InfoLignePiece") for piece in every(flow, "Piece")}
        for fichier in every(flow, "Fichier"):
            asap = tree.fromstring(gzip.decompress(base64.b64decode(fichier.text)))
            for indiv in every(asap, "FactureIndiv"):
                lines = every(indiv, "LigneFacture")
                signed = lambda name: total([l for l in lines if not every(l, "MtRemise")], name) - total(
                    [l for l in lines if every(l, "MtRemise")], name
                )
                of_titre = titres[first(indiv, "NumTitre")]
                number = first(indiv, "NumeroFacture")
                assert number not in found, f"{number} twice"
                whole = Decimal(first(indiv, "MtTotalTTC"))
                found[number] = {
                    "titre": (total(of_titre, "MtHT"), total(of_titre, "MtTVA")),
                    "total": (Decimal(first(indiv, "MtTotalHT")), Decimal(first(indiv, "MtTotalTVA"))),
                    "lignes": (signed("MtHT"), signed("MtTVA")),
                    "ttc": (whole, signed("MtTTC")),
                    "detail": [
                        (total([line], "MtHT") * sign, total([line], "MtTVA") * sign)
                        for line in lines
                        for sign in [-1 if every(line, "MtRemise") else 1]
                    ],
                }
    return found


def judge(folder):
    counts = {"configurations": 0, "factures": 0, "converties": 0, "refusées": 0}
    differences = []
    for place in sorted(folder.iterdir()):
        case = json.loads((place / "case.json").read_text(encoding="utf-8"))
        expected = oracle.amounts((place / "factures.csv").read_bytes(), case)
        found = written(place / "out")
        counts["configurations"] += 1
        for number, right in expected.items():
            counts["factures"] += 1
            got = found.pop(number, None)
            if isinstance(right, str):
                counts["refusées"] += 1
                if got:
                    differences.append(f"{place.name} {number}: should be refused ({right}), is {got}")
                continue
            counts["converties"] += 1
            ht, tva, lines = right
            same = got and got["titre"] == got["total"] == got["lignes"] == (ht, tva)
            if not (same and got["ttc"] == (ht + tva, ht + tva) and got["detail"] == lines):
                differences.append(f"{place.name} {number}: should be {ht} + {tva} in lines {lines}, is {got}")
        differences += [f"{place.name} {number}: is in no file" for number in found]
    print(", ".join(f"{count} {what}" for what, count in counts.items()), f", {len(differences)} différences", sep="")
    print("\n".join(differences[:20]))
    return 1 if differences else 0


if __name__ == "__main__":
    command, folder = sys.argv[1], Path(sys.argv[2])
    if command == "make":
        make(folder, sys.argv[3], int(sys.argv[4]))
    else:
        sys.exit(judge(folder))
