//! What is shown of a flow: one structure for the text and the JSON.

use std::fmt;

use pes::mapper::Route;
use pes::parser::code::TypBord;
use pes::parser::{is_obeyed, visible};
use serde::{Serialize, Serializer};

/// Number of the JSON's own format: it grows when a key changes its meaning.
pub const FORMAT: u32 = 1;

/// The name of the tool, with its version.
pub const TOOL: &str = concat!("pes ", env!("CARGO_PKG_VERSION"));

/// Text of a flow. It can only be shown with its control characters escaped; the JSON has it as written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Written(String);

impl Written {
    pub fn new(text: impl Into<String>) -> Self {
        Written(text.into())
    }
}

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&visible(&self.0))
    }
}

/// An amount.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Amount {
    Cents(i64),
    /// What does not read as an amount stays as written.
    Unreadable(Written),
}

impl Amount {
    pub fn cents(&self) -> Option<i64> {
        match self {
            Amount::Cents(cents) => Some(*cents),
            Amount::Unreadable(_) => None,
        }
    }
}

/// A code and its official label, absent for a code that is not in the list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Code {
    pub code: Written,
    pub libelle: Option<&'static str>,
}

/// Sums of amounts; those that do not read are counted apart.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Sum {
    pub ht_centimes: i64,
    pub tva_centimes: i64,
    pub ttc_centimes: i64,
    pub montants_illisibles: usize,
}

impl Sum {
    pub fn add_line(&mut self, ht: Option<&Amount>, tva: Option<&Amount>) {
        let mut cents = |amount: Option<&Amount>| match amount.map(Amount::cents) {
            Some(Some(cents)) => cents,
            Some(None) => {
                self.montants_illisibles += 1;
                0
            }
            None => 0,
        };
        let (ht, tva) = (cents(ht), cents(tva));
        self.ht_centimes = self.ht_centimes.saturating_add(ht);
        self.tva_centimes = self.tva_centimes.saturating_add(tva);
        self.ttc_centimes = self.ht_centimes.saturating_add(self.tva_centimes);
    }

    pub fn add(&mut self, other: Sum) {
        self.ht_centimes = self.ht_centimes.saturating_add(other.ht_centimes);
        self.tva_centimes = self.tva_centimes.saturating_add(other.tva_centimes);
        self.ttc_centimes = self.ttc_centimes.saturating_add(other.ttc_centimes);
        self.montants_illisibles += other.montants_illisibles;
    }
}

/// A flow, or an ASAP alone.
#[derive(Debug, Serialize)]
pub struct Shown {
    pub format: u32,
    pub outil: &'static str,
    pub fichier: Written,
    pub encodage: &'static str,
    pub nom_fic: Option<Written>,
    pub emetteur: Option<Written>,
    pub emetteur_adresse: Option<Written>,
    pub budget: Option<Written>,
    pub siret: Option<Written>,
    pub cod_col: Option<Written>,
    pub cod_bud: Option<Written>,
    pub poste: Option<Written>,
    pub poste_libelle: Option<Written>,
    pub date: Option<Written>,
    pub signe: bool,
    pub contenu: Vec<Part>,
    pub bordereaux: Vec<Bordereau>,
    pub asap: Vec<Asap>,
    pub totaux: Vec<RouteTotal>,
    pub pieces: Pieces,
    /// Contents that the model does not know, in the flow and in its ASAP.
    pub contenus_inconnus: usize,
}

/// A part of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    Depense,
    Recette,
    Facture,
    Marche,
    PiecesJointes,
}

/// A bordereau and its titres.
#[derive(Debug, Serialize)]
pub struct Bordereau {
    pub numero: Option<Written>,
    pub exercice: Option<Written>,
    #[serde(rename = "type")]
    pub kind: Option<Code>,
    pub date: Option<Written>,
    pub annonce: Announced,
    /// Of the titres present.
    pub somme: Sum,
    pub titres: Vec<Titre>,
}

impl Bordereau {
    /// Whether its titres cancel or reduce others.
    pub fn cancels(&self) -> bool {
        self.kind.as_ref().is_some_and(|kind| kind.code.0 == TypBord::AnnulationReduction.code())
    }
}

/// What a bordereau says of itself.
#[derive(Debug, Serialize)]
pub struct Announced {
    pub titres: Option<Written>,
    pub ht_centimes: Option<Amount>,
    pub tva_centimes: Option<Amount>,
    pub ttc_centimes: Option<i64>,
}

/// A titre.
#[derive(Debug, Serialize)]
pub struct Titre {
    pub numero: Option<Written>,
    #[serde(flatten)]
    pub circuit: Circuit,
    /// The same debtor is often on every line: each is here once.
    pub debiteurs: Vec<Party>,
    /// Of the titre, or else of its ASAP.
    pub facture: Option<Written>,
    pub service: Option<Written>,
    pub service_nom: Option<Written>,
    pub engagement: Option<Written>,
    #[serde(flatten)]
    pub somme: Sum,
    pub objet: Option<Written>,
    pub asap: AsapState,
    pub asap_piece: Option<Written>,
    pub complements: usize,
}

/// Which way a titre goes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Circuit {
    pub edition: Option<Code>,
    #[serde(rename = "circuit", serialize_with = "route_word")]
    pub route: Option<Route>,
}

fn route_word<S: Serializer>(route: &Option<Route>, serializer: S) -> Result<S::Ok, S::Error> {
    route.map(Route::word).serialize(serializer)
}

/// What became of the ASAP of a titre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum AsapState {
    /// In a piece of its own.
    Oui,
    /// In a piece that several titres share.
    Commun,
    Absent,
    Illisible,
}

