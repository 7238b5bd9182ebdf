use std::path::PathBuf;

use clap::{Arg, ArgAction};
use pes::parser::{Encoding, Lang};
use pes::validator::{Layer, RULES, Rule};

use super::outputs::Format;
use super::words::Words;

/// The command `pes`, its help in one language.
pub(super) fn command(lang: Lang) -> clap::Command {
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
            [
                init_command(words),
                convert_command(words),
                split_command(words),
                show_command(words),
                check_command(words),
                retour_command(words),
                statut_command(words),
                corrige_command(words),
                archive_command(words),
                journal_command(words),
                veille_command(words),
                xsd_command(words),
                xsd_export_command(words),
                explain_command(words),
                rules_command(words),
            ]
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
        .arg(words.config())
        .arg(words.out())
        .arg(words.date("date d'émission, aujourd'hui par défaut", "date of issue, today by default"))
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
        .arg(words.flag(
            "simulation",
            "dit ce qui serait converti, refusé et numéroté, sans rien écrire ni retenir",
            "says what would be converted, refused and numbered, and writes and remembers nothing",
        ))
        .arg(words.overwrite())
        .arg(words.flag(
            "refaire",
            "réémet les factures refusées, sous un nouveau numéro de bordereau",
            "issues the refused invoices again, under a new bordereau number",
        ))
        .arg(words.positive("jobs", "nombre de fils d'exécution", "number of threads"))
        .arg(words.format())
}

fn retour_command(words: Words) -> clap::Command {
    words
        .command(
            "retour",
            "Lit les acquits et les retours d'Hélios, et dit quelles factures sont refusées",
            "Reads the acquits and returns of Hélios, and says which invoices are refused",
            "pes retour FICHIER|DOSSIER... --config pes.toml",
        )
        .arg(words.files("acquits, retours ou dossiers qui en contiennent", "acquits, returns or folders of them"))
        .arg(words.config())
        .arg(words.date("date de lecture, aujourd'hui par défaut", "date of reading, today by default"))
        .arg(words.format())
}

fn statut_command(words: Words) -> clap::Command {
    words
        .command(
            "statut",
            "Dit où en est une facture, un titre, un bordereau ou un flux ; sans mot, tout ce qui est envoyé",
            "Says where an invoice, a titre, a bordereau or a flow stands; without a word, all that was sent",
            "pes statut [MOT] --config pes.toml",
        )
        .arg(
            words
                .positional(
                    "mot",
                    "MOT",
                    "numéro de facture, de titre ou de bordereau, ou nom de flux",
                    "number of an invoice, a titre or a bordereau, or name of a flow",
                )
                .value_parser(clap::value_parser!(String)),
        )
        .arg(words.config())
        .arg(words.date("date du jour, aujourd'hui par défaut", "date of the day, today by default"))
        .arg(words.positive(
            "sans-reponse",
            "jours après lesquels un bordereau sans réponse est signalé, 5 par défaut",
            "days after which a bordereau without an answer is told, 5 by default",
        ))
        .arg(
            words
                .option(
                    "format",
                    "text|json|csv",
                    "forme du résultat, text par défaut",
                    "form of the result, text by default",
                )
                .value_parser(["text", "json", "csv"])
                .hide_possible_values(true),
        )
}

fn corrige_command(words: Words) -> clap::Command {
    words
        .command(
            "corrige",
            "Refait un bordereau refusé, sous un nouveau numéro",
            "Issues a refused bordereau again, under a new number",
            "pes corrige BORDEREAU [ENTREE...] --config pes.toml --out DIR",
        )
        .arg(
            words
                .positional("bordereau", "BORDEREAU", "numéro du bordereau refusé", "number of the refused bordereau")
                .value_parser(clap::value_parser!(u64))
                .required(true),
        )
        .arg(
            words
                .positional(
                    "entree",
                    "ENTREE",
                    "données corrigées ; par défaut celles qui ont servi, sans les titres fautifs",
                    "corrected data; by default the data sent, without the titres at fault",
                )
                .num_args(0..),
        )
        .arg(words.config())
        .arg(words.out())
        .arg(words.positive("exercice", "exercice du bordereau", "year of the bordereau"))
        .arg(words.date("date d'émission, aujourd'hui par défaut", "date of issue, today by default"))
        .arg(words.overwrite())
        .arg(words.positive("jobs", "nombre de fils d'exécution", "number of threads"))
        .arg(words.format())
}

