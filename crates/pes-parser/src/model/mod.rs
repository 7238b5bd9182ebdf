//! The documents of a flow, block by block, under the names of the schema.
//!
//! A field is named after its element in Rust's case: `NbrPce` is [`BlocBordereau::nbr_pce`]. Cardinality, type and
//! meaning come from the DGFiP schemas 5.11 to 5.30. Blocks that two namespaces give almost alike (`InfoTiers`,
//! `Adresse`, `CpteBancaire`) are one struct here.

pub(crate) mod element;
mod enveloppe;
mod facture;
mod facture_electronique;
mod facture_patient;
mod flux;
mod ligne_titre;
mod pj;
mod recette;
mod tiers;

pub use element::{BlockPlace, Raw, RefusedValue, Rest};
pub use enveloppe::{CarteVisite, EnTetePes, Enveloppe, Parametres};
pub use facture::{
    DetailTva, Emetteur, FactureIndiv, InfoSuppl, InfoSupplTiers, InfoTvaEmetteur, LigneFacture, LigneNomenclature,
    LigneRepartition, Nomenclature, Nomenclatures, PaiementTel, PesFacture, RefOrmc, RefTitre, RepartitionBudget,
    RepartitionParNature, Signataire, SignatairePersonne, TalonOptique2Lignes, TiersFacture, TotalAPayer,
};
pub use facture_electronique::{Acheteur, DossierFElectronique, LigneFElectronique, Vendeur};
pub use facture_patient::{Assure, Beneficiaire, DossierPatient, EtabSoins, LigneFacturePatient};
pub use flux::PesAller;
pub use ligne_titre::{
    BlocLignePiece, InfoAssure, InfoCollBen, InfoLignePiece, InfoPrelevement, InfoPrelevementSepa, LiensIdent,
    LigneDePiece, RattachPiece, Recouvrement, VentilationMarche,
};
pub use pj::{Contenu, EnTetePesPj, Fichier, PesPj, Pj, RefCompta};
pub use recette::{BlocBordereau, BlocPiece, Bordereau, EnTeteRecette, PesRecetteAller, Piece, PjRef};
pub use tiers::{Adresse, CpteBancaire, Etranger, InfoTiers, LieuNaissance, MetropoleDomCom, Tiers};
