//! The notices: what the debtor reads, and what is read of it by machines.

use super::Made::{Flow, Vat};
use super::Mistake;

pub const MISTAKES: &[Mistake] = &[
    Mistake {
        name: "of another year than its titres",
        source: "Annee: the exercice",
        made: Flow(|flow| {
            flow.asap("<Annee V=\"2026\"/>", "<Annee V=\"2025\"/>");
        }),
    },
    Mistake {
        name: "refers to a titre of another exercice",
        source: "F049, RefTitre/Exercice",
        made: Flow(|flow| {
            flow.facture(503, "<Exercice V=\"2026\"/>", "<Exercice V=\"2025\"/>");
        }),
    },
    Mistake {
        name: "refers to the bordereau of the week before",
        source: "RefTitre/NumBordereau",
        made: Flow(|flow| {
            flow.facture(503, "<NumBordereau V=\"51\"/>", "<NumBordereau V=\"50\"/>");
        }),
    },
    Mistake {
        name: "issued in the future",
        source: "DateEmission: the date of the titre",
        made: Flow(|flow| {
            flow.facture(503, "DateEmission V=\"2026-03-09\"", "DateEmission V=\"2026-12-31\"");
        }),
    },
    Mistake {
        name: "a state of invoices dated after the flow",
        source: "Date: when the invoice is issued",
        made: Flow(|flow| {
            flow.asap("<Date V=\"2026-03-09\"/>", "<Date V=\"2026-11-30\"/>");
        }),
    },
    Mistake {
        name: "the account of the treasury with two digits swapped",
        source: "F034",
        made: Flow(|flow| {
            flow.asap("FR7699999000350000035035035", "FR7699999000350000035035053");
        }),
    },
    Mistake {
        name: "the account to pay to is the account of the one who pays",
        source: "F034: it is valid, and a family gets the money",
        made: Flow(|flow| {
            let account = "<CpteBancaire><BIC V=\"BDFEFRPPCCT\"/><IBAN V=\"FR7699999000350000035035035\"/><TitCpte V=\"M KERVADEC\"/></CpteBancaire>";
            flow.facture(503, "</Adresse>", &format!("</Adresse>{account}"));
        }),
    },
    Mistake {
        name: "a slip of payment without an ICS",
        source: "F123: with TIP, RefBdf is an ICS",
        made: Flow(|flow| {
            flow.facture(501, "<ModeRecouvrement V=\"1\"/>", "<ModeRecouvrement V=\"0\"/>");
        }),
    },
    Mistake {
        name: "an address to pay without its code",
        source: "F118",
        made: Flow(|flow| {
            flow.asap("<CodeTipi V=\"099935\"/>", "");
        }),
    },
    Mistake {
        name: "an address to pay that is no address",
        source: "AdrTipi: the address of a page",
        made: Flow(|flow| {
            flow.asap("https://paiement.exemple.fr/valmirel", "voir le site de la mairie");
        }),
    },
    Mistake {
        name: "two invoices for one titre, none for its neighbour",
        source: "F049",
        made: Flow(|flow| {
            flow.facture(503, "<NumTitre V=\"503\"/>", "<NumTitre V=\"501\"/>");
        }),
    },
    Mistake {
        name: "one invoice left out: the neighbour still refers to the piece",
        source: "each titre of Edition 01 has its invoice",
        made: Flow(|flow| {
            let start = flow.asap.rfind("<FactureIndiv>").unwrap();
            let end = flow.asap.rfind("</FactureIndiv>").unwrap() + "</FactureIndiv>".len();
            flow.asap.replace_range(start..end, "");
        }),
    },
    Mistake {
        name: "the references of two notices crossed: every amount agrees",
        source: "RefTitre: a family reads what another owes",
        made: Flow(|flow| {
            flow.titre(501, "67.05", "171.21").titre(503, "171.21", "67.05");
            flow.facture(501, "<NumTitre V=\"501\"/>", "<NumTitre V=\"999\"/>").facture(
                503,
                "<NumTitre V=\"503\"/>",
                "<NumTitre V=\"501\"/>",
            );
            flow.facture(999, "<NumTitre V=\"999\"/>", "<NumTitre V=\"503\"/>");
        }),
    },
    Mistake {
        name: "a rate of 20 % and no VAT",
        source: "TauxTVA, MtTVA of the line",
        made: Flow(|flow| {
            flow.facture(501, "<TauxTVA V=\"0\"/>", "<TauxTVA V=\"20\"/>");
        }),
    },
    Mistake {
        name: "the rate of the titre is not that of the notice",
        source: "TxTva, TauxTVA: one says 5.5, the other 10, the amounts agree",
        made: Vat(|flow| {
            flow.facture(116, "<TauxTVA V=\"5.5\"/>", "<TauxTVA V=\"10\"/>");
        }),
    },
    Mistake {
        name: "a total split wrong: what is to be paid is right",
        source: "MtTotalHT, MtTotalTVA are not printed, MtTotalTTC is",
        made: Vat(|flow| {
            flow.facture(116, "<MtTotalHT V=\"555.76\"/>", "<MtTotalHT V=\"599.31\"/>").facture(
                116,
                "<MtTotalTVA V=\"43.55\"/>",
                "<MtTotalTVA V=\"0.00\"/>",
            );
        }),
    },
    Mistake {
        name: "a service that ends before it begins",
        source: "DateDebut, DateFin",
        made: Flow(|flow| {
            flow.facture(503, "<DateFin V=\"2026-02-28\"/>", "<DateFin V=\"2026-01-28\"/>");
        }),
    },
    Mistake {
        name: "a service of the year 2062",
        source: "Date: a year typed the wrong way round",
        made: Flow(|flow| {
            flow.facture(505, "<Date V=\"2026-02-28\"/>", "<Date V=\"2062-02-28\"/>");
        }),
    },
    Mistake {
        name: "a service of the year 1926",
        source: "Date: two digits of a year; the prescription is of four years",
        made: Flow(|flow| {
            flow.facture(505, "<Date V=\"2026-02-28\"/>", "<Date V=\"1926-02-28\"/>");
        }),
    },
    Mistake {
        name: "two lines of the same rank",
        source: "Ordre: the order in which lines are printed",
        made: Flow(|flow| {
            flow.facture(501, "<Ordre V=\"2\"/>", "<Ordre V=\"1\"/>");
        }),
    },
    Mistake {
        name: "a discount that is added: titre and total agree",
        source: "MtRemise is a reduction",
        made: Flow(|flow| {
            flow.asap = flow.asap.replacen("MtTotalHT V=\"67.05\"", "MtTotalHT V=\"77.05\"", 1).replacen(
                "MtTotalTTC V=\"67.05\"",
                "MtTotalTTC V=\"77.05\"",
                1,
            );
            flow.titre(501, "67.05", "77.05").edit("2490.94", "2500.94");
        }),
    },
    Mistake {
        name: "two errors that cancel out",
        source: "the lines add up, each is wrong by one euro",
        made: Flow(|flow| {
            flow.asap = flow.asap.replacen("61.60", "62.60", 2).replacen("10.45", "9.45", 2);
        }),
    },
    Mistake {
        name: "one line twice, the other missing: the total is that of the titre",
        source: "the lines must add up",
        made: Flow(|flow| {
            let line = flow.asap.find("<LigneFacture>").unwrap()..flow.asap.find("</LigneFacture>").unwrap();
            let first = flow.asap[line.clone()].replace("<Ordre V=\"1\"/>", "<Ordre V=\"2\"/>");
            let second = line.end + flow.asap[line.end..].find("<LigneFacture>").unwrap();
            let end = second + flow.asap[second..].find("</LigneFacture>").unwrap();
            flow.asap.replace_range(second..end, &first);
        }),
    },
    Mistake {
        name: "an amount that is not quantity times price",
        source: "MtHT of the line",
        made: Flow(|flow| {
            flow.facture(501, "<Quantite V=\"16\"/>", "<Quantite V=\"61\"/>");
        }),
    },
    Mistake {
        name: "a line without VAT and one with, for one price",
        source: "MtTTC = MtHT + MtTVA of the line",
        made: Vat(|flow| {
            flow.facture(116, "<MtTTC V=\"36.08\"/>", "<MtTTC V=\"34.20\"/>");
        }),
    },
    Mistake {
        name: "no word of how to contest",
        source: "CRPA, R421-5: the time limits and ways of appeal; ModalitesContestation is their place",
        made: Flow(|flow| {
            flow.asap = flow.asap.replace("<ModalitesContestation V=\"Tribunal judiciaire ou administratif de Rennes selon la nature de la créance\"/>", "");
        }),
    },
    Mistake {
        name: "two payment centres and no treasury",
        source: "F107",
        made: Flow(|flow| {
            flow.asap("<TypTiers V=\"26\"/>", "<TypTiers V=\"25\"/>");
        }),
    },
    Mistake {
        name: "an ordinary invoice",
        source: "F101: TypeFact 09",
        made: Flow(|flow| {
            flow.asap("<TypeFact V=\"09\"/>", "<TypeFact V=\"01\"/>");
        }),
    },
    Mistake {
        name: "a credit note",
        source: "F101: TypeFact 03; a reduction sent as a notice to pay",
        made: Flow(|flow| {
            flow.asap("<TypeFact V=\"09\"/>", "<TypeFact V=\"03\"/>");
        }),
    },
    Mistake {
        name: "an address of two spaces",
        source: "F006: Adr2; two spaces pass the schema",
        made: Flow(|flow| {
            flow.facture(501, "12 RUE DES AJONCS", "  ");
        }),
    },
    Mistake {
        name: "an address of a hyphen",
        source: "F006: Adr2; the field that must be filled",
        made: Flow(|flow| {
            flow.facture(501, "12 RUE DES AJONCS", "-").titre(501, "12 RUE DES AJONCS", "-");
        }),
    },
    Mistake {
        name: "of another authority",
        source: "EnTetePES of the inner document; a publisher with many customers",
        made: Flow(|flow| {
            flow.asap("IdColl V=\"21350999500014\"", "IdColl V=\"24359999000013\"");
        }),
    },
    Mistake {
        name: "of another budget",
        source: "EnTetePES/CodBud of the inner document",
        made: Flow(|flow| {
            flow.asap("<CodBud V=\"00\"/>", "<CodBud V=\"01\"/>");
        }),
    },
    Mistake {
        name: "of another treasury",
        source: "EnTetePES/IdPost of the inner document",
        made: Flow(|flow| {
            flow.asap("IdPost V=\"035999\"", "IdPost V=\"035001\"");
        }),
    },
    Mistake {
        name: "issued by another authority than the one that bills",
        source: "Emetteur: its name is printed; the header is right",
        made: Flow(|flow| {
            flow.asap("<Nom V=\"COMMUNE DE VALMIREL\"/>", "<Nom V=\"COMMUNE DE PORT-FICTIF\"/>");
        }),
    },
    Mistake {
        name: "an optical line of another amount",
        source: "TalonOptique2Lignes: the norm HEL is not public",
        made: Flow(|flow| {
            flow.facture(501, "0000006705", "0000009999");
        }),
    },
    Mistake {
        name: "one number for two invoices",
        source: "NumeroFacture; instruction GCP-17-0006: one number an invoice",
        made: Flow(|flow| {
            flow.facture(503, "2026-000503", "2026-000501");
        }),
    },
    Mistake {
        name: "a mail address without its sign",
        source: "AdresseMelEmetteur",
        made: Flow(|flow| {
            flow.asap("facturation@exemple.fr", "facturation(at)exemple.fr");
        }),
    },
    Mistake {
        name: "a telephone that is none",
        source: "NumTel: who can inform the debtor",
        made: Flow(|flow| {
            flow.asap("02 61 91 00 12", "A COMPLETER");
        }),
    },
    Mistake {
        name: "resident on the titre, abroad on the notice",
        source: "CodRes of both",
        made: Flow(|flow| {
            flow.facture(501, "<CodRes V=\"0\"/>", "<CodRes V=\"1\"/><CodPays V=\"131\"/>");
        }),
    },
    Mistake {
        name: "the notice sent to a recipient who is the debtor",
        source: "Destinataire: only if it is another",
        made: Flow(|flow| {
            let debtor = flow.asap[flow.asap.find("<Debiteur>").unwrap() + 10..flow.asap.find("</Debiteur>").unwrap()]
                .to_owned();
            flow.facture(501, "</Debiteur>", &format!("</Debiteur><Destinataire>{debtor}</Destinataire>"));
        }),
    },
    Mistake {
        name: "a debtor abroad who pays by a slip",
        source: "F032: the bank account of a debtor is French; a slip is drawn on it",
        made: Flow(|flow| {
            let account = "<CpteBancaire><BIC V=\"GEBABEBB\"/><IBAN V=\"BE68539007547034\"/><TitCpte V=\"M KERVADEC\"/></CpteBancaire>";
            flow.facture(503, "</Adresse>", &format!("</Adresse>{account}"));
        }),
    },
    Mistake {
        name: "a slip for more than 150,000 euros",
        source: "F079",
        made: Vat(|flow| {
            flow.asap("<RefBdf V=\"999036\"/>", "<RefBdf V=\"FR29ZZZ123456\"/>").facture(
                115,
                "<ModeRecouvrement V=\"1\"/>",
                "<ModeRecouvrement V=\"0\"/>",
            );
            flow.asap = flow.asap.replacen("8942.43", "198942.43", 1).replacen("8256.91", "198256.91", 1);
        }),
    },
    Mistake {
        name: "what a patient's notice has, on a school meal",
        source: "F084, F072: DossierPatient with TypeFact 09",
        made: Flow(|flow| {
            let lines = flow.asap.find("<LigneFacture>").unwrap()..flow.asap.find("</TotalAPayer>").unwrap() + 15;
            flow.asap.replace_range(lines, "<DossierPatient><Beneficiaire><NumDossier V=\"1\"/><NomBeneficiaire V=\"LE BIHAN\"/></Beneficiaire><EtabSoins><NomEtabSoins V=\"HOPITAL\"/><FinJurEtabSoins V=\"359999018\"/><FinGeoEtabSoins V=\"359999026\"/><SiretEtabSoins V=\"26359999500010\"/></EtabSoins></DossierPatient><LigneFacturePatient><DateDebut V=\"2026-02-01\"/><DateFin V=\"2026-02-02\"/><LibellePresta V=\"Repas\"/><MtRestantDu V=\"67.05\"/></LigneFacturePatient>");
        }),
    },
    Mistake {
        name: "the payment centre named otherwise",
        source: "TInfoTiersFacture/Nom: CENTRE D'ENCAISSEMENT",
        made: Flow(|flow| {
            flow.asap("CENTRE D'ENCAISSEMENT", "CENTRE ENCAISSEMENT RENNES");
        }),
    },
    Mistake {
        name: "the treasury of the header is not that of the notice",
        source: "Tiers 26: the name of the post, LibellePoste",
        made: Flow(|flow| {
            flow.asap = flow.asap.replace("<Nom V=\"SGC DE VALMIREL\"/>", "<Nom V=\"TRESORERIE DE PORT-FICTIF\"/>");
        }),
    },
];
