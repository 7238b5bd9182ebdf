//! The electronic invoice of an ASAP, types 12 and 13 (5.30).

use super::element::elements;
use crate::code::{CadreFacturationVendeur, CodeTypeTva};
use crate::value::{Date, Montant, Num, Quantite, Siret, TauxNul, Texte};

elements! {
    /// All that an electronic invoice needs.
    DossierFElectronique {
        /// Who sells and manages.
        vendeur_gestionnaire: block Vendeur = "VendeurGestionnaire",
        /// On whose behalf, type 13 only.
        vendeur_beneficiaire: block Vendeur = "VendeurBeneficiaire",
        /// Who buys.
        acheteur: block Acheteur = "Acheteur",
    }

    /// A seller.
    Vendeur {
        /// Company name.
        rs_vendeur: value Texte<99> = "RSVendeur",
        /// SIRET.
        identifiant_siret: value Siret = "IdentifiantSIRET",
        /// Label of the budget.
        nom_vendeur: value Texte<38> = "NomVendeur",
        /// Address in the directory; not for a beneficiary.
        adr_electronique: value Texte<125> = "AdrElectronique",
        /// Invoicing frame.
        cadre_facturation_vendeur: value CadreFacturationVendeur = "CadreFacturationVendeur",
        /// Lines, at least one.
        ligne_f_electronique: blocks LigneFElectronique = "LigneFElectronique",
    }

    /// A buyer.
    Acheteur {
        /// Company name.
        rs_acheteur: value Texte<99> = "RSAcheteur",
        /// SIRET.
        identifiant_siret: value Siret = "IdentifiantSIRET",
        /// Trade name.
        nom_acheteur: value Texte<38> = "NomAcheteur",
        /// Address in the directory.
        adr_electronique: value Texte<125> = "AdrElectronique",
        /// The buyer's reference.
        reference_acheteur: value Texte<30> = "ReferenceAcheteur",
        /// Purchase order.
        id_bon_commande: value Texte<20> = "IdBonCommande",
    }

    /// A line of an electronic invoice.
    LigneFElectronique {
        /// Day of the service, or else a period.
        date: value Date = "Date",
        /// Start of the period.
        date_debut: value Date = "DateDebut",
        /// End of the period.
        date_fin: value Date = "DateFin",
        /// Quantity.
        quantite1: value Quantite = "Quantite1",
        /// Unit of the quantity.
        unite1: value Texte<5> = "Unite1",
        /// Second quantity, a factor as well.
        quantite2: value Quantite = "Quantite2",
        /// Unit of the second quantity.
        unite2: value Texte<5> = "Unite2",
        /// Price of a unit.
        mt_unitaire: value Montant = "MtUnitaire",
        /// Base amount, in place of quantity and price.
        mt_base: value Montant = "MtBase",
        /// Discount, in place of quantity and price.
        mt_remise: value Montant = "MtRemise",
        /// Number of the line: 1, 2, 3 without a hole.
        identifiant_ligne_facture: value Num<3> = "IdentifiantLigneFacture",
        /// What is billed.
        libelle: value Texte<255> = "Libelle",
        /// Amount before tax.
        mt_ht: value Montant = "MtHT",
        /// VAT regime.
        code_type_tva: value CodeTypeTva = "CodeTypeTVA",
        /// VAT rate, 0 without VAT.
        taux_tva: value TauxNul = "TauxTVA",
        /// Why exempt; mandatory for regime E.
        motif_exo_tva: value Texte<30> = "MotifExoTVA",
    }
}
