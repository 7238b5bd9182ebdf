//! The documents that go to Hélios and come from it, block by block, under the names of the schema.
//!
//! A field is named after its element in Rust's case: `NbrPce` is [`BlocBordereau::nbr_pce`]. Cardinality, type and
//! meaning come from the DGFiP schemas 5.11 to 5.30. Blocks that two namespaces give almost alike (`InfoTiers`,
//! `Adresse`, `CpteBancaire`) are one struct here. The blocks of the returns, looser and with more in them, are their
//! own: `Piece` of a flow is [`PieceRetour`] in a return.

mod acquit;
mod acquit_retour;
mod asap_retour;
mod document;
pub(crate) mod element;
mod enveloppe;
mod facture;
mod facture_electronique;
mod facture_patient;
mod flux;
mod ligne_titre;
mod pj;
mod recette;
mod recette_retour;
mod retour;
mod tiers;

pub use acquit::{Acquit, Anomalie, DetailLigne, DetailPiece, ElementAcquit, EnTeteAcquit, Erreur, PesAcquit};
pub use acquit_retour::{AcquitRetour, ElementAcquitRetour, EnTeteAcquitRetour, PesAcquitRetour};
pub use asap_retour::{Asap, AsapRetour, EnTeteAsap, NotificationParMail, Postalisation, RejetAsap};
pub use document::DocumentKind;
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
pub use recette_retour::{
    AdresseRetour, BlocBordereauRetour, BlocLignePieceRetour, BlocPieceRetour, BordereauOrmcGlobal, BordereauRetour,
    CpteBancaireRetour, EnTeteRecetteRetour, EncaissementEmargement, InfoAmiableContentieux, InfoCollBenRetour,
    InfoContentieux, InfoEcheancier, InfoLignePieceRetour, InfoOrmc, InfoRecouvrement, InfoSuspPour, InfoTiersRetour,
    LiensIdentRetour, LigneDePieceRetour, PieceRetour, RattachPieceRetour, RecetteRetour, TiersRetour,
};
pub use retour::{EnTeteRetour, PesRetour};
pub use tiers::{Adresse, CpteBancaire, Etranger, InfoTiers, LieuNaissance, MetropoleDomCom, Tiers};
