//! Findings that tell nothing of people: what a document says of them is looked for in the words of its findings.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{Arc, OnceLock};

use pes_parser::{Source, Text};

use super::shorten;
use crate::diagnostic::{Diagnostic, Subject};
use crate::rule::Layer;

/// What stands in the place of what is hidden.
pub const HIDDEN: &str = "•••";

/// All that is in these blocks tells of someone, but for [`CODES`].
const BLOCKS: [&str; 22] = [
    "Acheteur",
    "Adresse",
    "AncienTiersCreancier",
    "AncienneBanque",
    "Assure",
    "Beneficiaire",
    "CptBancaire",
    "CpteBancaire",
    "CpteTiers",
    "Debiteur",
    "Destinataire",
    "DossierPatient",
    "InfoAssure",
    "InfoPrelevement",
    "InfoPrelevementSEPA",
    "InfoSupplTiers",
    "InfoTiers",
    "Personne",
    "Signataire",
    "TalonOptique2Lignes",
    "Tiers",
    "VendeurBeneficiaire",
];

/// What the blocks above hold that many people have.
const CODES: [&str; 15] = [
    "CatTiers",
    "CodPays",
    "CodRes",
    "DateSignMandat",
    "DtePrel",
    "MtPrel",
    "NatIdTiers",
    "NatJur",
    "NatPrel",
    "NeEnFrance",
    "PerPrel",
    "SequencePres",
    "TitCpteDiff",
    "TypAdr",
    "TypTiers",
];

/// What tells of someone wherever it stands. Free words often name somebody.
const NAMES: [&str; 56] = [
    "Adr1",
    "Adr2",
    "Adr3",
    "AdrElectronique",
    "AdrMel",
    "AdresseMelCFP",
    "AdresseMelEmetteur",
    "AncienIBAN",
    "AncienRUM",
    "BIC",
    "CP",
    "Civilite",
    "CleRib",
    "CodeEtab",
    "CodeGuic",
    "Commentaire",
    "CommentaireHop",
    "CommentaireLibre",
    "ComplNom",
    "Description",
    "DteNaissance",
    "DteNaissanceBeneficiaire",
    "IBAN",
    "IdBancInt",
    "IdCpte",
    "IdPayInt",
    "IdTiers",
    "IdTitulaire",
    "Identifiant",
    "IdentifiantSIRET",
    "LibBanc",
    "LibPrel",
    "Libelle",
    "LibellePresta",
    "LieuNaissance",
    "NIRAssure",
    "NIRBeneficiaire",
    "Nom",
    "NumDossier",
    "NumPatient",
    "NumTVA",
    "NumTel",
    "NumTel2",
    "NumTel3",
    "NumeroEngagement",
    "NumeroFacture",
    "NumeroMarche",
    "Obj",
    "ObjLignePce",
    "ObjPce",
    "Objet",
    "Prenom",
    "RefUniMdt",
    "TitCpte",
    "TvaIntraCom",
    "Ville",
];

/// Names of files and of services of the community, and of code lists.
const NOT_PEOPLE: [&str; 3] = ["NomFic", "NomPJ", "NomService"];

fn is_private(path: &[impl AsRef<str>]) -> bool {
    let Some(name) = path.last().map(AsRef::as_ref) else { return false };
    let is_name = ["Nom", "Prenom", "RS"].iter().any(|start| name.starts_with(start))
        && !name.starts_with("Nomenclature")
        && !NOT_PEOPLE.contains(&name);
    let in_block = || path.iter().any(|step| BLOCKS.contains(&step.as_ref())) && !CODES.contains(&name);
    is_name || NAMES.contains(&name) || in_block()
}

/// The values of a document that tell of someone.
struct Private {
    values: HashSet<String>,
    /// Of the longest, in bytes.
    longest: usize,
}

impl Private {
    fn of(source: &Source<'_>) -> Self {
        let mut private = Private { values: HashSet::new(), longest: 0 };
        source.each_value(|path| is_private(path), |value| private.add(value));
        private
    }

    /// With the forms that messages give it.
    fn add(&mut self, value: &str) {
        let spaced = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let joined = value.split_whitespace().collect::<String>();
        let siren = joined.get(..9).filter(|_| joined.len() == 14).unwrap_or_default().to_owned();
        let forms = [
            value.trim().to_owned(),
            shorten(value),
            shorten(value.trim()),
            joined.to_uppercase(),
            spaced,
            joined,
            siren,
        ];
        for form in forms {
            // A number of a street tells of nobody, and would hide all numbers that are the same.
            let is_small = form.len() < 2 || (form.len() < 5 && form.bytes().all(|byte| byte.is_ascii_digit()));
            if !is_small && !self.values.contains(&form) {
                self.longest = self.longest.max(form.len());
                self.values.insert(form);
            }
        }
    }
}

/// Hides people in the findings of a flow and of its attached documents.
pub(super) struct Mask<'s> {
    /// The flow, if it can be read as text.
    source: Option<&'s Source<'s>>,
    /// Of the flow, known from the first finding on.
    private: OnceLock<Private>,
}

impl<'s> Mask<'s> {
    pub(super) fn new(source: Option<&'s Source<'s>>) -> Self {
        Mask { source, private: OnceLock::new() }
    }

    /// Hides people in the findings of the flow.
    pub(super) fn hide(&self, findings: &mut [Diagnostic]) {
        self.hide_with(self.source.is_some(), None, findings);
    }

