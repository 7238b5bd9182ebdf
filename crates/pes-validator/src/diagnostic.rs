use std::borrow::Cow;
use std::io;
use std::panic::Location;
use std::sync::Arc;

use pes_parser::{Lang, Text, io_words, text};
use serde::Serialize;

use crate::rule::{Layer, Rule, Severity};

/// A finding: a rule broken at a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// The rule.
    pub rule: &'static Rule,
    /// What was found.
    pub message: Text,
    /// Where.
    pub at: At,
    /// What to do.
    pub help: Option<Text>,
    /// The value that stands at the place, as written, when there is one; at most 4,096 characters.
    pub found: Option<String>,
    /// The value that would be right in its place, as a flow writes it, when there is one.
    pub expected: Option<String>,
    /// Whose titre it is; `None` when no one titre or bordereau is concerned, or when that is not known.
    pub subject: Option<Arc<Subject>>,
    /// Other places that matter, such as the first holder of an identifier given twice.
    pub related: Vec<Related>,
    /// In what way the rule is broken.
    pub way: Way,
}

impl Diagnostic {
    /// A finding without advice.
    pub fn new(rule: &'static Rule, at: At, message: Text) -> Self {
        Diagnostic {
            rule,
            message,
            at,
            help: None,
            found: None,
            expected: None,
            subject: None,
            related: Vec::new(),
            way: Way::Told,
        }
    }

    /// What is said of a file that cannot be read, under the rule of those who read it.
    ///
    /// ```
    /// use pes_validator::{Diagnostic, rules};
    ///
    /// let finding = Diagnostic::unreadable(&rules::PES810, "factures.csv", &std::io::ErrorKind::NotFound.into());
    /// assert_eq!(finding.message.fr, "factures.csv : fichier absent");
    /// ```
    pub fn unreadable(rule: &'static Rule, name: impl Into<String>, error: &io::Error) -> Self {
        let (name, Text { fr, en }) = (name.into(), io_words(error));
        let message = text!(fr = "{name} : {fr}", en = "{name}: {en}");
        let help = match error.kind() {
            io::ErrorKind::IsADirectory => Some(Text::fixed(
                "donner les fichiers du dossier, et non le dossier",
                "give the files of the folder, not the folder",
            )),
            io::ErrorKind::ResourceBusy => Some(Text::fixed(
                "attendre qu'il soit complet, puis relancer",
                "wait until it is complete, then run again",
            )),
            _ => None,
        };
        Diagnostic { help, ..Diagnostic::new(rule, At::document(name), message) }
    }

    /// The finding with what to do about it.
    #[must_use]
    pub fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }

    /// The finding as one of many that the same code makes, in the same way, about the same element or field: they differ
    /// by values alone. `named` is what their messages name besides.
    #[must_use]
    #[track_caller]
    pub fn in_one_way(mut self, named: impl Into<Box<str>>) -> Self {
        self.way = Way::Made { at: Location::caller(), named: named.into() };
        self
    }

    /// What it has in common with all those that break the same rule in the same way.
    pub fn likeness(&self) -> Likeness {
        let (said, path, field) = match &self.way {
            Way::Told => (Said::Message(self.message.fr.as_ref().into()), "", None),
            way => (Said::Way(way.clone()), self.at.path.as_str(), self.at.field.clone()),
        };
        Likeness { rule: self.rule.id, said, path: without_indexes(path), field }
    }

    /// Whether it refuses what it is about.
    pub fn is_error(&self) -> bool {
        self.rule.severity == Severity::Error
    }
}

/// In what way a rule is broken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Way {
    /// As the message says, to the last word.
    #[default]
    Told,
    /// As others that are made in one place of the code and name the same things: they differ by values alone.
    Made {
        /// Where they are made.
        at: &'static Location<'static>,
        /// What their messages name: an element, a key, a kind of fault.
        named: Box<str>,
    },
}

/// What findings that are alike have in common: the rule, the way it is broken, and the element or the field.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Likeness {
    rule: &'static str,
    said: Said,
    path: Box<str>,
    field: Option<Field>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Said {
    Message(Box<str>),
    Way(Way),
}

