//! The patient's part of an ASAP, type 10.

use super::element::elements;
use crate::value::{Alphanum, Date, MontantNul, Num, Texte};

elements! {
    /// Who was treated, who is insured, where.
    DossierPatient {
        /// Who was treated.
        beneficiaire: block Beneficiaire = "Beneficiaire",
        /// Who is insured.
        assure: block Assure = "Assure",
        /// Where.
        etab_soins: block EtabSoins = "EtabSoins",
    }

    /// Who was treated.
    Beneficiaire {
        /// Admission number.
        num_dossier: value Alphanum<20> = "NumDossier",
        /// Permanent patient identifier.
        num_patient: value Alphanum<20> = "NumPatient",
        /// Name.
        nom_beneficiaire: value Texte<38> = "NomBeneficiaire",
        /// First name.
        prenom_beneficiaire: value Texte<38> = "PrenomBeneficiaire",
        /// Date of birth.
        dte_naissance_beneficiaire: value Date = "DteNaissanceBeneficiaire",
        /// NIR.
        nir_beneficiaire: value Alphanum<15> = "NIRBeneficiaire",
        /// Risk code.
        code_risque: value Alphanum<2> = "CodeRisque",
    }

    /// Who is insured.
    Assure {
        /// Name.
        nom_assure: value Texte<38> = "NomAssure",
        /// First name.
        prenom_assure: value Texte<38> = "PrenomAssure",
        /// NIR; mandatory from 5.12.
        nir_assure: value Alphanum<15> = "NIRAssure",
    }

    /// Where the treatment was given.
    EtabSoins {
        /// Name.
        nom_etab_soins: value Texte<38> = "NomEtabSoins",
        /// FINESS of the legal entity.
        fin_jur_etab_soins: value Texte<20> = "FinJurEtabSoins",
        /// FINESS of the site.
        fin_geo_etab_soins: value Alphanum<20> = "FinGeoEtabSoins",
        /// SIRET.
        siret_etab_soins: value Num<14> = "SiretEtabSoins",
    }

    /// Sums of a stay.
    LigneFacturePatient {
        /// Start.
        date_debut: value Date = "DateDebut",
        /// End.
        date_fin: value Date = "DateFin",
        /// What was done.
        libelle_presta: value Texte<200> = "LibellePresta",
        /// Paid by the health insurance.
        mt_pec_secu: value MontantNul = "MtPecSecu",
        /// Paid by the complementary insurance.
        mt_pec_compl: value MontantNul = "MtPecCompl",
        /// Left to the debtor.
        mt_restant_du: value MontantNul = "MtRestantDu",
        /// Paid in advance; with the next or not at all.
        mt_avance: value MontantNul = "MtAvance",
        /// Left after the advance.
        mt_restant_du_apres_avance: value MontantNul = "MtRestantDuApresAvance",
        /// Words of the hospital.
        commentaire_hop: value Texte<140> = "CommentaireHop",
    }
}
