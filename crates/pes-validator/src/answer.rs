//! What Hélios answers: how much of what was sent it takes and refuses, why, and what is to be done.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use pes_parser::code::{MotifRejetNotification, MotifRejetPostalisation, NumAnoAck, ObsEtat};
use pes_parser::returned::{Returned, Said, Scope};
use pes_parser::value::SimpleType;
use pes_parser::{Source, Text, text};

use crate::anomaly::{Cure, anomaly};
use crate::catalogue::{rules, rules_named};
use crate::diagnostic::{At, Concerned, Diagnostic, Subject};
use crate::rule::Rule;

/// What a document of Hélios says, counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// `acquit`, `retour`, or `acquit_retour`: the answer to a return, which says nothing of titres.
    pub genre: &'static str,
    /// Name of the file that it answers, as it gives it.
    pub nom_fic: String,
    /// When it was made, `AAAA-MM-JJ`.
    pub date: String,
    /// How many have each outcome. What is both accepted and refused is refused.
    pub outcomes: BTreeMap<Outcome, usize>,
    /// How often each anomaly is told: its number where its words start with one, else its code.
    pub anomalies: BTreeMap<String, usize>,
}

/// Declares the outcomes: `Variant = "code" "French words", "English words", whether it refuses`.
macro_rules! outcomes {
    ($($variant:ident = $code:literal $fr:literal, $en:literal, $refuses:literal;)+) => {
        /// What became of something that was sent.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Outcome { $(#[doc = concat!($en, ".")] $variant,)+ }

        impl Outcome {
            /// The name for machines, the same in all languages.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The words for what is counted.
            pub const fn words(self) -> Text {
                match self { $(Self::$variant => Text::fixed($fr, $en),)+ }
            }

            /// Whether something is refused.
            pub const fn refuses(self) -> bool {
                match self { $(Self::$variant => $refuses,)+ }
            }
        }
    };
}

outcomes! {
    FluxRefuse = "flux_refuses" "flux refusés", "flows refused", true;
    BordereauRefuse = "bordereaux_refuses" "bordereaux refusés", "bordereaux refused", true;
    PieceRefusee = "pieces_refusees" "pièces jointes refusées", "attached pieces refused", true;
    AutreRefuse = "autres_refuses" "marchés refusés", "contracts refused", true;
    TitreRejete = "titres_rejetes" "titres rejetés", "titres rejected", true;
    AvisRefuse = "avis_refuses" "avis refusés", "notices refused", true;
    TitreEnInstance = "titres_en_instance" "titres en instance", "titres held", false;
    SansVerdict = "sans_verdict" "éléments sans verdict lisible", "elements without a readable verdict", false;
    FluxAccepte = "flux_acceptes" "flux acceptés", "flows accepted", false;
    BordereauAccepte = "bordereaux_acceptes" "bordereaux acceptés", "bordereaux accepted", false;
    PieceAcceptee = "pieces_acceptees" "pièces jointes acceptées", "attached pieces accepted", false;
    AutreAccepte = "autres_acceptes" "marchés acceptés", "contracts accepted", false;
    TitrePrisEnCharge = "titres_pris_en_charge" "titres pris en charge", "titres taken in charge", false;
    TitreAnnule = "titres_annules" "titres annulés", "titres cancelled", false;
    TitreAutre = "titres_autres" "titres dans un état inconnu", "titres in an unknown state", false;
    AvisRemis = "avis_remis" "avis postés ou notifiés", "notices posted or notified", false;
    AvisRepresente = "avis_representes" "avis représentés sans complément", "notices presented again without complement", false;
}

impl Answer {
    /// Counts what a document says.
    pub fn of(returned: &Returned) -> Self {
        let mut things = Things::default();
        returned.said.iter().enumerate().for_each(|(index, said)| things.add(index, said));
        let mut anomalies = BTreeMap::new();
        for said in returned.said.iter().filter(|said| said.accepted.is_some()) {
            if let Some(word) = anomaly_word(said) {
                *anomalies.entry(word).or_default() += 1;
            }
        }
        let Returned { genre, nom_fic, date, .. } = returned;
        let outcomes = things.outcomes();
        Answer { genre, nom_fic: nom_fic.clone(), date: date.clone(), outcomes, anomalies }
    }

