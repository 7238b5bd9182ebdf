//! `pes corrige`: a refused bordereau issued again under a new number.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;

use pes::parser::{Lang, Text, text};
use pes::validator::{At, Diagnostic, rules};
use pes_journal::{BordereauStatus, Budget, EtatTitre, InputFile, Journal};

use crate::args::{Convert, Corrige, Only};
use crate::billing::BillingFile;
use crate::convert;
use crate::ledger::open;
use crate::screen::{Fault, Screen, complain};
use crate::statut::{Reading, configured};

/// Converts the invoices of the bordereau again: those refused because of another from the data that was sent, those at
/// fault too from data that was corrected.
pub fn run(command: &Corrige, screen: &Screen) -> Result<ExitCode, Fault> {
    let (config, place) = configured(&command.config)?;
    let (invoices, inputs) = {
        let journal = open(&place, config.siret(), &command.config, screen)?;
        let reading = Reading { journal: &journal, place: &place };
        let budget = Budget { cod_col: config.cod_col(), cod_bud: config.cod_bud() };
        chosen(command, budget, &reading, screen)?
    };
    let convert = Convert {
        inputs,
        config: command.config.clone(),
        out: command.out.clone(),
        date: command.date,
        overwrite: command.overwrite,
        again: true,
        only: Some(Only { bordereau: command.bordereau, invoices, is_as_sent: command.inputs.is_empty() }),
        jobs: command.jobs,
        json: command.json,
        ..Convert::default()
    };
    convert::run(&convert, screen)
}

/// The invoices to issue again, and the data that they are in.
fn chosen(
    command: &Corrige,
    budget: Budget<'_>,
    reading: &Reading<'_>,
    screen: &Screen,
) -> Result<(BTreeSet<String>, Vec<PathBuf>), Fault> {
    let journal: &Journal = reading.journal;
    let bordereau = the_bordereau(command, budget, reading)?;
    let titres = reading.asked(journal.titres_of_bordereau(bordereau.id))?;
    let open: Vec<_> = titres.iter().filter(|titre| titre.refait_en.is_none()).collect();
    let of = |etat: EtatTitre| -> BTreeSet<String> {
        open.iter().filter(|titre| titre.etat == etat).map(|titre| titre.facture.clone()).collect()
    };
    let (at_fault, with_it) = (of(EtatTitre::Refuse), of(EtatTitre::RefuseAvec));
    let numero = bordereau.numero;
    if !command.inputs.is_empty() {
        let all: BTreeSet<String> = at_fault.into_iter().chain(with_it).chain(of(EtatTitre::Rejete)).collect();
        return if all.is_empty() { Err(nothing(reading, &bordereau)) } else { Ok((all, command.inputs.clone())) };
    }
    if with_it.is_empty() || at_fault.is_empty() {
        if with_it.is_empty() && at_fault.is_empty() {
            return Err(nothing(reading, &bordereau));
        }
        let message = text!(
            fr = "bordereau {numero} : aucun titre à refaire sans correction",
            en = "bordereau {numero}: no titre to issue again without a correction"
        );
        let help = Text::fixed(
            "corriger les données, puis les donner : pes corrige BORDEREAU ENTREE",
            "correct the data, then give it: pes corrige BORDEREAU ENTREE",
        );
        return Err(Diagnostic::new(&rules::PES901, at(reading), message).help(help).into());
    }
    let inputs = reading.asked(journal.inputs_of(bordereau.id))?;
    let unchanged = |InputFile { path, sha256 }: InputFile| {
        if BillingFile::open(&path)?.sha256()? == sha256 {
            return Ok(path);
        }
        let shown = path.display().to_string();
        let message = text!(fr = "{shown} a changé depuis l'envoi", en = "{shown} has changed since it was sent");
        let help = Text::fixed(
            "donner le fichier : pes corrige BORDEREAU ENTREE refait aussi les titres fautifs",
            "give the file: pes corrige BORDEREAU ENTREE issues the titres at fault again too",
        );
        Err(Fault::from(Diagnostic::new(&rules::PES810, At::document(shown), message).help(help)))
    };
    let inputs = inputs.into_iter().map(unchanged).collect::<Result<Vec<_>, _>>()?;
    let left: Vec<String> = at_fault.into_iter().collect();
    let left = left.join(", ");
    complain(&match screen.lang {
        Lang::Fr => format!("à corriger, laissées de côté : {left}\n"),
        Lang::En => format!("to correct, left aside: {left}\n"),
    });
    Ok((with_it, inputs))
}

fn the_bordereau(command: &Corrige, budget: Budget<'_>, reading: &Reading<'_>) -> Result<BordereauStatus, Fault> {
    let numero = i64::try_from(command.bordereau).unwrap_or(i64::MAX);
    let exercice = command.exercice.and_then(|year| i64::try_from(year).ok());
    let mut found = reading.asked(reading.journal.bordereaux_numbered(budget, exercice, numero))?;
    match (found.pop(), found.is_empty()) {
        (Some(bordereau), true) => Ok(bordereau),
        (Some(_), false) => {
            let message = text!(
                fr = "plusieurs exercices ont un bordereau {numero} : le dire avec --exercice",
                en = "several years have a bordereau {numero}: say which with --exercice"
            );
            Err(Diagnostic::new(&rules::PES900, at(reading), message).into())
        }
        (None, _) => {
            let message =
                text!(fr = "bordereau {numero} : jamais envoyé", en = "bordereau {numero}: it was never sent");
            Err(Diagnostic::new(&rules::PES900, at(reading), message).into())
        }
    }
}

fn nothing(reading: &Reading<'_>, bordereau: &BordereauStatus) -> Fault {
    let BordereauStatus { numero, depuis, etat, .. } = bordereau;
    let Text { fr, en } = etat.words();
    let message = text!(
        fr = "bordereau {numero} : rien à refaire, {fr} ({depuis})",
        en = "bordereau {numero}: nothing to issue again, {en} ({depuis})"
    );
    Diagnostic::new(&rules::PES901, at(reading), message).into()
}

fn at(reading: &Reading<'_>) -> At {
    At::document(reading.name())
}
