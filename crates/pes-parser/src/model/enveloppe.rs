use super::element::elements;
use crate::value::{AlphanumVide, CodBud, CodCol, Codique, Date, Num, NumVide, Texte};

elements! {
    /// Outer envelope of a flow.
    Enveloppe {
        /// What the file is.
        parametres: block Parametres = "Parametres",
        /// Software that made the flow; mandatory.
        emetteur: block CarteVisite = "Emetteur",
        /// Who receives it.
        recepteur: block CarteVisite = "Recepteur",
    }

    /// What the file is.
    Parametres {
        /// Version of the envelope: 2 by the text, 1 or 2 in real flows.
        version: value Num<2> = "Version",
        /// Kind of file: `PESALR1` for a `PES_Aller` by the text, `PESALR2` in many real flows.
        typ_fic: value Texte<32> = "TypFic",
        /// File name.
        nom_fic: value Texte<100> = "NomFic",
    }

    /// Visiting card of one end.
    CarteVisite {
        /// Editor of the software, or receiver.
        sigle: value Texte<32> = "Sigle",
        /// Name and version of the software, or address of the receiver.
        adresse: value Texte<38> = "Adresse",
    }

    /// Header: which budget of which local authority, for which treasury.
    EnTetePes {
        /// Date of the flow.
        dte_str: value Date = "DteStr",
        /// Codique of the treasury; must exist in Hélios, else the flow is refused.
        id_post: value Codique = "IdPost",
        /// Label of the treasury.
        libelle_poste: value Texte<38> = "LibellePoste",
        /// SIRET of the budget.
        id_coll: value NumVide<14> = "IdColl",
        /// FINESS of the legal entity: M21, and some M22, only.
        fin_jur: value AlphanumVide<20> = "FinJur",
        /// Local authority code in Hélios.
        cod_col: value CodCol = "CodCol",
        /// Budget code; mandatory from 5.12.
        cod_bud: value CodBud = "CodBud",
        /// Label of the budget.
        libelle_col_bud: value Texte<38> = "LibelleColBud",
    }
}
