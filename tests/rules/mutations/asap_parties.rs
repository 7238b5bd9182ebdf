//! Parties of an ASAP: emitter, treasury, collection centre, debtor, recipient, and their accounts.

use super::edit::Edit::{After, Asap, Before, Drop, Replace, Set, Twice};
use super::{Mutation, PRIVATE, refused};

const RECIPIENT: &str = "<Destinataire><InfoTiers><CatTiers V=\"50\"/><NatJur V=\"06\"/><TypTiers V=\"01\"/>\
    <Nom V=\"SIEGE DES AJONCS\"/></InfoTiers><Adresse><TypAdr V=\"1\"/><CP V=\"35999\"/><Ville V=\"VALMIREL\"/>\
    <CodRes V=\"0\"/></Adresse></Destinataire>";
const RECIPIENT_ABROAD: &str = "<Destinataire><InfoTiers><CatTiers V=\"50\"/><NatJur V=\"06\"/><TypTiers V=\"01\"/>\
    <Nom V=\"SIEGE DES AJONCS\"/></InfoTiers><Adresse><TypAdr V=\"1\"/><Adr2 V=\"1 KAI\"/><CP V=\"99999\"/>\
    <Ville V=\"VOORBEELD\"/><CodRes V=\"1\"/></Adresse></Destinataire>";

/// An account of the debtor, given by these elements.
macro_rules! account {
    ($xml:literal) => {
        concat!("<CpteBancaire>", $xml, "<TitCpte V=\"LES AJONCS\"/></CpteBancaire>")
    };
}