    /// Whether something that was sent is refused.
    pub fn refuses(&self) -> bool {
        self.outcomes.keys().any(|outcome| outcome.refuses())
    }

    /// The kind of document.
    pub fn kind(&self) -> Text {
        match self.genre {
            "acquit" => Text::fixed("acquit", "acquit"),
            "retour" => Text::fixed("retour", "return"),
            _ => Text::fixed("réponse à un retour", "answer to a return"),
        }
    }

    /// The counts in words, what is refused first.
    pub fn words(&self) -> Text {
        let joined = |get: fn(&Text) -> &str, colon: &str| {
            let counts =
                self.outcomes.iter().map(|(outcome, count)| format!("{}{colon}{count}", get(&outcome.words())));
            counts.collect::<Vec<_>>().join(", ")
        };
        let (fr, en) = (joined(|words| &words.fr, " : "), joined(|words| &words.en, ": "));
        Text { fr: fr.into(), en: en.into() }
    }
}

/// Things that are spoken of, each once.
#[derive(Default)]
struct Things {
    /// Of an acquit, and whether each is refused, accepted, or neither.
    acquit: BTreeMap<Thing, BTreeSet<Option<bool>>>,
    /// Titres and their states, notices and what became of them: the last word counts.
    titres: BTreeMap<Titre, String>,
    avis: BTreeMap<(Titre, Option<String>), BTreeSet<String>>,
}

type Titre = (Option<i64>, Option<i64>, Option<i64>);

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Thing {
    Flux(String),
    Bordereau(String, Option<i64>, Option<i64>),
    Piece(String),
    Autre(usize),
}

impl Things {
    fn add(&mut self, index: usize, said: &Said) {
        let titre = (said.exercice, said.bordereau, said.titre);
        let thing = match said.scope {
            Scope::Recette => return drop(self.titres.insert(titre, said.etat.clone())),
            Scope::Recouvrement => return,
            Scope::Avis => {
                self.avis.entry((titre, said.id_unique.clone())).or_default().insert(said.etat.clone());
                return;
            }
            Scope::Flux => Thing::Flux(said.etat.clone()),
            Scope::Bordereau | Scope::Titre | Scope::Ligne => {
                Thing::Bordereau(said.etat.clone(), said.exercice, said.bordereau)
            }
            Scope::Piece => Thing::Piece(said.id_unique.clone().unwrap_or_default()),
            Scope::Autre => Thing::Autre(index),
        };
        self.acquit.entry(thing).or_default().insert(said.accepted);
    }

    fn outcomes(&self) -> BTreeMap<Outcome, usize> {
        let of_acquit = self.acquit.iter().map(|(thing, said)| {
            let (refused, accepted) = match thing {
                Thing::Flux(_) => (Outcome::FluxRefuse, Outcome::FluxAccepte),
                Thing::Bordereau(..) => (Outcome::BordereauRefuse, Outcome::BordereauAccepte),
                Thing::Piece(_) => (Outcome::PieceRefusee, Outcome::PieceAcceptee),
                Thing::Autre(_) => (Outcome::AutreRefuse, Outcome::AutreAccepte),
            };
            match (said.contains(&Some(false)), said.contains(&Some(true))) {
                (true, _) => refused,
                (false, true) => accepted,
                (false, false) => Outcome::SansVerdict,
            }
        });
        let of_titres = self.titres.values().map(|etat| match etat.as_str() {
            "01" => Outcome::TitreEnInstance,
            "02" | "03" => Outcome::TitrePrisEnCharge,
            "04" => Outcome::TitreRejete,
            "05" => Outcome::TitreAnnule,
            _ => Outcome::TitreAutre,
        });
        let of_avis = self.avis.values().map(|etats| {
            let any = |wanted: &[&str]| wanted.iter().any(|etat| etats.contains(*etat));
            if any(&["refuse", "mel_refuse"]) {
                Outcome::AvisRefuse
            } else if any(&["represente"]) {
                Outcome::AvisRepresente
            } else {
                Outcome::AvisRemis
            }
        });
        let mut outcomes = BTreeMap::new();
        for outcome in of_acquit.chain(of_titres).chain(of_avis) {
            *outcomes.entry(outcome).or_default() += 1;
        }
        outcomes
    }
}

