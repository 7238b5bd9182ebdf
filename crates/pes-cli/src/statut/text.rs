//! Where titres stand, in words.

use std::collections::{BTreeMap, BTreeSet};

use pes::parser::{Lang, Text, euros, visible};
use pes_journal::{BordereauId, BordereauStatus, Budget, Cure, EtatAvis, EtatTitre, Reason, Summary, TitreStatus};

use super::{ByBudget, Explained};

/// Titres in words; those refused because of a neighbour as one, when they are many.
pub fn titres_text(titres: &[Explained], lang: Lang) -> String {
    let mut out = String::new();
    let mut with_neighbours: BTreeMap<(i64, i64, BordereauId), Vec<&Explained>> = BTreeMap::new();
    for titre in titres {
        let TitreStatus { etat, exercice, bordereau, .. } = titre.status;
        let key = (exercice, bordereau, titre.status.bordereau_id());
        match etat {
            EtatTitre::RefuseAvec => with_neighbours.entry(key).or_default().push(titre),
            _ => out.push_str(&titre_text(titre, lang)),
        }
    }
    for ((exercice, bordereau, _), titres) in with_neighbours {
        if titres.len() <= SHOWN {
            titres.iter().for_each(|titre| out.push_str(&titre_text(titre, lang)));
            continue;
        }
        let (count, first) = (titres.len(), &titres[0]);
        let (depuis, from) = (&first.status.depuis, &first.status.facture);
        let to = &titres[count - 1].status.facture;
        out.push_str(&match lang {
            Lang::Fr => format!(
                "bordereau {bordereau} ({exercice}) : {count} titres refusés avec lui ({depuis}), factures {from} à {to}\n"
            ),
            Lang::En => format!(
                "bordereau {bordereau} ({exercice}): {count} titres refused with it ({depuis}), invoices {from} to {to}\n"
            ),
        });
        // What is said of the bordereau is said of each.
        out.push_str(&reasons_text(&first.reasons, lang));
    }
    out
}

/// Titres refused because of a neighbour that are shown one by one.
const SHOWN: usize = 3;

/// A titre in words: what it is, where it stands, why, and what to do.
fn titre_text(Explained { status, reasons, names_budget }: &Explained, lang: Lang) -> String {
    let words = |text: Text| text.get(lang).to_owned();
    let TitreStatus { facture, exercice, bordereau, titre, nom_fic, etat, depuis, .. } = status;
    let total = euros(status.centimes);
    let etat_words = words(etat.words());
    let mut out = match lang {
        Lang::Fr => format!("facture {facture} : {etat_words} ({depuis})\n"),
        Lang::En => format!("invoice {facture}: {etat_words} ({depuis})\n"),
    };
    let budget = if *names_budget { format!(", budget {}", status.budget()) } else { String::new() };
    out.push_str(&format!("  titre {titre}, bordereau {bordereau} ({exercice}{budget}), {nom_fic}, {total}"));
    if !status.debiteur.is_empty() {
        out.push_str(&format!(", {}", visible(&status.debiteur)));
    }
    out.push('\n');
    if !status.entree.is_empty() {
        let (entree, lignes) = (visible(&status.entree), &status.lignes);
        out.push_str(&match lang {
            Lang::Fr => format!("  source : {entree}, ligne {lignes}\n"),
            Lang::En => format!("  source: {entree}, line {lignes}\n"),
        });
    }
    if status.avis != EtatAvis::Inconnu {
        out.push_str(&format!("  {} ({})\n", words(status.avis.words()), status.avis_depuis));
    }
    if status.centimes_recouvres > 0 {
        let (recovered, label) =
            (euros(status.centimes_recouvres), if lang == Lang::Fr { "recouvré :" } else { "recovered:" });
        out.push_str(&format!("  {label} {recovered}\n"));
    }
    if let Some((exercice, bordereau, titre)) = status.refait_en {
        out.push_str(&match lang {
            Lang::Fr => format!("  refait : titre {titre}, bordereau {bordereau} ({exercice})\n"),
            Lang::En => format!("  issued again: titre {titre}, bordereau {bordereau} ({exercice})\n"),
        });
    }
    out.push_str(&reasons_text(reasons, lang));
    out
}

