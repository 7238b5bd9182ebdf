//! The schema layer: the schemas of each version, and what a document breaks in them.

mod fault;
mod findings;
mod syntax;
mod value;
mod version;

use std::sync::OnceLock;

use pes_parser::PesVersion;
use pes_xsd::{Schema, SchemaError};

pub use fault::unusable_schema;
pub(crate) use findings::MAX_FINDINGS;
pub use findings::{check_schema, schema_findings};

use crate::diagnostic::Diagnostic;
use version::at_version;

macro_rules! embedded {
    ($($name:literal),+ $(,)?) => { [$(($name, include_str!(concat!("../../xsd/", $name)))),+] };
}

/// One for each kind of document.
const ROOTS: [(&str, &str); 4] = embedded!["PES_Aller.xsd", "PES_ACQUIT.xsd", "PES_ACQUIT_v2.xsd", "PES_Retour.xsd"];

/// What the roots include.
const PARTS: [(&str, &str); 8] = embedded![
    "acquit.xsd",
    "commun.xsd",
    "entete.xsd",
    "facture.xsd",
    "pj.xsd",
    "recette.xsd",
    "retour-asap.xsd",
    "retour-recette.xsd",
];

const VERSIONS: usize = 20;

/// The plain XSD documents of a version, each with its file name; those of the four roots come first.
///
/// ```
/// let documents: Vec<_> = pes_validator::schema_documents(pes_parser::PesVersion::V5_30).collect();
/// assert_eq!(documents[0].0, "PES_Aller.xsd");
/// assert!(documents.iter().all(|(_, text)| !text.contains("urn:pes:versions")));
/// ```
pub fn schema_documents(version: PesVersion) -> impl Iterator<Item = (&'static str, String)> {
    ROOTS.into_iter().chain(PARTS).map(move |(name, text)| (name, at_version(text, version)))
}

/// The schema of a version, for all four kinds of documents: compiled when it is first asked for, then kept.
///
/// # Errors
/// The schema does not compile: nothing can be checked with it.
pub fn schema(version: PesVersion) -> Result<&'static Schema, Box<Diagnostic>> {
    static COMPILED: [OnceLock<Result<Schema, SchemaError>>; VERSIONS] = [const { OnceLock::new() }; VERSIONS];
    let rank = PesVersion::all().position(|known| known == version).unwrap_or_default();
    let compiled = COMPILED[rank].get_or_init(|| compile(version));
    compiled.as_ref().map_err(|error| Box::new(unusable_schema(error)))
}

fn compile(version: PesVersion) -> Result<Schema, SchemaError> {
    let mut builder = Schema::builder();
    for (rank, (name, text)) in schema_documents(version).enumerate() {
        builder = if rank < ROOTS.len() { builder.document(name, text) } else { builder.resource(name, text) };
    }
    builder.build()
}

#[cfg(test)]
mod tests;
