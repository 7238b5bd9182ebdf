//! Which way a document goes, and why.

use pes_parser::code::{CatTiers, Edition, NatJur};
use pes_parser::value::{SimpleType, Siret};
use pes_parser::{Text, text};
use pes_validator::{Objection as DirectoryObjection, Rule, rules};

use crate::config::{DebtorRule, Routing};

/// The way of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Route {
    /// Printed and posted by the DGFiP: private debtor, Edition 01.
    Prive,
    /// Deposited on Chorus Pro by Hélios: public debtor, Edition 02.
    Public,
    /// No handling by the DGFiP, Edition 04.
    SansTraitement,
}

impl Route {
    /// Every route, in the order in which numbers are given.
    pub const ALL: [Route; 3] = [Route::Prive, Route::Public, Route::SansTraitement];

    /// The word for it: also the name of its folder.
    pub const fn word(self) -> &'static str {
        match self {
            Route::Prive => "prive",
            Route::Public => "public",
            Route::SansTraitement => "sans_traitement",
        }
    }

    /// The route of that word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|route| route.word() == word)
    }

    /// What the titre says.
    pub const fn edition(self) -> Edition {
        match self {
            Route::Prive => Edition::AsapAEditer,
            Route::Public => Edition::AsapCpp,
            Route::SansTraitement => Edition::SansTraitement,
        }
    }
}

/// What is known of a debtor.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Debtor<'a> {
    pub pair: Option<(CatTiers, NatJur)>,
    /// The pair comes from the INSEE legal category.
    pub derived: bool,
    /// The pair that the INSEE legal category gives, when it is given beside another.
    pub other_pair: Option<(CatTiers, NatJur)>,
    pub siret: Option<&'a str>,
}

/// The way of an invoice and why; no way when it is to be checked first.
#[derive(Clone, Debug)]
pub struct Routed {
    /// The way it goes.
    pub route: Option<Route>,
    /// Why.
    pub reason: Text,
}

impl Routed {
    /// The word for it: that of the route, or `a_verifier`.
    pub fn word(&self) -> &'static str {
        self.route.map_or("a_verifier", Route::word)
    }
}

/// What to do about an invoice to be checked.
pub(crate) const HOW_TO_CHECK: Text = Text::fixed(
    "donner cat_tiers et nat_jur, ou une exception dans [[debiteurs]], ou routage.cas_douteux",
    "give cat_tiers and nat_jur, or an exception in [[debiteurs]], or routage.cas_douteux",
);

impl Routing {
    /// The route of a debtor: by its exception, or by what is known of it; a doubtful case as the configuration says.
    pub fn route(&self, debtor: Debtor<'_>, rule: Option<&DebtorRule>) -> Routed {
        if let Some((route, rule)) = rule.and_then(|rule| rule.route.map(|route| (route, rule))) {
            let word = route.word();
            let why = if rule.reason.is_empty() { String::new() } else { format!(" ({})", rule.reason) };
            let reason = text!(
                fr = "{word} : imposé par la configuration{why}",
                en = "{word}: imposed by the configuration{why}"
            );
            return Routed { route: Some(route), reason };
        }
        let directory = self.directory.as_ref();
        let in_directory = debtor.siret.is_some_and(|siret| directory.is_some_and(|directory| directory.has(siret)));
        match decide(debtor, in_directory) {
            Decision::Sure(route, reason) => Routed { route: Some(route), reason },
            Decision::Doubtful(Text { fr, en }) => {
                let reason = match self.doubtful.map(Route::word) {
                    Some(word) => text!(
                        fr = "{word} : à vérifier, {fr} ; choix de routage.cas_douteux",
                        en = "{word}: to check, {en}; chosen by routage.cas_douteux"
                    ),
                    None => text!(fr = "à vérifier : {fr}", en = "to check: {en}"),
                };
                Routed { route: self.doubtful, reason }
            }
        }
    }

    /// What Chorus Pro would have against a public recipient.
    pub fn objection(&self, siret: Option<&str>, service: Option<&str>, engagement: Option<&str>) -> Option<Objection> {
        let Some(siret) = siret else { return Some(Objection::NoSiret) };
        if engagement.is_none() && Siret::parse(siret).is_ok_and(|siret| siret.is_etat_generique()) {
            return Some(Objection::StateEngagement);
        }
        self.directory.as_ref()?.objection(siret, service, engagement).map(Objection::Directory)
    }
}

