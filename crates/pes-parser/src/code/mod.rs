//! The closed lists of codes, with the labels of the official texts.

mod acquit;
mod asap;
mod facture;
mod pj;
mod recette;
mod retour;
mod tiers;

pub use acquit::{DomaineAck, DomaineAckRetour, NumAnoAck};
pub use asap::{EtatPjComplt, MotifRejetNotification, MotifRejetPostalisation};
pub use facture::{CadreFacturationVendeur, CodeTypeTva, TypeFact};
pub use pj::{Domaine, Support, TypeObjet, TypePj};
pub use recette::{
    CadreFacturation, CodAssDeb, CodAyantDroit, Edition, ModRegl, NatPce, NatPceOrig, NatPrel, PerPrel, SequencePres,
    TypBord, TypFlux, TypPce, asap_allowed, triplet_allowed,
};
pub use retour::{
    CatTiersRetour, CodActu, CodeSuspPour, EtapePce, EtatLigPce, EtatPce, NatInf, NatJurRetour, NatPceOrigRetour,
    NatPceRetour, ObsEtat, OrgEma, TypBordRetour, TypConv, TypPceRetour, TypRestit,
};
pub use tiers::{CatTiers, NatIdTiers, NatJur, TypAdr, TypTiers, from_categorie_juridique, pair_allowed};

/// Declares a closed list: an enum whose variants are the codes.
///
/// `"code" "French label"`, then `since V5_x` / `until V5_x` for a code that not all versions have.
macro_rules! codes {
    (
        $(#[$meta:meta])*
        $name:ident $list:literal {
            $($variant:ident = $code:literal $label:literal $(since $since:ident)? $(until $until:ident)?,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $(
                #[doc = concat!("`", $code, "` : ", $label)]
                $variant,
            )+
        }

        impl $name {
            /// Every code, in the order of the list.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code as written in a flow.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The French label of the official list.
            pub const fn libelle(self) -> &'static str {
                match self { $(Self::$variant => $label,)+ }
            }

            /// Whether the list of this version of the schema has the code.
            #[allow(unused_variables, reason = "a list that all versions share does not read it")]
            pub fn exists_in(self, version: $crate::PesVersion) -> bool {
                match self {
                    $(Self::$variant => true
                        $(&& version >= $crate::PesVersion::$since)?
                        $(&& version <= $crate::PesVersion::$until)?,)+
                }
            }
        }

        impl $crate::value::SimpleType for $name {
            fn parse(text: &str) -> Result<Self, $crate::value::ValueError> {
                match text {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::value::ValueError::UnknownCode { list: $list }),
                }
            }

            fn format(&self) -> compact_str::CompactString {
                compact_str::CompactString::const_new(self.code())
            }
        }
    };
}

pub(crate) use codes;