/// What something that is said means, and what it asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meaning {
    /// What the code means, when the words do not say it: the French label of its list.
    pub label: String,
    /// What is to be done.
    pub cure: Option<Cure>,
    /// Where that is known from.
    pub source: Option<&'static str>,
}

/// The meaning of something that is said.
///
/// ```
/// use pes_parser::returned::{Said, Scope};
/// use pes_validator::{Cure, meaning};
///
/// let rejected = Said { scope: Scope::Recette, etat: "04".into(), code: "04-15".into(), ..Said::default() };
/// let meaning = meaning(&rejected);
/// assert!(meaning.label.starts_with("Imputation budgétaire erronée ; "));
/// assert_eq!(meaning.cure, Some(Cure::Correct));
/// ```
pub fn meaning(said: &Said) -> Meaning {
    let Said { scope, etat, code, libelle, .. } = said;
    let known = if said.accepted.is_some() { anomaly(code, libelle) } else { None };
    let (label, cure) = match scope {
        Scope::Recette | Scope::Recouvrement => (observations(code), recette_cure(*scope, etat)),
        Scope::Avis => (motif(etat, code), avis_cure(etat)),
        // An anomaly that has words says it better.
        _ if !libelle.is_empty() => (String::new(), known.map(|anomaly| anomaly.cure)),
        _ => (label::<NumAnoAck>(code, NumAnoAck::libelle), known.map(|anomaly| anomaly.cure)),
    };
    Meaning { label, cure, source: known.map(|anomaly| anomaly.source) }
}

fn label<T: SimpleType>(code: &str, label: fn(T) -> &'static str) -> String {
    T::parse(code).map_or_else(|_| String::new(), |code| label(code).to_owned())
}

/// `04-15` in words.
fn observations(codes: &str) -> String {
    let known: Vec<&str> = ObsEtat::split(codes).into_iter().flatten().map(ObsEtat::libelle).collect();
    known.join(" ; ")
}

fn motif(etat: &str, code: &str) -> String {
    match etat {
        "refuse" | "represente" => label::<MotifRejetPostalisation>(code, MotifRejetPostalisation::libelle),
        "mel_refuse" => label::<MotifRejetNotification>(code, MotifRejetNotification::libelle),
        _ => String::new(),
    }
}

/// A titre rejected is corrected and issued again; one held waits for an answer to the accountant.
fn recette_cure(scope: Scope, etat: &str) -> Option<Cure> {
    match (scope, etat) {
        (Scope::Recette, "04") => Some(Cure::Correct),
        (Scope::Recette, "01") => Some(Cure::Treasury),
        _ => None,
    }
}

/// The titre is taken: how the debtor is told of it is settled with the treasury.
fn avis_cure(etat: &str) -> Option<Cure> {
    matches!(etat, "refuse" | "mel_refuse").then_some(Cure::Treasury)
}

/// The number at the head of the words of an anomaly, or its code.
fn anomaly_word(said: &Said) -> Option<String> {
    let number: String = said.libelle.chars().take_while(char::is_ascii_digit).collect();
    [number, said.code.clone()].into_iter().find(|word| !word.is_empty())
}

/// The rules of what a document says, that are no fault of its own.
pub(crate) const RULES: [&Rule; 4] = [&rules::PES921, &rules::PES922, &rules::PES923, &rules::PES924];