/// What stands against a public recipient: by its titre, or by the directory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Objection {
    NoSiret,
    StateEngagement,
    Directory(DirectoryObjection),
}

impl Objection {
    pub fn rule(self) -> &'static Rule {
        use DirectoryObjection::{
            EngagementRequired, InactiveRecipient, InactiveService, ServiceRequired, UnknownRecipient, UnknownService,
        };
        match self {
            Self::NoSiret | Self::StateEngagement => &rules::PES841,
            Self::Directory(UnknownRecipient | InactiveRecipient) => &rules::PES842,
            Self::Directory(UnknownService | InactiveService) => &rules::PES843,
            Self::Directory(ServiceRequired | EngagementRequired) => &rules::PES844,
        }
    }

    pub fn describe(self, siret: &str, service: &str) -> Text {
        match self {
            Self::NoSiret => {
                Text::fixed("débiteur public sans SIRET (14 chiffres)", "public debtor without a SIRET (14 digits)")
            }
            Self::StateEngagement => Text::fixed(
                "SIRET générique de l'État sans numéro d'engagement : le demander au service destinataire",
                "the State's generic SIRET without a commitment number: ask the receiving service for it",
            ),
            Self::Directory(objection) => objection.describe(siret, service),
        }
    }
}

/// A route and its reason, or a doubt and its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Decision {
    Sure(Route, Text),
    Doubtful(Text),
}

/// Decides from the category of the debtor, its SIRET and the directory.
///
/// Categories 20 to 28 with natures 07, 08 or 09 are public: inferred from the grouping of the official grid
/// (annex 3), which does not itself speak of Chorus Pro.
fn decide(debtor: Debtor<'_>, in_directory: bool) -> Decision {
    let Some((cat, nat)) = debtor.pair else {
        return Decision::Doubtful(Text::fixed(
            "ni catégorie de tiers ni catégorie juridique connue",
            "neither a category of debtor nor a known legal category",
        ));
    };
    let public = cat.is_public_with(nat);
    let (cat_code, nat_code) = (cat.code(), nat.code());
    let label = cat.libelle();
    let words = |fr: &str, en: &str| {
        let derived = if debtor.derived {
            [" (déduit de la catégorie juridique)", " (from the legal category)"]
        } else {
            ["", ""]
        };
        let [derived_fr, derived_en] = derived;
        text!(
            fr = "{fr} : CatTiers {cat_code} ({label}), NatJur {nat_code}{derived_fr}",
            en = "{en}: CatTiers {cat_code} ({label}), NatJur {nat_code}{derived_en}"
        )
    };
    if let Some((other, other_nat)) = debtor.other_pair
        && other.is_public_with(other_nat) != public
    {
        return Decision::Doubtful(words(
            "la catégorie juridique dit le contraire",
            "the legal category says otherwise",
        ));
    }
    // SIREN that start with 1 or 2 are those of public bodies: general knowledge, so a doubt and no more.
    let has_public_siret = debtor.siret.map(|siret| siret.starts_with(['1', '2']));
    if public && has_public_siret == Some(false) && !in_directory {
        return Decision::Doubtful(words(
            "public par sa catégorie, mais SIRET d'entreprise",
            "public by category, but the SIRET of a company",
        ));
    }
    if public {
        return Decision::Sure(Route::Public, words("public", "public"));
    }
    if matches!(cat, CatTiers::AutreEtablissementPublic | CatTiers::AutreOrganismeSocial) {
        return Decision::Doubtful(words("droit public hors Chorus Pro", "public law outside Chorus Pro"));
    }
    if in_directory {
        return Decision::Doubtful(words(
            "privé par sa catégorie, mais dans l'annuaire public",
            "private by category, but in the public directory",
        ));
    }
    if has_public_siret == Some(true) {
        return Decision::Doubtful(words(
            "privé par sa catégorie, mais SIRET d'organisme public",
            "private by category, but the SIRET of a public body",
        ));
    }
    Decision::Sure(Route::Prive, words("privé", "private"))
}
