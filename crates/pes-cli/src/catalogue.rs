//! `pes explain` and `pes rules`: what the rules are.

use std::process::ExitCode;

use pes::parser::{Lang, Text};
use pes::validator::{Layer, RULES, Rule, rules_named};
use serde::Serialize;

use crate::args::{Explain, ListRules, RulesFormat};
use crate::screen::{Fault, Screen, complain, print};

/// Explains rules, by their ids or by what Hélios answers: exit code 2 when one is not known.
pub fn explain(command: &Explain, screen: &Screen) -> Result<ExitCode, Fault> {
    let mut out = String::new();
    for word in &command.words {
        let found = rules_named(word);
        if found.is_empty() {
            complain(&match screen.lang {
                Lang::Fr => format!("erreur : aucune règle « {word} » ; pes rules les liste\n"),
                Lang::En => format!("error: no rule \"{word}\"; pes rules lists them\n"),
            });
            return Ok(ExitCode::from(2));
        }
        for rule in found {
            if !out.is_empty() {
                out.push('\n');
            }
            out.push_str(&page(rule, screen));
        }
    }
    print(&out)?;
    Ok(ExitCode::SUCCESS)
}

/// Lists all rules.
pub fn list(command: &ListRules, screen: &Screen) -> Result<ExitCode, Fault> {
    print(&match command.format {
        RulesFormat::Text => text(screen),
        RulesFormat::Json => {
            crate::xsd::pretty(&RULES.iter().map(|rule| RuleJson::new(rule, screen)).collect::<Vec<_>>())
        }
        RulesFormat::Markdown => markdown(screen),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// All that is known of a rule.
fn page(rule: &Rule, screen: &Screen) -> String {
    let mut out = format!("{} — {}\n\n", rule.id, screen.text(&rule.title));
    let colon = screen.words(" :", ":");
    let mut line = |name: &str, value: &str| out.push_str(&format!("{name}{colon} {value}\n"));
    line(screen.words("gravité", "severity"), screen.text(&rule.severity.word()));
    line(screen.words("niveau", "layer"), screen.text(&layer(rule.layer)));
    if rule.layer == Layer::Business {
        line(screen.words("fait refuser", "refuses"), screen.text(&rule.scope.word()));
    }
    if rule.since.is_some() || rule.until.is_some() {
        line(screen.words("versions", "versions"), &versions(rule, screen));
    }
    line("source", rule.source);
    if let Some(helios) = rule.helios {
        line(screen.words("réponse d'Hélios", "answer of Hélios"), helios);
    }
    // The page starts with the title, which stands above.
    out.push_str(rule.page.split_once('\n').map_or("", |(_, body)| body));
    out
}

fn layer(layer: Layer) -> Text {
    match layer {
        Layer::Xml => Text::fixed("fichier et XML", "file and XML"),
        Layer::Schema => Text::fixed("schéma", "schema"),
        Layer::Business => Text::fixed("métier", "business"),
        Layer::Input => Text::fixed("données de facturation", "billing data"),
        Layer::Output => Text::fixed("écriture", "writing"),
        Layer::History => Text::fixed("journal", "journal"),
    }
}

fn versions(rule: &Rule, screen: &Screen) -> String {
    let since = rule.since.map(|version| format!("{} {version}", screen.words("depuis", "since")));
    let until = rule.until.map(|version| format!("{} {version}", screen.words("jusqu'à", "until")));
    since.into_iter().chain(until).collect::<Vec<_>>().join(", ")
}

fn text(screen: &Screen) -> String {
    let mut out = String::new();
    for rule in RULES {
        let (severity, title) = (rule.severity.word(), screen.text(&rule.title));
        out.push_str(&format!("{}  {:<13}  {title}\n", rule.id, screen.text(&severity)));
    }
    out
}

fn markdown(screen: &Screen) -> String {
    let mut out = screen
        .words(
            "| règle | gravité | niveau | ce qui est refusé | titre | source |\n",
            "| rule | severity | layer | what is refused | title | source |\n",
        )
        .to_owned();
    out.push_str("|---|---|---|---|---|---|\n");
    for rule in RULES {
        let cells = [
            rule.id,
            screen.text(&rule.severity.word()),
            screen.text(&layer(rule.layer)),
            screen.text(&rule.scope.word()),
            screen.text(&rule.title),
            rule.source,
        ]
        .map(|cell| cell.replace('|', "\\|"));
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    out
}

#[derive(Serialize)]
struct RuleJson {
    regle: &'static str,
    gravite: String,
    niveau: String,
    refuse: String,
    titre: String,
    source: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    depuis: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    jusqu_a: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    helios: Option<&'static str>,
}

impl RuleJson {
    fn new(rule: &Rule, screen: &Screen) -> Self {
        RuleJson {
            regle: rule.id,
            // Words that machines read are the same in all languages.
            gravite: rule.severity.word().fr.into_owned(),
            niveau: layer(rule.layer).fr.into_owned(),
            refuse: rule.scope.word().fr.into_owned(),
            titre: screen.text(&rule.title).to_owned(),
            source: rule.source,
            depuis: rule.since.map(|version| version.to_string()),
            jusqu_a: rule.until.map(|version| version.to_string()),
            helios: rule.helios,
        }
    }
}
