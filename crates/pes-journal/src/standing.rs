//! Where bordereaux and titres stand, worked out from all that was said of them, in whatever order it came.

use std::collections::{BTreeMap, BTreeSet};

use pes_parser::Text;

use pes_parser::returned::Scope;
use pes_validator::is_passing;

/// Declares the states: `Variant = "code" "French words", "English words"`.
macro_rules! states {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $code:literal $fr:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$variant_meta])* #[doc = concat!($en, ".")] $variant,)+ }

        impl $name {
            /// Every state.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name for machines, the same in all languages.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The words for it.
            pub const fn words(self) -> Text {
                match self { $(Self::$variant => Text::fixed($fr, $en),)+ }
            }

            pub(crate) fn of_code(code: &str) -> Self {
                Self::ALL.iter().copied().find(|state| state.code() == code).unwrap_or_default()
            }
        }
    };
}

states! {
    /// Where a titre stands. A bordereau is `Produit`, `Envoye`, `Accepte`, `Refuse` or `Contradictoire`.
    EtatTitre {
        #[default]
        Produit = "produit" "produit, envoi non confirmé", "made, sending not confirmed";
        Envoye = "envoye" "envoyé, sans réponse", "sent, no answer yet";
        Accepte = "accepte" "accepté par le guichet", "accepted by the counter";
        PieceRefusee = "piece_refusee" "accepté, sa pièce jointe refusée", "accepted, its attached piece refused";
        Refuse = "refuse" "refusé", "refused";
        RefuseAvec = "refuse_avec" "refusé avec son bordereau", "refused with its bordereau";
        Contradictoire = "contradictoire" "réponses contradictoires", "contradictory answers";
        PrisEnCharge = "pris_en_charge" "pris en charge", "taken in charge";
        PrisEnChargeEnPartie = "pris_en_charge_en_partie" "pris en charge en partie", "taken in charge in part";
        EnInstance = "en_instance" "en instance chez le comptable", "held by the accountant";
        Rejete = "rejete" "rejeté par le comptable", "rejected by the accountant";
        Annule = "annule" "annulé", "cancelled";
    }
}

states! {
    /// What became of an ASAP.
    EtatAvis {
        #[default]
        Inconnu = "" "", "";
        Refuse = "refuse" "ASAP refusé par l'éditique", "ASAP refused by the printing centre";
        MelRefuse = "mel_refuse" "mél refusé", "e-mail refused";
        Represente = "represente" "ASAP refusé, représenté sans son complément", "ASAP refused, presented again without its complement";
        Notifie = "notifie" "ASAP notifié par mél", "ASAP notified by e-mail";
        Postalise = "postalise" "ASAP posté", "ASAP posted";
        Lu = "lu" "ASAP lu par l'usager", "ASAP read by the user";
    }
}

impl EtatTitre {
    /// Whether something is to be done.
    pub const fn is_blocked(self) -> bool {
        matches!(
            self,
            Self::PieceRefusee
                | Self::Refuse
                | Self::RefuseAvec
                | Self::Contradictoire
                | Self::EnInstance
                | Self::Rejete
        )
    }

    /// Whether the invoice may be issued again: nothing of it is left in Hélios.
    pub const fn can_be_issued_again(self) -> bool {
        matches!(self, Self::Refuse | Self::RefuseAvec | Self::Rejete)
    }
}

/// Something said, as it was matched.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    pub document: i64,
    /// Date of the document, then its hash: an order that does not depend on when it was read.
    pub order: (String, String),
    pub scope: Scope,
    pub titre: Option<i64>,
    pub ligne: Option<i64>,
    pub piece: Option<i64>,
    pub accepted: Option<bool>,
    pub etat: String,
    pub code: String,
    pub date: String,
    pub centimes: Option<i64>,
}

