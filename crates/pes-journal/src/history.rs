//! What was sent before.

use crate::budget::Budget;
use crate::error::Error;
use crate::journal::Journal;
use crate::standing::EtatTitre;
use crate::store::{Given, Row};

/// The numbers after those used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextNumbers {
    /// Next bordereau of the year.
    pub bordereau: u64,
    /// Next titre of the year.
    pub titre: u64,
    /// Next serial number of a file of the day.
    pub flux: u64,
    /// What the titres of the year that were not refused add up to, with tax, in cents.
    pub cumul_centimes: i64,
}

/// What an invoice bills, by which it is known again.
#[derive(Clone, Copy, Debug, Default)]
pub struct Billed<'a> {
    /// The budget it is billed for.
    pub budget: Budget<'a>,
    /// Year of its titre.
    pub exercice: i64,
    /// Its number, as written.
    pub facture: &'a str,
    /// Name of the debtor.
    pub debiteur: &'a str,
    /// SIRET of the debtor, empty when none.
    pub siret: &'a str,
    /// Amount without tax, in cents.
    pub centimes_ht: i64,
    /// Tax, in cents.
    pub centimes_tva: i64,
    /// A hash of what is billed: debtor, lines, amounts; empty when there is none.
    pub empreinte: &'a str,
}

/// Whether an invoice was sent before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Before {
    /// It was not.
    New,
    /// In the same year of the same budget.
    Sent(Sent),
    /// It bills the same as an invoice of another year, or of another budget.
    SentElsewhere(Sent),
    /// Its number is that of an invoice of another year that bills something else: either numbers start again each year,
    /// or one is the other corrected.
    SameNumber(Sent),
}

impl Before {
    /// The invoice that was sent.
    pub fn sent(&self) -> Option<&Sent> {
        match self {
            Before::New => None,
            Before::Sent(sent) | Before::SentElsewhere(sent) | Before::SameNumber(sent) => Some(sent),
        }
    }
}

/// An invoice sent before, as the titre that counts: one that stands in Hélios, else the last one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub(crate) id: i64,
    /// Its number, as it was written.
    pub facture: String,
    /// Code of the local authority of its budget; empty when it is not known.
    pub cod_col: String,
    /// Code of its budget.
    pub cod_bud: String,
    /// Year.
    pub exercice: i64,
    /// Number of the titre.
    pub titre: u64,
    /// Number of its bordereau.
    pub bordereau: u64,
    /// Name of its flow.
    pub nom_fic: String,
    /// Where it stands.
    pub etat: EtatTitre,
    /// Since when, `AAAA-MM-JJ`.
    pub depuis: String,
}

impl Sent {
    /// Its budget.
    pub fn budget(&self) -> Budget<'_> {
        Budget { cod_col: &self.cod_col, cod_bud: &self.cod_bud }
    }
}

/// A bordereau sent before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentBordereau {
    /// Name of its flow.
    pub nom_fic: String,
    /// Where it stands.
    pub etat: EtatTitre,
    /// Since when, `AAAA-MM-JJ`.
    pub depuis: String,
}

const SENT: &str = "SELECT t.id, t.facture, g.cod_col, g.cod_bud, t.exercice, t.numero, b.numero, f.nom_fic, t.etat, \
                    t.depuis, t.budget, t.debiteur, t.siret, t.centimes_ht, t.centimes_tva, t.empreinte FROM titre t \
                    JOIN bordereau b ON t.bordereau = b.id JOIN flux f ON b.flux = f.id JOIN budget g ON t.budget = g.id";