/// What is found in a document that came back: each refusal, and what is to be followed up.
pub fn answer_findings(source: &Source<'_>, returned: &Returned) -> Vec<Diagnostic> {
    let explained: BTreeSet<_> = returned.said.iter().filter(|said| is_explained(said)).map(element).collect();
    let mut found: Vec<(&'static Rule, &Said)> = Vec::new();
    let mut etat_of_titre = "";
    for said in &returned.said {
        let rule = match (said.scope, said.accepted, said.etat.as_str()) {
            (Scope::Recette, ..) => {
                etat_of_titre = &said.etat;
                rule_of_titre(&said.etat)
            }
            // What becomes of the titre becomes of its lines.
            (Scope::Recouvrement, _, "01") if etat_of_titre != "04" => Some(&rules::PES922),
            (Scope::Recouvrement, _, "03") if etat_of_titre != "01" => Some(&rules::PES923),
            (Scope::Recouvrement, ..) => None,
            (Scope::Avis, _, "refuse" | "mel_refuse") => Some(&rules::PES924),
            (Scope::Avis, ..) => None,
            (_, Some(false), _) if is_explained(said) || !explained.contains(&element(said)) => Some(&rules::PES921),
            (_, Some(true) | None, _) if is_explained(said) => Some(&rules::PES923),
            _ => None,
        };
        found.extend(rule.map(|rule| (rule, said)));
    }
    let places: Vec<_> = found.iter().map(|(_, said)| said.place).collect();
    let locations = source.locate_all(&places);
    found
        .into_iter()
        .zip(locations)
        .map(|((rule, said), location)| {
            let at = At::xml(source.name(), location);
            let named = format!("{:?} {} {} {}", said.scope, said.etat, said.code, said.libelle);
            let finding = Diagnostic::new(rule, at, message(rule, said)).help(what_to_do(said)).in_one_way(named);
            Diagnostic { subject: subject(said), ..finding }
        })
        .collect()
}

fn rule_of_titre(etat: &str) -> Option<&'static Rule> {
    match etat {
        "04" => Some(&rules::PES922),
        "01" => Some(&rules::PES923),
        _ => None,
    }
}

fn is_explained(said: &Said) -> bool {
    said.accepted.is_some() && !(said.code.is_empty() && said.libelle.is_empty())
}

/// What a bordereau, a piece or a flow is known by in an acquit.
fn element(said: &Said) -> (&str, Option<i64>, Option<i64>, Option<&str>) {
    (&said.etat, said.exercice, said.bordereau, said.id_unique.as_deref())
}

/// What is not about titres.
fn is_of_another_domain(said: &Said) -> bool {
    said.accepted.is_some() && matches!(said.etat.as_str(), "5" | "8" | "9" | "10" | "11")
}

/// What something is said of: `the line 2 of the titre 107, bordereau 11 (2026)`.
fn said_of(said: &Said) -> Text {
    let number = |number: Option<i64>| number.map_or_else(|| "?".to_owned(), |number| number.to_string());
    let year = said.exercice.map_or_else(String::new, |year| format!(" ({year})"));
    let bordereau = said.bordereau.map(|bordereau| {
        let spent = said.accepted.is_some() && said.etat == "5";
        let kind = if spent { Text::fixed(" de dépense", " of spending") } else { Text::fixed("", "") };
        let Text { fr, en } = kind;
        text!(fr = "bordereau{fr} {bordereau}{year}", en = "bordereau{en} {bordereau}{year}")
    });
    let piece = if said.accepted.is_some() && said.etat == "5" { "mandat" } else { "titre" };
    let own = match said.scope {
        Scope::Flux => Text::fixed("le flux entier", "the whole flow"),
        Scope::Autre => Text::fixed("un marché", "a contract"),
        Scope::Piece => {
            let id = said.id_unique.clone().unwrap_or_default();
            text!(fr = "la pièce jointe {id}", en = "the attached piece {id}")
        }
        Scope::Bordereau => Text::fixed("", ""),
        Scope::Avis if said.titre.is_none() => Text::fixed("l'avis", "the notice"),
        Scope::Avis => {
            let titre = number(said.titre);
            text!(fr = "l'avis du titre {titre}", en = "the notice of the titre {titre}")
        }
        Scope::Recette | Scope::Titre if said.titre.is_none() => Text::fixed("", ""),
        Scope::Recette | Scope::Titre => {
            let titre = number(said.titre);
            text!(fr = "le {piece} {titre}", en = "the {piece} {titre}")
        }
        Scope::Ligne | Scope::Recouvrement => {
            let (ligne, titre) = (number(said.ligne), number(said.titre));
            text!(fr = "la ligne {ligne} du {piece} {titre}", en = "the line {ligne} of the {piece} {titre}")
        }
    };
    match bordereau {
        Some(Text { fr, en }) if own.fr.is_empty() => text!(fr = "le {fr}", en = "the {en}"),
        Some(bordereau) if !matches!(said.scope, Scope::Flux | Scope::Autre | Scope::Piece) => {
            let (fr, en) = (&own.fr, &own.en);
            let Text { fr: of_fr, en: of_en } = bordereau;
            text!(fr = "{fr}, {of_fr}", en = "{en}, {of_en}")
        }
        _ => own,
    }
}

