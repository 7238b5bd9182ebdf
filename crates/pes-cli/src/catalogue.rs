//! `pes explain` and `pes rules`: what the rules and the answers of Hélios are.

use std::process::ExitCode;

use pes::parser::{Lang, Text};
use pes::validator::{Anomaly, Cure, Layer, RULES, Rule, Scope, anomaly_named, rules_named};
use serde::Serialize;

use crate::args::{Explain, ListRules, RulesFormat};
use crate::screen::{Fault, Screen, complain, print};

/// Explains rules and answers of Hélios: exit code 2 when one is not known.
pub fn explain(command: &Explain, screen: &Screen) -> Result<ExitCode, Fault> {
    let mut pages = Vec::new();
    let mut code = ExitCode::SUCCESS;
    for word in &command.words {
        match (anomaly_named(word), &rules_named(word)[..]) {
            (Some(anomaly), _) => pages.push(answer(anomaly, screen)),
            (None, []) => {
                complain(&unknown(word, screen.lang));
                code = ExitCode::from(2);
            }
            (None, found) => pages.extend(found.iter().map(|rule| page(rule, screen))),
        }
    }
    print(&pages.join("\n"))?;
    Ok(code)
}

fn unknown(word: &str, lang: Lang) -> String {
    let is_answer = word.bytes().all(|byte| byte.is_ascii_digit()) || word.to_ascii_uppercase().starts_with("ERREUR_");
    match (lang, is_answer) {
        (Lang::Fr, true) => format!(
            "erreur : « {word} » : réponse d'Hélios que l'outil ne connaît pas ; {}\n",
            Cure::Read.words().get(Lang::Fr)
        ),
        (Lang::En, true) => {
            format!(
                "error: \"{word}\": an answer of Hélios unknown to the tool; {}\n",
                Cure::Read.words().get(Lang::En)
            )
        }
        (Lang::Fr, false) => format!("erreur : aucune règle « {word} » ; pes rules les liste\n"),
        (Lang::En, false) => format!("error: no rule \"{word}\"; pes rules lists them\n"),
    }
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

/// All that is known of an answer of Hélios.
fn answer(anomaly: &Anomaly, screen: &Screen) -> String {
    let text = |text: &Text| screen.text(text).to_owned();
    let colon = screen.words(" :", ":");
    let mut out = format!("{} — {}\n\n", anomaly.code, screen.text(&anomaly.words));
    for (name, value) in [
        (
            screen.words("réponse d'Hélios", "answer of Hélios"),
            screen.words("dans un acquit", "in an acquit").to_owned(),
        ),
        (screen.words("porte sur", "is about"), text(&about(anomaly.about))),
        (screen.words("à faire", "to do"), text(&anomaly.cure.words())),
        (screen.words("à regarder", "to look at"), text(&anomaly.advice)),
        ("source", anomaly.source.to_owned()),
        (screen.words("certitude", "certainty"), text(&anomaly.certainty)),
    ] {
        out.push_str(&format!("{name}{colon} {value}\n"));
    }
    let mut list = |title: &str, rules: &[&Rule]| {
        if !rules.is_empty() {
            out.push_str(&format!("\n{title}{colon}\n"));
        }
        for rule in rules {
            out.push_str(&format!("  {}  {}\n", rule.id, screen.text(&rule.title)));
        }
    };
    let rules: Vec<&Rule> = anomaly.rules().collect();
    list(screen.words("règles qui le disent avant l'envoi", "rules that tell it before it is sent"), &rules);
    list(screen.words("règles qui regardent la même chose", "rules that look at the same thing"), anomaly.near);
    if rules.is_empty() && anomaly.near.is_empty() {
        out.push_str(screen.words(
            "\naucune règle de l'outil ne peut le dire avant l'envoi\n",
            "\nno rule of the tool can tell it before it is sent\n",
        ));
    }
    out
}

fn about(scope: Option<Scope>) -> Text {
    match scope {
        None => Text::fixed(
            "ce que l'acquit désigne : flux, bordereau, titre, ligne ou pièce jointe",
            "what the acquit points to: a flow, a bordereau, a titre, a line or an attached piece",
        ),
        Some(Scope::Flux) => Text::fixed("le flux : rien n'en est pris", "the flow: nothing of it is taken"),
        Some(Scope::Bordereau) => {
            Text::fixed("un bordereau, refusé avec tous ses titres", "a bordereau, refused with all its titres")
        }
        Some(Scope::Titre) => Text::fixed(
            "un titre ou sa ligne ; tout son bordereau est refusé avec lui",
            "a titre or its line; its whole bordereau is refused with it",
        ),
        Some(Scope::Piece) => Text::fixed(
            "une pièce jointe, prise ou refusée à part de son bordereau",
            "an attached piece, taken or refused apart from its bordereau",
        ),
    }
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
