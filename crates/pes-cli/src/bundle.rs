//! Documents that came in a zip: their names are shown, never used as paths.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use pes::parser::{Text, text};
use pes::validator::{At, Diagnostic, rules};
use zip::ZipArchive;
use zip::read::ZipFile;

use crate::files;
use crate::screen::Fault;

/// Documents of one zip.
const MAX_MEMBERS: usize = 10_000;
/// Bytes of one document, and of all.
const MAX_MEMBER: u64 = 256 << 20;
const MAX_BYTES: u64 = 1 << 30;
/// How many times its compressed size a document may have, above [`FREE`].
const MAX_RATIO: u64 = 400;
const FREE: u64 = 32 << 20;

/// A document, alone or in a zip.
pub struct Document {
    /// Path of the file, then the name in the zip: `recus.zip > acquit.xml`.
    pub name: String,
    pub bytes: Vec<u8>,
}

/// The documents of a file, called `name`: itself, unless it is a zip.
pub fn documents(name: &str, bytes: Vec<u8>) -> Result<Vec<Document>, Fault> {
    if !is_zip(&bytes) {
        return Ok(vec![Document { name: name.to_owned(), bytes }]);
    }
    let refused = |why: Text| -> Fault {
        let Text { fr, en } = why;
        let message = text!(fr = "{name} : {fr}", en = "{name}: {en}");
        Diagnostic::new(&rules::PES015, At::document(name), message).into()
    };
    let broken = || refused(Text::fixed("l'archive zip est abîmée", "the zip archive is damaged"));
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    if archive.len() > MAX_MEMBERS {
        let count = archive.len();
        return Err(refused(text!(
            fr = "{count} fichiers dans l'archive, {MAX_MEMBERS} au plus",
            en = "{count} files in the archive, {MAX_MEMBERS} at most"
        )));
    }
    let mut documents = Vec::new();
    let mut left = MAX_BYTES;
    for index in 0..archive.len() {
        // Raw: what is encrypted or compressed in another way is told as such.
        let (shown, is_folder, why) = {
            let member = archive.by_index_raw(index).map_err(|_| broken())?;
            (String::from_utf8_lossy(member.name_raw()).into_owned(), member.is_dir(), refusal(&member))
        };
        if is_folder {
            continue;
        }
        let of_member = |Text { fr, en }: Text| refused(text!(fr = "« {shown} » : {fr}", en = "\"{shown}\": {en}"));
        if let Some(why) = why {
            return Err(of_member(why));
        }
        let mut member = archive.by_index(index).map_err(|_| broken())?;
        let bytes = unpacked(&mut member, left).map_err(|error| {
            of_member(match error.kind() {
                io::ErrorKind::FileTooLarge => {
                    Text::fixed("trop grand une fois décompressé", "too large once it is uncompressed")
                }
                _ => Text::fixed("ne se décompresse pas", "cannot be uncompressed"),
            })
        })?;
        left -= bytes.len() as u64;
        documents.push(Document { name: format!("{name} > {shown}"), bytes });
    }
    if documents.is_empty() {
        return Err(refused(Text::fixed("l'archive zip est vide", "the zip archive is empty")));
    }
    Ok(documents)
}

/// Those of a file.
pub fn read(path: &Path, name: &str) -> Result<Vec<Document>, Fault> {
    documents(name, files::read(path, &rules::PES001)?)
}

/// Whether a file starts as a zip does.
pub fn is_zip_file(path: &Path) -> bool {
    let is_file = std::fs::metadata(path).is_ok_and(|there| there.is_file());
    let mut start = [0; 4];
    is_file && File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && is_zip(&start)
}

fn is_zip(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06")
}

/// Why a member is not read, whatever it holds.
fn refusal<R: Read + ?Sized>(member: &ZipFile<'_, R>) -> Option<Text> {
    if member.encrypted() {
        Some(Text::fixed("chiffré : l'ouvrir d'abord", "encrypted: open it first"))
    } else if member.is_symlink() {
        Some(Text::fixed("c'est un lien", "it is a link"))
    } else if !matches!(member.compression(), zip::CompressionMethod::Stored | zip::CompressionMethod::Deflated) {
        Some(Text::fixed("compressé d'une façon qui n'est pas lue", "compressed in a way that is not read"))
    } else {
        None
    }
}

/// What its header says of its size is not believed.
fn unpacked<R: Read + ?Sized>(member: &mut ZipFile<'_, R>, left: u64) -> io::Result<Vec<u8>> {
    let by_ratio = member.compressed_size().saturating_mul(MAX_RATIO).max(FREE);
    let most = MAX_MEMBER.min(left).min(by_ratio);
    let mut bytes = Vec::new();
    member.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(bytes) }
}