/// Where a bordereau stands, and its titres by those said of one by one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Standing {
    pub etat: EtatTitre,
    /// None when nothing was said.
    pub depuis: Option<String>,
    /// The titres that are at fault, when it is refused.
    pub at_fault: BTreeSet<i64>,
    /// The accepted titres whose piece is refused, and since when; `None` is the piece of all.
    pub without_piece: BTreeMap<Option<i64>, String>,
    pub titres: BTreeMap<i64, Followed>,
}

/// What was said of one titre after the acquit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Followed {
    pub recette: Option<(EtatTitre, String)>,
    pub avis: Option<(EtatAvis, String)>,
    pub centimes: i64,
}

impl Standing {
    /// Works out where a bordereau and its titres stand; `sent` is the day it was said to be sent, empty when it was not.
    pub fn of(words: &[Word], sent: &str) -> Self {
        let mut standing = Standing::default();
        let acquit: Vec<&Word> = words
            .iter()
            .filter(|word| matches!(word.scope, Scope::Flux | Scope::Bordereau | Scope::Titre | Scope::Ligne))
            .collect();
        (standing.etat, standing.depuis) = verdict(&acquit, "ERREUR_DOUBLON_BORDEREAU");
        if standing.etat == EtatTitre::Produit && !(words.is_empty() && sent.is_empty()) {
            // What is spoken of, in whatever words, has gone.
            let dates = words.iter().map(|word| word.date.as_str()).chain([sent]).filter(|date| !date.is_empty());
            (standing.etat, standing.depuis) = (EtatTitre::Envoye, dates.min().map(str::to_owned));
        }
        let refusing = |word: &&Word| word.accepted == Some(false);
        if standing.etat == EtatTitre::Refuse {
            standing.at_fault = acquit.iter().copied().filter(refusing).filter_map(|word| word.titre).collect();
        }
        standing.pieces(words);
        standing.returns(words);
        standing
    }

    /// A piece that one acquit refuses and none accepts.
    fn pieces(&mut self, words: &[Word]) {
        let mut pieces: BTreeMap<i64, Vec<&Word>> = BTreeMap::new();
        for word in words.iter().filter(|word| word.scope == Scope::Piece) {
            pieces.entry(word.piece.unwrap_or_default()).or_default().push(word);
        }
        for said in pieces.values() {
            let (EtatTitre::Refuse | EtatTitre::Contradictoire, Some(since)) = verdict(said, "ERREUR_DOUBLON_PJ")
            else {
                continue;
            };
            let titre = said.iter().find_map(|word| word.titre);
            if self.etat == EtatTitre::Refuse {
                self.at_fault.extend(titre);
            } else {
                self.without_piece.insert(titre, since);
            }
        }
    }

    /// The last word of the accountant and of the printing centre on each titre.
    fn returns(&mut self, words: &[Word]) {
        let mut last: BTreeMap<i64, &Word> = BTreeMap::new();
        let mut lines: BTreeMap<(i64, Option<i64>), &Word> = BTreeMap::new();
        let mut avis: BTreeMap<i64, (String, EtatAvis)> = BTreeMap::new();
        for word in words {
            let Some(titre) = word.titre else { continue };
            let later = |known: &mut &Word| word.order > known.order;
            match word.scope {
                Scope::Recette => {
                    last.entry(titre)
                        .and_modify(|known| {
                            if later(known) {
                                *known = word
                            }
                        })
                        .or_insert(word);
                }
                Scope::Recouvrement => {
                    let line = (titre, word.ligne);
                    lines
                        .entry(line)
                        .and_modify(|known| {
                            if later(known) {
                                *known = word
                            }
                        })
                        .or_insert(word);
                }
                Scope::Avis => {
                    let said = (word.date.clone(), EtatAvis::of_code(&word.etat));
                    let known = avis.entry(titre).or_insert_with(|| said.clone());
                    *known = known.clone().max(said);
                }
                _ => {}
            }
        }
        for (titre, word) in last {
            let etat = match word.etat.as_str() {
                "01" => EtatTitre::EnInstance,
                "02" => EtatTitre::PrisEnCharge,
                "03" => EtatTitre::PrisEnChargeEnPartie,
                "04" => EtatTitre::Rejete,
                "05" => EtatTitre::Annule,
                _ => continue,
            };
            self.titres.entry(titre).or_default().recette = Some((etat, word.date.clone()));
        }
        for ((titre, _), word) in lines {
            self.titres.entry(titre).or_default().centimes += word.centimes.unwrap_or_default();
        }
        for (titre, (date, etat)) in avis {
            self.titres.entry(titre).or_default().avis = Some((etat, date));
        }
    }

