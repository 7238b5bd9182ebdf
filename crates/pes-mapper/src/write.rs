//! Batches become flows: ASAP compressed, totals summed, bytes checked before they leave.

use std::fmt;
use std::io;

use chrono::Datelike;
use pes_parser::code::{Support, TypBord, TypeFact, TypePj};
use pes_parser::model::{
    BlocBordereau, Bordereau, Contenu, EnTetePesPj, EnTeteRecette, Enveloppe, FactureIndiv, Fichier, Nomenclatures,
    Parametres, PesFacture, PesPj, PesRecetteAller, Piece, Pj, PjRef, RefTitre,
};
use pes_parser::value::{Annee, Booleen, Date, Montant, NomPj, Num, SimpleType, Value};
use pes_parser::{PesAller, Source, Text, text};
use pes_validator::{At, Diagnostic, check_document, rules, unreadable};

use crate::config::{Config, made};
use crate::map::{Complements, Draft, Origin, Totals};
use crate::plan::Batch;
use crate::route::Route;

/// Kind of file of a `PES_Aller`, by the dossier technique.
const TYP_FIC: &str = "PESALR1";
pub(crate) const MIME_XML: &str = "application/xml";
const MIME_PDF: &str = "application/pdf";

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
    /// What was written does not pass its own check: nothing of it must leave.
    SelfCheck(Vec<Diagnostic>),
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
            Self::SelfCheck(findings) => write!(f, "{} défauts dans un flux écrit", findings.len()),
            Self::Complement(finding) | Self::Numbers(finding) => write!(f, "{}", finding.message),
            Self::Sink(error) => write!(f, "{error}"),
        }
    }
}

impl std::error::Error for WriteError {}

/// Runs tasks, one after the other or on several threads; results come in the order of the tasks.
pub trait Executor {
    /// The results of `task` for 0 to `count - 1`.
    fn map<T: Send>(&self, count: usize, task: impl Fn(usize) -> T + Sync + Send) -> Vec<T>;
}

/// One task after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sequential;

