//! What the texts ask of a `PES_Facture`: the document by itself, then against the titres that carry it.

mod account;
mod amounts;
mod debtor;
mod electronic;
mod indiv;
mod parties;
mod titres;
mod unused;

use std::collections::HashSet;

use compact_str::CompactString;
use pes_parser::code::TypeFact;
use pes_parser::model::PesFacture;
use pes_parser::value::Value;
use pes_parser::{PesVersion, text};

use super::{Findings, place_of, raw, typed};
use crate::catalogue::rules;

pub use indiv::MAX_TIP_CENTIMES;
pub(super) use titres::{Titre, TitresOfPiece, against_titres, key_of, numero, titres_by_piece};

/// What documents of a flow have told that no other may tell again.
#[derive(Default)]
pub(super) struct Told {
    named: titres::Named,
    numbers: electronic::Numbers,
    /// The numbers of the other invoices.
    invoices: HashSet<CompactString>,
}

impl Told {
    /// Whether two tell the same.
    pub(super) fn meets(&self, other: &Told) -> bool {
        !self.named.is_disjoint(&other.named)
            || !self.numbers.is_disjoint(&other.numbers)
            || !self.invoices.is_disjoint(&other.invoices)
    }

    pub(super) fn add(&mut self, other: Told) {
        self.named.extend(other.named);
        self.numbers.extend(other.numbers);
        self.invoices.extend(other.invoices);
    }
}

/// What a document tells, and what those before it have told.
pub(super) struct Across<'t> {
    before: &'t Told,
    pub(super) told: Told,
}

impl<'t> Across<'t> {
    pub(super) fn after(before: &'t Told) -> Self {
        Across { before, told: Told::default() }
    }
}

/// What a `PES_Facture` must hold by itself; most of it only if it is an ASAP.
pub(super) fn check(facture: &PesFacture, version: PesVersion, across: &mut Across<'_>, found: &mut Findings) {
    let id_ver = raw(&facture.id_ver);
    if typed(&facture.id_ver).is_some_and(|id_ver| id_ver.get() != 2) {
        found.push_with_help(
            &rules::PES429,
            place_of(&facture.id_ver, facture.place.get()),
            text!(fr = "IdVer {id_ver} ; seule la valeur 2 est admise", en = "IdVer {id_ver}; only 2 is allowed"),
            text!(fr = "mettre IdVer à 2", en = "set IdVer to 2"),
        );
    }
    let kind = typed(&facture.type_fact);
    let asap = kind.filter(|&kind| kind >= TypeFact::Asap);
    match asap {
        Some(_) => {
            parties::check(facture, found);
            unused::check(facture, found);
        }
        // No code at all, which the schema says.
        None if kind.is_none() && facture.type_fact.is_some() => return,
        None => unused::reserved_to_asap(facture, found),
    }
    let mut seen = indiv::Seen::default();
    for indiv in &facture.facture_indiv {
        indiv::check_content(indiv, kind, across, found);
        match asap {
            Some(kind) => {
                indiv::check(indiv, kind, version, &mut seen, found);
                unused::check_indiv(indiv, found);
                amounts::check(indiv, version, found);
            }
            None => unused::parties_reserved_to_asap(indiv, found),
        }
    }
    if seen.tip {
        parties::ics(facture, found);
    }
}

/// Whether an element is there with something in it.
fn is_given<T>(value: &Option<Value<T>>) -> bool {
    !raw(value).is_empty()
}
