//! What Hélios answers, or what answers it: what is refused, why, and what to do; then all the rest.

use std::collections::{BTreeMap, BTreeSet};

use pes::parser::code::{DomaineAck, DomaineAckRetour, EtatLigPce, EtatPce, TypRestit};
use pes::parser::model::{EnTetePes, EnTeteRetour, Enveloppe};
use pes::parser::returned::{Returned, Said, Scope, Unreadable};
use pes::parser::value::SimpleType;
use pes::parser::{Lang, PesAcquit, PesAcquitRetour, PesRetour, Source, Text, XmlError, XmlErrorKind, euros};
use pes::validator::{Answer, answer_findings, meaning, what_to_do};
use serde::Serialize;

use super::read::{code, written};
use super::shown::{Code, FORMAT, TOOL, Written};
use super::table::{labelled, left, right, table, whole};
use super::words::{coded, day, joined, plain};
use crate::screen::Screen;

const INDENT: &str = "  ";

/// An acquit, a return, or the answer to returns.
#[derive(Serialize)]
pub struct Answered {
    format: u32,
    outil: &'static str,
    fichier: Written,
    genre: &'static str,
    /// Of an acquit.
    #[serde(skip_serializing_if = "Option::is_none")]
    version: Option<u8>,
    #[serde(flatten)]
    head: Head,
    /// How many have each outcome.
    bilan: BTreeMap<&'static str, usize>,
    anomalies: BTreeMap<String, usize>,
    elements: Vec<ElementJson>,
    /// The returns that are answered.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    retours: Vec<ReceivedReturn>,
    #[serde(skip)]
    words: Text,
    /// What is refused or to be followed up, and what to do.
    #[serde(skip)]
    to_do: Vec<(Written, Written)>,
    #[serde(skip)]
    kind: Text,
}

/// Whose it is, and which file it is about.
#[derive(Default, Serialize)]
struct Head {
    nom_fic: Option<Written>,
    budget: Option<Written>,
    siret: Option<Written>,
    cod_col: Option<Written>,
    cod_bud: Option<Written>,
    poste: Option<Written>,
    poste_libelle: Option<Written>,
    date: Option<Written>,
}

/// One thing that is said.
#[derive(Serialize)]
struct ElementJson {
    portee: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    domaine: Option<Code>,
    exercice: Option<i64>,
    bordereau: Option<i64>,
    titre: Option<i64>,
    ligne: Option<i64>,
    id_unique: Option<Written>,
    accepte: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    etat: Option<Code>,
    code: Written,
    signification: String,
    libelle: Written,
    date: Written,
    centimes: Option<i64>,
    /// `corriger`, `reidentifier`, `attendre` or `tresorerie`, when it is known.
    conduite: Option<&'static str>,
    a_faire: Option<Written>,
    #[serde(skip)]
    is_to_do: bool,
}

/// A return that was received.
#[derive(Serialize)]
struct ReceivedReturn {
    domaine: Option<Code>,
    fichier: Option<Written>,
    motif: Option<Code>,
    date: Option<Written>,
}

impl Answered {
    pub fn of(source: &Source<'_>, lang: Lang) -> Result<Self, XmlError> {
        let returned = Returned::of(source).map_err(|why| match why {
            Unreadable::Xml(error) => error,
            Unreadable::Other(found) => {
                XmlError { line: 1, column: 1, kind: XmlErrorKind::Root { found, expected: "PES_ACQUIT, PES_Retour" } }
            }
        })?;
        let (mut head, mut version, mut retours) = (Head::default(), None, Vec::new());
        if let Ok((acquit, _)) = PesAcquit::read(source) {
            version = Some(if acquit.is_v1() { 1 } else { 2 });
            head = Head::of(acquit.enveloppe.as_ref(), acquit.en_tete_pes.as_ref());
        } else if let Ok((acquit, _)) = PesAcquitRetour::read(source) {
            head = Head::of(acquit.enveloppe.as_ref(), acquit.en_tete_pes.as_ref());
            let elements = acquit.acquit_retour.iter().flat_map(|acquit| &acquit.element_acquit_retour);
            retours.extend(elements.map(|element| ReceivedReturn {
                domaine: code(&element.domaine_ack_retour, DomaineAckRetour::libelle),
                fichier: written(&element.nom_fichier_retour),
                motif: code(&element.typ_restit, TypRestit::libelle),
                date: written(&element.date_acquit),
            }));
        } else if let Ok((retour, _)) = PesRetour::read(source) {
            head = Head::of_return(retour.enveloppe.as_ref(), retour.en_tete_pes.as_ref());
        }
        let answer = Answer::of(&returned);
        let findings = answer_findings(source, &returned);
        let to_do = findings.iter().map(|finding| {
            let help = finding.help.as_ref().map(|help| help.get(lang)).unwrap_or_default();
            (Written::new(finding.message.get(lang)), Written::new(help))
        });
        Ok(Answered {
            format: FORMAT,
            outil: TOOL,
            fichier: Written::new(source.name()),
            genre: answer.genre,
            version,
            head,
            bilan: answer.outcomes.iter().map(|(outcome, count)| (outcome.code(), *count)).collect(),
            elements: returned.said.iter().map(|said| ElementJson::of(said, lang)).collect(),
            retours,
            words: answer.words(),
            to_do: to_do.collect(),
            kind: answer.kind(),
            anomalies: answer.anomalies,
        })
    }
}

