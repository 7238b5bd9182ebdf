//! What was sent before.

use crate::error::Error;
use crate::journal::Journal;
use crate::standing::EtatTitre;

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

/// An invoice sent before, as its last titre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    pub(crate) id: i64,
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

const SENT: &str = "SELECT t.id, t.numero, b.numero, f.nom_fic, t.etat, t.depuis FROM titre t \
                    JOIN bordereau b ON t.bordereau = b.id JOIN flux f ON b.flux = f.id";

impl Journal {
    /// The numbers after those used in a year; flows are named `prefix`, then a number and an extension.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn next_numbers(&self, exercice: i64, prefix: &str) -> Result<NextNumbers, Error> {
        let after = |table: &str| {
            let sql = format!("SELECT MAX(numero) FROM {table} WHERE exercice = ?1");
            Ok::<_, Error>(unsigned(self.store.number(&sql, &[exercice.into()])?) + 1)
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
             WHERE exercice = ?1 AND etat NOT IN (?2, ?3, ?4)",
            &[exercice.into(), refused[0].into(), refused[1].into(), refused[2].into()],
        )?;
        Ok(NextNumbers {
            bordereau: after("bordereau")?,
            titre: after("titre")?,
            flux: serial.parse::<u64>().unwrap_or_default() + 1,
            cumul_centimes,
        })
    }

    /// The last titre of an invoice of a year.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn sent(&self, exercice: i64, facture: &str) -> Result<Option<Sent>, Error> {
        self.sent_by("t.facture = ?1 AND t.exercice = ?2", &[facture.into(), exercice.into()])
    }

    /// The last titre of that number in a year.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn sent_titre(&self, exercice: i64, numero: u64) -> Result<Option<Sent>, Error> {
        let numero = i64::try_from(numero).unwrap_or(i64::MAX);
        self.sent_by("t.numero = ?1 AND t.exercice = ?2", &[numero.into(), exercice.into()])
    }

    fn sent_by(&self, condition: &str, given: &[crate::store::Given<'_>]) -> Result<Option<Sent>, Error> {
        let row = self.store.first(&format!("{SENT} WHERE {condition} ORDER BY t.id DESC LIMIT 1"), given)?;
        Ok(row.map(|row| Sent {
            id: row.integer(0),
            titre: unsigned(row.integer(1)),
            bordereau: unsigned(row.integer(2)),
            nom_fic: row.text(3),
            etat: EtatTitre::of_code(&row.text(4)),
            depuis: row.text(5),
        }))
    }

    /// The bordereau of that number and year, if it was sent.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn sent_bordereau(&self, exercice: i64, numero: u64) -> Result<Option<SentBordereau>, Error> {
        let numero = i64::try_from(numero).unwrap_or(i64::MAX);
        let row = self.store.first(
            "SELECT f.nom_fic, b.etat, b.depuis FROM bordereau b JOIN flux f ON b.flux = f.id \
             WHERE b.exercice = ?1 AND b.numero = ?2",
            &[exercice.into(), numero.into()],
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

    /// The last bordereau of a year before a number.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn bordereau_before(&self, exercice: i64, numero: u64) -> Result<Option<u64>, Error> {
        let numero = i64::try_from(numero).unwrap_or(i64::MAX);
        let before = "SELECT MAX(numero) FROM bordereau WHERE exercice = ?1 AND numero < ?2";
        let row = self.store.first(before, &[exercice.into(), numero.into()])?;
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

fn unsigned(number: i64) -> u64 {
    number.try_into().unwrap_or_default()
}
