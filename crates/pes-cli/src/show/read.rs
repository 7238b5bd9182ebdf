//! From values of the model to what is shown.

use pes::mapper::Route;
use pes::parser::code::{Edition, NatIdTiers};
use pes::parser::model::{Adresse, InfoTiers};
use pes::parser::value::{Date, MontantRelatif, SimpleType, Value};

use super::shown::{Amount, Circuit, Code, Party, Period, Written};

/// The text of an element, if it is there and not empty.
pub fn written<T>(value: &Option<Value<T>>) -> Option<Written> {
    value.as_ref().map(Value::text).filter(|text| !text.is_empty()).map(Written::new)
}

/// An amount, of any sign: a flow is shown with the amounts that its schema refuses.
pub fn amount<T>(value: &Option<Value<T>>) -> Option<Amount> {
    let text = value.as_ref()?.text();
    Some(match MontantRelatif::parse(text) {
        Ok(amount) => Amount::Cents(amount.centimes()),
        Err(_) => Amount::Unreadable(Written::new(text)),
    })
}

/// A code with its label.
pub fn code<C: SimpleType>(value: &Option<Value<C>>, libelle: fn(C) -> &'static str) -> Option<Code> {
    let value = value.as_ref()?;
    Some(Code { code: Written::new(value.text()), libelle: value.ok().map(libelle) })
}

pub fn circuit(edition: &Option<Value<Edition>>) -> Circuit {
    let read = edition.as_ref().and_then(Value::ok);
    Circuit {
        edition: code(edition, Edition::libelle),
        route: Route::ALL.into_iter().find(|route| Some(route.edition()) == read),
    }
}

pub fn party(info: Option<&InfoTiers>, adresse: Option<&Adresse>) -> Party {
    let of = |field: fn(&InfoTiers) -> Option<Written>| info.and_then(field);
    let is_siret = info.is_some_and(|info| info.nat_id_tiers.as_ref().and_then(Value::ok) == Some(NatIdTiers::Siret));
    Party {
        civilite: of(|info| written(&info.civilite)),
        nom: of(|info| written(&info.nom)),
        complement: of(|info| written(&info.compl_nom)),
        prenom: of(|info| written(&info.prenom)),
        siret: of(|info| written(&info.id_tiers)).filter(|_| is_siret),
        adresse: adresse.map_or_else(Vec::new, address),
    }
}

fn address(adresse: &Adresse) -> Vec<Written> {
    let lines = [written(&adresse.adr1), written(&adresse.adr2), written(&adresse.adr3)];
    let words: Vec<&str> = [adresse.cp.as_ref().map(Value::text), adresse.ville.as_ref().map(Value::text)]
        .into_iter()
        .flatten()
        .filter(|word| !word.is_empty())
        .collect();
    let town = (!words.is_empty()).then(|| Written::new(words.join(" ")));
    lines.into_iter().flatten().chain(town).collect()
}

pub fn period(date: &Option<Value<Date>>, date_debut: &Option<Value<Date>>, date_fin: &Option<Value<Date>>) -> Period {
    Period { date: written(date), date_debut: written(date_debut), date_fin: written(date_fin) }
}
