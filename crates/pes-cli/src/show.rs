//! `pes show`: a flow as people read it, the ASAP of its pieces opened; or what Hélios answers, and what to do.

mod answer;
mod asap;
pub mod gather;
mod notice;
pub mod read;
pub mod shown;
mod table;
mod text;
pub mod words;

use std::process::ExitCode;

use pes::parser::{DocumentKind, PesAller, Source};
use pes::validator::unreadable;
use serde::Serialize;

use crate::args::Show;
use crate::bundle::{self, Document};
use crate::files;
use crate::screen::{Fault, Screen, print};
use answer::Answered;
use shown::{FORMAT, Shown, TOOL, Written, escaped};

/// Shows a document, or each of those in a zip.
pub fn run(command: &Show, screen: &Screen) -> Result<ExitCode, Fault> {
    let name = files::name(&command.flow);
    let documents = bundle::read(&command.flow, &name)?;
    let pages = documents.iter().map(|document| Page::of(document, screen)).collect::<Result<Vec<_>, Fault>>()?;
    print(&match (command.json, &pages[..]) {
        (true, [page]) => escaped(page),
        (true, pages) => {
            escaped(&Bundle { format: FORMAT, outil: TOOL, fichier: Written::new(name), documents: pages })
        }
        (false, pages) => pages.iter().map(|page| page.text(screen)).collect::<Vec<_>>().join("\n"),
    })?;
    Ok(ExitCode::SUCCESS)
}

/// What is shown of a document.
#[derive(Serialize)]
#[serde(untagged)]
enum Page {
    Flow(Box<Shown>),
    Answer(Box<Answered>),
}

/// What is shown of a zip.
#[derive(Serialize)]
struct Bundle<'p> {
    format: u32,
    outil: &'static str,
    fichier: Written,
    documents: &'p [Page],
}

impl Page {
    fn of(Document { name, bytes }: &Document, screen: &Screen) -> Result<Self, Fault> {
        let refused = |error| Fault::from(unreadable(name, &error));
        let source = Source::decode(name.as_str(), bytes).map_err(refused)?;
        Ok(match DocumentKind::of(&source).map_err(refused)? {
            DocumentKind::Acquit | DocumentKind::Retour | DocumentKind::AcquitRetour => {
                Page::Answer(Box::new(Answered::of(&source, screen.lang).map_err(refused)?))
            }
            DocumentKind::Aller | DocumentKind::Other => {
                let (flow, faults) = PesAller::read(&source).map_err(refused)?;
                Page::Flow(Box::new(gather::gather(&source, &flow, faults.len(), screen.lang)))
            }
        })
    }

    fn text(&self, screen: &Screen) -> String {
        match self {
            Page::Flow(shown) => text::page(shown, screen),
            Page::Answer(answered) => answer::page(answered, screen),
        }
    }
}
