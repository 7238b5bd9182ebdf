//! The journal of a conversion: what was sent before is not sent again, what is written is recorded.

mod again;
mod earlier;
mod mark;

use std::cell::{Cell, RefCell};
use std::path::Path;

use pes::mapper::{Config, Flow, NextNumbers};
use pes::parser::value::{Date, SimpleType};
use pes::parser::{Text, text};
use pes::validator::{At, Diagnostic, rules};
use pes_journal::{Before, Billed, Budget, Done, Error, EtatTitre, Execution, Flux, Journal, Place, Sent, Titre};

use crate::args::{Convert, Only};
use crate::files;
use crate::output::{is_delivered, would_be_delivered};
use crate::refusals::Outcome;
use crate::report::{FileRead, sha256};
use crate::screen::{Fault, Screen};
pub use again::Again;
pub use mark::Kept;

/// The journal that a configuration names, open for a conversion.
pub struct Ledger {
    journal: Kept,
    place: Place,
    siret: String,
    cod_col: String,
    cod_bud: String,
    exercice: i64,
    /// Whether invoices that were refused are issued again.
    again: bool,
    /// The invoices of a bordereau that is issued again.
    only: Option<Only>,
    /// Whether nothing is recorded.
    is_rehearsed: bool,
    /// Whether numbers of invoices start again each year.
    restarts: bool,
    /// What is said of numbers that start.
    starts: Option<Diagnostic>,
    /// The run, as long as nothing of it is kept.
    open: Cell<bool>,
    execution: Cell<i64>,
    /// The files of billing data, as they are recorded.
    inputs: RefCell<Vec<i64>>,
}

/// Where the journal is, as the configuration beside it says; nothing when nothing is remembered.
pub fn place(config: &Config, beside: &Path) -> Option<Place> {
    let (path, url) = (config.journal_path(), config.journal_url());
    match path {
        "" => (!url.is_empty()).then(|| Place::Server(url.to_owned())),
        _ => Some(Place::File(beside.parent().unwrap_or(Path::new("")).join(path))),
    }
}

/// What is said of a journal that cannot be used.
pub fn unusable(place: &Place, error: &Error) -> Fault {
    let shown = place.to_string();
    let Text { fr, en } = error.describe();
    let message = text!(fr = "journal {shown} : {fr}", en = "journal {shown}: {en}");
    Diagnostic::new(&rules::PES900, At::document(shown), message).into()
}

/// Opens the journal of a configuration to write in it, and brings runs that were cut to their end.
pub fn open(place: &Place, siret: &str, config: &Path, screen: &Screen) -> Result<Kept, Fault> {
    let journal = Journal::open(place, siret).map_err(|error| unusable(place, &error))?;
    let journal = Kept::of(journal, place, siret, config, screen)?;
    settle(&journal, place, siret, is_delivered, screen)?;
    Ok(journal)
}

/// The same for a run that records nothing: what it would find is found.
fn rehearse(place: &Place, siret: &str, config: &Path, screen: &Screen) -> Result<Kept, Fault> {
    let journal = Journal::rehearse(place, siret).map_err(|error| unusable(place, &error))?;
    let journal = Kept::rehearsed(journal, place, siret, config, screen)?;
    settle(&journal, place, siret, |out, mark| Ok(would_be_delivered(out, mark)), screen)?;
    Ok(journal)
}

/// Brings runs that were cut to their end.
fn settle(
    journal: &Journal,
    place: &Place,
    siret: &str,
    is_delivered: impl Fn(&Path, &str) -> Result<bool, Fault>,
    screen: &Screen,
) -> Result<(), Fault> {
    let unfinished = journal.unfinished().map_err(|error| unusable(place, &error))?;
    for run in unfinished {
        let is_in_place = run.is_written && is_delivered(&run.dossier, &mark(place, siret, run.execution))?;
        let settled = if is_in_place { journal.delivered(run.execution) } else { journal.undo(run.execution) };
        settled.map_err(|error| unusable(place, &error))?;
        let (execution, folder) = (run.execution, run.dossier.display().to_string());
        let message = match is_in_place {
            true => text!(
                fr = "exécution {execution} interrompue : ses flux sont en place dans {folder}",
                en = "run {execution} was cut: its flows are in place in {folder}"
            ),
            false => text!(
                fr = "exécution {execution} interrompue avant de livrer : annulée, ses numéros sont libres",
                en = "run {execution} was cut before it delivered: undone, its numbers are free"
            ),
        };
        screen.findings(&[Diagnostic::new(&rules::PES903, At::document(place.to_string()), message)], None);
    }
    Ok(())
}

