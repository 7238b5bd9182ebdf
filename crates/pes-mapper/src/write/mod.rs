//! Batches become flows: ASAP compressed, totals summed, bytes checked before they leave.

mod document;
mod pieces;
mod read_back;

use std::collections::BTreeSet;
use std::fmt;
use std::io;

use pes_parser::code::TypBord;
use pes_parser::model::{
    BlocBordereau, Bordereau, EnTetePesPj, EnTeteRecette, FactureIndiv, PesPj, PesRecetteAller, Piece, Pj,
};
use pes_parser::value::{Booleen, Date, Montant, Num};
use pes_parser::{PesAller, Text, io_words, text};
use pes_validator::{At, Diagnostic, Executor, rules};

use crate::config::{Config, made};
use crate::map::{Complements, Draft, Origin, Totals};
use crate::plan::Batch;
use crate::route::Route;
use document::{en_tete, enveloppe};

pub(crate) use document::{file_name, ref_titre};
pub(crate) use pieces::{MIME_XML, Pieces, complement_type, reference_to};
pub(crate) use read_back::{check_written, flow_totals, piece_totals};

/// A flow ready to be sent.
#[derive(Clone, Debug)]
pub struct Flow {
    /// Folder it belongs in: `prive`, `public`, `sans_traitement`, or `mixte`.
    pub folder: &'static str,
    /// File name, without folder; also its `NomFic`.
    pub file_name: String,
    /// Its bytes, checked.
    pub bytes: Vec<u8>,
    /// Number of its bordereau.
    pub bordereau: u64,
    /// Its titres.
    pub entries: Vec<Entry>,
    /// Sum of its titres.
    pub totals: Totals,
    /// What the check of its bytes found, the ASAP in it included. None is an error.
    pub findings: Vec<Diagnostic>,
}

/// A titre of a flow, and the invoice it comes from.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Where the invoice comes from.
    pub origin: Origin,
    /// Number of the invoice.
    pub invoice_number: String,
    /// Number of the titre.
    pub titre: u64,
    /// Name of the debtor.
    pub debtor: String,
    /// SIRET of the debtor, empty when none.
    pub siret: String,
    /// The way it goes.
    pub route: Route,
    /// Why.
    pub reason: Text,
    /// Amounts.
    pub totals: Totals,
}

/// The numbers after those used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextNumbers {
    /// Next bordereau.
    pub bordereau: u64,
    /// Next titre.
    pub titre: u64,
    /// Next serial number of a file.
    pub flow: u64,
    /// Running total of the year, in cents.
    pub cumul: i64,
}

