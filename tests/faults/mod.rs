//! What stops a run or spoils what it leaves: killed, interrupted, no room, no right, changing input, two at once.
#![cfg(unix)]

mod complements;
mod descriptors;
mod disk;
mod input;
mod kill;
mod leaks;
mod outputs;
mod private;
mod rights;
mod shared;
mod signals;
mod together;

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use crate::support::{Random, pes, root, tree};

type Tree = BTreeMap<String, Vec<u8>>;

/// What a run may leave beside its files, and what it leaves when it ends.
const LOCK: &str = ".pes-verrou";

/// Invented billing for both routes, one invoice in ten refused, with a configuration that makes many flows of it.
fn write_billing(folder: &Path, invoices: usize) {
    let text = std::fs::read_to_string(root().join("fixtures/billing/cantine/pes.toml")).unwrap();
    let head = text[..text.find("[entree]").unwrap()].replace("[flux]", "[flux]\nmax_titres = 5");
    let keys = ["facture", "objet", "debiteur.nom", "debiteur.adr2", "debiteur.cp", "debiteur.ville", "debiteur.siret"];
    let more = ["debiteur.cat_tiers", "debiteur.nat_jur", "ligne.libelle", "ligne.date", "ligne.quantite"];
    let keys: Vec<&str> = keys.into_iter().chain(more).chain(["ligne.prix_unitaire"]).collect();
    let columns: String = keys.iter().map(|key| format!("\"{key}\" = \"{key}\"\n")).collect();
    std::fs::write(folder.join("pes.toml"), format!("{head}[colonnes]\n{columns}")).unwrap();
    let rows: String = (1..=invoices)
        .map(|number| {
            let (siret, kind) = if number % 3 == 0 { ("21350998700011", "23;09") } else { ("", "50;03") };
            let date = if number % 10 == 0 { "31/02/2026" } else { "28/02/2026" };
            format!(
                "F{number};Location;EXEMPLE {number};1 RUE DU PORT;35999;VALMIREL;{siret};{kind};Salle;{date};2;50,00\n"
            )
        })
        .collect();
    std::fs::write(folder.join("factures.csv"), format!("{}\n{rows}", keys.join(";"))).unwrap();
}

/// The command, which converts what [`write_billing`] wrote.
fn convert(folder: &Path, out: &Path) -> Command {
    let mut command = pes();
    command.arg("convert").arg(folder.join("factures.csv")).arg("--config").arg(folder.join("pes.toml"));
    command.arg("--out").arg(out).args(["--date", "2026-03-02", "--jobs", "2"]);
    command
}

/// The same command, started by a shell after `before`, such as `umask 000`.
fn after(before: &str, command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.arg("-c").arg(format!("{before}; exec \"$0\" \"$@\"")).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell
}

/// The same command with its output going elsewhere: `"$@" > /dev/full`.
fn redirected(redirection: &str, command: &Command) -> Command {
    after(&format!("exec {redirection}"), command)
}

/// Everything below a folder that ours does not name, by its path: locks and what is not finished.
fn hidden(folder: &Path) -> Vec<String> {
    everything(folder)
        .into_iter()
        .filter_map(|path| path.strip_prefix(folder).ok().map(|path| path.to_string_lossy().into_owned()))
        .filter(|path| path.starts_with('.'))
        .collect()
}

/// Files and folders, the hidden ones too; the folder itself first.
fn everything(folder: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for entry in entries {
            let entry = entry.expect("readable folder");
            match entry.file_type().expect("a kind").is_dir() {
                true => folders.push(entry.path()),
                false => found.push(entry.path()),
            }
        }
        found.insert(0, folder);
    }
    found
}

/// Nobody else reads what is in a folder of ours.
fn assert_private(folder: &Path) {
    for path in everything(folder) {
        let metadata = std::fs::symlink_metadata(&path).unwrap();
        let expected = if metadata.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(metadata.permissions().mode() & 0o777, expected, "{}", path.display());
    }
}

/// A run that failed: exit code 2, these words, no panic, no words of the system or of a library.
fn assert_says(output: &Output, words: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(words), "« {words} » in: {said}");
    for foreign in ["panicked", "os error", "No such", "denied", "Broken pipe", "RUST_BACKTRACE"] {
        assert!(!said.contains(foreign), "{said}");
    }
}

/// Nothing was put in place, and nothing is left aside.
fn assert_untouched(out: &Path, before: &Tree) {
    assert_eq!(&tree(out), before);
    let left: Vec<String> = hidden(out).into_iter().filter(|path| path != LOCK).collect();
    assert!(left.is_empty(), "{left:?}");
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output().expect("id");
    id.stdout.trim_ascii() == b"0"
}

/// A named pipe, or nothing with a word.
fn named_pipe(path: &Path) -> bool {
    let is_made = Command::new("mkfifo").arg(path).status().is_ok_and(|status| status.success());
    if !is_made {
        eprintln!("skipped: no named pipe at {}", path.display());
    }
    is_made
}

fn signal(name: &str, pid: u32) {
    let sent = Command::new("sh").arg("-c").arg(format!("kill -s {name} {pid}")).output().expect("a shell");
    // The process may have ended.
    let _ = sent.status;
}
