use std::borrow::Cow;

use bytestring::ByteString;

use super::element::{Element, RefusedValue, Rest, elements};
use crate::code::{Domaine, TypeObjet, TypePj};
use crate::value::{Alphanum, Annee, NomPj, Num, Place, Texte};
use crate::xml::{Event, FaultKind, Reader, Tag, Writer, XmlError};

elements! {
    /// The attached pieces of a flow.
    PesPj {
        /// Header.
        en_tete_pes_pj: block EnTetePesPj = "EnTetePES_PJ",
        /// Pieces.
        pj: blocks Pj = "PJ",
    }

    /// Header of the pieces.
    EnTetePesPj {
        /// Always 1, else the pieces are refused.
        id_ver: value Num<1> = "IdVer",
    }

    /// An attached piece.
    Pj {
        /// The file.
        contenu: block Contenu = "Contenu",
        /// Identifier, unique for the local authority; the link to `PJRef`.
        id_unique: value Alphanum<50> = "IdUnique",
        /// Server that keeps the file.
        serveur_id: value Alphanum<20> = "ServeurId",
        /// File name, with an extension of 2 to 4 characters.
        nom_pj: value NomPj = "NomPJ",
        /// Type: 006 for a `PES_Facture`.
        type_pj: value TypePj = "TypePJ",
        /// Description; mandatory.
        description: value Texte<250> = "Description",
        /// What the piece belongs to, when it travels alone.
        ref_compta: blocks RefCompta = "RefCompta",
    }

    /// Holder of the file.
    Contenu {
        /// The file.
        fichier: block Fichier = "Fichier",
    }

    /// What a piece that travels alone belongs to.
    RefCompta {
        /// Domain: 02 for titres.
        domaine: value Domaine = "Domaine",
        /// Year.
        exercice: value Annee = "Exercice",
        /// Type of bordereau, for titres.
        type_objet: value TypeObjet = "TypeObjet",
        /// Number of the titre, or of the rôle.
        identifiant: value Texte<20> = "Identifiant",
        /// Number of the line, or of the article.
        complement_identifiant: value Alphanum<20> = "ComplementIdentifiant",
        /// SIRET of the holder of a contract.
        id_tiers: value Texte<15> = "IdTiers",
    }
}

/// A file, compressed with gzip and written in base64.
///
/// [`Fichier::compress`] makes one, [`Fichier::open`] gives the file back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fichier {
    base64: ByteString,
    mime_type: Box<str>,
    place: super::BlockPlace,
}

impl Fichier {
    pub(crate) fn from_base64(base64: String, mime_type: &str) -> Self {
        Fichier { base64: base64.into(), mime_type: mime_type.into(), place: super::BlockPlace::default() }
    }

    /// The base64 text, as written.
    pub fn base64(&self) -> &str {
        &self.base64
    }

    /// What kind of file it is said to be.
    pub fn mime_type(&self) -> &str {
        &self.mime_type
    }

    /// Where the element starts.
    pub fn place(&self) -> Place {
        self.place.get()
    }
}

impl Element for Fichier {
    fn blank() -> Self {
        Self::default()
    }

    fn read<'a>(&mut self, reader: &mut Reader<'a>, tag: &Tag<'a>) -> Result<Option<Cow<'a, str>>, XmlError> {
        let attributes = Rest::of_tag(tag);
        let expected =
            attributes.attributes().all(|(name, _)| name == "MIMEType") && attributes.attribute("MIMEType").is_some();
        let mut base64 = Base64::default();
        let mut plain = expected;
        let mut depth = usize::from(!tag.is_empty);
        while depth > 0 {
            match reader.next()? {
                Event::Open(child) => {
                    depth += usize::from(!child.is_empty);
                    plain = false;
                }
                Event::Close => depth -= 1,
                Event::Text(text, _) => base64.push(reader, text),
                Event::Reference(character, _) => base64.append(character.encode_utf8(&mut [0; 4])),
                Event::End => break,
            }
        }
        if !plain {
            reader.fault(FaultKind::NotAValue(tag.name().into()), tag.start);
            return Ok(Some(reader.text_from(tag.start)));
        }
        let mime_type = attributes.attribute("MIMEType").unwrap_or_default();
        *self = Fichier { base64: base64.end(), mime_type: mime_type.into(), place: super::BlockPlace::at(tag.start) };
        Ok(None)
    }

    fn write(&self, writer: &mut Writer, name: &str) {
        writer.text_element(name, &[("MIMEType", &self.mime_type)], &self.base64);
    }

    fn refused(&self, _name: &'static str, _sink: &mut dyn FnMut(RefusedValue<'_>)) {}
}

/// The text of a file: nearly always in one part, which is not copied.
#[derive(Default)]
struct Base64 {
    whole: Option<ByteString>,
    text: String,
}

impl Base64 {
    fn push<'a>(&mut self, reader: &Reader<'a>, part: &'a [u8]) {
        let is_first = self.whole.is_none() && self.text.is_empty();
        match reader.text_of(part) {
            Cow::Borrowed(_) if is_first => self.whole = ByteString::try_from(reader.kept(part)).ok(),
            part => self.append(&part),
        }
    }

    fn append(&mut self, part: &str) {
        self.text.push_str(&self.whole.take().unwrap_or_default());
        self.text.push_str(part);
    }

    fn end(self) -> ByteString {
        self.whole.unwrap_or_else(|| self.text.into())
    }
}
