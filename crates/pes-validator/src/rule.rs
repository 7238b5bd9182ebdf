use std::fmt;

use pes_parser::{PesVersion, Text};

/// A rule of the catalogue. Its id, once published, keeps its meaning for ever.
pub struct Rule {
    /// `PES001-099` file and XML, `100-199` schema, `200-799` business, `800-889` billing input, `890-899` output,
    /// `900-949` history.
    pub id: &'static str,
    /// What is wrong, in a few words.
    pub title: Text,
    /// How bad it is.
    pub severity: Severity,
    /// Where it is looked for.
    pub layer: Layer,
    /// The text it comes from.
    pub source: &'static str,
    /// What is refused with it.
    pub scope: Scope,
    /// First version of the schema that has it.
    pub since: Option<PesVersion>,
    /// Last version of the schema that has it.
    pub until: Option<PesVersion>,
    /// What Hélios answers, when known.
    pub helios: Option<&'static str>,
    /// For people, in French, as Markdown: what is checked, why, an example, what to do.
    pub page: &'static str,
}

impl Rule {
    /// Whether the rule holds in this version.
    pub fn holds_in(&self, version: PesVersion) -> bool {
        self.since.is_none_or(|since| version >= since) && self.until.is_none_or(|until| version <= until)
    }

    /// Whether Hélios is known to answer it with this code or number, in any case.
    pub fn is_answered_with(&self, code: &str) -> bool {
        self.helios.is_some_and(|helios| helios.split(", ").any(|answer| answer.eq_ignore_ascii_case(code)))
    }

    /// The part of its page that says what to do.
    ///
    /// ```
    /// assert!(pes_validator::rules::PES210.cure().starts_with("Recompter"));
    /// ```
    pub fn cure(&self) -> &'static str {
        let cure = self.page.split_once("\n## Que faire\n").map_or("", |(_, cure)| cure);
        cure.split_once("\n## ").map_or(cure, |(cure, _)| cure).trim()
    }
}

/// The id: it says all.
impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Rule {}

/// How much is refused for one fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// The whole file.
    Flux,
    /// The bordereau, with all its titres.
    Bordereau,
    /// The titre alone.
    Titre,
    /// The attached piece, or the ASAP in it.
    Piece,
}

impl Scope {
    /// The word for it.
    pub const fn word(self) -> Text {
        match self {
            Scope::Flux => Text::fixed("flux", "flow"),
            Scope::Bordereau => Text::fixed("bordereau", "bordereau"),
            Scope::Titre => Text::fixed("titre", "titre"),
            Scope::Piece => Text::fixed("pièce jointe", "attached piece"),
        }
    }

    /// The name for machines, the same in all languages.
    pub const fn name(self) -> &'static str {
        match self {
            Scope::Flux => "flux",
            Scope::Bordereau => "bordereau",
            Scope::Titre => "titre",
            Scope::Piece => "piece",
        }
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Something was changed or chosen, as the configuration says.
    Info,
    /// It may be refused, or it is a rule that is inferred and not read in an official text.
    Warning,
    /// It would be refused.
    Error,
}

impl Severity {
    /// The word for it.
    pub const fn word(self) -> Text {
        match self {
            Severity::Info => Text::fixed("info", "info"),
            Severity::Warning => Text::fixed("avertissement", "warning"),
            Severity::Error => Text::fixed("erreur", "error"),
        }
    }

    /// The name for machines, the same in all languages.
    pub const fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "avertissement",
            Severity::Error => "erreur",
        }
    }
}

/// The layers of a check, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Bytes, encoding, well-formed XML.
    Xml,
    /// The schema.
    Schema,
    /// What the texts say beyond the schema.
    Business,
    /// Billing data and configuration.
    Input,
    /// Files and folders written.
    Output,
    /// What was sent before, and what came back.
    History,
}
