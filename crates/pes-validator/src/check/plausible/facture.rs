//! A notice: whose it is, its years and dates, its rates, whose account it asks to pay to.

use pes_parser::code::TypTiers;
use pes_parser::model::{CpteBancaire, EnTetePes, FactureIndiv, PesFacture};
use pes_parser::value::SimpleType;
use pes_parser::{Text, text};

use super::super::{Findings, place_of, raw, typed};
use super::{RATES, debtors, words};
use crate::catalogue::rules;

/// The header of the document of a piece, against that of the flow.
pub(in crate::check) fn header(of_piece: Option<&EnTetePes>, of_flow: Option<&EnTetePes>, found: &mut Findings) {
    let (Some(own), Some(flow)) = (of_piece, of_flow) else { return };
    let place = own.place.get();
    let fields = [
        ("IdColl", raw(&own.id_coll), raw(&flow.id_coll), place_of(&own.id_coll, place)),
        ("CodCol", raw(&own.cod_col), raw(&flow.cod_col), place_of(&own.cod_col, place)),
        ("CodBud", raw(&own.cod_bud), raw(&flow.cod_bud), place_of(&own.cod_bud, place)),
        ("IdPost", raw(&own.id_post), raw(&flow.id_post), place_of(&own.id_post, place)),
    ];
    for (name, own, flow, place) in fields {
        if own != flow && !own.is_empty() && !flow.is_empty() {
            found.push(
                &rules::PES365,
                place,
                text!(fr = "{name} {own}, {flow} dans le flux", en = "{name} {own}, {flow} in the flow"),
            );
            return;
        }
    }
}

pub(in crate::check) fn check(facture: &PesFacture, found: &mut Findings) {
    words::facture(facture, found);
    let treasury = facture
        .tiers
        .iter()
        .filter(|tiers| {
            tiers.info_tiers.as_ref().and_then(|info| typed(&info.typ_tiers)) == Some(TypTiers::ComptableEmetteur)
        })
        .find_map(|tiers| tiers.cpte_bancaire.as_deref());
    if let Some(account) = treasury {
        debtors::bank(account, found);
    }
    let mut year_told = false;
    for indiv in &facture.facture_indiv {
        year_told = year_told || year(facture, indiv, found);
        dates(indiv, found);
        rates(indiv, found);
        if let Some(account) = indiv.debiteur.as_ref().and_then(|debtor| debtor.cpte_bancaire.as_deref()) {
            debtors::bank(account, found);
            own_account(account, treasury, found);
        }
    }
}

fn own_account(account: &CpteBancaire, treasury: Option<&CpteBancaire>, found: &mut Findings) {
    let iban = raw(&account.iban);
    if treasury.is_some_and(|treasury| raw(&treasury.iban) == iban) && !iban.is_empty() {
        found.push(
            &rules::PES378,
            place_of(&account.iban, account.place.get()),
            Text::fixed(
                "le compte du débiteur est celui du comptable",
                "the account of the debtor is that of the treasury",
            ),
        );
    }
}

/// Whether the year of the document was found not to be that of a titre of its own.
fn year(facture: &PesFacture, indiv: &FactureIndiv, found: &mut Findings) -> bool {
    let of_titre = indiv.ref_titre.as_ref().and_then(|titre| typed(&titre.exercice));
    let of_article = indiv.ref_ormc.as_ref().and_then(|article| typed(&article.exercice));
    let (Some(year), Some(own)) = (of_titre.or(of_article), typed(&facture.annee)) else { return false };
    if year == own {
        return false;
    }
    let (own, year) = (own.0, year.0);
    found.push(
        &rules::PES366,
        place_of(&facture.annee, facture.place.get()),
        text!(fr = "Annee {own}, titre de l'exercice {year}", en = "Annee {own}, titre of the year {year}"),
    );
    true
}

/// Years that a service may be billed in advance, and years after which nobody bills it.
const BEFORE: i32 = 1;
const AFTER: i32 = 5;

fn dates(indiv: &FactureIndiv, found: &mut Findings) {
    let Some(issued) = typed(&indiv.date_emission) else { return };
    for ligne in &indiv.ligne_facture {
        let of_line = [&ligne.date, &ligne.date_debut, &ligne.date_fin].into_iter().find(|date| {
            typed(date).is_some_and(|date| {
                let years = date.exercice().saturating_sub(issued.exercice());
                !(-AFTER..=BEFORE).contains(&years)
            })
        });
        if let Some(date) = of_line {
            let (shown, issued) = (raw(date), issued.format());
            found.push(
                &rules::PES367,
                place_of(date, ligne.place.get()),
                text!(
                    fr = "prestation du {shown}, facturée le {issued}",
                    en = "service of {shown}, billed on {issued}"
                ),
            );
        }
    }
}

fn rates(indiv: &FactureIndiv, found: &mut Findings) {
    for ligne in &indiv.ligne_facture {
        if typed(&ligne.taux_tva).is_some_and(|rate| !RATES.contains(&rate.scaled())) {
            let rate = raw(&ligne.taux_tva);
            found.push(
                &rules::PES368,
                place_of(&ligne.taux_tva, ligne.place.get()),
                text!(fr = "TVA à {rate} %", en = "VAT at {rate} %"),
            );
        }
    }
}
