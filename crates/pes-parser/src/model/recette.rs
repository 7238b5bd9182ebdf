use super::element::{Raw, elements};
use super::ligne_titre::LigneDePiece;
use crate::code::{CadreFacturation, Edition, NatPce, Support, TypBord, TypPce, TypePj};
use crate::value::{Alphanum, AlphanumVide, Booleen, Date, Montant, Num, NumVide, NumeroFactureCpp, Texte, TexteVide};

elements! {
    /// The titres de recette of a flow.
    PesRecetteAller {
        /// Header.
        en_tete_recette: block EnTeteRecette = "EnTeteRecette",
        /// Bordereaux, at least one.
        bordereau: blocks Bordereau = "Bordereau",
    }

    /// Header of the titres.
    EnTeteRecette {
        /// Always 2, else the flow is refused.
        id_ver: value Num<2> = "IdVer",
        /// Whether the bordereaux have legal force without paper: then, and only then, the flow is signed.
        info_dematerialisee: value Booleen = "InfoDematerialisee",
    }

    /// A bordereau: titres sent together, taken or refused together. Attribute `Id` when it is to be signed.
    Bordereau {
        /// Its number, date and totals.
        bloc_bordereau: block BlocBordereau = "BlocBordereau",
        /// Its titres, at least one.
        piece: blocks Piece = "Piece",
        /// Its own signature.
        signature: block Raw = "Signature",
    }

    /// Number, date and totals of a bordereau.
    BlocBordereau {
        /// Budget year.
        exer: value Num<4> = "Exer",
        /// Number, unique for year, type and budget; number of the rôle for an ORMC.
        id_bord: value Num<7> = "IdBord",
        /// Date of issue.
        dte_bord_em: value Date = "DteBordEm",
        /// Type.
        typ_bord: value TypBord = "TypBord",
        /// Count of titres.
        nbr_pce: value Num<5> = "NbrPce",
        /// Running total of the year; mandatory when dematerialised.
        mt_cumul_annuel: value Montant = "MtCumulAnnuel",
        /// Sum of the lines before tax.
        mt_bord_ht: value Montant = "MtBordHt",
        /// Sum of the VAT; absent when there is none.
        mt_bord_tva: value Montant = "MtBordTVA",
        /// Sending date of the notices of an ORMC.
        dte_asp: value Date = "DteAsp",
        /// Object of an ORMC.
        objet: value Texte<160> = "Objet",
    }

    /// A titre.
    Piece {
        /// Number, nature, route.
        bloc_piece: block BlocPiece = "BlocPiece",
        /// Lines, at least one.
        ligne_de_piece: blocks LigneDePiece = "LigneDePiece",
    }

    /// Number, nature and route of a titre.
    BlocPiece {
        /// Issuing service of the local authority.
        cod_serv: value Texte<10> = "CodServ",
        /// Routing mark agreed with the treasury.
        affect: value Texte<10> = "Affect",
        /// Number of the titre, above 0.
        id_pce: value Num<8> = "IdPce",
        /// Type.
        typ_pce: value TypPce = "TypPce",
        /// Nature; type and nature go together by annex 2.
        nat_pce: value NatPce = "NatPce",
        /// Number of the rôle of a summary titre.
        id_rol: value Num<7> = "IdRol",
        /// Sending date of a notice sent by the local authority itself.
        dte_asp: value Date = "DteAsp",
        /// Route of the ASAP: absent, it is neither shown nor handled.
        edition: value Edition = "Edition",
        /// Unpaid sum of a régie (5.30).
        impaye_regie: value Booleen = "ImpayeRegie",
        /// Return envelope for an ORMC (5.30).
        env_retour: value Booleen = "EnvRetour",
        /// Object.
        obj_pce: value Texte<160> = "ObjPce",
        /// Start of the billed period: M21 and M22 only.
        deb_fact: value Date = "DebFact",
        /// End of the billed period: M21 and M22 only.
        fin_fact: value Date = "FinFact",
        /// Debt number of an ORMC.
        num_dette: value Num<15> = "NumDette",
        /// Period of an ORMC.
        per: value NumVide<1> = "Per",
        /// First key of an ORMC.
        cle1: value NumVide<1> = "Cle1",
        /// Second key of an ORMC.
        cle2: value AlphanumVide<1> = "Cle2",
        /// Attached pieces.
        pj_ref: blocks PjRef = "PJRef",
        /// Invoice number, mandatory for Chorus Pro.
        numero_facture: value NumeroFactureCpp = "NumeroFacture",
        /// Contract number for Chorus Pro.
        numero_marche: value Texte<50> = "NumeroMarche",
        /// Commitment number for Chorus Pro; mandatory for the State's generic SIRET.
        numero_engagement: value Texte<50> = "NumeroEngagement",
        /// Code of the debtor's service for Chorus Pro.
        code_service: value TexteVide<100> = "CodeService",
        /// Name of the debtor's service for Chorus Pro.
        nom_service: value Texte<100> = "NomService",
        /// Invoicing frame of electronic invoicing (5.30).
        cadre_facturation: value CadreFacturation = "CadreFacturation",
    }

    /// Reference to an attached piece.
    PjRef {
        /// Electronic or not; a piece not electronic has no `PJ` block.
        support: value Support = "Support",
        /// Identifier, unique for the local authority whatever domain, year and budget.
        id_unique: value Alphanum<50> = "IdUnique",
        /// File name.
        nom_pj: value Texte<100> = "NomPJ",
        /// Type; needed for a PDF complement to be joined to the notice.
        type_pj: value TypePj = "TypePJ",
    }
}
