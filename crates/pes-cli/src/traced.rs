//! What the check of the flows written found, put against what each of their titres comes from.

use std::collections::HashMap;

use pes::parser::{Text, text};
use pes::validator::{At, Diagnostic, Related, Subject};
use serde::Serialize;

/// Where titres come from, by bordereau and number.
pub type Sources = HashMap<(u64, u64), Source>;

/// What a titre comes from: an invoice of billing data, or a titre of a flow read.
#[derive(Clone, Debug, Serialize)]
pub struct Source {
    /// Number of the invoice, or else of the titre.
    #[serde(rename = "facture")]
    pub number: String,
    #[serde(rename = "fichier")]
    pub file: String,
    #[serde(rename = "lignes")]
    pub rows: Vec<usize>,
}

/// A finding, at the first row it comes from, and all that it comes from; at its place in the flow when it is about the
/// bordereau or the flow.
#[derive(Clone, Debug)]
pub struct Traced {
    pub finding: Diagnostic,
    pub sources: Vec<Source>,
}

/// The findings of a flow that is delivered at `path` and whose check knew it by its file name.
pub fn traced(path: &str, file_name: &str, findings: &[Diagnostic], sources: &Sources) -> Vec<Traced> {
    let delivered = |at: &At| {
        let chain = at.document.strip_prefix(file_name);
        At { document: chain.map_or_else(|| at.document.clone(), |chain| format!("{path}{chain}")), ..at.clone() }
    };
    let against = |finding: &Diagnostic| {
        let mut finding = Diagnostic { at: delivered(&finding.at), ..finding.clone() };
        for related in &mut finding.related {
            related.at = delivered(&related.at);
        }
        let sources = finding.subject.as_deref().map_or_else(Vec::new, |subject| sources_of(subject, sources));
        if let Some(first) = sources.first() {
            let row = At::line(first.file.as_str(), first.rows.first().copied().unwrap_or_default(), 0);
            let in_flow = std::mem::replace(&mut finding.at, row);
            let message = written_from(&sources);
            finding.related.insert(0, Related { at: in_flow, message });
        }
        Traced { finding, sources }
    };
    findings.iter().map(against).collect()
}

/// All that a subject comes from; nothing when it is a bordereau, or more titres than it names.
fn sources_of(subject: &Subject, sources: &Sources) -> Vec<Source> {
    let of_titre = |(bordereau, titre): (&str, &str)| {
        let key = (bordereau.parse().ok()?, titre.parse().ok()?);
        sources.get(&key).cloned()
    };
    let named = subject.titres.iter().map(|concerned| of_titre((&concerned.bordereau, &concerned.titre)));
    if subject.others == 0 { named.collect::<Option<_>>().unwrap_or_default() } else { Vec::new() }
}

fn written_from(sources: &[Source]) -> Text {
    let (fr, en): (Vec<String>, Vec<String>) = sources
        .iter()
        .map(|Source { number, file, rows }| {
            let rows = ranges(rows);
            let is_one = !rows.contains([',', '-']);
            let (lignes, row) = if is_one { ("ligne", "row") } else { ("lignes", "rows") };
            (format!("facture {number} ({file}, {lignes} {rows})"), format!("invoice {number} ({file}, {row} {rows})"))
        })
        .unzip();
    let (fr, en) = (fr.join(" ; "), en.join("; "));
    text!(fr = "{fr}, dans le flux écrit", en = "{en}, in the written flow")
}

/// Rows in few words: `12-14, 20`.
fn ranges(rows: &[usize]) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for &row in rows {
        match ranges.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => ranges.push((row, row)),
        }
    }
    let shown = |(first, last)| if first == last { format!("{first}") } else { format!("{first}-{last}") };
    ranges.into_iter().map(shown).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use pes::validator::{Concerned, rules};

    use super::*;

    fn source(number: &str, rows: &[usize]) -> Source {
        Source { number: number.to_owned(), file: "factures.csv".to_owned(), rows: rows.to_vec() }
    }

    fn about(titres: &[(&str, &str)], others: usize) -> Diagnostic {
        let titres = titres
            .iter()
            .map(|(bordereau, titre)| Concerned {
                bordereau: (*bordereau).to_owned(),
                titre: (*titre).to_owned(),
                ..Concerned::default()
            })
            .collect();
        let at = At::line("F.xml > PJ[1] asap.xml", 7, 3);
        let finding = Diagnostic::new(&rules::PES458, at, Text::fixed("fr", "en"));
        Diagnostic { subject: Some(Arc::new(Subject { titres, others })), ..finding }
    }

    fn trace(finding: Diagnostic) -> Traced {
        let sources = Sources::from([((51, 1), source("F1", &[2, 3, 4])), ((51, 2), source("F2", &[5]))]);
        traced("prive/F.xml", "F.xml", &[finding], &sources).remove(0)
    }

    #[test]
    fn a_finding_about_titres_is_at_their_rows() {
        let Traced { finding, sources } = trace(about(&[("51", "0001"), ("51", "2")], 0));
        assert_eq!((finding.at.document.as_str(), finding.at.line), ("factures.csv", 2));
        assert_eq!(sources.len(), 2);
        let [Related { at, message }] = &finding.related[..] else { panic!("{finding:?}") };
        assert_eq!((at.document.as_str(), at.line), ("prive/F.xml > PJ[1] asap.xml", 7));
        assert_eq!(
            message.fr,
            "facture F1 (factures.csv, lignes 2-4) ; facture F2 (factures.csv, ligne 5), dans le flux écrit"
        );
    }

    #[test]
    fn what_is_about_a_bordereau_or_many_titres_is_at_the_flow() {
        for finding in [about(&[("51", "")], 0), about(&[("51", "1"), ("51", "2")], 4), about(&[("52", "1")], 0)] {
            let Traced { finding, sources } = trace(finding);
            assert!(sources.is_empty() && finding.related.is_empty(), "{finding:?}");
            assert_eq!((finding.at.document.as_str(), finding.at.line), ("prive/F.xml > PJ[1] asap.xml", 7));
        }
    }

    #[test]
    fn rows_are_told_in_ranges() {
        assert_eq!(ranges(&[2, 3, 4, 9, 11, 12]), "2-4, 9, 11-12");
        assert_eq!(ranges(&[]), "");
    }
}