/// Why flows could not be written.
#[derive(Debug)]
#[non_exhaustive]
pub enum WriteError {
    /// What was written does not pass its own check: the flow without its bytes, which must not leave, and what refuses
    /// it.
    SelfCheck(Box<Flow>),
    /// A complement could be read before and no longer can.
    Complement(Box<Diagnostic>),
    /// Numbers have run out.
    Numbers(Box<Diagnostic>),
    /// The caller could not keep a flow.
    Sink(io::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SelfCheck(flow) => write!(f, "{} défauts dans {}", flow.findings.len(), flow.file_name),
            Self::Complement(finding) | Self::Numbers(finding) => write!(f, "{}", finding.message),
            Self::Sink(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for WriteError {}

/// Writes batches as flows, one bordereau a flow, and gives each to `sink` as soon as it is checked.
///
/// A batch is cut where it passes the titres or bytes that the configuration allows, unless the data gave the number
/// of its bordereau: that one stays whole.
///
/// # Errors
/// The first thing that stops the run; flows already given to `sink` are whole but must not be sent alone.
pub fn write_flows(
    config: &Config,
    date: Date,
    batches: &[Batch],
    complements: &dyn Complements,
    executor: &impl Executor,
    mut sink: impl FnMut(Flow) -> io::Result<()>,
) -> Result<NextNumbers, WriteError> {
    let given: BTreeSet<u64> = batches.iter().filter_map(|batch| batch.bordereau).collect();
    let mut writer = Writer {
        config,
        date,
        exercice: config.exercice.unwrap_or_else(|| date.exercice().unsigned_abs().into()),
        complements,
        next: NextNumbers {
            bordereau: config.numbering.first_bordereau,
            titre: config.numbering.first_titre,
            flow: config.numbering.first_flow,
            cumul: config.numbering.cumul_centimes,
        },
    };
    let mut wave: Vec<Flow> = Vec::new();
    for batch in batches {
        let mut rest = &batch.drafts[..];
        while !rest.is_empty() {
            let bordereau = batch.bordereau.unwrap_or_else(|| writer.free_bordereau(&given));
            let chunk = match batch.bordereau {
                Some(_) => rest,
                None => &rest[..rest.len().min(config.flux.max_titres)],
            };
            let flow = writer.flow(batch, bordereau, chunk, executor)?;
            rest = &rest[flow.entries.len()..];
            writer.advance(&flow, batch.bordereau.is_none())?;
            wave.push(flow);
            if wave.len() == WAVE {
                check_and_give(config, std::mem::take(&mut wave), executor, &mut sink)?;
            }
        }
    }
    check_and_give(config, wave, executor, &mut sink)?;
    Ok(writer.next)
}

/// Flows held at once, so that their checks share the threads.
const WAVE: usize = 8;

/// The very bytes that leave are read again: no fault, and the same amounts to the cent.
fn check_and_give(
    config: &Config,
    flows: Vec<Flow>,
    executor: &impl Executor,
    sink: &mut impl FnMut(Flow) -> io::Result<()>,
) -> Result<(), WriteError> {
    let checks = executor.map(flows.len(), |index| {
        let flow = &flows[index];
        check_written(&flow.file_name, &flow.bytes, &config.check_options(), flow.totals)
    });
    for (mut flow, check) in flows.into_iter().zip(checks) {
        match check {
            Ok(findings) => sink(Flow { findings, ..flow }).map_err(WriteError::Sink)?,
            Err(findings) => {
                flow.bytes.clear();
                return Err(WriteError::SelfCheck(Box::new(Flow { findings, ..flow })));
            }
        }
    }
    Ok(())
}

struct Writer<'a> {
    config: &'a Config,
    date: Date,
    exercice: u64,
    complements: &'a dyn Complements,
    next: NextNumbers,
}

/// A titre with its pieces.
struct Rendered {
    piece: Piece,
    /// The invoice, when it goes into a piece common to the bordereau.
    indiv: Option<FactureIndiv>,
    pieces: Vec<Pj>,
}

impl Writer<'_> {
    fn free_bordereau(&self, given: &BTreeSet<u64>) -> u64 {
        (self.next.bordereau..).find(|number| !given.contains(number)).unwrap_or(self.next.bordereau)
    }

    /// A flow of as many titres of `chunk` as the bytes allowed hold, at least one.
    fn flow(
        &self,
        batch: &Batch,
        bordereau: u64,
        chunk: &[Draft],
        executor: &impl Executor,
    ) -> Result<Flow, WriteError> {
        let file_name = self.file_name();
        let max = self.config.flux.max_bytes;
        let mut drafts = chunk;
        loop {
            let rendered = executor
                .map(drafts.len(), |index| self.render(&drafts[index], bordereau))
                .into_iter()
                .collect::<Result<Vec<_>, _>>()
                .map_err(WriteError::Complement)?;
            let totals = drafts.iter().fold(Totals::default(), |sum, draft| sum.plus(draft.totals));
            let document = self.document(&file_name, bordereau, rendered, totals);
            let bytes = document.write(self.config.flux.encoding);
            let too_large = bytes.len() > max && drafts.len() > 1 && batch.bordereau.is_none();
            if !too_large {
                let entries = drafts.iter().map(entry).collect();
                let (folder, findings) = (batch.folder(), Vec::new());
                return Ok(Flow { folder, file_name, bytes, bordereau, entries, totals, findings });
            }
            let fits = drafts.len() * max / bytes.len();
            drafts = &drafts[..fits.clamp(1, drafts.len() - 1)];
        }
    }

    fn advance(&mut self, flow: &Flow, assigned: bool) -> Result<(), WriteError> {
        if assigned {
            self.next.bordereau = flow.bordereau + 1;
        }
        self.next.flow += 1;
        self.next.cumul += flow.totals.ttc();
        self.next.titre = flow.entries.iter().map(|entry| entry.titre + 1).fold(self.next.titre, u64::max);
        let exhausted = if self.next.bordereau > 10_000_000 {
            Some(Text::fixed(
                "plus de numéro de bordereau : 9999999 au plus",
                "no bordereau number left: 9999999 at most",
            ))
        } else if self.next.titre > 100_000_000 {
            Some(Text::fixed("plus de numéro de titre : 99999999 au plus", "no titre number left: 99999999 at most"))
        } else if self.next.flow > 1_000 {
            Some(Text::fixed(
                "plus de 999 fichiers pour la journée : augmenter flux.max_titres",
                "more than 999 files for the day: raise flux.max_titres",
            ))
        } else {
            None
        };
        match exhausted {
            None => Ok(()),
            Some(message) => Err(WriteError::Numbers(Box::new(Diagnostic::new(
                &rules::PES804,
                At::document(self.config.name.as_str()),
                message,
            )))),
        }
    }

    fn file_name(&self) -> String {
        file_name(&self.config.siret, self.date, self.next.flow)
    }

    fn pieces(&self, bordereau: u64) -> Pieces<'_> {
        Pieces { config: self.config, date: self.date, exercice: self.exercice, bordereau }
    }

