//! Which way a document goes, and why.

use pes_parser::code::{CatTiers, Edition, NatJur};
use pes_parser::{Text, text};

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
    pub in_directory: bool,
}

/// A route and its reason, or a doubt and its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Decision {
    Sure(Route, Text),
    Doubtful(Text),
}

/// Decides from the category of the debtor, its SIRET and the directory.
///
/// Categories 20 to 28 with natures 07, 08 or 09 are public: inferred from the grouping of the official grid
/// (annex 3), which does not itself speak of Chorus Pro.
pub(crate) fn decide(debtor: Debtor<'_>) -> Decision {
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
    if public {
        return Decision::Sure(Route::Public, words("public", "public"));
    }
    if matches!(cat, CatTiers::AutreEtablissementPublic | CatTiers::AutreOrganismeSocial) {
        return Decision::Doubtful(words("droit public hors Chorus Pro", "public law outside Chorus Pro"));
    }
    if debtor.in_directory {
        return Decision::Doubtful(words(
            "privé par sa catégorie, mais dans l'annuaire public",
            "private by category, but in the public directory",
        ));
    }
    // SIREN that start with 1 or 2 are those of public bodies: general knowledge, so a doubt and no more.
    if debtor.siret.is_some_and(|siret| siret.starts_with(['1', '2'])) {
        return Decision::Doubtful(words(
            "privé par sa catégorie, mais SIRET d'organisme public",
            "private by category, but the SIRET of a public body",
        ));
    }
    Decision::Sure(Route::Prive, words("privé", "private"))
}
