//! Direct debits.

use pes_parser::code::{NatPrel, TypPce};
use pes_parser::model::{BlocLignePiece, BlocPiece, InfoPrelevementSepa, LigneDePiece, Piece, Tiers};
use pes_parser::value::{Date, Ics, Montant, Place, SimpleType, Value, ValueError};
use pes_parser::{Text, euros, text};

use super::super::{Findings, place_of, raw, typed};
use super::bordereau::Around;
use super::compte;
use crate::catalogue::rules;

pub(super) fn check(bloc: &BlocLignePiece, tiers: &[Tiers], around: &Around, found: &mut Findings) {
    if let Some(debit) = &bloc.info_prelevement {
        let place = debit.place.get();
        kind(&debit.nat_prel, NatPrel::ParOrdonnateur, "InfoPrelevement", place, found);
        account(tiers, place, found);
        due(&debit.dte_prel, around, place, found);
        amount(&debit.mt_prel, bloc, place, found);
    }
    if let Some(debit) = &bloc.info_prelevement_sepa {
        let place = debit.place.get();
        kind(&debit.nat_prel, NatPrel::ParLeTresor, "InfoPrelevementSEPA", place, found);
        account(tiers, place, found);
        due(&debit.dte_prel, around, place, found);
        amount(&debit.mt_prel, bloc, place, found);
        mandate(debit, found);
    }
}

fn kind(nat_prel: &Option<Value<NatPrel>>, wanted: NatPrel, block: &str, place: Place, found: &mut Findings) {
    if let Some(given) = typed(nat_prel)
        && given != wanted
    {
        let (given, wanted) = (given.code(), wanted.code());
        found.push_with_help(
            &rules::PES310,
            place_of(nat_prel, place),
            text!(
                fr = "NatPrel {given} dans {block}, {wanted} attendu",
                en = "NatPrel {given} in {block}, {wanted} expected"
            ),
            Text::fixed(
                "InfoPrelevementSEPA pour le fichier que remet le Trésor (01), InfoPrelevement pour celui de l'ordonnateur (02)",
                "InfoPrelevementSEPA for the file that the treasury hands over (01), InfoPrelevement for that of the local \
                 authority (02)",
            ),
        );
        found.expected(wanted);
    }
}

fn account(tiers: &[Tiers], place: Place, found: &mut Findings) {
    if tiers.iter().all(|tiers| tiers.cpte_bancaire.is_none()) {
        found.push_with_help(
            &rules::PES311,
            place,
            Text::fixed("prélèvement sans CpteBancaire du débiteur", "direct debit without CpteBancaire of the debtor"),
            Text::fixed(
                "donner le compte du débiteur, ou ôter le prélèvement",
                "give the debtor's account, or drop the debit",
            ),
        );
    }
}

fn due(date: &Option<Value<Date>>, around: &Around, place: Place, found: &mut Findings) {
    if let (Some(due), Some(issued)) = (typed(date), around.dte_bord_em)
        && due < issued
    {
        let (due, issued) = (due.format(), issued.format());
        let message = text!(fr = "DtePrel {due}, DteBordEm {issued}", en = "DtePrel {due}, DteBordEm {issued}");
        found.push(&rules::PES315, place_of(date, place), message);
    }
}

fn amount(mt_prel: &Option<Value<Montant>>, bloc: &BlocLignePiece, place: Place, found: &mut Findings) {
    let cents = |amount: &Option<Value<Montant>>| typed(amount).map_or(0, Montant::centimes);
    let due = bloc.info_ligne_piece.as_ref().map_or(0, |info| cents(&info.mt_ht) + cents(&info.mt_tva));
    let debited = cents(mt_prel);
    if debited > due {
        let (debited, due) = (euros(debited), euros(due));
        let message = text!(fr = "MtPrel {debited} ; ligne : {due}", en = "MtPrel {debited}; line: {due}");
        found.push(&rules::PES316, place_of(mt_prel, place), message);
    }
}