impl Head {
    fn of(enveloppe: Option<&Enveloppe>, en_tete: Option<&EnTetePes>) -> Self {
        Head {
            nom_fic: nom_fic(enveloppe),
            budget: en_tete.and_then(|header| written(&header.libelle_col_bud)),
            siret: en_tete.and_then(|header| written(&header.id_coll)),
            cod_col: en_tete.and_then(|header| written(&header.cod_col)),
            cod_bud: en_tete.and_then(|header| written(&header.cod_bud)),
            poste: en_tete.and_then(|header| written(&header.id_post)),
            poste_libelle: en_tete.and_then(|header| written(&header.libelle_poste)),
            date: en_tete.and_then(|header| written(&header.dte_str)),
        }
    }

    fn of_return(enveloppe: Option<&Enveloppe>, en_tete: Option<&EnTeteRetour>) -> Self {
        Head {
            nom_fic: nom_fic(enveloppe),
            budget: en_tete.and_then(|header| written(&header.libelle_col_bud)),
            siret: en_tete.and_then(|header| written(&header.id_coll)),
            cod_col: en_tete.and_then(|header| written(&header.cod_coll)),
            cod_bud: en_tete.and_then(|header| written(&header.cod_bud)),
            poste: en_tete.and_then(|header| written(&header.id_post)),
            poste_libelle: en_tete.and_then(|header| written(&header.libelle_poste)),
            date: en_tete.and_then(|header| written(&header.dte_str)),
        }
    }
}

fn nom_fic(enveloppe: Option<&Enveloppe>) -> Option<Written> {
    enveloppe.and_then(|enveloppe| written(&enveloppe.parametres.as_ref()?.nom_fic))
}

impl ElementJson {
    fn of(said: &Said, lang: Lang) -> Self {
        let coded = |read: fn(&str) -> Option<&'static str>| {
            (!said.etat.is_empty()).then(|| Code { code: Written::new(&said.etat), libelle: read(&said.etat) })
        };
        let (domaine, etat) = match said.scope {
            Scope::Recette => (None, coded(|etat| EtatPce::parse(etat).ok().map(EtatPce::libelle))),
            Scope::Recouvrement => (None, coded(|etat| EtatLigPce::parse(etat).ok().map(EtatLigPce::libelle))),
            Scope::Avis => (None, coded(notice_state)),
            _ => (coded(|etat| DomaineAck::parse(etat).ok().map(DomaineAck::libelle)), None),
        };
        let known = meaning(said);
        let is_to_do = match said.scope {
            Scope::Recette => matches!(said.etat.as_str(), "01" | "04"),
            Scope::Recouvrement => matches!(said.etat.as_str(), "01" | "03"),
            Scope::Avis => matches!(said.etat.as_str(), "refuse" | "mel_refuse"),
            _ => said.accepted != Some(true) || !said.code.is_empty(),
        };
        ElementJson {
            portee: said.scope.code(),
            domaine,
            exercice: said.exercice,
            bordereau: said.bordereau,
            titre: said.titre,
            ligne: said.ligne,
            id_unique: said.id_unique.as_ref().map(Written::new),
            accepte: said.accepted,
            etat,
            code: Written::new(&said.code),
            signification: known.label,
            libelle: Written::new(&said.libelle),
            date: Written::new(&said.date),
            centimes: said.centimes,
            conduite: known.cure.map(pes::validator::Cure::code),
            a_faire: is_to_do.then(|| Written::new(what_to_do(said).get(lang))),
            is_to_do,
        }
    }
}

