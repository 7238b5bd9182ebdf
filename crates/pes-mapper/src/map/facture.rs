//! The ASAP of an invoice.

use pes_parser::Text;
use pes_parser::model::{FactureIndiv, LigneFacture, TotalAPayer};
use pes_parser::value::{Montant, MontantNul, Num, Texte, Value};
use pes_validator::rules;

use super::given::Given;
use super::line::{Form, Line, written};
use super::tiers::DebtorParts;
use super::{Mapper, Totals};
use crate::config::made;
use crate::fields::BillingField as F;
use crate::input::View;

impl Mapper<'_> {
    pub(super) fn facture_indiv(
        &self,
        given: &mut Given<'_>,
        lines: &[Line],
        totals: Totals,
        debtor: &DebtorParts,
        objet: Option<Value<Texte<160>>>,
        numero: Option<Value<Texte<50>>>,
    ) -> FactureIndiv {
        let rows: Vec<View<'_>> = given.view.lines().collect();
        let ligne_facture = rows
            .into_iter()
            .enumerate()
            .map(|(index, row)| given.on_row(row, |given| ligne_facture(given, index, lines.get(index))))
            .collect();
        let asap = &self.config.asap;
        FactureIndiv {
            date_emission: made(self.date),
            numero_facture: numero,
            debiteur: Some(debtor.facture.clone()),
            destinataire: super::tiers::recipient(given, debtor).map(Box::new),
            objet,
            ligne_facture,
            total_a_payer: Some(TotalAPayer {
                mt_total_ht: Montant::from_centimes(totals.ht).and_then(made),
                mt_total_tva: MontantNul::from_centimes(totals.tva).and_then(made),
                mt_total_ttc: Montant::from_centimes(totals.ttc()).and_then(made),
                ..TotalAPayer::default()
            }),
            talon_optique_2_lignes: Self::talon(given).map(Box::new),
            modalites_reglement: asap.modalites_reglement.clone(),
            modalites_contestation: asap.modalites_contestation.clone(),
            mode_recouvrement: asap.mode_recouvrement(),
            conditions_gen: asap.conditions_gen.clone(),
            ..FactureIndiv::default()
        }
    }
}

/// A line as printed. Its labels and dates are checked even when its amounts cannot be read.
fn ligne_facture(given: &mut Given<'_>, index: usize, line: Option<&Line>) -> LigneFacture {
    let (date, date_debut, date_fin) = dates(given);
    let mut ligne = LigneFacture {
        date,
        date_debut,
        date_fin,
        libelle: libelle(given, line),
        unite1: given.texte(F::LigneUnite),
        unite2: given.texte(F::LigneUnite2),
        ordre: Num::new(index as u64 + 1).and_then(made),
        ..LigneFacture::default()
    };
    let Some(line) = line else { return ligne };
    match &line.form {
        Form::Quantity { quantite, quantite2, prix_unitaire } => {
            ligne.quantite = made(*quantite);
            ligne.quantite2 = quantite2.and_then(made);
            ligne.mt_unitaire = Montant::from_centimes(*prix_unitaire).and_then(made);
        }
        Form::Base { .. } => ligne.mt_base = Montant::from_centimes(line.totals.ht).and_then(made),
        Form::Discount => ligne.mt_remise = Montant::from_centimes(line.totals.ttc()).and_then(made),
    }
    // A unit goes with its quantity or not at all.
    if ligne.quantite.is_none() {
        ligne.unite1 = None;
    }
    if ligne.quantite2.is_none() {
        ligne.unite2 = None;
    }
    let (ht, taux, tva, ttc) = written(line);
    ligne.mt_ht = ht.and_then(made);
    ligne.taux_tva = taux.and_then(made);
    ligne.mt_tva = tva.and_then(made);
    ligne.mt_ttc = ttc.and_then(made);
    ligne
}

fn libelle(given: &mut Given<'_>, line: Option<&Line>) -> Option<Value<Texte<200>>> {
    let Some(label) = given.view.text(F::LigneLibelle) else {
        given.missing(F::LigneLibelle);
        return None;
    };
    match line.map(|line| &line.form) {
        Some(Form::Base { detail: Some(detail) }) => {
            given.fitted(F::LigneLibelle, &format!("{label} ({detail})"), false)
        }
        _ => given.fitted(F::LigneLibelle, label, false),
    }
}

type Dates = (
    Option<Value<pes_parser::value::Date>>,
    Option<Value<pes_parser::value::Date>>,
    Option<Value<pes_parser::value::Date>>,
);

/// A day, or else a whole period in order.
fn dates(given: &mut Given<'_>) -> Dates {
    let has = |given: &Given<'_>, field| given.view.text(field).is_some();
    let (has_start, has_end) = (has(given, F::LigneDebut), has(given, F::LigneFin));
    if has_start || has_end {
        let (start, end) = (given.date(F::LigneDebut), given.date(F::LigneFin));
        if has_start != has_end {
            let field = if has_start { F::LigneFin } else { F::LigneDebut };
            let message = Text::fixed(
                "période incomplète : début et fin vont ensemble",
                "period incomplete: start and end go together",
            );
            given.report(&rules::PES830, field, message);
        } else if let (Some(from), Some(to)) = (start.as_ref().and_then(Value::ok), end.as_ref().and_then(Value::ok))
            && from > to
        {
            given.report(
                &rules::PES830,
                F::LigneFin,
                Text::fixed("la période finit avant de commencer", "the period ends before it starts"),
            );
        }
        return (None, start, end);
    }
    if !has(given, F::LigneDate) {
        let help = Text::fixed(
            "donner ligne.date, ou ligne.debut et ligne.fin",
            "give ligne.date, or ligne.debut and ligne.fin",
        );
        given.report_with_help(
            &rules::PES830,
            F::LigneDate,
            Text::fixed("ligne sans date", "line without a date"),
            help,
        );
    }
    (given.date(F::LigneDate), None, None)
}
