//! Heading of the flow and bordereaux.

use super::edit::Edit::{After, Drop, Replace, Set, Twice};
use super::{CORRECTION, HOSPITAL, Mutation, ORMC, PLAIN, PRIVATE, PUBLIC, refused};

/// Paperless and signed.
const SIGNED: &str = "rules/PES268/accepted.xml";

pub(super) static MUTATIONS: &[Mutation] = &[
    refused(PRIVATE, "", "PES263", &[Set("TypFic", "PESALR2")]),
    refused(PRIVATE, "", "PES264", &[Set("Parametres/Version", "1")]),
    refused(PRIVATE, "", "PES265", &[Set("IdColl", "24359999000014")])
        .and(&[("PES365", "the ASAP keeps the header that the flow had")]),
    refused(PRIVATE, "R101", "PES260", &[Set("EnTeteRecette/IdVer", "1")]),
    refused(
        PRIVATE,
        "R102 R104",
        "PES261",
        &[
            Set("InfoDematerialisee", "1"),
            Replace("<Bordereau>", "<Bordereau Id=\"B31\">"),
            After("NbrPce", "<MtCumulAnnuel V=\"944.30\"/>"),
        ],
    ),
    refused(SIGNED, "R103", "PES262", &[Set("InfoDematerialisee", "0")]),
    refused(SIGNED, "R005 R006", "PES267", &[Drop("MtCumulAnnuel")]),
    refused(SIGNED, "R105", "PES268", &[Replace("<Bordereau Id=\"B61\">", "<Bordereau>")]),
    refused(PLAIN, "R001", "PES269", &[Twice("Bordereau")]),
    refused(HOSPITAL, "C005", "PES266", &[After("InfoLignePiece/Nature", "<Fonction V=\"281\"/>")]),
    refused(PLAIN, "R090", "PES270", &[Set("TypBord", "04")]),
    refused(PRIVATE, "", "PES210", &[Set("NbrPce", "3")]),
    refused(PRIVATE, "", "PES211", &[Set("MtBordHt", "944.31")]),
    refused(PUBLIC, "R011", "PES212", &[Set("MtBordTVA", "1575.29")]),
    refused(
        ORMC,
        "R012",
        "PES271",
        &[
            After("MtBordHt", "<DteAsp V=\"2026-03-15\"/>"),
            Drop("BlocPiece/Edition"),
            Drop("BlocPiece/PJRef"),
            Drop("PES_PJ"),
        ],
    ),
    refused(CORRECTION, "", "PES272", &[Set("Exer", "2024"), Set("ExerRat", "2024")]),
    refused(PLAIN, "", "PES273", &[Set("DteBordEm", "2026-03-17")]),
    refused(PLAIN, "", "PES274", &[After("MtBordHt", "<Objet V=\"Cantine\"/>")]),
];
