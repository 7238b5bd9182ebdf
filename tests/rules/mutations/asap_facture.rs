//! Invoices of an ASAP: what they name, their lines, their totals.

use super::edit::Edit::{After, Asap, Before, Drop, Replace, Set, Twice};
use super::{Mutation, ORMC, PATIENT, PRIVATE, PUBLIC, refused};

/// A line of version 5.17, where the schema lets an amount be zero.
const OF_5_17: &str = "rules/PES411/accepted-5.17.xml";
/// An article of a rôle whose ASAP is for several articles.
const ARTICLES: &str = "rules/PES420/accepted.xml";
/// An ASAP alone for two titres.
const TWO_TITRES: &str = "rules/PES418/accepted.xml";
/// One titre, one ASAP.
const ONE: &str = "rules/PES440/accepted.xml";
/// An ASAP alone, with its TIP at the ceiling.
const TIP: &str = "rules/PES257/accepted.xml";

macro_rules! nomenclature {
    () => {
        "<Description V=\"Liste\"/><Correspondance><Libelle V=\"Agent\"/><Code V=\"MAD\"/></Correspondance>"
    };
}

pub(super) static MUTATIONS: &[Mutation] = &[
    refused(PRIVATE, "F100", "PES429", &[Asap(&[Set("PES_Facture/IdVer", "1")])]),
    refused(PRIVATE, "F101 F136", "PES431", &[Asap(&[Set("TypeFact", "12")])])
        .and(&[("PES425", "type 12 asks for a file that type 09 has not")]),
    refused(PATIENT, "F102 F137", "PES431", &[Set("BlocPiece/Edition", "01")]),
    refused(
        ORMC,
        "F103",
        "PES431",
        &[Asap(&[
            Set("TypeFact", "09"),
            Drop("RefORMC"),
            Before(
                "TalonOptique2Lignes",
                "<RefTitre><Exercice V=\"2026\"/><NumBordereau V=\"61\"/><NumTitre V=\"345\"/><NumLigne V=\"1\"/></RefTitre>",
            ),
        ])],
    ),
    refused(PRIVATE, "F048 F076", "PES416", &[Asap(&[Drop("RefTitre")])])
        .and(&[("PES444", "no invoice is left for titre 310")]),
    refused(TWO_TITRES, "F049", "PES418", &[Replace("<NumTitre V=\"402\"/>", "<NumTitre V=\"401\"/>")]),
    refused(PRIVATE, "F050", "PES419", &[Asap(&[Set("NumLigne", "2")])]),
    refused(
        ORMC,
        "F051 F077",
        "PES417",
        &[Asap(&[
            Drop("RefORMC"),
            Before(
                "TalonOptique2Lignes",
                "<RefTitre><Exercice V=\"2026\"/><NumBordereau V=\"61\"/><NumTitre V=\"345\"/><NumLigne V=\"1\"/></RefTitre>",
            ),
        ])],
    ),
    refused(ARTICLES, "F052", "PES420", &[Replace("<NumArticle V=\"5\"/>", "<NumArticle V=\"4\"/>")]),
    refused(ORMC, "", "PES442", &[Asap(&[Set("NumArticle", "346")])]),
    refused(PRIVATE, "F053", "PES430", &[Asap(&[Before("Libelle", "<CodeProduit V=\"MAD\"/>")])]),
    refused(PRIVATE, "F054", "PES430", &[Asap(&[Before("Libelle", "<CodeNature V=\"70845\"/>")])]),
    refused(PRIVATE, "F055", "PES430", &[Asap(&[After("Libelle", "<Unite V=\"heure\"/>")])]),
    refused(PRIVATE, "F059", "PES410", &[Asap(&[After("Unite1", "<Unite2 V=\"agent\"/>")])]),
    refused(PRIVATE, "F063", "PES430", &[Asap(&[After("MtUnitaire", "<Taux V=\"10\"/>")])]),
    refused(OF_5_17, "F064", "PES411", &[Set("MtHT", "0.00")]),
    refused(PRIVATE, "F067", "PES430", &[Asap(&[After("Ordre", "<Commentaire V=\"Merci\"/>")])]),
    refused(
        PRIVATE,
        "F073",
        "PES430",
        &[Asap(&[Before(
            "TotalAPayer",
            "<DetailTVA><TauxTVA V=\"0\"/><MtBaseHT V=\"800.00\"/><MtTVA V=\"0.00\"/></DetailTVA>",
        )])],
    ),
    refused(PRIVATE, "F078", "PES256", &[Asap(&[Drop("ModeRecouvrement")])]),
    refused(TIP, "F079", "PES257", &[Replace("150000.00", "150000.01")]),
    refused(PATIENT, "F080 F081", "PES428", &[Asap(&[Set("ModeRecouvrement", "0"), Set("RefBdf", "FR72ZZZ123456")])]),
    refused(PRIVATE, "F082", "PES430", &[Asap(&[Before("ConditionsGen", "<TexteGenerateur V=\"Budget\"/>")])]),
    refused(
        PRIVATE,
        "F083 F094 F095",
        "PES430",
        &[Asap(&[After(
            "ConditionsGen",
            "<RepartitionBudget><CodeBudget V=\"01\"/><Taux V=\"100\"/></RepartitionBudget>",
        )])],
    ),
    refused(
        PRIVATE,
        "F096",
        "PES430",
        &[Asap(&[After(
            "ConditionsGen",
            "<RepartitionBudget><CodeBudget V=\"01\"/><Mt V=\"800.00\"/></RepartitionBudget>",
        )])],
    ),
    refused(PATIENT, "F084 F086 F072", "PES423", &[Asap(&[Set("TypeFact", "09")]), Set("BlocPiece/Edition", "01")]),
    refused(
        PATIENT,
        "F085",
        "PES424",
        &[Asap(&[
            Drop("DossierPatient"),
            Drop("LigneFacturePatient"),
            After(
                "FactureIndiv/Objet",
                "<LigneFacture><Date V=\"2026-02-28\"/><Libelle V=\"Hospitalisation\"/><MtBase V=\"42.00\"/>\
            <MtHT V=\"42.00\"/><TauxTVA V=\"0\"/><MtTVA V=\"0\"/><MtTTC V=\"42.00\"/><Ordre V=\"1\"/></LigneFacture>\
            <TotalAPayer><MtTotalHT V=\"42.00\"/><MtTotalTVA V=\"0\"/><MtTotalTTC V=\"42.00\"/></TotalAPayer>",
            ),
        ])],
    ),
    refused(
        PRIVATE,
        "F099 F109",
        "PES430",
        &[Asap(&[Replace(
            "<Nomenclatures/>",
            concat!("<Nomenclatures><NomenclatureProduit>", nomenclature!(), "</NomenclatureProduit></Nomenclatures>"),
        )])],
    ),
    refused(
        PRIVATE,
        "F110",
        "PES430",
        &[Asap(&[Replace(
            "<Nomenclatures/>",
            concat!("<Nomenclatures><NomenclatureNature>", nomenclature!(), "</NomenclatureNature></Nomenclatures>"),
        )])],
    ),
    refused(
        PRIVATE,
        "F111",
        "PES430",
        &[Asap(&[Replace(
            "<Nomenclatures/>",
            concat!("<Nomenclatures><NomenclatureBudget>", nomenclature!(), "</NomenclatureBudget></Nomenclatures>"),
        )])],
    ),
    refused(
        PRIVATE,
        "F112 F113",
        "PES430",
        &[Asap(&[After(
            "Nomenclatures",
            "<RepartitionParNature><Repartition><Libelle V=\"Eau\"/><Code V=\"E\"/><CodeFonction V=\"020\"/>\
            <CodeBudget V=\"01\"/><Mt V=\"944.30\"/></Repartition></RepartitionParNature>",
        )])],
    ),
    refused(PRIVATE, "R083", "PES251", &[Asap(&[Set("NumBordereau", "32")])]),
    refused(ONE, "", "PES440", &[Twice("PES_PJ/PJ"), Set("PES_PJ/PJ/IdUnique", "21350999500014ASAP2026B41B")])
        .and(&[("PES241", "no titre announces the second piece")]),
    refused(PRIVATE, "", "PES445", &[Asap(&[Set("DateEmission", "2026-02-27")])]),
    refused(PUBLIC, "", "PES446", &[Asap(&[Set("FactureIndiv/NumeroFacture", "E26-0010")])]),
    refused(PRIVATE, "", "PES450", &[Asap(&[Set("MtTotalHT", "799.00")])]),
    refused(
        PRIVATE,
        "",
        "PES451",
        &[Asap(&[Set("MtUnitaire", "26.00"), Set("LigneFacture/MtHT", "832.00"), Set("LigneFacture/MtTTC", "832.00")])],
    ),
    refused(PRIVATE, "", "PES452", &[Asap(&[Set("LigneFacture/MtTTC", "857.00")])])
        .and(&[("PES451", "the total does not follow")]),
    refused(PUBLIC, "", "PES453", &[Asap(&[Set("LigneFacture/TauxTVA", "10")])]),
    refused(PRIVATE, "", "PES454", &[Asap(&[Set("Quantite", "31")])]),
    refused(
        PRIVATE,
        "",
        "PES458",
        &[Asap(&[
            Drop("LigneFacture/Date"),
            Before("Libelle", "<DateDebut V=\"2026-02-28\"/><DateFin V=\"2026-02-01\"/>"),
        ])],
    ),
    refused(PRIVATE, "", "PES444", &[Asap(&[Drop("FactureIndiv")])]),
];