fn message(rule: &Rule, said: &Said) -> Text {
    let Text { fr, en } = said_of(said);
    let label = meaning(said).label;
    let why: Vec<&str> =
        [&said.code, &label, &said.libelle].into_iter().map(String::as_str).filter(|w| !w.is_empty()).collect();
    let why = why.join(", ");
    let (why_fr, why_en) = match why.is_empty() {
        true => (String::new(), String::new()),
        false => (format!(" : {why}"), format!(": {why}")),
    };
    match (rule.id, said.scope, said.etat.as_str()) {
        ("PES921", ..) => text!(fr = "Hélios refuse {fr}{why_fr}", en = "Hélios refuses {en}{why_en}"),
        ("PES922", ..) => text!(fr = "le comptable rejette {fr}{why_fr}", en = "the accountant rejects {en}{why_en}"),
        ("PES924", _, "mel_refuse") => text!(
            fr = "le débiteur n'a pas reçu par mél {fr}{why_fr}",
            en = "the debtor did not receive by e-mail {en}{why_en}"
        ),
        ("PES924", ..) => text!(fr = "l'éditique refuse {fr}{why_fr}", en = "the printing centre refuses {en}{why_en}"),
        (_, Scope::Recette | Scope::Recouvrement, _) => {
            text!(fr = "le comptable met en instance {fr}{why_fr}", en = "the accountant holds {en}{why_en}")
        }
        _ => text!(
            fr = "Hélios accepte {fr}, avec une anomalie{why_fr}",
            en = "Hélios accepts {en}, with an anomaly{why_en}"
        ),
    }
}

/// What is to be done about something that is said, and where there is more to read.
pub fn what_to_do(said: &Said) -> Text {
    let Text { fr, en } = match meaning(said).cure {
        Some(Cure::Correct | Cure::NewIdentifiers) if is_of_another_domain(said) => Text::fixed(
            "corriger dans le logiciel d'où vient la pièce, puis l'y refaire sous un nouveau numéro",
            "correct it in the software that it comes from, then issue it again there under a new number",
        ),
        Some(cure) => cure.words(),
        None if said.scope == Scope::Recouvrement && said.etat == "01" => Cure::Correct.words(),
        None if said.accepted.is_none() => Cure::Treasury.words(),
        None => Text::fixed(
            "anomalie inconnue de l'outil : demander à la trésorerie ce qui est à changer",
            "anomaly unknown to the tool: ask the treasury what is to be changed",
        ),
    };
    let words = anomaly_word(said).into_iter().chain([said.code.clone()]);
    match words.filter(|word| said.accepted.is_some() && !word.is_empty()).find(|word| !rules_named(word).is_empty()) {
        Some(word) => text!(fr = "{fr} ; pes explain {word}", en = "{en}; pes explain {word}"),
        None => Text { fr, en },
    }
}

fn subject(said: &Said) -> Option<Arc<Subject>> {
    if said.bordereau.is_none() || is_of_another_domain(said) {
        return None;
    }
    let shown = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    let concerned = Concerned {
        exer: shown(said.exercice),
        bordereau: shown(said.bordereau),
        titre: shown(said.titre),
        debtor: String::new(),
    };
    Some(Arc::new(Subject { titres: vec![concerned], others: 0 }))
}
