//! What a journal has against a flow: what was sent before, numbers that do not follow.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use pes::parser::code::TypePj;
use pes::parser::model::Piece;
use pes::parser::value::{Place, Value};
use pes::parser::{OpenLimits, PesAller, Source, Text, text};
use pes::validator::{At, Diagnostic, DocumentReport, Rule, Verdict, rules};
use pes_journal::{Budget, Error, Journal};

use crate::ledger::unusable;
use crate::report::sha256;
use crate::screen::Fault;
use crate::statut::configured;

/// The journal that a configuration names.
pub struct History {
    /// One file at a time asks.
    journal: Mutex<Journal>,
    place: pes_journal::Place,
    siret: String,
}

/// What was found, and where in the flow.
type Found = Vec<(&'static Rule, Place, Text)>;

impl History {
    pub fn open(config: &Path) -> Result<Self, Fault> {
        let (config, place) = configured(config)?;
        let journal = Journal::read(&place, config.siret()).map_err(|error| unusable(&place, &error))?;
        Ok(History { journal: Mutex::new(journal), place, siret: config.siret().to_owned() })
    }

    /// Adds to the report of a flow what was sent before it. A flow that is itself in the journal is not its own double.
    pub fn check(&self, name: &str, bytes: &[u8], report: &mut DocumentReport) -> Result<(), Fault> {
        // What cannot be read as a flow is told by the other layers.
        let Ok(source) = Source::decode(name, bytes) else { return Ok(()) };
        let Ok((flow, _)) = PesAller::read(&source) else { return Ok(()) };
        let siret = flow.en_tete_pes.as_ref().and_then(|header| header.id_coll.as_ref());
        if let Some(siret) = siret.filter(|siret| siret.text() != self.siret) {
            let (found, ours) = (siret.text(), &self.siret);
            let message = text!(
                fr = "le flux est du SIRET {found}, le journal du SIRET {ours} : l'historique n'est pas contrôlé",
                en = "the flow is of SIRET {found}, the journal of SIRET {ours}: its history is not checked"
            );
            report.findings.push(Diagnostic::new(&rules::PES904, At::xml(name, source.locate(siret.place())), message));
            report.business = Verdict::Unchecked;
            return Ok(());
        }
        let journal = self.journal.lock().unwrap_or_else(PoisonError::into_inner);
        let header = flow.en_tete_pes.as_ref();
        let code = |code: Option<&str>| code.unwrap_or_default().trim().to_owned();
        let cod_col = code(header.and_then(|header| header.cod_col.as_ref()).map(Value::text));
        let cod_bud = code(header.and_then(|header| header.cod_bud.as_ref()).map(Value::text));
        let budget = Budget { cod_col: &cod_col, cod_bud: &cod_bud };
        let found = Sent { journal: &journal, flow: &flow, budget, sha256: sha256(bytes) }.findings();
        let found = found.map_err(|error| unusable(&self.place, &error))?;
        drop(journal);
        let places: Vec<Place> = found.iter().map(|&(_, place, _)| place).collect();
        for ((rule, _, message), location) in found.into_iter().zip(source.locate_all(&places)) {
            // A rule of the history says one thing.
            let finding = Diagnostic::new(rule, At::xml(name, location), message).in_one_way("");
            if finding.is_error() && report.business != Verdict::Unchecked {
                report.business = Verdict::Invalid;
            }
            report.findings.push(finding);
        }
        Ok(())
    }
}

/// A flow beside what was sent.
struct Sent<'a> {
    journal: &'a Journal,
    flow: &'a PesAller,
    /// Numbers are its own.
    budget: Budget<'a>,
    sha256: String,
}

