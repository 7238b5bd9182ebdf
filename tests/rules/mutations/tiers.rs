//! Parties of titres: identity, address, accounts.

use super::edit::Edit::{After, Before, Drop, Set};
use super::{DIRECT_DEBIT, Mutation, PLAIN, PRIVATE, RIB, refused};

const INSURED: &str = "rules/PES320/accepted.xml";
const BORN_ABROAD: &str = "rules/PES325/accepted.xml";
const TAXPAYER: &str = "rules/PES321/accepted.xml";
const COMPANY_WITH_VAT: &str = "rules/PES327/accepted.xml";

pub(super) static MUTATIONS: &[Mutation] = &[
    refused(PRIVATE, "R040", "PES221", &[Set("Piece/IdTiers", "99900301500017")])
        .and(&[("PES436", "the ASAP names the former debtor")]),
    refused(PRIVATE, "R041", "PES221", &[Set("Piece/NatIdTiers", "08")]),
    refused(PRIVATE, "R042", "PES221", &[Drop("Piece/IdTiers")]),
    refused(PRIVATE, "R039 R046", "PES221", &[Drop("Piece/NatIdTiers")]),
    refused(INSURED, "R043", "PES320", &[Set("CodAssDeb", "2")]),
    refused(
        TAXPAYER,
        "",
        "PES321",
        &[Set("Piece/CatTiers", "50"), Set("Piece/NatJur", "06"), Drop("Piece/Civilite"), Drop("Piece/Prenom")],
    ),
    refused(COMPANY_WITH_VAT, "", "PES327", &[Set("Piece/IdTiers", "FR82999001019")]),
    refused(PRIVATE, "R044", "PES322", &[Before("Piece/NatIdTiers", "<DteNaissance V=\"1988-11-03\"/>")]),
    refused(
        PLAIN,
        "R055",
        "PES322",
        &[Set("Piece/CatTiers", "50"), Set("Piece/NatJur", "06"), Drop("Piece/Civilite"), Drop("Piece/Prenom")],
    ),
    refused(BORN_ABROAD, "R057 R061", "PES325", &[Set("NeEnFrance", "1")]),
    refused(PLAIN, "R056 R058", "PES325", &[Set("NeEnFrance", "0")]),
    refused(PLAIN, "R060", "PES326", &[Set("CodeCommune", "411")]),
    refused(PRIVATE, "R048", "PES230", &[Set("Piece/NatJur", "09")]),
    refused(PLAIN, "R050", "PES231", &[Drop("Piece/Civilite")]),
    refused(PLAIN, "R054", "PES231", &[Drop("Piece/Prenom")]),
    refused(PLAIN, "R052", "PES324", &[Set("Piece/Civilite", "MLLE")]),
    refused(PRIVATE, "C008", "PES233", &[Set("Piece/CP", "3599")]),
    refused(PRIVATE, "C009 C010 C011", "PES232", &[Set("Piece/CodRes", "1"), Set("Piece/CP", "99999")]),
    refused(PRIVATE, "C012", "PES232", &[After("Piece/CodRes", "<CodPays V=\"135\"/>")]),
    refused(PRIVATE, "", "PES328", &[Set("Piece/CP", "99999")]),
    refused(RIB, "C014 C015", "PES330", &[Drop("IdPayInt")]),
    refused(RIB, "C017 C018", "PES330", &[Drop("IdBancInt")]),
    refused(RIB, "C019", "PES331", &[Set("CodeEtab", "99998")]),
    refused(RIB, "C020", "PES331", &[Set("CodeGuic", "")]),
    refused(RIB, "C021", "PES331", &[Set("IdCpte", "00000004712")]),
    refused(RIB, "C022", "PES331", &[Set("CleRib", "23")]),
    refused(DIRECT_DEBIT, "C025", "PES332", &[Drop("BIC"), Set("IBAN", "BE89999999999999")]),
    refused(DIRECT_DEBIT, "C026", "PES333", &[Set("IBAN", "FR1420041010050500013m02606")]),
    refused(DIRECT_DEBIT, "C027", "PES334", &[Set("IBAN", "FR7699999000350000000471317")]),
    refused(
        PLAIN,
        "R049",
        "PES266",
        &[
            After("InfoLignePiece/Nature", "<Fonction V=\"281\"/>"),
            After(
                "Piece/Tiers",
                "<Tiers><InfoTiers><CatTiers V=\"01\"/><NatJur V=\"01\"/><TypTiers V=\"05\"/><Civilite V=\"M\"/>\
            <Nom V=\"KERVADEC\"/><Prenom V=\"JOEL\"/></InfoTiers><Adresse><TypAdr V=\"1\"/><Adr2 V=\"4 RUE DU MOLE\"/>\
            <CP V=\"35996\"/><Ville V=\"KERFICTIF\"/><CodRes V=\"0\"/></Adresse></Tiers>",
            ),
        ],
    ),
];
