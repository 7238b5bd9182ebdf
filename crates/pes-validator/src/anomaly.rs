//! The anomalies of an acquit: what each asks of those who sent.

use pes_parser::Text;

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cure {
    /// Correct the data, and issue again under a new bordereau number.
    Correct,
    /// Issue the pieces again under identifiers of their own.
    NewIdentifiers,
    /// Send again later: nothing is wrong with the data.
    Wait,
    /// Ask the treasury.
    Treasury,
}

impl Cure {
    /// The name for machines.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Correct => "corriger",
            Self::NewIdentifiers => "reidentifier",
            Self::Wait => "attendre",
            Self::Treasury => "tresorerie",
        }
    }

    /// What to do, in words.
    pub const fn words(self) -> Text {
        match self {
            Self::Correct => Text::fixed(
                "corriger la donnée, puis refaire le bordereau sous un nouveau numéro (pes corrige)",
                "correct the data, then issue the bordereau again under a new number (pes corrige)",
            ),
            Self::NewIdentifiers => Text::fixed(
                "refaire le bordereau sous un nouveau numéro : ses pièces prennent d'autres identifiants (pes corrige)",
                "issue the bordereau again under a new number: its pieces get other identifiers (pes corrige)",
            ),
            Self::Wait => Text::fixed(
                "rien à corriger dans les données : voir avec la trésorerie quand renvoyer",
                "nothing to correct in the data: ask the treasury when to send again",
            ),
            Self::Treasury => Text::fixed("appeler la trésorerie", "call the treasury"),
        }
    }
}

/// A known anomaly; an acquit says in words what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anomaly {
    /// Its code, `ERREUR_DOUBLON_PJ`, or its number, `2559`.
    pub code: &'static str,
    /// What is to be done.
    pub cure: Cure,
    /// Where this is known from.
    pub source: &'static str,
}

/// Whether a refusal says nothing against what was sent: the counter could not deal with it that time.
pub fn is_passing(code: &str) -> bool {
    ANOMALIES.iter().any(|anomaly| anomaly.code == code && anomaly.cure == Cure::Wait)
}

/// The list of codes of the schema of acquits, without words of its own.
const LIST: &str = "DGFiP, schéma PES_ACQUIT, TNumAnoAck ; conduite déduite";
/// An acquit seen in the field.
const SEEN: &str = "libellé lu dans un acquit ; conduite déduite";
/// What publishers tell those who use their software.
const PUBLISHERS: &str = "éditeurs (Agedi 2166) ; libellé lu dans un acquit";
const NUMBER: &str = "anomalie Hélios connue par son seul numéro ; conduite déduite";

macro_rules! anomalies {
    ($($code:literal $cure:ident $source:ident;)+) => {
        /// Every known anomaly.
        static ANOMALIES: &[Anomaly] = &[$(Anomaly {
            code: $code, cure: Cure::$cure, source: $source,
        }),+];
    };
}

anomalies! {
    "1971" Correct SEEN;
    "1984" NewIdentifiers SEEN;
    "2183" Correct NUMBER;
    "2184" Correct NUMBER;
    "2185" Correct NUMBER;
    "2441" Correct NUMBER;
    "2559" Correct PUBLISHERS;
    "ERREUR_CONNECTION_IMPOSSIBLE_A_LA_BASE" Wait LIST;
    "ERREUR_TIMEOUT" Wait LIST;
    "ERREUR_ENCODING" Correct LIST;
    "ERREUR_FLUX_VIDE" Correct LIST;
    "ERREUR_SCHEMA_INCOMPLET" Correct LIST;
    "ERREUR_CODIFICATION" Correct LIST;
    "ERREUR_CODIQUE" Correct LIST;
    "ERREUR_SIRET" Correct LIST;
    "ERREUR_CODE_COLLECTIVITE_BUDGET" Correct LIST;
    "ERREUR_VERSION_PES" Correct LIST;
    "ERREUR_VERSION_PJ" Correct LIST;
    "ERREUR_SIGNATURE_INVALIDE" Correct LIST;
    "ERREUR_SIGNATURE_ILLISIBLE" Correct LIST;
    "ERREUR_SIGNATURE_INCOMPLETE" Correct LIST;
    "ERREUR_SIGNATURE_EXTERNE" Correct LIST;
    "ERREUR_SIGNATURE_BORDEREAU_INVALIDE" Correct LIST;
    "ERREUR_SIGNATURE_BORDEREAU_ILLISIBLE" Correct LIST;
    "ERREUR_SIGNATURE_BORDEREAU_INCOMPLETE" Correct LIST;
    "ERREUR_DOUBLON_BORDEREAU" Treasury LIST;
    "ERREUR_DOUBLON_PIECE" Treasury LIST;
    "ERREUR_DOUBLON_LIGNE" Correct LIST;
    "ERREUR_DOUBLON_PJ" NewIdentifiers LIST;
    "ERREUR_PES_PARAM" Treasury LIST;
    "ERREUR_PES_SIGNATURE" Treasury LIST;
    "ERREUR_PES_PARAM_SIGNATURE" Treasury LIST;
    "ERREUR_CERTIFICAT" Treasury LIST;
    "ERREUR_TAILLE_BORDEREAUX" Correct LIST;
    "ERREUR_TAILLE_PIECE" Correct LIST;
    "ERREUR_TAILLE_LIGNE" Correct LIST;
    "ERREUR_PJ" Correct LIST;
    "ERREUR_PJ_SIGNEE" Correct LIST;
    "ERREUR_MONTANT_TVA_ZERO_NEGATIF" Correct LIST;
    "ERREUR_CUMUL_MONTANTS" Correct LIST;
}

/// What is known of an anomaly: by the number at the head of its words, which says more, or by its code.
///
/// ```
/// use pes_validator::{Cure, anomaly};
///
/// let known = anomaly("ERREUR_AUTRE", "2559 - Le code service est inconnu ou inactif").unwrap();
/// assert_eq!((known.code, known.cure), ("2559", Cure::Correct));
/// assert!(anomaly("ERREUR_AUTRE", "9999 - Autre chose").is_none());
/// ```
pub fn anomaly(code: &str, libelle: &str) -> Option<&'static Anomaly> {
    let number: &str = libelle.trim_start().split(|char: char| !char.is_ascii_digit()).next().unwrap_or_default();
    let known = |wanted: &str| ANOMALIES.iter().find(|anomaly| anomaly.code == wanted);
    known(number).or_else(|| known(code))
}
