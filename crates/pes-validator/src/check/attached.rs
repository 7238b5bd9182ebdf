//! The `PES_Facture` in the pieces of a flow, opened and checked one after the other or on several threads.

use std::collections::HashMap;

use pes_parser::code::TypePj;
use pes_parser::model::{EnTetePes, Pj};
use pes_parser::value::Place;
use pes_parser::{Fault, PesAller, PesVersion, Text};

use super::mask::Mask;
use super::notices::{self, Announced, Content, Contents};
use super::{DocumentReport, Findings, Rules};
use super::{
    asap, domains_without_rules, encoding, pieces, plausible, raw, read, recette, subject, typed, types_of_values,
    values, with_schema,
};
use crate::catalogue::rules;
use crate::executor::Executor;
use crate::schema::check_schema;

/// What the flow of a piece says of it.
pub(super) struct Around<'a> {
    pub rules: &'a Rules<'a>,
    pub titres: &'a HashMap<&'a str, asap::TitresOfPiece<'a>>,
    pub header: Option<&'a EnTetePes>,
    /// Whether the schema accepts the flow: titres that it refuses are no measure for an ASAP.
    pub is_sound: bool,
    pub mask: Option<&'a Mask<'a>>,
}

/// How the block of an ASAP begins.
const FACTURE: &[u8] = b"<PES_Facture";

/// Pieces opened at a time, shared between threads.
const WAVE: usize = 256;

/// The `PES_Facture` in the pieces of a flow, and what each piece holds; `found` is told what is wrong with the pieces
/// themselves.
pub(super) fn check<'f>(
    name: &str,
    flow: &'f PesAller,
    around: &Around<'_>,
    executor: &impl Executor,
    found: &mut Findings,
) -> (Vec<DocumentReport>, Contents<'f>) {
    let announced = Announced::of(flow);
    let pieces = flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj).enumerate();
    // Chains outlive the files: made between them, each would keep the room of a file from being used again.
    let pieces: Vec<(&'f Pj, String)> = pieces.map(|(index, pj)| (pj, pj.chain(name, index + 1))).collect();
    let mut reports = Vec::with_capacity(pieces.len());
    let mut contents = Contents::with_capacity(pieces.len());
    let mut told = asap::Told::default();
    for wave in pieces.chunks(WAVE) {
        let checked = executor.map(wave.len(), |index| {
            let (pj, chain) = &wave[index];
            piece(pj, chain, &announced, around, &told)
        });
        for ((pj, chain), mut checked) in wave.iter().zip(checked) {
            // One of its own wave has told the same, which it could not know.
            if told.meets(&checked.told) {
                checked = piece(pj, chain, &announced, around, &told);
            }
            told.add(checked.told);
            found.0.append(&mut checked.found.0);
            reports.extend(checked.report);
            // Of two pieces of one identifier, the first one counts.
            contents.entry(raw(&pj.id_unique)).or_insert(checked.content);
        }
    }
    (reports, contents)
}

/// What became of a piece.
struct Checked {
    /// That of its `PES_Facture`.
    report: Option<DocumentReport>,
    content: Content,
    /// What is wrong with the piece itself, in the flow.
    found: Findings,
    told: asap::Told,
}

/// A piece is what it holds: a `PES_Facture` is looked at as one, whatever it is said to be.
fn piece(pj: &Pj, chain: &str, announced: &Announced<'_>, around: &Around<'_>, before: &asap::Told) -> Checked {
    let mut found = Findings::default();
    let mut across = asap::Across::after(before);
    let mut content = Content { said: typed(&pj.type_pj), is_opened: true, is_facture: false };
    let report = match pieces::open(pj, &mut found) {
        None => {
            content.is_opened = false;
            Some(DocumentReport::unopened(chain.to_owned(), Vec::new()))
        }
        Some(file) => {
            pieces::check_file(pj, &file, &mut found);
            content.is_facture = match content.said {
                Some(TypePj::PesFacture) => true,
                None if announced.as_facture(pj) => true,
                _ => holds_facture(&file),
            };
            if content.is_facture {
                notices::check_label(pj, announced, &mut found);
            }
            content.is_facture.then(|| {
                let none = asap::TitresOfPiece::new();
                let titres = around.titres.get(raw(&pj.id_unique)).unwrap_or(&none);
                let measure = around.is_sound.then_some(titres);
                let mut report = document(chain, &file, measure, around, &mut across);
                subject::of_piece(titres, &mut report.findings);
                report
            })
        }
    };
    Checked { report, content, found, told: across.told }
}

/// Whether a file is a `PES_Facture`, or would be one without its faults.
fn holds_facture(file: &[u8]) -> bool {
    if !pieces::is_xml(file) {
        return false;
    }
    match read("", file) {
        Ok((_, document, _)) => document.pes_facture.is_some(),
        Err(_) => file.windows(FACTURE.len()).any(|window| window == FACTURE),
    }
}

fn document(
    chain: &str,
    file: &[u8],
    titres: Option<&asap::TitresOfPiece<'_>>,
    around: &Around<'_>,
    across: &mut asap::Across<'_>,
) -> DocumentReport {
    let Rules { version, schema, .. } = *around.rules;
    match read(chain, file) {
        Ok((source, document, faults)) => {
            let mut found = in_document(&document, &faults, titres, version, across);
            plausible::check_header(document.en_tete_pes.as_ref(), around.header, &mut found);
            encoding(&source, &mut found);
            let found = found.located(&source, version);
            let mut findings = with_schema(check_schema(chain, file, schema), found);
            subject::in_facture(&document, titres.unwrap_or(&asap::TitresOfPiece::new()), &mut findings);
            values(&source, &mut findings);
            if let Some(mask) = around.mask {
                mask.hide_in(Some(&source), &mut findings);
            }
            DocumentReport::of_all_layers(chain.to_owned(), findings, titres.is_some())
        }
        Err(finding) => {
            let mut findings = vec![*finding];
            if let Some(mask) = around.mask {
                mask.hide_in(None, &mut findings);
            }
            DocumentReport::unread(chain.to_owned(), findings)
        }
    }
}

/// The document of a piece, against the flow that carries it.
fn in_document(
    document: &PesAller,
    faults: &[Fault],
    titres: Option<&asap::TitresOfPiece<'_>>,
    version: PesVersion,
    across: &mut asap::Across<'_>,
) -> Findings {
    let mut found = Findings::default();
    found.faults(faults);
    types_of_values(document, &mut found);
    domains_without_rules(document, &mut found);
    match &document.pes_facture {
        Some(facture) => {
            asap::check(facture, version, across, &mut found);
            if let Some(titres) = titres {
                asap::against_titres(facture, titres, across, &mut found);
            }
            recette::siret_as_siren(facture, &mut found);
            plausible::check_facture(facture, &mut found);
        }
        None => {
            let message = Text::fixed("pas de PES_Facture dans cette pièce", "no PES_Facture in this piece");
            found.push(&rules::PES101, Place::at(0), message);
        }
    }
    found
}
