//! The page for people.

use pes::parser::{euros, text};

use super::notice::notice;
use super::shown::{Amount, AsapState, Bordereau, Part, RouteTotal, Shown, Sum, Titre};
use super::table::{labelled, left, right, table};
use super::words::{coded, day, joined, money, name, plain, route};
use crate::screen::Screen;

/// Titres of a flow beyond which its ASAP are no longer shown one by one.
const MAX_DETAILED: usize = 20;

const INDENT: &str = "  ";

/// The whole page: header, bordereaux, ASAP, totals.
pub fn page(shown: &Shown, screen: &Screen) -> String {
    let mut out = head(shown, screen);
    let titres: usize = shown.bordereaux.iter().map(|bordereau| bordereau.titres.len()).sum();
    if titres == 0 {
        out.push_str(screen.words("\nAucun titre dans ce fichier\n", "\nNo titre in this file\n"));
    }
    for bordereau in &shown.bordereaux {
        out.push_str(&bordereau_text(bordereau, screen));
    }
    if titres <= MAX_DETAILED {
        shown.asap.iter().for_each(|asap| out.push_str(&notice(asap, screen)));
    } else if !shown.asap.is_empty() {
        let limit = text!(
            fr = "\nASAP non détaillés au-delà de {MAX_DETAILED} titres\n",
            en = "\nASAP not detailed beyond {MAX_DETAILED} titres\n"
        );
        out.push_str(screen.text(&limit));
    }
    out.push_str(&totals(&shown.totaux, screen));
    out.push_str(&pieces(shown, screen));
    out
}

fn head(shown: &Shown, screen: &Screen) -> String {
    let named = |word: &str, value: String| if value.is_empty() { value } else { format!("{word} {value}") };
    let budget = [
        plain(&shown.budget),
        named("SIRET", plain(&shown.siret)),
        named("CodCol", plain(&shown.cod_col)),
        named("CodBud", plain(&shown.cod_bud)),
    ];
    let signed = if shown.signe { screen.words("signé", "signed") } else { screen.words("non signé", "not signed") };
    let contents: Vec<String> = shown.contenu.iter().map(|part| part_words(*part, screen).to_owned()).collect();
    let rows = [
        ("NomFic", plain(&shown.nom_fic)),
        (screen.words("Émetteur", "Emitter"), joined(&[&shown.emetteur, &shown.emetteur_adresse].map(plain), ", ")),
        ("Budget", joined(&budget, ", ")),
        (screen.words("Poste", "Treasury"), joined(&[&shown.poste, &shown.poste_libelle].map(plain), ", ")),
        ("Date", day(&shown.date, screen)),
        (screen.words("Encodage", "Encoding"), shown.encodage.to_owned()),
        ("Signature", signed.to_owned()),
        (screen.words("Contenu", "Contents"), joined(&contents, ", ")),
    ];
    format!("{}\n{}", shown.fichier, labelled(INDENT, &rows))
}

fn part_words(part: Part, screen: &Screen) -> &'static str {
    match part {
        Part::Depense => screen.words("Dépense (non détaillée)", "Dépense (not detailed)"),
        Part::Recette => "Recette",
        Part::Facture => "PES_Facture",
        Part::Marche => screen.words("Marché (non détaillé)", "Marché (not detailed)"),
        Part::PiecesJointes => screen.words("pièces jointes", "attached pieces"),
    }
}

fn bordereau_text(bordereau: &Bordereau, screen: &Screen) -> String {
    let present = bordereau.titres.len();
    let head = [
        format!("Bordereau {}", plain(&bordereau.numero)),
        format!("{} {}", screen.words("exercice", "year"), plain(&bordereau.exercice)),
        coded(&bordereau.kind, screen),
        day(&bordereau.date, screen),
    ];
    let mut out = format!("\n{}\n", joined(&head, ", "));
    let annonce = &bordereau.annonce;
    let ttc = annonce.ttc_centimes.map(euros).unwrap_or_default();
    let amounts = [("HT", money(&annonce.ht_centimes)), ("TVA", money(&annonce.tva_centimes)), ("TTC", ttc)]
        .map(|(word, amount)| if amount.is_empty() { amount } else { format!("{word} {amount}") });
    let count = match &annonce.titres {
        Some(announced) => {
            text!(
                fr = "annoncés : {announced}, présents : {present}",
                en = "announced: {announced}, present: {present}"
            )
        }
        None => text!(fr = "présents : {present}", en = "present: {present}"),
    };
    let Sum { ht_centimes, tva_centimes, montants_illisibles, .. } = bordereau.somme;
    let cents = |amount: &Option<Amount>| amount.as_ref().map_or(Some(0), Amount::cents);
    let agrees = cents(&annonce.ht_centimes) == Some(ht_centimes)
        && cents(&annonce.tva_centimes) == Some(tva_centimes)
        && montants_illisibles == 0;
    let rows = [
        ("Titres", screen.text(&count).to_owned()),
        (screen.words("Total annoncé", "Announced total"), joined(&amounts, ", ")),
        (
            screen.words("Somme des titres", "Sum of the titres"),
            if agrees { String::new() } else { sum_words(&bordereau.somme, screen) },
        ),
    ];
    out.push_str(&labelled(INDENT, &rows));
    if present > 0 {
        out.push('\n');
        out.push_str(&titres(&bordereau.titres, screen));
    }
    out
}

