//! The parts of a flow and of an ASAP that the configuration gives.

use chrono::Datelike;
use pes_parser::PesAller;
use pes_parser::code::TypeFact;
use pes_parser::model::{EnTetePes, Enveloppe, FactureIndiv, Nomenclatures, Parametres, PesFacture, RefTitre};
use pes_parser::value::{Annee, Date, Num, Value};

use crate::config::{Config, made};

/// Kind of file of a `PES_Aller`, by the dossier technique.
const TYP_FIC: &str = "PESALR1";

/// `PESALR1_<SIRET>_<yymmdd>_<NNN>.xml`
pub(crate) fn file_name(siret: &str, date: Date, serial: u64) -> String {
    format!("{}{serial:03}.xml", flow_prefix(siret, date))
}

/// `PESALR1_<SIRET>_<yymmdd>_`
pub(crate) fn flow_prefix(siret: &str, date: Date) -> String {
    let day = date.0;
    format!("{TYP_FIC}_{siret}_{:02}{:02}{:02}_", day.year() % 100, day.month(), day.day())
}

pub(crate) fn enveloppe(config: &Config, nom_fic: &str) -> Enveloppe {
    Enveloppe {
        parametres: Some(Parametres {
            version: Num::new(2).and_then(made),
            typ_fic: Some(Value::raw(TYP_FIC)),
            nom_fic: Some(Value::raw(nom_fic)),
            ..Parametres::default()
        }),
        emetteur: Some(config.editeur.clone()),
        ..Enveloppe::default()
    }
}

pub(crate) fn en_tete(config: &Config, date: Date) -> EnTetePes {
    EnTetePes { dte_str: made(date), ..config.en_tete.clone() }
}

/// The document inside a piece: the ASAP of one or several titres, which an empty invoice stands for, and without its
/// name.
pub(crate) fn asap_document(config: &Config, date: Date, exercice: u64) -> PesAller {
    PesAller {
        enveloppe: Some(enveloppe(config, "")),
        en_tete_pes: Some(en_tete(config, date)),
        pes_facture: Some(PesFacture {
            id_ver: Num::new(2).and_then(made),
            annee: u16::try_from(exercice).ok().and_then(|year| made(Annee(year))),
            type_fact: made(TypeFact::Asap),
            date: made(date),
            nat_facture: config.asap.nature.clone(),
            commentaire_libre: config.asap.commentaire.clone(),
            emetteur: Some(config.emetteur.clone()),
            tiers: config.tiers.clone(),
            facture_indiv: vec![FactureIndiv::default()],
            nomenclatures: Some(Nomenclatures::default()),
            ..PesFacture::default()
        }),
        ..PesAller::default()
    }
}

pub(crate) fn ref_titre(exercice: u64, bordereau: u64, titre: u64) -> RefTitre {
    RefTitre {
        exercice: u16::try_from(exercice).ok().and_then(|year| made(Annee(year))),
        num_bordereau: Num::new(bordereau).and_then(made),
        num_titre: Num::new(titre).and_then(made),
        num_ligne: Num::new(1).and_then(made),
        ..RefTitre::default()
    }
}