fn archive_command(words: Words) -> clap::Command {
    words
        .command(
            "archive",
            "Rassemble ce qu'il faut conserver : flux envoyés, acquits et retours lus, avec leurs empreintes",
            "Gathers what must be kept: flows sent, acquits and returns read, with their hashes",
            "pes archive --config pes.toml --out DIR | pes archive --verify DIR",
        )
        .arg(
            words
                .option("config", "FICHIER", "configuration", "configuration")
                .value_parser(clap::value_parser!(PathBuf))
                .required_unless_present("verify"),
        )
        .arg(
            words
                .option("out", "DIR", "dossier qui reçoit l'archive", "folder that receives the archive")
                .value_parser(clap::value_parser!(PathBuf))
                .required_unless_present("verify"),
        )
        .arg(
            words
                .option("verify", "DIR", "contrôle une archive faite avant", "checks an archive made before")
                .value_parser(clap::value_parser!(PathBuf))
                .conflicts_with_all(["config", "out"]),
        )
        .arg(
            words
                .option(
                    "flux",
                    "DIR",
                    "dossier où des flux ont été déplacés ; se répète",
                    "folder where flows were moved; repeatable",
                )
                .value_parser(clap::value_parser!(PathBuf))
                .action(ArgAction::Append),
        )
        .arg(words.overwrite())
}

fn journal_command(words: Words) -> clap::Command {
    let run = words.positional("execution", "EXECUTION", "numéro de l'exécution", "number of the run");
    let what = words.positional(
        "quoi",
        "EXECUTION|FLUX",
        "numéro d'exécution, ou nom de flux",
        "number of a run, or name of a flow",
    );
    words
        .command(
            "journal",
            "Montre et entretient le journal",
            "Shows the journal and looks after it",
            "pes journal liste|envoye|annule|purge --config pes.toml",
        )
        .subcommand_required(true)
        .subcommand_help_heading(words.pick("Commandes ", "Commands"))
        .subcommands(
            [
                words.command(
                    "liste",
                    "Liste les exécutions, leurs numéros et ce qui en est envoyé",
                    "Lists the runs, their numbers and what of them was sent",
                    "pes journal liste --config pes.toml",
                ),
                words
                    .command(
                        "envoye",
                        "Retient que les flux d'une exécution, ou un flux, ont été envoyés",
                        "Remembers that the flows of a run, or a flow, were sent",
                        "pes journal envoye EXECUTION|FLUX --config pes.toml",
                    )
                    .arg(what.value_parser(clap::value_parser!(String)).required(true))
                    .arg(words.date("date d'envoi, aujourd'hui par défaut", "date of sending, today by default")),
                words
                    .command(
                        "annule",
                        "Annule une exécution dont rien n'est envoyé : ses flux sont retirés, ses numéros libres",
                        "Undoes a run of which nothing was sent: its flows are removed, its numbers are free",
                        "pes journal annule EXECUTION --config pes.toml",
                    )
                    .arg(run.value_parser(clap::value_parser!(u64)).required(true))
                    .arg(words.flag(
                        "jamais-envoyee",
                        "des flux déplacés ou changés n'ont pas été envoyés",
                        "flows that were moved or changed were not sent",
                    )),
                words
                    .command(
                        "purge",
                        "Efface les données personnelles dont le délai de conservation est passé, et dit lesquelles",
                        "Erases the personal data whose time of keeping is over, and says which",
                        "pes journal purge --config pes.toml",
                    )
                    .arg(words.date("date du jour, aujourd'hui par défaut", "date of the day, today by default")),
            ]
            .map(|command| command.arg(words.config()).arg(words.help())),
        )
}