/// A run that ends before its flows are written leaves nothing in the journal. If that cannot be done, the next one does.
impl Drop for Ledger {
    fn drop(&mut self) {
        if self.open.get() {
            let _ = self.journal.abandon().and_then(|()| self.journal.undo(self.execution.get()));
        }
    }
}

/// The output folder, wherever the command is run from.
fn folder(command: &Convert) -> String {
    std::path::absolute(&command.out).unwrap_or_else(|_| command.out.clone()).display().to_string()
}

/// What a run is called among the files that it leaves aside.
fn mark(place: &Place, siret: &str, execution: i64) -> String {
    match place {
        Place::File(path) => {
            let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
            format!("{}#{execution}", path.display())
        }
        // Those of many authorities are there.
        Place::Server(_) => format!("{place} {siret}#{execution}"),
    }
}

impl Ledger {
    /// Opens the journal of a conversion, if there is one: its numbers go on from those used.
    pub fn open(command: &Convert, config: &mut Config, date: Date, screen: &Screen) -> Result<Option<Self>, Fault> {
        let Some(place) = place(config, &command.config) else { return Ok(None) };
        let journal = match command.simulation {
            true => rehearse(&place, config.siret(), &command.config, screen)?,
            false => open(&place, config.siret(), &command.config, screen)?,
        };
        let exercice = i64::try_from(config.exercice(date)).unwrap_or(i64::MAX);
        let mut ledger = Ledger {
            journal,
            place,
            siret: config.siret().to_owned(),
            cod_col: config.cod_col().to_owned(),
            cod_bud: config.cod_bud().to_owned(),
            exercice,
            again: command.again,
            only: command.only.clone(),
            is_rehearsed: command.simulation,
            // What a bordereau to correct billed is what the data bills, whatever it was corrected to.
            restarts: config.numbers_restart() && command.only.is_none(),
            starts: None,
            open: Cell::default(),
            execution: Cell::default(),
            inputs: RefCell::default(),
        };
        let used = ledger.journal.next_numbers(ledger.budget(), exercice, &config.flow_prefix(date));
        let used = ledger.asked(used)?;
        let first = config.first_numbers();
        for (given, least, option) in [
            (command.first_bordereau, used.bordereau, "--premier-bordereau"),
            (command.first_titre, used.titre, "--premier-titre"),
            (command.first_flow, used.flux, "--premier-flux"),
        ] {
            if let Some(given) = given.filter(|&given| given < least) {
                let message = text!(
                    fr = "{option} {given} : déjà employé, le prochain numéro libre est {least}",
                    en = "{option} {given}: already used, the next free number is {least}"
                );
                return Err(Diagnostic::new(&rules::PES902, At::document(ledger.shown()), message).into());
            }
        }
        config.start_from(NextNumbers {
            bordereau: first.bordereau.max(used.bordereau),
            titre: first.titre.max(used.titre),
            flow: first.flow.max(used.flux),
            cumul: first.cumul + used.cumul_centimes,
        });
        if ledger.asked(ledger.journal.starts(ledger.budget(), exercice))? {
            ledger.starts = Some(ledger.start_of_numbers(config.first_numbers()));
        }
        ledger.check_folders(&command.out, config)?;
        Ok(Some(ledger))
    }

