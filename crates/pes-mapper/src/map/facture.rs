//! The ASAP of an invoice.

use pes_parser::Text;
use pes_parser::model::{FactureIndiv, LigneFacture, TotalAPayer};
use pes_parser::value::{Montant, MontantNul, Num, SimpleType, Texte, Value};
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
        let mut ligne_facture = Vec::with_capacity(lines.len().max(rows.len()));
        let mut rest = lines;
        for (row, view) in rows.into_iter().enumerate() {
            let (of_row, after) = rest.split_at(rest.partition_point(|line| line.row == row));
            rest = after;
            given.on_row(view, |given| lignes_facture(given, of_row, &mut ligne_facture));
        }
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

/// The lines of a row as printed. Its labels and dates are checked even when its amounts cannot be read.
fn lignes_facture(given: &mut Given<'_>, lines: &[Line], printed: &mut Vec<LigneFacture>) {
    let (date, date_debut, date_fin) = dates(given);
    let (unite1, unite2) = (given.texte(F::LigneUnite), given.texte(F::LigneUnite2));
    let libelle = libelle(given, lines.first());
    let row = LigneFacture { date, date_debut, date_fin, libelle, unite1, unite2, ..LigneFacture::default() };
    for line in lines {
        let ordre = Num::new(printed.len() as u64 + 1).and_then(made);
        let mut ligne = filled(LigneFacture { ordre, ..row.clone() }, line);
        if let Form::Discount { is_of_line: true } = line.form {
            ligne.libelle = discount_label(given);
        }
        printed.push(ligne);
    }
}

fn filled(mut ligne: LigneFacture, line: &Line) -> LigneFacture {
    match &line.form {
        Form::Quantity { quantite, quantite2, prix_unitaire } => {
            ligne.quantite = made(*quantite);
            ligne.quantite2 = quantite2.and_then(made);
            ligne.mt_unitaire = Montant::from_centimes(*prix_unitaire).and_then(made);
        }
        Form::Base { .. } => ligne.mt_base = Montant::from_centimes(line.totals.ht).and_then(made),
        Form::Discount { .. } => ligne.mt_remise = Montant::from_centimes(line.totals.ttc()).and_then(made),
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

/// The label of a discount says what it reduces, when that fits.
fn discount_label(given: &mut Given<'_>) -> Option<Value<Texte<200>>> {
    const WORD: &str = "Remise";
    let label = given.view.text(F::LigneLibelle)?;
    let whole = format!("{WORD} : {label}");
    // What is changed in the label was told with its line.
    let told = given.findings.len();
    let fitted = given.fitted(F::LigneLibelle, &whole, false);
    let has_faults = given.findings.drain(told..).any(|finding| finding.is_error());
    if has_faults { Texte::<200>::parse(WORD).ok().and_then(made) } else { fitted }
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