    /// Where one titre of the bordereau stands, and since when.
    pub fn titre(&self, titre: i64) -> (EtatTitre, Option<String>) {
        if let Some((etat, since)) = self.titres.get(&titre).and_then(|followed| followed.recette.clone()) {
            return (etat, Some(since));
        }
        match self.etat {
            EtatTitre::Refuse if !self.at_fault.contains(&titre) => (EtatTitre::RefuseAvec, self.depuis.clone()),
            EtatTitre::Accepte => {
                let since = self.without_piece.get(&Some(titre)).or_else(|| self.without_piece.get(&None));
                match since {
                    Some(since) => (EtatTitre::PieceRefusee, Some(since.clone())),
                    None => (EtatTitre::Accepte, self.depuis.clone()),
                }
            }
            etat => (etat, self.depuis.clone()),
        }
    }
}

/// What acquits say together of a bordereau, or of a piece, and since when.
///
/// Within one acquit, a single refusal refuses. Between several, what was accepted stays accepted when it is refused
/// as a double, or for a reason that says nothing of it: it had been sent again. Any other refusal beside an
/// acceptance is a contradiction, which people must settle. `double` is the code that says that it is there already.
fn verdict(words: &[&Word], double: &str) -> (EtatTitre, Option<String>) {
    let mut documents: BTreeMap<i64, Vec<&Word>> = BTreeMap::new();
    for word in words {
        documents.entry(word.document).or_default().push(word);
    }
    let (mut accepted, mut refused, mut doubled, mut passing) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for said in documents.values() {
        let refusals: Vec<&&Word> = said.iter().filter(|word| word.accepted == Some(false)).collect();
        let all_are = |is: &dyn Fn(&str) -> bool| {
            let mut codes = refusals.iter().map(|word| word.code.as_str()).filter(|code| !code.is_empty()).peekable();
            codes.peek().is_some() && codes.all(is)
        };
        let Some(date) = said.iter().map(|word| word.date.as_str()).min() else { continue };
        if refusals.is_empty() {
            // Of a part alone, nothing is said of the whole.
            let is_whole =
                |word: &&&Word| word.accepted == Some(true) && matches!(word.scope, Scope::Bordereau | Scope::Piece);
            if said.iter().any(|word| is_whole(&word)) {
                accepted.push(date);
            }
        } else if all_are(&|code| code == double) {
            doubled.push(date);
        } else if all_are(&is_passing) {
            passing.push(date);
        } else {
            refused.push(date);
        }
    }
    let first = |dates: &[&str]| dates.iter().min().map(|date| (*date).to_owned());
    match (accepted.is_empty(), refused.is_empty()) {
        (false, true) => (EtatTitre::Accepte, first(&accepted)),
        (false, false) => (EtatTitre::Contradictoire, first(&refused)),
        // It is in Hélios already, and it is not known what as.
        (true, _) if !doubled.is_empty() => (EtatTitre::Contradictoire, first(&doubled)),
        (true, false) => (EtatTitre::Refuse, first(&refused)),
        (true, true) if !passing.is_empty() => (EtatTitre::Refuse, first(&passing)),
        (true, true) => (EtatTitre::Produit, None),
    }
}
