//! Electronic invoicing: files of types 12 and 13.

use super::edit::Edit::{After, Asap, Before, Drop, Replace, Set};
use super::{ELECTRONIC, Mutation, refused};

/// An ASAP alone of type 13, with a beneficiary seller.
const BENEFICIARY: &str = "rules/PES427/accepted.xml";
/// An invoice that is no ASAP.
const OTHER_INVOICE: &str = "rules/PES433/accepted.xml";
/// Two electronic invoices of one seller.
const TWO: &str = "rules/PES422/accepted.xml";

pub(super) static MUTATIONS: &[Mutation] = &[
    refused(
        ELECTRONIC,
        "F036",
        "PES100",
        &[Asap(&[Replace(
            "<MtBase V=\"42.00\"/>\n            <IdentifiantLigneFacture",
            "<Quantite1 V=\"1234567\"/><MtUnitaire V=\"42.00\"/>\n            <IdentifiantLigneFacture",
        )])],
    ),
    refused(ELECTRONIC, "F042", "PES100", &[Asap(&[Set("LigneFElectronique/MtBase", "0.00")])]),
    refused(ELECTRONIC, "F045", "PES100", &[Asap(&[Set("LigneFElectronique/MtHT", "0.00")])]),
    refused(ELECTRONIC, "F044", "PES412", &[Asap(&[Set("IdentifiantLigneFacture", "2")])]),
    refused(ELECTRONIC, "F046", "PES413", &[Asap(&[Set("LigneFElectronique/MtBase", "41.00")])]),
    refused(ELECTRONIC, "F047", "PES414", &[Asap(&[Set("CodeTypeTVA", "E")])]),
    refused(ELECTRONIC, "", "PES415", &[Asap(&[Set("LigneFElectronique/TauxTVA", "20")])]),
    refused(ELECTRONIC, "F069", "PES421", &[Asap(&[Set("FactureIndiv/NumeroFacture", "2026.000701")])])
        .and(&[("PES446", "the titre has the number without the point")]),
    refused(TWO, "F070 F071", "PES422", &[Replace("2026-000402", "2026-000401")]),
    refused(ELECTRONIC, "F074", "PES425", &[Asap(&[Drop("DossierFElectronique")])]),
    refused(ELECTRONIC, "F097", "PES426", &[Asap(&[Set("TypeFact", "09")])])
        .and(&[("PES431", "type 09 is not that of Edition 09")]),
    refused(ELECTRONIC, "F104", "PES431", &[Set("BlocPiece/Edition", "02"), Drop("CadreFacturation")]),
    refused(
        BENEFICIARY,
        "F098",
        "PES427",
        &[
            Set("TypeFact", "12"),
            Drop("RefORMC"),
            Before(
                "ModalitesReglement",
                "<RefTitre><Exercice V=\"2026\"/><NumBordereau V=\"41\"/><NumTitre V=\"401\"/><NumLigne V=\"1\"/></RefTitre>",
            ),
        ],
    ),
    refused(ELECTRONIC, "", "PES457", &[Asap(&[Set("Acheteur/IdentifiantSIRET", "21350998700012")])]),
    refused(
        ELECTRONIC,
        "",
        "PES456",
        &[Asap(&[Set("LigneFElectronique/MtBase", "41.00"), Set("LigneFElectronique/MtHT", "41.00")])],
    ),
    refused(
        ELECTRONIC,
        "F039 F040",
        "PES410",
        &[Asap(&[
            Drop("LigneFElectronique/MtBase"),
            Before(
                "IdentifiantLigneFacture",
                "<Quantite1 V=\"1\"/><Unite1 V=\"u\"/><Unite2 V=\"v\"/><MtUnitaire V=\"42.00\"/>",
            ),
        ])],
    ),
    refused(
        OTHER_INVOICE,
        "F115 F117",
        "PES433",
        &[Before("Signataire", "<InfoSuppl><RefBdf V=\"999035\"/></InfoSuppl>")],
    ),
    refused(
        OTHER_INVOICE,
        "F125 F135",
        "PES433",
        &[Before("Debiteur/Adresse", "<InfoSupplTiers><NumTel2 V=\"02 61 91 00 35\"/></InfoSupplTiers>")],
    ),
    refused(
        ELECTRONIC,
        "C052 R080",
        "PES479",
        &[
            After("BlocPiece/PJRef", "<PJRef><Support V=\"01\"/><IdUnique V=\"21350999PJ2026001\"/></PJRef>"),
            After(
                "PES_PJ/PJ",
                "<PJ><Contenu><Fichier MIMEType=\"application/pdf\">H4sIAAAAAAACA1MNcHHTNdQz4TJUMFDIT8pSsLHRD6ksSFXQd04sSczJT7ez\
            U0jNSwHKcJUUJWbmpBaBVATl55cogHQE2dlxqaq6+rtxAQAXgNIqSQAAAA==</Fichier></Contenu>\
            <IdUnique V=\"21350999PJ2026001\"/><NomPJ V=\"complement.pdf\"/><TypePJ V=\"014\"/>\
            <Description V=\"Plan\"/></PJ>",
            ),
        ],
    ),
];
