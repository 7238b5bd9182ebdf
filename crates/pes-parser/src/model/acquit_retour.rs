use super::document::documents;
use super::element::elements;
use super::{EnTetePes, Enveloppe};
use crate::code::{DomaineAckRetour, TypRestit};
use crate::value::{Date, Num, Texte};

elements! {
    /// A document whose root is `PES_ACQUIT_RETOUR`: the local authority tells Hélios that it has received returns.
    ///
    /// ```
    /// use pes_parser::code::{DomaineAckRetour, TypRestit};
    /// use pes_parser::model::{AcquitRetour, ElementAcquitRetour};
    /// use pes_parser::value::Value;
    /// use pes_parser::{Encoding, PesAcquitRetour};
    ///
    /// let element = ElementAcquitRetour {
    ///     domaine_ack_retour: Some(Value::of(&DomaineAckRetour::Recette)),
    ///     nom_fichier_retour: Some(Value::raw("PES2R_RCE__R_350_00.xml")),
    ///     typ_restit: Some(Value::of(&TypRestit::Rejet)),
    ///     date_acquit: Some(Value::raw("2026-03-12")),
    ///     ..Default::default()
    /// };
    /// let acquit_retour = AcquitRetour { element_acquit_retour: vec![element], ..Default::default() };
    /// let document = PesAcquitRetour { acquit_retour: Some(acquit_retour), ..Default::default() };
    /// assert!(document.write(Encoding::Iso8859_1).ends_with(b"</n:PES_ACQUIT_RETOUR>\n"));
    /// ```
    PesAcquitRetour {
        /// What the file is.
        enveloppe: block Enveloppe = "Enveloppe",
        /// Which budget, which treasury.
        en_tete_pes: block EnTetePes = "EnTetePES",
        /// The returns received.
        acquit_retour: block AcquitRetour = "ACQUIT_RETOUR",
    }

    /// The returns received.
    AcquitRetour {
        /// Header.
        en_tete_acquit_retour: block EnTeteAcquitRetour = "EnTeteAcquit_Retour",
        /// Returns, at least one.
        element_acquit_retour: blocks ElementAcquitRetour = "ElementACQUIT_RETOUR",
    }

    /// Header of the answer to returns.
    EnTeteAcquitRetour {
        /// 2.
        id_ver: value Num<2> = "IdVer",
    }

    /// A return received.
    ElementAcquitRetour {
        /// Which kind of return.
        domaine_ack_retour: value DomaineAckRetour = "DomaineAckRetour",
        /// File name, as Hélios gave it.
        nom_fichier_retour: value Texte<100> = "NomFichierRetour",
        /// Why it was sent.
        typ_restit: value TypRestit = "TypRestit",
        /// Date of this answer.
        date_acquit: value Date = "DateAcquit",
    }
}

documents! {
    PesAcquitRetour = "PES_ACQUIT_RETOUR" in ["http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller/ack"];
}