impl Executor for Sequential {
    fn map<T: Send>(&self, count: usize, task: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
        (0..count).map(task).collect()
    }
}

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
    let given: Vec<u64> = batches.iter().filter_map(|batch| batch.bordereau).collect();
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
    for batch in batches {
        let mut rest = &batch.drafts[..];
        while !rest.is_empty() {
            let bordereau = batch.bordereau.unwrap_or_else(|| writer.free_bordereau(&given));
            let chunk = match batch.bordereau {
                Some(_) => rest,
                None => &rest[..rest.len().min(config.flux.max_titres)],
            };
            let (flow, taken) = writer.flow(batch, bordereau, chunk, executor)?;
            rest = &rest[taken..];
            writer.advance(&flow, batch.bordereau.is_none())?;
            sink(flow).map_err(WriteError::Sink)?;
        }
    }
    Ok(writer.next)
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
    fn free_bordereau(&self, given: &[u64]) -> u64 {
        (self.next.bordereau..).find(|number| !given.contains(number)).unwrap_or(self.next.bordereau)
    }

    /// A flow of as many titres of `chunk` as the bytes allowed hold, at least one.
    fn flow(
        &self,
        batch: &Batch,
        bordereau: u64,
        chunk: &[Draft],
        executor: &impl Executor,
    ) -> Result<(Flow, usize), WriteError> {
        let mut rendered: Vec<Rendered> = executor
            .map(chunk.len(), |index| self.render(&chunk[index], bordereau))
            .into_iter()
            .collect::<Result<_, _>>()
            .map_err(WriteError::Complement)?;
        let file_name = self.file_name();
        let max = self.config.flux.max_bytes;
        loop {
            let drafts = &chunk[..rendered.len()];
            let document = self.document(&file_name, bordereau, drafts, &rendered);
            let bytes = document.write(self.config.flux.encoding);
            let too_large = bytes.len() > max && rendered.len() > 1 && batch.bordereau.is_none();
            if !too_large {
                let taken = drafts.len();
                let totals = drafts.iter().fold(Totals::default(), |sum, draft| sum.plus(draft.totals));
                self.check(&file_name, &bytes, totals)?;
                let entries = drafts.iter().map(entry).collect();
                return Ok((Flow { folder: batch.folder(), file_name, bytes, bordereau, entries, totals }, taken));
            }
            let fits = rendered.len() * max / bytes.len();
            rendered.truncate(fits.clamp(1, rendered.len() - 1));
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

    fn render(&self, draft: &Draft, bordereau: u64) -> Result<Rendered, Box<Diagnostic>> {
        let titre = draft.titre.unwrap_or_default();
        let ids = PieceIds { config: self.config, exercice: self.exercice, bordereau };
        let mut piece = draft.piece.clone();
        let mut indiv = draft.indiv.clone();
        indiv.ref_titre = Some(ref_titre(self.exercice, bordereau, titre));
        let number = draft.invoice_number.as_str();
        let mut references = Vec::new();
        let mut pieces = Vec::new();
        let mut common = None;
        if self.config.asap.one_piece_a_bordereau {
            references.push(reference(&ids.common(), &ids.common_name(), TypePj::PesFacture));
            common = Some(indiv);
        } else {
            let (id, name) = (ids.asap(titre), ids.asap_name(titre));
            references.push(reference(&id, &name, TypePj::PesFacture));
            let document = asap_document(self.config, self.date, self.exercice, &name, vec![indiv]);
            pieces.push(attach(
                &document.write(self.config.flux.encoding),
                MIME_XML,
                &id,
                &name,
                TypePj::PesFacture,
                &format!("ASAP de la facture {number}"),
            ));
        }
        if let Some(path) = &draft.complement {
            let kind =
                if draft.route == Route::Public { TypePj::ComplementAsapCpp } else { TypePj::ComplementAsapEnsu };
            let bytes = self.complements.read(path).map_err(|error| {
                let Text { fr, en } = crate::map::io_words(&error);
                let message = text!(fr = "« {path} » illisible : {fr}", en = "\"{path}\" cannot be read: {en}");
                Box::new(Diagnostic::new(&rules::PES850, At::document(path.as_str()), message))
            })?;
            let (id, name) = (ids.complement(titre), self.complement_name(path, titre));
            references.push(reference(&id, &name, kind));
            pieces.push(attach(
                &bytes,
                MIME_PDF,
                &id,
                &name,
                kind,
                &format!("Document complémentaire de la facture {number}"),
            ));
        }
        let bloc = piece.bloc_piece.get_or_insert_default();
        bloc.id_pce = Num::new(titre).and_then(made);
        bloc.pj_ref = references;
        Ok(Rendered { piece, indiv: common, pieces })
    }

    /// The name of the file, when the flow can carry it; else a name of our own.
    fn complement_name(&self, path: &str, titre: u64) -> String {
        let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
        let carried = name.chars().all(|c| self.config.flux.encoding.holds(c) && !c.is_control());
        if carried && NomPj::parse(name).is_ok() { name.to_owned() } else { format!("COMPLEMENT_{titre}.pdf") }
    }

    fn document(&self, file_name: &str, bordereau: u64, drafts: &[Draft], rendered: &[Rendered]) -> PesAller {
        let totals = drafts.iter().fold(Totals::default(), |sum, draft| sum.plus(draft.totals));
        let mut pieces: Vec<Pj> = Vec::new();
        let indivs: Vec<FactureIndiv> = rendered.iter().filter_map(|rendered| rendered.indiv.clone()).collect();
        if !indivs.is_empty() {
            let ids = PieceIds { config: self.config, exercice: self.exercice, bordereau };
            let document = asap_document(self.config, self.date, self.exercice, &ids.common_name(), indivs);
            let bytes = document.write(self.config.flux.encoding);
            pieces.push(attach(
                &bytes,
                MIME_XML,
                &ids.common(),
                &ids.common_name(),
                TypePj::PesFacture,
                &format!("ASAP du bordereau {bordereau}"),
            ));
        }
        pieces.extend(rendered.iter().flat_map(|rendered| rendered.pieces.iter().cloned()));
        let dematerialised = self.config.dematerialisee;
        let mut bloc = Bordereau {
            bloc_bordereau: Some(BlocBordereau {
                exer: Num::new(self.exercice).and_then(made),
                id_bord: Num::new(bordereau).and_then(made),
                dte_bord_em: made(self.date),
                typ_bord: made(TypBord::Ordinaire),
                nbr_pce: Num::new(drafts.len() as u64).and_then(made),
                mt_cumul_annuel: dematerialised
                    .then(|| Montant::from_centimes(self.next.cumul + totals.ttc()))
                    .flatten()
                    .and_then(made),
                mt_bord_ht: Montant::from_centimes(totals.ht).and_then(made),
                mt_bord_tva: Montant::from_centimes(totals.tva).and_then(made),
                ..BlocBordereau::default()
            }),
            piece: rendered.iter().map(|rendered| rendered.piece.clone()).collect(),
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

    /// The very bytes that leave are read again: no finding, and the same amounts to the cent.
    fn check(&self, name: &str, bytes: &[u8], totals: Totals) -> Result<(), WriteError> {
        check_written(name, bytes, self.config.flux.version, totals)
    }
}

/// Reads back a flow just written: it must have no fault and hold these amounts.
pub(crate) fn check_written(
    name: &str,
    bytes: &[u8],
    version: pes_parser::PesVersion,
    totals: Totals,
) -> Result<(), WriteError> {
    let failed = |findings| Err(WriteError::SelfCheck(findings));
    let source = match Source::decode(name, bytes) {
        Ok(source) => source,
        Err(error) => return failed(vec![unreadable(name, &error)]),
    };
    let (flow, faults) = match PesAller::read(&source) {
        Ok(read) => read,
        Err(error) => return failed(vec![unreadable(name, &error)]),
    };
    let mut findings = check_document(&source, &flow, &faults, version);
    findings.retain(Diagnostic::is_error);
    let read_back = flow_totals(&flow);
    if read_back != totals {
        let (expected, found) = (totals.ttc(), read_back.ttc());
        let message = text!(
            fr = "{expected} centimes à écrire, {found} relus dans le flux",
            en = "{expected} cents to write, {found} read back from the flow"
        );
        findings.push(Diagnostic::new(&rules::PES899, At::document(name), message));
    }
    if findings.is_empty() { Ok(()) } else { failed(findings) }
}

/// The amounts of all the titres of a flow.
pub(crate) fn flow_totals(flow: &PesAller) -> Totals {
    let pieces =
        flow.pes_recette_aller.iter().flat_map(|recette| &recette.bordereau).flat_map(|bordereau| &bordereau.piece);
    pieces.map(piece_totals).fold(Totals::default(), Totals::plus)
}

/// The amounts of a titre.
pub(crate) fn piece_totals(piece: &Piece) -> Totals {
    let infos =
        piece.ligne_de_piece.iter().filter_map(|ligne| ligne.bloc_ligne_piece.as_ref()?.info_ligne_piece.as_ref());
    let cents = |amount: &Option<Value<Montant>>| amount.as_ref().and_then(Value::ok).map_or(0, Montant::centimes);
    infos.map(|info| Totals { ht: cents(&info.mt_ht), tva: cents(&info.mt_tva) }).fold(Totals::default(), Totals::plus)
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

/// `PESALR1_<SIRET>_<yymmdd>_<NNN>.xml`
pub(crate) fn file_name(siret: &str, date: Date, serial: u64) -> String {
    let day = date.0;
    format!("{TYP_FIC}_{siret}_{:02}{:02}{:02}_{serial:03}.xml", day.year() % 100, day.month(), day.day())
}

pub(crate) fn enveloppe(config: &Config, nom_fic: &str) -> Enveloppe {
    Enveloppe {
        parametres: Some(Parametres {
            version: Num::new(2).and_then(made),
            typ_fic: Some(Value::raw(TYP_FIC)),
            nom_fic: Some(Value::raw(nom_fic)),
            ..Parametres::default()
        }),
        emetteur: Some(config.editeur.clone()),
        ..Enveloppe::default()
    }
}

pub(crate) fn en_tete(config: &Config, date: Date) -> pes_parser::model::EnTetePes {
    pes_parser::model::EnTetePes { dte_str: made(date), ..config.en_tete.clone() }
}

/// The document inside a piece: the ASAP of one or several titres.
pub(crate) fn asap_document(
    config: &Config,
    date: Date,
    exercice: u64,
    name: &str,
    indivs: Vec<FactureIndiv>,
) -> PesAller {
    PesAller {
        enveloppe: Some(enveloppe(config, name)),
        en_tete_pes: Some(en_tete(config, date)),
        pes_facture: Some(PesFacture {
            id_ver: Num::new(2).and_then(made),
            annee: u16::try_from(exercice).ok().and_then(|year| made(Annee(year))),
            type_fact: made(TypeFact::Asap),
            date: made(date),
            nat_facture: config.asap.nature.clone(),
            commentaire_libre: config.asap.commentaire.clone(),
            emetteur: Some(config.emetteur.clone()),
            tiers: config.tiers.clone(),
            facture_indiv: indivs,
            nomenclatures: Some(Nomenclatures::default()),
            ..PesFacture::default()
        }),
        ..PesAller::default()
    }
}

pub(crate) fn ref_titre(exercice: u64, bordereau: u64, titre: u64) -> RefTitre {
    RefTitre {
        exercice: u16::try_from(exercice).ok().and_then(|year| made(Annee(year))),
        num_bordereau: Num::new(bordereau).and_then(made),
        num_titre: Num::new(titre).and_then(made),
        num_ligne: Num::new(1).and_then(made),
        ..RefTitre::default()
    }
}

pub(crate) fn reference(id: &str, name: &str, kind: TypePj) -> PjRef {
    PjRef {
        support: made(Support::Electronique),
        id_unique: Some(Value::raw(id)),
        nom_pj: Some(Value::raw(name)),
        type_pj: made(kind),
        ..PjRef::default()
    }
}

pub(crate) fn attach(file: &[u8], mime_type: &str, id: &str, name: &str, kind: TypePj, description: &str) -> Pj {
    Pj {
        contenu: Some(Contenu { fichier: Some(Fichier::compress(file, mime_type)), ..Contenu::default() }),
        id_unique: Some(Value::raw(id)),
        nom_pj: Some(Value::raw(name)),
        type_pj: made(kind),
        description: Some(Value::raw(description)),
        ..Pj::default()
    }
}

/// Identifiers of pieces: letters and digits, at most 50, unique for the local authority.
///
/// SIRET and budget, year, bordereau, titre and kind of piece: no two pieces share them, a bordereau issued again
/// under a new number gets new ones, and the same run gives the same.
pub(crate) struct PieceIds<'a> {
    pub config: &'a Config,
    pub exercice: u64,
    pub bordereau: u64,
}

impl PieceIds<'_> {
    fn stem(&self) -> String {
        let (siret, budget) = (&self.config.siret, self.config.budget_code());
        format!("{siret}{budget}{}B{}", self.exercice, self.bordereau)
    }

    pub fn asap(&self, titre: u64) -> String {
        format!("{}T{titre}A", self.stem())
    }

    fn complement(&self, titre: u64) -> String {
        format!("{}T{titre}C", self.stem())
    }

    pub fn common(&self) -> String {
        format!("{}G", self.stem())
    }

    pub fn asap_name(&self, titre: u64) -> String {
        format!("ASAP_{}_{}_{titre}.xml", self.exercice, self.bordereau)
    }

    pub fn common_name(&self) -> String {
        format!("ASAP_{}_{}.xml", self.exercice, self.bordereau)
    }
}
