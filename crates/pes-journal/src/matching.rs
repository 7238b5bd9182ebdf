//! Which flow, bordereau, titre and piece something is said of: decided by all that a document names, never by a number
//! alone.

use std::collections::{BTreeMap, BTreeSet};

use pes_parser::Text;

use crate::budget::Budget;
use crate::error::Error;
use crate::journal::Journal;
use crate::naming::Names;
use crate::store::{Given, Row};
use pes_parser::returned::{Returned, Said, Scope};

/// What was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Matched {
    pub flux: Option<i64>,
    pub bordereau: Option<i64>,
    pub titre: Option<i64>,
    pub piece: Option<i64>,
}

/// Declares why something said is not applied: `Variant = "code" "French words", "English words"`.
macro_rules! reasons {
    ($($(#[$meta:meta])* $variant:ident = $code:literal $fr:literal, $en:literal;)+) => {
        /// Why something said is not applied.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Unmatched { $($(#[$meta])* #[doc = concat!($en, ".")] $variant,)+ }

        impl Unmatched {
            /// The name for machines, the same in all languages.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The words for it.
            pub const fn words(self) -> Text {
                match self { $(Self::$variant => Text::fixed($fr, $en),)+ }
            }

            pub(crate) fn of_code(code: &str) -> Self {
                [$(Self::$variant),+].into_iter().find(|reason| reason.code() == code).unwrap_or_default()
            }
        }
    };
}

reasons! {
    #[default]
    Inconnu = "inconnu" "inconnu du journal", "unknown to the journal";
    Siret = "siret" "d'un autre SIRET", "of another SIRET";
    SansSiret = "sans_siret" "sans IdColl, et rien d'autre ne dit de quel flux", "without IdColl, and nothing else says of which flow";
    Budget = "budget" "d'un autre budget", "of another budget";
    Domaine = "domaine" "d'un autre domaine", "of another domain";
    Exercice = "exercice" "d'un autre exercice", "of another year";
    NomFic = "nom_fic" "absent du flux que l'acquit nomme", "not in the flow that the acquit names";
    Plusieurs = "plusieurs" "de plusieurs bordereaux possibles", "of several possible bordereaux";
}

/// Whether what a document gives is what was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fit {
    Same,
    /// It is not given, or filled with something that says nothing.
    Unsaid,
    Other,
}

/// What a whole document says of what it is about.
pub(crate) struct About<'a> {
    returned: &'a Returned,
    siret: Fit,
    /// What it gives of its budget, when it says something.
    cod_col: Option<String>,
    cod_bud: Option<String>,
    /// The flow that NomFic names.
    pub named: Option<i64>,
    /// The flows whose pieces it names.
    by_pieces: BTreeSet<i64>,
    /// The titres that it names of each bordereau.
    titres: BTreeMap<(Option<i64>, i64), BTreeSet<i64>>,
    has_one_budget: bool,
}

/// A bordereau that may be meant.
struct Candidate {
    bordereau: i64,
    flux: i64,
    exercice: i64,
    kind: String,
    cod_col: String,
    cod_bud: String,
}

