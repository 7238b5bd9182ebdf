use std::collections::{HashMap, HashSet};

use pes_parser::code::{TypTiers, TypeFact};
use pes_parser::euros;
use pes_parser::model::{Adresse, Emetteur, FactureIndiv, PesFacture, Piece, TiersFacture};
use pes_parser::value::Place;
use pes_parser::{PesAller, PesVersion, Text, text};

use super::{Findings, raw, tiers, titres, typed};
use crate::catalogue::rules;

/// Most cents that a TIP may ask for: 150,000 euros, by the rule of `ModeRecouvrement`.
pub const MAX_TIP_CENTIMES: i64 = 15_000_000;

/// What a `PES_Facture` must hold to be an ASAP; other kinds of invoices are left alone.
pub(super) fn check(facture: &PesFacture, version: PesVersion, found: &mut Findings) {
    let place = facture.place.get();
    let is_asap = match typed(&facture.type_fact) {
        Some(kind) => kind >= TypeFact::Asap,
        None => false,
    };
    if !is_asap {
        return;
    }
    for (wanted, fr, en) in [
        (TypTiers::DestinatairePaiement, "centre d'encaissement (TypTiers 25)", "collection centre (TypTiers 25)"),
        (TypTiers::ComptableEmetteur, "trésorerie (TypTiers 26)", "treasury (TypTiers 26)"),
    ] {
        let count = facture.tiers.iter().filter(|tiers| role(tiers) == Some(wanted)).count();
        if count != 1 {
            found.push(
                &rules::PES252,
                place,
                text!(fr = "{fr} : {count}, un seul attendu", en = "{en}: {count}, one expected"),
            );
        }
    }
    for tiers in &facture.tiers {
        if role(tiers) == Some(TypTiers::ComptableEmetteur) {
            complete(tiers.adresse.as_ref(), tiers.place.get(), "trésorerie", "treasury", found);
        }
    }
    if let Some(emetteur) = &facture.emetteur {
        check_emetteur(emetteur, found);
    }
    for indiv in &facture.facture_indiv {
        check_indiv(indiv, typed(&facture.type_fact), version, found);
    }
}

fn role(tiers: &TiersFacture) -> Option<TypTiers> {
    tiers.info_tiers.as_ref().and_then(|info| typed(&info.typ_tiers))
}

fn check_emetteur(emetteur: &Emetteur, found: &mut Findings) {
    let place = emetteur.place.get();
    complete(emetteur.adresse.as_ref(), place, "émetteur", "emitter", found);
    if emetteur.signataire.is_none() {
        found.push(&rules::PES253, place, Text::fixed("Signataire absent", "Signataire is missing"));
    }
    let suppl = emetteur.info_suppl.as_ref();
    if suppl.is_none_or(|suppl| suppl.ref_bdf.is_none()) {
        found.push(&rules::PES254, place, Text::fixed("RefBdf absent", "RefBdf is missing"));
    }
    if let Some(suppl) = suppl
        && suppl.code_tipi.is_some() != suppl.adr_tipi.is_some()
    {
        found.push(
            &rules::PES255,
            suppl.place.get(),
            Text::fixed("CodeTipi et AdrTipi vont ensemble", "CodeTipi and AdrTipi go together"),
        );
    }
}

fn check_indiv(indiv: &FactureIndiv, kind: Option<TypeFact>, version: PesVersion, found: &mut Findings) {
    let place = indiv.place.get();
    let numero = raw(&indiv.numero_facture);
    for (party, fr, en) in
        [(indiv.debiteur.as_ref(), "débiteur", "debtor"), (indiv.destinataire.as_deref(), "destinataire", "recipient")]
    {
        if let Some(party) = party {
            complete(party.adresse.as_ref(), party.place.get(), fr, en, found);
            if let Some(adresse) = &party.adresse {
                tiers::country(adresse, found);
            }
        }
    }
    let Some(mode) = typed(&indiv.mode_recouvrement) else {
        found.push(
            &rules::PES256,
            place,
            text!(
                fr = "facture {numero} : ModeRecouvrement absent",
                en = "invoice {numero}: ModeRecouvrement is missing"
            ),
        );
        return;
    };
    let total =
        indiv.total_a_payer.as_ref().and_then(|total| typed(&total.mt_total_ttc)).map_or(0, |ttc| ttc.centimes());
    if !mode.0 && total > MAX_TIP_CENTIMES {
        let total = euros(total);
        found.push(&rules::PES257, place, text!(fr = "facture {numero} : {total}", en = "invoice {numero}: {total}"));
    }
    if indiv.talon_optique_2_lignes.is_none()
        && rules::PES259.holds_in(version)
        && matches!(kind, Some(TypeFact::Asap | TypeFact::AsapPatients))
    {
        found.push(
            &rules::PES259,
            place,
            text!(
                fr = "facture {numero} : talon absent, obligatoire jusqu'à la 5.25",
                en = "invoice {numero}: stub missing, mandatory until 5.25"
            ),
        );
    }
}