    fn budget(&self) -> Budget<'_> {
        Budget { cod_col: &self.cod_col, cod_bud: &self.cod_bud }
    }

    /// What is said when the run is the first of its year, or of its budget.
    pub fn starts(&self) -> Option<&Diagnostic> {
        self.starts.as_ref()
    }

    fn start_of_numbers(&self, first: NextNumbers) -> Diagnostic {
        let (exercice, budget, bordereau, titre) = (self.exercice, self.budget(), first.bordereau, first.titre);
        let message = text!(
            fr = "rien n'est encore parti pour l'exercice {exercice} du budget {budget} : ses numéros commencent au bordereau {bordereau} et au titre {titre}",
            en = "nothing has gone yet for the year {exercice} of the budget {budget}: its numbers start at bordereau {bordereau} and titre {titre}"
        );
        let help = Text::fixed(
            "s'ils doivent commencer ailleurs : numerotation.premier_bordereau et premier_titre, ou --premier-bordereau et --premier-titre ; pour rester dans l'exercice d'avant : collectivite.exercice",
            "if they must start elsewhere: numerotation.premier_bordereau and premier_titre, or --premier-bordereau and --premier-titre; to stay in the year before: collectivite.exercice",
        );
        Diagnostic::new(&rules::PES914, At::document(self.shown()), message).help(help)
    }

    /// The bordereau in which an invoice went last, if it was sent.
    pub fn sent_in(&self, invoice: &str) -> Result<Option<u64>, Fault> {
        Ok(self.asked(self.journal.sent(self.budget(), self.exercice, invoice))?.map(|sent| sent.bordereau))
    }

    fn shown(&self) -> String {
        self.place.to_string()
    }

    fn asked<T>(&self, answer: Result<T, Error>) -> Result<T, Fault> {
        answer.map_err(|error| unusable(&self.place, &error))
    }

    /// Refuses an invoice that was sent before, or whose numbers were.
    pub fn admit(&self, mut draft: Box<pes::mapper::Draft>) -> Result<Outcome, Fault> {
        let mut findings = Vec::new();
        if let Some(only) = self.only.as_ref().filter(|only| !only.invoices.contains(&draft.invoice_number)) {
            let (number, bordereau) = (&draft.invoice_number, only.bordereau);
            let message = text!(
                fr = "facture {number} : elle n'est pas du bordereau {bordereau}, et n'a jamais été envoyée",
                en = "invoice {number}: it is not of the bordereau {bordereau}, and was never sent"
            );
            let help = Text::fixed("la convertir à part : pes convert", "convert it apart: pes convert");
            let finding = Diagnostic::new(&rules::PES909, draft.at_number().clone(), message).help(help);
            return Ok(Err(Box::new(draft.refused(vec![finding]))));
        }
        let billed = Billed {
            budget: self.budget(),
            exercice: self.exercice,
            facture: &draft.invoice_number,
            debiteur: &draft.debtor,
            siret: &draft.siret,
            centimes_ht: draft.totals.ht,
            centimes_tva: draft.totals.tva,
            empreinte: &draft.billed(),
        };
        let before = self.asked(self.journal.before(&billed, self.restarts))?;
        let may_be_sent = |sent: &Sent| self.again && sent.etat.can_be_issued_again();
        match (&before, before.sent().filter(|sent| !may_be_sent(sent))) {
            (Before::SameNumber(_), Some(sent)) => findings.push(same_number(&draft, sent)),
            (_, Some(sent)) => findings.push(self.already_sent(&draft, sent)),
            // Hélios has never taken that titre: its number would be a hole.
            (Before::Sent(sent), None) if sent.etat != EtatTitre::Rejete => draft.keep_titre(sent.titre),
            _ => {}
        }
        let (bordereau, titre) = draft.given_numbers();
        if let Some(bordereau) = bordereau
            && let Some(sent) = self.asked(self.journal.sent_bordereau(self.budget(), self.exercice, bordereau))?
        {
            let flow = sent.nom_fic;
            let message = text!(
                fr = "le bordereau {bordereau} est déjà parti dans {flow}",
                en = "the bordereau {bordereau} has already gone in {flow}"
            );
            findings.push(Diagnostic::new(&rules::PES902, draft.at_number().clone(), message));
        }
        if let Some(titre) = titre
            && let Some(sent) = self.asked(self.journal.sent_titre(self.budget(), self.exercice, titre))?
            && !may_be_sent(&sent)
            && findings.is_empty()
        {
            let (bordereau, Text { fr, en }) = (sent.bordereau, sent.etat.words());
            let message = text!(
                fr = "le titre {titre} est déjà parti dans le bordereau {bordereau} : {fr}",
                en = "the titre {titre} has already gone in the bordereau {bordereau}: {en}"
            );
            findings.push(Diagnostic::new(&rules::PES902, draft.at_number().clone(), message));
        }
        Ok(if findings.is_empty() { Ok(draft) } else { Err(Box::new(draft.refused(findings))) })
    }

    fn already_sent(&self, draft: &pes::mapper::Draft, sent: &Sent) -> Diagnostic {
        let Sent { facture, exercice, titre, bordereau, nom_fic, etat, depuis, .. } = sent;
        let (number, Text { fr, en }) = (&draft.invoice_number, etat.words());
        let (mut where_fr, mut where_en) = (String::new(), String::new());
        if facture != number {
            where_fr.push_str(&format!(" sous le numéro {facture}"));
            where_en.push_str(&format!(" under the number {facture}"));
        }
        if *exercice != self.exercice {
            where_fr.push_str(&format!(" dans l'exercice {exercice}"));
            where_en.push_str(&format!(" in the year {exercice}"));
        }
        let budget = sent.budget();
        if budget.is_known() && budget != self.budget() {
            where_fr.push_str(&format!(" pour le budget {budget}"));
            where_en.push_str(&format!(" for the budget {budget}"));
        }
        let message = text!(
            fr = "facture {number} déjà envoyée{where_fr} : titre {titre}, bordereau {bordereau}, {nom_fic} ; {fr} ({depuis})",
            en = "invoice {number} already sent{where_en}: titre {titre}, bordereau {bordereau}, {nom_fic}; {en} ({depuis})"
        );
        let help = match etat.can_be_issued_again() {
            true => Text::fixed("corriger, puis la refaire : --refaire", "correct it, then issue it again: --refaire"),
            false => Text::fixed("la retirer des factures à envoyer", "take it out of the invoices to send"),
        };
        Diagnostic::new(&rules::PES901, draft.at_number().clone(), message).help(help).in_one_way(etat.code())
    }

    /// The run that has already converted these very files into this folder, if one has: one that was cut once all was
    /// in place is given again by a scheduler.
    pub fn done(&self, command: &Convert, inputs: &[FileRead]) -> Result<Option<Done>, Fault> {
        if command.again {
            return Ok(None);
        }
        let inputs: Vec<&str> = inputs.iter().map(|read| read.sha256.as_str()).collect();
        self.asked(self.journal.done(&folder(command), &inputs))
    }

    /// Records that the flows of billing data are about to be written.
    pub fn start(&self, command: &Convert, config: &Config, date: Date, inputs: &[FileRead]) -> Result<(), Fault> {
        if self.is_rehearsed {
            return Ok(());
        }
        let configuration = files::read(&command.config, &rules::PES801)?;
        let execution = self.asked(self.journal.prepare(&Execution {
            date: &date.format(),
            outil: concat!("pes ", env!("CARGO_PKG_VERSION")),
            version_pes: &config.version().to_string(),
            configuration: &sha256(&configuration),
            dossier: &folder(command),
        }))?;
        self.execution.set(execution);
        self.open.set(true);
        self.asked(self.journal.start(execution))?;
        for (path, FileRead { fichier, sha256 }) in command.inputs.iter().zip(inputs) {
            let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            let input = self.asked(self.journal.add_input(fichier, &whole.display().to_string(), sha256))?;
            self.inputs.borrow_mut().push(input);
        }
        Ok(())
    }

    /// Records a flow, its titres and its pieces.
    pub fn flow(&self, path: &str, flow: &Flow) -> Result<(), Fault> {
        if self.is_rehearsed {
            return Ok(());
        }
        let recorded = || -> Result<(), Error> {
            let id = self.journal.add_flow(&Flux {
                chemin: path,
                nom_fic: &flow.file_name,
                sha256: &sha256(&flow.bytes),
                octets: flow.bytes.len(),
                budget: self.budget(),
                exercice: self.exercice,
                bordereau: flow.bordereau,
                restarts: self.restarts,
                piece: flow.common_piece.as_deref(),
            })?;
            for entry in &flow.entries {
                self.journal.add_titre(
                    id,
                    &Titre {
                        numero: entry.titre,
                        facture: &entry.invoice_number,
                        circuit: entry.route.word(),
                        debiteur: &entry.debtor,
                        siret: &entry.siret,
                        centimes_ht: entry.totals.ht,
                        centimes_tva: entry.totals.tva,
                        entree: self.inputs.borrow().get(entry.origin.input).copied(),
                        lignes: &ranges(&entry.rows),
                        empreinte: &entry.billed,
                        pieces: &entry.pieces,
                    },
                )?;
            }
            Ok(())
        };
        self.asked(recorded())
    }

    /// The number of the run, once it is recorded.
    pub fn execution(&self) -> Option<i64> {
        Some(self.execution.get()).filter(|&execution| execution > 0)
    }

    /// What the run is called among the files that it leaves aside.
    pub fn mark(&self) -> String {
        mark(&self.place, &self.siret, self.execution.get())
    }

    /// Keeps all that was recorded: the flows are written, aside, without the invoices refused.
    pub fn written(&self, refused: usize) -> Result<(), Fault> {
        if self.is_rehearsed {
            return Ok(());
        }
        self.asked(self.journal.written(refused))?;
        self.open.set(false);
        Ok(())
    }

    /// Records that the flows are in place.
    pub fn delivered(&self) -> Result<(), Fault> {
        if self.is_rehearsed {
            return Ok(());
        }
        self.asked(self.journal.delivered(self.execution.get()))
    }
}

