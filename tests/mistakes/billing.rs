//! Billing data with its configuration, to be spoiled.

use std::path::PathBuf;
use std::sync::OnceLock;

use super::{Made, Mistake, Said, said_by};
use crate::support::{root, run, tree};

/// Three invoices of a fixture with their configuration, to be spoiled, one character a byte.
pub struct Billing {
    folder: tempfile::TempDir,
    input: &'static str,
    date: std::cell::Cell<&'static str>,
}

impl Billing {
    fn of(fixture: &str, input: &'static str, invoices: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let case = root().join("fixtures/billing").join(fixture);
        for (name, bytes) in tree(&case).into_iter().filter(|(name, _)| !name.starts_with("attendu")) {
            let path = folder.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        let billing = Billing { folder, input, date: "2026-03-02".into() };
        let text = billing.text();
        let kept = |&(row, line): &(usize, &str)| {
            (row == 0 && input.ends_with(".csv")) || invoices.iter().any(|number| line.contains(number))
        };
        let kept: String = text.split_inclusive('\n').enumerate().filter(kept).map(|(_, line)| line).collect();
        billing.write(input, &kept);
        billing
    }

    fn meals() -> Self {
        Self::of("cantine", "factures.csv", &["2026-00001", "2026-00002", "2026-00003"])
    }

    fn water() -> Self {
        Self::of("eau", "factures.csv", &["E26-0001", "E26-0003", "E26-0009"])
    }

    fn bodies() -> Self {
        Self::of("interco", "factures.jsonl", &["MAD-2026-001", "MAD-2026-002", "MAD-2026-010"])
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        std::fs::read(self.path(name)).unwrap().iter().map(|&byte| byte as char).collect()
    }

    fn write(&self, name: &str, text: &str) {
        let bytes: Vec<u8> = text.chars().map(|char| u8::try_from(u32::from(char)).expect("one byte")).collect();
        std::fs::write(self.path(name), bytes).unwrap();
    }

    /// The billing data.
    pub fn text(&self) -> String {
        self.read(self.input)
    }

    /// Changes the rows of an invoice.
    pub fn row(&self, invoice: &str, from: &str, to: &str) -> &Self {
        self.rows(|line| if line.contains(invoice) { line.replace(from, to) } else { line.to_owned() })
    }

    /// Changes the first row of an invoice.
    pub fn first_row(&self, invoice: &str, from: &str, to: &str) -> &Self {
        let mut first = true;
        self.rows(|line| {
            let is_it = line.contains(invoice) && std::mem::take(&mut first);
            if is_it { line.replace(from, to) } else { line.to_owned() }
        })
    }

    /// Keeps of an invoice the first line that says this.
    pub fn only_lines(&self, invoice: &str, said: &str) -> &Self {
        let mut kept = false;
        self.rows(|line| {
            let is_first = line.contains(said) && !kept;
            kept |= is_first;
            if !line.contains(invoice) || is_first { line.to_owned() } else { String::new() }
        })
    }

    fn rows(&self, change: impl FnMut(&str) -> String) -> &Self {
        let text = self.text();
        let after: String = text.split_inclusive('\n').map(change).collect();
        assert!(after != text, "nothing changed");
        self.write(self.input, &after);
        self
    }

    /// Changes the first place of the data where this stands.
    pub fn first(&self, from: &str, to: &str) {
        let text = self.text();
        assert!(text.contains(from), "{from}");
        self.write(self.input, &text.replacen(from, to, 1));
    }

    pub fn end(&self, more: &str) {
        self.write(self.input, &(self.text() + more));
    }

    pub fn bytes(&self, bytes: &[u8]) {
        std::fs::write(self.path(self.input), bytes).unwrap();
    }

    pub fn beside(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path(name), bytes).unwrap();
    }

    pub fn config(&self, from: &str, to: &str) -> &Self {
        let text = self.read("pes.toml");
        assert!(text.contains(from), "{from}");
        self.write("pes.toml", &text.replacen(from, to, 1));
        self
    }

    pub fn date(&self, date: &'static str) {
        self.date.set(date);
    }

    fn convert(&self) -> Said {
        let [input, config, out] = [self.input, "pes.toml", "out"].map(|name| self.path(name).display().to_string());
        let words = ["convert", &input, "--config", &config, "--out", &out, "--date", self.date.get(), "--lang", "fr"];
        let ran = run(&words);
        let told = String::from_utf8_lossy(&ran.stderr).into_owned();
        let mut said = match std::fs::read(self.path("out/rapport.json")) {
            Ok(report) => {
                let report: serde_json::Value = serde_json::from_slice(&report).unwrap();
                said_by(report["constats"].as_array().unwrap().iter())
            }
            Err(_) => said_by([].iter()),
        };
        for line in told.lines() {
            let rule = |severity: &str| line.strip_prefix(severity)?.split_once(']').map(|(rule, _)| rule.to_owned());
            said.errors.extend(rule("erreur["));
            said.warnings.extend(rule("avertissement["));
        }
        if !ran.status.success() && said.errors.is_empty() {
            said.refusal = Some(told);
        }
        said
    }
}

/// What is said of the mistake and not of the data without it.
pub fn said(mistake: &Mistake) -> Said {
    static SOUND: OnceLock<[Said; 3]> = OnceLock::new();
    let sound = SOUND.get_or_init(|| {
        let sound = [Billing::meals(), Billing::water(), Billing::bodies()].map(|billing| billing.convert());
        for said in &sound {
            assert!(said.errors.is_empty() && said.refusal.is_none(), "{}", said.shown());
        }
        sound
    });
    let (billing, made, sound) = match mistake.made {
        Made::Meals(made) => (Billing::meals(), made, &sound[0]),
        Made::Water(made) => (Billing::water(), made, &sound[1]),
        Made::Bodies(made) => (Billing::bodies(), made, &sound[2]),
        _ => panic!("{}: no billing data", mistake.name),
    };
    made(&billing);
    let mut said = billing.convert();
    said.warnings.retain(|rule| !sound.warnings.contains(rule));
    said
}
