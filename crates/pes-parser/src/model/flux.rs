use super::element::{Element, Raw, RefusedValue, elements};
use super::{EnTetePes, Enveloppe, FactureIndiv, PesFacture, PesPj, PesRecetteAller, Piece, Pj};
use crate::xml::{Encoding, Event, Fault, Reader, Source, Tag, Writer, XmlError, XmlErrorKind};

/// Namespace of the root, the only element of a flow that is in one.
const NAMESPACE: &str = "http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller";
const ROOT: &str = "PES_Aller";

elements! {
    /// A document whose root is `PES_Aller`: a flow, or an ASAP inside a piece.
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

impl PesAller {
    /// Reads a document whose root is `PES_Aller`, with what it holds that the model has no room for.
    ///
    /// # Errors
    /// The document is not well formed, or its root is another.
    pub fn read(source: &Source<'_>) -> Result<(Self, Vec<Fault>), XmlError> {
        let mut reader = Reader::new(source);
        let root = loop {
            match reader.next()? {
                Event::Open(tag) => break tag,
                Event::End => return Err(source.error(0, XmlErrorKind::Empty)),
                Event::Close | Event::Text(..) | Event::Reference(..) => {}
            }
        };
        if !is_pes_aller(&root) {
            let found = root.local_name().chars().take(60).collect();
            return Err(source.error(root.start, XmlErrorKind::Root { found }));
        }
        let mut flow = Self::default();
        flow.read(&mut reader, &root)?;
        // What follows the root must be well formed too.
        while !matches!(reader.next()?, Event::End) {}
        Ok((flow, reader.faults))
    }

    /// Writes the document: one element a line, in the order of the schema.
    ///
    /// ```
    /// use pes_parser::{Encoding, PesAller, Source};
    ///
    /// let bytes = PesAller::default().write(Encoding::Iso8859_1);
    /// assert!(PesAller::read(&Source::decode("flux.xml", &bytes)?).is_ok());
    /// # Ok::<(), pes_parser::XmlError>(())
    /// ```
    pub fn write(&self, encoding: Encoding) -> Vec<u8> {
        let mut writer = Writer::document(encoding);
        let prefix =
            self.rest.attributes().find_map(|(name, value)| name.strip_prefix("xmlns:").filter(|_| value == NAMESPACE));
        match prefix {
            Some(prefix) => Element::write(self, &mut writer, &format!("{prefix}:{ROOT}")),
            None => {
                writer.declare("xmlns:n", NAMESPACE);
                Element::write(self, &mut writer, "n:PES_Aller");
            }
        }
        writer.into_bytes()
    }

    /// Gives every value that its type refuses, in the order of the document.
    pub fn refused_values(&self, mut sink: impl FnMut(RefusedValue<'_>)) {
        self.refused(ROOT, &mut sink);
    }

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

/// Local name and namespace: the prefix is free.
fn is_pes_aller(tag: &Tag<'_>) -> bool {
    let declaration = match tag.name().split_once(':') {
        Some((prefix, _)) => format!("xmlns:{prefix}"),
        None => "xmlns".to_owned(),
    };
    tag.local_name() == ROOT
        && tag.attributes().flatten().any(|attribute| attribute.name == declaration && attribute.raw_value == NAMESPACE)
}
