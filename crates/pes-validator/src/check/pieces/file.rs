//! What the file of a piece is, against what it is said to be.

use pes_parser::code::TypePj;
use pes_parser::model::Pj;
use pes_parser::{Text, text};

use super::super::{Findings, place_of, plausible, raw, typed};
use crate::catalogue::rules;

/// Name, MIME type and type of a piece against its file, once decompressed.
pub(in crate::check) fn check(pj: &Pj, file: &[u8], found: &mut Findings) {
    let kind = Kind::of(file);
    let name = raw(&pj.nom_pj);
    let place = place_of(&pj.nom_pj, pj.place.get());
    if kind == Kind::Gzip {
        found.push_with_help(
            &rules::PES483,
            place,
            text!(fr = "pièce {name} : encore du gzip une fois ouverte", en = "piece {name}: still gzip once opened"),
            text!(fr = "compresser le fichier une seule fois", en = "compress the file once only"),
        );
        return;
    }
    if kind == Kind::Pdf {
        plausible::check_pdf(pj, file, found);
    }
    let Text { fr: is, en: is_en } = kind.words();
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    if let Some(said) = Kind::named(extension)
        && said != kind
    {
        found.push(
            &rules::PES480,
            place,
            text!(fr = "pièce {name} : le contenu est {is}", en = "piece {name}: its content is {is_en}"),
        );
    }
    let fichier = pj.contenu.as_ref().and_then(|contenu| contenu.fichier.as_ref());
    let mime = fichier.map_or("", |fichier| fichier.mime_type().trim());
    if let Some(said) = Kind::of_mime(mime)
        && said != kind
    {
        found.push(
            &rules::PES481,
            fichier.map_or(place, |fichier| fichier.place()),
            text!(
                fr = "pièce {name} : MIMEType {mime}, mais le contenu est {is}",
                en = "piece {name}: MIMEType {mime}, but its content is {is_en}"
            ),
        );
    }
    let wants_pdf = matches!(
        typed(&pj.type_pj),
        Some(
            TypePj::FactureOrmcCpp
                | TypePj::ComplementAsapCpp
                | TypePj::FactureOrmcEnsu
                | TypePj::ComplementAsapEnsu
                | TypePj::ComplementAsapFe
        )
    );
    if wants_pdf && kind != Kind::Pdf {
        let code = raw(&pj.type_pj);
        found.push(
            &rules::PES482,
            place_of(&pj.type_pj, place),
            text!(
                fr = "pièce {name} de type {code} : PDF attendu, le contenu est {is}",
                en = "piece {name} of type {code}: a PDF is expected, its content is {is_en}"
            ),
        );
    }
}

/// Whether a file begins as an XML document does.
pub(in crate::check) fn is_xml(file: &[u8]) -> bool {
    Kind::of(file) == Kind::Xml
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Pdf,
    Xml,
    Gzip,
    Other,
}

impl Kind {
    fn of(file: &[u8]) -> Self {
        const BOM: &[u8] = b"\xef\xbb\xbf";
        // In UTF-16, with its mark or without.
        const WIDE: [&[u8]; 4] = [b"\xff\xfe<\0", b"\xfe\xff\0<", b"<\0?\0", b"\0<\0?"];
        let text = file.strip_prefix(BOM).unwrap_or(file);
        // A PDF reader takes its mark anywhere in the first kilobyte.
        let head = file.get(..1024).unwrap_or(file);
        if file.starts_with(b"\x1f\x8b") {
            Kind::Gzip
        } else if text.trim_ascii_start().starts_with(b"<") || WIDE.iter().any(|start| file.starts_with(start)) {
            Kind::Xml
        } else if head.windows(5).any(|window| window == b"%PDF-") {
            Kind::Pdf
        } else {
            Kind::Other
        }
    }

    fn named(extension: &str) -> Option<Self> {
        match extension.to_ascii_lowercase().as_str() {
            "pdf" => Some(Kind::Pdf),
            "xml" => Some(Kind::Xml),
            "jpg" | "jpeg" | "png" | "gif" | "tif" | "tiff" | "doc" | "docx" | "xls" | "xlsx" | "odt" | "ods"
            | "zip" => Some(Kind::Other),
            _ => None,
        }
    }

    fn of_mime(mime: &str) -> Option<Self> {
        match mime {
            "application/pdf" => Some(Kind::Pdf),
            "application/xml" | "text/xml" => Some(Kind::Xml),
            "image/jpeg" | "image/png" | "image/gif" | "image/tiff" | "application/msword" | "application/zip" => {
                Some(Kind::Other)
            }
            _ => None,
        }
    }

    const fn words(self) -> Text {
        match self {
            Kind::Pdf => Text::fixed("du PDF", "PDF"),
            Kind::Xml => Text::fixed("du XML", "XML"),
            Kind::Gzip => Text::fixed("du gzip", "gzip"),
            Kind::Other => Text::fixed("autre chose que du PDF ou du XML", "neither PDF nor XML"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_first_bytes() {
        for (file, kind) in [
            (&b"%PDF-1.7\n"[..], Kind::Pdf),
            (b"\n\n%PDF-1.4", Kind::Pdf),
            (b"\xef\xbb\xbf\n<?xml version=\"1.0\"?>", Kind::Xml),
            (b"\xff\xfe<\0a\0", Kind::Xml),
            (b"\x1f\x8b\x08\0", Kind::Gzip),
            (b"PK\x03\x04", Kind::Other),
            (b"", Kind::Other),
        ] {
            assert_eq!(Kind::of(file), kind, "{file:?}");
        }
    }
}
