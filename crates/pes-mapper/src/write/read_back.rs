//! Flows read back: what leaves is what was meant to.

use pes_parser::model::Piece;
use pes_parser::value::{Montant, Value};
use pes_parser::{PesAller, PesVersion, Source, text};
use pes_validator::{At, Diagnostic, check_document, rules, unreadable};

use super::WriteError;
use crate::map::Totals;

/// Reads back a flow just written: it must have no fault and hold these amounts.
pub(crate) fn check_written(name: &str, bytes: &[u8], version: PesVersion, totals: Totals) -> Result<(), WriteError> {
    let failed = |findings| Err(WriteError::SelfCheck(findings));
    let source = match Source::decode(name, bytes) {
        Ok(source) => source,
        Err(error) => return failed(vec![unreadable(name, &error)]),
    };
    let (flow, faults) = match PesAller::read(&source) {
        Ok(read) => read,
        Err(error) => return failed(vec![unreadable(name, &error)]),
    };
    let mut findings = check_document(&source, &flow, &faults, version);
    findings.retain(Diagnostic::is_error);
    let read_back = flow_totals(&flow);
    if read_back != totals {
        let (expected, found) = (totals.ttc(), read_back.ttc());
        let message = text!(
            fr = "{expected} centimes à écrire, {found} relus dans le flux",
            en = "{expected} cents to write, {found} read back from the flow"
        );
        findings.push(Diagnostic::new(&rules::PES899, At::document(name), message));
    }
    if findings.is_empty() { Ok(()) } else { failed(findings) }
}

/// The amounts of all the titres of a flow.
pub(crate) fn flow_totals(flow: &PesAller) -> Totals {
    let pieces =
        flow.pes_recette_aller.iter().flat_map(|recette| &recette.bordereau).flat_map(|bordereau| &bordereau.piece);
    pieces.map(piece_totals).fold(Totals::default(), Totals::plus)
}

/// The amounts of a titre.
pub(crate) fn piece_totals(piece: &Piece) -> Totals {
    let infos =
        piece.ligne_de_piece.iter().filter_map(|ligne| ligne.bloc_ligne_piece.as_ref()?.info_ligne_piece.as_ref());
    let cents = |amount: &Option<Value<Montant>>| amount.as_ref().and_then(Value::ok).map_or(0, Montant::centimes);
    infos.map(|info| Totals { ht: cents(&info.mt_ht), tva: cents(&info.mt_tva) }).fold(Totals::default(), Totals::plus)
}
