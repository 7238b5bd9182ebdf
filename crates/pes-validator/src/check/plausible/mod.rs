//! What the texts allow and nobody means: each finding is a warning.

mod bordereau;
mod debtors;
mod facture;
mod pieces;
mod words;

use pes_parser::PesAller;

use super::Findings;

pub(super) use facture::{check as check_facture, header as check_header};
pub(super) use pieces::check_pdf;

/// The titres of a flow, by themselves and together.
pub(super) fn check_titres(flow: &PesAller, found: &mut Findings) {
    pieces::references(flow, found);
    let Some(recette) = &flow.pes_recette_aller else { return };
    let mut known = debtors::Known::of(flow.en_tete_pes.as_ref());
    for bordereau in &recette.bordereau {
        bordereau::check(bordereau, found);
        for piece in &bordereau.piece {
            let issued = bordereau.bloc_bordereau.as_ref().and_then(|bloc| super::typed(&bloc.dte_bord_em));
            debtors::check(piece, issued, &mut known, found);
            words::titre(piece, found);
        }
    }
}

/// The rates of VAT of France and of its territories, in hundredths of a percent.
const RATES: [i64; 19] =
    [0, 90, 105, 175, 210, 300, 400, 500, 550, 600, 800, 850, 920, 1000, 1100, 1300, 1600, 2000, 2200];

/// Whether a country, by the two letters that begin an IBAN, has its accounts in the banks of another.
fn same_banks(iban: &str, bic: &str) -> bool {
    const FRANCE: [&str; 14] = ["FR", "GP", "GF", "MQ", "RE", "YT", "MC", "NC", "PF", "PM", "TF", "WF", "BL", "MF"];
    const BRITAIN: [&str; 4] = ["GB", "GG", "JE", "IM"];
    iban == bic || [&FRANCE[..], &BRITAIN[..]].iter().any(|banks| banks.contains(&iban) && banks.contains(&bic))
}
