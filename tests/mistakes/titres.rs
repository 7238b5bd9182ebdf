//! The titres and their bordereau: right by each field, wrong together.

use super::Made::{Correctif, Flow, Known, Vat};
use super::Mistake;

pub const MISTAKES: &[Mistake] = &[
    Mistake {
        name: "the amounts of two titres swapped: the total of the bordereau is right",
        source: "the titre is what is owed, its ASAP what is asked",
        made: Flow(|flow| {
            flow.titre(501, "67.05", "1195.06").titre(502, "<MtHT V=\"1195.06\"/>", "<MtHT V=\"67.05\"/>");
        }),
    },
    Mistake {
        name: "one titre twice, another missing: count and total are right",
        source: "IdPce is the number of one titre; the export of a page given twice",
        made: Flow(|flow| {
            // The third titre takes the number and the debtor of the first, with its own amount.
            flow.titre(503, "IdPce V=\"503\"", "IdPce V=\"501\"");
        }),
    },
    Mistake {
        name: "two lines of a titre with the same number",
        source: "IdLigne subdivides the titre",
        made: Vat(|flow| {
            flow.titre(115, "<IdLigne V=\"2\"/>", "<IdLigne V=\"1\"/>");
        }),
    },
    Mistake {
        name: "a bordereau dated in July of the next year",
        source: "Exer: the complementary day ends on 31 January",
        made: Flow(|flow| {
            flow.edit("DteBordEm V=\"2026-03-09\"", "DteBordEm V=\"2027-07-09\"")
                .edit("DteStr V=\"2026-03-09\"", "DteStr V=\"2027-07-09\"");
            flow.asap = flow.asap.replace("DateEmission V=\"2026-03-09\"", "DateEmission V=\"2027-07-09\"");
        }),
    },
    Mistake {
        name: "a bordereau dated before its exercice",
        source: "Exer; the year of last time",
        made: Flow(|flow| {
            flow.edit("DteBordEm V=\"2026-03-09\"", "DteBordEm V=\"2025-03-09\"");
            flow.asap = flow.asap.replace("DateEmission V=\"2026-03-09\"", "DateEmission V=\"2025-03-09\"");
        }),
    },
    Mistake {
        name: "a flow made before the bordereau it carries",
        source: "DteStr: when the structure is issued",
        made: Flow(|flow| {
            flow.edit("DteStr V=\"2026-03-09\"", "DteStr V=\"2026-01-09\"");
        }),
    },
    Mistake {
        name: "the SIRET of two communes swapped",
        source: "R073: the invoice goes to the SIRET of the titre",
        made: Flow(|flow| {
            flow.titre(502, "21350998700011", "21350997900018").titre(504, "21350997900018", "21350998700011");
        }),
    },
    Mistake {
        name: "the SIRET of two communes swapped, the directory at hand",
        source: "R073; each service is in the directory of the other",
        made: Known(|flow| {
            flow.titre(502, "21350998700011", "21350997900018").titre(504, "21350997900018", "21350998700011");
        }),
    },
    Mistake {
        name: "one SIRET for two communes",
        source: "a copied line; RefTiers says they are two",
        made: Flow(|flow| {
            flow.titre(504, "21350997900018", "21350998700011");
        }),
    },
    Mistake {
        name: "the authority is its own debtor",
        source: "IdTiers is IdColl; a template left as it was",
        made: Flow(|flow| {
            flow.titre(502, "21350998700011", "21350999500014");
        }),
    },
    Mistake {
        name: "another establishment of the right body",
        source: "the SIREN is that of the commune, its NIC is unknown to Chorus Pro",
        made: Flow(|flow| {
            flow.titre(502, "21350998700011", "21350998700029");
        }),
    },
    Mistake {
        name: "another establishment, the directory at hand",
        source: "2559; the recipient must be in the directory",
        made: Known(|flow| {
            flow.titre(502, "21350998700011", "21350998700029");
        }),
    },
    Mistake {
        name: "the SIRET of the header has a wrong key",
        source: "IdColl: the SIRET of the budget",
        made: Flow(|flow| {
            flow.edit("IdColl V=\"21350999500014\"", "IdColl V=\"21350999500015\"")
                .asap("IdColl V=\"21350999500014\"", "IdColl V=\"21350999500015\"");
        }),
    },
    Mistake {
        name: "a header of zeros",
        source: "IdColl: the SIRET of the budget; a parameter never filled",
        made: Flow(|flow| {
            flow.edit("IdColl V=\"21350999500014\"", "IdColl V=\"00000000000000\"")
                .asap("IdColl V=\"21350999500014\"", "IdColl V=\"00000000000000\"");
        }),
    },
    Mistake {
        name: "a company sent by Chorus Pro as a public body",
        source: "B5: CatTiers 50 is of private law; Edition 02 is for public debtors",
        made: Flow(|flow| {
            flow.titre(502, "<CatTiers V=\"23\"/>", "<CatTiers V=\"50\"/>").titre(
                502,
                "<NatJur V=\"09\"/>",
                "<NatJur V=\"03\"/>",
            );
        }),
    },
    Mistake {
        name: "a commune whose notice is printed and posted",
        source: "an invoice to a public body goes by Chorus Pro since 2017 (A7)",
        made: Flow(|flow| {
            flow.titre(504, "Edition V=\"02\"", "Edition V=\"01\"");
        }),
    },
    Mistake {
        name: "a complement for Chorus Pro on a printed notice",
        source: "B4: 011 for a private debtor, 008 for a public one",
        made: Flow(|flow| {
            flow.titre(503, "TypePJ V=\"011\"", "TypePJ V=\"008\"").piece(
                "COMPL20260503",
                "TypePJ V=\"011\"",
                "TypePJ V=\"008\"",
            );
        }),
    },
    Mistake {
        name: "a service of Chorus Pro on a private titre",
        source: "CodeService: for CPP, Edition 02, 03 or 08",
        made: Flow(|flow| {
            flow.titre(
                501,
                "<TypePJ V=\"006\"/>\n          </PJRef>",
                "<TypePJ V=\"006\"/></PJRef><CodeService V=\"SCOLAIRE\"/>",
            );
        }),
    },
    Mistake {
        name: "an empty service on a recipient that wants one",
        source: "CodeService; the directory says that a service is required",
        made: Known(|flow| {
            flow.titre(502, "<CodeService V=\"FACTURES_PUBLIQUES\"/>", "<CodeService V=\"\"/>");
        }),
    },
    Mistake {
        name: "a word in place of a service that is not known",
        source: "CodeService; offices that must fill the field",
        made: Flow(|flow| {
            flow.titre(502, "FACTURES_PUBLIQUES", "NEANT");
        }),
    },
    Mistake {
        name: "the service of the other commune, the directory at hand",
        source: "2559",
        made: Known(|flow| {
            flow.titre(502, "FACTURES_PUBLIQUES", "SCOLAIRE");
        }),
    },
    Mistake {
        name: "the State without an engagement",
        source: "R088: the generic SIRET of the State",
        made: Flow(|flow| {
            flow.titre(502, "21350998700011", "11000201100044").titre(
                502,
                "<CatTiers V=\"23\"/>",
                "<CatTiers V=\"20\"/>",
            );
            flow.titre(502, "<NatJur V=\"09\"/>", "<NatJur V=\"07\"/>").titre(
                502,
                "<NumeroEngagement V=\"ENG-2026-0502\"/>",
                "",
            );
        }),
    },
    Mistake {
        name: "an engagement that says there is none",
        source: "R088, by the letter: the field is filled",
        made: Flow(|flow| {
            flow.titre(502, "ENG-2026-0502", "SANS OBJET");
        }),
    },
    Mistake {
        name: "an invoice number that begins with a space",
        source: "R087 allows the space; a number compared as text is then another",
        made: Flow(|flow| {
            flow.titre(502, "NumeroFacture V=\"2026-000502\"", "NumeroFacture V=\" 2026-000502\"");
        }),
    },
    Mistake {
        name: "the invoice numbers of two titres swapped",
        source: "NumeroFacture: the titre and its ASAP are one invoice",
        made: Flow(|flow| {
            flow.titre(502, "\"2026-000502\"", "\"2026-000504\"").titre(
                504,
                "NumeroFacture V=\"2026-000504\"",
                "NumeroFacture V=\"2026-000502\"",
            );
        }),
    },
    Mistake {
        name: "a rate of VAT that does not give the VAT",
        source: "TxTva, MtTVA: 20 % written, 5.5 % counted",
        made: Vat(|flow| {
            flow.titre(115, "<TxTva V=\"5.5\"/>", "<TxTva V=\"20\"/>");
        }),
    },
    Mistake {
        name: "a rate that France does not have",
        source: "TxTva 55 for 5.5, with its VAT left",
        made: Vat(|flow| {
            flow.titre(116, "<TxTva V=\"5.5\"/>", "<TxTva V=\"55\"/>");
        }),
    },
    Mistake {
        name: "VAT moved from one rate to the other: the titre's VAT is right",
        source: "MtTVA of each line",
        made: Vat(|flow| {
            flow.titre(116, "14.70", "VAT").titre(116, "28.85", "14.70").titre(116, "VAT", "28.85");
        }),
    },
    Mistake {
        name: "VAT of the bordereau, none on a line",
        source: "R011",
        made: Flow(|flow| {
            flow.edit("<MtBordHt V=\"2490.94\"/>", "<MtBordHt V=\"2490.94\"/><MtBordTVA V=\"12.00\"/>");
        }),
    },
    Mistake {
        name: "the VAT of the bordereau added to what is without VAT",
        source: "MtBordHt: without VAT",
        made: Vat(|flow| {
            flow.edit("<MtBordHt V=\"19549.37\"/>", "<MtBordHt V=\"21124.65\"/>");
        }),
    },
    Mistake {
        name: "a correctif that corrects itself",
        source: "IdPceOrig: the titre to cancel or reduce",
        made: Correctif(|flow| {
            flow.titre(12, "<IdPceOrig V=\"398\"/>", "<IdPceOrig V=\"12\"/>");
        }),
    },
    Mistake {
        name: "a correctif of a titre of another exercice",
        source: "ExerRat = Exer for 02-02-06",
        made: Correctif(|flow| {
            flow.titre(12, "<ExerRat V=\"2026\"/>", "<ExerRat V=\"2025\"/>");
        }),
    },
    Mistake {
        name: "a correctif of no line",
        source: "R037",
        made: Correctif(|flow| {
            flow.titre(12, "<IdLigneOrig V=\"1\"/>", "");
        }),
    },
    Mistake {
        name: "a correctif that is printed",
        source: "A6, annex 2: no notice for a titre correctif",
        made: Correctif(|flow| {
            flow.titre(12, "<ObjPce", "<Edition V=\"01\"/><ObjPce");
        }),
    },
    Mistake {
        name: "a correctif larger than the titre it reduces, which the flow does not hold",
        source: "only Hélios knows the titre",
        made: Correctif(|flow| {
            flow.titre(12, "13.30", "99999.99").edit("<MtBordHt V=\"13.30\"/>", "<MtBordHt V=\"99999.99\"/>");
        }),
    },
    Mistake {
        name: "a hole in the numbers of titres",
        source: "instruction GCP-17-0006: a continuous sequence",
        made: Flow(|flow| {
            flow.titre(505, "IdPce V=\"505\"", "IdPce V=\"507\"").facture(
                505,
                "NumTitre V=\"505\"",
                "NumTitre V=\"507\"",
            );
        }),
    },
    Mistake {
        name: "a titre of less than what may be recovered",
        source: "code général des collectivités territoriales, D1611-1: 15 euros",
        made: Flow(|flow| {
            flow.titre(505, "33.60", "3.60").edit("2490.94", "2460.94");
            flow.facture(505, "<MtUnitaire V=\"2.10\"/>", "<MtBase V=\"3.60\"/>");
            flow.asap = flow.asap.replace("33.60", "3.60").replace("0000003360", "0000000360");
            let (start, end) = (flow.asap.rfind("<Quantite V=\"4\"/>").unwrap(), flow.asap.rfind("<MtBase").unwrap());
            flow.asap.replace_range(start..end, "");
        }),
    },
    Mistake {
        name: "a loan in the operating section",
        source: "NatPce 01 is operating, account 1641 is investment",
        made: Flow(|flow| {
            flow.titre(501, "<Nature V=\"7067\"/>", "<Nature V=\"1641\"/>");
        }),
    },
    Mistake {
        name: "a product that Hélios does not know",
        source: "CodProdLoc is defined in Hélios",
        made: Flow(|flow| {
            flow.titre(501, "<CodProdLoc V=\"7067\"/>", "<CodProdLoc V=\"ZZZZ\"/>");
        }),
    },
    Mistake {
        name: "a treasury that does not exist",
        source: "C002: the post must exist in Hélios",
        made: Flow(|flow| {
            flow.edit("IdPost V=\"035999\"", "IdPost V=\"999999\"").asap("IdPost V=\"035999\"", "IdPost V=\"999999\"");
        }),
    },
    Mistake {
        name: "a function on a budget of the M4",
        source: "R015, 1971: the nomenclature is not in the flow",
        made: Vat(|flow| {
            flow.titre(115, "<Nature V=\"70111\"/>", "<Nature V=\"70111\"/><Fonction V=\"020\"/>");
        }),
    },
    Mistake {
        name: "a sum of the year smaller than the bordereau",
        source: "MtCumulAnnuel: what was issued in the year, this bordereau with it",
        made: Flow(|flow| {
            flow.edit("<MtBordHt V=\"2490.94\"/>", "<MtCumulAnnuel V=\"100.00\"/><MtBordHt V=\"2490.94\"/>");
        }),
    },
    Mistake {
        name: "a notice sent before the bordereau",
        source: "R070",
        made: Correctif(|flow| {
            flow.titre(401, "<ObjPce", "<DteAsp V=\"2026-01-02\"/><ObjPce");
        }),
    },
    Mistake {
        name: "a payment that only the inside of Hélios may say",
        source: "TypFlux 02 is not for authorities",
        made: Correctif(|flow| {
            flow.titre(401, "</Tiers>", "</Tiers><Recouvrement><TypFlux V=\"02\"/><ModRegl V=\"01\"/><DteReco V=\"2026-02-10\"/><IdEncaissement V=\"12\"/><MtReco V=\"1.00\"/></Recouvrement>");
        }),
    },
    Mistake {
        name: "paid more than is owed",
        source: "MtReco: what was paid on the line",
        made: Correctif(|flow| {
            flow.titre(401, "</Tiers>", "</Tiers><Recouvrement><TypFlux V=\"01\"/><ModRegl V=\"01\"/><DteReco V=\"2026-02-10\"/><IdEncaissement V=\"12\"/><MtReco V=\"99999.00\"/></Recouvrement>");
        }),
    },
    Mistake {
        name: "a titre issued after payment that asks for payment",
        source: "A6, annex 2: no notice for TypPce 05",
        made: Flow(|flow| {
            flow.titre(501, "TypPce V=\"01\"", "TypPce V=\"05\"");
        }),
    },
    Mistake {
        name: "a period of invoicing that ends before it begins",
        source: "DebFact, FinFact",
        made: Flow(|flow| {
            flow.titre(501, "<PJRef>", "<DebFact V=\"2026-02-28\"/><FinFact V=\"2026-02-01\"/><PJRef>");
        }),
    },
    Mistake {
        name: "an order of recette in a bordereau of titres",
        source: "R065, annex 2: TypPce 12 goes with TypBord 03",
        made: Flow(|flow| {
            flow.titre(505, "TypPce V=\"01\"", "TypPce V=\"12\"");
        }),
    },
    Mistake {
        name: "a titre over years without its agreement",
        source: "R038",
        made: Flow(|flow| {
            flow.titre(501, "TypPce V=\"01\"", "TypPce V=\"10\"");
        }),
    },
    Mistake {
        name: "a rate of surcharge without surcharge",
        source: "R023",
        made: Flow(|flow| {
            flow.titre(501, "<Majo V=\"0\"/>", "<Majo V=\"0\"/><TxMajo V=\"10\"/>");
        }),
    },
    Mistake {
        name: "signed, it says, with no signature",
        source: "R102",
        made: Flow(|flow| {
            flow.edit("InfoDematerialisee V=\"0\"", "InfoDematerialisee V=\"1\"")
                .edit("<MtBordHt", "<MtCumulAnnuel V=\"5000.00\"/><MtBordHt");
        }),
    },
    Mistake {
        name: "the same reference for two families",
        source: "RefTiers groups what one debtor owes",
        made: Flow(|flow| {
            flow.titre(503, "FAM0044", "FAM0031");
        }),
    },
    Mistake {
        name: "a title that the law has abolished",
        source: "R051: Mademoiselle is refused",
        made: Flow(|flow| {
            flow.titre(501, "<Civilite V=\"MME\"/>", "<Civilite V=\"MLLE\"/>").facture(
                501,
                "<Civilite V=\"MME\"/>",
                "<Civilite V=\"MLLE\"/>",
            );
        }),
    },
];
