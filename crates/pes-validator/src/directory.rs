//! The directory of public recipients: who is on Chorus Pro, which services they have, what they require.

use std::collections::{BTreeMap, HashMap};

use pes_parser::{Text, text};

use crate::catalogue::rules;
use crate::diagnostic::{At, Diagnostic};
use crate::table::TableText;

/// Public recipients by SIRET.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    recipients: HashMap<String, Recipient>,
}

#[derive(Clone, Debug, Default)]
struct Recipient {
    name: String,
    /// What its own row says; its services have theirs.
    active: Option<bool>,
    service_required: bool,
    engagement_required: bool,
    services: BTreeMap<String, Service>,
}

#[derive(Clone, Debug, Default)]
struct Service {
    active: bool,
    engagement_required: bool,
}

/// What stands against a public recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Objection {
    /// Its SIRET is not in the directory.
    UnknownRecipient,
    /// It receives nothing any more.
    InactiveRecipient,
    /// It has no service of this code.
    UnknownService,
    /// The service receives nothing any more.
    InactiveService,
    /// It receives nothing without a service code.
    ServiceRequired,
    /// It, or the service, receives nothing without a commitment number.
    EngagementRequired,
}

/// Accepted titles of each column.
const SIRET: &[&str] = &["siret"];
const NAME: &[&str] = &["nom", "name"];
const SERVICE: &[&str] = &["code_service", "service_code"];
const SERVICE_REQUIRED: &[&str] = &["service_obligatoire", "service_required"];
const ENGAGEMENT_REQUIRED: &[&str] = &["engagement_obligatoire", "engagement_required"];
const ACTIVE: &[&str] = &["actif", "active"];

/// Service codes told in a help.
const TOLD: usize = 5;

impl Directory {
    /// Reads a CSV with the columns `siret`, `nom`, `code_service`, `service_obligatoire`, `engagement_obligatoire`,
    /// `actif`: one row for each service, one without `code_service` for the recipient itself, `oui` or `non` in the
    /// last three. All but `siret` may be missing.
    ///
    /// # Errors
    /// The file cannot be read, lacks the column `siret`, or has a row that cannot be understood.
    ///
    /// ```
    /// use pes_validator::{Directory, Objection};
    ///
    /// let csv = "siret;nom;code_service;service_obligatoire;engagement_obligatoire;actif\n\
    ///     21350998700011;COMMUNE DE SAINT-EXEMPLE;ENFANCE;oui;non;oui\n";
    /// let directory = Directory::parse("annuaire.csv", csv.as_bytes()).unwrap();
    /// assert_eq!(directory.objection("21350998700011", Some("ENFANCE"), None), None);
    /// assert_eq!(directory.objection("21350998700011", None, None), Some(Objection::ServiceRequired));
    /// ```
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, Vec<Diagnostic>> {
        let table = TableText::decode(name, bytes, None)?;
        let mut reader =
            csv::ReaderBuilder::new().delimiter(table.delimiter()).flexible(true).from_reader(table.text.as_bytes());
        let malformed = |line, message: Text| Diagnostic::new(&rules::PES812, At::line(name, line, 0), message);
        let unreadable = |line| vec![malformed(line, Text::fixed("annuaire illisible", "unreadable directory"))];
        let headers = reader.headers().map_err(|_| unreadable(1))?.clone();
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
        let mut faults = Vec::new();
        let mut lines = Lines { text: &table.text, counted: 0, line: 1 };
        for (index, record) in reader.records().enumerate() {
            let record = record.map_err(|_| unreadable(index + 2))?;
            let cells = columns.map(|column| column.and_then(|column| record.get(column)).unwrap_or_default().trim());
            let siret: String =
                record.get(siret).unwrap_or_default().chars().filter(|char| !char.is_whitespace()).collect();
            if siret.is_empty() && cells.iter().all(|cell| cell.is_empty()) {
                continue;
            }
            if let Err(message) = directory.add(siret, cells) {
                faults.push(malformed(lines.of(&record), message));
            }
        }
        if faults.is_empty() { Ok(directory) } else { Err(faults) }
    }

