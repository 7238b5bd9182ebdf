//! `pes init`: a commented configuration.

use std::process::ExitCode;

use pes::mapper::template;
use pes::parser::text;
use pes::validator::{At, Diagnostic, rules};

use crate::args::Init;
use crate::output::{create_folder, replace};
use crate::screen::{Fault, Screen, print};

/// Writes `pes.toml` in a folder, never over another.
pub fn run(command: &Init, screen: &Screen) -> Result<ExitCode, Fault> {
    let path = command.folder.join("pes.toml");
    if path.exists() {
        let shown = path.display().to_string();
        let message = text!(fr = "{shown} existe déjà", en = "{shown} is already there");
        return Err(Diagnostic::new(&rules::PES890, At::document(shown), message).into());
    }
    create_folder(&command.folder)?;
    replace(&path, template(screen.lang).as_bytes())?;
    let shown = path.display();
    print(&match screen.lang {
        pes::parser::Lang::Fr => {
            format!("{shown} écrit : le compléter, puis pes convert FICHIER --config {shown} --out DIR\n")
        }
        pes::parser::Lang::En => {
            format!("{shown} written: complete it, then pes convert FILE --config {shown} --out DIR\n")
        }
    })?;
    Ok(ExitCode::SUCCESS)
}
