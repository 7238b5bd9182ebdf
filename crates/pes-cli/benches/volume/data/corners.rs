//! Flows and billing data that repeat one thing very often.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use super::asap;
use super::billing::{self, CONFIGURATION};
use super::flow::head;
use super::titre::{Line, Titre};
use super::xml::{Encoding, Xml};

/// A titre names `count` attached pieces.
pub fn many_references(path: &Path, count: u64) -> io::Result<()> {
    let titre = Titre::new(1);
    let mut piece = text(|xml| titre.piece(xml, true));
    let mut attached = text(|xml| asap::attached(&titre, xml));
    let one = between(&piece, "          <PJRef>", "        </BlocPiece>").to_owned();
    let number = |text: &str, number: u64| text.replace("B1T1A", &format!("B1T1A{number}"));
    piece = piece.replace(&one, &(1..=count).map(|rank| number(&one, rank)).collect::<String>());
    attached = (1..=count).map(|rank| number(&attached, rank)).collect();
    write(path, &bordereau(1, &piece), &attached)
}

/// The same titre and the same attached piece, `count` times.
pub fn many_duplicates(path: &Path, count: u64) -> io::Result<()> {
    let titre = Titre::new(1);
    let piece = text(|xml| titre.piece(xml, true)).repeat(count as usize);
    let attached = text(|xml| asap::attached(&titre, xml)).repeat(count as usize);
    write(path, &bordereau(count, &piece), &attached)
}

/// All on one line, 500 bytes for each of `count`.
pub fn one_line(path: &Path, count: u64) -> io::Result<()> {
    write(path, &on_one_line(&titres(count * 500 / BYTES_OF_A_TITRE)), "")
}

/// The same, with a fault in each titre.
pub fn one_line_of_faults(path: &Path, count: u64) -> io::Result<()> {
    write(path, &on_one_line(&with_faults(&titres(count * 500 / BYTES_OF_A_TITRE))), "")
}

/// `count` titres, each with a fault.
pub fn many_faults(path: &Path, count: u64) -> io::Result<()> {
    write(path, &with_faults(&titres(count)), "")
}

/// One titre of `count` lines.
pub fn many_lines(path: &Path, count: u64) -> io::Result<()> {
    write(path, &bordereau(1, &text(|xml| titre_of_lines(count).piece(xml, false))), "")
}

/// One titre whose ASAP has `count` lines.
pub fn long_asap(path: &Path, count: u64) -> io::Result<()> {
    let attached = text(|xml| asap::attached(&titre_of_lines(count), xml));
    write(path, &bordereau(1, &text(|xml| Titre::new(1).piece(xml, true))), &attached)
}

/// One object of 500 bytes for each of `count`.
pub fn long_value(path: &Path, count: u64) -> io::Result<()> {
    let piece = text(|xml| Titre::new(1).piece(xml, false));
    let object = between(&piece, "<ObjPce V=\"", "\"/>").to_owned();
    let long = format!("<ObjPce V=\"{}", "a".repeat(500 * count as usize));
    write(path, &bordereau(1, &piece.replacen(&object, &long, 1)), "")
}

/// `count` bordereaux of one titre.
pub fn many_bordereaux(path: &Path, count: u64) -> io::Result<()> {
    let bordereaux: String =
        (1..=count).map(|number| bordereau(1, &text(|xml| Titre::new(number).piece(xml, false)))).collect();
    write(path, &bordereaux, "")
}

/// Billing data in which each number comes twice, far apart.
pub fn duplicate_invoices(folder: &Path, count: u64) -> io::Result<()> {
    invoices(folder, "", (0..count).map(|rank| Titre::new(rank % (count / 2) + 1)))
}

/// One invoice of `count` rows.
pub fn long_invoice(folder: &Path, count: u64) -> io::Result<()> {
    invoices(folder, "", std::iter::once(titre_of_lines(count)))
}

