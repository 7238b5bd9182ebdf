use super::LieuNaissance;
use super::element::elements;
use crate::code::{
    CatTiersRetour, CodActu, CodeSuspPour, EtapePce, EtatLigPce, EtatPce, NatIdTiers, NatInf, NatJurRetour,
    NatPceOrigRetour, NatPceRetour, OrgEma, TypAdr, TypBordRetour, TypConv, TypPceRetour, TypRestit,
};
use crate::value::{AlphanumVide, Annee, Bic, Booleen, Date, Iban, MontantRelatif, NumVide, TexteVide};

elements! {
    /// What became of titres.
    RecetteRetour {
        /// Header.
        en_tete_recette: block EnTeteRecetteRetour = "EnTeteRecette",
        /// Bordereaux, at least one.
        bordereau: blocks BordereauRetour = "Bordereau",
    }

    /// Header of the titres of a return.
    EnTeteRecetteRetour {
        /// Why it was sent.
        typ_restit: value TypRestit = "TypRestit",
        /// 2.
        id_ver: value NumVide<2> = "IdVer",
        /// Stock or flow.
        nat_inf: value NatInf = "NatInf",
    }

    /// What became of the titres of a bordereau, or of a whole ORMC.
    BordereauRetour {
        /// Which bordereau.
        bloc_bordereau: block BlocBordereauRetour = "BlocBordereau",
        /// Titres.
        piece: blocks PieceRetour = "Piece",
        /// What happened to all the articles of an ORMC, instead of the two others.
        bordereau_ormc_global: rare BordereauOrmcGlobal = "BordereauORMCGlobal",
    }

    /// Year, number and type of a bordereau.
    BlocBordereauRetour {
        /// Budget year.
        exer: value Annee = "Exer",
        /// Number: that of the flow, or Hélios's own for types 04 and 05.
        id_bord: value NumVide<12> = "IdBord",
        /// Type.
        typ_bord: value TypBordRetour = "TypBord",
    }

    /// What happened to all the articles of an ORMC.
    BordereauOrmcGlobal {
        /// Budget year.
        exer: value Annee = "Exer",
        /// Number of the bordereau.
        id_bord: value NumVide<12> = "IdBord",
        /// Sum, tax included.
        mt_ttc: value MontantRelatif = "MtTTC",
        /// Date taken in charge.
        dte_pec: value Date = "DtePec",
        /// Date of refusal; with `dte_pec` when it came after.
        dte_rej: value Date = "DteRej",
        /// Date left pending.
        dte_inst: value Date = "DteInst",
    }

    /// What became of a titre.
    PieceRetour {
        /// Its state.
        bloc_piece: block BlocPieceRetour = "BlocPiece",
        /// Its lines, at least one.
        ligne_de_piece: blocks LigneDePieceRetour = "LigneDePiece",
    }

    /// The state of a titre.
    BlocPieceRetour {
        /// Issuing service of the local authority.
        cod_serv: value TexteVide<10> = "CodServ",
        /// Number of the titre.
        id_pce: value NumVide<13> = "IdPce",
        /// Type.
        typ_pce: value TypPceRetour = "TypPce",
        /// Nature.
        nat_pce: value NatPceRetour = "NatPce",
        /// Object.
        obj: value TexteVide<160> = "Obj",
        /// Date taken in charge. With `dte_pce_rej`, the number of the titre may not be used again.
        dte_pce_pec: value Date = "DtePcePec",
        /// State.
        etat_pce: value EtatPce = "EtatPce",
        /// Observations: codes with a `-` between them, for [`ObsEtat::split`](crate::code::ObsEtat::split).
        obs_etat: value TexteVide<100> = "ObsEtat",
        /// What the treasury wrote.
        commentaire: value TexteVide<400> = "Commentaire",
        /// Date of refusal. Without `dte_pce_pec`, the number of the titre may be used again.
        dte_pce_rej: value Date = "DtePceRej",
        /// Date left pending.
        dte_pce_inst: value Date = "DtePceInst",
        /// Identity of the article of an ORMC.
        info_ormc: rare InfoOrmc = "InfoORMC",
    }

    /// Identity of the article of an ORMC.
    InfoOrmc {
        /// Debt number.
        num_dette: value TexteVide<15> = "NumDette",
        /// Period.
        per: value NumVide<1> = "Per",
        /// First key.
        cle1: value NumVide<1> = "Cle1",
        /// Second key.
        cle2: value AlphanumVide<1> = "Cle2",
    }

    /// What became of a line.
    LigneDePieceRetour {
        /// Its state.
        bloc_ligne_piece: block BlocLignePieceRetour = "BlocLignePiece",
        /// The debtor, as Hélios knows it.
        tiers: rare TiersRetour = "Tiers",
        /// Payments and other settlements.
        encaissement_emargement: blocks EncaissementEmargement = "EncaissementEmargement",
    }

    /// The state of a line.
    BlocLignePieceRetour {
        /// State and amount.
        info_ligne_piece: block InfoLignePieceRetour = "InfoLignePiece",
        /// What has been recovered.
        info_recouvrement: block InfoRecouvrement = "InfoRecouvrement",
        /// Payment in instalments.
        info_echeancier: rare InfoEcheancier = "InfoEcheancier",
        /// The mandat that writes the line off.
        rattach_piece: rare RattachPieceRetour = "RattachPiece",
        /// What else the line belongs to.
        liens_ident: rare LiensIdentRetour = "LiensIdent",
        /// Proceedings suspended.
        info_susp_pour: rare InfoSuspPour = "InfoSuspPour",
        /// What is left to recover.
        info_contentieux: rare InfoContentieux = "InfoContentieux",
        /// Where the recovery stands.
        info_amiable_contentieux: rare InfoAmiableContentieux = "InfoAmiableContentieux",
    }

    /// State and amount of a line.
    InfoLignePieceRetour {
        /// Number of the line.
        id_ligne: value NumVide<6> = "IdLigne",
        /// Local product code.
        cod_prod_loc: value AlphanumVide<4> = "CodProdLoc",
        /// FINESS of the place: hospitals only.
        fin_geo: value AlphanumVide<9> = "FinGeo",
        /// Code of the place: hospitals only.
        code_et_geo: value TexteVide<3> = "CodeEtGeo",
        /// State.
        etat_lig_pce: value EtatLigPce = "EtatLigPce",
        /// Observations: codes with a `-` between them, for [`ObsEtat::split`](crate::code::ObsEtat::split).
        obs_etat: value TexteVide<100> = "ObsEtat",
        /// What the treasury wrote.
        commentaire: value TexteVide<400> = "Commentaire",
        /// Account of a piece to be regularised.
        cpte_tiers: value TexteVide<12> = "CpteTiers",
        /// Amount before tax.
        mt_ht: value MontantRelatif = "MtHT",
        /// VAT.
        mt_tva: value MontantRelatif = "MtTVA",
        /// Budget that an ORMC benefits.
        info_coll_ben: rare InfoCollBenRetour = "InfoCollBen",
    }

    /// Budget that an ORMC benefits.
    InfoCollBenRetour {
        /// SIRET.
        id_coll_ben: value NumVide<14> = "IdCollBen",
        /// Local authority code.
        cod_coll_ben: value AlphanumVide<3> = "CodCollBen",
        /// Budget code.
        cod_bud_ben: value AlphanumVide<2> = "CodBudBen",
    }

    /// What has been recovered of a line.
    InfoRecouvrement {
        /// Count of payments and other settlements.
        nbr_reco: value NumVide<4> = "NbrReco",
        /// Their sum.
        mt_reco_tot: value MontantRelatif = "MtRecoTot",
    }

    /// Payment in instalments.
    InfoEcheancier {
        /// Date of the last payment.
        dte_der_pai: value Date = "DteDerPai",
        /// Count of payments left.
        nbre_pai_rest: value NumVide<4> = "NbrePaiRest",
    }

    /// The mandat that writes a line off.
    RattachPieceRetour {
        /// Nature: a mandat.
        nat_pce_orig: value NatPceOrigRetour = "NatPceOrig",
        /// Its year.
        exer_rat: value Annee = "ExerRat",
        /// Its number.
        id_pce_orig: value NumVide<13> = "IdPceOrig",
        /// Number of its line.
        id_ligne_orig: value NumVide<6> = "IdLigneOrig",
        /// Date it was taken in charge.
        dte_rattach: value Date = "DteRattach",
    }

    /// What else a line belongs to.
    LiensIdentRetour {
        /// Agreement.
        id_conv: value TexteVide<25> = "IdConv",
        /// Type of the agreement.
        typ_conv: value TypConv = "TypConv",
        /// Object of the agreement.
        obj_conv: value TexteVide<255> = "ObjConv",
        /// Contract.
        id_marche: value TexteVide<30> = "IdMarche",
        /// Loan.
        id_emprunt_ordo: value TexteVide<24> = "IdEmpruntOrdo",
        /// Asset.
        id_actif: value TexteVide<25> = "IdActif",
        /// Régie.
        id_regie: value TexteVide<10> = "IdRegie",
    }

    /// Proceedings suspended.
    InfoSuspPour {
        /// Why.
        code_susp_pour: value CodeSuspPour = "CodeSuspPour",
        /// Since when.
        dte_susp_pour: value Date = "DteSuspPour",
        /// Date they were taken up again.
        dte_rep_pour: value Date = "DteRepPour",
    }

    /// What is left to recover of a line.
    InfoContentieux {
        /// All that was charged, costs included.
        mt_ctx_tot: value MontantRelatif = "MtCtxTot",
        /// Left of the principal.
        sld_princ: value MontantRelatif = "SldPrinc",
        /// Left of the costs.
        sld_frais: value MontantRelatif = "SldFrais",
    }

    /// Where the recovery of a line stands.
    InfoAmiableContentieux {
        /// Act it has come to.
        etape_pce: value EtapePce = "EtapePce",
        /// Date of the act.
        dte_etape_pce: value Date = "DteEtapePce",
        /// Identifier of the act.
        id_act: value TexteVide<15> = "IdAct",
        /// What came of it.
        cod_actu: value CodActu = "CodActu",
        /// Date that was entered.
        dte_actu: value Date = "DteActu",
        /// Costs of the act.
        mt_frais: value MontantRelatif = "MtFrais",
        /// Date the act was sent.
        dte_envoi: value Date = "DteEnvoi",
    }

    /// A payment, or another settlement of a line.
    EncaissementEmargement {
        /// Where it comes from.
        org_ema: value OrgEma = "OrgEma",
        /// Date.
        dte_reco: value Date = "DteReco",
        /// Amount.
        mt_reco: value MontantRelatif = "MtReco",
    }

    /// The debtor, as Hélios knows it.
    TiersRetour {
        /// Who it is.
        info_tiers: block InfoTiersRetour = "InfoTiers",
        /// Where it is.
        adresse: block AdresseRetour = "Adresse",
        /// Its account.
        cpte_bancaire: rare CpteBancaireRetour = "CpteBancaire",
    }

    /// Identity of a debtor.
    InfoTiersRetour {
        /// Identifier; its shape follows `nat_id_tiers`.
        id_tiers: value TexteVide<80> = "IdTiers",
        /// Date of birth.
        dte_naissance: value Date = "DteNaissance",
        /// Kind of identifier.
        nat_id_tiers: value NatIdTiers = "NatIdTiers",
        /// Date the treasury entered the identifier.
        dte_id_tiers: value Date = "DteIdTiers",
        /// The local authority's own reference of the party.
        ref_tiers: value TexteVide<30> = "RefTiers",
        /// Category.
        cat_tiers: value CatTiersRetour = "CatTiers",
        /// Legal nature.
        nat_jur: value NatJurRetour = "NatJur",
        /// Civility.
        civilite: value TexteVide<10> = "Civilite",
        /// Name or company name.
        nom: value TexteVide<38> = "Nom",
        /// More of the name.
        compl_nom: value TexteVide<38> = "ComplNom",
        /// First name.
        prenom: value TexteVide<38> = "Prenom",
        /// Mail address.
        adr_mel: value TexteVide<256> = "AdrMel",
        /// Place of birth.
        lieu_naissance: rare LieuNaissance = "LieuNaissance",
    }

    /// Postal address of a debtor.
    AdresseRetour {
        /// Kind of address.
        typ_adr: value TypAdr = "TypAdr",
        /// Complement of delivery.
        adr1: value TexteVide<38> = "Adr1",
        /// Number and street.
        adr2: value TexteVide<38> = "Adr2",
        /// Locality or other complement.
        adr3: value TexteVide<38> = "Adr3",
        /// Postal code.
        cp: value TexteVide<5> = "CP",
        /// Town.
        ville: value TexteVide<38> = "Ville",
        /// Whether abroad.
        cod_res: value Booleen = "CodRes",
        /// INSEE code of the country.
        cod_pays: value NumVide<3> = "CodPays",
        /// Date the treasury changed the address.
        dte_adr: value Date = "DteAdr",
        /// True when the address is known to be wrong.
        valide: value Booleen = "Valide",
    }

    /// Bank account of a debtor.
    CpteBancaireRetour {
        /// Bank identifier.
        bic: value Bic = "BIC",
        /// Account number.
        iban: value Iban = "IBAN",
        /// True when the account is known to be wrong.
        valide: value Booleen = "Valide",
        /// Name of the bank.
        lib_banc: value TexteVide<24> = "LibBanc",
        /// Holder.
        tit_cpte: value TexteVide<32> = "TitCpte",
        /// Date the treasury changed the account.
        dte_banc: value Date = "DteBanc",
    }
}
