//! Flows of titres de recette of any size: invented, deterministic, valid against the official schemas.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::asap;
use super::titre::{self, Titre};
use super::xml::{Encoding, Xml};

/// Of the commune that all flows come from.
pub const SIRET: &str = "21350999500014";
/// Of all that is issued.
pub const DATE: &str = "2026-03-02";
pub const TITRES_PER_BORDEREAU: u64 = 250;

/// What a flow is to be like.
pub struct Flow {
    /// Names the file.
    pub name: &'static str,
    /// Whether each titre has its ASAP among the attached files.
    pub asap: bool,
    /// Of the file; an ASAP is always in ISO-8859-1.
    pub encoding: Encoding,
}

impl Flow {
    /// Writes the flow of that many titres.
    pub fn write(&self, path: &Path, count: u64) -> io::Result<()> {
        let bordereaux = count.div_ceil(TITRES_PER_BORDEREAU);
        let mut file = BufWriter::new(File::create(path)?);
        let mut xml = Xml::new(self.encoding, 0);
        head(&mut xml, "PESALR1_VALMIREL_20260302_001");
        xml.open("PES_RecetteAller");
        xml.open("EnTeteRecette");
        xml.values(&[("IdVer", "2"), ("InfoDematerialisee", "0")]);
        xml.close();
        for number in 1..=bordereaux {
            self.bordereau(&mut xml, number, count);
            file.write_all(&xml.take())?;
        }
        xml.close();
        if self.asap {
            xml.open("PES_PJ");
            xml.open("EnTetePES_PJ");
            xml.value("IdVer", "1");
            xml.close();
            for number in 1..=bordereaux {
                titres(number, count).for_each(|titre| asap::attached(&titre, &mut xml));
                file.write_all(&xml.take())?;
            }
            xml.close();
        }
        xml.close();
        file.write_all(&xml.take())?;
        file.flush()
    }

    /// How many titres make about that many bytes.
    pub fn titres_in(&self, bytes: u64) -> u64 {
        let mut xml = Xml::new(self.encoding, 2);
        self.bordereau(&mut xml, 1, TITRES_PER_BORDEREAU);
        if self.asap {
            titres(1, TITRES_PER_BORDEREAU).for_each(|titre| asap::attached(&titre, &mut xml));
        }
        bytes * TITRES_PER_BORDEREAU / xml.take().len() as u64
    }

    fn bordereau(&self, xml: &mut Xml, number: u64, of: u64) {
        let total: u64 = titres(number, of).map(|titre| titre.amount()).sum();
        xml.open("Bordereau");
        xml.open("BlocBordereau");
        xml.value("Exer", "2026");
        xml.value("IdBord", number);
        xml.values(&[("DteBordEm", DATE), ("TypBord", "01")]);
        xml.value("NbrPce", titres(number, of).count());
        xml.value("MtBordHt", titre::euros(total));
        xml.close();
        titres(number, of).for_each(|titre| titre.piece(xml, self.asap));
        xml.close();
    }
}

/// Of a bordereau in a flow of `count` titres.
fn titres(bordereau: u64, count: u64) -> impl Iterator<Item = Titre> {
    let first = (bordereau - 1) * TITRES_PER_BORDEREAU + 1;
    (first..=count.min(first + TITRES_PER_BORDEREAU - 1)).map(Titre::new)
}

/// What a flow starts with, down to its domain; `PES_Aller` stays open.
pub fn head(xml: &mut Xml, file_name: &str) {
    xml.declaration();
    xml.open_with("n:PES_Aller", r#" xmlns:n="http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller""#);
    xml.open("Enveloppe");
    xml.open("Parametres");
    xml.values(&[("Version", "2"), ("TypFic", "PESALR1"), ("NomFic", file_name)]);
    xml.close();
    xml.open("Emetteur");
    xml.values(&[("Sigle", "EDITEUR EXEMPLE"), ("Adresse", "Facturation locale 4.2")]);
    xml.close();
    xml.close();
    xml.open("EnTetePES");
    xml.values(&[("DteStr", DATE), ("IdPost", "035999"), ("LibellePoste", "SGC DE VALMIREL"), ("IdColl", SIRET)]);
    xml.values(&[("CodCol", "350"), ("CodBud", "00"), ("LibelleColBud", "COMMUNE DE VALMIREL")]);
    xml.close();
}
