//! The pieces: how they are packed, what they are, who refers to them.

use super::Made::Flow;
use super::Mistake;
use super::flow::{base64, gzip, packed};

const PDF: &[u8] =
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n\
0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n163\n%%EOF\n";

pub const MISTAKES: &[Mistake] = &[
    Mistake {
        name: "bytes after the gzip",
        source: "RFC 1952, 2.2; a buffer longer than what it holds",
        made: Flow(|flow| {
            flow.fichier = Some(base64(&[gzip(&flow.asap_bytes()), b"garbage".to_vec()].concat()));
        }),
    },
    Mistake {
        name: "zeros after the gzip",
        source: "RFC 1952, 2.2; a block filled up",
        made: Flow(|flow| {
            flow.fichier = Some(base64(&[gzip(&flow.asap_bytes()), vec![0; 300]].concat()));
        }),
    },
    Mistake {
        name: "two documents compressed one after the other",
        source: "RFC 1952: members; the second notice is not part of a document",
        made: Flow(|flow| {
            let member = gzip(&flow.asap_bytes());
            flow.fichier = Some(base64(&[member.clone(), member].concat()));
        }),
    },
    Mistake {
        name: "a zip in the place of a gzip",
        source: "Contenu/Fichier: gzip",
        made: Flow(|flow| {
            flow.fichier =
                Some(base64(&[b"PK\x03\x04\x14\x00\x00\x00\x08\x00".to_vec(), gzip(&flow.asap_bytes())].concat()));
        }),
    },
    Mistake {
        name: "base64 with characters cut",
        source: "xs:base64Binary; a line lost by a mail",
        made: Flow(|flow| {
            let whole = packed(&flow.asap_bytes());
            flow.fichier = Some(format!("{}{}", &whole[..76], &whole[79..]));
        }),
    },
    Mistake {
        name: "base64 with a whole line lost",
        source: "the length still fits; gzip has its own check",
        made: Flow(|flow| {
            let whole = packed(&flow.asap_bytes());
            flow.fichier = Some(format!("{}{}", &whole[..760], &whole[836..]));
        }),
    },
    Mistake {
        name: "not compressed",
        source: "Contenu/Fichier: gzip, then base64",
        made: Flow(|flow| {
            flow.fichier = Some(base64(&flow.asap_bytes()));
        }),
    },
    Mistake {
        name: "one bit turned",
        source: "RFC 1952: CRC-32",
        made: Flow(|flow| {
            let mut member = gzip(&flow.asap_bytes());
            let end = member.len() - 6;
            member[end] ^= 1;
            flow.fichier = Some(base64(&member));
        }),
    },
    Mistake {
        name: "a gzip cut short",
        source: "RFC 1952; a column of a database too short",
        made: Flow(|flow| {
            let member = gzip(&flow.asap_bytes());
            flow.fichier = Some(base64(&member[..member.len() / 4 * 3]));
        }),
    },
    Mistake {
        name: "compressed twice",
        source: "Contenu/Fichier: gzip, then base64",
        made: Flow(|flow| {
            flow.fichier = Some(packed(&gzip(&flow.asap_bytes())));
        }),
    },
    Mistake {
        name: "base64 twice",
        source: "Contenu/Fichier: gzip, then base64",
        made: Flow(|flow| {
            flow.fichier = Some(base64(packed(&flow.asap_bytes()).as_bytes()));
        }),
    },
    Mistake {
        name: "base64 compressed",
        source: "Contenu/Fichier: gzip, then base64; the other order",
        made: Flow(|flow| {
            flow.fichier = Some(packed(base64(&flow.asap_bytes()).as_bytes()));
        }),
    },
    Mistake {
        name: "says UTF-16, is one byte a character",
        source: "XML 1.0, 4.3.3, in the piece",
        made: Flow(|flow| {
            flow.asap("ISO-8859-1", "UTF-16");
        }),
    },
    Mistake {
        name: "the mark of UTF-8 before ISO-8859-1, in the piece",
        source: "XML 1.0, F.1",
        made: Flow(|flow| {
            flow.fichier = Some(packed(&[b"\xEF\xBB\xBF".to_vec(), flow.asap_bytes()].concat()));
        }),
    },
    Mistake {
        name: "says ISO-8859-1, is UTF-8, in the piece",
        source: "ERREUR_ENCODING; the debtor reads fÃ©vrier",
        made: Flow(|flow| {
            flow.fichier = Some(packed(flow.asap.as_bytes()));
        }),
    },
    Mistake {
        name: "the ASAP is the flow itself",
        source: "PES_Facture in a piece; the wrong file attached",
        made: Flow(|flow| {
            let flow_bytes = super::flow::Flow::mixed().bytes();
            flow.fichier = Some(packed(&flow_bytes));
        }),
    },
    Mistake {
        name: "the ASAP is a PDF",
        source: "R072, 006: the notice printed by the editor",
        made: Flow(|flow| {
            flow.fichier = Some(packed(PDF));
        }),
    },
    Mistake {
        name: "a document of Word named .pdf",
        source: "C030: the file must be readable; fused with the notice",
        made: Flow(|flow| {
            flow.put("COMPL20260503", &packed(b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00[Content_Types].xml"));
        }),
    },
    Mistake {
        name: "a PDF cut short",
        source: "C030",
        made: Flow(|flow| {
            let cut = &PDF[..PDF.len() - 40];
            flow.put("COMPL20260503", &packed(cut));
        }),
    },
    Mistake {
        name: "a PDF under a password",
        source: "C030",
        made: Flow(|flow| {
            let locked = String::from_utf8_lossy(PDF).replace("/Root 1 0 R", "/Root 1 0 R /Encrypt 9 0 R");
            flow.put("COMPL20260503", &packed(locked.as_bytes()));
        }),
    },
    Mistake {
        name: "a PDF of no byte",
        source: "C029",
        made: Flow(|flow| {
            flow.put("COMPL20260503", &packed(b""));
        }),
    },
    Mistake {
        name: "an error page named .pdf",
        source: "C030; a document store that answers 404",
        made: Flow(|flow| {
            flow.put("COMPL20260502", &packed(b"<html><body>404 Not Found</body></html>"));
        }),
    },
    Mistake {
        name: "a notice of another name than XML",
        source: "NomPJ of a 006: .xml; what opens it goes by the name",
        made: Flow(|flow| {
            flow.piece("FACT202600051", "asap-bordereau-51.xml", "asap-bordereau-51.pdf");
        }),
    },
    Mistake {
        name: "a type of content that is not that of the file",
        source: "MIMEType is what the reader goes by",
        made: Flow(|flow| {
            flow.edit("MIMEType=\"application/xml\"", "MIMEType=\"application/pdf\"");
        }),
    },
    Mistake {
        name: "one identifier for two pieces",
        source: "C031",
        made: Flow(|flow| {
            flow.piece("COMPL20260503", "21350999COMPL20260503", "21350999COMPL20260502").titre(
                503,
                "21350999COMPL20260503",
                "21350999COMPL20260502",
            );
        }),
    },
    Mistake {
        name: "one file under two identifiers",
        source: "the complement of one titre sent again as that of another",
        made: Flow(|flow| {
            let file = flow.file("COMPL20260503");
            flow.put("COMPL20260502", &file);
        }),
    },
    Mistake {
        name: "named otherwise where it is referred to",
        source: "PJRef/NomPJ, PJ/NomPJ",
        made: Flow(|flow| {
            flow.titre(503, "planning-503.pdf", "planning-505.pdf");
        }),
    },
    Mistake {
        name: "of another type where it is referred to",
        source: "PJRef/TypePJ, PJ/TypePJ: 011 is fused, 002 is not",
        made: Flow(|flow| {
            flow.titre(503, "TypePJ V=\"011\"", "TypePJ V=\"002\"");
        }),
    },
    Mistake {
        name: "a piece for another titre than the one that refers to it",
        source: "RefCompta/Identifiant: the number of the titre",
        made: Flow(|flow| {
            flow.piece("COMPL20260503", "<Description V=\"Planning de présence joint à l'avis 503\"/>", "<Description V=\"Planning\"/><RefCompta><Domaine V=\"02\"/><Exercice V=\"2026\"/><TypeObjet V=\"01\"/><Identifiant V=\"505\"/><ComplementIdentifiant V=\"1\"/></RefCompta>");
        }),
    },
    Mistake {
        name: "a piece for the titre of another exercice",
        source: "C042: RefCompta/Exercice",
        made: Flow(|flow| {
            flow.piece("COMPL20260503", "<Description V=\"Planning de présence joint à l'avis 503\"/>", "<Description V=\"Planning\"/><RefCompta><Domaine V=\"02\"/><Exercice V=\"2025\"/><TypeObjet V=\"01\"/><Identifiant V=\"503\"/><ComplementIdentifiant V=\"1\"/></RefCompta>");
        }),
    },
    Mistake {
        name: "a complement of a notice in the domain of expenses",
        source: "C034, C040",
        made: Flow(|flow| {
            flow.piece("COMPL20260503", "<Description V=\"Planning de présence joint à l'avis 503\"/>", "<Description V=\"Planning\"/><RefCompta><Domaine V=\"01\"/><Exercice V=\"2026\"/><TypeObjet V=\"01\"/><Identifiant V=\"503\"/><ComplementIdentifiant V=\"1\"/></RefCompta>");
        }),
    },
    Mistake {
        name: "a complement shared by two debtors",
        source: "the hours of one body read by another; PJRef of both titres",
        made: Flow(|flow| {
            flow.titre(504, "<TypePJ V=\"006\"/>\n          </PJRef>", "<TypePJ V=\"006\"/></PJRef><PJRef><Support V=\"01\"/><IdUnique V=\"21350999COMPL20260502\"/><NomPJ V=\"releve-heures-502.pdf\"/><TypePJ V=\"008\"/></PJRef>");
        }),
    },
    Mistake {
        name: "an identifier in other letters",
        source: "IdUnique: the link is the equality of the two",
        made: Flow(|flow| {
            flow.titre(503, "21350999COMPL20260503", "21350999compl20260503");
        }),
    },
    Mistake {
        name: "a complement announced without its type",
        source: "C050: it is not fused",
        made: Flow(|flow| {
            flow.titre(503, "<TypePJ V=\"011\"/>", "");
        }),
    },
    Mistake {
        name: "a complement that no titre announces",
        source: "A4: no fusion, even with a piece of this type",
        made: Flow(|flow| {
            let start = flow
                .text
                .find("<PJRef>\n            <Support V=\"01\"/>\n            <IdUnique V=\"21350999COMPL20260503\"/>")
                .unwrap();
            let end = start + flow.text[start..].find("</PJRef>").unwrap() + 8;
            flow.text.replace_range(start..end, "");
        }),
    },
    Mistake {
        name: "a piece of the accounts of the year that refers to nothing",
        source: "C028, C037: 012 wants RefCompta",
        made: Flow(|flow| {
            flow.piece("COMPL20260503", "TypePJ V=\"011\"", "TypePJ V=\"012\"").titre(
                503,
                "TypePJ V=\"011\"",
                "TypePJ V=\"012\"",
            );
        }),
    },
    Mistake {
        name: "on paper, and sent",
        source: "PJRef/Support: 02 and 03 forbid a piece",
        made: Flow(|flow| {
            flow.titre(
                503,
                "<Support V=\"01\"/>\n            <IdUnique V=\"21350999COMPL",
                "<Support V=\"02\"/>\n            <IdUnique V=\"21350999COMPL",
            );
        }),
    },
    Mistake {
        name: "a version of pieces that there is not",
        source: "C038",
        made: Flow(|flow| {
            flow.edit("<EnTetePES_PJ>\n      <IdVer V=\"1\"/>", "<EnTetePES_PJ>\n      <IdVer V=\"2\"/>");
        }),
    },
    Mistake {
        name: "referred to twice by one titre",
        source: "PJRef: one for each piece",
        made: Flow(|flow| {
            let whole = "<PJRef><Support V=\"01\"/><IdUnique V=\"21350999COMPL20260503\"/><NomPJ V=\"planning-503.pdf\"/><TypePJ V=\"011\"/></PJRef>";
            flow.titre(503, "<PJRef>", &format!("{whole}<PJRef>"));
        }),
    },
    Mistake {
        name: "two notices for one titre",
        source: "two pieces 006 hold an invoice for the titre: which is printed?",
        made: Flow(|flow| {
            let start = flow.text.find("<PJ>").unwrap();
            let end = flow.text.find("</PJ>").unwrap() + 5;
            let copy = flow.text[start..end].replace("FACT202600051", "FACT202600052");
            flow.text.insert_str(end, &copy);
            flow.titre(501, "</PJRef>", "</PJRef><PJRef><Support V=\"01\"/><IdUnique V=\"21350999FACT202600052\"/><NomPJ V=\"asap-bordereau-51.xml\"/><TypePJ V=\"006\"/></PJRef>");
        }),
    },
    Mistake {
        name: "a notice for which no titre asks",
        source: "A4: the piece of an ASAP is referred to by its titres",
        made: Flow(|flow| {
            flow.text = flow.text.replace(
                "<IdUnique V=\"21350999FACT202600051\"/>\n            <NomPJ",
                "<IdUnique V=\"21350999FACT202600099\"/>\n            <NomPJ",
            );
        }),
    },
];
