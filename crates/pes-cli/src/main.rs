//! The command `pes`.

mod alike;
mod archive;
mod args;
mod billing;
mod bundle;
mod catalogue;
mod check;
mod convert;
mod corrige;
mod files;
mod html;
mod init;
mod interrupt;
mod journal;
mod ledger;
mod output;
mod refusals;
mod report;
mod retour;
mod routing;
mod screen;
mod show;
mod split;
mod spool;
mod statut;
mod tally;
mod traced;
mod veille;
mod xsd;
mod xsd_export;

use std::process::ExitCode;

use args::{Arguments, Command};
use screen::Screen;

fn main() -> ExitCode {
    let arguments = match Arguments::parse() {
        Ok(arguments) => arguments,
        Err(exit) => return exit,
    };
    let screen = Screen::new(arguments.lang);
    interrupt::watch(arguments.lang);
    let outcome = match &arguments.command {
        Command::Init(command) => init::run(command, &screen),
        Command::Convert(command) => convert::run(command, &screen),
        Command::Split(command) => split::run(command, &screen),
        Command::Show(command) => show::run(command, &screen),
        Command::Explain(command) => catalogue::explain(command, &screen),
        Command::Rules(command) => catalogue::list(command, &screen),
        Command::Check(command) => check::run(command, &screen),
        Command::Retour(command) => retour::run(command, &screen),
        Command::Statut(command) => statut::run(command, &screen),
        Command::Corrige(command) => corrige::run(command, &screen),
        Command::Archive(command) => archive::run(command, &screen),
        Command::Journal(command) => journal::run(command, &screen),
        Command::Veille(command) => veille::run(command, &screen),
        Command::Xsd(command) => xsd::run(command, &screen),
        Command::XsdExport(command) => xsd_export::run(command, &screen),
    };
    outcome.unwrap_or_else(|fault| screen.fault(&fault))
}
