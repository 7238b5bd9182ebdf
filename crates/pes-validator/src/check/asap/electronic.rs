//! The electronic invoice of an ASAP, types 12 and 13.

use std::collections::HashSet;

use pes_parser::code::CodeTypeTva;
use pes_parser::euros;
use pes_parser::model::{DossierFElectronique, FactureIndiv, LigneFElectronique, Vendeur};
use pes_parser::value::{SimpleType, Siret, Value};
use pes_parser::{Text, text};

use super::super::{Findings, place_of, raw, typed};
use super::Across;
use super::amounts::{Price, close_enough, period};
use crate::catalogue::rules;

pub(super) fn check(indiv: &FactureIndiv, dossier: &DossierFElectronique, of_ormc: bool, found: &mut Findings) {
    if let Some(vendeur) = &dossier.vendeur_beneficiaire
        && !of_ormc
    {
        found.push(
            &rules::PES427,
            vendeur.place.get(),
            Text::fixed(
                "VendeurBeneficiaire admis avec TypeFact 13 seulement",
                "VendeurBeneficiaire: TypeFact 13 only",
            ),
        );
    }
    for vendeur in sellers(dossier) {
        siret(&vendeur.identifiant_siret, found);
    }
    if let Some(acheteur) = &dossier.acheteur {
        siret(&acheteur.identifiant_siret, found);
    }
    numbering(dossier, found);
    for ligne in sellers(dossier).flat_map(|vendeur| &vendeur.ligne_f_electronique) {
        line(ligne, found);
    }
    total(indiv, dossier, found);
}

/// Numbers of electronic invoices: SIREN of the seller, year, number.
pub(super) type Numbers = HashSet<(String, String, String)>;

/// The number of the invoice: its characters, and that the seller gave it once in the year.
pub(super) fn numero(
    indiv: &FactureIndiv,
    dossier: &DossierFElectronique,
    across: &mut Across<'_>,
    found: &mut Findings,
) {
    let numero = raw(&indiv.numero_facture);
    let place = place_of(&indiv.numero_facture, indiv.place.get());
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-+_/".contains(&byte);
    if numero.chars().count() > 20 || !numero.bytes().all(fits) {
        found.push_with_help(
            &rules::PES421,
            place,
            text!(fr = "numéro « {numero} »", en = "number \"{numero}\""),
            Text::fixed(
                "20 caractères au plus : lettres, chiffres, - + _ /",
                "20 characters at most: letters, digits, - + _ /",
            ),
        );
    }
    let seller = dossier.vendeur_gestionnaire.as_ref().map_or("", |vendeur| raw(&vendeur.identifiant_siret));
    let siren = seller.get(..9).unwrap_or(seller).to_owned();
    let year = raw(&indiv.date_emission).get(..4).unwrap_or_default().to_owned();
    let number = (siren, year, numero.to_owned());
    if across.before.numbers.contains(&number) || !across.told.numbers.insert(number) {
        found.push(
            &rules::PES422,
            place,
            text!(
                fr = "numéro {numero} déjà donné par ce vendeur la même année",
                en = "number {numero} given before by this seller in the same year"
            ),
        );
    }
}

fn sellers(dossier: &DossierFElectronique) -> impl Iterator<Item = &Vendeur> {
    dossier.vendeur_gestionnaire.iter().chain(&dossier.vendeur_beneficiaire)
}

fn siret(value: &Option<Value<Siret>>, found: &mut Findings) {
    if let Some(value) = value
        && let Err(error) = Siret::parse(value.text())
    {
        let siret = value.text();
        let Text { fr, en } = error.describe();
        found.push(
            &rules::PES457,
            value.place(),
            text!(fr = "IdentifiantSIRET « {siret} » : {fr}", en = "IdentifiantSIRET \"{siret}\": {en}"),
        );
    }
}