impl Journal {
    /// The numbers after those used in a year of a budget; flows are named `prefix`, then a number and an extension.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn next_numbers(&self, budget: Budget<'_>, exercice: i64, prefix: &str) -> Result<NextNumbers, Error> {
        let budget = self.budget_row(budget)?;
        // Of what is not known to be of another budget no number is given again.
        let after = |table: &str| {
            let sql = format!("SELECT MAX(numero) FROM {table} WHERE budget = ?1 AND exercice = ?2");
            let last = |budget: i64| self.store.number(&sql, &[budget.into(), exercice.into()]);
            Ok::<_, Error>(unsigned(last(budget)?.max(last(Budget::UNKNOWN)?)) + 1)
        };
        let last = self
            .store
            .first("SELECT MAX(nom_fic) FROM flux WHERE nom_fic >= ?1 AND nom_fic < ?1 || '~'", &[prefix.into()])?;
        let last = last.map(|row| row.text(0)).unwrap_or_default();
        let serial: String =
            last.get(prefix.len()..).into_iter().flat_map(str::chars).take_while(char::is_ascii_digit).collect();
        let refused = [EtatTitre::Refuse, EtatTitre::RefuseAvec, EtatTitre::Rejete].map(|etat| etat.code());
        let cumul_centimes = self.store.number(
            "SELECT CAST(COALESCE(SUM(centimes_ht + centimes_tva), 0) AS BIGINT) FROM titre \
             WHERE budget IN (?1, 0) AND exercice = ?2 AND etat NOT IN (?3, ?4, ?5)",
            &[budget.into(), exercice.into(), refused[0].into(), refused[1].into(), refused[2].into()],
        )?;
        Ok(NextNumbers {
            bordereau: after("bordereau")?,
            titre: after("titre")?,
            flux: serial.parse::<u64>().unwrap_or_default() + 1,
            cumul_centimes,
        })
    }

    /// Whether nothing was sent yet in a year of a budget, while something was in another year or for another budget:
    /// its numbers start.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn starts(&self, budget: Budget<'_>, exercice: i64) -> Result<bool, Error> {
        let count = |condition: &str| {
            let sql = format!("SELECT COUNT(*) FROM (SELECT id FROM bordereau WHERE {condition} LIMIT 1) sent");
            self.store.number(&sql, &[self.budget_row(budget)?.into(), exercice.into()])
        };
        Ok(count("budget IN (?1, 0) AND exercice = ?2")? == 0 && count("NOT (budget = ?1 AND exercice = ?2)")? > 0)
    }

    /// The titre of an invoice of a year of a budget, whatever it bills. Numbers that differ in case and in blanks alone
    /// are one number.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn sent(&self, budget: Budget<'_>, exercice: i64, facture: &str) -> Result<Option<Sent>, Error> {
        let sent = self.sent_by(
            "t.cle = ?1 AND t.exercice = ?2 AND t.budget IN (?3, 0)",
            &[(&key(facture)).into(), exercice.into(), self.budget_row(budget)?.into()],
        )?;
        Ok(counting(sent.into_iter().map(|(sent, _)| sent)))
    }

    /// Whether an invoice was sent before, in any year and for any budget. `restarts` says that numbers of invoices
    /// start again each year.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn before(&self, billed: &Billed<'_>, restarts: bool) -> Result<Before, Error> {
        self.before_in(self.budget_row(billed.budget)?, billed, restarts)
    }

    /// The same in a budget that is recorded.
    pub(crate) fn before_in(&self, budget: i64, billed: &Billed<'_>, restarts: bool) -> Result<Before, Error> {
        let alike = self.sent_by("t.cle = ?1", &[(&key(billed.facture)).into()])?;
        if alike.is_empty() {
            return Ok(Before::New);
        }
        let is_of = |content: &Content| [budget, Budget::UNKNOWN].contains(&content.budget);
        let pick = |chosen: &dyn Fn(&Sent, &Content) -> bool| {
            counting(alike.iter().filter(|(sent, content)| chosen(sent, content)).map(|(sent, _)| sent.clone()))
        };
        let here = |sent: &Sent, content: &Content| sent.exercice == billed.exercice && is_of(content);
        Ok(match pick(&here) {
            Some(sent) => Before::Sent(sent),
            None => match pick(&|_, content| content.is_of(billed)) {
                Some(sent) => Before::SentElsewhere(sent),
                None if restarts => Before::New,
                None => pick(&|_, content| is_of(content)).map_or(Before::New, Before::SameNumber),
            },
        })
    }

    /// The last titre of that number in a year of a budget.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn sent_titre(&self, budget: Budget<'_>, exercice: i64, numero: u64) -> Result<Option<Sent>, Error> {
        let numero = i64::try_from(numero).unwrap_or(i64::MAX);
        let sent = self.sent_by(
            "t.numero = ?1 AND t.exercice = ?2 AND t.budget IN (?3, 0)",
            &[numero.into(), exercice.into(), self.budget_row(budget)?.into()],
        )?;
        Ok(counting(sent.into_iter().map(|(sent, _)| sent)))
    }

    /// The titres of a condition, in their order, with what each bills.
    fn sent_by(&self, condition: &str, given: &[Given<'_>]) -> Result<Vec<(Sent, Content)>, Error> {
        let rows = self.store.query(&format!("{SENT} WHERE {condition} ORDER BY t.id"), given)?;
        let sent = |row: &Row| Sent {
            id: row.integer(0),
            facture: row.text(1),
            cod_col: row.text(2),
            cod_bud: row.text(3),
            exercice: row.integer(4),
            titre: unsigned(row.integer(5)),
            bordereau: unsigned(row.integer(6)),
            nom_fic: row.text(7),
            etat: EtatTitre::of_code(&row.text(8)),
            depuis: row.text(9),
        };
        let content = |row: &Row| Content {
            budget: row.integer(10),
            debiteur: row.text(11),
            siret: row.text(12),
            centimes: [row.integer(13), row.integer(14)],
            empreinte: row.text(15),
        };
        Ok(rows.iter().map(|row| (sent(row), content(row))).collect())
    }

    /// The bordereau of that number in a year of a budget, if it was sent.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn sent_bordereau(
        &self,
        budget: Budget<'_>,
        exercice: i64,
        numero: u64,
    ) -> Result<Option<SentBordereau>, Error> {
        let numero = i64::try_from(numero).unwrap_or(i64::MAX);
        let row = self.store.first(
            "SELECT f.nom_fic, b.etat, b.depuis FROM bordereau b JOIN flux f ON b.flux = f.id \
             WHERE b.exercice = ?1 AND b.numero = ?2 AND b.budget IN (?3, 0) ORDER BY b.budget DESC",
            &[exercice.into(), numero.into(), self.budget_row(budget)?.into()],
        )?;
        Ok(row.map(|row| SentBordereau {
            nom_fic: row.text(0),
            etat: EtatTitre::of_code(&row.text(1)),
            depuis: row.text(2),
        }))
    }

    /// SHA-256 of the flow of that name, if it was sent.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn sent_flow(&self, nom_fic: &str) -> Result<Option<String>, Error> {
        let row = self.store.first("SELECT sha256 FROM flux WHERE nom_fic = ?1", &[nom_fic.into()])?;
        Ok(row.map(|row| row.text(0)))
    }

    /// The flow that has a piece of that IdUnique, if it was sent.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn sent_piece(&self, id_unique: &str) -> Result<Option<String>, Error> {
        let row = self.store.first(
            "SELECT f.nom_fic FROM piece p JOIN flux f ON p.flux = f.id WHERE p.id_unique = ?1",
            &[id_unique.into()],
        )?;
        Ok(row.map(|row| row.text(0)))
    }

    /// The last bordereau of a year of a budget before a number.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn bordereau_before(&self, budget: Budget<'_>, exercice: i64, numero: u64) -> Result<Option<u64>, Error> {
        let numero = i64::try_from(numero).unwrap_or(i64::MAX);
        let before = "SELECT MAX(numero) FROM bordereau WHERE exercice = ?1 AND numero < ?2 AND budget IN (?3, 0)";
        let row = self.store.first(before, &[exercice.into(), numero.into(), self.budget_row(budget)?.into()])?;
        Ok(row.and_then(|row| row.maybe_integer(0)).map(unsigned))
    }

    /// The last invoice before one, among those that start alike and are as long: numbers are compared as written.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn invoice_before(&self, series: &str, facture: &str) -> Result<Option<String>, Error> {
        let row = self.store.first(
            "SELECT MAX(facture) FROM titre WHERE facture >= ?1 AND facture < ?2 AND length(facture) = ?3",
            &[series.into(), facture.into(), facture.chars().count().into()],
        )?;
        Ok(row.and_then(|row| row.maybe_text(0)))
    }
}