impl Sent<'_> {
    fn findings(&self) -> Result<Found, Error> {
        let mut found = Found::new();
        let parametres = self.flow.enveloppe.as_ref().and_then(|enveloppe| enveloppe.parametres.as_ref());
        let nom_fic = parametres.and_then(|parametres| parametres.nom_fic.as_ref());
        let sent = nom_fic.map(|name| self.journal.sent_flow(name.text())).transpose()?.flatten();
        let own = match (nom_fic, sent) {
            (Some(name), Some(sum)) if sum == self.sha256 => Some(name.text()),
            (Some(name), Some(_)) => {
                let shown = name.text();
                let message = text!(
                    fr = "un autre flux est déjà parti sous le nom {shown}",
                    en = "another flow has already gone under the name {shown}"
                );
                found.push((&rules::PES933, name.place(), message));
                None
            }
            _ => None,
        };
        self.bordereaux(own, &mut found)?;
        self.pieces(own, &mut found)?;
        self.invoices(own, &mut found)?;
        Ok(found)
    }

    fn bordereaux(&self, own: Option<&str>, found: &mut Found) -> Result<(), Error> {
        for bordereau in self.flow.pes_recette_aller.iter().flat_map(|recette| &recette.bordereau) {
            let Some(bloc) = &bordereau.bloc_bordereau else { continue };
            let (Some(exercice), Some(numero)) = (number(&bloc.exer), number(&bloc.id_bord)) else { continue };
            let (exercice, place) = (exercice.cast_signed(), place_of(&bloc.id_bord));
            match self.journal.sent_bordereau(self.budget, exercice, numero)? {
                Some(sent) if Some(sent.nom_fic.as_str()) == own => {}
                Some(sent) => {
                    let (flow, depuis, Text { fr, en }) = (sent.nom_fic, sent.depuis, sent.etat.words());
                    let rule = if sent.etat.can_be_issued_again() { &rules::PES937 } else { &rules::PES930 };
                    let message = text!(
                        fr = "le bordereau {numero} de {exercice} est déjà parti dans {flow} : {fr} ({depuis})",
                        en = "the bordereau {numero} of {exercice} has already gone in {flow}: {en} ({depuis})"
                    );
                    found.push((rule, place, message));
                }
                None => {
                    let before = self.journal.bordereau_before(self.budget, exercice, numero)?;
                    if let Some(before) = before.filter(|before| before + 1 < numero) {
                        let next = before + 1;
                        let message = text!(
                            fr = "bordereau {numero}, alors que le dernier parti est le {before} : {next} attendu",
                            en = "bordereau {numero}, while the last one gone is {before}: {next} expected"
                        );
                        found.push((&rules::PES935, place, message));
                    }
                }
            }
            for piece in &bordereau.piece {
                self.titre(exercice, piece, own, found)?;
            }
        }
        Ok(())
    }

    fn titre(&self, exercice: i64, piece: &Piece, own: Option<&str>, found: &mut Found) -> Result<(), Error> {
        let Some(id_pce) = piece.bloc_piece.as_ref().map(|bloc| &bloc.id_pce) else { return Ok(()) };
        let Some(titre) = number(id_pce) else { return Ok(()) };
        let Some(sent) = self.journal.sent_titre(self.budget, exercice, titre)? else { return Ok(()) };
        if Some(sent.nom_fic.as_str()) == own || sent.etat.can_be_issued_again() {
            return Ok(());
        }
        let (bordereau, Text { fr, en }) = (sent.bordereau, sent.etat.words());
        let message = text!(
            fr = "le titre {titre} de {exercice} est déjà parti dans le bordereau {bordereau} : {fr}",
            en = "the titre {titre} of {exercice} has already gone in the bordereau {bordereau}: {en}"
        );
        found.push((&rules::PES931, place_of(id_pce), message));
        Ok(())
    }

    fn pieces(&self, own: Option<&str>, found: &mut Found) -> Result<(), Error> {
        for pj in self.flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj) {
            let Some(id_unique) = &pj.id_unique else { continue };
            let Some(flow) = self.journal.sent_piece(id_unique.text())? else { continue };
            if Some(flow.as_str()) != own {
                let shown = id_unique.text();
                let message = text!(
                    fr = "la pièce {shown} est déjà partie dans {flow}",
                    en = "the piece {shown} has already gone in {flow}"
                );
                found.push((&rules::PES932, id_unique.place(), message));
            }
        }
        Ok(())
    }

    /// The invoices of the ASAP: those sent before, and the holes that they leave in their series.
    fn invoices(&self, own: Option<&str>, found: &mut Found) -> Result<(), Error> {
        let mut series: BTreeMap<(String, usize), BTreeSet<(u64, Place)>> = BTreeMap::new();
        for pj in self.flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj) {
            if pj.type_pj.as_ref().and_then(Value::ok) != Some(TypePj::PesFacture) {
                continue;
            }
            let Ok(bytes) = pj.open(OpenLimits::default()) else { continue };
            let Ok(source) = Source::decode("", &bytes) else { continue };
            let Ok((asap, _)) = PesAller::read(&source) else { continue };
            let place = pj.place.get();
            for indiv in asap.pes_facture.iter().flat_map(|facture| &facture.facture_indiv) {
                let Some(facture) = indiv.numero_facture.as_ref().map(Value::text) else { continue };
                let exercice = indiv.ref_titre.as_ref().and_then(|titre| number(&titre.exercice));
                if let Some(exercice) = exercice {
                    self.invoice(exercice.cast_signed(), facture, own, place, found)?;
                }
                if let Some((prefix, number)) = split(facture) {
                    series.entry((prefix.to_owned(), facture.len())).or_default().insert((number, place));
                }
            }
        }
        for ((prefix, length), numbers) in series {
            let here: BTreeSet<u64> = numbers.iter().map(|&(number, _)| number).collect();
            let mut holes = Vec::new();
            for &(number, place) in &numbers {
                if number > 0 && !here.contains(&(number - 1)) {
                    let written = |number: u64| format!("{prefix}{number:0width$}", width = length - prefix.len());
                    let before = self.journal.invoice_before(&prefix, &written(number))?;
                    let before = before.filter(|before| *before != written(number - 1));
                    // The first of a series leaves no hole.
                    if let Some(before) = before {
                        holes.push((place, before, written(number)));
                    }
                }
            }
            for (place, before, after) in holes {
                let message = text!(
                    fr = "aucune facture partie entre {before} et {after}",
                    en = "no invoice gone between {before} and {after}"
                );
                found.push((&rules::PES936, place, message));
            }
        }
        Ok(())
    }

    fn invoice(
        &self,
        exercice: i64,
        facture: &str,
        own: Option<&str>,
        place: Place,
        found: &mut Found,
    ) -> Result<(), Error> {
        let Some(sent) = self.journal.sent(self.budget, exercice, facture)? else { return Ok(()) };
        if Some(sent.nom_fic.as_str()) == own || sent.etat.can_be_issued_again() {
            return Ok(());
        }
        let (titre, bordereau, Text { fr, en }) = (sent.titre, sent.bordereau, sent.etat.words());
        let message = text!(
            fr = "la facture {facture} est déjà partie : titre {titre}, bordereau {bordereau}, {fr}",
            en = "the invoice {facture} has already gone: titre {titre}, bordereau {bordereau}, {en}"
        );
        found.push((&rules::PES934, place, message));
        Ok(())
    }
}

/// What a series of invoices starts with, and the number at the end.
fn split(facture: &str) -> Option<(&str, u64)> {
    let digits = facture.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (prefix, number) = facture.split_at(facture.len() - digits);
    Some((prefix, number.parse().ok()?))
}

fn number<T>(value: &Option<Value<T>>) -> Option<u64> {
    value.as_ref()?.text().trim().parse().ok()
}

fn place_of<T>(value: &Option<Value<T>>) -> Place {
    value.as_ref().map_or_else(Place::default, Value::place)
}
