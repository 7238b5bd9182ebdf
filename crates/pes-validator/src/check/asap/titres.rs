//! A `PES_Facture` against the titres that carry it.

use std::collections::{HashMap, HashSet};

use compact_str::CompactString;
use pes_parser::code::{Edition, TypeFact, TypePj};
use pes_parser::euros;
use pes_parser::model::{BlocBordereau, BlocPiece, FactureIndiv, PesFacture, Piece, RefOrmc};
use pes_parser::value::{Date, Place};
use pes_parser::{PesAller, text};

use super::super::{Findings, place_of, raw, titres, typed};
use super::{Across, debtor};
use crate::catalogue::rules;

/// A titre that names a piece.
pub(in crate::check) struct Titre<'a> {
    pub(in crate::check) bordereau: &'a BlocBordereau,
    pub(in crate::check) bloc: &'a BlocPiece,
    pub(in crate::check) piece: &'a Piece,
    /// Whether it names several `PES_Facture`.
    several: bool,
}

/// Year, bordereau or rôle, titre or article.
pub(in crate::check) type TitreKey<'a> = (&'a str, &'a str, &'a str);

/// The titres that name a piece.
pub(in crate::check) type TitresOfPiece<'a> = HashMap<TitreKey<'a>, Titre<'a>>;

/// The titres and articles named by the documents of a flow so far; their short texts take no room of their own, which
/// would lie between the rooms that each document takes and leaves.
pub(super) type Named = HashSet<[CompactString; 3]>;

/// The titres of a flow by the `IdUnique` of the pieces they name.
pub(in crate::check) fn titres_by_piece(flow: &PesAller) -> HashMap<&str, TitresOfPiece<'_>> {
    let mut by_piece: HashMap<&str, TitresOfPiece<'_>> = HashMap::new();
    for bordereau in flow.pes_recette_aller.iter().flat_map(|recette| &recette.bordereau) {
        let Some(bloc_bordereau) = &bordereau.bloc_bordereau else { continue };
        for piece in &bordereau.piece {
            let Some(bloc) = &piece.bloc_piece else { continue };
            let key =
                (raw(&bloc_bordereau.exer).trim(), number(raw(&bloc_bordereau.id_bord)), number(raw(&bloc.id_pce)));
            let factures = bloc.pj_ref.iter().filter(|pj_ref| typed(&pj_ref.type_pj) == Some(TypePj::PesFacture));
            let several = factures.count() > 1;
            for pj_ref in &bloc.pj_ref {
                let titre = Titre { bordereau: bloc_bordereau, bloc, piece, several };
                by_piece.entry(raw(&pj_ref.id_unique)).or_default().insert(key, titre);
            }
        }
    }
    by_piece
}

/// A number without the zeros it may start with.
pub(super) fn number(text: &str) -> &str {
    text.trim().trim_start_matches('0')
}

/// Each invoice names one titre of the flow that points at this piece, for the same amount; each titre has its invoice.
pub(in crate::check) fn against_titres(
    facture: &PesFacture,
    titres: &TitresOfPiece<'_>,
    across: &mut Across<'_>,
    found: &mut Findings,
) {
    let kind = typed(&facture.type_fact);
    let mut named: HashSet<TitreKey<'_>> = HashSet::new();
    let (mut kind_told, mut stray) = (false, false);
    for indiv in &facture.facture_indiv {
        let Some((key, place, of_ormc)) = key_of(indiv) else { continue };
        named.insert(key);
        let titre = titres.get(&key);
        if !titre.is_some_and(|titre| titre.several) && across.before.named.contains(&owned(key)) {
            let (exercice, bordereau, num) = key;
            found.push(
                &rules::PES440,
                place,
                text!(
                    fr = "titre {num} du bordereau {bordereau} ({exercice}) : un autre document a déjà son ASAP",
                    en = "titre {num} of the bordereau {bordereau} ({exercice}): another document has its ASAP"
                ),
            );
        }
        if titres.is_empty() {
            continue;
        }
        match titre {
            None => {
                unknown(key, place, of_ormc, found);
                stray = true;
            }
            Some(titre) => {
                if !kind_told {
                    kind_told = of_edition(facture, kind, titre, found);
                }
                against_titre(indiv, titre, across, found);
            }
        }
    }
    // An invoice that names no titre of the flow is likely that of one without: one fault is told once.
    let mut alone: Vec<_> =
        titres.iter().filter(|(key, titre)| !stray && !named.contains(key) && !titre.several).collect();
    alone.sort_unstable_by_key(|(key, _)| **key);
    for ((exercice, bordereau, num), _) in alone {
        found.push(
            &rules::PES444,
            facture.place.get(),
            text!(
                fr = "aucune facture pour le titre {num} du bordereau {bordereau} ({exercice})",
                en = "no invoice for the titre {num} of the bordereau {bordereau} ({exercice})"
            ),
        );
    }
    across.told.named.extend(named.into_iter().map(owned));
}

