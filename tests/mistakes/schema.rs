//! What the schema says: how values are written and where they stand.

use super::Made::Flow;
use super::Mistake;

pub const MISTAKES: &[Mistake] = &[
    Mistake {
        name: "an amount with a comma",
        source: "Base_Montant; the locale of a French system",
        made: Flow(|flow| {
            flow.titre(501, "67.05", "67,05");
        }),
    },
    Mistake {
        name: "an amount with three decimals",
        source: "Base_Montant; an amount that was not rounded",
        made: Flow(|flow| {
            flow.titre(501, "67.05", "67.049");
        }),
    },
    Mistake {
        name: "an amount with a space between thousands",
        source: "Base_Montant",
        made: Flow(|flow| {
            flow.titre(502, "1195.06", "1 195.06");
        }),
    },
    Mistake {
        name: "an amount with an exponent",
        source: "Base_Montant; a floating number printed as it is",
        made: Flow(|flow| {
            flow.titre(502, "1195.06", "1.19506E3");
        }),
    },
    Mistake {
        name: "a titre of nine digits",
        source: "IdPce, Base_Num8; the year in front of the number",
        made: Flow(|flow| {
            flow.edit("IdPce V=\"501\"", "IdPce V=\"202600501\"")
                .asap("NumTitre V=\"501\"", "NumTitre V=\"202600501\"");
        }),
    },
    Mistake {
        name: "a piece without extension",
        source: "C033",
        made: Flow(|flow| {
            flow.piece("COMPL20260502", "releve-heures-502.pdf", "releve-heures-502");
        }),
    },
    Mistake {
        name: "a UUID as it is written",
        source: "IdUnique, Base_Alphanum50: no hyphen",
        made: Flow(|flow| {
            let (from, to) = ("21350999COMPL20260502", "6f9619ff-8b86-4d01-b42d-00cf4fc964ff");
            flow.titre(502, from, to).edit(from, to);
        }),
    },
    Mistake {
        name: "an invoice number with a sign for number",
        source: "R087: letters, digits, space - + _ /",
        made: Flow(|flow| {
            flow.titre(502, "NumeroFacture V=\"2026-000502\"", "NumeroFacture V=\"n° 2026.502\"");
        }),
    },
    Mistake {
        name: "the references of pieces after the invoice number",
        source: "TBlocPiece, a sequence",
        made: Flow(|flow| {
            let number = "<NumeroFacture V=\"2026-000504\"/>";
            flow.titre(504, number, "").titre(504, "<PJRef>", &format!("{number}<PJRef>"));
        }),
    },
    Mistake {
        name: "a prefix on an inner element",
        source: "elementFormDefault unqualified; a serializer that qualifies all",
        made: Flow(|flow| {
            flow.edit("<Enveloppe>", "<n:Enveloppe>").edit("</Enveloppe>", "</n:Enveloppe>");
        }),
    },
    Mistake {
        name: "a value as text",
        source: "values stand in the attribute V",
        made: Flow(|flow| {
            flow.edit("<Exer V=\"2026\"/>", "<Exer>2026</Exer>");
        }),
    },
    Mistake {
        name: "an optional element left empty",
        source: "Base_Texte38 has one character at least; a template",
        made: Flow(|flow| {
            let name = "<Nom V=\"COMMUNE DE PORT-FICTIF\"/>";
            flow.titre(504, name, &format!("{name}<ComplNom V=\"\"/>"));
        }),
    },
    Mistake {
        name: "the word nc for what is not known",
        source: "TexteN: not the string nc",
        made: Flow(|flow| {
            flow.titre(501, "12 RUE DES AJONCS", "nc");
        }),
    },
    Mistake {
        name: "a code without its zero",
        source: "TEdition; a column of numbers",
        made: Flow(|flow| {
            flow.titre(501, "Edition V=\"01\"", "Edition V=\"1\"");
        }),
    },
    Mistake {
        name: "yes in place of a boolean",
        source: "Base_Booleen",
        made: Flow(|flow| {
            flow.titre(501, "<Majo V=\"0\"/>", "<Majo V=\"N\"/>");
        }),
    },
    Mistake {
        name: "a French date",
        source: "Base_Date",
        made: Flow(|flow| {
            flow.edit("DteBordEm V=\"2026-03-09\"", "DteBordEm V=\"09/03/2026\"");
        }),
    },
    Mistake {
        name: "the day a year does not have",
        source: "Base_Date",
        made: Flow(|flow| {
            flow.asap("<DateFin V=\"2026-02-28\"/>", "<DateFin V=\"2026-02-29\"/>");
        }),
    },
    Mistake {
        name: "an address of 39 characters",
        source: "Base_Texte38",
        made: Flow(|flow| {
            flow.titre(501, "12 RUE DES AJONCS", "12 RUE DES AJONCS ET DES GENETS EN FLEU");
        }),
    },
    Mistake {
        name: "base64 for addresses of pages",
        source: "xs:base64Binary: + and /, not - and _",
        made: Flow(|flow| {
            let whole = super::flow::packed(&flow.asap_bytes());
            assert!(whole.contains(['+', '/']));
            flow.fichier = Some(whole.replace('+', "-").replace('/', "_"));
        }),
    },
    Mistake {
        name: "a budget of one character",
        source: "CodBud, two characters since 5.12",
        made: Flow(|flow| {
            flow.edit("<CodBud V=\"00\"/>", "<CodBud V=\"0\"/>");
        }),
    },
    Mistake {
        name: "an IBAN with spaces",
        source: "Base_Texte34IBAN; copied from a bank statement",
        made: Flow(|flow| {
            flow.asap("FR7699999000350000035035035", "FR76 9999 9000 3500 0003 5035 035");
        }),
    },
    Mistake {
        name: "a BIC in small letters",
        source: "F028",
        made: Flow(|flow| {
            flow.asap("BDFEFRPPCCT", "bdfefrppcct");
        }),
    },
    Mistake {
        name: "a quantity of seven digits",
        source: "F056, Base_Quantite: six digits in all",
        made: Flow(|flow| {
            flow.facture(502, "<Quantite V=\"42.5\"/>", "<Quantite V=\"1234567\"/>");
        }),
    },
    Mistake {
        name: "two ASAP in one flow, outside their pieces",
        source: "PES_Aller holds one PES_Facture at most, before PES_PJ",
        made: Flow(|flow| {
            flow.edit("</PES_PJ>", "</PES_PJ>\n<PES_Facture/>\n<PES_Facture/>");
        }),
    },
];