impl Journal {
    /// Reads what a document is about.
    pub(crate) fn about<'a>(&self, returned: &'a Returned, names: &mut Names) -> Result<About<'a>, Error> {
        let cod_col = code(&returned.cod_col, 3).filter(|code| !is_filler(code));
        // What fills one fills the other.
        let cod_bud = code(&returned.cod_bud, 2).filter(|code| cod_col.is_some() || !is_filler(code));
        let is_acquit = returned.is_acquit();
        let mut about = About {
            returned,
            siret: self.siret_fit(&returned.siret),
            cod_col,
            cod_bud,
            // That of a return is its own.
            named: if is_acquit { self.flow_named(&returned.nom_fic, names)? } else { None },
            by_pieces: BTreeSet::new(),
            titres: BTreeMap::new(),
            has_one_budget: self.budgets()? <= 1,
        };
        if is_acquit && about.named.is_none() {
            for id_unique in returned.said.iter().filter_map(|said| said.id_unique.as_ref()) {
                let flux = self.store.first("SELECT flux FROM piece WHERE id_unique = ?1", &[id_unique.into()])?;
                about.by_pieces.extend(flux.and_then(|row| row.maybe_integer(0)));
            }
            for said in &returned.said {
                if let (Some(bordereau), Some(titre)) = (said.bordereau, said.titre) {
                    about.titres.entry((said.exercice, bordereau)).or_default().insert(titre);
                }
            }
        }
        Ok(about)
    }

    fn siret_fit(&self, siret: &str) -> Fit {
        let digits: String = siret.chars().filter(char::is_ascii_digit).collect();
        match digits {
            _ if digits == self.siret || siret == self.siret => Fit::Same,
            // A SIREN does not say which establishment.
            _ if is_filler(&digits) || digits.len() == 9 && self.siret.starts_with(&digits) => Fit::Unsaid,
            _ => Fit::Other,
        }
    }

    /// Finds what something is said of; or why it is not applied.
    pub(crate) fn find(&self, about: &About<'_>, said: &Said) -> Result<Result<Matched, Unmatched>, Error> {
        let domain = if about.returned.is_acquit() { domain(said) } else { Fit::Same };
        if about.siret == Fit::Other {
            return Ok(Err(Unmatched::Siret));
        }
        if said.scope == Scope::Autre || domain == Fit::Other {
            return Ok(Err(Unmatched::Domaine));
        }
        if let Some(id_unique) = &said.id_unique
            && let Some(found) = self.piece(about, id_unique, said)?
        {
            return Ok(found);
        }
        match (said.scope, said.bordereau, about.named) {
            (Scope::Piece, ..) => Ok(Err(Unmatched::Inconnu)),
            (Scope::Flux, ..) => self.whole_flow(about),
            (_, None, _) => Ok(Err(Unmatched::Inconnu)),
            (_, Some(numero), Some(flux)) => {
                let found = self.candidates("b.flux = ?1 AND b.numero = ?2", &[flux.into(), numero.into()])?;
                self.one_of(about, said, found, Unmatched::NomFic)
            }
            (_, Some(numero), None) => {
                let Some(exercice) = said.exercice else { return Ok(Err(Unmatched::Inconnu)) };
                if domain == Fit::Unsaid && about.by_pieces.is_empty() {
                    return Ok(Err(Unmatched::Domaine));
                }
                if about.siret == Fit::Unsaid && about.by_pieces.is_empty() {
                    return Ok(Err(Unmatched::SansSiret));
                }
                let given = [exercice.into(), numero.into()];
                let mut found = self.candidates("b.exercice = ?1 AND b.numero = ?2", &given)?;
                if !about.by_pieces.is_empty() && !found.is_empty() {
                    found.retain(|found| about.by_pieces.contains(&found.flux));
                    if found.is_empty() {
                        return Ok(Err(Unmatched::NomFic));
                    }
                } else if about.cod_bud.is_none() && !about.has_one_budget && !found.is_empty() {
                    return Ok(Err(Unmatched::Plusieurs));
                }
                self.one_of(about, said, found, Unmatched::Inconnu)
            }
        }
    }

    /// The piece of an IdUnique, which no other has, whatever the year and the budget.
    fn piece(
        &self,
        about: &About<'_>,
        id_unique: &str,
        said: &Said,
    ) -> Result<Option<Result<Matched, Unmatched>>, Error> {
        let row = self.store.first(
            "SELECT p.id, p.flux, p.titre, t.bordereau FROM piece p LEFT JOIN titre t ON p.titre = t.id \
             WHERE p.id_unique = ?1",
            &[id_unique.into()],
        )?;
        let Some(row) = row else { return Ok(None) };
        let flux = row.integer(1);
        if about.named.is_some_and(|named| named != flux) {
            return Ok(Some(Err(Unmatched::NomFic)));
        }
        let of_flow = self.candidates("b.flux = ?1", &[flux.into()])?;
        if let Some(against) = of_flow.first().and_then(|flow| about.against(flow, said)) {
            return Ok(Some(Err(against)));
        }
        let mut matched = Matched {
            flux: Some(flux),
            bordereau: row.maybe_integer(3),
            titre: row.maybe_integer(2),
            piece: row.maybe_integer(0),
        };
        if matched.titre.is_none() {
            // The piece of a whole bordereau: the document may name the titre.
            matched.bordereau = of_flow.first().map(|flow| flow.bordereau);
            matched.titre = self.titre_of(matched.bordereau, said.titre)?;
        }
        Ok(Some(Ok(matched)))
    }

    /// What is said of a flow without naming anything in it.
    fn whole_flow(&self, about: &About<'_>) -> Result<Result<Matched, Unmatched>, Error> {
        let flux = match (about.named, about.by_pieces.len()) {
            (Some(named), _) => named,
            (None, 1) => about.by_pieces.first().copied().unwrap_or_default(),
            _ => return Ok(Err(Unmatched::Inconnu)),
        };
        let of_flow = self.candidates("b.flux = ?1", &[flux.into()])?;
        let against = of_flow.first().and_then(|flow| about.against(flow, &Said::default()));
        Ok(against.map_or(Ok(Matched { flux: Some(flux), ..Matched::default() }), Err))
    }

    /// The one bordereau that fits, and the titre in it.
    fn one_of(
        &self,
        about: &About<'_>,
        said: &Said,
        found: Vec<Candidate>,
        nothing: Unmatched,
    ) -> Result<Result<Matched, Unmatched>, Error> {
        let mut why = nothing;
        let mut fitting = Vec::new();
        for candidate in found {
            match about.against(&candidate, said) {
                Some(against) => why = against,
                None if about.named.is_none() && !self.has_titres(about, said, &candidate)? => {}
                None => fitting.push(candidate),
            }
        }
        let Candidate { bordereau, flux, .. } = match &fitting[..] {
            [] => return Ok(Err(why)),
            [one] => one,
            // It is not known which one is meant.
            _ => return Ok(Err(Unmatched::Plusieurs)),
        };
        let titre = self.titre_of(Some(*bordereau), said.titre)?;
        // A titre that the bordereau does not have is told as lost, but for an acquit: what refuses it refuses the
        // bordereau.
        let of_titre = matches!(said.scope, Scope::Recette | Scope::Recouvrement | Scope::Avis);
        if of_titre && titre.is_none() {
            return Ok(Err(Unmatched::Inconnu));
        }
        Ok(Ok(Matched { flux: Some(*flux), bordereau: Some(*bordereau), titre, piece: None }))
    }

    /// Whether a bordereau that nothing but its number names has all the titres that are named of it.
    fn has_titres(&self, about: &About<'_>, said: &Said, candidate: &Candidate) -> Result<bool, Error> {
        let key = (said.exercice, said.bordereau.unwrap_or_default());
        for &titre in about.titres.get(&key).into_iter().flatten() {
            if self.titre_of(Some(candidate.bordereau), Some(titre))?.is_none() {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn candidates(&self, condition: &str, given: &[Given<'_>]) -> Result<Vec<Candidate>, Error> {
        let rows = self.store.query(
            &format!(
                "SELECT b.id, b.flux, b.exercice, b.type, g.cod_col, g.cod_bud FROM bordereau b \
                 JOIN budget g ON b.budget = g.id WHERE {condition} ORDER BY b.id"
            ),
            given,
        )?;
        let candidate = |row: &Row| Candidate {
            bordereau: row.integer(0),
            flux: row.integer(1),
            exercice: row.integer(2),
            kind: row.text(3),
            cod_col: row.text(4),
            cod_bud: row.text(5),
        };
        Ok(rows.iter().map(candidate).collect())
    }

    fn flow_named(&self, nom_fic: &str, names: &mut Names) -> Result<Option<i64>, Error> {
        let nom_fic = nom_fic.trim();
        if nom_fic.is_empty() {
            return Ok(None);
        }
        let exact = self.store.first("SELECT id FROM flux WHERE nom_fic = ?1", &[nom_fic.into()])?;
        match exact {
            Some(row) => Ok(row.maybe_integer(0)),
            None => Ok(names.of(self)?.named(nom_fic)),
        }
    }

    fn titre_of(&self, bordereau: Option<i64>, numero: Option<i64>) -> Result<Option<i64>, Error> {
        let (Some(bordereau), Some(numero)) = (bordereau, numero) else { return Ok(None) };
        let sql = "SELECT id FROM titre WHERE bordereau = ?1 AND numero = ?2";
        let row = self.store.first(sql, &[bordereau.into(), numero.into()])?;
        Ok(row.and_then(|row| row.maybe_integer(0)))
    }
}

impl About<'_> {
    /// Whether something that is given is not that of a bordereau.
    fn against(&self, candidate: &Candidate, said: &Said) -> Option<Unmatched> {
        let budget = Budget { cod_col: &candidate.cod_col, cod_bud: &candidate.cod_bud };
        let differs = |given: &Option<String>, own: &str, width: usize| {
            given.as_ref().is_some_and(|given| code(own, width).is_some_and(|own| own != *given))
        };
        if budget.is_known() && (differs(&self.cod_col, budget.cod_col, 3) || differs(&self.cod_bud, budget.cod_bud, 2))
        {
            return Some(Unmatched::Budget);
        }
        if said.exercice.is_some_and(|exercice| exercice != candidate.exercice) {
            return Some(Unmatched::Exercice);
        }
        let is_other_kind = said.type_bordereau.as_ref().is_some_and(|kind| *kind != candidate.kind);
        (is_other_kind && said.id_unique.is_none()).then_some(Unmatched::Inconnu)
    }
}

/// Whether the domain of an acquit is one of what is sent here: titres (6) and their pieces (4). A technical or signature
/// answer (0 to 3, 99), and that of an ASAP (12), are of a flow whatever is in it: they do not say which.
fn domain(said: &Said) -> Fit {
    let domain: Option<u32> = said.etat.trim().parse().ok();
    match (said.scope, domain) {
        (Scope::Piece, Some(0..=4 | 6 | 12 | 99)) | (_, Some(6)) => Fit::Same,
        // Of a piece that it does not name, nothing is known.
        (Scope::Flux, Some(12)) => Fit::Other,
        (_, None | Some(0..=3 | 12 | 99)) => Fit::Unsaid,
        _ => Fit::Other,
    }
}

/// A code as it is compared, if it is given.
fn code(given: &str, width: usize) -> Option<String> {
    let given = given.trim();
    (!given.is_empty()).then(|| format!("{:0>width$}", given.to_ascii_uppercase()))
}

fn is_filler(code: &str) -> bool {
    code.bytes().all(|byte| byte == b'0')
}