    fn add(&mut self, siret: String, cells: [&str; 5]) -> Result<(), Text> {
        if siret.len() != 14 || !siret.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(text!(
                fr = "SIRET « {siret} » : 14 chiffres attendus, colonne au format texte dans un tableur",
                en = "SIRET \"{siret}\": 14 digits expected, a column of text in a spreadsheet"
            ));
        }
        let [name, service, service_required, engagement_required, active] = cells;
        let service_required = is_yes(service_required, false)?;
        let engagement_required = is_yes(engagement_required, false)?;
        let active = is_yes(active, true)?;
        let recipient = self.recipients.entry(siret).or_default();
        if !name.is_empty() {
            recipient.name = name.to_owned();
        }
        recipient.service_required |= service_required;
        if service.is_empty() {
            recipient.active = Some(recipient.active.unwrap_or(false) || active);
            recipient.engagement_required |= engagement_required;
        } else {
            let service = recipient.services.entry(service.to_owned()).or_default();
            service.active |= active;
            service.engagement_required |= engagement_required;
        }
        Ok(())
    }

    /// Whether an active recipient has this SIRET.
    pub fn has(&self, siret: &str) -> bool {
        self.recipients.get(siret).is_some_and(Recipient::is_active)
    }

    /// What stands against sending to this recipient and service.
    pub fn objection(&self, siret: &str, service: Option<&str>, engagement: Option<&str>) -> Option<Objection> {
        let Some(recipient) = self.recipients.get(siret) else { return Some(Objection::UnknownRecipient) };
        // Of one that has no row of its own only the services are known: the one that is named speaks for itself.
        if recipient.active == Some(false) || (service.is_none() && !recipient.is_active()) {
            return Some(Objection::InactiveRecipient);
        }
        let service = match service.map(|code| recipient.services.get(code)) {
            Some(None) => return Some(Objection::UnknownService),
            Some(Some(service)) if !service.active => return Some(Objection::InactiveService),
            None if recipient.service_required => return Some(Objection::ServiceRequired),
            Some(service) => service,
            None => None,
        };
        (engagement.is_none() && recipient.requires_engagement(service)).then_some(Objection::EngagementRequired)
    }

    /// What to do about an objection: the services that a recipient has, when one of them is to be named.
    pub fn help(&self, objection: Objection, siret: &str) -> Option<Text> {
        match objection {
            Objection::UnknownService | Objection::InactiveService | Objection::ServiceRequired => {}
            Objection::EngagementRequired => {
                return Some(Text::fixed(
                    "demander au destinataire son numéro d'engagement, à donner dans NumeroEngagement",
                    "ask the recipient for its commitment number, to give in NumeroEngagement",
                ));
            }
            Objection::UnknownRecipient | Objection::InactiveRecipient => {
                return Some(Text::fixed(
                    "vérifier le SIRET dans l'annuaire de Chorus Pro ; sans destinataire, Edition 01 ou 04",
                    "check the SIRET in the directory of Chorus Pro; without a recipient, Edition 01 or 04",
                ));
            }
        }
        let recipient = self.recipients.get(siret)?;
        let active: Vec<&str> =
            recipient.services.iter().filter(|(_, service)| service.active).map(|(code, _)| code.as_str()).collect();
        let (name, told) = (&recipient.name, active.iter().take(TOLD).copied().collect::<Vec<_>>().join(", "));
        let more = if active.len() > TOLD { ", …" } else { "" };
        Some(match active.len() {
            0 => Text::fixed(
                "l'annuaire ne donne aucun service actif : ôter CodeService",
                "the directory gives no active service: remove CodeService",
            ),
            _ => text!(
                fr = "services actifs de {name} dans l'annuaire : {told}{more}",
                en = "active services of {name} in the directory: {told}{more}"
            ),
        })
    }
}

impl Recipient {
    /// A recipient that has no row of its own is as active as its services.
    fn is_active(&self) -> bool {
        self.active.unwrap_or_else(|| self.services.values().any(|service| service.active))
    }

    /// A row asks for what it names: the recipient for all its services, a service for itself. Without a service, what
    /// all of them ask.
    fn requires_engagement(&self, service: Option<&Service>) -> bool {
        self.engagement_required
            || match service {
                Some(service) => service.engagement_required,
                None => {
                    let mut active = self.services.values().filter(|service| service.active).peekable();
                    self.active.is_none()
                        && active.peek().is_some()
                        && active.all(|service| service.engagement_required)
                }
            }
    }
}