    fn render(&self, draft: &Draft, bordereau: u64) -> Result<Rendered, Box<Diagnostic>> {
        let titre = draft.titre.unwrap_or_default();
        let number = draft.invoice_number.as_str();
        let makes = self.pieces(bordereau);
        let mut piece = (*draft.piece).clone();
        let mut indiv = (*draft.indiv).clone();
        indiv.ref_titre = Some(ref_titre(self.exercice, bordereau, titre));
        let mut pieces = Vec::new();
        let mut common = None;
        if self.config.asap.one_piece_a_bordereau {
            common = Some(indiv);
        } else {
            pieces.push(makes.asap(titre, number, indiv));
        }
        if let Some(path) = &draft.complement {
            let file = self.complements.read(path).map_err(|error| {
                let Text { fr, en } = io_words(&error);
                let message = text!(fr = "« {path} » illisible : {fr}", en = "\"{path}\" cannot be read: {en}");
                Box::new(Diagnostic::new(&rules::PES850, At::document(path.as_str()), message))
            })?;
            pieces.push(makes.complement(titre, number, path, draft.route, &file));
        }
        let bloc = piece.bloc_piece.get_or_insert_default();
        bloc.id_pce = Num::new(titre).and_then(made);
        bloc.pj_ref = common.iter().map(|_| makes.common_reference()).chain(pieces.iter().map(reference_to)).collect();
        Ok(Rendered { piece, indiv: common, pieces })
    }

    fn document(&self, file_name: &str, bordereau: u64, rendered: Vec<Rendered>, totals: Totals) -> PesAller {
        let count = rendered.len() as u64;
        let (mut titres, mut indivs, mut of_titres) = (Vec::with_capacity(rendered.len()), Vec::new(), Vec::new());
        for Rendered { piece, indiv, pieces } in rendered {
            titres.push(piece);
            indivs.extend(indiv);
            of_titres.extend(pieces);
        }
        let mut pieces: Vec<Pj> = Vec::new();
        if !indivs.is_empty() {
            pieces.push(self.pieces(bordereau).common(indivs));
        }
        pieces.append(&mut of_titres);
        let dematerialised = self.config.dematerialisee;
        let mut bloc = Bordereau {
            bloc_bordereau: Some(BlocBordereau {
                exer: Num::new(self.exercice).and_then(made),
                id_bord: Num::new(bordereau).and_then(made),
                dte_bord_em: made(self.date),
                typ_bord: made(TypBord::Ordinaire),
                nbr_pce: Num::new(count).and_then(made),
                mt_cumul_annuel: dematerialised
                    .then(|| Montant::from_centimes(self.next.cumul + totals.ttc()))
                    .flatten()
                    .and_then(made),
                mt_bord_ht: Montant::from_centimes(totals.ht).and_then(made),
                mt_bord_tva: Montant::from_centimes(totals.tva).and_then(made),
                ..BlocBordereau::default()
            }),
            piece: titres,
            ..Bordereau::default()
        };
        if dematerialised {
            bloc.rest.set_attribute("Id", &format!("B{}N{bordereau}", self.exercice));
        }
        PesAller {
            enveloppe: Some(enveloppe(self.config, file_name)),
            en_tete_pes: Some(en_tete(self.config, self.date)),
            pes_recette_aller: Some(PesRecetteAller {
                en_tete_recette: Some(EnTeteRecette {
                    id_ver: Num::new(2).and_then(made),
                    info_dematerialisee: made(Booleen(dematerialised)),
                    ..EnTeteRecette::default()
                }),
                bordereau: vec![bloc],
                ..PesRecetteAller::default()
            }),
            pes_pj: Some(PesPj {
                en_tete_pes_pj: Some(EnTetePesPj { id_ver: Num::new(1).and_then(made), ..EnTetePesPj::default() }),
                pj: pieces,
                ..PesPj::default()
            }),
            ..PesAller::default()
        }
    }
}

fn entry(draft: &Draft) -> Entry {
    Entry {
        origin: draft.origin,
        invoice_number: draft.invoice_number.clone(),
        titre: draft.titre.unwrap_or_default(),
        debtor: draft.debtor.clone(),
        siret: draft.siret.clone(),
        route: draft.route,
        reason: draft.reason.clone(),
        totals: draft.totals,
    }
}
