//! The configuration of one local authority, `pes.toml`.

mod building;
mod debtors;
mod keys;
mod reading;
mod template;

use std::collections::HashMap;

use pes_parser::model::{CarteVisite, Emetteur, EnTetePes, TiersFacture};
use pes_parser::value::{Booleen, Date, SimpleType, Texte, Value};
use pes_parser::{Encoding, PesVersion};
use pes_validator::{Charset, CheckOptions, Diagnostic, Directory};

use crate::day::DayNotation;
use crate::decimal::Notation;
use crate::fields::{BillingField, ByField};
use crate::route::Route;
use crate::write::{NextNumbers, flow_prefix};

pub(crate) use debtors::{DebtorRule, Debtors};
pub use template::template;

/// What the caller decides over the file.
#[derive(Clone, Copy, Debug, Default)]
pub struct ConfigOptions {
    /// In place of `flux.encodage`.
    pub encoding: Option<Encoding>,
    /// In place of `flux.version`.
    pub version: Option<PesVersion>,
    /// In place of `numerotation.premier_bordereau`.
    pub first_bordereau: Option<u64>,
    /// In place of `numerotation.premier_titre`.
    pub first_titre: Option<u64>,
    /// In place of `numerotation.premier_flux`.
    pub first_flow: Option<u64>,
}

/// A configuration read and checked: what it says fits the schema.
#[derive(Clone, Debug)]
pub struct Config {
    pub(crate) name: String,
    /// Header of the flows, without its date.
    pub(crate) en_tete: EnTetePes,
    pub(crate) siret: String,
    pub(crate) exercice: Option<u64>,
    pub(crate) editeur: CarteVisite,
    pub(crate) emetteur: Emetteur,
    /// Collection centre and treasury.
    pub(crate) tiers: Vec<TiersFacture>,
    pub(crate) asap: Asap,
    pub(crate) numbering: Numbering,
    pub(crate) journal_path: String,
    pub(crate) journal_url: String,
    pub(crate) numbers_restart: bool,
    pub(crate) output_group: String,
    pub(crate) dematerialisee: bool,
    pub(crate) flux: Flux,
    pub(crate) routing: Routing,
    pub(crate) shorten: bool,
    pub(crate) postal_addresses: bool,
    pub(crate) tolerance_centimes: i64,
    pub(crate) fine_price_as_base: bool,
    pub(crate) rate_unit: RateUnit,
    /// VAT is rounded once a rate and shared among lines.
    pub(crate) vat_by_invoice: bool,
    pub(crate) entry: Entry,
    pub(crate) columns: Vec<ColumnOf>,
    pub(crate) constants: ByField,
    pub(crate) defaults: ByField,
}

/// What the ASAP prints beside the parties.
#[derive(Clone, Debug)]
pub(crate) struct Asap {
    pub stub: bool,
    pub modalites_reglement: Option<Value<Texte<250>>>,
    pub modalites_contestation: Option<Value<Texte<420>>>,
    pub conditions_gen: Option<Value<Texte<250>>>,
    pub nature: Option<Value<Texte<37>>>,
    pub commentaire: Option<Value<Texte<300>>>,
    pub one_piece_a_bordereau: bool,
}

impl Asap {
    pub fn mode_recouvrement(&self) -> Option<Value<Booleen>> {
        Some(Value::of(&Booleen(self.stub)))
    }
}

/// The next numbers.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numbering {
    pub first_bordereau: u64,
    pub first_titre: u64,
    pub first_flow: u64,
    pub cumul_centimes: i64,
}

/// The files written.
#[derive(Clone, Debug)]
pub(crate) struct Flux {
    pub version: PesVersion,
    pub encoding: Encoding,
    pub max_titres: usize,
    pub max_bytes: usize,
    pub invoice_number: String,
}

/// The split between public and private.
#[derive(Clone, Debug)]
pub(crate) struct Routing {
    /// Where a doubtful recipient goes; refused when none.
    pub doubtful: Option<Route>,
    pub separate: bool,
    pub directory_path: String,
    pub directory: Option<Directory>,
    pub debtors: Debtors,
}

/// The files read.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// The encoding, detected when none.
    pub encoding: Option<Charset>,
    /// The delimiter, detected when none.
    pub delimiter: Option<u8>,
    /// How numbers are written, when it is not for each column to say.
    pub numbers: Option<Notation>,
    /// The same for days.
    pub days: Option<DayNotation>,
    /// How the columns of some fields are written, whatever the others.
    pub formats: HashMap<BillingField, Format>,
    pub complements: String,
}

/// What a VAT rate without a sign is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RateUnit {
    /// Percent, unless it is below 1: then nobody knows.
    Auto,
    Percent,
    /// `0,2` is 20 %.
    Fraction,
}

/// How a column writes what it holds.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Format {
    Number(Notation),
    Day(DayNotation),
}

/// The title of a field's column, and the line of the configuration that says so.
#[derive(Clone, Debug)]
pub(crate) struct ColumnOf {
    pub field: BillingField,
    pub title: String,
    pub line: usize,
}

