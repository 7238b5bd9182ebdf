//! Documents around their titres, pieces or invoices, which are written apart: what surrounds them is written once, and
//! they can be written on several threads.

use pes_parser::model::{FactureIndiv, Piece, Pj};
use pes_parser::{Encoding, PesAller};

/// A flow without its titres and without their pieces.
pub(crate) struct FlowFrame {
    before_titres: Vec<u8>,
    before_pieces: Vec<u8>,
    end: Vec<u8>,
}

impl FlowFrame {
    /// Of a flow that holds an empty titre and an empty piece where the true ones go.
    pub fn new(flow: &PesAller, encoding: Encoding) -> Self {
        let bytes = flow.write(encoding);
        let (before_titres, rest) = around(&bytes, &Piece::default().write(encoding));
        let (before_pieces, end) = around(rest, &Pj::default().write(encoding));
        FlowFrame { before_titres: before_titres.into(), before_pieces: before_pieces.into(), end: end.into() }
    }

    /// The whole flow.
    pub fn with(&self, titres: &[&[u8]], pieces: &[&[u8]]) -> Vec<u8> {
        let parts = [&[&self.before_titres[..]], titres, &[&self.before_pieces], pieces, &[&self.end]];
        parts.concat().concat()
    }
}

/// A document inside a piece, without its name and without its invoices.
pub(crate) struct AsapFrame {
    before_name: Vec<u8>,
    before_indivs: Vec<u8>,
    end: Vec<u8>,
}

impl AsapFrame {
    /// Of a document that holds an empty invoice where the true ones go.
    pub fn new(document: &PesAller, encoding: Encoding) -> Self {
        const NAME: &[u8] = b"<NomFic V=\"";
        let bytes = document.write(encoding);
        let (before_name, rest) = around(&bytes, NAME);
        let after_name = rest.iter().position(|&byte| byte == b'"').unwrap_or_default();
        let (before_indivs, end) = around(&rest[after_name..], &FactureIndiv::default().write(encoding));
        AsapFrame { before_name: [before_name, NAME].concat(), before_indivs: before_indivs.into(), end: end.into() }
    }

    /// The whole document; its name has no character that XML would escape.
    pub fn with(&self, name: &str, indivs: &[&[u8]]) -> Vec<u8> {
        [&[&self.before_name[..], name.as_bytes(), &self.before_indivs], indivs, &[&self.end]].concat().concat()
    }
}

/// What comes before and after a part. Were it not there, what is put together would be refused by its check.
fn around<'b>(bytes: &'b [u8], part: &[u8]) -> (&'b [u8], &'b [u8]) {
    let at = bytes.windows(part.len()).position(|window| window == part);
    at.map_or((bytes, &[]), |at| (&bytes[..at], &bytes[at + part.len()..]))
}
