//! The log: one JSON object a line, for machines.

use std::io::Write;
use std::path::PathBuf;

use chrono::{Local, SecondsFormat};
use serde::Serialize;

use super::authority::Authority;
use super::told::Rules;
use crate::output::{cannot_write, private};
use crate::report::Counts;
use crate::screen::{Fault, harmless};

/// The file, if one is kept. It is opened for each event: it may be put aside at any time.
pub struct Log(pub Option<PathBuf>);

/// Something that happened. A file that was taken is filed later, or its filing failed.
#[derive(Clone, Default, Serialize)]
pub struct Event {
    /// `depart`, `prise`, `classement`, `laisse`, `etat`, `echec` or `arret`.
    #[serde(rename = "evenement")]
    pub event: &'static str,
    /// SIRET of the local authority.
    #[serde(rename = "collectivite", skip_serializing_if = "Option::is_none")]
    pub siret: Option<String>,
    #[serde(rename = "dossier", skip_serializing_if = "Option::is_none")]
    pub folder: Option<String>,
    #[serde(rename = "fichier", skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// `factures`, `acquit` or `retour`.
    #[serde(rename = "genre", skip_serializing_if = "Option::is_none")]
    pub kind: Option<&'static str>,
    #[serde(rename = "resultat", skip_serializing_if = "Option::is_none")]
    pub result: Option<&'static str>,
    /// Where the file is now.
    #[serde(rename = "place", skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
    /// The folder of its flows.
    #[serde(rename = "flux", skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    #[serde(rename = "factures", skip_serializing_if = "Option::is_none")]
    pub invoices: Option<Counts>,
    #[serde(rename = "document", skip_serializing_if = "Option::is_none")]
    pub document: Option<Document>,
    /// Titres of the authority that are blocked.
    #[serde(rename = "bloques", skip_serializing_if = "Option::is_none")]
    pub blocked: Option<u64>,
    /// The exit code that the step alone would give.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<u8>,
    #[serde(rename = "regles", skip_serializing_if = "Rules::is_empty")]
    pub rules: Rules,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub messages: Vec<String>,
}

/// How many things an acquit or a return says.
#[derive(Clone, Copy, Default, Serialize)]
pub struct Document {
    #[serde(rename = "deja_lu")]
    pub is_known: bool,
    #[serde(rename = "elements")]
    pub said: usize,
    #[serde(rename = "inconnus")]
    pub lost: usize,
    /// Titres of its bordereaux that are blocked.
    #[serde(rename = "bloques")]
    pub blocked: usize,
}

impl Event {
    pub fn of(authority: &Authority) -> Self {
        let siret = Some(authority.siret().to_owned()).filter(|siret| !siret.is_empty());
        Event { siret, folder: Some(authority.folder.display().to_string()), ..Event::default() }
    }
}

impl Log {
    pub fn write(&self, event: &Event) -> Result<(), Fault> {
        #[derive(Serialize)]
        struct Line<'a> {
            format: u32,
            date: String,
            #[serde(flatten)]
            event: &'a Event,
        }

        let Some(path) = &self.0 else { return Ok(()) };
        let date = Local::now().to_rfc3339_opts(SecondsFormat::Millis, false);
        let mut line = serde_json::to_string(&Line { format: 1, date, event }).unwrap_or_default();
        line = harmless(&line, false).into_owned();
        line.push('\n');
        // One writing for each line: it is whole or not there.
        let written =
            private().create(true).append(true).open(path).and_then(|mut file| file.write_all(line.as_bytes()));
        written.map_err(|error| cannot_write(path, &error))
    }
}
