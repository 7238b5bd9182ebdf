//! What a billing row names as its complement is a file of the folder, or it is refused at once.

use std::os::unix::net::UnixListener;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use super::{convert, write_billing};

const PDF: &[u8] = b"%PDF-1.7 complement";

/// Billing of one invoice, with the complement that it names.
fn converted(work: &Path, complement: &str) -> (Output, Duration) {
    write_billing(work, 1);
    let edit = |name: &str, change: &dyn Fn(&str) -> String| {
        let path = work.join(name);
        std::fs::write(&path, change(&std::fs::read_to_string(&path).unwrap())).unwrap();
    };
    edit("pes.toml", &|text| format!("{text}\"complement\" = \"complement\"\n"));
    edit("factures.csv", &|text| {
        let (head, row) = text.split_once('\n').unwrap();
        format!("{head};complement\n{};{complement}\n", row.trim_end())
    });
    let started = Instant::now();
    let mut child = convert(work, &work.join("out"));
    child.args(["--lang", "fr"]).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut child = child.spawn().unwrap();
    while child.try_wait().unwrap().is_none() && started.elapsed() < Duration::from_secs(60) {
        std::thread::sleep(Duration::from_millis(10));
    }
    let waited = started.elapsed();
    let _ = child.kill();
    (child.wait_with_output().unwrap(), waited)
}

#[test]
fn only_files_of_the_folder_are_read() {
    type Make = fn(&Path, &Path);
    let cases: [(&str, Make, &str); 9] = [
        (
            "tube.pdf",
            |folder, _| assert!(Command::new("mkfifo").arg(folder.join("tube.pdf")).status().unwrap().success()),
            "c'est un tube",
        ),
        ("prise.pdf", |folder, _| drop(UnixListener::bind(folder.join("prise.pdf")).unwrap()), "c'est une prise"),
        (
            "lien.pdf",
            |folder, away| std::os::unix::fs::symlink(away.join("secret.pdf"), folder.join("lien.pdf")).unwrap(),
            "c'est un lien",
        ),
        (
            "ici.pdf",
            |folder, _| std::os::unix::fs::symlink("factures.csv", folder.join("ici.pdf")).unwrap(),
            "c'est un lien",
        ),
        (
            "nul.pdf",
            |folder, _| std::os::unix::fs::symlink("/dev/zero", folder.join("nul.pdf")).unwrap(),
            "c'est un lien",
        ),
        (
            "loin/secret.pdf",
            |folder, away| std::os::unix::fs::symlink(away, folder.join("loin")).unwrap(),
            "c'est un lien",
        ),
        (
            "a/b/secret.pdf",
            |folder, away| {
                std::fs::create_dir(folder.join("a")).unwrap();
                std::os::unix::fs::symlink(away, folder.join("a/b")).unwrap();
            },
            "c'est un lien",
        ),
        ("dossier.pdf", |folder, _| std::fs::create_dir(folder.join("dossier.pdf")).unwrap(), "c'est un dossier"),
        ("absent.pdf", |_, _| {}, "fichier absent"),
    ];
    for (name, make, words) in cases {
        let (work, away) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::fs::write(away.path().join("secret.pdf"), PDF).unwrap();
        make(work.path(), away.path());
        let (output, waited) = converted(work.path(), name);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{name} after {waited:?}: {said}");
        assert!(said.contains("PES850") && said.contains(words), "{name}: {said}");
    }
    let work = tempfile::tempdir().unwrap();
    std::fs::create_dir(work.path().join("a")).unwrap();
    std::fs::write(work.path().join("a/vrai.pdf"), PDF).unwrap();
    let (output, _) = converted(work.path(), "./a/vrai.pdf");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}