fn notice_state(etat: &str) -> Option<&'static str> {
    Some(match etat {
        "postalise" => "Posté",
        "notifie" => "Notifié par mél",
        "lu" => "Lu",
        "refuse" => "Refusé par l'éditique",
        "mel_refuse" => "Mél refusé",
        "represente" => "Représenté sans complément",
        _ => return None,
    })
}

/// The whole page: whose it is, what is to do, the rest.
pub fn page(answered: &Answered, screen: &Screen) -> String {
    let Answered { head, version, .. } = answered;
    let named = |word: &str, value: String| if value.is_empty() { value } else { format!("{word} {value}") };
    let kind = screen.text(&answered.kind).to_owned();
    let version = version.map(|version| format!("version {version}")).unwrap_or_default();
    let budget = [
        plain(&head.budget),
        named("SIRET", plain(&head.siret)),
        named("CodCol", plain(&head.cod_col)),
        named("CodBud", plain(&head.cod_bud)),
    ];
    let rows = [
        (screen.words("Genre", "Kind"), joined(&[kind, version], ", ")),
        ("NomFic", plain(&head.nom_fic)),
        ("Budget", joined(&budget, ", ")),
        (screen.words("Poste", "Treasury"), joined(&[&head.poste, &head.poste_libelle].map(plain), ", ")),
        ("Date", day(&head.date, screen)),
        (screen.words("Bilan", "Outcome"), screen.text(&answered.words).to_owned()),
    ];
    let mut out = format!("{}\n{}", answered.fichier, labelled(INDENT, &rows));
    if !answered.to_do.is_empty() {
        out.push_str(screen.words("\nRefusé, ou à suivre\n", "\nRefused, or to follow up\n"));
        for (message, help) in &answered.to_do {
            out.push_str(&format!("{INDENT}- {message}\n"));
            out.push_str(&format!("{INDENT}  → {help}\n"));
        }
    }
    let key = |said: &ElementJson| (said.domaine.clone(), said.exercice, said.bordereau, said.id_unique.clone());
    let is_refusing = |said: &&ElementJson| said.accepte == Some(false);
    let refused: BTreeSet<_> = answered.elements.iter().filter(is_refusing).map(key).collect();
    let rest = answered.elements.iter().filter(|element| !element.is_to_do);
    let rest: Vec<_> = rest.map(|element| row(element, refused.contains(&key(element)), screen)).collect();
    if !rest.is_empty() {
        let columns = [
            right("Bordereau"),
            left(screen.words("Exercice", "Year")),
            right("Titre"),
            right(screen.words("Ligne", "Line")),
            whole(screen.words("Pièce jointe", "Attached piece")),
            left(screen.words("Domaine", "Domain")),
            left(screen.words("État", "State")),
            right(screen.words("Recouvré", "Recovered")),
            left("Date"),
        ];
        out.push_str(&format!("\n{}\n", screen.words("Le reste", "The rest")));
        out.push_str(&table(INDENT, columns, &rest));
    }
    if !answered.retours.is_empty() {
        let columns = [
            whole(screen.words("Retour reçu", "Return received")),
            left(screen.words("Domaine", "Domain")),
            left(screen.words("Motif", "Reason")),
            left("Date"),
        ];
        let rows: Vec<_> = answered.retours.iter().map(|received| received_row(received, screen)).collect();
        out.push_str(&format!("\n{}", table(INDENT, columns, &rows)));
    }
    out
}

/// What is both accepted and refused is refused.
fn row(element: &ElementJson, is_refused: bool, screen: &Screen) -> [String; 9] {
    let etat = match element.accepte {
        Some(true) if is_refused => screen.words("refusé par ailleurs", "refused elsewhere").to_owned(),
        Some(true) => screen.words("accepté", "accepted").to_owned(),
        Some(false) => screen.words("refusé", "refused").to_owned(),
        None if element.portee == Scope::Avis.code() => {
            element.etat.as_ref().and_then(|etat| etat.libelle).unwrap_or_default().to_owned()
        }
        None => coded(&element.etat, screen),
    };
    let recovered = element.centimes.map(euros).unwrap_or_default();
    let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
    [
        number(element.bordereau),
        number(element.exercice),
        number(element.titre),
        number(element.ligne),
        plain(&element.id_unique),
        coded(&element.domaine, screen),
        etat,
        recovered,
        day(&Some(element.date.clone()), screen),
    ]
}

fn received_row(received: &ReceivedReturn, screen: &Screen) -> [String; 4] {
    let ReceivedReturn { domaine, fichier, motif, date } = received;
    [plain(fichier), coded(domaine, screen), coded(motif, screen), day(date, screen)]
}
