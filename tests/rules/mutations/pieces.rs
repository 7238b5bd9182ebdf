//! Attached pieces and what announces them.

use super::edit::Edit::{After, Drop, Replace, Set, Twice};
use super::{Mutation, PRIVATE, refused};

/// A piece sent alone, with what it belongs to.
const ALONE: &str = "rules/PES473/accepted.xml";
/// A piece of the compte financier unique.
const YEARLY_ACCOUNTS: &str = "rules/PES476/accepted.xml";
/// Two invoices in two pieces.
const TWO_PIECES: &str = "rules/PES441/accepted.xml";
const ROLE_INVOICE: &str = "rules/PES472/accepted.xml";

pub(super) static MUTATIONS: &[Mutation] = &[
    refused(PRIVATE, "", "PES240", &[Drop("PES_PJ/PJ")]),
    refused(PRIVATE, "", "PES354", &[Drop("PES_PJ/PJ/PJ")]),
    refused(PRIVATE, "", "PES241", &[Drop("Piece/Piece/PJRef/PJRef")]),
    refused(PRIVATE, "C031 C032", "PES242", &[Twice("PES_PJ/PJ/PJ")]),
    refused(
        PRIVATE,
        "C029",
        "PES010",
        &[
            Replace("<Fichier MIMEType=\"application/pdf\">", "<Fichier MIMEType=\"application/pdf\"></Fichier><!--"),
            Replace(
                "</Fichier>\n      </Contenu>\n      <IdUnique V=\"24359999000013351002026B31T311C\"/>",
                "--></Contenu><IdUnique V=\"24359999000013351002026B31T311C\"/>",
            ),
        ],
    ),
    refused(PRIVATE, "C030", "PES010", &[Replace("H4sIAAAAAAAA/22Sz0oD", "H4sIAAAAAAAA////////")]),
    refused(ALONE, "C034 C035", "PES471", &[Set("PJ/TypePJ", "003")]),
    refused(ALONE, "C039", "PES475", &[Drop("PJ/TypePJ"), Set("Domaine", "03")]),
    refused(ALONE, "C044", "PES473", &[Drop("Identifiant")]),
    refused(ALONE, "C045", "PES345", &[After("Identifiant", "<ComplementIdentifiant V=\"L2\"/>")]),
    refused(ROLE_INVOICE, "", "PES472", &[Set("TypeObjet", "01")]),
    refused(YEARLY_ACCOUNTS, "C028 C037", "PES476", &[Drop("RefCompta")]),
    refused(YEARLY_ACCOUNTS, "C040 C041", "PES471", &[Set("Domaine", "02")]),
    refused(PRIVATE, "C038", "PES470", &[Set("EnTetePES_PJ/IdVer", "2")]),
    refused(PRIVATE, "", "PES477", &[Set("Piece/Piece/PJRef/PJRef/Support", "02")]),
    refused(PRIVATE, "", "PES478", &[Set("Piece/Piece/PJRef/PJRef/TypePJ", "002")]),
    refused(PRIVATE, "", "PES480", &[Set("PES_PJ/PJ/PJ/NomPJ", "convention.jpg")]),
    refused(PRIVATE, "", "PES481", &[Replace("MIMEType=\"application/pdf\"", "MIMEType=\"image/png\"")]),
    refused(
        TWO_PIECES,
        "",
        "PES441",
        &[After(
            "PJRef",
            "<PJRef><Support V=\"01\"/><IdUnique V=\"21350999500014ASAP2026B41B\"/><TypePJ V=\"006\"/></PJRef>",
        )],
    ),
];
