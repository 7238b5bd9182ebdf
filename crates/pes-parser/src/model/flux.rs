use super::document::documents;
use super::element::{Element, Raw, elements};
use super::{EnTetePes, Enveloppe, FactureIndiv, PesFacture, PesPj, PesRecetteAller, Piece, Pj};
use crate::xml::{Encoding, Writer};

elements! {
    /// A document whose root is `PES_Aller`: a flow, or an ASAP inside a piece.
    ///
    /// ```
    /// use pes_parser::{Encoding, PesAller, Source};
    ///
    /// let bytes = PesAller::default().write(Encoding::Iso8859_1);
    /// assert!(PesAller::read(&Source::decode("flux.xml", &bytes)?).is_ok());
    /// # Ok::<(), pes_parser::XmlError>(())
    /// ```
    PesAller {
        /// What the file is.
        enveloppe: block Enveloppe = "Enveloppe",
        /// Which budget, which treasury.
        en_tete_pes: block EnTetePes = "EnTetePES",
        /// Spending, carried as it stands.
        pes_depense_aller: block Raw = "PES_DepenseAller",
        /// Titres.
        pes_recette_aller: block PesRecetteAller = "PES_RecetteAller",
        /// Invoices: only in the document of a piece.
        pes_facture: block PesFacture = "PES_Facture",
        /// Contracts, carried as they stand.
        pes_marche: block Raw = "PES_Marche",
        /// Attached pieces.
        pes_pj: block PesPj = "PES_PJ",
        /// Signature of the whole, carried as it stands.
        signature: block Raw = "Signature",
    }
}

documents! {
    PesAller = "PES_Aller" in ["http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller"];
}

impl PesAller {
    /// Whether the document, or a part of it, is signed: changing anything then breaks the signature.
    pub fn is_signed(&self) -> bool {
        let mut bordereaux = self.pes_recette_aller.iter().flat_map(|recette| &recette.bordereau);
        // Spending and contracts are not opened; the element that every signature holds gives one away.
        let mut raw = self.pes_depense_aller.iter().chain(&self.pes_marche);
        self.signature.is_some()
            || bordereaux.any(|bordereau| bordereau.signature.is_some())
            || raw.any(|raw| raw.xml().contains("SignatureValue>"))
    }
}

/// A part of a document as bytes of it: elements, one a line, without what is around them.
macro_rules! written_apart {
    ($($type:ty = $tag:literal, inside $depth:literal;)+) => {$(
        impl $type {
            /// Writes the block alone, as [`PesAller::write`] writes it where it goes in a document.
            pub fn write(&self, encoding: Encoding) -> Vec<u8> {
                let mut writer = Writer::fragment(encoding, $depth);
                Element::write(self, &mut writer, $tag);
                writer.into_bytes()
            }
        }
    )+};
}

written_apart! {
    Piece = "Piece", inside 3;
    Pj = "PJ", inside 2;
    FactureIndiv = "FactureIndiv", inside 2;
}
