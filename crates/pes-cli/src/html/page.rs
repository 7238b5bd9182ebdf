//! Lays the page out.

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pes::parser::{Text, euros};
use pes::validator::{Layer, Rule, Scope, Severity, Verdict};
use sha2::{Digest, Sha256};

use super::held::{RuleAtFault, Weight};
use super::totals::Totals;
use super::{Context, FilePart, Head, cure};
use crate::show::shown::Shown;
use crate::show::words::{coded, day, joined, plain};

const SCRIPT: &str = include_str!("../../templates/report.js");
const STYLE: &str = include_str!("../../templates/report.css");
/// Bars of a chart; the rest is summed in the last.
const MAX_BARS: usize = 40;

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'p> {
    context: &'p Context<'p>,
    verdict: Verdict,
    files: &'p [FilePart],
    titres: usize,
    ttc_centimes: i64,
    held: Weight,
    /// Titres whose attached piece alone is refused.
    refused_pieces: Weight,
    errors: usize,
    warnings: usize,
    script_hash: String,
    style_hash: String,
    style: &'static str,
    script: &'static str,
    /// Titles of the rules broken, for the script.
    rules: Vec<&'static pes::validator::Rule>,
}

/// A bar of a chart, and the row of the table that says the same.
struct Bar {
    label: String,
    count: usize,
    ttc_centimes: i64,
    /// Of the longest bar, in thousandths.
    length: i64,
}

/// A chart with its title.
struct Chart {
    title: &'static str,
    head: &'static str,
    counted: &'static str,
    bars: Vec<Bar>,
}

/// The whole page.
pub fn render(files: &[FilePart], verdict: Verdict, context: &Context<'_>) -> String {
    let sum = |of: fn(&FilePart) -> Weight| files.iter().map(of).fold(Weight::default(), Weight::plus);
    let counted = |severity: Severity| {
        let rules = files.iter().flat_map(|file| &file.rules);
        rules.filter(|told| told.rule.severity == severity).map(|told| told.count).sum()
    };
    let mut rules: Vec<_> = files.iter().flat_map(|file| &file.rules).map(|told| told.rule).collect();
    rules.sort_by_key(|rule| rule.id);
    rules.dedup();
    let page = Page {
        context,
        verdict,
        files,
        titres: files.iter().map(|file| file.totals.titres).sum(),
        ttc_centimes: files.iter().map(|file| file.totals.somme.ttc_centimes).fold(0, i64::saturating_add),
        held: sum(|file| file.held.weight),
        refused_pieces: sum(|file| file.held.pieces),
        errors: counted(Severity::Error),
        warnings: counted(Severity::Warning),
        script_hash: hash(SCRIPT),
        style_hash: hash(STYLE),
        style: STYLE,
        script: SCRIPT,
        rules,
    };
    // Writing into memory cannot fail.
    page.render().unwrap_or_default()
}

/// As a Content-Security-Policy names what it allows.
fn hash(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}

pub fn head(shown: &Shown, context: &Context<'_>) -> Head {
    let code = |word: &str, value: String| if value.is_empty() { value } else { format!("{word} {value}") };
    Head {
        nom_fic: plain(&shown.nom_fic),
        budget: joined(&[plain(&shown.budget), code("SIRET", plain(&shown.siret))], ", "),
        poste: joined(&[&shown.poste, &shown.poste_libelle].map(plain), ", "),
        date: day(&shown.date, context.screen),
        signed: shown.signe,
        asap: shown.asap.iter().map(|asap| asap.factures.len()).sum(),
    }
}

