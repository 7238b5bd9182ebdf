//! Batches become flows: ASAP compressed, totals summed, bytes checked before they leave.

mod document;
mod frame;
mod pieces;
mod read_back;
mod titre;

use std::collections::BTreeSet;
use std::fmt;
use std::io;

use pes_parser::code::TypBord;
use pes_parser::model::{BlocBordereau, Bordereau, EnTetePesPj, EnTeteRecette, PesPj, PesRecetteAller, Piece, Pj};
use pes_parser::value::{Booleen, Montant, Num};
use pes_parser::{PesAller, Text};
use pes_validator::{At, Diagnostic, Executor, rules};

use crate::config::{Config, made};
use crate::input::Input;
use crate::map::{Mapper, Origin, Totals};
use crate::plan::Batch;
use crate::route::Route;
use document::{en_tete, enveloppe};
use frame::FlowFrame;
use titre::Titre;

pub(crate) use document::{file_name, flow_prefix, ref_titre};
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
    /// `IdUnique` of the piece that all its titres share, if there is one.
    pub common_piece: Option<String>,
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
    /// The numbers of its rows, as [`pes_validator::At::line`] counts them.
    pub rows: Vec<usize>,
    /// `IdUnique` of the pieces that are its own.
    pub pieces: Vec<String>,
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
    /// A hash of what it bills, as [`Draft::billed`](crate::Draft::billed) gives it.
    pub billed: String,
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
    /// An invoice or its complement can no longer be read, or has changed since it was accepted: what says so.
    Changed(Vec<Diagnostic>),
    /// Numbers have run out.
    Numbers(Box<Diagnostic>),
    /// The caller could not keep a flow.
    Sink(io::Error),
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SelfCheck(flow) => write!(f, "{} défauts dans {}", flow.findings.len(), flow.file_name),
            Self::Changed(findings) => {
                let messages: Vec<String> = findings.iter().map(|finding| finding.message.to_string()).collect();
                f.write_str(&messages.join(", "))
            }
            Self::Numbers(finding) => write!(f, "{}", finding.message),
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
    mapper: &Mapper<'_>,
    inputs: &[Input<'_>],
    batches: &[Batch],
    executor: &impl Executor,
    mut sink: impl FnMut(Flow) -> io::Result<()>,
) -> Result<NextNumbers, WriteError> {
    let Mapper { config, date, .. } = *mapper;
    let given: BTreeSet<u64> = batches.iter().filter_map(|batch| batch.bordereau).collect();
    let mut writer = Writer { mapper, inputs, exercice: config.exercice(date), next: config.first_numbers() };
    let mut wave: Vec<Flow> = Vec::new();
    for batch in batches {
        let most = batch.bordereau.map_or(config.flux.max_titres, |_| usize::MAX);
        let mut titres = batch.titres();
        let mut chunk: Vec<(Origin, u64)> = titres.by_ref().take(most).collect();
        while !chunk.is_empty() {
            let bordereau = batch.bordereau.unwrap_or_else(|| writer.free_bordereau(&given));
            let flow = writer.flow(batch, bordereau, &chunk, executor)?;
            chunk.drain(..flow.entries.len());
            chunk.extend(titres.by_ref().take(most - chunk.len()));
            writer.advance(&flow, batch.bordereau.is_none())?;
            wave.push(flow);
            // As many as share the threads.
            if wave.len() >= executor.threads() {
                check_and_give(config, std::mem::take(&mut wave), executor, &mut sink)?;
            }
        }
    }
    check_and_give(config, wave, executor, &mut sink)?;
    Ok(writer.next)
}

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

/// Titres made at a time: those past the bytes of a flow are made again for the next one.
const WAVE: usize = 256;

struct Writer<'a> {
    mapper: &'a Mapper<'a>,
    inputs: &'a [Input<'a>],
    exercice: u64,
    next: NextNumbers,
}

