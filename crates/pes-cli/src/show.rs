//! `pes show`: a flow as people read it, the ASAP of its pieces opened.

mod asap;
pub mod gather;
mod notice;
pub mod read;
pub mod shown;
mod table;
mod text;
pub mod words;

use std::process::ExitCode;

use pes::parser::{PesAller, Source};
use pes::validator::{rules, unreadable};

use crate::args::Show;
use crate::files;
use crate::screen::{Fault, Screen, print};

/// Shows a flow, or an ASAP alone.
pub fn run(command: &Show, screen: &Screen) -> Result<ExitCode, Fault> {
    let name = files::name(&command.flow);
    let bytes = files::read(&command.flow, &rules::PES001)?;
    let refused = |error| Fault::from(unreadable(&name, &error));
    let source = Source::decode(name.as_str(), &bytes).map_err(refused)?;
    let (flow, faults) = PesAller::read(&source).map_err(refused)?;
    let shown = gather::gather(&source, &flow, faults.len(), screen.lang);
    print(&if command.json { shown.to_json() } else { text::page(&shown, screen) })?;
    Ok(ExitCode::SUCCESS)
}