/// The elements of a path, whatever their ranks.
fn without_indexes(path: &str) -> Box<str> {
    let steps: Vec<&str> = path.split('/').map(|step| step.split('[').next().unwrap_or_default()).collect();
    steps.join("/").into()
}

/// A message as it is shown: of more than a thousand characters the middle, which is some value, is left out.
pub(crate) fn abridged(message: &str) -> Cow<'_, str> {
    const KEPT: usize = 500;
    if message.len() <= 2 * KEPT {
        return message.into();
    }
    let head = message.char_indices().nth(KEPT).map_or(message.len(), |(end, _)| end);
    let tail = message.char_indices().rev().nth(KEPT - 1).map_or(0, |(start, _)| start);
    if tail <= head { message.into() } else { format!("{} … {}", &message[..head], &message[tail..]).into() }
}

/// The titres that a finding is about, as the flow writes them.
///
/// A finding in a titre is about that one; a finding in an attached document is about the titres that refer to its piece,
/// or about the one that the invoice at fault names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Subject {
    /// The first of them, in the order of the flow; at least one.
    #[serde(rename = "titres")]
    pub titres: Vec<Concerned>,
    /// How many there are besides.
    #[serde(rename = "autres_titres", skip_serializing_if = "is_zero")]
    pub others: usize,
}

impl Subject {
    /// The titres named, and how many there are besides, in a few words.
    pub fn words(&self) -> Text {
        let named: Vec<Text> = self.titres.iter().map(Concerned::words).collect();
        let joined = |lang| named.iter().map(|titre| titre.get(lang)).collect::<Vec<_>>().join(" ; ");
        let more = match self.others {
            0 => Text::fixed("", ""),
            1 => Text::fixed(" et un autre titre", " and another titre"),
            others => text!(fr = " et {others} autres titres", en = " and {others} more titres"),
        };
        let [fr, en] = [Lang::Fr, Lang::En].map(|lang| format!("{}{}", joined(lang), more.get(lang)).into());
        Text { fr, en }
    }
}

/// A titre, or a bordereau when the titre has no number here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Concerned {
    /// `Exer`, empty when the flow gives none.
    #[serde(rename = "exercice", skip_serializing_if = "String::is_empty")]
    pub exer: String,
    /// `IdBord`, empty when the flow gives none.
    #[serde(rename = "bordereau", skip_serializing_if = "String::is_empty")]
    pub bordereau: String,
    /// `IdPce`, empty when a whole bordereau is concerned.
    #[serde(rename = "titre", skip_serializing_if = "String::is_empty")]
    pub titre: String,
    /// Name of the principal debtor, empty when the flow gives none.
    #[serde(rename = "debiteur", skip_serializing_if = "String::is_empty")]
    pub debtor: String,
}

impl Concerned {
    /// The titre and its debtor in a few words.
    ///
    /// ```
    /// use pes_parser::Lang;
    /// use pes_validator::Concerned;
    ///
    /// let (exer, bordereau, titre) = ("2026".to_owned(), "51".to_owned(), "4012".to_owned());
    /// let concerned = Concerned { exer, bordereau, titre, debtor: "ROUSSEL Jeanne".to_owned() };
    /// assert_eq!(concerned.words().get(Lang::Fr), "titre 4012, bordereau 51 (2026), ROUSSEL Jeanne");
    /// ```
    pub fn words(&self) -> Text {
        let mut parts = Vec::new();
        if !self.titre.is_empty() {
            parts.push(format!("titre {}", self.titre));
        }
        match (self.bordereau.as_str(), self.exer.as_str()) {
            ("", "") => {}
            ("", exer) => parts.push(format!("({exer})")),
            (bordereau, "") => parts.push(format!("bordereau {bordereau}")),
            (bordereau, exer) => parts.push(format!("bordereau {bordereau} ({exer})")),
        }
        if !self.debtor.is_empty() {
            parts.push(self.debtor.clone());
        }
        let words = parts.join(", ");
        Text { fr: words.clone().into(), en: words.into() }
    }
}