fn complete(adresse: Option<&Adresse>, block: Place, fr: &str, en: &str, found: &mut Findings) {
    if adresse.is_none_or(|adresse| adresse.adr2.is_none()) {
        let place = adresse.map_or(block, |adresse| adresse.place.get());
        found.push(
            &rules::PES258,
            place,
            text!(fr = "{fr} : adresse ou Adr2 absente", en = "{en}: address or Adr2 missing"),
        );
    }
}

/// Each invoice names one titre of the flow that points at this piece, for the same amount.
pub(super) fn check_against_titres(facture: &PesFacture, titres: &TitresOfPiece<'_>, found: &mut Findings) {
    if titres.is_empty() {
        return;
    }
    let mut seen: HashSet<TitreKey<'_>> = HashSet::new();
    for indiv in &facture.facture_indiv {
        let Some(ref_titre) = &indiv.ref_titre else { continue };
        let key = (raw(&ref_titre.exercice), raw(&ref_titre.num_bordereau), raw(&ref_titre.num_titre));
        let (exercice, bordereau, titre) = key;
        if !seen.insert(key) {
            let message = text!(fr = "titre {titre} désigné deux fois", en = "titre {titre} named twice");
            found.push(&rules::PES251, ref_titre.place.get(), message);
        }
        let Some(piece) = titres.get(&key) else {
            found.push(
                &rules::PES251,
                ref_titre.place.get(),
                text!(
                    fr = "aucun titre {titre} du bordereau {bordereau} ({exercice}) ne porte cette pièce",
                    en = "no titre {titre} of the bordereau {bordereau} ({exercice}) has this piece"
                ),
            );
            continue;
        };
        let (ht, tva) = titres::amounts(piece);
        let Some(total) = indiv.total_a_payer.as_ref().and_then(|total| typed(&total.mt_total_ttc)) else { continue };
        if total.centimes() != ht + tva {
            let (total, due) = (euros(total.centimes()), euros(ht + tva));
            found.push(
                &rules::PES250,
                indiv.place.get(),
                text!(fr = "ASAP : {total} ; titre {titre} : {due}", en = "ASAP: {total}; titre {titre}: {due}"),
            );
        }
    }
}

/// Year, bordereau and number, as written.
type TitreKey<'a> = (&'a str, &'a str, &'a str);

/// The titres that name a piece.
pub(super) type TitresOfPiece<'a> = HashMap<TitreKey<'a>, &'a Piece>;

/// The titres of a flow by the `IdUnique` of the pieces they name.
pub(super) fn titres_by_piece(flow: &PesAller) -> HashMap<&str, TitresOfPiece<'_>> {
    let mut by_piece: HashMap<&str, TitresOfPiece<'_>> = HashMap::new();
    for bordereau in flow.pes_recette_aller.iter().flat_map(|recette| &recette.bordereau) {
        let Some(bloc_bordereau) = &bordereau.bloc_bordereau else { continue };
        for piece in &bordereau.piece {
            let Some(bloc) = &piece.bloc_piece else { continue };
            let key = (raw(&bloc_bordereau.exer), raw(&bloc_bordereau.id_bord), raw(&bloc.id_pce));
            for pj_ref in &bloc.pj_ref {
                by_piece.entry(raw(&pj_ref.id_unique)).or_default().insert(key, piece);
            }
        }
    }
    by_piece
}
