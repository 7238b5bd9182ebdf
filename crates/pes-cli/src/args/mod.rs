//! The arguments: one declaration gives the parser and the help, in both languages.

mod commands;
mod outputs;
mod words;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::ArgMatches;
use clap::error::{ContextKind, ErrorKind};
use pes::parser::value::Date;
use pes::parser::{Encoding, Lang, PesVersion};
use pes::validator::Rule;

use crate::screen::{Screen, complain, print};
use commands::command;
pub use outputs::{Format, Output};
use words::Words;

/// What was asked.
pub struct Arguments {
    pub lang: Lang,
    pub command: Command,
}

/// A command and its options.
pub enum Command {
    Init(Init),
    Convert(Convert),
    Split(Split),
    Show(Show),
    Check(Check),
    Retour(Retour),
    Statut(Statut),
    Corrige(Corrige),
    Archive(Archive),
    Journal(JournalCommand),
    Veille(Veille),
    Xsd(Xsd),
    XsdExport(XsdExport),
    Explain(Explain),
    Rules(ListRules),
}

/// `pes init`
pub struct Init {
    pub folder: PathBuf,
}

/// `pes convert`
#[derive(Default)]
pub struct Convert {
    pub inputs: Vec<PathBuf>,
    pub config: PathBuf,
    pub out: PathBuf,
    pub date: Option<Date>,
    pub version: Option<PesVersion>,
    pub encoding: Option<Encoding>,
    pub first_bordereau: Option<u64>,
    pub first_titre: Option<u64>,
    pub first_flow: Option<u64>,
    pub all_or_nothing: bool,
    pub overwrite: bool,
    /// Whether invoices that were refused are issued again.
    pub again: bool,
    /// The invoices to convert; all when none.
    pub only: Option<Only>,
    /// Whether nothing is written nor recorded.
    pub simulation: bool,
    pub jobs: usize,
    pub json: bool,
}

/// The invoices of a bordereau that are issued again.
#[derive(Clone)]
pub struct Only {
    pub bordereau: u64,
    pub invoices: BTreeSet<String>,
    /// Whether the data is that which was sent: what else it holds was told then.
    pub is_as_sent: bool,
}

/// `pes split`
pub struct Split {
    pub flow: PathBuf,
    pub out: PathBuf,
    pub bordereau_public: u64,
    pub version: Option<PesVersion>,
    pub overwrite: bool,
    pub json: bool,
}

/// `pes show`
pub struct Show {
    pub flow: PathBuf,
    pub json: bool,
}

/// `pes check`
pub struct Check {
    pub files: Vec<PathBuf>,
    pub version: Option<PesVersion>,
    pub xsd: Option<PathBuf>,
    pub directory: Option<PathBuf>,
    /// Configuration whose journal tells what was sent before.
    pub history: Option<PathBuf>,
    pub ignored: Vec<&'static Rule>,
    pub strict: bool,
    /// Whether people are hidden.
    pub masked: bool,
    pub jobs: usize,
    pub outputs: Vec<Output>,
}

/// `pes retour`
pub struct Retour {
    pub files: Vec<PathBuf>,
    pub config: PathBuf,
    pub date: Option<Date>,
    pub json: bool,
}

/// `pes statut`
pub struct Statut {
    /// Number of an invoice, of a titre, of a bordereau, or name of a flow; all when none.
    pub word: Option<String>,
    pub config: PathBuf,
    pub date: Option<Date>,
    /// Days after which a bordereau without an answer is told.
    pub patience: u64,
    pub format: StatutFormat,
}

/// How standings are shown.
pub enum StatutFormat {
    Text,
    Json,
    Csv,
}

/// `pes corrige`
pub struct Corrige {
    pub bordereau: u64,
    /// Its year, when several have a bordereau of that number.
    pub exercice: Option<u64>,
    /// Billing data that was corrected; that which was sent when there is none.
    pub inputs: Vec<PathBuf>,
    pub config: PathBuf,
    pub out: PathBuf,
    pub date: Option<Date>,
    pub overwrite: bool,
    pub jobs: usize,
    pub json: bool,
}