/// Another place that matters to a finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Where.
    pub at: At,
    /// What is there.
    pub message: Text,
}

/// Where a finding is: a document, and in it a place or a field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct At {
    /// File name, or chain `flux.xml > PJ[2] asap.xml`.
    pub document: String,
    /// Line of a text, or row of a table (its header is row 1); 0 when none.
    #[serde(rename = "ligne", skip_serializing_if = "is_zero")]
    pub line: usize,
    /// Column in characters, from 1; 0 when none.
    #[serde(rename = "position", skip_serializing_if = "is_zero")]
    pub column: usize,
    /// Path in an XML document.
    #[serde(rename = "chemin", skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Field of a billing file or of the configuration.
    #[serde(flatten)]
    pub field: Option<Field>,
}

/// A field of a billing file or of the configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Field {
    /// Title of the column, empty when the value comes from the configuration.
    #[serde(rename = "colonne", skip_serializing_if = "String::is_empty")]
    pub column: String,
    /// Key of the mapping or of the configuration.
    #[serde(rename = "cle", skip_serializing_if = "str::is_empty")]
    pub key: &'static str,
}

impl At {
    /// A whole document.
    pub fn document(name: impl Into<String>) -> Self {
        At { document: name.into(), ..At::default() }
    }

    /// A place in an XML document.
    pub fn xml(name: impl Into<String>, location: pes_parser::Location) -> Self {
        At { document: name.into(), line: location.line, column: location.column, path: location.path, field: None }
    }

    /// A line of a text, or a row of a table.
    pub fn line(name: impl Into<String>, line: usize, column: usize) -> Self {
        At { document: name.into(), line, column, ..At::default() }
    }
}

/// A finding as it stands in a JSON report.
#[derive(Debug, Serialize)]
pub struct FindingJson<'a> {
    #[serde(rename = "regle")]
    rule: &'static str,
    #[serde(rename = "gravite")]
    severity: &'static str,
    #[serde(rename = "portee", skip_serializing_if = "Option::is_none")]
    scope: Option<&'static str>,
    message: Cow<'a, str>,
    #[serde(rename = "aide", skip_serializing_if = "Option::is_none")]
    help: Option<&'a str>,
    source: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    helios: Option<&'static str>,
    #[serde(flatten)]
    at: &'a At,
    #[serde(rename = "valeur", skip_serializing_if = "Option::is_none")]
    found: Option<&'a str>,
    #[serde(rename = "attendu", skip_serializing_if = "Option::is_none")]
    expected: Option<&'a str>,
    #[serde(rename = "concerne", skip_serializing_if = "Option::is_none")]
    subject: Option<&'a Subject>,
    #[serde(rename = "voir_aussi", skip_serializing_if = "Vec::is_empty")]
    related: Vec<RelatedJson<'a>>,
}

#[derive(Debug, Serialize)]
struct RelatedJson<'a> {
    message: &'a str,
    #[serde(flatten)]
    at: &'a At,
}

impl<'a> FindingJson<'a> {
    /// The finding in one language; severities keep one name in all of them.
    pub fn new(finding: &'a Diagnostic, lang: Lang) -> Self {
        FindingJson {
            rule: finding.rule.id,
            severity: finding.rule.severity.name(),
            scope: match finding.rule.layer {
                Layer::Xml | Layer::Schema | Layer::Business | Layer::History => Some(finding.rule.scope.name()),
                Layer::Input | Layer::Output => None,
            },
            message: abridged(finding.message.get(lang)),
            help: finding.help.as_ref().map(|help| help.get(lang)),
            source: finding.rule.source,
            helios: finding.rule.helios,
            at: &finding.at,
            found: finding.found.as_deref(),
            expected: finding.expected.as_deref(),
            subject: finding.subject.as_deref(),
            related: finding
                .related
                .iter()
                .map(|Related { at, message }| RelatedJson { message: message.get(lang), at })
                .collect(),
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the shape serde wants")]
fn is_zero(number: &usize) -> bool {
    *number == 0
}