/// One row, with a field of 500 bytes for each of `count`.
pub fn long_field(folder: &Path, count: u64) -> io::Result<()> {
    let name = "N".repeat(500 * count as usize);
    invoices(folder, "", std::iter::once(Titre { name, ..Titre::new(1) }))
}

/// Invoices that are all refused: the name is too long.
pub fn refused_invoices(folder: &Path, count: u64) -> io::Result<()> {
    let name = "N".repeat(50);
    invoices(folder, "", (1..=count).map(|number| Titre { name: name.clone(), ..Titre::new(number) }))
}

/// As many invoices as exceptions of debtors in the configuration.
pub fn many_exceptions(folder: &Path, count: u64) -> io::Result<()> {
    let mut exceptions = String::new();
    for number in 1..=count {
        // Writing to a String cannot fail.
        let _ = write!(exceptions, "\n[[debiteurs]]\nreference = \"ORG{number:07}\"\nroute = \"prive\"\n");
    }
    invoices(folder, &exceptions, (1..=count).map(Titre::new))
}

fn invoices(folder: &Path, more_configuration: &str, titres: impl Iterator<Item = Titre>) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("pes.toml"), format!("{CONFIGURATION}{more_configuration}"))?;
    billing::write_rows(&folder.join("factures.csv"), titres)
}

/// About, without white space around elements.
const BYTES_OF_A_TITRE: u64 = 1_500;

/// As many in its ASAP: each is of one day.
fn titre_of_lines(count: u64) -> Titre {
    let lines = (1..).flat_map(|number| Titre::new(number).lines).map(|line| Line { days: 1, ..line });
    let lines = lines.take(count as usize);
    Titre { lines: lines.collect(), ..Titre::new(1) }
}

fn titres(count: u64) -> String {
    bordereau(count, &text(|xml| (1..=count).for_each(|number| Titre::new(number).piece(xml, false))))
}

fn with_faults(text: &str) -> String {
    text.replace(r#"<Majo V="0"/>"#, r#"<Majo V="9"/>"#)
}

fn on_one_line(text: &str) -> String {
    text.lines().map(str::trim_start).collect()
}

fn bordereau(titres: u64, pieces: &str) -> String {
    format!(
        r#"    <Bordereau>
      <BlocBordereau>
        <Exer V="2026"/>
        <IdBord V="1"/>
        <DteBordEm V="2026-03-02"/>
        <TypBord V="01"/>
        <NbrPce V="{titres}"/>
        <MtBordHt V="0.00"/>
      </BlocBordereau>
{pieces}    </Bordereau>
"#
    )
}

/// From the first text up to the second, which stays out.
fn between<'a>(text: &'a str, from: &str, to: &str) -> &'a str {
    let rest = text.split_once(from).map_or("", |(before, _)| &text[before.len()..]);
    rest.split_once(to).map_or(rest, |(inside, _)| inside)
}

fn text(written: impl FnOnce(&mut Xml)) -> String {
    let mut xml = Xml::new(Encoding::Utf8, 3);
    written(&mut xml);
    String::from_utf8_lossy(&xml.take()).into_owned()
}

fn write(path: &Path, bordereaux: &str, attached: &str) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut xml = Xml::new(Encoding::Utf8, 0);
    head(&mut xml, "PESALR1_VALMIREL_20260302_001");
    file.write_all(&xml.take())?;
    write!(file, "<PES_RecetteAller><EnTeteRecette><IdVer V=\"2\"/><InfoDematerialisee V=\"0\"/></EnTeteRecette>")?;
    write!(file, "{bordereaux}</PES_RecetteAller>")?;
    if !attached.is_empty() {
        write!(file, "<PES_PJ><EnTetePES_PJ><IdVer V=\"1\"/></EnTetePES_PJ>\n{attached}</PES_PJ>")?;
    }
    write!(file, "</n:PES_Aller>")?;
    file.flush()
}