/// What a titre that was sent bills.
struct Content {
    budget: i64,
    debiteur: String,
    siret: String,
    centimes: [i64; 2],
    empreinte: String,
}

impl Content {
    /// Of what was recorded without a hash, the debtor and the amounts are known; of a debtor who was erased, the amounts.
    fn is_of(&self, billed: &Billed<'_>) -> bool {
        if !self.empreinte.is_empty() && !billed.empreinte.is_empty() {
            return self.empreinte == billed.empreinte;
        }
        let is_erased = self.debiteur.is_empty() && self.siret.is_empty();
        let is_debtor = is_erased || (self.debiteur.as_str(), self.siret.as_str()) == (billed.debiteur, billed.siret);
        self.centimes == [billed.centimes_ht, billed.centimes_tva] && is_debtor
    }
}

/// Of the titres of an invoice, the last one that stands in Hélios, or may; else the last one.
fn counting(titres: impl Iterator<Item = Sent>) -> Option<Sent> {
    titres.max_by_key(|sent| (!sent.etat.can_be_issued_again(), sent.id))
}

/// What an invoice number is compared by: neither case nor blanks make another number.
pub(crate) fn key(facture: &str) -> String {
    facture.chars().filter(|char| !char.is_whitespace()).map(|char| char.to_ascii_uppercase()).collect()
}

fn unsigned(number: i64) -> u64 {
    number.try_into().unwrap_or_default()
}