fn sum_words(sum: &Sum, screen: &Screen) -> String {
    let [ht, tva, ttc] = [sum.ht_centimes, sum.tva_centimes, sum.ttc_centimes].map(euros);
    let amounts = format!("HT {ht}, TVA {tva}, TTC {ttc}");
    joined(&[amounts, unreadable(sum, screen)], ", ")
}

fn unreadable(sum: &Sum, screen: &Screen) -> String {
    match sum.montants_illisibles {
        0 => String::new(),
        count => {
            screen.text(&text!(fr = "montants illisibles : {count}", en = "unreadable amounts: {count}")).to_owned()
        }
    }
}

fn titres(titres: &[Titre], screen: &Screen) -> String {
    let columns = [
        right("Titre"),
        left("Edition"),
        left(screen.words("Débiteur", "Debtor")),
        left("SIRET"),
        left(screen.words("Facture", "Invoice")),
        left("Service"),
        left(screen.words("Engagement", "Commitment")),
        right("HT"),
        right("TVA"),
        right("TTC"),
        left(""),
        left(screen.words("Objet", "Object")),
        left("ASAP"),
        right(screen.words("Compléments", "Complements")),
    ];
    let rows: Vec<_> = titres.iter().map(|titre| titre_row(titre, screen)).collect();
    table(INDENT, columns, &rows)
}

fn titre_row(titre: &Titre, screen: &Screen) -> [String; 14] {
    let debtor = titre.debiteurs.first();
    let others = titre.debiteurs.len().saturating_sub(1);
    let others = if others == 0 { String::new() } else { format!("(+ {others})") };
    let count = |count: i64, shown: String| if count == 0 { String::new() } else { shown };
    let Sum { ht_centimes, tva_centimes, ttc_centimes, .. } = titre.somme;
    [
        plain(&titre.numero),
        route(&titre.circuit, screen),
        joined(&[debtor.map(name).unwrap_or_default(), others], " "),
        debtor.map(|debtor| plain(&debtor.siret)).unwrap_or_default(),
        plain(&titre.facture),
        plain(titre.service.as_ref().map_or(&titre.service_nom, |_| &titre.service)),
        plain(&titre.engagement),
        euros(ht_centimes),
        count(tva_centimes, euros(tva_centimes)),
        euros(ttc_centimes),
        unreadable(&titre.somme, screen),
        plain(&titre.objet),
        asap_word(titre.asap, screen).to_owned(),
        if titre.complements == 0 { String::new() } else { titre.complements.to_string() },
    ]
}

fn asap_word(state: AsapState, screen: &Screen) -> &'static str {
    match state {
        AsapState::Oui => screen.words("oui", "yes"),
        AsapState::Commun => screen.words("commun", "shared"),
        AsapState::Absent => screen.words("absent", "absent"),
        AsapState::Illisible => screen.words("illisible", "unreadable"),
    }
}

fn totals(totals: &[RouteTotal], screen: &Screen) -> String {
    if totals.is_empty() {
        return String::new();
    }
    let row = |total: &RouteTotal| {
        let cancelling = screen.words("annulations et réductions", "cancellations and reductions");
        [
            route(&total.circuit, screen),
            if total.annulations { cancelling.to_owned() } else { String::new() },
            total.titres.to_string(),
            euros(total.somme.ttc_centimes),
            unreadable(&total.somme, screen),
        ]
    };
    let rows: Vec<_> = totals.iter().map(row).collect();
    let columns = [left("Edition"), left(""), right("Titres"), right("TTC"), left("")];
    format!("\n{}\n{}", screen.words("Totaux", "Totals"), table(INDENT, columns, &rows))
}

/// The attached pieces, and what stayed outside the model.
fn pieces(shown: &Shown, screen: &Screen) -> String {
    let types: Vec<(String, usize)> = shown
        .pieces
        .types
        .iter()
        .map(|count| match &count.kind {
            None => (screen.words("sans type", "without a type").to_owned(), count.nombre),
            kind => (coded(kind, screen), count.nombre),
        })
        .collect();
    let types = types.iter().map(|(kind, count)| (kind.as_str(), *count));
    let remarks = [
        (screen.words("annoncées mais absentes", "announced but absent"), shown.pieces.annoncees_absentes),
        (
            screen.words("présentes mais sans référence", "present but not referred to"),
            shown.pieces.non_referencees.unwrap_or_default(),
        ),
    ];
    let unknown = [(
        screen.words("Contenus que le schéma ne connaît pas", "Contents that the schema does not know"),
        shown.contenus_inconnus,
    )];
    let mut out = String::new();
    let counted = counts(INDENT, types.chain(remarks));
    if !counted.is_empty() {
        out.push_str(&format!("\n{}\n{counted}", screen.words("Pièces jointes", "Attached pieces")));
    }
    let counted = counts("", unknown);
    if !counted.is_empty() {
        out.push_str(&format!("\n{counted}"));
    }
    out
}

/// Labels and their counts, without those that count nothing.
fn counts<'l>(indent: &str, rows: impl IntoIterator<Item = (&'l str, usize)>) -> String {
    let rows: Vec<_> =
        rows.into_iter().filter(|(_, count)| *count > 0).map(|(label, count)| (label, count.to_string())).collect();
    labelled(indent, &rows)
}