/// Lines are numbered 1, 2, 3... by each seller, or by both together: the texts say "within one invoice".
fn numbering(dossier: &DossierFElectronique, found: &mut Findings) {
    let numbers = |vendeur: &Vendeur| -> Vec<u64> {
        vendeur
            .ligne_f_electronique
            .iter()
            .filter_map(|ligne| Some(typed(&ligne.identifiant_ligne_facture)?.get()))
            .collect()
    };
    let by_seller: Vec<Vec<u64>> = sellers(dossier).map(numbers).collect();
    let all: Vec<u64> = by_seller.iter().flatten().copied().collect();
    if is_series(&all) || by_seller.iter().all(|numbers| is_series(numbers)) {
        return;
    }
    let read: Vec<String> = all.iter().map(u64::to_string).collect();
    let read = read.join(", ");
    found.push_with_help(
        &rules::PES412,
        dossier.place.get(),
        text!(fr = "lignes numérotées {read}", en = "lines numbered {read}"),
        text!(
            fr = "numéroter de 1 à {}, sans trou ni doublon",
            en = "number from 1 to {}, without a hole and each once",
            all.len()
        ),
    );
}

fn is_series(numbers: &[u64]) -> bool {
    let mut sorted = numbers.to_vec();
    sorted.sort_unstable();
    sorted.iter().zip(1_u64..).all(|(&number, rank)| number == rank)
}

fn line(ligne: &LigneFElectronique, found: &mut Findings) {
    let place = ligne.place.get();
    if ligne.unite2.is_some() && ligne.quantite2.is_none() {
        found.push(
            &rules::PES410,
            place_of(&ligne.unite2, place),
            Text::fixed("Unite2 sans Quantite2", "Unite2 without Quantite2"),
        );
    }
    period(&ligne.date_debut, &ligne.date_fin, place, found);
    let regime = typed(&ligne.code_type_tva);
    if regime == Some(CodeTypeTva::Exempte) && ligne.motif_exo_tva.is_none() {
        found.push(
            &rules::PES414,
            place_of(&ligne.code_type_tva, place),
            Text::fixed("CodeTypeTVA E sans MotifExoTVA", "CodeTypeTVA E without MotifExoTVA"),
        );
    }
    let rate = typed(&ligne.taux_tva).map_or(0, |rate| rate.scaled());
    if let Some(regime @ (CodeTypeTva::Exempte | CodeTypeTva::HorsChamp)) = regime
        && rate != 0
    {
        let (code, rate) = (regime.code(), raw(&ligne.taux_tva));
        found.push_with_help(
            &rules::PES415,
            place_of(&ligne.taux_tva, place),
            text!(fr = "CodeTypeTVA {code} avec un taux de {rate}", en = "CodeTypeTVA {code} with a rate of {rate}"),
            Text::fixed("mettre TauxTVA à 0", "set TauxTVA to 0"),
        );
    }
    let price = Price::of(&ligne.quantite1, &ligne.quantite2, &ligne.mt_unitaire, &ligne.mt_base, &ligne.mt_remise);
    if let (Some(price), Some(ht)) = (price, typed(&ligne.mt_ht))
        && !price.fits(ht.centimes(), rate)
    {
        let right = price.centimes();
        let (ht, price) = (euros(ht.centimes()), euros(right));
        found.push(
            &rules::PES413,
            place_of(&ligne.mt_ht, place),
            text!(fr = "MtHT {ht} ; prix de la ligne : {price}", en = "MtHT {ht}; price of the line: {price}"),
        );
        found.expected_amount(right);
    }
}

fn total(indiv: &FactureIndiv, dossier: &DossierFElectronique, found: &mut Findings) {
    let Some(total) = &indiv.total_a_payer else { return };
    let Some(announced) = typed(&total.mt_total_ht) else { return };
    let lines = || sellers(dossier).flat_map(|vendeur| &vendeur.ligne_f_electronique);
    if lines().any(|ligne| typed(&ligne.mt_ht).is_none()) {
        return;
    }
    let (count, sum) = lines().fold((0, 0_i64), |(count, sum), ligne| {
        let ht = typed(&ligne.mt_ht).map_or(0, |ht| ht.centimes());
        (count + 1, if ligne.mt_remise.is_some() { sum.saturating_sub(ht) } else { sum.saturating_add(ht) })
    });
    if !close_enough(announced.centimes(), sum, count) {
        let right = sum;
        let (announced, sum) = (euros(announced.centimes()), euros(right));
        found.push(
            &rules::PES456,
            place_of(&total.mt_total_ht, total.place.get()),
            text!(
                fr = "MtTotalHT {announced} ; lignes électroniques : {sum}",
                en = "MtTotalHT {announced}; electronic lines: {sum}"
            ),
        );
        found.expected_amount(right);
    }
}
