//! Where each titre stands.

use std::collections::BTreeMap;

use crate::budget::Budget;
use crate::error::Error;
use crate::history::key;
use crate::journal::Journal;
use crate::matching::Unmatched;
use crate::standing::{EtatAvis, EtatTitre};
use crate::store::{Given, Row};
use pes_parser::returned::Scope;

/// A titre, its invoice, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TitreStatus {
    pub(crate) id: i64,
    pub(crate) bordereau_id: i64,
    pub(crate) flux_id: i64,
    /// The titre that it makes again.
    pub(crate) refait: Option<i64>,
    /// Number of the invoice.
    pub facture: String,
    /// Code of the local authority of its budget; empty when it is not known.
    pub cod_col: String,
    /// Code of its budget.
    pub cod_bud: String,
    /// Year.
    pub exercice: i64,
    /// Number of the bordereau.
    pub bordereau: i64,
    /// Number of the titre.
    pub titre: i64,
    /// Name of the flow.
    pub nom_fic: String,
    /// The way it goes.
    pub circuit: String,
    /// Name of the debtor; empty once erased.
    pub debiteur: String,
    /// SIRET of the debtor, empty when none, or once erased.
    pub siret: String,
    /// Amount with tax, in cents.
    pub centimes: i64,
    /// Where it stands.
    pub etat: EtatTitre,
    /// Since when, `AAAA-MM-JJ`.
    pub depuis: String,
    /// What became of its ASAP.
    pub avis: EtatAvis,
    /// Since when.
    pub avis_depuis: String,
    /// What was recovered, in cents.
    pub centimes_recouvres: i64,
    /// The file the invoice comes from.
    pub entree: String,
    /// Its lines there.
    pub lignes: String,
    /// Year, bordereau and titre under which it was issued again.
    pub refait_en: Option<(i64, i64, i64)>,
}

/// A bordereau of the journal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BordereauId(pub(crate) i64);

/// A bordereau, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BordereauStatus {
    /// Which one it is.
    pub id: BordereauId,
    /// Code of the local authority of its budget; empty when it is not known.
    pub cod_col: String,
    /// Code of its budget.
    pub cod_bud: String,
    /// Year.
    pub exercice: i64,
    /// Number.
    pub numero: i64,
    /// Name of its flow.
    pub nom_fic: String,
    /// Where it stands.
    pub etat: EtatTitre,
    /// Since when.
    pub depuis: String,
    /// Count of titres.
    pub titres: i64,
    /// What they add up to, with tax, in cents.
    pub centimes: i64,
}

/// Something said that matches nothing that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The document that says it.
    pub document: String,
    /// Why it is not applied.
    pub why: Unmatched,
    /// What it is said of.
    pub scope: Scope,
    /// The flow it names.
    pub nom_fic: String,
    /// Year, bordereau, titre and line that it names.
    pub keys: [Option<i64>; 4],
    /// The piece it names.
    pub id_unique: String,
    /// Domain of an acquit, state that a return gives.
    pub etat: String,
    /// Whether it accepts.
    pub accepted: Option<bool>,
    /// Code, and words.
    pub code: String,
    /// Words of Hélios.
    pub libelle: String,
}

impl TitreStatus {
    /// Its budget.
    pub fn budget(&self) -> Budget<'_> {
        Budget { cod_col: &self.cod_col, cod_bud: &self.cod_bud }
    }

    /// Its bordereau.
    pub fn bordereau_id(&self) -> BordereauId {
        BordereauId(self.bordereau_id)
    }

    /// Whether something is to be done: with the titre, or with its ASAP, which did not reach the debtor.
    pub fn is_blocked(&self) -> bool {
        let is_undelivered = matches!(self.avis, EtatAvis::Refuse | EtatAvis::MelRefuse);
        self.refait_en.is_none() && (self.etat.is_blocked() || is_undelivered)
    }
}

impl BordereauStatus {
    /// Its budget.
    pub fn budget(&self) -> Budget<'_> {
        Budget { cod_col: &self.cod_col, cod_bud: &self.cod_bud }
    }
}

/// How many titres stand where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Count of titres, and what they add up to in cents, by state; those issued again apart.
    pub titres: BTreeMap<EtatTitre, (i64, i64)>,
    /// Count of ASAP by what became of them.
    pub avis: BTreeMap<EtatAvis, i64>,
    /// Titres that were issued again.
    pub refaits: i64,
}

