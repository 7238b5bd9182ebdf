//! A bordereau: its number, its dates, what its titres need to know of it.

use pes_parser::code::TypBord;
use pes_parser::model::{BlocBordereau, Bordereau, EnTetePes};
use pes_parser::value::{Date, Place, SimpleType, Value};
use pes_parser::{Text, text};

use super::super::{Findings, place_of, raw, typed};
use super::ormc;
use crate::catalogue::rules;

/// What the checks of a titre know of its bordereau.
#[derive(Default)]
pub(super) struct Around {
    pub typ_bord: Option<TypBord>,
    pub exer: Option<u64>,
    pub dte_bord_em: Option<Date>,
}

impl Around {
    fn of(bloc: &BlocBordereau) -> Self {
        Around {
            typ_bord: typed(&bloc.typ_bord),
            exer: typed(&bloc.exer).map(|exer| exer.get()),
            dte_bord_em: typed(&bloc.dte_bord_em),
        }
    }

    /// A notice goes after its bordereau.
    pub(super) fn notice(&self, dte_asp: &Option<Value<Date>>, block: Place, found: &mut Findings) {
        if let (Some(sent), Some(issued)) = (typed(dte_asp), self.dte_bord_em)
            && sent < issued
        {
            let (sent, issued) = (sent.format(), issued.format());
            found.push_with_help(
                &rules::PES271,
                place_of(dte_asp, block),
                text!(fr = "DteAsp {sent}, DteBordEm {issued}", en = "DteAsp {sent}, DteBordEm {issued}"),
                text!(
                    fr = "mettre DteAsp au {issued} ou après, ou l'ôter",
                    en = "set DteAsp to {issued} or later, or leave it out"
                ),
            );
        }
    }
}

fn dates(bloc: &BlocBordereau, around: &Around, en_tete: Option<&EnTetePes>, found: &mut Findings) {
    around.notice(&bloc.dte_asp, bloc.place.get(), found);
    let Some(issued) = around.dte_bord_em else { return };
    if let (Some(exer), Ok(year)) = (around.exer, u64::try_from(issued.exercice()))
        && exer != year
        && exer.saturating_add(1) != year
    {
        let issued = issued.format();
        found.push(
            &rules::PES272,
            place_of(&bloc.exer, bloc.place.get()),
            text!(fr = "Exer {exer}, DteBordEm {issued}", en = "Exer {exer}, DteBordEm {issued}"),
        );
    }
    if let Some(flow) = en_tete.and_then(|en_tete| typed(&en_tete.dte_str))
        && issued > flow
    {
        let (issued, flow) = (issued.format(), flow.format());
        found.push(
            &rules::PES273,
            place_of(&bloc.dte_bord_em, bloc.place.get()),
            text!(fr = "DteBordEm {issued}, DteStr {flow}", en = "DteBordEm {issued}, DteStr {flow}"),
        );
    }
}

/// Checks a bordereau without its titres; gives what they need to know of it.
pub(super) fn check(
    bordereau: &Bordereau,
    electronic: bool,
    en_tete: Option<&EnTetePes>,
    found: &mut Findings,
) -> Around {
    let Some(bloc) = &bordereau.bloc_bordereau else { return Around::default() };
    let around = Around::of(bloc);
    dates(bloc, &around, en_tete, found);
    ormc::bordereau(bloc, found);
    if let Some(code @ (TypBord::Code04 | TypBord::Code05)) = around.typ_bord {
        let code = code.code();
        found.push_with_help(
            &rules::PES270,
            place_of(&bloc.typ_bord, bloc.place.get()),
            text!(fr = "TypBord {code}", en = "TypBord {code}"),
            Text::fixed("01, 02, 03, ou 06 pour un ORMC", "01, 02, 03, or 06 for an ORMC"),
        );
    }
    if electronic {
        signable(bordereau, bloc, around.typ_bord, found);
    }
    around
}

/// What a bordereau without paper must have to be signed.
fn signable(bordereau: &Bordereau, bloc: &BlocBordereau, typ_bord: Option<TypBord>, found: &mut Findings) {
    let number = raw(&bloc.id_bord);
    if bordereau.rest.attribute("Id").is_none() {
        found.push_with_help(
            &rules::PES268,
            bordereau.place.get(),
            text!(fr = "bordereau {number} : attribut Id absent", en = "bordereau {number}: attribute Id missing"),
            Text::fixed("donner un Id, unique dans le fichier", "give an Id, unique in the file"),
        );
    }
    if bloc.mt_cumul_annuel.is_none() && typ_bord != Some(TypBord::Ormc) {
        found.push(
            &rules::PES267,
            bloc.place.get(),
            text!(fr = "bordereau {number} : MtCumulAnnuel absent", en = "bordereau {number}: MtCumulAnnuel missing"),
        );
    }
}
