//! A document that came back is applied once, whatever the order.

use std::collections::BTreeSet;
use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::error::{Error, Trouble};
use crate::journal::Journal;
use crate::matching::{Matched, Unmatched};
use crate::naming::Names;
use crate::standing::{EtatAvis, Standing, Word};
use crate::statut::BordereauId;
use crate::store::Row;
use pes_parser::returned::{Returned, Said, Scope};

/// What became of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Applied {
    /// Whether it had been read before: nothing changed, and this is what it led to.
    pub is_known: bool,
    /// How many things it says.
    pub said: usize,
    /// How many of them match nothing that was sent.
    pub lost: usize,
    /// The flow of the journal that it names, though it was perhaps renamed on the way.
    pub named: Option<String>,
    /// The bordereaux it speaks of.
    pub bordereaux: BTreeSet<BordereauId>,
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
            let about = self.about(returned, &mut Names::default())?;
            self.store.execute(
                "INSERT INTO document VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
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
                    (&returned.cod_col).into(),
                    (&returned.cod_bud).into(),
                    about.named.into(),
                ],
            )?;
            let mut applied =
                Applied { said: returned.said.len(), named: self.name(about.named)?, ..Applied::default() };
            let mut touched = BTreeSet::new();
            for said in &returned.said {
                let found = self.find(&about, said)?;
                applied.lost += usize::from(found.is_err());
                self.add_said(self.next_id("constat")?, document, &returned.nom_fic, said, found)?;
                touched.extend(found.ok().map(|matched| (matched.flux, matched.bordereau)));
            }
            applied.bordereaux = self.settle(&touched)?;
            self.turn()?;
            Ok(applied)
        })
    }

    fn name(&self, flux: Option<i64>) -> Result<Option<String>, Error> {
        let row = self.store.first("SELECT nom_fic FROM flux WHERE id = ?1", &[flux.into()])?;
        Ok(row.map(|row| row.text(0)))
    }

    fn applied_before(&self, document: i64) -> Result<Applied, Error> {
        let named = self.store.first("SELECT flux FROM document WHERE id = ?1", &[document.into()])?;
        let named = self.name(named.and_then(|row| row.maybe_integer(0)))?;
        let mut applied = Applied { is_known: true, named, ..Applied::default() };
        self.store.each(
            "SELECT c.flux, b.id, COUNT(*) FROM constat c LEFT JOIN bordereau b \
             ON b.id = c.bordereau OR c.bordereau IS NULL AND b.flux = c.flux \
             WHERE c.document = ?1 GROUP BY c.flux, b.id",
            &[document.into()],
            |row| {
                if row.maybe_integer(0).is_none() {
                    applied.lost += usize::try_from(row.integer(2)).unwrap_or_default();
                }
                applied.bordereaux.extend(row.maybe_integer(1).map(BordereauId));
                Ok(())
            },
        )?;
        let said = self.store.number("SELECT COUNT(*) FROM constat WHERE document = ?1", &[document.into()])?;
        applied.said = usize::try_from(said).unwrap_or_default();
        Ok(applied)
    }

    fn add_said(
        &self,
        id: i64,
        document: i64,
        nom_fic: &str,
        said: &Said,
        found: Result<Matched, Unmatched>,
    ) -> Result<(), Error> {
        let matched = found.unwrap_or_default();
        self.store.execute(
            "INSERT INTO constat VALUES \
             (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21)",
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
                found.err().map_or("", Unmatched::code).into(),
            ],
        )?;
        Ok(())
    }

    /// Matches again what may be said of a run, now that it is known.
    pub(crate) fn match_again(&self, execution: i64) -> Result<(), Error> {
        let mut documents = BTreeSet::new();
        for sql in [
            // A piece that was not known.
            "SELECT DISTINCT c.document FROM flux f JOIN piece p ON p.flux = f.id \
             JOIN constat c ON c.id_unique = p.id_unique WHERE f.execution = ?1 AND c.flux IS NULL",
            // A number that nothing but itself says which bordereau it is of.
            "SELECT DISTINCT c.document FROM flux f JOIN bordereau b ON b.flux = f.id JOIN constat c \
             ON c.no_bordereau = b.numero AND c.exercice = b.exercice JOIN document d ON c.document = d.id \
             WHERE f.execution = ?1 AND d.flux IS NULL",
        ] {
            documents.extend(self.store.query(sql, &[execution.into()])?.iter().map(|row| row.integer(0)));
        }
        let names = Names::of_run(self, execution)?;
        self.store.each("SELECT id, nom_fic FROM document WHERE genre = 'acquit' AND flux IS NULL", &[], |row| {
            documents.extend(names.named(&row.text(1)).map(|_| row.integer(0)));
            Ok(())
        })?;
        let (mut names, mut touched) = (Names::default(), BTreeSet::new());
        for document in documents {
            self.match_document(document, &mut names, &mut touched)?;
        }
        self.settle(&touched)?;
        Ok(())
    }

    fn match_document(
        &self,
        document: i64,
        names: &mut Names,
        touched: &mut BTreeSet<(Option<i64>, Option<i64>)>,
    ) -> Result<(), Error> {
        let (returned, known) = self.said_by(document)?;
        let about = self.about(&returned, names)?;
        self.store.execute("UPDATE document SET flux = ?2 WHERE id = ?1", &[document.into(), about.named.into()])?;
        for (said, (id, before)) in returned.said.iter().zip(known) {
            let found = self.find(&about, said)?;
            let matched = found.unwrap_or_default();
            if found.is_ok() && matched == before {
                continue;
            }
            self.store.execute(
                "UPDATE constat SET flux = ?2, bordereau = ?3, titre = ?4, piece = ?5, pourquoi = ?6 WHERE id = ?1",
                &[
                    id.into(),
                    matched.flux.into(),
                    matched.bordereau.into(),
                    matched.titre.into(),
                    matched.piece.into(),
                    found.err().map_or("", Unmatched::code).into(),
                ],
            )?;
            touched.extend([before, matched].map(|matched| (matched.flux, matched.bordereau)));
        }
        Ok(())
    }

    /// What a document said, and what each of it was matched with.
    fn said_by(&self, document: i64) -> Result<(Returned, Vec<(i64, Matched)>), Error> {
        let head = self.store.first(
            "SELECT genre, nom_fic, siret, cod_col, cod_bud, contenu FROM document WHERE id = ?1",
            &[document.into()],
        )?;
        let Some(head) = head else { return Err(Error(Trouble::Damaged)) };
        let (mut cod_col, mut cod_bud) = (head.maybe_text(3), head.maybe_text(4));
        if cod_bud.is_none()
            && let Some(read) = kept(head.bytes(5))
        {
            // It was read before budgets were told apart.
            (cod_col, cod_bud) = (Some(read.cod_col), Some(read.cod_bud));
        }
        let mut returned = Returned {
            genre: if head.text(0) == "acquit" { "acquit" } else { "retour" },
            nom_fic: head.text(1),
            date: String::new(),
            siret: head.text(2),
            cod_col: cod_col.unwrap_or_default(),
            cod_bud: cod_bud.unwrap_or_default(),
            said: Vec::new(),
        };
        let mut known = Vec::new();
        self.store.each(
            "SELECT id, portee, exercice, type_bordereau, no_bordereau, no_titre, no_ligne, id_unique, etat, flux, \
             bordereau, titre, piece FROM constat WHERE document = ?1 ORDER BY id",
            &[document.into()],
            |row| {
                returned.said.push(Said {
                    scope: Scope::of_code(&row.text(1)),
                    exercice: row.maybe_integer(2),
                    type_bordereau: row.maybe_text(3),
                    bordereau: row.maybe_integer(4),
                    titre: row.maybe_integer(5),
                    ligne: row.maybe_integer(6),
                    id_unique: row.maybe_text(7),
                    etat: row.text(8),
                    ..Said::default()
                });
                let [flux, bordereau, titre, piece] = [9, 10, 11, 12].map(|column| row.maybe_integer(column));
                known.push((row.integer(0), Matched { flux, bordereau, titre, piece }));
                Ok(())
            },
        )?;
        Ok((returned, known))
    }

    /// Works out again where the bordereaux spoken of stand; what is said of a flow is said of all of its own.
    pub(crate) fn settle(
        &self,
        touched: &BTreeSet<(Option<i64>, Option<i64>)>,
    ) -> Result<BTreeSet<BordereauId>, Error> {
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
        bordereaux.iter().try_for_each(|&bordereau| self.settle_bordereau(bordereau))?;
        Ok(bordereaux.into_iter().map(BordereauId).collect())
    }

    fn settle_bordereau(&self, bordereau: i64) -> Result<(), Error> {
        let row = self.store.first(
            "SELECT b.flux, e.date, f.envoye FROM bordereau b JOIN flux f ON b.flux = f.id \
             JOIN execution e ON f.execution = e.id WHERE b.id = ?1",
            &[bordereau.into()],
        )?;
        let Some(row) = row else { return Ok(()) };
        let (flux, sent) = (row.integer(0), row.text(1));
        let standing = Standing::of(&self.words(flux, bordereau)?, &row.text(2));
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
        Ok(())
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

/// A document whose bytes were kept.
fn kept(contenu: &[u8]) -> Option<Returned> {
    let mut bytes = Vec::new();
    GzDecoder::new(contenu).read_to_end(&mut bytes).ok()?;
    Returned::read("", &bytes).ok()
}

fn compressed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
