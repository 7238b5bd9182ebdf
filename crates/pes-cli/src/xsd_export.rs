//! `pes xsd-export`: the XSD documents of a version, for other tools.

use std::process::ExitCode;

use pes::parser::text;
use pes::validator::schema_documents;

use crate::args::XsdExport;
use crate::output::Staging;
use crate::screen::{Fault, Screen, print};

/// Writes the documents in a folder.
pub fn run(command: &XsdExport, screen: &Screen) -> Result<ExitCode, Fault> {
    let mut staging = Staging::open(&command.out, command.overwrite)?;
    let mut count = 0;
    for (name, text) in schema_documents(command.version) {
        staging.add(name, text.as_bytes())?;
        count += 1;
    }
    staging.deliver()?;
    let (version, out) = (command.version, command.out.display());
    let message = text!(
        fr = "{out} : {count} fichiers XSD de la version {version}",
        en = "{out}: {count} XSD files of version {version}"
    );
    print(&format!("{}\n", screen.text(&message)))?;
    Ok(ExitCode::SUCCESS)
}