/// `pes archive`
pub struct Archive {
    pub config: Option<PathBuf>,
    pub out: Option<PathBuf>,
    pub verified: Option<PathBuf>,
    /// Folders where flows were put after they were written.
    pub flows: Vec<PathBuf>,
    pub overwrite: bool,
}

/// `pes journal`
pub enum JournalCommand {
    Liste(Maintained),
    Envoye(Envoye),
    Annule(Annule),
    Purge(Purge),
}

/// `pes journal liste`
pub struct Maintained {
    pub config: PathBuf,
}

/// `pes journal envoye`
pub struct Envoye {
    /// Number of a run, or name of a flow.
    pub what: String,
    pub config: PathBuf,
    pub date: Option<Date>,
}

/// `pes journal annule`
pub struct Annule {
    pub execution: u64,
    pub config: PathBuf,
    /// Whether flows that are not where they were written are known not to have been sent.
    pub never_sent: bool,
}

/// `pes journal purge`
pub struct Purge {
    pub config: PathBuf,
    pub date: Option<Date>,
}

/// `pes veille`
pub struct Veille {
    /// Where files are dropped, or the folder of the local authorities.
    pub folder: PathBuf,
    pub config: PathBuf,
    pub out: PathBuf,
    /// Whether each folder in it that has a configuration is a local authority.
    pub many: bool,
    /// Whether it ends once what is there is handled.
    pub once: bool,
    /// How long a file stays as it is before it is taken for whole.
    pub calm: Duration,
    /// Time between two looks.
    pub interval: Duration,
    pub date: Option<Date>,
    pub log: Option<PathBuf>,
    pub metrics: Option<PathBuf>,
    pub jobs: usize,
}

/// `pes xsd`
pub struct Xsd {
    pub schema: PathBuf,
    pub files: Vec<PathBuf>,
    pub jobs: usize,
    pub json: bool,
}

/// `pes xsd-export`
pub struct XsdExport {
    pub version: PesVersion,
    pub out: PathBuf,
    pub overwrite: bool,
}

/// `pes explain`
pub struct Explain {
    pub words: Vec<String>,
}

/// `pes rules`
pub struct ListRules {
    pub format: RulesFormat,
}

/// How rules are listed.
pub enum RulesFormat {
    Text,
    Json,
    Markdown,
}

