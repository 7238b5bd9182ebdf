//! Direct debits.

use super::edit::Edit::{After, Drop, Replace, Set};
use super::{DIRECT_DEBIT, Mutation, refused};

const FORMER_CREDITOR: &str = "rules/PES312/accepted.xml";
const TWO_LINES: &str = "rules/PES314/accepted.xml";
/// A debit whose file the ordonnateur makes.
const BY_ORDONNATEUR: &str = "rules/PES310/accepted-ordonnateur.xml";

pub(super) static MUTATIONS: &[Mutation] = &[
    refused(DIRECT_DEBIT, "R025", "PES310", &[Set("NatPrel", "02")]),
    refused(BY_ORDONNATEUR, "R026", "PES310", &[Set("NatPrel", "01")]),
    refused(BY_ORDONNATEUR, "R027", "PES311", &[Drop("CpteBancaire")]),
    refused(DIRECT_DEBIT, "R028", "PES311", &[Drop("CpteBancaire")]),
    refused(FORMER_CREDITOR, "R029", "PES312", &[Set("AncienICS", "FR33ZZZ99900")]),
    refused(FORMER_CREDITOR, "R030 R031", "PES312", &[Set("AncienICS", "33FRZZZ999001")]),
    refused(
        DIRECT_DEBIT,
        "",
        "PES313",
        &[After("RefUniMdt", "<AncienneBanque V=\"1\"/><AncienIBAN V=\"FR7699999000350000000099806\"/>")],
    ),
    refused(TWO_LINES, "", "PES314", &[Set("DtePrel", "2026-05-05")]),
    refused(DIRECT_DEBIT, "", "PES315", &[Set("DateSignMandat", "2026-04-06")]),
    refused(DIRECT_DEBIT, "", "PES316", &[Replace("<MtPrel V=\"42.00\"/>", "<MtPrel V=\"42.01\"/>")]),
];
