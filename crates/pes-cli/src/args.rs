//! The arguments: one declaration gives the parser and the help, in both languages.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, ArgMatches};
use pes::parser::value::{Date, SimpleType};
use pes::parser::{Encoding, Lang, PesVersion};

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
}

/// `pes init`
pub struct Init {
    pub folder: PathBuf,
}

/// `pes convert`
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
    pub jobs: usize,
    pub json: bool,
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
            _ => Command::Show(Show { flow: path(matches, "flux"), json: is_json(matches) }),
        };
        Ok(Arguments { lang, command })
    }
}

fn convert(matches: &ArgMatches) -> Convert {
    Convert {
        inputs: matches.get_many("entree").into_iter().flatten().cloned().collect(),
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
        jobs: number(matches, "jobs").and_then(|jobs| usize::try_from(jobs).ok()).unwrap_or(0),
        json: is_json(matches),
    }
}

fn path(matches: &ArgMatches, name: &str) -> PathBuf {
    matches.get_one::<PathBuf>(name).cloned().unwrap_or_default()
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

/// Picks the words of a language.
#[derive(Clone, Copy)]
struct Words(Lang);

impl Words {
    fn pick(self, fr: &'static str, en: &'static str) -> &'static str {
        match self.0 {
            Lang::Fr => fr,
            Lang::En => en,
        }
    }

    fn command(self, name: &'static str, fr: &'static str, en: &'static str, usage: &'static str) -> clap::Command {
        clap::Command::new(name)
            .about(self.pick(fr, en))
            .override_usage(usage)
            .help_template(
                self.pick("{about}\n\nUsage : {usage}\n\n{all-args}", "{about}\n\nUsage: {usage}\n\n{all-args}"),
            )
            .disable_help_flag(true)
    }

    fn help(self) -> Arg {
        self.flag("aide", "affiche cette aide", "shows this help").long("help").short('h').action(ArgAction::Help)
    }

    fn lang(self) -> Arg {
        self.option("lang", "fr|en", "langue des messages, fr par défaut", "language of the messages, fr by default")
            .value_parser(["fr", "en"])
            .hide_possible_values(true)
            .global(true)
    }

    /// French puts a space before the colon that clap adds.
    fn options(self) -> &'static str {
        self.pick("Options ", "Options")
    }

    fn option(self, name: &'static str, value: &'static str, fr: &'static str, en: &'static str) -> Arg {
        Arg::new(name).long(name).value_name(value).help(self.pick(fr, en)).help_heading(self.options())
    }

    fn flag(self, name: &'static str, fr: &'static str, en: &'static str) -> Arg {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(self.pick(fr, en)).help_heading(self.options())
    }

    fn positional(self, name: &'static str, value: &'static str, fr: &'static str, en: &'static str) -> Arg {
        Arg::new(name)
            .value_name(value)
            .value_parser(clap::value_parser!(PathBuf))
            .help(self.pick(fr, en))
            .help_heading(self.pick("Arguments ", "Arguments"))
    }

    fn out(self) -> Arg {
        self.option("out", "DIR", "dossier qui reçoit les fichiers", "folder that receives the files")
            .value_parser(clap::value_parser!(PathBuf))
            .required(true)
    }

    fn version(self) -> Arg {
        self.option("pes-version", "V", "version du schéma, 5.11 à 5.30", "version of the schema, 5.11 to 5.30")
            .value_parser(|text: &str| text.parse::<PesVersion>())
    }

    fn overwrite(self) -> Arg {
        self.flag("ecraser", "remplace les fichiers déjà présents", "replaces files already there")
    }

    fn format(self) -> Arg {
        self.option("format", "text|json", "forme du résultat, text par défaut", "form of the result, text by default")
            .value_parser(["text", "json"])
            .hide_possible_values(true)
    }

    fn positive(self, name: &'static str, fr: &'static str, en: &'static str) -> Arg {
        self.option(name, "N", fr, en).value_parser(clap::value_parser!(u64).range(1..))
    }
}

fn command(lang: Lang) -> clap::Command {
    let words = Words(lang);
    words
        .command(
            "pes",
            "Données de facturation en entrée, flux PES avec leurs ASAP en sortie",
            "Billing data in, PES flows with their ASAP out",
            "pes <COMMANDE> ...",
        )
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help(words.pick("affiche la version", "shows the version"))
                .help_heading(words.options()),
        )
        .disable_help_subcommand(true)
        .subcommand_required(true)
        .subcommand_help_heading(words.pick("Commandes ", "Commands"))
        .args([words.lang(), words.help()])
        .subcommands(
            [init_command(words), convert_command(words), split_command(words), show_command(words)]
                .map(|command| command.arg(words.help())),
        )
}

fn init_command(words: Words) -> clap::Command {
    words.command("init", "Écrit un pes.toml commenté", "Writes a commented pes.toml", "pes init [DIR]").arg(
        words
            .positional("dir", "DIR", "dossier, celui-ci par défaut", "folder, this one by default")
            .default_value(".")
            .hide_default_value(true),
    )
}