    /// The same in those of an attached document, nothing when it cannot be read.
    pub(super) fn hide_in(&self, document: Option<&Source<'_>>, findings: &mut [Diagnostic]) {
        self.hide_with(document.is_some(), document, findings);
    }

    fn hide_with(&self, is_read: bool, document: Option<&Source<'_>>, findings: &mut [Diagnostic]) {
        if findings.is_empty() {
            return;
        }
        let of_flow = self.source.map(|flow| self.private.get_or_init(|| Private::of(flow)));
        let own = document.map(Private::of);
        let known: Vec<&Private> = of_flow.into_iter().chain(&own).collect();
        for finding in findings {
            hide(finding, is_read, &known);
        }
    }
}

/// Hides whose titres findings are about.
pub(super) fn hide_debtors(findings: &mut [Diagnostic]) {
    for subject in findings.iter_mut().filter_map(|finding| finding.subject.as_mut()) {
        let Subject { titres, .. } = Arc::make_mut(subject);
        for titre in titres.iter_mut().filter(|titre| !titre.debtor.is_empty()) {
            HIDDEN.clone_into(&mut titre.debtor);
        }
    }
}

fn hide(finding: &mut Diagnostic, is_read: bool, known: &[&Private]) {
    let Diagnostic { rule, message, at, help, found, expected, related, .. } = finding;
    // These may show any part of a document.
    let is_raw = !is_read || rule.layer == Layer::Xml || rule.id == "PES104";
    let path: Vec<&str> = at.path.split('/').map(|step| step.split_once('[').map_or(step, |(name, _)| name)).collect();
    let is_private = is_private(&path);
    let words = |text: &Text| match text {
        // Words of ours alone.
        Text { fr: Cow::Borrowed(_), en: Cow::Borrowed(_) } => Some(text.clone()),
        _ if is_raw => None,
        Text { fr, en } => {
            let [fr, en] = [fr, en].map(|words| Cow::Owned(without(words, is_private, known)));
            Some(Text { fr, en })
        }
    };
    *message = words(message).unwrap_or_else(|| rule.title.clone());
    *help = help.as_ref().and_then(words);
    for related in related {
        related.message = words(&related.message).unwrap_or_else(|| rule.title.clone());
    }
    // What the schema does not know may be anything.
    let is_unknown = matches!(rule.id, "PES005" | "PES103" | "PES104" | "PES105");
    for value in [found, expected].into_iter().flatten().filter(|_| is_private || is_raw || is_unknown) {
        HIDDEN.clone_into(value);
    }
}

/// The words without the values known; `is_private` where they are about one, so that no part of it is left either.
fn without(words: &str, is_private: bool, known: &[&Private]) -> String {
    let longest = known.iter().map(|private| private.longest).max().unwrap_or_default();
    let cuts = cuts(words);
    let mut out = String::with_capacity(words.len());
    let mut index = 0;
    while let Some(&start) = cuts.get(index).filter(|&&start| start < words.len()) {
        let ends = cuts[index + 1..].iter().take_while(|&&end| end - start <= longest);
        let is_known = |end: usize| known.iter().any(|private| private.values.contains(&words[start..end]));
        let hidden = ends.enumerate().filter(|&(_, &end)| is_known(end)).last().map(|(ahead, _)| ahead + 1);
        let next = index + hidden.unwrap_or(1);
        let part = &words[start..cuts[next]];
        let digits = part.bytes().filter(u8::is_ascii_digit).count();
        out.push_str(if hidden.is_some() || (is_private && digits >= 4) { HIDDEN } else { part });
        index = next;
    }
    out
}

/// Where a value may start or end: everywhere but inside a word.
fn cuts(words: &str) -> Vec<usize> {
    let mut cuts = Vec::new();
    let mut in_word = false;
    for (index, character) in words.char_indices() {
        let is_word = character.is_alphanumeric();
        if !(in_word && is_word) {
            cuts.push(index);
        }
        in_word = is_word;
    }
    cuts.push(words.len());
    cuts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_hidden_whole_and_words_that_hold_them_are_not() {
        let mut private = Private { values: HashSet::new(), longest: 0 };
        for value in ["LE BIHAN", "BIHAN", "FR7630001007941234567890185", "12", "21350998700012"] {
            private.add(value);
        }
        let without = |words| without(words, false, &[&private]);
        assert_eq!(without("Nom : « LE BIHAN » : trop long"), "Nom : « ••• » : trop long");
        assert_eq!(without("titre 12 de BIHANNIC, BIHAN"), "titre 12 de BIHANNIC, •••");
        assert_eq!(without("SIRET 21350998700012 ; SIREN 213509987"), "SIRET ••• ; SIREN •••");
        assert_eq!(without("IBAN FR7630001007941234567890185"), "IBAN •••");
    }

    #[test]
    fn codes_are_shown_and_all_else_of_a_person_is_not() {
        assert!(is_private(&["PES_Aller", "Tiers", "InfoTiers", "Nomm"]));
        assert!(!is_private(&["PES_Aller", "Tiers", "InfoTiers", "CatTiers"]));
        assert!(!is_private(&["PES_Aller", "Parametres", "NomFic"]));
        assert!(is_private(&["PES_Facture", "RSAcheteur"]));
    }
}
