//! What the report of a run says, as far as it is told again.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io::BufReader;
use std::path::Path;

use pes::parser::{Text, text};
use pes::validator::{At, Diagnostic, rules};
use serde::Deserialize;
use serde::de::{Deserializer, SeqAccess, Visitor};

use crate::files::unreadable;
use crate::report::Counts;
use crate::screen::Fault;

/// How often each rule was met.
pub type Rules = BTreeMap<String, usize>;

/// The rules of findings.
pub fn rules(findings: &[Diagnostic]) -> Rules {
    let mut rules = Rules::new();
    findings.iter().for_each(|finding| *rules.entry(finding.rule.id.to_owned()).or_default() += 1);
    rules
}

/// What is read again of a `rapport.json`.
#[derive(Debug, Deserialize)]
pub struct Told {
    pub factures: Counts,
    #[serde(rename = "constats", deserialize_with = "counted")]
    pub rules: Rules,
}

impl Told {
    pub fn read(path: &Path) -> Result<Self, Fault> {
        let file = File::open(path).map_err(|error| unreadable(path, &error, &rules::PES810))?;
        serde_json::from_reader(BufReader::new(file)).map_err(|error| {
            let (line, shown) = (error.line(), path.display().to_string());
            let message = text!(fr = "{shown} : ce n'est pas un rapport", en = "{shown}: it is not a report");
            Diagnostic::new(&rules::PES813, At::line(shown, line, error.column()), message)
                .help(Text::fixed("remettre le rapport de l'exécution", "put the report of the run back"))
                .into()
        })
    }
}

/// Counts the findings as they are read: there may be one for each invoice.
fn counted<'de, D: Deserializer<'de>>(findings: D) -> Result<Rules, D::Error> {
    #[derive(Deserialize)]
    struct Finding {
        regle: String,
    }

    struct Counter;

    impl<'de> Visitor<'de> for Counter {
        type Value = Rules;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("findings")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut findings: A) -> Result<Rules, A::Error> {
            let mut rules = Rules::new();
            while let Some(Finding { regle }) = findings.next_element()? {
                *rules.entry(regle).or_default() += 1;
            }
            Ok(rules)
        }
    }

    findings.deserialize_seq(Counter)
}
