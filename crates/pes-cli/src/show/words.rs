//! Values as people write them, in the language of the screen.

use pes::mapper::Route;
use pes::parser::euros;
use pes::parser::value::{Date, Quantite, SimpleType, TauxNul};

use super::shown::{Amount, Circuit, Code, Party, Period, Written};
use crate::screen::Screen;

/// The text of a value, empty when absent.
pub fn plain(value: &Option<Written>) -> String {
    value.as_ref().map(Written::to_string).unwrap_or_default()
}

/// An amount, empty when absent.
pub fn money(amount: &Option<Amount>) -> String {
    match amount {
        None => String::new(),
        Some(Amount::Cents(cents)) => euros(*cents),
        Some(Amount::Unreadable(text)) => format!("« {text} »"),
    }
}

/// The amount of a discount, that flows write without a sign.
pub fn deducted(amount: &Option<Amount>) -> String {
    match amount {
        Some(Amount::Cents(cents)) => euros(cents.saturating_neg()),
        other => money(other),
    }
}

/// A day: `02/03/2026` in French, `2026-03-02` in English.
pub fn day(date: &Option<Written>, screen: &Screen) -> String {
    let text = plain(date);
    match Date::parse(&text) {
        Ok(date) => date.0.format(screen.words("%d/%m/%Y", "%Y-%m-%d")).to_string(),
        Err(_) => text,
    }
}

/// A day, or a period.
pub fn period(period: &Period, screen: &Screen) -> String {
    let [date, start, end] = [&period.date, &period.date_debut, &period.date_fin].map(|date| day(date, screen));
    match (start.is_empty(), end.is_empty()) {
        (true, true) => date,
        _ => format!("{start} - {end}"),
    }
}

pub fn quantity(quantity: &Option<Written>, screen: &Screen) -> String {
    decimal(quantity, |text| Quantite::parse(text).ok().map(|quantity| quantity.to_string()), screen)
}

pub fn rate(rate: &Option<Written>, screen: &Screen) -> String {
    let rate = decimal(rate, |text| TauxNul::parse(text).ok().map(|rate| rate.to_string()), screen);
    if rate.is_empty() { rate } else { format!("{rate} %") }
}

/// A number without useless zeros, or what is written in its place.
fn decimal(value: &Option<Written>, read: fn(&str) -> Option<String>, screen: &Screen) -> String {
    let text = plain(value);
    read(&text).map_or(text, |number| number.replace('.', screen.words(",", ".")))
}

/// A code by its label; the labels are the official ones, in French.
pub fn coded(code: &Option<Code>, screen: &Screen) -> String {
    match code {
        None => String::new(),
        Some(Code { code, libelle: Some(libelle) }) => format!("{libelle} ({code})"),
        Some(Code { code, libelle: None }) => format!("{} ({code})", screen.words("code inconnu", "unknown code")),
    }
}

pub fn route(circuit: &Circuit, screen: &Screen) -> String {
    let word = match circuit.route {
        Some(Route::Prive) => screen.words("privé", "private"),
        Some(Route::Public) => "public",
        Some(Route::SansTraitement) => screen.words("sans traitement", "no handling"),
        None if circuit.edition.is_none() => return screen.words("aucune", "none").to_owned(),
        None => return coded(&circuit.edition, screen),
    };
    circuit.edition.as_ref().map_or_else(String::new, |edition| format!("{word} ({})", edition.code))
}

/// Name and first name.
pub fn name(party: &Party) -> String {
    joined(&[&party.nom, &party.prenom].map(plain), " ")
}

/// Everything that an envelope would show, and the SIRET.
pub fn full_name(party: &Party) -> String {
    let who = joined(&[&party.civilite, &party.nom, &party.complement, &party.prenom].map(plain), " ");
    let siret = party.siret.as_ref().map(|siret| format!("SIRET {siret}"));
    let parts: Vec<String> =
        std::iter::once(who).chain(party.adresse.iter().map(Written::to_string)).chain(siret).collect();
    joined(&parts, ", ")
}

/// The words that are not empty, with `separator` between them.
pub fn joined(words: &[String], separator: &str) -> String {
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|word| !word.is_empty()).collect();
    words.join(separator)
}