impl Objection {
    /// The words for it. `service` is the code that the titre gives, empty when it gives none.
    pub fn describe(self, siret: &str, service: &str) -> Text {
        match self {
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

/// The lines of rows that follow each other, each line end counted once.
struct Lines<'t> {
    text: &'t str,
    counted: usize,
    line: usize,
}

impl Lines<'_> {
    /// The line where a row starts, past the blank lines that the reader takes with it.
    fn of(&mut self, row: &csv::StringRecord) -> usize {
        let start = row.position().and_then(|position| usize::try_from(position.byte()).ok()).unwrap_or_default();
        let rest = self.text.get(start..).unwrap_or_default();
        let start = start + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
        self.line += self.text.get(self.counted..start).unwrap_or_default().matches('\n').count();
        self.counted = self.counted.max(start);
        self.line
    }
}

fn is_yes(word: &str, when_empty: bool) -> Result<bool, Text> {
    match word.to_lowercase().as_str() {
        "" => Ok(when_empty),
        "oui" | "o" | "1" | "true" | "vrai" | "yes" | "y" => Ok(true),
        "non" | "n" | "0" | "false" | "faux" | "no" => Ok(false),
        _ => Err(text!(fr = "« {word} » : oui ou non", en = "\"{word}\": oui or non")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const HEADER: &str = "siret;nom;code_service;service_obligatoire;engagement_obligatoire;actif\n";
    const COMMUNE: &str = "21350998700011";

    fn objection(rows: &[&str], service: Option<&str>, engagement: Option<&str>) -> Option<Objection> {
        let rows: String = rows.iter().map(|row| format!("{COMMUNE};COMMUNE;{row}\n")).collect();
        Directory::parse("annuaire.csv", format!("{HEADER}{rows}").as_bytes())
            .unwrap()
            .objection(COMMUNE, service, engagement)
    }

    #[test]
    fn its_own_row_says_whether_a_recipient_is_active() {
        assert_eq!(objection(&[";non;non;non", "A;non;non;oui"], Some("A"), None), Some(Objection::InactiveRecipient));
        assert_eq!(objection(&[";non;non;oui", "A;non;non;non"], None, None), None);
        assert_eq!(objection(&[";non;non;oui", "A;non;non;non"], Some("A"), None), Some(Objection::InactiveService));
    }

    #[test]
    fn without_a_row_of_its_own_its_services_say_it() {
        assert_eq!(objection(&["A;non;non;non"], None, None), Some(Objection::InactiveRecipient));
        assert_eq!(objection(&["A;non;non;non"], Some("A"), None), Some(Objection::InactiveService));
        assert_eq!(objection(&["A;non;non;non", "B;non;non;oui"], None, None), None);
    }

    #[test]
    fn a_row_requires_a_commitment_for_what_it_names() {
        let required = Some(Objection::EngagementRequired);
        assert_eq!(objection(&["A;non;oui;oui", "B;non;non;oui"], Some("A"), None), required);
        assert_eq!(objection(&["A;non;oui;oui", "B;non;non;oui"], Some("B"), None), None);
        assert_eq!(objection(&["A;non;oui;oui", "B;non;non;oui"], None, None), None);
        assert_eq!(objection(&["A;non;oui;oui", "B;non;oui;oui"], None, None), required);
        assert_eq!(objection(&[";non;oui;oui", "B;non;non;oui"], Some("B"), None), required);
        assert_eq!(objection(&[";non;oui;oui", "B;non;non;oui"], Some("B"), Some("E1")), None);
    }

    #[test]
    fn rows_that_cannot_be_understood_are_told_with_their_lines() {
        let csv = format!("{HEADER}2,135E+13;COMMUNE;;;;\n\n{COMMUNE};COMMUNE;A;peut-être;;\n;COMMUNE;;;;\n");
        let faults = Directory::parse("annuaire.csv", csv.as_bytes()).unwrap_err();
        let told: Vec<(usize, &str)> = faults.iter().map(|fault| (fault.at.line, &*fault.message.fr)).collect();
        assert_eq!(
            told,
            [
                (2, "SIRET « 2,135E+13 » : 14 chiffres attendus, colonne au format texte dans un tableur"),
                (4, "« peut-être » : oui ou non"),
                (5, "SIRET «  » : 14 chiffres attendus, colonne au format texte dans un tableur")
            ]
        );
    }

    #[test]
    fn the_services_that_remain_are_told() {
        let csv = format!("{HEADER}{COMMUNE};COMMUNE;B;;;oui\n{COMMUNE};;A;;;oui\n{COMMUNE};;C;;;non\n");
        let directory = Directory::parse("annuaire.csv", csv.as_bytes()).unwrap();
        let help = directory.help(Objection::UnknownService, COMMUNE).unwrap();
        assert_eq!(help.fr, "services actifs de COMMUNE dans l'annuaire : A, B");
    }
}
