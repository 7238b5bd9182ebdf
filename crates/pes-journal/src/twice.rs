//! Invoices that stand in Hélios under two titres: one was refused, issued again, and turns out accepted.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::journal::Journal;
use crate::standing::EtatTitre;
use crate::statut::TitreStatus;

/// A debt that stands, or may stand, more than once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuedTwice {
    /// Its titres that Hélios has, or may have, in the order they were issued: at least two.
    pub titres: Vec<TitreStatus>,
}

impl Journal {
    /// What was issued again and stands all the same.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn issued_twice(&self) -> Result<Vec<IssuedTwice>, Error> {
        let mut titres = self.titres(
            "t.id IN (SELECT id FROM titre WHERE refait IS NOT NULL \
             UNION SELECT refait FROM titre WHERE refait IS NOT NULL)",
            &[],
        )?;
        titres.dedup_by_key(|titre| titre.id);
        // What makes a titre again comes after it.
        let mut first: BTreeMap<i64, i64> = BTreeMap::new();
        let mut chains: BTreeMap<i64, Vec<TitreStatus>> = BTreeMap::new();
        for titre in titres {
            let chain = titre.refait.and_then(|refait| first.get(&refait).copied()).unwrap_or(titre.id);
            first.insert(titre.id, chain);
            chains.entry(chain).or_default().push(titre);
        }
        let stands = |titre: &TitreStatus| !titre.etat.can_be_issued_again() && titre.etat != EtatTitre::Annule;
        let twice = chains.into_values().map(|mut titres| {
            titres.retain(stands);
            IssuedTwice { titres }
        });
        Ok(twice.filter(|twice| twice.titres.len() > 1).collect())
    }
}