pub(super) static MUTATIONS: &[Mutation] = &[
    refused(PRIVATE, "F114", "PES258", &[Asap(&[Drop("Emetteur/Adresse/Adresse")])]),
    refused(PRIVATE, "F003", "PES258", &[Asap(&[Drop("PES_Facture/Emetteur/Adr2")])]),
    refused(PRIVATE, "F001", "PES258", &[Asap(&[Drop("Tiers/Tiers/Adresse")])]),
    refused(PRIVATE, "F005", "PES258", &[Asap(&[Drop("Tiers/Tiers/Adr2")])]),
    refused(PRIVATE, "F126", "PES258", &[Asap(&[Drop("Debiteur/Adresse")])]),
    refused(PRIVATE, "F006 F007", "PES258", &[Asap(&[Drop("Debiteur/Adr2")])]),
    refused(PRIVATE, "F008", "PES258", &[Asap(&[After("Debiteur", RECIPIENT)])]),
    refused(PRIVATE, "F002", "PES400", &[Asap(&[Before("Tiers/Adr3", "<Adr1 V=\"RUE DU LAVOIR\"/>")])]),
    refused(PRIVATE, "F004", "PES400", &[Asap(&[Before("Tiers/Adr3", "<Adr2 V=\"RUE DU LAVOIR\"/>")])]),
    refused(PRIVATE, "F009", "PES401", &[Asap(&[Set("PES_Facture/Emetteur/CodRes", "1")])]),
    refused(PRIVATE, "F010", "PES401", &[Asap(&[Set("Tiers/CodRes", "1")])]),
    refused(PRIVATE, "F011 F012", "PES402", &[Asap(&[Set("Debiteur/CodRes", "1")])]),
    refused(PRIVATE, "F013", "PES402", &[Asap(&[After("Debiteur/CodRes", "<CodPays V=\"135\"/>")])]),
    refused(PRIVATE, "F014", "PES402", &[Asap(&[After("Debiteur", RECIPIENT_ABROAD)])]),
    refused(PRIVATE, "F015", "PES403", &[Asap(&[Drop("CpteBancaire")])]),
    refused(
        PRIVATE,
        "F018 F019",
        "PES404",
        &[Asap(&[After(
            "Debiteur/Adresse",
            account!(
                "<IdBancInt V=\"BDFEFRPPCCT\"/><CodeEtab V=\"99999\"/><CodeGuic V=\"00035\"/><IdCpte V=\"00000004711\"/><CleRib V=\"22\"/>"
            ),
        )])],
    ),
    refused(
        PRIVATE,
        "F022 F023",
        "PES404",
        &[Asap(&[After(
            "Debiteur/Adresse",
            account!(
                "<IdPayInt V=\"FR76\"/><CodeEtab V=\"99999\"/><CodeGuic V=\"00035\"/><IdCpte V=\"00000004711\"/><CleRib V=\"22\"/>"
            ),
        )])],
    ),
    refused(
        PRIVATE,
        "F024",
        "PES405",
        &[Asap(&[After(
            "Debiteur/Adresse",
            account!("<CodeEtab V=\"99998\"/><CodeGuic V=\"00035\"/><IdCpte V=\"00000004711\"/><CleRib V=\"22\"/>"),
        )])],
    ),
    refused(
        PRIVATE,
        "F025",
        "PES405",
        &[Asap(&[After(
            "Debiteur/Adresse",
            account!("<CodeEtab V=\"99999\"/><CodeGuic V=\"\"/><IdCpte V=\"00000004711\"/><CleRib V=\"22\"/>"),
        )])],
    ),
    refused(
        PRIVATE,
        "F026",
        "PES405",
        &[Asap(&[After(
            "Debiteur/Adresse",
            account!("<CodeEtab V=\"99999\"/><CodeGuic V=\"00035\"/><IdCpte V=\"00000004712\"/><CleRib V=\"22\"/>"),
        )])],
    ),
    refused(
        PRIVATE,
        "F027",
        "PES405",
        &[Asap(&[After(
            "Debiteur/Adresse",
            account!("<CodeEtab V=\"99999\"/><CodeGuic V=\"00035\"/><IdCpte V=\"00000004711\"/><CleRib V=\"23\"/>"),
        )])],
    ),
    refused(
        PRIVATE,
        "F031",
        "PES406",
        &[Asap(&[After(
            "Debiteur/Adresse",
            account!("<BIC V=\"BDFEFRPPCCT\"/><IBAN V=\"FR529999900035000000a035012\"/>"),
        )])],
    ),
    refused(
        PRIVATE,
        "F032 F033",
        "PES408",
        &[Asap(&[After("Debiteur/Adresse", account!("<BIC V=\"MARKDEFF\"/><IBAN V=\"DE90999999990000004711\"/>"))])],
    ),
    refused(PRIVATE, "F034", "PES407", &[Asap(&[Set("IBAN", "FR7799999000350000035035035")])]),
    refused(
        PRIVATE,
        "F035",
        "PES409",
        &[Asap(&[After(
            "Debiteur/Adresse",
            "<CpteBancaire><BIC V=\"BDFEFRPPCCT\"/><IBAN V=\"FR7699999000350000000099806\"/></CpteBancaire>",
        )])],
    ),
    refused(PRIVATE, "F106", "PES252", &[Asap(&[Drop("PES_Facture/Tiers")])]),
    refused(PRIVATE, "F107 F108", "PES252", &[Asap(&[Twice("PES_Facture/Tiers")])]),
    refused(PRIVATE, "F131", "PES432", &[Asap(&[Twice("PES_Facture/Tiers"), Set("PES_Facture/Tiers/TypTiers", "24")])]),
    refused(PRIVATE, "F116 F124", "PES253", &[Asap(&[Drop("Signataire")])]),
    refused(
        PRIVATE,
        "F118 F119",
        "PES255",
        &[Asap(&[Before("RefBdf", "<AdrTipi V=\"https://paiement.exemple.fr/eau\"/>")])],
    ),
    refused(PRIVATE, "F120 F121", "PES255", &[Asap(&[Before("AdresseMelEmetteur", "<CodeTipi V=\"099935\"/>")])]),
    refused(
        PRIVATE,
        "",
        "PES460",
        &[Asap(&[
            Before("AdresseMelEmetteur", "<CodeTipi V=\"099935\"/>"),
            Before("RefBdf", "<AdrTipi V=\"paiement.exemple.fr\"/>"),
        ])],
    ),
    refused(PRIVATE, "F122", "PES254", &[Asap(&[Drop("RefBdf")])]),
    refused(PRIVATE, "F123", "PES434", &[Asap(&[Set("FactureIndiv/ModeRecouvrement", "0")])]),
    refused(
        PRIVATE,
        "F127",
        "PES435",
        &[Asap(&[Set("Debiteur/IdTiers", "99900301500017"), After("Debiteur/IdTiers", "<NatIdTiers V=\"01\"/>")])],
    )
    .and(&[("PES436", "another SIRET than that of the titre")]),
    refused(PRIVATE, "F128", "PES430", &[Asap(&[After("Debiteur/IdTiers", "<NatIdTiers V=\"06\"/>")])]),
    refused(PRIVATE, "F129", "PES430", &[Asap(&[After("Debiteur/IdTiers", "<DteIdTiers V=\"2026-01-05\"/>")])]),
    refused(PRIVATE, "F130", "PES430", &[Asap(&[After("Debiteur/IdTiers", "<RefTiers V=\"ASSO1\"/>")])]),
    refused(PRIVATE, "F132", "PES430", &[Asap(&[After("Tiers/TypTiers", "<Civilite V=\"MME\"/>")])]),
    refused(PRIVATE, "F133", "PES430", &[Asap(&[After("PES_Facture/Emetteur/Nom", "<Prenom V=\"ARMEL\"/>")])]),
    refused(PRIVATE, "F134", "PES430", &[Asap(&[After("Tiers/Tiers/Nom", "<Prenom V=\"ARMEL\"/>")])]),
    refused(PRIVATE, "", "PES459", &[Asap(&[Replace("CENTRE D'ENCAISSEMENT", "Centre d'encaissement")])]),
];
