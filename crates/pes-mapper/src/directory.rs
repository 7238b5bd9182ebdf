//! The directory of public recipients: who is on Chorus Pro, which service, what they require.

use std::collections::HashMap;

use pes_parser::{Text, text};
use pes_validator::{At, Diagnostic, rules};

use crate::input::{decode_table, delimiter_of};

/// Public recipients by SIRET.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    recipients: HashMap<String, Recipient>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Recipient {
    pub name: String,
    pub active: bool,
    pub service_required: bool,
    pub engagement_required: bool,
    /// Service codes, and whether each is active.
    pub services: HashMap<String, bool>,
}

/// What stands against a public recipient: by its titre, then by the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Objection {
    NoSiret,
    StateEngagement,
    UnknownRecipient,
    InactiveRecipient,
    UnknownService,
    InactiveService,
    ServiceRequired,
    EngagementRequired,
}

/// Accepted titles of each column.
const SIRET: &[&str] = &["siret"];
const NAME: &[&str] = &["nom", "name"];
const SERVICE: &[&str] = &["code_service", "service_code"];
const SERVICE_REQUIRED: &[&str] = &["service_obligatoire", "service_required"];
const ENGAGEMENT_REQUIRED: &[&str] = &["engagement_obligatoire", "engagement_required"];
const ACTIVE: &[&str] = &["actif", "active"];

impl Directory {
    /// Reads a CSV with the columns `siret`, `code_service`, `service_obligatoire`, `engagement_obligatoire`, `actif`
    /// (and `nom`): one row for each service, `oui` or `non` in the last three.
    ///
    /// # Errors
    /// The file cannot be read, or lacks the column `siret`.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, Vec<Diagnostic>> {
        let text = decode_table(name, bytes, None)?.text;
        let mut table =
            csv::ReaderBuilder::new().delimiter(delimiter_of(&text)).flexible(true).from_reader(text.as_bytes());
        let malformed = |line: usize| {
            vec![Diagnostic::new(
                &rules::PES812,
                At::line(name, line, 0),
                Text::fixed("annuaire illisible", "unreadable directory"),
            )]
        };
        let headers = table.headers().map_err(|_| malformed(1))?.clone();
        let column =
            |titles: &[&str]| headers.iter().position(|header| titles.contains(&header.trim().to_lowercase().as_str()));
        let Some(siret) = column(SIRET) else {
            let message = Text::fixed(
                "colonne « siret » absente de l'annuaire",
                "column \"siret\" is missing from the directory",
            );
            return Err(vec![Diagnostic::new(&rules::PES811, At::line(name, 1, 0), message)]);
        };
        let columns = [NAME, SERVICE, SERVICE_REQUIRED, ENGAGEMENT_REQUIRED, ACTIVE].map(column);
        let mut directory = Directory::default();
        for (index, record) in table.records().enumerate() {
            let record = record.map_err(|_| malformed(index + 2))?;
            let [label, service, service_required, engagement_required, active] =
                columns.map(|column| column.and_then(|column| record.get(column)).unwrap_or_default().trim());
            let key = record.get(siret).unwrap_or_default().replace(' ', "");
            if key.is_empty() {
                continue;
            }
            let active = active.is_empty() || yes(active);
            let recipient = directory.recipients.entry(key).or_default();
            recipient.name = label.to_owned();
            recipient.active |= active;
            recipient.service_required |= yes(service_required);
            recipient.engagement_required |= yes(engagement_required);
            if !service.is_empty() {
                *recipient.services.entry(service.to_owned()).or_default() |= active;
            }
        }
        Ok(directory)
    }

    /// Whether an active recipient has this SIRET.
    pub(crate) fn has(&self, siret: &str) -> bool {
        self.recipients.get(siret).is_some_and(|recipient| recipient.active)
    }

    /// What stands against sending to this recipient and service.
    pub(crate) fn objection(&self, siret: &str, service: Option<&str>, engagement: Option<&str>) -> Option<Objection> {
        let Some(recipient) = self.recipients.get(siret) else { return Some(Objection::UnknownRecipient) };
        match service {
            Some(code) => match recipient.services.get(code) {
                None => return Some(Objection::UnknownService),
                Some(false) => return Some(Objection::InactiveService),
                Some(true) => {}
            },
            None if !recipient.active => return Some(Objection::InactiveRecipient),
            None if recipient.service_required => return Some(Objection::ServiceRequired),
            None => {}
        }
        (recipient.engagement_required && engagement.is_none()).then_some(Objection::EngagementRequired)
    }
}

impl Objection {
    pub fn rule(self) -> &'static pes_validator::Rule {
        match self {
            Self::NoSiret | Self::StateEngagement => &rules::PES841,
            Self::UnknownRecipient | Self::InactiveRecipient => &rules::PES842,
            Self::UnknownService | Self::InactiveService => &rules::PES843,
            Self::ServiceRequired | Self::EngagementRequired => &rules::PES844,
        }
    }

    pub fn describe(self, siret: &str, service: &str) -> Text {
        match self {
            Self::NoSiret => {
                Text::fixed("débiteur public sans SIRET (14 chiffres)", "public debtor without a SIRET (14 digits)")
            }
            Self::StateEngagement => Text::fixed(
                "SIRET générique de l'État sans numéro d'engagement : le demander au service destinataire",
                "the State's generic SIRET without a commitment number: ask the receiving service for it",
            ),
            Self::UnknownRecipient => {
                text!(fr = "SIRET {siret} absent de l'annuaire", en = "SIRET {siret} is not in the directory")
            }
            Self::InactiveRecipient => {
                text!(fr = "SIRET {siret} inactif dans l'annuaire", en = "SIRET {siret} is inactive in the directory")
            }
            Self::UnknownService => text!(
                fr = "code service « {service} » inconnu de l'annuaire pour le SIRET {siret}",
                en = "service code \"{service}\" is not in the directory for the SIRET {siret}"
            ),
            Self::InactiveService => text!(
                fr = "code service « {service} » inactif pour le SIRET {siret}",
                en = "service code \"{service}\" is inactive for the SIRET {siret}"
            ),
            Self::ServiceRequired => {
                text!(fr = "le SIRET {siret} exige un code service", en = "the SIRET {siret} requires a service code")
            }
            Self::EngagementRequired => {
                text!(
                    fr = "le SIRET {siret} exige un numéro d'engagement",
                    en = "the SIRET {siret} requires a commitment number"
                )
            }
        }
    }
}

fn yes(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "oui" | "o" | "1" | "true" | "vrai" | "yes" | "y")
}