fn convert_command(words: Words) -> clap::Command {
    words
        .command(
            "convert",
            "Convertit des factures (CSV, JSON Lines) ou un flux sans ASAP en flux PES",
            "Converts invoices (CSV, JSON Lines) or a flow without ASAP into PES flows",
            "pes convert ENTREE... --config pes.toml --out DIR",
        )
        .arg(
            words
                .positional("entree", "ENTREE", "fichiers .csv, .jsonl ou .xml", "files .csv, .jsonl or .xml")
                .num_args(1..)
                .required(true),
        )
        .arg(
            words
                .option("config", "FICHIER", "configuration", "configuration")
                .value_parser(clap::value_parser!(PathBuf))
                .required(true),
        )
        .arg(words.out())
        .arg(
            words
                .option(
                    "date",
                    "AAAA-MM-JJ",
                    "date d'émission, aujourd'hui par défaut",
                    "date of issue, today by default",
                )
                .value_parser(|text: &str| Date::parse(text).map_err(|error| error.to_string())),
        )
        .arg(words.version())
        .arg(words.option("encoding", "ENC", "iso-8859-1 ou utf-8", "iso-8859-1 or utf-8").value_parser(
            |text: &str| match Encoding::from_name(text) {
                Some(encoding @ (Encoding::Iso8859_1 | Encoding::Utf8)) => Ok(encoding),
                _ => Err("iso-8859-1, utf-8".to_owned()),
            },
        ))
        .arg(words.positive("premier-bordereau", "à la place de la configuration", "in place of the configuration"))
        .arg(words.positive("premier-titre", "à la place de la configuration", "in place of the configuration"))
        .arg(words.positive("premier-flux", "à la place de la configuration", "in place of the configuration"))
        .arg(words.flag(
            "tout-ou-rien",
            "n'écrit rien si une facture est refusée",
            "writes nothing when an invoice is refused",
        ))
        .arg(words.overwrite())
        .arg(words.positive("jobs", "nombre de fils d'exécution", "number of threads"))
        .arg(words.format())
}

fn split_command(words: Words) -> clap::Command {
    words
        .command(
            "split",
            "Sépare les titres publics d'un flux qui mêle public et privé",
            "Splits the public titres off a flow that mixes public and private",
            "pes split FLUX.xml --out DIR --bordereau-public N",
        )
        .arg(words.positional("flux", "FLUX.xml", "flux à séparer", "flow to split").required(true))
        .arg(words.out())
        .arg(
            words
                .positive(
                    "bordereau-public",
                    "premier numéro des bordereaux publics",
                    "first number of the public bordereaux",
                )
                .required(true),
        )
        .arg(words.version())
        .arg(words.overwrite())
        .arg(words.format())
}

fn show_command(words: Words) -> clap::Command {
    words
        .command(
            "show",
            "Montre un flux : bordereaux, titres, tiers, circuits, totaux, ASAP ouverts",
            "Shows a flow: bordereaux, titres, parties, routes, totals, ASAP opened",
            "pes show FLUX.xml",
        )
        .arg(words.positional("flux", "FLUX.xml", "flux à montrer", "flow to show").required(true))
        .arg(words.format())
}

/// Help and version go to standard output; a fault is said in the language asked, never in clap's own words.
fn explain(error: &clap::Error, lang: Lang) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        crate::screen::print(&error.render().to_string());
        return ExitCode::SUCCESS;
    }
    let context = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    let (argument, value) = (context(ContextKind::InvalidArg), context(ContextKind::InvalidValue));
    let words = Words(lang);
    let message = match error.kind() {
        ErrorKind::MissingRequiredArgument => {
            format!("{} {argument}", words.pick("argument absent :", "missing argument:"))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => words
            .pick("commande absente : init, convert, split ou show", "missing command: init, convert, split or show")
            .to_owned(),
        ErrorKind::InvalidSubcommand => {
            format!(
                "{} {}",
                words.pick("commande inconnue :", "unknown command:"),
                context(ContextKind::InvalidSubcommand)
            )
        }
        ErrorKind::UnknownArgument => format!("{} {argument}", words.pick("argument inconnu :", "unknown argument:")),
        ErrorKind::ArgumentConflict | ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            format!("{} {argument}", words.pick("argument donné plusieurs fois :", "argument given several times:"))
        }
        _ if value.is_empty() => format!("{} {argument}", words.pick("valeur absente :", "missing value:")),
        _ => format!("{argument} : {} « {value} »", words.pick("valeur refusée", "refused value")),
    };
    let word = words.pick("erreur", "error");
    let hint = words.pick(
        "« pes --help » et « pes COMMANDE --help » montrent l'usage",
        "`pes --help` and `pes COMMAND --help` show the usage",
    );
    crate::screen::complain(&format!("{word}: {message}\n{hint}\n"));
    ExitCode::from(2)
}