impl Arguments {
    /// Reads the arguments; `Err` when there is nothing to run: help was shown, or the arguments are wrong.
    pub fn parse() -> Result<Self, ExitCode> {
        let given: Vec<OsString> = std::env::args_os().collect();
        let lang = language(&given);
        let matches = command(lang).try_get_matches_from(given).map_err(|error| explain(&error, lang))?;
        let Some((name, matches)) = matches.subcommand() else { return Err(ExitCode::from(2)) };
        let command = match name {
            "init" => Command::Init(Init { folder: path(matches, "dir") }),
            "convert" => Command::Convert(convert(matches)),
            "split" => Command::Split(Split {
                flow: path(matches, "flux"),
                out: path(matches, "out"),
                bordereau_public: number(matches, "bordereau-public").unwrap_or_default(),
                version: matches.get_one("pes-version").copied(),
                overwrite: matches.get_flag("ecraser"),
                json: is_json(matches),
            }),
            "check" => Command::Check(Check {
                outputs: outputs::of(matches, lang).map_err(|message| refuse(&message, lang))?,
                files: paths(matches, "fichier"),
                version: matches.get_one("pes-version").copied(),
                xsd: matches.get_one("xsd").cloned(),
                directory: matches.get_one("annuaire").cloned(),
                history: matches.get_one("journal").cloned(),
                ignored: matches.get_many("ignore").into_iter().flatten().copied().collect(),
                strict: matches.get_flag("strict"),
                masked: matches.get_flag("mask"),
                jobs: jobs(matches),
            }),
            "retour" => Command::Retour(Retour {
                files: paths(matches, "fichier"),
                config: path(matches, "config"),
                date: matches.get_one("date").copied(),
                json: is_json(matches),
            }),
            "statut" => Command::Statut(Statut {
                word: matches.get_one("mot").cloned(),
                config: path(matches, "config"),
                date: matches.get_one("date").copied(),
                patience: number(matches, "sans-reponse").unwrap_or(5),
                format: match matches.get_one::<String>("format").map(String::as_str) {
                    Some("json") => StatutFormat::Json,
                    Some("csv") => StatutFormat::Csv,
                    _ => StatutFormat::Text,
                },
            }),
            "corrige" => Command::Corrige(Corrige {
                bordereau: matches.get_one("bordereau").copied().unwrap_or_default(),
                exercice: number(matches, "exercice"),
                inputs: paths(matches, "entree"),
                config: path(matches, "config"),
                out: path(matches, "out"),
                date: matches.get_one("date").copied(),
                overwrite: matches.get_flag("ecraser"),
                jobs: jobs(matches),
                json: is_json(matches),
            }),
            "archive" => Command::Archive(Archive {
                config: matches.get_one("config").cloned(),
                out: matches.get_one("out").cloned(),
                verified: matches.get_one("verify").cloned(),
                flows: paths(matches, "flux"),
                overwrite: matches.get_flag("ecraser"),
            }),
            "journal" => {
                let (name, matches) = matches.subcommand().unwrap_or(("liste", matches));
                let config = path(matches, "config");
                Command::Journal(match name {
                    "envoye" => JournalCommand::Envoye(Envoye {
                        what: matches.get_one("quoi").cloned().unwrap_or_default(),
                        config,
                        date: matches.get_one("date").copied(),
                    }),
                    "annule" => JournalCommand::Annule(Annule {
                        execution: matches.get_one("execution").copied().unwrap_or_default(),
                        config,
                        never_sent: matches.get_flag("jamais-envoyee"),
                    }),
                    "purge" => JournalCommand::Purge(Purge { config, date: matches.get_one("date").copied() }),
                    _ => JournalCommand::Liste(Maintained { config }),
                })
            }
            "veille" => Command::Veille(Veille {
                folder: path(matches, "in"),
                config: path(matches, "config"),
                out: path(matches, "out"),
                many: matches.get_flag("collectivites"),
                once: matches.get_flag("une-fois"),
                calm: Duration::from_secs(number(matches, "calme").unwrap_or(5)),
                interval: Duration::from_secs(number(matches, "intervalle").unwrap_or(10)),
                date: matches.get_one("date").copied(),
                log: matches.get_one("log").cloned(),
                metrics: matches.get_one("metriques").cloned(),
                jobs: jobs(matches),
            }),
            "xsd" => Command::Xsd(Xsd {
                schema: path(matches, "schema"),
                files: paths(matches, "fichier"),
                jobs: jobs(matches),
                json: is_json(matches),
            }),
            "xsd-export" => Command::XsdExport(XsdExport {
                version: matches.get_one("pes-version").copied().unwrap_or_default(),
                out: path(matches, "out"),
                overwrite: matches.get_flag("ecraser"),
            }),
            "explain" => {
                Command::Explain(Explain { words: matches.get_many("code").into_iter().flatten().cloned().collect() })
            }
            "rules" => Command::Rules(ListRules {
                format: match matches.get_one::<String>("format").map(String::as_str) {
                    Some("json") => RulesFormat::Json,
                    Some("markdown") => RulesFormat::Markdown,
                    _ => RulesFormat::Text,
                },
            }),
            _ => Command::Show(Show { flow: path(matches, "flux"), json: is_json(matches) }),
        };
        Ok(Arguments { lang, command })
    }
}