fn veille_command(words: Words) -> clap::Command {
    words
        .command(
            "veille",
            "Surveille un dossier : convertit les factures et lit les retours qui y sont déposés",
            "Watches a folder: converts the invoices and reads the returns that are dropped there",
            "pes veille --in DIR --config pes.toml --out DIR | pes veille --in DIR --collectivites",
        )
        .arg(
            words
                .option("in", "DIR", "dossier surveillé", "watched folder")
                .value_parser(clap::value_parser!(PathBuf))
                .required(true),
        )
        .arg(words.config().required(false).required_unless_present("collectivites"))
        .arg(words.out().required(false).required_unless_present("collectivites"))
        .arg(
            words
                .flag(
                    "collectivites",
                    "chaque sous-dossier qui a un pes.toml est une collectivité ; ses flux vont dans son dossier flux",
                    "each folder in it that has a pes.toml is a local authority; its flows go to its folder flux",
                )
                .conflicts_with_all(["config", "out"]),
        )
        .arg(words.flag(
            "une-fois",
            "prend ce qui est là et se termine, pour cron",
            "takes what is there and ends, for cron",
        ))
        .arg(words.positive(
            "calme",
            "secondes sans changement après lesquelles un fichier est entier, 5 par défaut",
            "seconds without a change after which a file is whole, 5 by default",
        ))
        .arg(words.positive(
            "intervalle",
            "secondes entre deux regards, 10 par défaut",
            "seconds between two looks, 10 by default",
        ))
        .arg(words.date(
            "date d'émission et de lecture, celle du jour par défaut",
            "date of issue and of reading, that of the day by default",
        ))
        .arg(
            words
                .option("log", "FICHIER", "journal d'exploitation, en JSON Lines", "log, in JSON Lines")
                .value_parser(clap::value_parser!(PathBuf)),
        )
        .arg(
            words
                .option(
                    "metriques",
                    "FICHIER",
                    "mesures, au format texte de Prometheus",
                    "metrics, in the text format of Prometheus",
                )
                .value_parser(clap::value_parser!(PathBuf)),
        )
        .arg(words.positive("jobs", "nombre de fils d'exécution", "number of threads"))
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
            "Montre un flux (bordereaux, titres, ASAP ouverts), ou ce que dit un acquit ou un retour",
            "Shows a flow (bordereaux, titres, ASAP opened), or what an acquit or a return says",
            "pes show FICHIER.xml|FICHIER.zip",
        )
        .arg(
            words
                .positional(
                    "flux",
                    "FICHIER",
                    "flux, acquit ou retour, seul ou dans un zip",
                    "flow, acquit or return, alone or in a zip",
                )
                .required(true),
        )
        .arg(words.format())
}

