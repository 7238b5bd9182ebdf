//! The debtors of titres: who they are, where they live, what is drawn on their accounts.

use super::Made::Flow;
use super::Mistake;

pub const MISTAKES: &[Mistake] = &[
    Mistake {
        name: "a debit before the bordereau",
        source: "DtePrel: the day the bank settles",
        made: Flow(|flow| {
            flow.titre(501, "</InfoLignePiece>", "</InfoLignePiece><InfoPrelevementSEPA><NatPrel V=\"01\"/><PerPrel V=\"07\"/><DtePrel V=\"2026-02-01\"/><MtPrel V=\"67.05\"/><SequencePres V=\"01\"/><DateSignMandat V=\"2025-09-01\"/><RefUniMdt V=\"RUM20260501\"/></InfoPrelevementSEPA>");
            flow.titre(501, "</Adresse>", "</Adresse><CpteBancaire><BIC V=\"BDFEFRPPCCT\"/><IBAN V=\"FR7699999000350000000471316\"/><TitCpte V=\"MME GUEGUEN\"/></CpteBancaire>");
        }),
    },
    Mistake {
        name: "a debit of another amount than the titre",
        source: "MtPrel: a check of the amount",
        made: Flow(|flow| {
            flow.titre(501, "</InfoLignePiece>", "</InfoLignePiece><InfoPrelevementSEPA><NatPrel V=\"01\"/><PerPrel V=\"07\"/><DtePrel V=\"2026-04-09\"/><MtPrel V=\"76.05\"/><SequencePres V=\"01\"/><DateSignMandat V=\"2025-09-01\"/><RefUniMdt V=\"RUM20260501\"/></InfoPrelevementSEPA>");
            flow.titre(501, "</Adresse>", "</Adresse><CpteBancaire><BIC V=\"BDFEFRPPCCT\"/><IBAN V=\"FR7699999000350000000471316\"/><TitCpte V=\"MME GUEGUEN\"/></CpteBancaire>");
        }),
    },
    Mistake {
        name: "a mandate signed after the debit",
        source: "DateSignMandat",
        made: Flow(|flow| {
            flow.titre(501, "</InfoLignePiece>", "</InfoLignePiece><InfoPrelevementSEPA><NatPrel V=\"01\"/><PerPrel V=\"07\"/><DtePrel V=\"2026-04-09\"/><MtPrel V=\"67.05\"/><SequencePres V=\"01\"/><DateSignMandat V=\"2026-05-01\"/><RefUniMdt V=\"RUM20260501\"/></InfoPrelevementSEPA>");
            flow.titre(501, "</Adresse>", "</Adresse><CpteBancaire><BIC V=\"BDFEFRPPCCT\"/><IBAN V=\"FR7699999000350000000471316\"/><TitCpte V=\"MME GUEGUEN\"/></CpteBancaire>");
        }),
    },
    Mistake {
        name: "a single debit that repeats",
        source: "SequencePres 01 is one off, PerPrel 02 is monthly",
        made: Flow(|flow| {
            flow.titre(501, "</InfoLignePiece>", "</InfoLignePiece><InfoPrelevementSEPA><NatPrel V=\"01\"/><PerPrel V=\"02\"/><DtePrel V=\"2026-04-09\"/><MtPrel V=\"67.05\"/><SequencePres V=\"01\"/><DateSignMandat V=\"2025-09-01\"/><RefUniMdt V=\"RUM20260501\"/></InfoPrelevementSEPA>");
            flow.titre(501, "</Adresse>", "</Adresse><CpteBancaire><BIC V=\"BDFEFRPPCCT\"/><IBAN V=\"FR7699999000350000000471316\"/><TitCpte V=\"MME GUEGUEN\"/></CpteBancaire>");
        }),
    },
    Mistake {
        name: "another bank and another IBAN at once",
        source: "AncienneBanque and AncienIBAN exclude each other",
        made: Flow(|flow| {
            flow.titre(501, "</InfoLignePiece>", "</InfoLignePiece><InfoPrelevementSEPA><NatPrel V=\"01\"/><PerPrel V=\"07\"/><DtePrel V=\"2026-04-09\"/><MtPrel V=\"67.05\"/><SequencePres V=\"01\"/><DateSignMandat V=\"2025-09-01\"/><RefUniMdt V=\"RUM20260501\"/><AncienneBanque V=\"1\"/><AncienIBAN V=\"FR7699999000350000000471316\"/></InfoPrelevementSEPA>");
            flow.titre(501, "</Adresse>", "</Adresse><CpteBancaire><BIC V=\"BDFEFRPPCCT\"/><IBAN V=\"FR7699999000350000000471316\"/><TitCpte V=\"MME GUEGUEN\"/></CpteBancaire>");
        }),
    },
    Mistake {
        name: "an old creditor of ten characters",
        source: "R029: AncienICS has 6 or 13 characters",
        made: Flow(|flow| {
            flow.titre(501, "</InfoLignePiece>", "</InfoLignePiece><InfoPrelevementSEPA><NatPrel V=\"01\"/><PerPrel V=\"07\"/><DtePrel V=\"2026-04-09\"/><MtPrel V=\"67.05\"/><SequencePres V=\"01\"/><DateSignMandat V=\"2025-09-01\"/><RefUniMdt V=\"RUM20260501\"/><AncienICS V=\"FR12ZZZ123\"/></InfoPrelevementSEPA>");
            flow.titre(501, "</Adresse>", "</Adresse><CpteBancaire><BIC V=\"BDFEFRPPCCT\"/><IBAN V=\"FR7699999000350000000471316\"/><TitCpte V=\"MME GUEGUEN\"/></CpteBancaire>");
        }),
    },
    Mistake {
        name: "a debit without a bank account",
        source: "R028",
        made: Flow(|flow| {
            flow.titre(501, "</InfoLignePiece>", "</InfoLignePiece><InfoPrelevementSEPA><NatPrel V=\"01\"/><PerPrel V=\"07\"/><DtePrel V=\"2026-04-09\"/><MtPrel V=\"67.05\"/><SequencePres V=\"01\"/><DateSignMandat V=\"2025-09-01\"/><RefUniMdt V=\"RUM20260501\"/></InfoPrelevementSEPA>");
        }),
    },
    Mistake {
        name: "the bank account of a debtor with two digits swapped",
        source: "C027",
        made: Flow(|flow| {
            flow.titre(501, "</InfoLignePiece>", "</InfoLignePiece><InfoPrelevementSEPA><NatPrel V=\"01\"/><PerPrel V=\"07\"/><DtePrel V=\"2026-04-09\"/><MtPrel V=\"67.05\"/><SequencePres V=\"01\"/><DateSignMandat V=\"2025-09-01\"/><RefUniMdt V=\"RUM20260501\"/></InfoPrelevementSEPA>");
            flow.titre(501, "</Adresse>", "</Adresse><CpteBancaire><BIC V=\"BDFEFRPPCCT\"/><IBAN V=\"FR7699999000350000000473116\"/><TitCpte V=\"MME GUEGUEN\"/></CpteBancaire>");
        }),
    },
    Mistake {
        name: "a French account at a German bank",
        source: "BIC and IBAN name one bank",
        made: Flow(|flow| {
            flow.titre(501, "</InfoLignePiece>", "</InfoLignePiece><InfoPrelevementSEPA><NatPrel V=\"01\"/><PerPrel V=\"07\"/><DtePrel V=\"2026-04-09\"/><MtPrel V=\"67.05\"/><SequencePres V=\"01\"/><DateSignMandat V=\"2025-09-01\"/><RefUniMdt V=\"RUM20260501\"/></InfoPrelevementSEPA>");
            flow.titre(501, "</Adresse>", "</Adresse><CpteBancaire><BIC V=\"DEUTDEFFXXX\"/><IBAN V=\"FR7699999000350000000471316\"/><TitCpte V=\"MME GUEGUEN\"/></CpteBancaire>");
        }),
    },
    Mistake {
        name: "a postal code of zeros",
        source: "C008, by the letter: five digits",
        made: Flow(|flow| {
            flow.titre(501, "<CP V=\"35999\"/>", "<CP V=\"00000\"/>").facture(
                501,
                "<CP V=\"35999\"/>",
                "<CP V=\"00000\"/>",
            );
        }),
    },
    Mistake {
        name: "abroad by its code, resident by its flag",
        source: "CP: 99999 for a debtor abroad; CodRes 0",
        made: Flow(|flow| {
            flow.titre(501, "<CP V=\"35999\"/>", "<CP V=\"99999\"/>").facture(
                501,
                "<CP V=\"35999\"/>",
                "<CP V=\"99999\"/>",
            );
        }),
    },
    Mistake {
        name: "abroad in France",
        source: "CodRes 1 with CodPays 100",
        made: Flow(|flow| {
            flow.titre(501, "<CodRes V=\"0\"/>", "<CodRes V=\"1\"/><CodPays V=\"100\"/>").facture(
                501,
                "<CodRes V=\"0\"/>",
                "<CodRes V=\"1\"/><CodPays V=\"100\"/>",
            );
        }),
    },
    Mistake {
        name: "a country that the INSEE does not have",
        source: "CodPays",
        made: Flow(|flow| {
            flow.titre(501, "<CodRes V=\"0\"/>", "<CodRes V=\"1\"/><CodPays V=\"999\"/>").facture(
                501,
                "<CodRes V=\"0\"/>",
                "<CodRes V=\"1\"/><CodPays V=\"999\"/>",
            );
        }),
    },
    Mistake {
        name: "a debtor born after the bordereau",
        source: "DteNaissance",
        made: Flow(|flow| {
            flow.titre(501, "<RefTiers V=\"FAM0031\"/>", "<DteNaissance V=\"2062-05-01\"/><RefTiers V=\"FAM0031\"/>");
        }),
    },
    Mistake {
        name: "a date of birth of a commune",
        source: "R044",
        made: Flow(|flow| {
            flow.titre(502, "<NatIdTiers", "<DteNaissance V=\"1962-05-01\"/><NatIdTiers");
        }),
    },
    Mistake {
        name: "a person under the category of a commune",
        source: "CatTiers 23, with a title and a first name",
        made: Flow(|flow| {
            flow.titre(
                504,
                "<Nom V=\"COMMUNE DE PORT-FICTIF\"/>",
                "<Civilite V=\"M\"/><Nom V=\"KERVADEC\"/><Prenom V=\"Joël\"/>",
            );
        }),
    },
    Mistake {
        name: "a company under the category of a person",
        source: "CatTiers 01, a name that begins with SARL",
        made: Flow(|flow| {
            flow.titre(501, "GUÉGUEN-LE BIHAN", "SARL LES AJONCS").facture(501, "GUÉGUEN-LE BIHAN", "SARL LES AJONCS");
        }),
    },
    Mistake {
        name: "the treasury as debtor",
        source: "TypTiers 26 is the accountant of the issuer",
        made: Flow(|flow| {
            flow.titre(501, "<TypTiers V=\"01\"/>", "<TypTiers V=\"26\"/>");
        }),
    },
    Mistake {
        name: "a co-debtor and no debtor",
        source: "TypTiers 04 stands beside 01",
        made: Flow(|flow| {
            flow.titre(501, "<TypTiers V=\"01\"/>", "<TypTiers V=\"04\"/>");
        }),
    },
];