fn convert(matches: &ArgMatches) -> Convert {
    Convert {
        inputs: paths(matches, "entree"),
        config: path(matches, "config"),
        out: path(matches, "out"),
        date: matches.get_one("date").copied(),
        version: matches.get_one("pes-version").copied(),
        encoding: matches.get_one("encoding").copied(),
        first_bordereau: number(matches, "premier-bordereau"),
        first_titre: number(matches, "premier-titre"),
        first_flow: number(matches, "premier-flux"),
        all_or_nothing: matches.get_flag("tout-ou-rien"),
        overwrite: matches.get_flag("ecraser"),
        again: matches.get_flag("refaire"),
        only: None,
        simulation: matches.get_flag("simulation"),
        jobs: jobs(matches),
        json: is_json(matches),
    }
}

fn path(matches: &ArgMatches, name: &str) -> PathBuf {
    matches.get_one::<PathBuf>(name).cloned().unwrap_or_default()
}

fn paths(matches: &ArgMatches, name: &str) -> Vec<PathBuf> {
    matches.get_many(name).into_iter().flatten().cloned().collect()
}

/// 0 for as many as there are.
fn jobs(matches: &ArgMatches) -> usize {
    number(matches, "jobs").and_then(|jobs| usize::try_from(jobs).ok()).unwrap_or(0)
}

fn number(matches: &ArgMatches, name: &str) -> Option<u64> {
    matches.get_one(name).copied()
}

fn is_json(matches: &ArgMatches) -> bool {
    matches.get_one::<String>("format").is_some_and(|format| format == "json")
}

/// `--lang`, or else an English locale, or else French. Known before the arguments are read, for their own messages.
fn language(given: &[OsString]) -> Lang {
    let mut words = given.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        let value = if word == "--lang" { words.next() } else { word.strip_prefix("--lang=") };
        match value {
            Some("en") => return Lang::En,
            Some(_) => return Lang::Fr,
            None => {}
        }
    }
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().filter_map(std::env::var_os).find(|value| !value.is_empty());
    match locale {
        Some(locale) if locale.to_string_lossy().starts_with("en") => Lang::En,
        _ => Lang::Fr,
    }
}

/// Help and version go to standard output; a fault is said in the language asked, never in clap's own words.
fn explain(error: &clap::Error, lang: Lang) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let screen = Screen::new(lang);
        return print(&error.render().to_string()).map_or_else(|fault| screen.fault(&fault), |()| ExitCode::SUCCESS);
    }
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (argument, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    let words = Words(lang);
    let message = match error.kind() {
        ErrorKind::MissingRequiredArgument => {
            format!("{} {argument}", words.pick("argument absent :", "missing argument:"))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => words
            .pick(
                "commande absente : init, convert, split, show, check, retour, statut, corrige, archive, journal, veille, xsd ou xsd-export",
                "missing command: init, convert, split, show, check, retour, statut, corrige, archive, journal, veille, xsd or xsd-export",
            )
            .to_owned(),
        ErrorKind::InvalidSubcommand => {
            format!(
                "{} {}",
                words.pick("commande inconnue :", "unknown command:"),
                context(ContextKind::InvalidSubcommand)
            )
        }
        ErrorKind::UnknownArgument => format!("{} {argument}", words.pick("argument inconnu :", "unknown argument:")),
        ErrorKind::ArgumentConflict if context(ContextKind::PriorArg) != argument => format!(
            "{argument} {} {}",
            words.pick("ne va pas avec", "does not go with"),
            context(ContextKind::PriorArg)
        ),
        ErrorKind::ArgumentConflict | ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            format!("{} {argument}", words.pick("argument donné plusieurs fois :", "argument given several times:"))
        }
        _ if value.is_empty() => format!("{} {argument}", words.pick("valeur absente :", "missing value:")),
        _ => format!("{argument} : {} « {value} »", words.pick("valeur refusée", "refused value")),
    };
    refuse(&message, lang)
}

/// Says what is wrong with the arguments.
fn refuse(message: &str, lang: Lang) -> ExitCode {
    let words = Words(lang);
    let word = words.pick("erreur", "error");
    let hint = words.pick(
        "« pes --help » et « pes COMMANDE --help » montrent l'usage",
        "`pes --help` and `pes COMMAND --help` show the usage",
    );
    complain(&format!("{word}: {message}\n{hint}\n"));
    ExitCode::from(2)
}