fn owned((exercice, bordereau, num): TitreKey<'_>) -> [CompactString; 3] {
    [exercice, bordereau, num].map(CompactString::from)
}

/// What an invoice names, where it does, and whether it is an article of a rôle.
pub(in crate::check) fn key_of(indiv: &FactureIndiv) -> Option<(TitreKey<'_>, Place, bool)> {
    if let Some(titre) = &indiv.ref_titre {
        let key = (raw(&titre.exercice).trim(), number(raw(&titre.num_bordereau)), number(raw(&titre.num_titre)));
        return Some((key, titre.place.get(), false));
    }
    let article = indiv.ref_ormc.as_ref()?;
    let key = (raw(&article.exercice).trim(), number(raw(&article.num_role)), number(raw(&article.num_article)));
    Some((key, article.place.get(), true))
}

fn unknown((exercice, bordereau, num): TitreKey<'_>, place: Place, of_ormc: bool, found: &mut Findings) {
    if of_ormc {
        found.push(
            &rules::PES442,
            place,
            text!(
                fr = "aucun article {num} du rôle {bordereau} ({exercice}) ne porte cette pièce",
                en = "no article {num} of the rôle {bordereau} ({exercice}) has this piece"
            ),
        );
    } else {
        found.push(
            &rules::PES251,
            place,
            text!(
                fr = "aucun titre {num} du bordereau {bordereau} ({exercice}) ne porte cette pièce",
                en = "no titre {num} of the bordereau {bordereau} ({exercice}) has this piece"
            ),
        );
    }
}

/// Whether the kind of the document was found not to go with the `Edition` of the titre.
fn of_edition(facture: &PesFacture, kind: Option<TypeFact>, titre: &Titre<'_>, found: &mut Findings) -> bool {
    let Some(edition) = typed(&titre.bloc.edition) else { return false };
    let wanted: &[TypeFact] = match edition {
        Edition::AsapAEditer | Edition::AsapCpp => &[TypeFact::Asap],
        Edition::PatientsAEditer => &[TypeFact::AsapPatients],
        Edition::OrmcEnsuXml | Edition::OrmcCppXml => &[TypeFact::AsapOrmc],
        // The 5.30 text gives 09 to titres and 10 to ORMC, then forbids just that: either kind passes.
        Edition::FacturationElectronique | Edition::OrmcFacturationElectronique => {
            &[TypeFact::AsapFe, TypeFact::AsapOrmcFe]
        }
        _ => return false,
    };
    let is_no_code = kind.is_none() && facture.type_fact.is_some();
    if is_no_code || kind.is_some_and(|kind| wanted.contains(&kind)) {
        return false;
    }
    let codes: Vec<&str> = wanted.iter().map(|kind| kind.code()).collect();
    let (edition, wanted) = (edition.code(), codes.join(" ou "));
    let kind = raw(&facture.type_fact);
    found.push_with_help(
        &rules::PES431,
        place_of(&facture.type_fact, facture.place.get()),
        text!(
            fr = "Edition {edition} du titre, TypeFact « {kind} »",
            en = "Edition {edition} of the titre, TypeFact \"{kind}\""
        ),
        text!(fr = "TypeFact attendu : {wanted}", en = "TypeFact expected: {wanted}"),
    );
    if let [only] = codes[..] {
        found.expected(only);
    }
    true
}