const TITRES: &str = "SELECT t.id, b.id, f.id, t.facture, t.exercice, b.numero, t.numero, f.nom_fic, t.circuit, \
    t.debiteur, t.centimes_ht + t.centimes_tva, t.etat, t.depuis, t.avis, t.avis_depuis, t.centimes_recouvres, \
    COALESCE(e.fichier, ''), t.lignes, r.exercice, rb.numero, r.numero, \
    g.cod_col, g.cod_bud, t.refait, t.siret \
    FROM titre t JOIN bordereau b ON t.bordereau = b.id JOIN flux f ON b.flux = f.id JOIN budget g ON t.budget = g.id \
    LEFT JOIN entree e ON t.entree = e.id LEFT JOIN titre r ON r.refait = t.id \
    LEFT JOIN bordereau rb ON r.bordereau = rb.id";

impl Journal {
    /// The titres that a word names: a number of invoice, of titre, of bordereau, or the name of a flow.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn titres_named(&self, word: &str) -> Result<Vec<TitreStatus>, Error> {
        let bare = word.strip_suffix(".xml").unwrap_or(word);
        let file = format!("{bare}.xml");
        let mut found = self.titres("t.cle = ?1", &[(&key(word)).into()])?;
        found.extend(self.titres("f.nom_fic IN (?1, ?2)", &[bare.into(), (&file).into()])?);
        if let Ok(number) = word.parse::<i64>() {
            found.extend(self.titres("t.numero = ?1", &[number.into()])?);
            found.extend(self.titres("b.numero = ?1", &[number.into()])?);
        }
        found.sort_by_key(|titre| titre.id);
        found.dedup_by_key(|titre| titre.id);
        Ok(found)
    }

    /// The titres of a bordereau.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn titres_of_bordereau(&self, bordereau: BordereauId) -> Result<Vec<TitreStatus>, Error> {
        self.titres("b.id = ?1", &[bordereau.0.into()])
    }

    /// The titres with which something is to be done, by what it is, but those issued again.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn blocked(&self) -> Result<Vec<TitreStatus>, Error> {
        let mut blocked = Vec::new();
        for etat in EtatTitre::ALL.iter().filter(|etat| etat.is_blocked()) {
            blocked.append(&mut self.titres("t.etat = ?1 AND r.id IS NULL", &[etat.code().into()])?);
        }
        for avis in [EtatAvis::Refuse, EtatAvis::MelRefuse] {
            let undelivered = self.titres("t.avis = ?1 AND r.id IS NULL", &[avis.code().into()])?;
            blocked.extend(undelivered.into_iter().filter(|titre| !titre.etat.is_blocked()));
        }
        Ok(blocked)
    }

    pub(crate) fn titres(&self, condition: &str, given: &[Given<'_>]) -> Result<Vec<TitreStatus>, Error> {
        let rows = self.store.query(&format!("{TITRES} WHERE {condition} ORDER BY t.id"), given)?;
        Ok(rows.iter().map(titre).collect())
    }

    /// The bordereaux in a state since a date or before, oldest first.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn bordereaux_in(&self, etat: EtatTitre, until: &str) -> Result<Vec<BordereauStatus>, Error> {
        self.bordereaux("b.etat = ?1 AND b.depuis <= ?2", "b.depuis, b.id", &[etat.code().into(), until.into()])
    }

    /// The bordereaux of a number, of one year or of all, of a budget or of one that is not known.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn bordereaux_numbered(
        &self,
        budget: Budget<'_>,
        exercice: Option<i64>,
        numero: i64,
    ) -> Result<Vec<BordereauStatus>, Error> {
        let given = [numero.into(), exercice.into(), self.budget_row(budget)?.into()];
        self.bordereaux("b.numero = ?1 AND (b.exercice = ?2 OR ?2 IS NULL) AND b.budget IN (?3, 0)", "b.id", &given)
    }

    fn bordereaux(&self, condition: &str, order: &str, given: &[Given<'_>]) -> Result<Vec<BordereauStatus>, Error> {
        let rows = self.store.query(
            &format!(
                "SELECT b.id, g.cod_col, g.cod_bud, b.exercice, b.numero, f.nom_fic, b.etat, b.depuis, COUNT(t.id), \
                 CAST(COALESCE(SUM(t.centimes_ht + t.centimes_tva), 0) AS BIGINT) \
                 FROM bordereau b JOIN flux f ON b.flux = f.id JOIN budget g ON b.budget = g.id \
                 LEFT JOIN titre t ON t.bordereau = b.id \
                 WHERE {condition} GROUP BY b.id, f.id, g.id ORDER BY {order}"
            ),
            given,
        )?;
        Ok(rows.iter().map(bordereau).collect())
    }

    /// How many titres stand where.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn summary(&self) -> Result<Summary, Error> {
        self.summary_of(None)
    }

    /// The same for each budget, by its codes.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn summaries(&self) -> Result<Vec<(String, String, Summary)>, Error> {
        let budgets = self.store.query(
            "SELECT id, cod_col, cod_bud FROM budget WHERE id IN (SELECT budget FROM bordereau) ORDER BY cod_col, cod_bud",
            &[],
        )?;
        let summary = |row: &Row| Ok((row.text(1), row.text(2), self.summary_of(Some(row.integer(0)))?));
        budgets.iter().map(summary).collect()
    }

    fn summary_of(&self, budget: Option<i64>) -> Result<Summary, Error> {
        let mut summary = Summary::default();
        let (of_budget, budget) = ("(budget = ?1 OR ?1 IS NULL)", [budget.into()]);
        let again = "(SELECT refait FROM titre WHERE refait IS NOT NULL)";
        self.store.each(
            &format!(
                "SELECT etat, COUNT(*), CAST(SUM(centimes_ht + centimes_tva) AS BIGINT) FROM titre \
                 WHERE {of_budget} AND id NOT IN {again} GROUP BY etat"
            ),
            &budget,
            |row| {
                summary.titres.insert(EtatTitre::of_code(&row.text(0)), (row.integer(1), row.integer(2)));
                Ok(())
            },
        )?;
        let avis = format!("SELECT avis, COUNT(*) FROM titre WHERE {of_budget} AND avis <> '' GROUP BY avis");
        self.store.each(&avis, &budget, |row| {
            summary.avis.insert(EtatAvis::of_code(&row.text(0)), row.integer(1));
            Ok(())
        })?;
        let again = format!("SELECT COUNT(*) FROM titre WHERE {of_budget} AND refait IS NOT NULL");
        summary.refaits = self.store.number(&again, &budget)?;
        Ok(summary)
    }

    /// What was said that matches nothing sent; of one document, or of all.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn lost(&self, document: Option<&str>) -> Result<Vec<Lost>, Error> {
        let rows = self.store.query(
            "SELECT d.nom, c.portee, c.nom_fic, c.exercice, c.no_bordereau, c.no_titre, c.no_ligne, c.id_unique, \
             c.accepte, c.code, c.libelle, c.pourquoi, c.etat FROM constat c JOIN document d ON c.document = d.id \
             WHERE c.flux IS NULL AND (d.sha256 = ?1 OR ?1 IS NULL) ORDER BY c.id",
            &[document.into()],
        )?;
        let lost = |row: &Row| Lost {
            document: row.text(0),
            why: Unmatched::of_code(&row.text(11)),
            etat: row.text(12),
            scope: Scope::of_code(&row.text(1)),
            nom_fic: row.text(2),
            keys: [3, 4, 5, 6].map(|column| row.maybe_integer(column)),
            id_unique: row.text(7),
            accepted: row.maybe_integer(8).map(|accepted| accepted != 0),
            code: row.text(9),
            libelle: row.text(10),
        };
        Ok(rows.iter().map(lost).collect())
    }
}

