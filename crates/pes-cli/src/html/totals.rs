//! Titres and amounts per route, per bordereau and per product.

use std::collections::BTreeMap;

use pes::parser::PesAller;
use pes::parser::value::Value;

use crate::show::gather::bordereaux;
use crate::show::read::amount;
use crate::show::shown::{Circuit, Code, Shown, Sum, Written};

/// What the titres of a file amount to.
#[derive(Default)]
pub struct Totals {
    pub titres: usize,
    /// Titres that cancel or reduce others are summed apart: their amounts are positive too.
    pub somme: Sum,
    pub annulations: Option<(usize, Sum)>,
    pub routes: Vec<RouteRow>,
    pub bordereaux: Vec<BordereauRow>,
    pub products: Vec<ProductRow>,
}

/// The titres of a route.
pub struct RouteRow {
    pub circuit: Circuit,
    pub annulations: bool,
    pub titres: usize,
    pub ttc_centimes: i64,
}

/// A bordereau.
pub struct BordereauRow {
    pub numero: Option<Written>,
    pub exercice: Option<Written>,
    pub kind: Option<Code>,
    pub date: Option<Written>,
    pub titres: usize,
    pub ttc_centimes: i64,
}

/// The lines of a local product code.
pub struct ProductRow {
    /// Nothing for lines without a code.
    pub code: Option<Written>,
    pub annulations: bool,
    pub lines: usize,
    pub ttc_centimes: i64,
}

impl Totals {
    pub fn of(flow: &PesAller, shown: Option<&Shown>) -> Self {
        let Some(shown) = shown else { return Totals::default() };
        let mut totals = Totals { products: products(flow, shown), ..Totals::default() };
        for total in &shown.totaux {
            let (titres, somme) = match total.annulations {
                true => {
                    let (titres, somme) = totals.annulations.get_or_insert_default();
                    (titres, somme)
                }
                false => (&mut totals.titres, &mut totals.somme),
            };
            *titres += total.titres;
            somme.add(total.somme);
            totals.routes.push(RouteRow {
                circuit: total.circuit.clone(),
                annulations: total.annulations,
                titres: total.titres,
                ttc_centimes: total.somme.ttc_centimes,
            });
        }
        totals.bordereaux = shown
            .bordereaux
            .iter()
            .map(|bordereau| BordereauRow {
                numero: bordereau.numero.clone(),
                exercice: bordereau.exercice.clone(),
                kind: bordereau.kind.clone(),
                date: bordereau.date.clone(),
                titres: bordereau.titres.len(),
                ttc_centimes: bordereau.somme.ttc_centimes,
            })
            .collect();
        totals
    }
}

fn products(flow: &PesAller, shown: &Shown) -> Vec<ProductRow> {
    let mut rows: BTreeMap<(bool, &str), (usize, Sum)> = BTreeMap::new();
    for (bordereau, shown) in bordereaux(flow).zip(&shown.bordereaux) {
        let lines = bordereau.piece.iter().flat_map(|piece| &piece.ligne_de_piece);
        for info in lines.filter_map(|ligne| ligne.bloc_ligne_piece.as_ref()?.info_ligne_piece.as_ref()) {
            let code = info.cod_prod_loc.as_ref().map_or("", Value::text);
            let (lines, somme) = rows.entry((shown.cancels(), code)).or_default();
            *lines += 1;
            somme.add_line(amount(&info.mt_ht).as_ref(), amount(&info.mt_tva).as_ref());
        }
    }
    rows.into_iter()
        .map(|((annulations, code), (lines, somme))| ProductRow {
            code: (!code.is_empty()).then(|| Written::new(code)),
            annulations,
            lines,
            ttc_centimes: somme.ttc_centimes,
        })
        .collect()
}
