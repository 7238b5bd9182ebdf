use super::element::elements;
use super::recette::PjRef;
use super::tiers::Tiers;
use crate::code::{CodAssDeb, CodAyantDroit, ModRegl, NatPceOrig, NatPrel, PerPrel, SequencePres, TypFlux};
use crate::value::{
    Alphanum, AlphanumVide, Annee, Booleen, Date, Iban, IdTiers, Montant, MontantNul, MontantRelatif, Num, NumVide,
    Taux, Texte, TexteSepa,
};

elements! {
    /// A line of a titre: one imputation, its debtors.
    LigneDePiece {
        /// Imputation and amounts.
        bloc_ligne_piece: block BlocLignePiece = "BlocLignePiece",
        /// Debtors.
        tiers: blocks Tiers = "Tiers",
        /// Payments.
        recouvrement: blocks Recouvrement = "Recouvrement",
    }

    /// Imputation and amounts of a line.
    BlocLignePiece {
        /// Imputation and amounts.
        info_ligne_piece: block InfoLignePiece = "InfoLignePiece",
        /// Direct debit presented by the local authority.
        info_prelevement: rare InfoPrelevement = "InfoPrelevement",
        /// SEPA direct debit presented by the treasury.
        info_prelevement_sepa: rare InfoPrelevementSepa = "InfoPrelevementSEPA",
        /// Insured person, hospitals only.
        info_assure: rare InfoAssure = "InfoAssure",
        /// Titre or mandat that this one corrects.
        rattach_piece: rare RattachPiece = "RattachPiece",
        /// Links to contracts, loans, inventory.
        liens_ident: rare LiensIdent = "LiensIdent",
        /// Share of a contract (5.30).
        ventilation_marche: rare VentilationMarche = "VentilationMarche",
    }

    /// Imputation and amounts.
    InfoLignePiece {
        /// Number of the line, from 1.
        id_ligne: value Num<6> = "IdLigne",
        /// Object.
        obj_ligne_pce: value Texte<160> = "ObjLignePce",
        /// Local product code.
        cod_prod_loc: value Alphanum<4> = "CodProdLoc",
        /// Geographical FINESS.
        fin_geo: value AlphanumVide<9> = "FinGeo",
        /// Code of the site.
        cod_et_geo: value Alphanum<3> = "CodEtGeo",
        /// Account.
        nature: value Num<12> = "Nature",
        /// Function account: M14, M52, M57 and M71 only.
        fonction: value NumVide<10> = "Fonction",
        /// Operation.
        operation: value Alphanum<10> = "Operation",
        /// VAT rate, when there is VAT.
        tx_tva: value Taux = "TxTva",
        /// Whether a late surcharge applies.
        majo: value Booleen = "Majo",
        /// Date of the surcharge.
        dte_majo: value Date = "DteMajo",
        /// Rate of the surcharge.
        tx_majo: value Taux = "TxMajo",
        /// Third-party account.
        cpte_tiers: value Num<12> = "CpteTiers",
        /// Intra-community VAT.
        tva_intra_com: value Booleen = "TvaIntraCom",
        /// Import VAT (5.19).
        tva_importation: value Booleen = "TVAImportation",
        /// Amount before tax, or with tax when no VAT is given; above 0.
        mt_ht: value Montant = "MtHT",
        /// VAT, above 0 or absent.
        mt_tva: value Montant = "MtTVA",
        /// Part without surcharge.
        mt_non_majo: value Montant = "MtNonMajo",
        /// Beneficiary of an ORMC line.
        info_coll_ben: rare InfoCollBen = "InfoCollBen",
        /// Attached pieces.
        pj_ref: blocks PjRef = "PJRef",
    }

    /// Direct debit presented by the local authority.
    InfoPrelevement {
        /// Who presents.
        nat_prel: value NatPrel = "NatPrel",
        /// How often.
        per_prel: value PerPrel = "PerPrel",
        /// When.
        dte_prel: value Date = "DtePrel",
        /// How much.
        mt_prel: value Montant = "MtPrel",
    }

    /// SEPA direct debit presented by the treasury.
    InfoPrelevementSepa {
        /// Who presents.
        nat_prel: value NatPrel = "NatPrel",
        /// How often.
        per_prel: value PerPrel = "PerPrel",
        /// When.
        dte_prel: value Date = "DtePrel",
        /// How much.
        mt_prel: value Montant = "MtPrel",
        /// Place in the sequence.
        sequence_pres: value SequencePres = "SequencePres",
        /// When the mandate was signed.
        date_sign_mandat: value Date = "DateSignMandat",
        /// Unique mandate reference (RUM).
        ref_uni_mdt: value TexteSepa<35> = "RefUniMdt",
        /// Label.
        lib_prel: value TexteSepa<140> = "LibPrel",
        /// Former mandate reference.
        ancien_rum: value TexteSepa<35> = "AncienRUM",
        /// Former creditor identifier.
        ancien_ics: value Alphanum<13> = "AncienICS",
        /// Former creditor name.
        ancien_tiers_creancier: value TexteSepa<70> = "AncienTiersCreancier",
        /// Whether the debtor changed banks.
        ancienne_banque: value Booleen = "AncienneBanque",
        /// Former account.
        ancien_iban: value Iban = "AncienIBAN",
        /// Whether the holder is not the debtor.
        tit_cpte_diff: value Booleen = "TitCpteDiff",
    }

    /// Insured person, hospitals only.
    InfoAssure {
        /// Whether the insured is the debtor.
        cod_ass_deb: value CodAssDeb = "CodAssDeb",
        /// Kind of dependant.
        cod_ayant_droit: value CodAyantDroit = "CodAyantDroit",
    }

    /// Titre or mandat that this one corrects.
    RattachPiece {
        /// Its nature.
        nat_pce_orig: value NatPceOrig = "NatPceOrig",
        /// Its year.
        exer_rat: value Annee = "ExerRat",
        /// Its number.
        id_pce_orig: value Num<13> = "IdPceOrig",
        /// Its line.
        id_ligne_orig: value NumVide<6> = "IdLigneOrig",
    }

    /// Links to contracts, loans, inventory.
    LiensIdent {
        /// Agreement.
        id_conv: value Texte<25> = "IdConv",
        /// Contract.
        id_marche: value Texte<30> = "IdMarche",
        /// Deposit.
        id_caution: value Texte<24> = "IdCaution",
        /// Loan.
        id_emprunt_ordo: value Texte<24> = "IdEmpruntOrdo",
        /// Inventory number.
        id_actif: value Texte<25> = "IdActif",
        /// Régie.
        id_regie: value Texte<10> = "IdRegie",
    }

    /// Share of a contract (5.30).
    VentilationMarche {
        /// Contract; wins over the one of `LiensIdent`.
        id_marche: value Texte<30> = "IdMarche",
        /// Tranche.
        numero_tranche: value Num<3> = "NumeroTranche",
        /// Period.
        numero_periode: value Num<3> = "NumeroPeriode",
        /// Subcontractor.
        id_titulaire: value IdTiers = "IdTitulaire",
        /// Advance before tax.
        avance_ht: value MontantRelatif = "AvanceHT",
        /// VAT of the advance.
        avance_tva: value MontantRelatif = "AvanceTVA",
        /// Instalment before tax.
        acompte_ht: value MontantRelatif = "AcompteHT",
        /// VAT of the instalment.
        acompte_tva: value MontantRelatif = "AcompteTVA",
        /// Retention before tax.
        retenue_ht: value MontantRelatif = "RetenueHT",
        /// VAT of the retention.
        retenue_tva: value MontantNul = "RetenueTVA",
        /// Penalty.
        penalite: value MontantRelatif = "Penalite",
        /// Revision before tax.
        revision_ht: value MontantRelatif = "RevisionHT",
        /// VAT of the revision.
        revision_tva: value MontantRelatif = "RevisionTVA",
        /// Late interest.
        interet_moratoire: value MontantRelatif = "InteretMoratoire",
        /// Other sums before tax.
        divers_ht: value MontantRelatif = "DiversHT",
        /// VAT of other sums.
        divers_tva: value MontantRelatif = "DiversTVA",
        /// Recovered advance before tax.
        avance_recup_ht: value MontantRelatif = "AvanceRecupHT",
        /// VAT of the recovered advance.
        avance_recup_tva: value MontantRelatif = "AvanceRecupTVA",
        /// Recovered retention before tax.
        retenue_recup_ht: value MontantRelatif = "RetenueRecupHT",
        /// VAT of the recovered retention.
        retenue_recup_tva: value MontantRelatif = "RetenueRecupTVA",
        /// Regularised penalty.
        penalite_regul: value MontantRelatif = "PenaliteRegul",
    }

    /// Beneficiary of an ORMC line, when not the managing budget.
    InfoCollBen {
        /// SIRET.
        id_coll_ben: value NumVide<14> = "IdCollBen",
        /// Local authority code.
        cod_coll_ben: value Alphanum<3> = "CodCollBen",
        /// Budget code.
        cod_bud_ben: value AlphanumVide<2> = "CodBudBen",
    }

    /// Payment of a line.
    Recouvrement {
        /// Kind of flow.
        typ_flux: value TypFlux = "TypFlux",
        /// Means of payment.
        mod_regl: value ModRegl = "ModRegl",
        /// When.
        dte_reco: value Date = "DteReco",
        /// Identifier of the payment.
        id_encaissement: value Num<12> = "IdEncaissement",
        /// How much.
        mt_reco: value Montant = "MtReco",
    }
}