fn mandate(debit: &InfoPrelevementSepa, found: &mut Findings) {
    let place = debit.place.get();
    if let (Some(signed), Some(due)) = (typed(&debit.date_sign_mandat), typed(&debit.dte_prel))
        && signed > due
    {
        let (signed, due) = (signed.format(), due.format());
        let message =
            text!(fr = "DateSignMandat {signed}, DtePrel {due}", en = "DateSignMandat {signed}, DtePrel {due}");
        found.push(&rules::PES315, place_of(&debit.date_sign_mandat, place), message);
    }
    if let Some(ics) = &debit.ancien_ics
        && !is_former_creditor(ics.text())
    {
        let ics = ics.text();
        found.push_with_help(
            &rules::PES312,
            place_of(&debit.ancien_ics, place),
            text!(fr = "AncienICS « {ics} »", en = "AncienICS \"{ics}\""),
            Text::fixed(
                "6 chiffres (ancien NNE), ou 13 caractères : FR, 2 chiffres, ZZZ et 6 caractères",
                "6 digits (former NNE), or 13 characters: FR, 2 digits, ZZZ and 6 characters",
            ),
        );
    }
    if debit.ancien_iban.is_some() {
        compte::iban(&debit.ancien_iban, place, found);
    }
    if typed(&debit.ancienne_banque).is_some_and(|changed| changed.0) && debit.ancien_iban.is_some() {
        found.push(
            &rules::PES313,
            place_of(&debit.ancien_iban, place),
            Text::fixed("AncienneBanque 1 avec AncienIBAN", "AncienneBanque 1 with AncienIBAN"),
        );
    }
}

/// The text asks for the structure of an ICS, not for its key.
fn is_former_creditor(text: &str) -> bool {
    match text.len() {
        6 => text.bytes().all(|c| c.is_ascii_digit()),
        13 => matches!(Ics::parse(text), Ok(_) | Err(ValueError::Key { .. })),
        _ => false,
    }
}

/// All lines of an article of a rôle have one direct debit, but for its amount.
pub(super) fn alike(bloc: &BlocPiece, piece: &Piece, found: &mut Findings) {
    if typed(&bloc.typ_pce) != Some(TypPce::Ormc) {
        return;
    }
    let mut lines = piece.ligne_de_piece.iter();
    let Some(first) = lines.next().map(data) else { return };
    for line in lines {
        if data(line) != first {
            let titre = raw(&bloc.id_pce);
            let block = line.bloc_ligne_piece.as_ref().map_or(line.place.get(), |bloc| bloc.place.get());
            found.push(
                &rules::PES314,
                block,
                text!(
                    fr = "article {titre} : prélèvement autre que celui de la première ligne",
                    en = "article {titre}: direct debit other than that of the first line"
                ),
            );
            return;
        }
    }
}

/// What a line says of its direct debit, without the amount.
fn data(line: &LigneDePiece) -> [&str; 14] {
    let bloc = line.bloc_ligne_piece.as_ref();
    if let Some(debit) = bloc.and_then(|bloc| bloc.info_prelevement_sepa.as_deref()) {
        return [
            "SEPA",
            raw(&debit.nat_prel),
            raw(&debit.per_prel),
            raw(&debit.dte_prel),
            raw(&debit.sequence_pres),
            raw(&debit.date_sign_mandat),
            raw(&debit.ref_uni_mdt),
            raw(&debit.lib_prel),
            raw(&debit.ancien_rum),
            raw(&debit.ancien_ics),
            raw(&debit.ancien_tiers_creancier),
            raw(&debit.ancienne_banque),
            raw(&debit.ancien_iban),
            raw(&debit.tit_cpte_diff),
        ];
    }
    let mut data = [""; 14];
    if let Some(debit) = bloc.and_then(|bloc| bloc.info_prelevement.as_deref()) {
        let given = ["plain", raw(&debit.nat_prel), raw(&debit.per_prel), raw(&debit.dte_prel)];
        data[..given.len()].copy_from_slice(&given);
    }
    data
}
