//! The file itself: what reaches Hélios is not the document that was meant.

use super::Made::{Bytes, Flow};
use super::Mistake;

fn text(bytes: &[u8]) -> String {
    bytes.iter().map(|&byte| byte as char).collect()
}

/// One character a byte.
fn bytes(text: &str) -> Vec<u8> {
    text.chars().map(|char| u8::try_from(u32::from(char)).unwrap()).collect()
}

pub const MISTAKES: &[Mistake] = &[
    Mistake {
        name: "an entity of HTML in a label",
        source: "XML 1.0, 4.1; labels pasted from a web page",
        made: Flow(|flow| {
            flow.titre(501, "Accueil périscolaire, février", "Accueil périscolaire,&nbsp;février");
        }),
    },
    Mistake {
        name: "an ampersand as it is",
        source: "XML 1.0, 2.4; a flow made by joining strings",
        made: Flow(|flow| {
            flow.titre(501, "Accueil périscolaire, février", "Repas & goûter, février");
        }),
    },
    Mistake {
        name: "says UTF-8, is ISO-8859-1",
        source: "XML 1.0, 4.3.3; ERREUR_ENCODING",
        made: Bytes(|flow| bytes(&text(&flow).replacen("ISO-8859-1", "UTF-8", 1))),
    },
    Mistake {
        name: "says ISO-8859-1, is UTF-8: février becomes fÃ©vrier",
        source: "ERREUR_ENCODING; a text editor that saves in UTF-8",
        made: Bytes(|flow| text(&flow).into_bytes()),
    },
    Mistake {
        name: "says ISO-8859-1, has the apostrophe of Windows",
        source: "ISO 8859-1 has no letters at 0x80-0x9F; labels typed in Word",
        made: Bytes(|flow| bytes(&text(&flow).replacen("d'agents", "d\u{92}agents", 1))),
    },
    Mistake {
        name: "the mark of UTF-8 before a declaration of ISO-8859-1",
        source: "XML 1.0, F.1",
        made: Bytes(|flow| [b"\xEF\xBB\xBF".to_vec(), flow].concat()),
    },
    Mistake {
        name: "an empty line before the declaration",
        source: "XML 1.0, 2.8; a page of PHP",
        made: Bytes(|flow| [b"\r\n".to_vec(), flow].concat()),
    },
    Mistake {
        name: "two flows one after the other",
        source: "XML 1.0, 2.1; exports joined",
        made: Bytes(|flow| [flow.clone(), flow].concat()),
    },
    Mistake {
        name: "zeros up to the block of a transfer",
        source: "XML 1.0, 2.2; file transfers in fixed blocks",
        made: Bytes(|flow| {
            let length = flow.len().next_multiple_of(4096);
            let mut padded = flow;
            padded.resize(length, 0);
            padded
        }),
    },
    Mistake { name: "cut by a transfer", source: "XML 1.0, 2.1", made: Bytes(|flow| flow[..8192].to_vec()) },
    Mistake {
        name: "a vertical tab in a label",
        source: "XML 1.0, 2.2; a line break of Word",
        made: Bytes(|flow| bytes(&text(&flow).replacen("d'agents, f", "d'agents,\u{B}f", 1))),
    },
    Mistake {
        name: "a document type",
        source: "no schema of the DGFiP has one; XML libraries that add it",
        made: Flow(|flow| {
            flow.edit("<n:PES_Aller", "<!DOCTYPE PES_Aller SYSTEM \"PES_Aller.dtd\">\n<n:PES_Aller");
        }),
    },
    Mistake {
        name: "a zip named .xml",
        source: "a mail that compresses what it carries",
        made: Bytes(|flow| [b"PK\x03\x04\x14\x00\x00\x00\x08\x00".to_vec(), flow].concat()),
    },
    Mistake {
        name: "an attribute given twice",
        source: "XML 1.0, 3.1",
        made: Flow(|flow| {
            flow.edit("<IdPost V=\"035999\"/>", "<IdPost V=\"035999\" V=\"035999\"/>");
        }),
    },
    Mistake {
        name: "the error page of a portal",
        source: "a download whose session has ended",
        made: Bytes(|_| b"<html><head><title>Session expir\xE9e</title></head><body/></html>".to_vec()),
    },
    Mistake { name: "nothing in the file", source: "ERREUR_FLUX_VIDE", made: Bytes(|_| Vec::new()) },
    Mistake {
        name: "says UTF-16, has one byte a character",
        source: "XML 1.0, 4.3.3; a string of .NET saved as it is",
        made: Bytes(|flow| bytes(&text(&flow).replacen("ISO-8859-1", "UTF-16", 1))),
    },
    Mistake {
        name: "a label escaped twice",
        source: "the reader of the notice sees &eacute;; a flow made from a page",
        made: Flow(|flow| {
            flow.titre(501, "Accueil périscolaire, février", "Accueil p&amp;eacute;riscolaire, f&amp;eacute;vrier");
        }),
    },
    Mistake {
        name: "a tag of HTML in what is printed",
        source: "the reader of the notice sees <br>; labels of a rich text field",
        made: Flow(|flow| {
            flow.facture(501, "Repas à l'école", "Repas&lt;br /&gt;à l'école");
        }),
    },
    Mistake {
        name: "a character that could not be read",
        source: "U+FFFD or ? in a name: the export has lost a letter",
        made: Flow(|flow| {
            flow.titre(503, "Joël", "Jo?l").facture(503, "Joël", "Jo?l");
        }),
    },
];
