//! Where titres stand, as a table for spreadsheets.

use std::collections::BTreeSet;
use std::io;

use pes::parser::Lang;
use pes_journal::Cure;

use super::Explained;
use super::text::said;
use crate::report::{Table, decimal};

/// The titles of the table.
const TITLES: [&str; 18] = [
    "facture",
    "exercice",
    "bordereau",
    "titre",
    "flux",
    "circuit",
    "debiteur",
    "montant",
    "etat",
    "depuis",
    "asap",
    "asap_depuis",
    "recouvre",
    "fichier",
    "lignes",
    "motifs",
    "a_faire",
    "budget",
];

/// A row a titre.
pub(super) fn page(titres: &[Explained], lang: Lang) -> io::Result<String> {
    let mut table = Table::titled(Vec::new(), &TITLES)?;
    for Explained { status, reasons, .. } in titres {
        let whys: Vec<String> = reasons.iter().map(|reason| said(reason, lang)).collect();
        let cures: BTreeSet<Cure> = reasons.iter().filter_map(|reason| reason.cure).collect();
        let cures: Vec<&str> = cures.into_iter().map(Cure::code).collect();
        table.row(&[
            &status.facture,
            &status.exercice.to_string(),
            &status.bordereau.to_string(),
            &status.titre.to_string(),
            &status.nom_fic,
            &status.circuit,
            &status.debiteur,
            &decimal(status.centimes),
            status.etat.words().get(lang),
            &status.depuis,
            status.avis.words().get(lang),
            &status.avis_depuis,
            &decimal(status.centimes_recouvres),
            &status.entree,
            &status.lignes,
            &whys.join(" | "),
            &cures.join(" | "),
            &status.budget().to_string(),
        ])?;
    }
    Ok(String::from_utf8_lossy(&table.end()?).into_owned())
}