/// What is said, each with the document that says it, then what is to be done.
fn reasons_text(reasons: &[Reason], lang: Lang) -> String {
    let mut out = String::new();
    for reason in reasons {
        out.push_str(&format!("  - {} [{}]\n", said(reason, lang), visible(&reason.document)));
    }
    let cures: BTreeSet<Cure> = reasons.iter().filter_map(|reason| reason.cure).collect();
    for cure in cures {
        let label = if lang == Lang::Fr { "à faire :" } else { "to do:" };
        out.push_str(&format!("  {label} {}\n", cure.words().get(lang)));
    }
    out
}

pub(super) fn said(Reason { code, meaning, libelle, ligne, .. }: &Reason, lang: Lang) -> String {
    let ligne = ligne.map(|ligne| format!("{} {ligne}", if lang == Lang::Fr { "ligne" } else { "line" }));
    let words = [code, meaning, libelle].into_iter().filter(|text| !text.is_empty()).cloned();
    visible(&ligne.into_iter().chain(words).collect::<Vec<_>>().join(", ")).into_owned()
}

/// What stands where, by budget when there are several.
pub(super) fn summaries_text(summaries: &[ByBudget], lang: Lang) -> String {
    let mut out = String::new();
    for (cod_col, cod_bud, summary) in summaries {
        if summaries.len() > 1 {
            out.push_str(&format!("budget {}\n", Budget { cod_col, cod_bud }));
        }
        out.push_str(&summary_text(summary, lang));
    }
    out
}

fn summary_text(summary: &Summary, lang: Lang) -> String {
    let mut table = comfy_table::Table::new();
    table.load_style(comfy_table::presets::NOTHING);
    for (etat, (count, centimes)) in &summary.titres {
        table.add_row([etat.words().get(lang).to_owned(), count.to_string(), euros(*centimes)]);
    }
    for (avis, count) in &summary.avis {
        table.add_row([avis.words().get(lang).to_owned(), count.to_string(), String::new()]);
    }
    if summary.refaits > 0 {
        let label = if lang == Lang::Fr { "refaits" } else { "issued again" };
        table.add_row([label.to_owned(), summary.refaits.to_string(), String::new()]);
    }
    for column in [1, 2] {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(comfy_table::CellAlignment::Right);
        }
    }
    table.lines().map(|line| format!("{}\n", line.trim_end())).collect()
}

/// A bordereau that was made and not said to be sent, or that was sent and not answered.
pub(super) fn waiting_text(bordereau: &BordereauStatus, names_budget: bool, lang: Lang) -> String {
    let BordereauStatus { exercice, numero, nom_fic, etat, depuis, titres, centimes, .. } = bordereau;
    let budget = if names_budget { format!(", budget {}", bordereau.budget()) } else { String::new() };
    let total = euros(*centimes);
    let mut out = match (lang, etat) {
        (Lang::Fr, EtatTitre::Produit) => {
            format!("bordereau {numero} ({exercice}{budget}) produit le {depuis}, envoi non confirmé")
        }
        (Lang::En, EtatTitre::Produit) => {
            format!("bordereau {numero} ({exercice}{budget}) made on {depuis}, sending not confirmed")
        }
        (Lang::Fr, _) => format!("bordereau {numero} ({exercice}{budget}) sans réponse depuis le {depuis}"),
        (Lang::En, _) => format!("bordereau {numero} ({exercice}{budget}) without an answer since {depuis}"),
    };
    out.push_str(&match lang {
        Lang::Fr => format!(" : {nom_fic}, titres : {titres}, {total}\n"),
        Lang::En => format!(": {nom_fic}, titres: {titres}, {total}\n"),
    });
    if *etat == EtatTitre::Produit {
        out.push_str(match lang {
            Lang::Fr => "  à faire : l'envoyer ; s'il l'est, le dire : pes journal envoye FLUX\n",
            Lang::En => "  to do: send it; when it is, say so: pes journal envoye FLUX\n",
        });
    }
    out
}
