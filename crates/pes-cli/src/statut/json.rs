//! Where titres stand, for machines.

use pes_journal::{BordereauStatus, Cure, Reason};
use serde::Serialize;

use super::{ByBudget, Explained, Twice, TwiceJson};

/// What `--format json` gives.
#[derive(Serialize)]
struct Standing<'a> {
    format: u32,
    /// Debts that stand more than once.
    emis_deux_fois: Vec<TwiceJson<'a>>,
    resume: Summary,
    /// The same by budget, when there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    budgets: Vec<serde_json::Value>,
    #[serde(serialize_with = "titres_json")]
    titres: &'a [Explained],
    sans_reponse: Vec<Waiting>,
}

pub(super) fn page(
    summary: &pes_journal::Summary,
    by_budget: &[ByBudget],
    titres: &[Explained],
    waiting: &[BordereauStatus],
    twice: &[Twice],
) -> String {
    let sans_reponse = waiting.iter().map(Waiting::of).collect();
    let budget = |(cod_col, cod_bud, summary): &ByBudget| serde_json::json!({ "code_collectivite": cod_col, "code_budget": cod_bud, "resume": Summary::of(summary) });
    let standing = Standing {
        format: 1,
        emis_deux_fois: TwiceJson::all(twice),
        resume: Summary::of(summary),
        budgets: if by_budget.len() > 1 { by_budget.iter().map(budget).collect() } else { Vec::new() },
        titres,
        sans_reponse,
    };
    serde_json::to_string_pretty(&standing).unwrap_or_default() + "\n"
}

fn titres_json<S: serde::Serializer>(titres: &&[Explained], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(titres.iter().map(TitreJson::of))
}

#[derive(Serialize)]
struct Summary {
    titres: serde_json::Value,
    asap: serde_json::Value,
    refaits: i64,
}

impl Summary {
    fn of(summary: &pes_journal::Summary) -> Self {
        let titres = summary.titres.iter().map(|(etat, (count, centimes))| {
            (etat.code().to_owned(), serde_json::json!({ "titres": count, "ttc_centimes": centimes }))
        });
        let asap = summary.avis.iter().map(|(avis, count)| (avis.code().to_owned(), serde_json::json!(count)));
        Summary { titres: titres.collect(), asap: asap.collect(), refaits: summary.refaits }
    }
}

/// A titre for machines.
#[derive(Serialize)]
pub struct TitreJson<'a> {
    facture: &'a str,
    code_collectivite: &'a str,
    code_budget: &'a str,
    exercice: i64,
    bordereau: i64,
    titre: i64,
    flux: &'a str,
    circuit: &'a str,
    debiteur: &'a str,
    ttc_centimes: i64,
    etat: &'static str,
    depuis: &'a str,
    bloque: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    asap: Option<&'static str>,
    #[serde(skip_serializing_if = "str::is_empty")]
    asap_depuis: &'a str,
    recouvre_centimes: i64,
    fichier: &'a str,
    lignes: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    refait_en: Option<serde_json::Value>,
    motifs: Vec<ReasonJson<'a>>,
}

#[derive(Serialize)]
struct ReasonJson<'a> {
    portee: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    ligne: Option<i64>,
    code: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    sens: &'a str,
    libelle: &'a str,
    date: &'a str,
    document: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    a_faire: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<&'static str>,
}

impl<'a> TitreJson<'a> {
    pub fn of(Explained { status, reasons, .. }: &'a Explained) -> Self {
        let again = status.refait_en.map(|(exercice, bordereau, titre)| {
            serde_json::json!({ "exercice": exercice, "bordereau": bordereau, "titre": titre })
        });
        TitreJson {
            facture: &status.facture,
            code_collectivite: &status.cod_col,
            code_budget: &status.cod_bud,
            exercice: status.exercice,
            bordereau: status.bordereau,
            titre: status.titre,
            flux: &status.nom_fic,
            circuit: &status.circuit,
            debiteur: &status.debiteur,
            ttc_centimes: status.centimes,
            etat: status.etat.code(),
            depuis: &status.depuis,
            bloque: status.is_blocked(),
            asap: Some(status.avis.code()).filter(|code| !code.is_empty()),
            asap_depuis: &status.avis_depuis,
            recouvre_centimes: status.centimes_recouvres,
            fichier: &status.entree,
            lignes: &status.lignes,
            refait_en: again,
            motifs: reasons.iter().map(ReasonJson::of).collect(),
        }
    }
}

impl<'a> ReasonJson<'a> {
    fn of(reason: &'a Reason) -> Self {
        ReasonJson {
            portee: reason.scope.code(),
            ligne: reason.ligne,
            code: &reason.code,
            sens: &reason.meaning,
            libelle: &reason.libelle,
            date: &reason.date,
            document: &reason.document,
            a_faire: reason.cure.map(Cure::code),
            source: reason.source,
        }
    }
}

#[derive(Serialize)]
struct Waiting {
    code_collectivite: String,
    code_budget: String,
    exercice: i64,
    bordereau: i64,
    flux: String,
    etat: &'static str,
    depuis: String,
    titres: i64,
    ttc_centimes: i64,
}

impl Waiting {
    fn of(bordereau: &BordereauStatus) -> Self {
        Waiting {
            code_collectivite: bordereau.cod_col.clone(),
            code_budget: bordereau.cod_bud.clone(),
            exercice: bordereau.exercice,
            bordereau: bordereau.numero,
            flux: bordereau.nom_fic.clone(),
            etat: bordereau.etat.code(),
            depuis: bordereau.depuis.clone(),
            titres: bordereau.titres,
            ttc_centimes: bordereau.centimes,
        }
    }
}
