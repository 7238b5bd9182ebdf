//! What was issued again and stands all the same: it is said before anything else.

use std::collections::{BTreeMap, BTreeSet};

use pes::parser::{Text, euros, text};
use pes::validator::{At, Diagnostic, rules};
use pes_journal::{BordereauId, IssuedTwice, TitreStatus};
use serde::Serialize;

use super::Reading;
use crate::screen::Fault;

/// The debts of the same bordereaux that stand more than once.
pub struct Twice(Vec<IssuedTwice>);

impl Reading<'_> {
    /// What stands more than once, by the bordereaux that it stands in.
    pub fn twice(&self) -> Result<Vec<Twice>, Fault> {
        let mut by_bordereaux: BTreeMap<Vec<BordereauId>, Twice> = BTreeMap::new();
        for debt in self.asked(self.journal.issued_twice())? {
            let bordereaux = debt.titres.iter().map(TitreStatus::bordereau_id).collect();
            by_bordereaux.entry(bordereaux).or_insert_with(|| Twice(Vec::new())).0.push(debt);
        }
        Ok(by_bordereaux.into_values().collect())
    }

    /// The same as findings.
    pub fn told(&self, twice: &[Twice]) -> Vec<Diagnostic> {
        twice.iter().map(|twice| twice.finding(&self.name())).collect()
    }
}

/// Debts that are named one by one.
const NAMED: usize = 10;

impl Twice {
    fn titres(&self) -> impl Iterator<Item = &TitreStatus> {
        // The last one is too many as long as the first stands.
        self.0.iter().filter_map(|debt| debt.titres.last())
    }

    fn centimes(&self) -> i64 {
        self.titres().map(|titre| titre.centimes).sum()
    }

    fn debtors(&self) -> usize {
        self.titres().map(|titre| (&titre.debiteur, &titre.siret)).collect::<BTreeSet<_>>().len()
    }

    fn finding(&self, journal: &str) -> Diagnostic {
        let (count, total, debtors) = (self.0.len(), euros(self.centimes()), self.debtors());
        let bordereaux = |said: &dyn Fn(&TitreStatus) -> String| -> String {
            let of = self.0.first().into_iter().flat_map(|debt| &debt.titres);
            of.map(said).collect::<Vec<_>>().join(", ")
        };
        let of = |status: &TitreStatus, etat: &str, du: &str| {
            let TitreStatus { bordereau, exercice, nom_fic, depuis, .. } = status;
            format!("bordereau {bordereau} {du}{exercice} ({nom_fic} : {etat}, {depuis})")
        };
        let french = bordereaux(&|status| of(status, &status.etat.words().fr, "de "));
        let english = bordereaux(&|status| of(status, &status.etat.words().en, "of "));
        let named: Vec<String> = self.0.iter().take(NAMED).map(named).collect();
        let (named, more) = (named.join(" ; "), if self.0.len() > NAMED { " ; ..." } else { "" });
        let message = text!(
            fr = "TITRES ÉMIS DEUX FOIS : {count}, {total}, débiteurs : {debtors} ; {french} : {named}{more}",
            en = "TITRES ISSUED TWICE: {count}, {total}, debtors: {debtors}; {english}: {named}{more}"
        );
        let help = Text::fixed(
            "n'envoyer rien de plus ; retenir le bordereau refait s'il n'est pas parti (pes journal annule) ; sinon appeler la trésorerie aujourd'hui : lequel est pris en charge, et faire annuler l'autre avant que les avis ne partent",
            "send nothing more; hold back the bordereau issued again if it has not gone (pes journal annule); else call the treasury today: which one is taken in charge, and have the other cancelled before the notices go out",
        );
        Diagnostic::new(&rules::PES913, At::document(journal), message).help(help)
    }
}

/// `facture F1 (titres 310 et 310)`.
fn named(debt: &IssuedTwice) -> String {
    let titres: Vec<String> = debt.titres.iter().map(|titre| titre.titre.to_string()).collect();
    let facture = debt.titres.first().map_or("", |titre| &titre.facture);
    format!(
        "{facture} (titre {}, {})",
        titres.join(" + "),
        euros(debt.titres.first().map_or(0, |titre| titre.centimes))
    )
}

/// A debt that stands more than once, for machines.
#[derive(Serialize)]
pub struct TwiceJson<'a> {
    facture: &'a str,
    debiteur: &'a str,
    ttc_centimes: i64,
    titres: Vec<serde_json::Value>,
}

impl<'a> TwiceJson<'a> {
    /// All of them, one by one.
    pub fn all(twice: &'a [Twice]) -> Vec<Self> {
        twice.iter().flat_map(|twice| &twice.0).filter_map(Self::of).collect()
    }

    fn of(debt: &'a IssuedTwice) -> Option<Self> {
        let titre = |titre: &TitreStatus| {
            serde_json::json!({
                "exercice": titre.exercice,
                "bordereau": titre.bordereau,
                "titre": titre.titre,
                "flux": titre.nom_fic,
                "etat": titre.etat.code(),
                "depuis": titre.depuis,
            })
        };
        let first = debt.titres.first()?;
        Some(TwiceJson {
            facture: &first.facture,
            debiteur: &first.debiteur,
            ttc_centimes: first.centimes,
            titres: debt.titres.iter().map(titre).collect(),
        })
    }
}
