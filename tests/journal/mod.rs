//! What was sent, what came back, and what is told of it.

mod about;
mod golden;
mod history;
mod kills;
mod life;
mod lost;
mod sending;
mod server;
mod shapes;
mod twice;
mod veille;
mod volume;
mod year;

use std::path::{Path, PathBuf};
use std::process::Output;

use crate::support::{pes, root};

/// A local authority with its configuration, its journal and its billing data, in a folder of its own.
pub struct Authority {
    folder: tempfile::TempDir,
}

pub const DATE: &str = "2026-03-02";
pub const SIRET: &str = "21350999500014";

impl Authority {
    /// The one of the fixture, with a journal.
    pub fn new() -> Self {
        Self::remembering("path = \"journal.db\"")
    }

    /// The same with its journal in a database.
    pub fn on_server(url: &str) -> Self {
        Self::remembering(&format!("url = \"{url}\""))
    }

    fn remembering(journal: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let case = root().join("fixtures/billing/cantine");
        let config = std::fs::read_to_string(case.join("pes.toml")).unwrap();
        std::fs::write(folder.path().join("pes.toml"), config + "\n[journal]\n" + journal + "\n").unwrap();
        Authority { folder }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Rows of the fixture: those of the invoices asked for, under a name.
    pub fn bill(&self, name: &str, invoices: impl Fn(&str) -> bool) -> PathBuf {
        let bytes = std::fs::read(root().join("fixtures/billing/cantine/factures.csv")).unwrap();
        let mut lines = bytes.split_inclusive(|&byte| byte == b'\n');
        let mut kept = lines.next().unwrap().to_vec();
        for line in lines {
            let number = line.split(|&byte| byte == b';').next().unwrap();
            if invoices(&String::from_utf8_lossy(number)) {
                kept.extend_from_slice(line);
            }
        }
        let path = self.path(name);
        std::fs::write(&path, kept).unwrap();
        path
    }

    pub fn run(&self, words: &[&str]) -> Output {
        pes().args(words).arg("--config").arg(self.path("pes.toml")).output().expect("the command starts")
    }

    pub fn convert(&self, input: &Path, out: &str, more: &[&str]) -> Output {
        pes()
            .arg("convert")
            .arg(input)
            .arg("--config")
            .arg(self.path("pes.toml"))
            .arg("--out")
            .arg(self.path(out))
            .args(["--date", DATE])
            .args(more)
            .output()
            .expect("the command starts")
    }

    /// Writes what came back and has it read.
    pub fn back(&self, name: &str, text: &str) -> Output {
        let path = self.path(name);
        std::fs::write(&path, text).unwrap();
        self.run(&["retour", path.to_str().unwrap(), "--date", "2026-03-05"])
    }

    /// What machines are told of what a word names.
    pub fn statut(&self, word: &str) -> Vec<serde_json::Value> {
        let output = self.run(&["statut", word, "--format", "json"]);
        let json: serde_json::Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr)));
        json["titres"].as_array().unwrap().clone()
    }

    pub fn etat(&self, invoice: &str) -> String {
        let titres = self.statut(invoice);
        titres.iter().rfind(|titre| titre["facture"] == invoice).unwrap()["etat"].as_str().unwrap().to_owned()
    }
}

pub fn text(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

pub fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

/// An acquit v2 of a flow, with these elements.
pub fn acquit(nom_fic: &str, elements: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<n:PES_ACQUIT xmlns:n="http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/retour/v2">
<Enveloppe><Parametres><Version V="2"/><TypFic V="PESALR1"/><NomFic V="{nom_fic}"/></Parametres>
<Emetteur><Sigle V="HELIOS"/><Adresse V="DGFIP"/></Emetteur></Enveloppe>
<EnTetePES><DteStr V="2026-03-03"/><IdPost V="035999"/><IdColl V="{SIRET}"/><CodCol V="350"/><CodBud V="00"/></EnTetePES>
<ACQUIT><EnTeteAcquit><IdVer V="2"/></EnTeteAcquit>{elements}</ACQUIT>
</n:PES_ACQUIT>
"#
    )
}

pub fn bordereau(numero: u64, accepted: bool, details: &str) -> String {
    let etat = u8::from(accepted);
    format!(
        "<ElementACQUIT><DomaineAck V=\"6\"/><EtatAck V=\"{etat}\"/><NumBord V=\"{numero}\"/><ExerciceBord V=\"2026\"/>{details}</ElementACQUIT>"
    )
}

pub fn piece(id_unique: &str, accepted: bool, details: &str) -> String {
    let etat = u8::from(accepted);
    format!(
        "<ElementACQUIT><DomaineAck V=\"4\"/><EtatAck V=\"{etat}\"/><IdUnique V=\"{id_unique}\"/>{details}</ElementACQUIT>"
    )
}

pub fn erreur(code: &str, libelle: &str) -> String {
    format!("<Erreur><NumAnoAck V=\"{code}\"/><LibelleAnoAck V=\"{libelle}\"/></Erreur>")
}