impl Page<'_> {
    fn t<'w>(&self, fr: &'w str, en: &'w str) -> &'w str {
        self.context.screen.words(fr, en)
    }

    fn text<'t>(&self, text: &'t Text) -> &'t str {
        self.context.screen.text(text)
    }

    fn money(&self, centimes: &i64) -> String {
        euros(*centimes).replace(' ', "\u{a0}")
    }

    /// Thousands apart, as amounts are.
    fn number(&self, number: &usize) -> String {
        let digits = number.to_string();
        let mut out = String::new();
        for (index, digit) in digits.chars().enumerate() {
            if index > 0 && (digits.len() - index).is_multiple_of(3) {
                out.push('\u{a0}');
            }
            out.push(digit);
        }
        out
    }

    fn counted(&self, count: &usize, one: &str, many: &str) -> String {
        format!("{}\u{a0}{}", self.number(count), if *count > 1 { many } else { one })
    }

    fn verdict_word(&self, verdict: &Verdict) -> &'static str {
        match verdict {
            Verdict::Valid => self.t("Prêt à envoyer", "Ready to send"),
            Verdict::NotApplicable | Verdict::Conforming => self.t("Conforme", "Conforming"),
            Verdict::Refusing => self.t("Conforme, avec refus", "Conforming, with refusals"),
            Verdict::Invalid => self.t("Refusé", "Refused"),
            Verdict::Unchecked => self.t("N’a pas pu être contrôlé", "Could not be checked"),
        }
    }

    fn verdict_class(&self, verdict: &Verdict) -> &'static str {
        match verdict {
            Verdict::Valid | Verdict::NotApplicable | Verdict::Conforming => "ok",
            Verdict::Invalid | Verdict::Refusing => "bad",
            Verdict::Unchecked => "unknown",
        }
    }

    fn layer_word(&self, verdict: &Verdict) -> String {
        let words = verdict.words();
        self.text(&words).to_owned()
    }

    /// Whether all files come from Hélios.
    fn is_of_answers(&self) -> bool {
        self.files.iter().all(|file| file.answer.is_some())
    }

    fn severity_class(&self, severity: &Severity) -> &'static str {
        match severity {
            Severity::Error => "bad",
            Severity::Warning => "warn",
            Severity::Info => "info",
        }
    }

    fn severity_word(&self, severity: &Severity) -> String {
        let word = severity.word();
        self.text(&word).to_owned()
    }

    fn cure(&self, rule: &Rule) -> String {
        cure::cure(rule)
    }

    /// What a broken rule takes along, in a sentence.
    fn taken(&self, told: &RuleAtFault) -> String {
        let titres = self.counted(&told.weight.titres, "titre", "titres");
        let amount = self.money(&told.weight.ttc_centimes);
        let is_refused = told.rule.severity == Severity::Error;
        let nothing = told.weight.titres == 0;
        let whole_file = told.scopes.contains(&Scope::Flux);
        let words = |fr: String, en: String| match self.context.screen.lang {
            pes::parser::Lang::Fr => fr,
            pes::parser::Lang::En => en,
        };
        if told.rule.layer == Layer::History && told.weight.titres == 0 {
            return match is_refused {
                true => self
                    .t("Refusé : à corriger, puis à refaire.", "Refused: to be corrected, then issued again.")
                    .to_owned(),
                false => self.t("À suivre avec la trésorerie.", "To follow up with the treasury.").to_owned(),
            };
        }
        if told.rule.severity == Severity::Info {
            return self.t("Ne refuse rien.", "Refuses nothing.").to_owned();
        }
        if !is_refused && !self.context.strict {
            return match nothing {
                true => self.t("À vérifier : refus possible.", "To look at: may be refused.").to_owned(),
                false => words(
                    format!("À vérifier : refus possible de {titres}, {amount}."),
                    format!("To look at: {titres}, {amount}, may be refused."),
                ),
            };
        }
        if whole_file {
            return words(
                format!("Fait refuser le fichier entier : {titres} bloqués, {amount}."),
                format!("Has the whole file refused: {titres} blocked, {amount}."),
            );
        }
        if told.scopes.contains(&Scope::Bordereau) {
            let count = told.bordereaux;
            let bordereaux = self.counted(&count, "bordereau", "bordereaux");
            return words(
                format!("Fait refuser {bordereaux} en entier : {titres} bloqués, {amount}."),
                format!("Has {bordereaux} refused whole: {titres} blocked, {amount}."),
            );
        }
        match (told.scopes.contains(&Scope::Piece), nothing) {
            (_, true) => self.t("Fait refuser la pièce jointe.", "Has the attached piece refused.").to_owned(),
            (true, false) => words(
                format!("Fait refuser la pièce jointe, donc l’avis : {titres}, {amount}."),
                format!("Has the attached piece refused, and so the notice: {titres}, {amount}."),
            ),
            (false, false) => words(
                format!("Fait refuser le titre seul : {titres}, {amount}."),
                format!("Has the titre alone refused: {titres}, {amount}."),
            ),
        }
    }

    fn charts(&self, totals: &Totals) -> Vec<Chart> {
        let cancelling = self.t("annulations et réductions", "cancellations and reductions");
        let marked = |label: String, annulations: bool| match annulations {
            true => format!("{label}, {cancelling}"),
            false => label,
        };
        let routes = totals.routes.iter().map(|row| {
            let label = match row.circuit.edition {
                Some(_) => coded(&row.circuit.edition, self.context.screen),
                None => self
                    .t("Sans Edition : ni imprimé ni déposé", "No Edition: neither printed nor deposited")
                    .to_owned(),
            };
            (marked(label, row.annulations), row.titres, row.ttc_centimes)
        });
        let bordereaux = totals.bordereaux.iter().map(|row| {
            let words = [
                plain(&row.numero),
                plain(&row.exercice),
                coded(&row.kind, self.context.screen),
                day(&row.date, self.context.screen),
            ];
            (joined(&words, ", "), row.titres, row.ttc_centimes)
        });
        let products = totals.products.iter().map(|row| {
            let label =
                row.code.as_ref().map_or_else(|| self.t("sans code", "no code").to_owned(), ToString::to_string);
            (marked(label, row.annulations), row.lines, row.ttc_centimes)
        });
        let titres = "Titres";
        [
            Chart {
                title: self.t("Par circuit", "By route"),
                head: "Edition",
                counted: titres,
                bars: self.bars(routes.collect()),
            },
            Chart {
                title: self.t("Par bordereau", "By bordereau"),
                head: "Bordereau",
                counted: titres,
                bars: self.bars(bordereaux.collect()),
            },
            Chart {
                title: self.t("Par produit", "By product"),
                head: "CodProdLoc",
                counted: self.t("Lignes", "Lines"),
                bars: self.bars(products.collect()),
            },
        ]
        .into_iter()
        .filter(|chart| !chart.bars.is_empty())
        .collect()
    }

    fn bars(&self, mut rows: Vec<(String, usize, i64)>) -> Vec<Bar> {
        if rows.len() > MAX_BARS {
            let others = rows.split_off(MAX_BARS - 1);
            let count = others.len();
            let label = match self.context.screen.lang {
                pes::parser::Lang::Fr => format!("{count} autres"),
                pes::parser::Lang::En => format!("{count} others"),
            };
            let sum = others
                .iter()
                .fold((0, 0_i64), |(titres, ttc), (_, more, amount)| (titres + more, ttc.saturating_add(*amount)));
            rows.push((label, sum.0, sum.1));
        }
        let longest = rows.iter().map(|(.., ttc)| *ttc).max().unwrap_or_default().max(1);
        let length = |ttc: i64| {
            let thousandths = i128::from(ttc.max(0)) * 1000 / i128::from(longest);
            i64::try_from(thousandths).unwrap_or(1000).max(2)
        };
        rows.into_iter()
            .map(|(label, count, ttc_centimes)| Bar { label, count, ttc_centimes, length: length(ttc_centimes) })
            .collect()
    }
}
