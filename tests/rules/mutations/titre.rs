//! Titres: type and nature, Edition, lines, original titres.

use super::edit::Edit::{After, Drop, Set, Twice};
use super::{CORRECTION, ELECTRONIC, HOSPITAL, Mutation, ORMC, ORMC_PDF, PATIENT, PLAIN, PRIVATE, PUBLIC, refused};

/// A surcharge, of a version that has them.
const SURCHARGE: &str = "rules/PES301/accepted-5.17.xml";
/// A titre issued after its payment.
const AFTER_PAYMENT: &str = "rules/PES287/accepted.xml";
const SEVERAL_YEARS: &str = "rules/PES290/accepted.xml";
const ROLE: &str = "rules/PES281/accepted.xml";

const OTHER_DEBTOR: &str = "<Tiers><InfoTiers><CatTiers V=\"50\"/><NatJur V=\"06\"/><TypTiers V=\"01\"/>\
    <Nom V=\"AMICALE DE KERFICTIF\"/></InfoTiers><Adresse><TypAdr V=\"1\"/><Adr2 V=\"4 RUE DU MOLE\"/><CP V=\"35996\"/>\
    <Ville V=\"KERFICTIF\"/><CodRes V=\"0\"/></Adresse></Tiers>";

pub(super) static MUTATIONS: &[Mutation] = &[
    refused(PLAIN, "R065", "PES280", &[Set("TypPce", "12")]),
    refused(PLAIN, "R067 R068 R093 R096 R097", "PES280", &[Set("NatPce", "07")]),
    refused(ROLE, "R069", "PES281", &[Set("TypPce", "01")]),
    refused(PLAIN, "", "PES243", &[Twice("Piece"), Set("NbrPce", "2"), Set("MtBordHt", "84.00")]),
    refused(PLAIN, "R070", "PES271", &[After("NatPce", "<DteAsp V=\"2026-03-15\"/>")]),
    refused(PRIVATE, "R071", "PES225", &[After("Piece/Tiers", OTHER_DEBTOR)]),
    refused(PATIENT, "R074", "PES226", &[Set("BlocPiece/NatPce", "02")]),
    refused(ORMC_PDF, "R014 R064 R075 R078", "PES282", &[After("Piece/Tiers", OTHER_DEBTOR)]),
    refused(ORMC_PDF, "C048 C049 R076", "PES297", &[Set("PJRef/TypePJ", "002"), Set("PJ/TypePJ", "002")]),
    refused(PRIVATE, "R072", "PES223", &[Drop("BlocPiece/PJRef")])
        .and(&[("PES251", "the ASAP names a titre that no longer announces it")]),
    refused(PUBLIC, "R073", "PES222", &[Drop("NumeroFacture")]),
    refused(ORMC, "R079", "PES220", &[Set("BlocPiece/Edition", "08")]),
    refused(
        PLAIN,
        "R081",
        "PES283",
        &[After(
            "NatPce",
            "<Edition V=\"06\"/><PJRef><Support V=\"02\"/><IdUnique V=\"21350999P9\"/><TypePJ V=\"010\"/></PJRef>",
        )],
    ),
    refused(ELECTRONIC, "R082", "PES284", &[Set("BlocPiece/Edition", "10")]),
    refused(PLAIN, "R084", "PES294", &[After("NatPce", "<EnvRetour V=\"1\"/>")]),
    refused(ELECTRONIC, "R087", "PES291", &[Set("BlocPiece/NumeroFacture", "2026 000701")]),
    refused(
        PUBLIC,
        "R088",
        "PES224",
        &[
            Set("Piece/IdTiers", "11000201100044"),
            Set("Piece/IdTiers/IdTiers", "11000201100044"),
            Drop("NumeroEngagement"),
        ],
    )
    .and(&[("PES436", "the ASAP names the former debtor")]),
    refused(ELECTRONIC, "R089", "PES292", &[Drop("CadreFacturation")]),
    refused(ELECTRONIC, "", "PES293", &[Drop("Piece/IdTiers"), Drop("Piece/NatIdTiers")]),
    refused(HOSPITAL, "", "PES295", &[Set("DebFact", "2026-02-13")]),
    refused(PLAIN, "", "PES296", &[Twice("LigneDePiece"), Set("MtBordHt", "84.00")]),
    refused(CORRECTION, "R034", "PES286", &[Drop("RattachPiece")]),
    refused(CORRECTION, "R035 R036", "PES287", &[Set("NatPceOrig", "03"), Set("IdLigneOrig", "0")]),
    refused(CORRECTION, "R037", "PES288", &[Set("IdLigneOrig", "0")]),
    refused(CORRECTION, "", "PES289", &[Set("ExerRat", "2025")]),
    refused(SEVERAL_YEARS, "R038", "PES290", &[Drop("LiensIdent")]),
    refused(
        AFTER_PAYMENT,
        "R017",
        "PES300",
        &[Set("Majo", "1"), After("Majo", "<DteMajo V=\"2026-05-16\"/><TxMajo V=\"10\"/>")],
    ),
    refused(SURCHARGE, "R018", "PES301", &[Drop("DteMajo")]),
    refused(SURCHARGE, "R021", "PES301", &[Drop("TxMajo")]),
    refused(PLAIN, "R019 R020", "PES302", &[After("Majo", "<DteMajo V=\"2026-05-16\"/>")]),
    refused(PLAIN, "R022 R023", "PES302", &[After("Majo", "<TxMajo V=\"10\"/>")]),
    refused(PUBLIC, "", "PES303", &[Drop("TxTva")]),
    refused(PUBLIC, "", "PES304", &[Set("TxTva", "20")]),
    refused(
        HOSPITAL,
        "R015",
        "PES266",
        &[After("InfoLignePiece/Nature", "<Fonction V=\"281\"/>"), Drop("FinJur"), Drop("FinFact")],
    ),
    refused(
        PLAIN,
        "R085 R086",
        "PES266",
        &[
            After("NatPce", "<DebFact V=\"2026-02-01\"/><FinFact V=\"2026-02-12\"/>"),
            After("InfoLignePiece/Nature", "<Fonction V=\"281\"/>"),
        ],
    ),
    refused(
        PLAIN,
        "R032 R098",
        "PES266",
        &[
            After("InfoLignePiece/Nature", "<Fonction V=\"281\"/>"),
            After("InfoLignePiece", "<InfoAssure><CodAssDeb V=\"2\"/></InfoAssure>"),
        ],
    ),
    refused(
        PLAIN,
        "R033 R099",
        "PES266",
        &[
            After("InfoLignePiece/Nature", "<Fonction V=\"281\"/>"),
            After("InfoLignePiece", "<InfoAssure><CodAssDeb V=\"2\"/><CodAyantDroit V=\"01\"/></InfoAssure>"),
        ],
    ),
    refused(PRIVATE, "", "PES250", &[Set("MtBordHt", "944.00"), Set("MtHT", "799.70")]),
    refused(PRIVATE, "C050 C051 R077", "PES479", &[Drop("Piece/Piece/PJRef/PJRef/TypePJ")]),
    refused(
        PATIENT,
        "R047",
        "PES323",
        &[Set("Piece/CatTiers", "50"), Set("Piece/NatJur", "06"), Drop("Piece/Civilite"), Drop("Piece/Prenom")],
    ),
    refused("rules/PES502/accepted.xml", "", "PES500", &[Set("InfoTiers/IdTiers", "21350997900018")]),
    refused("rules/PES501/accepted.xml", "", "PES501", &[Set("InfoTiers/IdTiers", "26359998700017")]),
    refused("rules/PES502/accepted.xml", "", "PES502", &[Set("CodeService", "PERISCOLAIRE")]),
    refused("rules/PES503/accepted.xml", "", "PES503", &[Drop("CodeService")]),
    refused("rules/PES504/accepted.xml", "", "PES504", &[Drop("NumeroEngagement")]),
];