fn check_command(words: Words) -> clap::Command {
    words
        .command(
            "check",
            "Contrôle des flux et leurs ASAP joints : XML, schéma de la version, règles métier",
            "Checks flows and the ASAP attached to them: XML, schema of the version, business rules",
            "pes check FICHIER|DOSSIER|-...",
        )
        .arg(words.files(
            "flux, acquits ou retours, dossiers qui en contiennent, ou - pour l'entrée standard",
            "flows, acquits or returns, folders of them, or - for standard input",
        ))
        .arg(words.version())
        .arg(
            words
                .option(
                    "xsd",
                    "SCHEMA.xsd",
                    "schéma officiel à employer à la place du nôtre",
                    "official schema to use in place of ours",
                )
                .value_parser(clap::value_parser!(PathBuf))
                .conflicts_with("pes-version"),
        )
        .arg(
            words
                .option(
                    "annuaire",
                    "ANNUAIRE.csv",
                    "destinataires publics : met en œuvre les règles de Chorus Pro",
                    "public recipients: turns on the rules of Chorus Pro",
                )
                .value_parser(clap::value_parser!(PathBuf)),
        )
        .arg(
            words
                .option(
                    "journal",
                    "PES.TOML",
                    "configuration dont le journal dit ce qui est déjà parti : met en œuvre les règles d'historique",
                    "configuration whose journal tells what has gone: turns on the rules of history",
                )
                .value_parser(clap::value_parser!(PathBuf)),
        )
        .arg(
            words
                .option("ignore", "REGLE,...", "règles métier à ne pas appliquer", "business rules not to apply")
                .value_delimiter(',')
                .value_parser(business_rule),
        )
        .arg(words.flag("strict", "un avertissement refuse aussi", "a warning refuses too"))
        .arg(words.flag(
            "mask",
            "masque noms, adresses, comptes et identifiants des personnes",
            "hides names, addresses, accounts and identifiers of people",
        ))
        .arg(words.positive("jobs", "nombre de fils d'exécution", "number of threads"))
        .arg(
            words
                .option(
                    "format",
                    "FORME",
                    "forme du résultat, text par défaut : text, court, json, jsonl, junit, sarif, html ; se répète",
                    "form of the result, text by default: text, court, json, jsonl, junit, sarif, html; repeatable",
                )
                .value_parser(|text: &str| Format::named(text).ok_or(""))
                .action(ArgAction::Append),
        )
        .arg(
            words
                .option(
                    "output",
                    "FICHIER",
                    "fichier qui reçoit le résultat : celui de la forme de même rang, ou de son extension ; se répète",
                    "file that receives the result: in the form of the same rank, or of its extension; repeatable",
                )
                .value_parser(clap::value_parser!(PathBuf))
                .action(ArgAction::Append),
        )
}

/// What XML and the schema refuse is refused by Hélios too, whatever is asked.
fn business_rule(id: &str) -> Result<&'static Rule, String> {
    let found = RULES.iter().find(|rule| rule.layer == Layer::Business && rule.id.eq_ignore_ascii_case(id));
    found.copied().ok_or_else(|| "PES2xx-PES7xx".to_owned())
}

fn xsd_command(words: Words) -> clap::Command {
    words
        .command(
            "xsd",
            "Valide des fichiers XML par un schéma XSD",
            "Validates XML files against an XSD schema",
            "pes xsd SCHEMA.xsd FICHIER...",
        )
        .arg(words.positional("schema", "SCHEMA.xsd", "schéma", "schema").required(true))
        .arg(words.files("fichiers à valider", "files to validate"))
        .arg(words.positive("jobs", "nombre de fils d'exécution", "number of threads"))
        .arg(words.format())
}

fn xsd_export_command(words: Words) -> clap::Command {
    words
        .command(
            "xsd-export",
            "Écrit les fichiers XSD d'une version",
            "Writes the XSD files of a version",
            "pes xsd-export --pes-version V --out DIR",
        )
        .arg(words.version().required(true))
        .arg(words.out())
        .arg(words.overwrite())
}

fn explain_command(words: Words) -> clap::Command {
    words
        .command(
            "explain",
            "Explique une règle, ou une réponse d'Hélios",
            "Explains a rule, or an answer of Hélios",
            "pes explain PES210 | 2183 | ERREUR_DOUBLON_PJ",
        )
        .arg(
            words
                .positional("code", "CODE", "règle ou réponse d'Hélios", "rule or answer of Hélios")
                .value_parser(clap::value_parser!(String))
                .num_args(1..)
                .required(true),
        )
}

fn rules_command(words: Words) -> clap::Command {
    words.command("rules", "Liste les règles", "Lists the rules", "pes rules").arg(
        words
            .option("format", "text|json|markdown", "présentation, text par défaut", "presentation, text by default")
            .value_parser(["text", "json", "markdown"])
            .hide_possible_values(true),
    )
}
