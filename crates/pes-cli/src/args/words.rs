//! The parts that commands share, in one language.

use std::path::PathBuf;

use clap::{Arg, ArgAction};
use pes::parser::value::{Date, SimpleType};
use pes::parser::{Lang, PesVersion};

/// Picks the words of a language.
#[derive(Clone, Copy)]
pub(super) struct Words(pub(super) Lang);

impl Words {
    pub(super) fn pick(self, fr: &'static str, en: &'static str) -> &'static str {
        match self.0 {
            Lang::Fr => fr,
            Lang::En => en,
        }
    }

    pub(super) fn command(
        self,
        name: &'static str,
        fr: &'static str,
        en: &'static str,
        usage: &'static str,
    ) -> clap::Command {
        clap::Command::new(name)
            .about(self.pick(fr, en))
            .override_usage(usage)
            .help_template(
                self.pick("{about}\n\nUsage : {usage}\n\n{all-args}", "{about}\n\nUsage: {usage}\n\n{all-args}"),
            )
            .disable_help_flag(true)
    }

    pub(super) fn help(self) -> Arg {
        self.flag("aide", "affiche cette aide", "shows this help").long("help").short('h').action(ArgAction::Help)
    }

    pub(super) fn lang(self) -> Arg {
        self.option("lang", "fr|en", "langue des messages, fr par défaut", "language of the messages, fr by default")
            .value_parser(["fr", "en"])
            .hide_possible_values(true)
            .global(true)
    }

    /// French puts a space before the colon that clap adds.
    pub(super) fn options(self) -> &'static str {
        self.pick("Options ", "Options")
    }

    pub(super) fn option(self, name: &'static str, value: &'static str, fr: &'static str, en: &'static str) -> Arg {
        Arg::new(name).long(name).value_name(value).help(self.pick(fr, en)).help_heading(self.options())
    }

    pub(super) fn flag(self, name: &'static str, fr: &'static str, en: &'static str) -> Arg {
        Arg::new(name).long(name).action(ArgAction::SetTrue).help(self.pick(fr, en)).help_heading(self.options())
    }

    pub(super) fn positional(self, name: &'static str, value: &'static str, fr: &'static str, en: &'static str) -> Arg {
        Arg::new(name)
            .value_name(value)
            .value_parser(clap::value_parser!(PathBuf))
            .help(self.pick(fr, en))
            .help_heading(self.pick("Arguments ", "Arguments"))
    }

    pub(super) fn files(self, fr: &'static str, en: &'static str) -> Arg {
        self.positional("fichier", "FICHIER", fr, en).num_args(1..).required(true)
    }

    pub(super) fn out(self) -> Arg {
        self.option("out", "DIR", "dossier qui reçoit les fichiers", "folder that receives the files")
            .value_parser(clap::value_parser!(PathBuf))
            .required(true)
    }

    pub(super) fn config(self) -> Arg {
        self.option("config", "FICHIER", "configuration", "configuration")
            .value_parser(clap::value_parser!(PathBuf))
            .required(true)
    }

    pub(super) fn date(self, fr: &'static str, en: &'static str) -> Arg {
        self.option("date", "AAAA-MM-JJ", fr, en)
            .value_parser(|text: &str| Date::parse(text).map_err(|error| error.to_string()))
    }

    pub(super) fn version(self) -> Arg {
        self.option("pes-version", "V", "version du schéma, 5.11 à 5.30", "version of the schema, 5.11 to 5.30")
            .value_parser(|text: &str| text.parse::<PesVersion>())
    }

    pub(super) fn overwrite(self) -> Arg {
        self.flag("ecraser", "remplace les fichiers déjà présents", "replaces files already there")
    }

    pub(super) fn format(self) -> Arg {
        self.option("format", "text|json", "forme du résultat, text par défaut", "form of the result, text by default")
            .value_parser(["text", "json"])
            .hide_possible_values(true)
    }

    pub(super) fn positive(self, name: &'static str, fr: &'static str, en: &'static str) -> Arg {
        self.option(name, "N", fr, en).value_parser(clap::value_parser!(u64).range(1..))
    }
}
