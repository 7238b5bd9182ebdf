//! Fields that an ASAP leaves out, and those that only an ASAP has.

use pes_parser::code::NatIdTiers;
use pes_parser::model::{FactureIndiv, InfoTiers, PesFacture, TiersFacture};
use pes_parser::value::Place;
use pes_parser::{Text, text};

use super::super::{Findings, typed};
use crate::catalogue::rules;

/// Fields of the document.
pub(super) fn check(facture: &PesFacture, found: &mut Findings) {
    if let Some(emetteur) = &facture.emetteur {
        let account = ("CptBancaire", emetteur.cpt_bancaire.is_some());
        report("Emetteur", emetteur.place.get(), &[account], found);
        if let Some(info) = &emetteur.info_tiers {
            let first_name = ("Prenom", info.prenom.is_some());
            identity("Emetteur/InfoTiers", info, &[first_name], found);
        }
    }
    for tiers in &facture.tiers {
        if let Some(info) = &tiers.info_tiers {
            let names = [("Civilite", info.civilite.is_some()), ("Prenom", info.prenom.is_some())];
            identity("Tiers/InfoTiers", info, &names, found);
        }
    }
    if let Some(lists) = &facture.nomenclatures {
        let given = [
            ("NomenclatureProduit", lists.nomenclature_produit.is_some()),
            ("NomenclatureNature", lists.nomenclature_nature.is_some()),
            ("NomenclatureBudget", lists.nomenclature_budget.is_some()),
        ];
        report("Nomenclatures", lists.place.get(), &given, found);
    }
    if let Some(shares) = &facture.repartition_par_nature {
        report("PES_Facture", shares.place.get(), &[("RepartitionParNature", true)], found);
    }
}

/// Fields of one invoice.
pub(super) fn check_indiv(indiv: &FactureIndiv, found: &mut Findings) {
    let given = [
        ("DateReglement", indiv.date_reglement.is_some()),
        ("DetailTVA", !indiv.detail_tva.is_empty()),
        ("TexteGenerateur", indiv.texte_generateur.is_some()),
        ("RepartitionBudget", !indiv.repartition_budget.is_empty()),
    ];
    report("FactureIndiv", indiv.place.get(), &given, found);
    for (block, party) in
        [("Debiteur/InfoTiers", indiv.debiteur.as_ref()), ("Destinataire/InfoTiers", indiv.destinataire.as_deref())]
    {
        if let Some(info) = party.and_then(|party| party.info_tiers.as_ref()) {
            identity(block, info, &[], found);
        }
    }
    for line in &indiv.ligne_facture {
        let given = [
            ("CodeProduit", line.code_produit.is_some()),
            ("CodeNature", line.code_nature.is_some()),
            ("Unite", line.unite.is_some()),
            ("Taux", line.taux.is_some()),
            ("Commentaire", !line.commentaire.is_empty()),
        ];
        report("LigneFacture", line.place.get(), &given, found);
    }
}

/// Blocks of a document that no other invoice has.
pub(super) fn reserved_to_asap(facture: &PesFacture, found: &mut Findings) {
    if let Some(suppl) = facture.emetteur.as_ref().and_then(|emetteur| emetteur.info_suppl.as_ref()) {
        reserved("InfoSuppl", suppl.place.get(), found);
    }
    facture.tiers.iter().for_each(|tiers| contact(tiers, found));
}

/// The same of one invoice.
pub(super) fn parties_reserved_to_asap(indiv: &FactureIndiv, found: &mut Findings) {
    indiv.debiteur.iter().chain(indiv.destinataire.as_deref()).for_each(|party| contact(party, found));
}

fn contact(party: &TiersFacture, found: &mut Findings) {
    if let Some(suppl) = &party.info_suppl_tiers {
        reserved("InfoSupplTiers", suppl.place.get(), found);
    }
}

fn reserved(block: &str, place: Place, found: &mut Findings) {
    found.push(
        &rules::PES433,
        place,
        text!(fr = "{block} hors d'un ASAP", en = "{block} in an invoice that is no ASAP"),
    );
}

/// Two sentences of the texts disagree on `NatIdTiers`: 01 says that the identifier is a SIRET to print, and the field
/// itself is to be left out. Only the other kinds are reported.
fn identity(block: &str, info: &InfoTiers, names: &[(&str, bool)], found: &mut Findings) {
    let kind = typed(&info.nat_id_tiers).is_some_and(|kind| !matches!(kind, NatIdTiers::Siret | NatIdTiers::Siren));
    let mut given =
        vec![("NatIdTiers", kind), ("DteIdTiers", info.dte_id_tiers.is_some()), ("RefTiers", info.ref_tiers.is_some())];
    given.extend(names);
    report(block, info.place.get(), &given, found);
}

fn report(block: &str, place: Place, fields: &[(&str, bool)], found: &mut Findings) {
    let given: Vec<&str> = fields.iter().filter(|(_, given)| *given).map(|&(name, _)| name).collect();
    if !given.is_empty() {
        let names = given.join(", ");
        found.push_with_help(
            &rules::PES430,
            place,
            text!(fr = "{block} : {names}", en = "{block}: {names}"),
            Text::fixed("ne pas renseigner ces champs dans un ASAP", "leave these fields out of an ASAP"),
        );
    }
}