impl Writer<'_> {
    fn config(&self) -> &Config {
        self.mapper.config
    }

    fn free_bordereau(&self, given: &BTreeSet<u64>) -> u64 {
        (self.next.bordereau..).find(|number| !given.contains(number)).unwrap_or(self.next.bordereau)
    }

    /// A flow of as many titres of `chunk` as the bytes allowed hold, at least one.
    fn flow(
        &self,
        batch: &Batch,
        bordereau: u64,
        chunk: &[(Origin, u64)],
        executor: &impl Executor,
    ) -> Result<Flow, WriteError> {
        let config = self.config();
        let makes = Pieces::new(config, self.mapper.date, self.exercice, bordereau);
        let may_be_cut = batch.bordereau.is_none();
        let (mut written, mut size) = (Vec::new(), 0);
        for wave in chunk.chunks(WAVE) {
            for titre in executor.map(wave.len(), |index| self.titre(&makes, wave[index])) {
                let titre = titre.map_err(WriteError::Changed)?;
                size += titre.piece.len() + titre.pieces.len();
                written.push(titre);
            }
            if may_be_cut && size > config.flux.max_bytes {
                break;
            }
        }
        let file_name = self.file_name();
        loop {
            let totals = written.iter().fold(Totals::default(), |sum, titre| sum.plus(titre.entry.totals));
            let bytes = self.document(&file_name, &makes, &written, totals);
            let count = written.len();
            let too_large = bytes.len() > config.flux.max_bytes && count > 1 && may_be_cut;
            if !too_large {
                let entries = written.into_iter().map(|titre| titre.entry).collect();
                let (folder, findings) = (batch.folder(), Vec::new());
                let common_piece = config.asap.one_piece_a_bordereau.then(|| makes.common_id());
                return Ok(Flow { folder, file_name, bytes, bordereau, common_piece, entries, totals, findings });
            }
            let fits = count * config.flux.max_bytes / bytes.len();
            written.truncate(fits.clamp(1, count - 1));
        }
    }

    /// Reads and maps an invoice again, now that it has its number.
    fn titre(&self, makes: &Pieces<'_>, (origin, titre): (Origin, u64)) -> Result<Titre, Vec<Diagnostic>> {
        let invoice = self.inputs[origin.input].invoice(origin.invoice).map_err(|changed| vec![*changed])?;
        // It was accepted: what refuses it now is its complement.
        let draft = self.mapper.map(&invoice, origin).map_err(|refused| refused.findings)?;
        Ok(Titre::write(*draft, titre, invoice.rows(), makes))
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
                At::document(self.config().name.as_str()),
                message,
            )))),
        }
    }

    fn file_name(&self) -> String {
        file_name(&self.config().siret, self.mapper.date, self.next.flow)
    }

    /// A flow of titres that are written.
    fn document(&self, file_name: &str, makes: &Pieces<'_>, written: &[Titre], totals: Totals) -> Vec<u8> {
        let encoding = self.config().flux.encoding;
        let titres: Vec<&[u8]> = written.iter().map(|titre| &titre.piece[..]).collect();
        let indivs: Vec<&[u8]> = written.iter().map(|titre| &titre.indiv[..]).collect();
        let common =
            if self.config().asap.one_piece_a_bordereau { makes.common(&indivs).write(encoding) } else { Vec::new() };
        let pieces: Vec<&[u8]> =
            std::iter::once(&common[..]).chain(written.iter().map(|titre| &titre.pieces[..])).collect();
        FlowFrame::new(&self.frame(file_name, makes.bordereau, written.len(), totals), encoding).with(&titres, &pieces)
    }

    /// A flow in which an empty titre and an empty piece stand for all.
    fn frame(&self, file_name: &str, bordereau: u64, count: usize, totals: Totals) -> PesAller {
        let Mapper { config, date, .. } = *self.mapper;
        let dematerialised = config.dematerialisee;
        let mut bloc = Bordereau {
            bloc_bordereau: Some(BlocBordereau {
                exer: Num::new(self.exercice).and_then(made),
                id_bord: Num::new(bordereau).and_then(made),
                dte_bord_em: made(date),
                typ_bord: made(TypBord::Ordinaire),
                nbr_pce: Num::new(count as u64).and_then(made),
                mt_cumul_annuel: dematerialised
                    .then(|| Montant::from_centimes(self.next.cumul + totals.ttc()))
                    .flatten()
                    .and_then(made),
                mt_bord_ht: Montant::from_centimes(totals.ht).and_then(made),
                mt_bord_tva: Montant::from_centimes(totals.tva).and_then(made),
                ..BlocBordereau::default()
            }),
            piece: vec![Piece::default()],
            ..Bordereau::default()
        };
        if dematerialised {
            bloc.rest.set_attribute("Id", &format!("B{}N{bordereau}", self.exercice));
        }
        PesAller {
            enveloppe: Some(enveloppe(config, file_name)),
            en_tete_pes: Some(en_tete(config, date)),
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
                pj: vec![Pj::default()],
                ..PesPj::default()
            }),
            ..PesAller::default()
        }
    }
}
