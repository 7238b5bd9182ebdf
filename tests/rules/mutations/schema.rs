//! What the schema refuses because a sentence of the documentation does.

use super::edit::Edit::{After, Asap, Drop, Set};
use super::{CORRECTION, DIRECT_DEBIT, Mutation, PATIENT, PLAIN, PRIVATE, PUBLIC, refused};

pub(super) static MUTATIONS: &[Mutation] = &[
    refused(PRIVATE, "C001 C002", "PES100", &[Set("IdPost", "35999")])
        .and(&[("PES365", "the ASAP keeps the header that the flow had")]),
    refused(PRIVATE, "R002", "PES101", &[Drop("DteBordEm")]),
    refused(PLAIN, "R003", "PES100", &[Set("Exer", "1899"), Set("DteBordEm", "1899-12-31")]),
    refused(PRIVATE, "R004", "PES100", &[Set("NbrPce", "0")]),
    refused(PRIVATE, "R008", "PES101", &[Drop("MtBordHt")]),
    refused(PRIVATE, "R009", "PES100", &[Set("MtBordHt", "0.00")]),
    refused(PUBLIC, "R010", "PES100", &[Set("MtBordTVA", "0.00")]),
    refused(PRIVATE, "R013", "PES100", &[Set("IdLigne", "0")]),
    refused(PRIVATE, "R016", "PES100", &[Set("Majo", "2")]),
    refused(PRIVATE, "R024", "PES100", &[Set("MtHT", "0.00")]),
    refused(PRIVATE, "R045", "PES100", &[Set("NatIdTiers", "13")]),
    refused(PRIVATE, "R053", "PES101", &[Drop("Piece/Nom")]),
    refused(PLAIN, "R059", "PES100", &[Set("CodeDeptDomCom", "979")]),
    refused(PRIVATE, "R063", "PES100", &[Set("IdPce", "0")]),
    refused(PRIVATE, "R066 R092", "PES100", &[Set("TypPce", "08")]),
    refused(PRIVATE, "R091", "PES100", &[Set("TypBord", "08")]),
    refused(PRIVATE, "R094", "PES100", &[Set("NatPce", "99")]),
    refused(CORRECTION, "R100", "PES100", &[Set("NatPceOrig", "04")]),
    refused(DIRECT_DEBIT, "C023", "PES100", &[Set("BIC", "bdfefrppcct")]),
    refused(PRIVATE, "C033", "PES100", &[Set("PES_PJ/PJ/PJ/NomPJ", "convention")]),
    refused(PRIVATE, "C046", "PES101", &[Drop("Piece/Piece/PJRef/PJRef/Support")]),
    refused(PRIVATE, "C047", "PES101", &[Drop("Piece/Piece/PJRef/PJRef/IdUnique")])
        .and(&[("PES241", "no titre announces the piece any more")]),
    refused(PRIVATE, "F028", "PES100", &[Asap(&[Set("BIC", "bdfefrppcct")])]),
    refused(PRIVATE, "F056", "PES100", &[Asap(&[Set("Quantite", "1234567")])]),
    refused(PRIVATE, "F057", "PES101", &[Asap(&[Drop("Quantite")])]),
    refused(PRIVATE, "F058", "PES100", &[Asap(&[After("Unite1", "<Quantite2 V=\"0.00001\"/><Unite2 V=\"u\"/>")])]),
    refused(PRIVATE, "F060", "PES100", &[Asap(&[Set("MtUnitaire", "0.00")])]),
    refused(PRIVATE, "F062", "PES100", &[Asap(&[Set("MtRemise", "0.00")])]),
    refused(PRIVATE, "F065", "PES100", &[Asap(&[Set("LigneFacture/MtTVA", "-1.00")])]),
    refused(PRIVATE, "F066", "PES100", &[Asap(&[Set("LigneFacture/MtTTC", "0.00")])]),
    refused(PRIVATE, "F068", "PES100", &[Asap(&[Set("MtTotalTTC", "0.00")])]),
    refused(PATIENT, "F089", "PES100", &[Asap(&[Set("MtRestantDu", "-42.00")])]),
    refused(PATIENT, "F087", "PES100", &[Asap(&[After("LibellePresta", "<MtPecSecu V=\"-1.00\"/>")])]),
    refused(PATIENT, "F088", "PES100", &[Asap(&[After("LibellePresta", "<MtPecCompl V=\"-1.00\"/>")])]),
    refused(PATIENT, "F091", "PES101", &[Asap(&[After("MtRestantDu", "<MtRestantDuApresAvance V=\"42.00\"/>")])]),
    refused(PATIENT, "F093", "PES101", &[Asap(&[After("MtRestantDu", "<MtAvance V=\"2.00\"/>")])]),
];