fn titre(row: &Row) -> TitreStatus {
    TitreStatus {
        id: row.integer(0),
        bordereau_id: row.integer(1),
        flux_id: row.integer(2),
        facture: row.text(3),
        exercice: row.integer(4),
        bordereau: row.integer(5),
        titre: row.integer(6),
        nom_fic: row.text(7),
        circuit: row.text(8),
        debiteur: row.text(9),
        centimes: row.integer(10),
        etat: EtatTitre::of_code(&row.text(11)),
        depuis: row.text(12),
        avis: EtatAvis::of_code(&row.text(13)),
        avis_depuis: row.text(14),
        centimes_recouvres: row.integer(15),
        entree: row.text(16),
        lignes: row.text(17),
        cod_col: row.text(21),
        cod_bud: row.text(22),
        refait: row.maybe_integer(23),
        siret: row.text(24),
        refait_en: row.maybe_integer(18).map(|exercice| (exercice, row.integer(19), row.integer(20))),
    }
}

fn bordereau(row: &Row) -> BordereauStatus {
    BordereauStatus {
        id: BordereauId(row.integer(0)),
        cod_col: row.text(1),
        cod_bud: row.text(2),
        exercice: row.integer(3),
        numero: row.integer(4),
        nom_fic: row.text(5),
        etat: EtatTitre::of_code(&row.text(6)),
        depuis: row.text(7),
        titres: row.integer(8),
        centimes: row.integer(9),
    }
}
