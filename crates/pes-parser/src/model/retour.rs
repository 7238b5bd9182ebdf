use super::document::documents;
use super::element::{Raw, elements};
use super::{AsapRetour, Enveloppe, RecetteRetour};
use crate::value::{AlphanumVide, Codique, Date, NumVide, TexteVide};

elements! {
    /// A document whose root is `PES_Retour`: what becomes of titres and notices at the treasury.
    ///
    /// ```
    /// use pes_parser::code::EtatPce;
    /// use pes_parser::{PesRetour, Source};
    ///
    /// let xml = br#"<n:PES_Retour xmlns:n="http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/retour">
    ///   <PES_RecetteRetour><Bordereau><Piece><BlocPiece>
    ///     <IdPce V="340"/><DtePcePec V="2026-03-09"/><EtatPce V="02"/>
    ///   </BlocPiece></Piece></Bordereau></PES_RecetteRetour>
    /// </n:PES_Retour>"#;
    /// let (retour, _) = PesRetour::read(&Source::decode("retour.xml", xml)?)?;
    /// let recette = retour.pes_recette_retour.unwrap();
    /// let piece = recette.bordereau[0].piece[0].bloc_piece.as_ref().unwrap();
    /// assert_eq!(piece.etat_pce.as_ref().unwrap().ok(), Some(EtatPce::PriseEnCharge));
    /// # Ok::<(), pes_parser::XmlError>(())
    /// ```
    PesRetour {
        /// What the file is.
        enveloppe: block Enveloppe = "Enveloppe",
        /// Which budget, which treasury.
        en_tete_pes: block EnTeteRetour = "EnTetePES",
        /// Spending, carried as it stands.
        pes_depense_retour: block Raw = "PES_DepenseRetour",
        /// Titres.
        pes_recette_retour: block RecetteRetour = "PES_RecetteRetour",
        /// What debtors still owe, carried as it stands.
        pes_client_retour: block Raw = "PES_ClientRetour",
        /// Notices.
        pes_asap_retour: block AsapRetour = "PES_AsapRetour",
    }

    /// Header of a return: that of a flow, but for `CodColl`.
    EnTeteRetour {
        /// Date of the situation.
        dte_str: value Date = "DteStr",
        /// Codique of the treasury.
        id_post: value Codique = "IdPost",
        /// Label of the treasury.
        libelle_poste: value TexteVide<38> = "LibellePoste",
        /// SIRET of the budget.
        id_coll: value NumVide<14> = "IdColl",
        /// FINESS of the legal entity: M21 and M22 only.
        fin_jur: value AlphanumVide<20> = "FinJur",
        /// Local authority code in Hélios.
        cod_coll: value AlphanumVide<3> = "CodColl",
        /// Budget code.
        cod_bud: value AlphanumVide<2> = "CodBud",
        /// Label of the budget.
        libelle_col_bud: value TexteVide<38> = "LibelleColBud",
    }
}

documents! {
    PesRetour = "PES_Retour" in ["http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/retour"];
}