impl Config {
    /// Reads a configuration.
    ///
    /// # Errors
    /// Every fault of the text: syntax, unknown keys with the nearest known one, missing keys, refused values.
    pub fn parse(name: &str, text: &str, options: ConfigOptions) -> Result<Self, Vec<Diagnostic>> {
        reading::read(name, text, options)
    }

    /// Path of the directory of public recipients, as the configuration gives it; empty when there is none.
    pub fn directory_path(&self) -> &str {
        &self.routing.directory_path
    }

    /// Gives the directory of public recipients, which the caller has read.
    ///
    /// # Errors
    /// The faults of the directory file.
    pub fn set_directory(&mut self, name: &str, bytes: &[u8]) -> Result<(), Vec<Diagnostic>> {
        self.routing.directory = Some(Directory::parse(name, bytes)?);
        Ok(())
    }

    /// What flows made with this configuration are checked against.
    pub fn check_options(&self) -> CheckOptions<'_> {
        CheckOptions {
            version: self.flux.version,
            directory: self.routing.directory.as_ref(),
            ..CheckOptions::default()
        }
    }

    /// Folder of the PDF complements, as the configuration gives it; empty for the folder of the file read.
    pub fn complements_path(&self) -> &str {
        &self.entry.complements
    }

    /// Group that may read what is written, besides its owner; empty when there is none.
    pub fn output_group(&self) -> &str {
        &self.output_group
    }

    /// Version of the schema that flows are written for.
    pub fn version(&self) -> PesVersion {
        self.flux.version
    }

    /// Path of the journal, as the configuration gives it; empty when it is not a file, or when nothing is remembered.
    pub fn journal_path(&self) -> &str {
        &self.journal_path
    }

    /// Url of the database of the journal, which may hold a password; empty when there is none.
    pub fn journal_url(&self) -> &str {
        &self.journal_url
    }

    /// Whether numbers of invoices start again each year.
    pub fn numbers_restart(&self) -> bool {
        self.numbers_restart
    }

    /// Code of the local authority (CodCol).
    pub fn cod_col(&self) -> &str {
        self.en_tete.cod_col.as_ref().map(Value::text).unwrap_or_default()
    }

    /// Code of the budget (CodBud).
    pub fn cod_bud(&self) -> &str {
        self.en_tete.cod_bud.as_ref().map(Value::text).unwrap_or_default()
    }

    /// Whether what is sent is remembered.
    pub fn has_journal(&self) -> bool {
        !(self.journal_path.is_empty() && self.journal_url.is_empty())
    }

    /// Year of what is issued on a date.
    pub fn exercice(&self, date: Date) -> u64 {
        self.exercice.unwrap_or_else(|| date.exercice().unsigned_abs().into())
    }

    /// The numbers to start from.
    pub fn first_numbers(&self) -> NextNumbers {
        let Numbering { first_bordereau, first_titre, first_flow, cumul_centimes } = self.numbering;
        NextNumbers { bordereau: first_bordereau, titre: first_titre, flow: first_flow, cumul: cumul_centimes }
    }

    /// Starts from other numbers than those of the file: a journal knows which were used.
    pub fn start_from(&mut self, numbers: NextNumbers) {
        let NextNumbers { bordereau, titre, flow, cumul } = numbers;
        self.numbering =
            Numbering { first_bordereau: bordereau, first_titre: titre, first_flow: flow, cumul_centimes: cumul };
    }

    /// What the names of all the flows of a day start with, before their serial number.
    pub fn flow_prefix(&self, date: Date) -> String {
        flow_prefix(&self.siret, date)
    }

    /// Number of the first bordereau.
    pub fn first_bordereau(&self) -> u64 {
        self.numbering.first_bordereau
    }

    /// Serial number of the first file.
    pub fn first_flow(&self) -> u64 {
        self.numbering.first_flow
    }

    /// SIRET of the budget.
    pub fn siret(&self) -> &str {
        &self.siret
    }

    /// Whether each route has its own bordereaux and files.
    pub fn separates_routes(&self) -> bool {
        self.routing.separate
    }

    /// The text of a field: constant, cell or default; nothing when all are empty.
    pub(crate) fn text_of<'a>(
        &'a self,
        field: BillingField,
        cell: impl FnOnce() -> Option<&'a str>,
    ) -> Option<&'a str> {
        self.constants.get(field).or_else(cell).or_else(|| self.defaults.get(field)).filter(|text| !text.is_empty())
    }

    /// How a configuration says that a field writes its numbers.
    pub(crate) fn notation(&self, field: BillingField) -> Option<Notation> {
        match self.entry.formats.get(&field) {
            Some(&Format::Number(notation)) => Some(notation),
            _ => self.entry.numbers,
        }
    }

    /// How a configuration says that a field writes its days.
    pub(crate) fn day_notation(&self, field: BillingField) -> Option<DayNotation> {
        match self.entry.formats.get(&field) {
            Some(&Format::Day(notation)) => Some(notation),
            _ => self.entry.days,
        }
    }

    /// Code of the budget's local authority and of the budget.
    pub(crate) fn budget_code(&self) -> String {
        self.cod_col().to_owned() + self.cod_bud()
    }
}

/// A value that the tool itself makes and that its type always takes.
pub(crate) fn made<T: SimpleType>(value: T) -> Option<Value<T>> {
    Some(Value::of(&value))
}
