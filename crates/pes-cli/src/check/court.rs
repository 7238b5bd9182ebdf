//! One line a file.

use pes::parser::{text, visible};

use super::report::{Counts, FileReport, Report};

pub fn page(report: &Report<'_>) -> String {
    report.files.iter().map(|file| line(file, report)).collect()
}

fn line(FileReport { file, verdict, counts, said, .. }: &FileReport, report: &Report<'_>) -> String {
    let (file, verdict) = (visible(file), verdict.words());
    let verdict = report.screen.text(&verdict);
    let Counts { errors, warnings, by_rule, .. } = counts;
    let rules: Vec<String> = by_rule
        .iter()
        .map(|(id, count)| if *count == 1 { (*id).to_owned() } else { format!("{id} x {count}") })
        .collect();
    let rules = if rules.is_empty() { String::new() } else { format!(" ({})", rules.join(", ")) };
    let said = said
        .as_ref()
        .filter(|said| !said.fr.is_empty())
        .map(|said| format!(" ({})", report.screen.text(said)))
        .unwrap_or_default();
    let line = text!(
        fr = "{file} : {verdict}{said} ; erreurs : {errors}, avertissements : {warnings}{rules}\n",
        en = "{file}: {verdict}{said}; errors: {errors}, warnings: {warnings}{rules}\n"
    );
    report.screen.text(&line).to_owned()
}
