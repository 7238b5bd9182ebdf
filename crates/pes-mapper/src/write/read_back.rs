//! Flows read back: what leaves is what was meant to.

use pes_parser::model::Piece;
use pes_parser::value::{Montant, Value};
use pes_parser::{PesAller, Source, Text, text};
use pes_validator::{At, CheckOptions, Diagnostic, DocumentReport, Verdict, check_document, rules, unreadable};

use crate::map::Totals;

/// Reads back a flow just written, which must have been looked at whole, have no fault and hold these amounts: what was
/// found and refuses nothing, or else what refuses it.
pub(crate) fn check_written(
    name: &str,
    bytes: &[u8],
    options: &CheckOptions<'_>,
    totals: Totals,
) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let unread = |error| vec![unreadable(name, &error)];
    let source = Source::decode(name, bytes).map_err(unread)?;
    let (flow, faults) = PesAller::read(&source).map_err(unread)?;
    let reports = check_document(&source, &flow, &faults, options).map_err(|unusable| vec![*unusable])?;
    // Parts that are carried, such as a domain that the tool does not know, are told by the findings.
    let is_unchecked = |report: &DocumentReport| {
        !report.is_partial() && [report.xml, report.schema, report.business].contains(&Verdict::Unchecked)
    };
    let unchecked = reports.iter().find(|report| is_unchecked(report)).map(|report| report.document.clone());
    let findings = reports.into_iter().flat_map(|report| report.findings);
    let (mut refusals, others): (Vec<_>, Vec<_>) = findings.partition(Diagnostic::is_error);
    if let Some(document) = unchecked.filter(|_| refusals.is_empty()) {
        let message = Text::fixed("document non contrôlé", "document not checked");
        refusals.push(Diagnostic::new(&rules::PES899, At::document(document), message));
    }
    let read_back = flow_totals(&flow);
    if read_back != totals {
        let (expected, found) = (totals.ttc(), read_back.ttc());
        let message = text!(
            fr = "{expected} centimes à écrire, {found} relus dans le flux",
            en = "{expected} cents to write, {found} read back from the flow"
        );
        refusals.push(Diagnostic::new(&rules::PES899, At::document(name), message));
    }
    if refusals.is_empty() { Ok(others) } else { Err(refusals) }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use pes_parser::model::Fichier;
    use pes_parser::{Encoding, OpenLimits};

    use super::*;

    /// A flow that a conversion must give, with its amounts.
    fn written() -> (PesAller, Totals) {
        let path = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../fixtures/billing/interco/attendu/prive/PESALR1_24359999000013_260302_001.xml"
        );
        let bytes = std::fs::read(path).unwrap();
        let (flow, _) = PesAller::read(&Source::decode("flux.xml", &bytes).unwrap()).unwrap();
        let totals = flow_totals(&flow);
        (flow, totals)
    }

    fn refusals(flow: &PesAller, totals: Totals) -> Vec<(&'static str, String)> {
        let bytes = flow.write(Encoding::Iso8859_1);
        match check_written("flux.xml", &bytes, &CheckOptions::default(), totals) {
            Ok(_) => Vec::new(),
            Err(findings) => findings.into_iter().map(|finding| (finding.rule.id, finding.at.document)).collect(),
        }
    }

    #[test]
    fn a_sound_flow_passes_and_other_amounts_do_not() {
        let (flow, totals) = written();
        assert_eq!(refusals(&flow, totals), []);
        let other = Totals { ht: totals.ht + 1, tva: totals.tva };
        assert_eq!(refusals(&flow, other), [("PES899", "flux.xml".to_owned())]);
    }

    /// Only the schema knows that these are mandatory.
    #[test]
    fn what_the_schema_refuses_does_not_leave() {
        let (mut flow, totals) = written();
        flow.en_tete_pes.as_mut().unwrap().cod_bud = None;
        assert_eq!(refusals(&flow, totals), [("PES101", "flux.xml".to_owned())]);

        let (mut flow, totals) = written();
        let asap = flow.pes_pj.as_mut().unwrap().pj[0].contenu.as_mut().unwrap();
        let bytes = asap.fichier.as_ref().unwrap().open(OpenLimits::default()).unwrap();
        let (mut document, _) = PesAller::read(&Source::decode("asap.xml", &bytes).unwrap()).unwrap();
        document.pes_facture.as_mut().unwrap().annee = None;
        asap.fichier = Some(Fichier::compress(&document.write(Encoding::Iso8859_1), "application/xml"));
        let refused = refusals(&flow, totals);
        assert_eq!(refused.len(), 1, "{refused:?}");
        assert!(refused[0].0 == "PES101" && refused[0].1.starts_with("flux.xml > PJ[1] ASAP_"), "{refused:?}");
    }
}
