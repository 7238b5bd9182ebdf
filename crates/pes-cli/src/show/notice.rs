//! An ASAP as its debtor reads it.

use super::shown::{Asap, Invoice, Line, Patient, RoleRef, TitreRef};
use super::table::{labelled, left, right, table};
use super::words::{coded, day, deducted, full_name, joined, money, period, plain, quantity, rate};
use crate::screen::Screen;

const INDENT: &str = "    ";

/// One `PES_Facture` and its invoices.
pub fn notice(asap: &Asap, screen: &Screen) -> String {
    let mut out = format!("\nASAP {}\n", asap.document);
    if let Some(reason) = &asap.illisible {
        out.push_str(&format!("  {}{reason}\n", screen.words("illisible : ", "unreadable: ")));
        return out;
    }
    let kind = coded(&asap.kind, screen);
    let head = joined(&[kind, day(&asap.date, screen), plain(&asap.emetteur)], ", ");
    let comment = joined(&[plain(&asap.nature), plain(&asap.commentaire)], ", ");
    for line in [head, comment].iter().filter(|line| !line.is_empty()) {
        out.push_str(&format!("  {line}\n"));
    }
    for facture in &asap.factures {
        out.push_str(&invoice(facture, screen));
    }
    out
}

fn invoice(facture: &Invoice, screen: &Screen) -> String {
    let number = format!("{} {}", screen.words("Facture", "Invoice"), plain(&facture.numero));
    let titre = facture.titre.as_ref().map(|titre| titre_words(titre, screen)).unwrap_or_default();
    let role = facture.role.as_ref().map(|role| role_words(role, screen)).unwrap_or_default();
    let head = joined(&[number.trim_end().to_owned(), day(&facture.date, screen), titre, role], ", ");
    let mut out = format!("\n  {head}\n");
    let debtor = facture.debiteur.as_ref().map(full_name).unwrap_or_default();
    let recipient = facture.destinataire.as_ref().filter(|party| Some(*party) != facture.debiteur.as_ref());
    out.push_str(&labelled(
        INDENT,
        &[
            (screen.words("Débiteur", "Debtor"), debtor),
            (screen.words("Destinataire", "Recipient"), recipient.map(full_name).unwrap_or_default()),
            (screen.words("Objet", "Object"), plain(&facture.objet)),
            ("Patient", facture.patient.as_ref().map(patient_name).unwrap_or_default()),
        ],
    ));
    if !facture.lignes.is_empty() {
        out.push_str(&lines(&facture.lignes, screen));
    }
    if let Some(patient) = &facture.patient {
        out.push_str(&stay(patient, screen));
    }
    out.push_str(&to_pay(facture, screen));
    out
}

fn titre_words(titre: &TitreRef, screen: &Screen) -> String {
    let TitreRef { exercice, bordereau, numero } = titre;
    let (numero, bordereau, exercice) = (plain(numero), plain(bordereau), plain(exercice));
    let of = screen.words("du bordereau", "of bordereau");
    format!("titre {numero} {of} {bordereau} ({exercice})")
}

fn role_words(role: &RoleRef, screen: &Screen) -> String {
    let (article, role, exercice) = (plain(&role.article), plain(&role.role), plain(&role.exercice));
    format!("article {article} {} {role} ({exercice})", screen.words("du rôle", "of rôle"))
}

fn lines(lines: &[Line], screen: &Screen) -> String {
    let columns = [
        left(screen.words("Libellé", "Label")),
        left(screen.words("Date", "Date")),
        right(screen.words("Calcul", "Computation")),
        right("HT"),
        right(screen.words("Taux", "Rate")),
        right("TVA"),
        right("TTC"),
    ];
    let row = |line: &Line| {
        let signed = if line.remise_centimes.is_some() { deducted } else { money };
        [
            plain(&line.libelle),
            period(&line.periode, screen),
            computation(line, screen),
            signed(&line.ht_centimes),
            rate(&line.taux_tva, screen),
            signed(&line.tva_centimes),
            signed(&line.ttc_centimes),
        ]
    };
    let rows: Vec<_> = lines.iter().map(row).collect();
    table(INDENT, columns, &rows)
}

/// How the amount of a line comes about: quantities and price, a base, or a discount.
fn computation(line: &Line, screen: &Screen) -> String {
    if line.remise_centimes.is_some() {
        return format!("{} {}", screen.words("remise", "discount"), deducted(&line.remise_centimes));
    }
    if line.base_centimes.is_some() {
        return format!("base {}", money(&line.base_centimes));
    }
    let first = joined(&[quantity(&line.quantite, screen), plain(&line.unite)], " ");
    let second = joined(&[quantity(&line.quantite2, screen), plain(&line.unite2)], " ");
    joined(&[first, second, money(&line.prix_unitaire_centimes)], " × ")
}

fn patient_name(patient: &Patient) -> String {
    let who = joined(&[&patient.nom, &patient.prenom].map(plain), " ");
    joined(&[who, plain(&patient.etablissement)], ", ")
}

fn stay(patient: &Patient, screen: &Screen) -> String {
    let columns = [
        left(screen.words("Prestation", "Service")),
        left(screen.words("Période", "Period")),
        right(screen.words("Assurance maladie", "Health insurance")),
        right(screen.words("Complémentaire", "Complementary")),
        right(screen.words("Reste dû", "Left to pay")),
        right(screen.words("Avance", "Paid in advance")),
        right(screen.words("Reste après avance", "Left after the advance")),
    ];
    let row = [
        plain(&patient.libelle),
        period(&patient.periode, screen),
        money(&patient.assurance_maladie_centimes),
        money(&patient.complementaire_centimes),
        money(&patient.restant_du_centimes),
        money(&patient.avance_centimes),
        money(&patient.restant_apres_avance_centimes),
    ];
    let mut out = table(INDENT, columns, &[row]);
    out.push_str(&labelled(INDENT, &[(screen.words("Commentaire", "Comment"), plain(&patient.commentaire))]));
    out
}

fn to_pay(facture: &Invoice, screen: &Screen) -> String {
    let mut total = money(&facture.a_payer_centimes);
    let parts = [("HT", &facture.ht_centimes), ("TVA", &facture.tva_centimes)]
        .map(|(word, amount)| amount.as_ref().map_or_else(String::new, |_| format!("{word} {}", money(amount))));
    let parts = joined(&parts, ", ");
    if !parts.is_empty() {
        total.push_str(&format!(" ({parts})"));
    }
    labelled(INDENT, &[(screen.words("À payer", "To pay"), total)])
}
