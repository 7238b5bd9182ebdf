//! A document that came back is applied once, whatever the order.

use std::collections::BTreeSet;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::journal::Journal;
use crate::matching::Matched;
use crate::standing::{EtatAvis, Standing, Word};
use crate::store::Row;
use pes_parser::returned::{Returned, Said, Scope};

/// What became of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Whether it had been read before: nothing changed, and this is what it led to.
    pub is_known: bool,
    /// How many things it says.
    pub said: usize,
    /// How many of them match nothing that was sent.
    pub lost: usize,
    /// The bordereaux it speaks of, by year and number.
    pub bordereaux: BTreeSet<(i64, i64)>,
}

impl Journal {
    /// Applies a document, of which the bytes are kept; `date` is today's.
    ///
    /// # Errors
    /// The journal cannot be written: nothing of the document is kept.
    pub fn apply(&self, name: &str, bytes: &[u8], returned: &Returned, date: &str) -> Result<Applied, Error> {
        let sha256: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        self.store.whole(|| {
            if let Some(row) = self.store.first("SELECT id FROM document WHERE sha256 = ?1", &[(&sha256).into()])? {
                return self.applied_before(row.integer(0));
            }
            let document = self.next_id("document")?;
            self.store.execute(
                "INSERT INTO document VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                &[
                    document.into(),
                    (&sha256).into(),
                    name.into(),
                    returned.genre.into(),
                    (&returned.nom_fic).into(),
                    (&returned.siret).into(),
                    (&returned.date).into(),
                    date.into(),
                    compressed(bytes)[..].into(),
                ],
            )?;
            let mut applied = Applied { said: returned.said.len(), ..Applied::default() };
            let mut touched = BTreeSet::new();
            for said in &returned.said {
                // Numbers are those of one authority.
                let is_ours = returned.siret.is_empty() || returned.siret == self.siret;
                let matched = if is_ours { self.find(&returned.nom_fic, said)? } else { Matched::default() };
                applied.lost += usize::from(matched.flux.is_none());
                self.add_said(self.next_id("constat")?, document, &returned.nom_fic, said, matched)?;
                touched.insert(matched);
            }
            let touched = touched.into_iter().map(|matched| (matched.flux, matched.bordereau)).collect();
            applied.bordereaux = self.settle(&touched)?;
            self.turn()?;
            Ok(applied)
        })
    }

    fn applied_before(&self, document: i64) -> Result<Applied, Error> {
        let mut applied = Applied { is_known: true, ..Applied::default() };
        self.store.each(
            "SELECT c.flux, b.exercice, b.numero, COUNT(*) FROM constat c LEFT JOIN bordereau b \
             ON b.id = c.bordereau OR c.bordereau IS NULL AND b.flux = c.flux \
             WHERE c.document = ?1 GROUP BY c.flux, b.exercice, b.numero",
            &[document.into()],
            |row| {
                if row.maybe_integer(0).is_none() {
                    applied.lost += usize::try_from(row.integer(3)).unwrap_or_default();
                }
                applied.bordereaux.extend(row.maybe_integer(1).map(|exercice| (exercice, row.integer(2))));
                Ok(())
            },
        )?;
        let said = self.store.number("SELECT COUNT(*) FROM constat WHERE document = ?1", &[document.into()])?;
        applied.said = usize::try_from(said).unwrap_or_default();
        Ok(applied)
    }

    fn add_said(&self, id: i64, document: i64, nom_fic: &str, said: &Said, matched: Matched) -> Result<(), Error> {
        self.store.execute(
            "INSERT INTO constat VALUES \
             (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
            &[
                id.into(),
                document.into(),
                said.scope.code().into(),
                nom_fic.into(),
                said.exercice.into(),
                said.type_bordereau.as_ref().into(),
                said.bordereau.into(),
                said.titre.into(),
                said.ligne.into(),
                said.id_unique.as_ref().into(),
                said.accepted.map(i64::from).into(),
                (&said.etat).into(),
                (&said.code).into(),
                (&said.libelle).into(),
                (&said.date).into(),
                said.centimes.into(),
                matched.flux.into(),
                matched.bordereau.into(),
                matched.titre.into(),
                matched.piece.into(),
            ],
        )?;
        Ok(())
    }

    /// Matches again what matched nothing, now that more is known.
    pub(crate) fn match_lost(&self) -> Result<(), Error> {
        let rows = self.store.query(
            "SELECT c.id, c.nom_fic, c.portee, c.exercice, c.type_bordereau, c.no_bordereau, c.no_titre, c.no_ligne, \
             c.id_unique FROM constat c JOIN document d ON c.document = d.id \
             WHERE c.flux IS NULL AND d.siret IN ('', ?1)",
            &[(&self.siret).into()],
        )?;
        let mut touched = BTreeSet::new();
        for row in rows {
            let said = Said {
                scope: Scope::of_code(&row.text(2)),
                exercice: row.maybe_integer(3),
                type_bordereau: row.maybe_text(4),
                bordereau: row.maybe_integer(5),
                titre: row.maybe_integer(6),
                ligne: row.maybe_integer(7),
                id_unique: row.maybe_text(8),
                ..Said::default()
            };
            let matched = self.find(&row.text(1), &said)?;
            if matched.flux.is_some() {
                self.store.execute(
                    "UPDATE constat SET flux = ?2, bordereau = ?3, titre = ?4, piece = ?5 WHERE id = ?1",
                    &[
                        row.integer(0).into(),
                        matched.flux.into(),
                        matched.bordereau.into(),
                        matched.titre.into(),
                        matched.piece.into(),
                    ],
                )?;
                touched.insert((matched.flux, matched.bordereau));
            }
        }
        self.settle(&touched)?;
        Ok(())
    }

    /// Works out again where the bordereaux spoken of stand; what is said of a flow is said of all of its own.
    pub(crate) fn settle(&self, touched: &BTreeSet<(Option<i64>, Option<i64>)>) -> Result<BTreeSet<(i64, i64)>, Error> {
        let mut bordereaux = BTreeSet::new();
        for &(flux, bordereau) in touched {
            match bordereau {
                Some(bordereau) => drop(bordereaux.insert(bordereau)),
                None => {
                    let rows = self.store.query("SELECT id FROM bordereau WHERE flux = ?1", &[flux.into()])?;
                    bordereaux.extend(rows.iter().map(|row| row.integer(0)));
                }
            }
        }
        let mut named = BTreeSet::new();
        for bordereau in bordereaux {
            named.insert(self.settle_bordereau(bordereau)?);
        }
        Ok(named)
    }

    fn settle_bordereau(&self, bordereau: i64) -> Result<(i64, i64), Error> {
        let row = self.store.first(
            "SELECT b.flux, b.exercice, b.numero, e.date, f.envoye FROM bordereau b JOIN flux f ON b.flux = f.id \
             JOIN execution e ON f.execution = e.id WHERE b.id = ?1",
            &[bordereau.into()],
        )?;
        let Some(row) = row else { return Ok((0, 0)) };
        let (flux, name, sent) = (row.integer(0), (row.integer(1), row.integer(2)), row.text(3));
        let standing = Standing::of(&self.words(flux, bordereau)?, &row.text(4));
        self.store.execute(
            "UPDATE bordereau SET etat = ?2, depuis = ?3 WHERE id = ?1",
            &[bordereau.into(), standing.etat.code().into(), standing.depuis.as_ref().unwrap_or(&sent).into()],
        )?;
        let mut changed = Vec::new();
        self.store.each(
            "SELECT id, etat, depuis, avis, avis_depuis, centimes_recouvres FROM titre WHERE bordereau = ?1",
            &[bordereau.into()],
            |row| {
                let id = row.integer(0);
                let (etat, since) = standing.titre(id);
                let followed = standing.titres.get(&id).cloned().unwrap_or_default();
                let (avis, avis_since) = followed.avis.unwrap_or((EtatAvis::Inconnu, String::new()));
                let since = since.unwrap_or_else(|| sent.clone());
                let new = (etat.code(), since, avis.code(), avis_since, followed.centimes);
                let old = (row.text(1), row.text(2), row.text(3), row.text(4), row.integer(5));
                if (new.0, &new.1, new.2, &new.3, new.4) != (&*old.0, &old.1, &*old.2, &old.3, old.4) {
                    changed.push((id, new));
                }
                Ok(())
            },
        )?;
        for (id, (etat, since, avis, avis_since, centimes)) in changed {
            self.store.execute(
                "UPDATE titre SET etat = ?2, depuis = ?3, avis = ?4, avis_depuis = ?5, centimes_recouvres = ?6 \
                 WHERE id = ?1",
                &[id.into(), etat.into(), (&since).into(), avis.into(), (&avis_since).into(), centimes.into()],
            )?;
        }
        Ok(name)
    }

    /// All that was said of a bordereau, of its titres and pieces, and of its flow.
    fn words(&self, flux: i64, bordereau: i64) -> Result<Vec<Word>, Error> {
        const COLUMNS: &str = "SELECT c.document, d.date, d.sha256, c.portee, c.titre, c.no_ligne, c.piece, c.accepte, \
                               c.etat, c.code, c.date, c.centimes FROM constat c JOIN document d ON c.document = d.id";
        let mut rows = self.store.query(&format!("{COLUMNS} WHERE c.bordereau = ?1"), &[bordereau.into()])?;
        rows.extend(self.store.query(&format!("{COLUMNS} WHERE c.flux = ?1 AND c.bordereau IS NULL"), &[flux.into()])?);
        Ok(rows.iter().map(word).collect())
    }
}

fn word(row: &Row) -> Word {
    Word {
        document: row.integer(0),
        order: (row.text(1), row.text(2)),
        scope: Scope::of_code(&row.text(3)),
        titre: row.maybe_integer(4),
        ligne: row.maybe_integer(5),
        piece: row.maybe_integer(6),
        accepted: row.maybe_integer(7).map(|accepted| accepted != 0),
        etat: row.text(8),
        code: row.text(9),
        date: row.text(10),
        centimes: row.maybe_integer(11),
    }
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
