//! What several tests need.

pub mod browser;
pub mod postgres;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::Duration;

use pes::parser::{Encoding, OpenLimits, PesAller, Source};

/// The folder of the repository.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).expect("the crates are two folders below the repository").to_owned()
}

/// Official schemas and sample flows, absent from a user's machine: then the test says what it skips and passes.
pub fn shared(what: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("PES_SHARED").map_or_else(|| root().join("../shared"), PathBuf::from);
    let path = folder.join(what);
    if path.exists() {
        return Some(path);
    }
    eprintln!("skipped: {what} not found (set PES_SHARED to the folder that holds it)");
    None
}

/// A flow that nothing refuses: five titres, one ASAP shared by all.
pub fn sound_flow() -> String {
    let bytes = std::fs::read(root().join("fixtures/flux/mixte.xml")).expect("a readable fixture");
    Encoding::Iso8859_1.decode(&bytes).expect("any bytes are Latin-1").into_owned()
}

/// The text with one thing in place of another, which must be there.
pub fn replaced(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from}");
    text.replacen(from, to, 1)
}

/// The text as the bytes of a flow.
pub fn latin1(text: &str) -> Vec<u8> {
    Encoding::Iso8859_1.encode(text).expect("characters of Latin-1")
}

/// The files of a folder with an extension, sorted.
pub fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("readable folder").path())
        .filter(|path| path.extension().is_some_and(|found| found == extension))
        .collect();
    files.sort();
    files
}

/// Every file below a folder, hidden ones left out, by its path with `/`.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    fn walk(root: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).expect("readable folder") {
            let path = entry.expect("readable folder").path();
            if path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.')) {
                continue;
            }
            if path.is_dir() {
                walk(root, &path, found);
            } else {
                let relative = path.strip_prefix(root).expect("below the root").to_string_lossy().replace('\\', "/");
                found.insert(relative, std::fs::read(&path).expect("readable file"));
            }
        }
    }
    let mut found = BTreeMap::new();
    if folder.exists() {
        walk(folder, folder, &mut found);
    }
    found
}

/// The command, away from the locale of who runs the tests.
pub fn pes() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pes"));
    for name in ["LC_ALL", "LC_MESSAGES", "LANG"] {
        command.env_remove(name);
    }
    command
}

/// Runs the command with these words.
pub fn run(words: &[&str]) -> Output {
    pes().args(words).output().expect("the command starts")
}

/// Exit code, standard output and standard error as one text, the folders of this run named `DIR`.
pub fn shown(output: &Output, folders: &[&Path]) -> String {
    let mut text = format!(
        "exit {}\n--- stdout\n{}--- stderr\n{}",
        output.status.code().unwrap_or(-1),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    for folder in folders {
        text = text.replace(&folder.display().to_string(), "DIR");
    }
    text
}

/// `xmllint`, or nothing with a word when it is not installed.
pub fn xmllint() -> Option<Command> {
    match Command::new("xmllint").arg("--version").output() {
        Ok(_) => Some(Command::new("xmllint")),
        Err(_) => {
            eprintln!("skipped: xmllint not found (package libxml2-utils)");
            None
        }
    }
}

/// Checks documents against an official schema set; says what xmllint finds.
pub fn validate(set: &str, documents: &[(String, Vec<u8>)]) {
    let Some(schema) = shared(&format!("pes-xsd/{set}/PES_V2/Rev0/PES_Aller.xsd")) else { return };
    let Some(mut command) = xmllint() else { return };
    let folder = tempfile::tempdir().expect("a temporary folder");
    command.arg("--noout").arg("--schema").arg(schema);
    for (index, (_, bytes)) in documents.iter().enumerate() {
        let path = folder.path().join(format!("{index}.xml"));
        std::fs::write(&path, bytes).expect("written");
        command.arg(path);
    }
    let output = command.output().expect("xmllint starts");
    let said = String::from_utf8_lossy(&output.stderr);
    let valid = said.lines().filter(|line| line.ends_with(" validates")).count();
    let faults: Vec<&str> = said.lines().filter(|line| line.contains("error")).collect();
    let names: Vec<&String> = documents.iter().map(|(name, _)| name).collect();
    assert!(output.status.success() && valid == documents.len(), "{set}: {faults:#?} in {names:?}");
    println!("{valid} documents valid in {set}");
}

/// A flow read, which must have nothing the model has no room for.
pub fn read_flow(name: &str, bytes: &[u8]) -> PesAller {
    let source = Source::decode(name, bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    let (flow, faults) = PesAller::read(&source).unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(faults, [], "{name}");
    flow
}

/// The documents of the `PES_Facture` pieces of a flow.
pub fn asaps(name: &str, flow: &PesAller) -> Vec<(String, Vec<u8>)> {
    let pieces = flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj);
    pieces
        .filter(|pj| pj.type_pj.as_ref().is_some_and(|kind| kind.text() == "006"))
        .map(|pj| {
            let fichier = pj.contenu.as_ref().unwrap().fichier.as_ref().unwrap();
            let name = format!("{name} > {}", pj.nom_pj.as_ref().unwrap().text());
            (name, fichier.open(OpenLimits::default()).expect("a piece that opens"))
        })
        .collect()
}

/// Numbers from a seed, printed by the tests that use them: `PES_SEED` gives another.
pub struct Random(pub u64);

impl Random {
    pub fn new() -> Self {
        let seed = std::env::var("PES_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
        Random(seed)
    }

    /// SplitMix64.
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub fn moment(&mut self, most: Duration) -> Duration {
        Duration::from_micros(self.below(u64::try_from(most.as_micros()).unwrap().max(1)))
    }
}