/// A debtor or a recipient.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Party {
    pub civilite: Option<Written>,
    pub nom: Option<Written>,
    pub complement: Option<Written>,
    pub prenom: Option<Written>,
    pub siret: Option<Written>,
    pub adresse: Vec<Written>,
}

/// A `PES_Facture`, in a piece or alone.
#[derive(Debug, Serialize)]
pub struct Asap {
    pub document: Written,
    /// Identifier of the piece.
    pub piece: Option<Written>,
    /// Why it cannot be shown.
    pub illisible: Option<Written>,
    #[serde(rename = "type")]
    pub kind: Option<Code>,
    pub date: Option<Written>,
    pub emetteur: Option<Written>,
    pub nature: Option<Written>,
    pub commentaire: Option<Written>,
    pub contacts: Contacts,
    pub factures: Vec<Invoice>,
    pub contenus_inconnus: usize,
}

/// Whom the debtor can ask, and where to pay.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Contacts {
    pub emetteur: Option<Office>,
    pub signataire: Option<Written>,
    pub signataire_role: Option<Written>,
    pub payfip_code: Option<Written>,
    pub payfip_adresse: Option<Written>,
    pub ref_bdf: Option<Written>,
    pub tresorerie: Option<Office>,
    pub centre_encaissement: Option<Office>,
}

/// An office that the notice names.
#[derive(Clone, Debug, Serialize)]
pub struct Office {
    #[serde(flatten)]
    pub party: Party,
    pub telephone: Option<Written>,
    pub horaires: Option<Written>,
    pub courriel: Option<Written>,
    pub iban: Option<Written>,
    pub bic: Option<Written>,
}

/// An invoice of an ASAP.
#[derive(Debug, Serialize)]
pub struct Invoice {
    pub numero: Option<Written>,
    pub date: Option<Written>,
    pub objet: Option<Written>,
    pub debiteur: Option<Party>,
    pub destinataire: Option<Party>,
    pub lignes: Vec<Line>,
    pub patient: Option<Patient>,
    pub ht_centimes: Option<Amount>,
    pub tva_centimes: Option<Amount>,
    pub a_payer_centimes: Option<Amount>,
    pub titre: Option<TitreRef>,
    pub role: Option<RoleRef>,
    pub reglement: Option<Written>,
    pub contestation: Option<Written>,
    /// Whether the notice bears a TIP rather than a stub.
    pub avec_tip: Option<bool>,
    /// The optical lines of the stub.
    pub talon: Vec<Written>,
}

/// The titre that an invoice is for.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct TitreRef {
    pub exercice: Option<Written>,
    pub bordereau: Option<Written>,
    pub numero: Option<Written>,
}

/// The article of a rôle that an invoice is for.
#[derive(Debug, Serialize)]
pub struct RoleRef {
    pub exercice: Option<Written>,
    pub role: Option<Written>,
    pub article: Option<Written>,
}

/// The day of a service, or its period.
#[derive(Debug, Serialize)]
pub struct Period {
    pub date: Option<Written>,
    pub date_debut: Option<Written>,
    pub date_fin: Option<Written>,
}

/// A line of an invoice. The amounts of a discount are positive, as in the flow.
#[derive(Debug, Serialize)]
pub struct Line {
    /// Place in the document, from 1; the notice follows `Ordre`.
    pub position: usize,
    pub libelle: Option<Written>,
    #[serde(flatten)]
    pub periode: Period,
    pub quantite: Option<Written>,
    pub unite: Option<Written>,
    pub quantite2: Option<Written>,
    pub unite2: Option<Written>,
    pub prix_unitaire_centimes: Option<Amount>,
    pub base_centimes: Option<Amount>,
    pub remise_centimes: Option<Amount>,
    pub ht_centimes: Option<Amount>,
    pub taux_tva: Option<Written>,
    pub tva_centimes: Option<Amount>,
    pub ttc_centimes: Option<Amount>,
}

/// The line of a patient.
#[derive(Debug, Serialize)]
pub struct Patient {
    pub nom: Option<Written>,
    pub prenom: Option<Written>,
    pub etablissement: Option<Written>,
    pub libelle: Option<Written>,
    #[serde(flatten)]
    pub periode: Period,
    pub assurance_maladie_centimes: Option<Amount>,
    pub complementaire_centimes: Option<Amount>,
    pub restant_du_centimes: Option<Amount>,
    pub avance_centimes: Option<Amount>,
    pub restant_apres_avance_centimes: Option<Amount>,
    pub commentaire: Option<Written>,
}

/// The titres of one route. Those that cancel or reduce others are summed apart: their amounts are positive too.
#[derive(Debug, Serialize)]
pub struct RouteTotal {
    #[serde(flatten)]
    pub circuit: Circuit,
    pub annulations: bool,
    pub titres: usize,
    #[serde(flatten)]
    pub somme: Sum,
}

/// The attached pieces.
#[derive(Debug, Serialize)]
pub struct Pieces {
    pub types: Vec<PieceCount>,
    pub annoncees_absentes: usize,
    /// Not known when Dépense or Marché, that are not read, may refer to them.
    pub non_referencees: Option<usize>,
}

/// How many pieces of a type.
#[derive(Debug, Serialize)]
pub struct PieceCount {
    #[serde(rename = "type")]
    pub kind: Option<Code>,
    pub nombre: usize,
}

/// The JSON, with the characters that a terminal obeys escaped: they stand in strings only.
pub fn escaped(value: &impl Serialize) -> String {
    let json = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut out = String::with_capacity(json.len() + 1);
    for character in json.chars() {
        if character != '\n' && is_obeyed(character) {
            out.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            out.push(character);
        }
    }
    out.push('\n');
    out
}
