//! Which flow, bordereau, titre and piece something is said of.

use crate::error::Error;
use crate::journal::Journal;
use crate::store::{Given, Row};
use pes_parser::returned::{Said, Scope};

/// What was found; nothing of it when the flow is not ours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Matched {
    pub flux: Option<i64>,
    pub bordereau: Option<i64>,
    pub titre: Option<i64>,
    pub piece: Option<i64>,
}

impl Journal {
    /// By the name of the flow, then by the bordereau and its year, then by IdUnique.
    pub(crate) fn find(&self, nom_fic: &str, said: &Said) -> Result<Matched, Error> {
        if let Some(id_unique) = &said.id_unique
            && let Some(row) = self.store.first(
                "SELECT p.id, p.flux, p.titre, t.bordereau FROM piece p LEFT JOIN titre t ON p.titre = t.id \
                 WHERE p.id_unique = ?1",
                &[id_unique.into()],
            )?
        {
            let mut matched = Matched {
                flux: row.maybe_integer(1),
                bordereau: row.maybe_integer(3),
                titre: row.maybe_integer(2),
                piece: row.maybe_integer(0),
            };
            if matched.titre.is_none() {
                // The piece of a whole bordereau: the document may name the titre.
                matched.bordereau = self.only("SELECT id FROM bordereau WHERE flux = ?1", &[matched.flux.into()])?;
                matched.titre = self.titre_of(matched.bordereau, said.titre)?;
            }
            return Ok(matched);
        }
        if matches!(said.scope, Scope::Piece | Scope::Autre) {
            return Ok(Matched::default());
        }
        let flux = if nom_fic.is_empty() { None } else { self.flow_named(nom_fic)? };
        if said.scope == Scope::Flux {
            return Ok(Matched { flux, ..Matched::default() });
        }
        let Some((bordereau, flux)) = self.bordereau_of(flux, said)? else { return Ok(Matched::default()) };
        let titre = self.titre_of(Some(bordereau), said.titre)?;
        // A titre that the bordereau does not have is told as lost, but for an acquit: what refuses it refuses the
        // bordereau.
        let of_titre = matches!(said.scope, Scope::Recette | Scope::Recouvrement | Scope::Avis);
        let is_other = of_titre && titre.is_none();
        Ok(if is_other {
            Matched::default()
        } else {
            Matched { flux: Some(flux), bordereau: Some(bordereau), titre, piece: None }
        })
    }

    /// Hélios repeats the name of a flow with or without its extension.
    fn flow_named(&self, nom_fic: &str) -> Result<Option<i64>, Error> {
        let bare = nom_fic.strip_suffix(".xml").unwrap_or(nom_fic);
        self.only(
            "SELECT id FROM flux WHERE nom_fic = ?1 OR nom_fic = ?2",
            &[bare.into(), Given::Text(&format!("{bare}.xml"))],
        )
    }

    fn bordereau_of(&self, flux: Option<i64>, said: &Said) -> Result<Option<(i64, i64)>, Error> {
        let Some(numero) = said.bordereau else { return Ok(None) };
        let rows = match (flux, said.exercice) {
            (Some(flux), _) => self.store.query(
                "SELECT id, flux, exercice, type FROM bordereau WHERE flux = ?1 AND numero = ?2",
                &[flux.into(), numero.into()],
            )?,
            (None, Some(_)) => Vec::new(),
            // Numbers start again each year.
            (None, None) => return Ok(None),
        };
        let rows = match said.exercice {
            Some(exercice) if rows.is_empty() => self.store.query(
                "SELECT id, flux, exercice, type FROM bordereau WHERE exercice = ?1 AND numero = ?2",
                &[exercice.into(), numero.into()],
            )?,
            _ => rows,
        };
        let fits = |row: &Row| {
            said.exercice.is_none_or(|exercice| row.integer(2) == exercice)
                && said.type_bordereau.as_ref().is_none_or(|kind| row.text(3) == *kind)
        };
        let mut fitting = rows.iter().filter(|row| fits(row));
        // Two that fit: it is not known which one is meant.
        Ok(match (fitting.next(), fitting.next()) {
            (Some(row), None) => Some((row.integer(0), row.integer(1))),
            _ => None,
        })
    }

    fn titre_of(&self, bordereau: Option<i64>, numero: Option<i64>) -> Result<Option<i64>, Error> {
        match (bordereau, numero) {
            (Some(bordereau), Some(numero)) => self
                .only("SELECT id FROM titre WHERE bordereau = ?1 AND numero = ?2", &[bordereau.into(), numero.into()]),
            _ => Ok(None),
        }
    }

    fn only(&self, sql: &str, given: &[Given<'_>]) -> Result<Option<i64>, Error> {
        let rows = self.store.query(sql, given)?;
        Ok(match &rows[..] {
            [row] => row.maybe_integer(0),
            _ => None,
        })
    }
}