fn against_titre(indiv: &FactureIndiv, titre: &Titre<'_>, across: &mut Across<'_>, found: &mut Findings) {
    amounts(indiv, titre, found);
    if let Some(article) = &indiv.ref_ormc {
        debt(article, titre, found);
    }
    let num = raw(&titre.bloc.id_pce);
    let (issued, dated) = (raw(&titre.bordereau.dte_bord_em), raw(&indiv.date_emission));
    let differ = |(issued, dated): (Date, Date)| issued.0 != dated.0;
    if typed(&titre.bordereau.dte_bord_em).zip(typed(&indiv.date_emission)).is_some_and(differ) {
        found.push(
            &rules::PES445,
            place_of(&indiv.date_emission, indiv.place.get()),
            text!(
                fr = "DateEmission {dated} ; titre {num} émis le {issued}",
                en = "DateEmission {dated}; titre {num} issued on {issued}"
            ),
        );
        found.expected(issued);
    }
    let (of_titre, of_asap) = (raw(&titre.bloc.numero_facture), raw(&indiv.numero_facture));
    // A number that no electronic invoice may have is told of the titre itself.
    if !of_titre.is_empty() && !of_titre.contains(' ') && of_titre != of_asap {
        found.push(
            &rules::PES446,
            place_of(&indiv.numero_facture, indiv.place.get()),
            text!(
                fr = "facture « {of_asap} » ; titre {num} : « {of_titre} »",
                en = "invoice \"{of_asap}\"; titre {num}: \"{of_titre}\""
            ),
        );
        found.expected(of_titre);
    }
    debtor::check(indiv, titre, found);
    if of_titre.is_empty() {
        numero(indiv, across, found);
    }
}

/// The number of an invoice is given once; the titre that names it as well is told of it itself, and so is an electronic
/// invoice.
pub(in crate::check) fn numero(indiv: &FactureIndiv, across: &mut Across<'_>, found: &mut Findings) {
    let numero = raw(&indiv.numero_facture);
    if numero.is_empty() || indiv.dossier_f_electronique.is_some() {
        return;
    }
    if across.before.invoices.contains(numero) || !across.told.invoices.insert(numero.into()) {
        found.push(
            &rules::PES381,
            place_of(&indiv.numero_facture, indiv.place.get()),
            text!(
                fr = "facture « {numero} » : une autre du flux a ce numéro",
                en = "invoice \"{numero}\": another one of the flow has this number"
            ),
        );
    }
}

fn amounts(indiv: &FactureIndiv, titre: &Titre<'_>, found: &mut Findings) {
    let (ht, tva) = titres::amounts(titre.piece);
    let num = raw(&titre.bloc.id_pce);
    let Some(total) = &indiv.total_a_payer else { return };
    let Some(ttc) = typed(&total.mt_total_ttc).map(|ttc| ttc.centimes()) else { return };
    if ttc != ht + tva {
        let (total, due) = (euros(ttc), euros(ht + tva));
        found.push(
            &rules::PES250,
            indiv.place.get(),
            text!(fr = "ASAP : {total} ; titre {num} : {due}", en = "ASAP: {total}; titre {num}: {due}"),
        );
    } else if let Some(announced) = typed(&total.mt_total_tva)
        && announced.centimes() != tva
    {
        let right = tva;
        let (announced, tva) = (euros(announced.centimes()), euros(right));
        found.push(
            &rules::PES447,
            place_of(&total.mt_total_tva, total.place.get()),
            text!(
                fr = "TVA de l'ASAP : {announced} ; du titre {num} : {tva}",
                en = "VAT of the ASAP: {announced}; of the titre {num}: {tva}"
            ),
        );
        found.expected_amount(right);
    }
}

/// What Hélios computes the optical line from.
fn debt(article: &RefOrmc, titre: &Titre<'_>, found: &mut Findings) {
    let block = article.place.get();
    let mut differ = |name: &str, place: Place, asap: &str, of_titre: &str| {
        found.push(
            &rules::PES443,
            place,
            text!(
                fr = "{name} « {asap} » ; article : « {of_titre} »",
                en = "{name} \"{asap}\"; article: \"{of_titre}\""
            ),
        );
        found.naming(name);
    };
    let (dette, of_titre) = (raw(&article.num_dette), raw(&titre.bloc.num_dette));
    if !of_titre.is_empty() && number(dette) != number(of_titre) {
        differ("NumDette", place_of(&article.num_dette, block), dette, of_titre);
    }
    let (per, of_titre) = (raw(&article.per), raw(&titre.bloc.per));
    if !of_titre.is_empty() && per != of_titre {
        differ("Per", place_of(&article.per, block), per, of_titre);
    }
    let product = raw(&article.cod_prod_loc);
    let lines = titre.piece.ligne_de_piece.iter();
    let products: Vec<&str> = lines
        .filter_map(|ligne| ligne.bloc_ligne_piece.as_ref()?.info_ligne_piece.as_ref())
        .map(|info| raw(&info.cod_prod_loc))
        .collect();
    if let Some(first) = products.first()
        && !products.iter().any(|of_line| of_line.starts_with(product))
    {
        differ("CodProdLoc", place_of(&article.cod_prod_loc, block), product, first);
    }
}