/// The number of an invoice of another year that bills something else: it is not known which of two things it means.
fn same_number(draft: &pes::mapper::Draft, sent: &Sent) -> Diagnostic {
    let Sent { facture, exercice, titre, bordereau, nom_fic, etat, depuis, .. } = sent;
    let (number, Text { fr, en }) = (&draft.invoice_number, etat.words());
    let message = text!(
        fr = "facture {number} : l'exercice {exercice} a une facture {facture} qui facture autre chose (titre {titre}, bordereau {bordereau}, {nom_fic} ; {fr}, {depuis})",
        en = "invoice {number}: the year {exercice} has an invoice {facture} that bills something else (titre {titre}, bordereau {bordereau}, {nom_fic}; {en}, {depuis})"
    );
    let help = match etat.can_be_issued_again() {
        true => Text::fixed(
            "soit c'est elle, corrigée : --refaire ; soit les numéros repartent chaque année : [journal] numeros_par_exercice = true",
            "either it is that one, corrected: --refaire; or numbers start again each year: [journal] numeros_par_exercice = true",
        ),
        false => Text::fixed(
            "soit c'est elle, changée : la retirer, elle est déjà due ; soit les numéros repartent chaque année : [journal] numeros_par_exercice = true",
            "either it is that one, changed: take it out, it is already owed; or numbers start again each year: [journal] numeros_par_exercice = true",
        ),
    };
    Diagnostic::new(&rules::PES938, draft.at_number().clone(), message).help(help)
}

/// Rows as people write them: `12`, `12-14`, `12-14, 20`.
fn ranges(rows: &[usize]) -> String {
    let mut out = String::new();
    for run in rows.chunk_by(|before, after| before + 1 == *after) {
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(&match run {
            [row] => row.to_string(),
            [first, .., last] => format!("{first}-{last}"),
            [] => String::new(),
        });
    }
    out
}
