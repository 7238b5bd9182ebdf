use std::path::Path;

use crate::support::{pes, root, shown, tree};

fn convert(out: &Path, more: &[&str]) -> std::process::Output {
    let case = root().join("fixtures/billing/interco");
    pes()
        .arg("convert")
        .arg(case.join("factures.jsonl"))
        .arg("--config")
        .arg(case.join("pes.toml"))
        .arg("--out")
        .arg(out)
        .args(["--date", "2026-03-02"])
        .args(more)
        .output()
        .unwrap()
}

#[test]
fn all_or_nothing_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let output = convert(&out, &["--tout-ou-rien"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!out.exists());
    assert!(String::from_utf8_lossy(&output.stderr).contains("rien n'est écrit"));
}

/// Running again is safe: the same bytes are left as they are, others are never written over unless asked.
#[test]
fn outputs_are_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(convert(folder.path(), &[]).status.code(), Some(1));
    let first = tree(folder.path());
    assert_eq!(convert(folder.path(), &[]).status.code(), Some(1), "the same run again is no conflict");
    assert_eq!(tree(folder.path()), first);

    let other = convert(folder.path(), &["--premier-titre", "900"]);
    assert_eq!(other.status.code(), Some(2));
    let said = shown(&other, &[folder.path()]);
    assert!(said.contains("PES890") && said.contains("--ecraser"), "{said}");
    assert_eq!(tree(folder.path()), first, "nothing was touched");

    assert_eq!(convert(folder.path(), &["--premier-titre", "900", "--ecraser"]).status.code(), Some(1));
    assert_ne!(tree(folder.path()), first);
}

/// A run that replaces another replaces its flows, whatever their names: no titre is left twice.
#[test]
fn the_flows_of_a_replaced_run_go_with_it() {
    let folder = tempfile::tempdir().unwrap();
    convert(folder.path(), &[]);
    let flows = || tree(folder.path()).into_keys().filter(|path| path.ends_with(".xml")).collect::<Vec<_>>();
    let first = flows();
    let [kept, changed, ..] = &first[..] else { panic!("{first:?}") };
    let text = std::fs::read(folder.path().join(changed)).unwrap();
    std::fs::write(folder.path().join(changed), [&text[..], b"<!-- -->"].concat()).unwrap();
    std::fs::write(folder.path().join("prive/autre.xml"), "other").unwrap();

    convert(folder.path(), &["--premier-flux", "50", "--ecraser"]);
    let report: serde_json::Value = serde_json::from_slice(&tree(folder.path())["rapport.json"]).unwrap();
    let named = report["fichiers"].as_array().unwrap().iter().map(|file| file["chemin"].as_str().unwrap().to_owned());
    let mut expected: Vec<String> = named.collect();
    assert!(!expected.contains(kept));
    // What was changed by hand or comes from elsewhere is nobody's to remove.
    expected.extend([changed.clone(), "prive/autre.xml".to_owned()]);
    expected.sort();
    assert_eq!(flows(), expected);
}

/// What an interrupted run left aside disturbs nobody and is cleared.
#[test]
fn leftovers_are_cleared() {
    let folder = tempfile::tempdir().unwrap();
    let aside = folder.path().join(".pes-en-cours/prive");
    std::fs::create_dir_all(&aside).unwrap();
    std::fs::write(aside.join("moitie.xml"), "<PES_Al").unwrap();
    assert_eq!(convert(folder.path(), &[]).status.code(), Some(1));
    assert!(!folder.path().join(".pes-en-cours").exists());
    assert!(!tree(folder.path()).keys().any(|path| path.contains("moitie")));
}

#[test]
fn two_runs_do_not_share_a_folder() {
    let folder = tempfile::tempdir().unwrap();
    let lock = std::fs::File::create(folder.path().join(".pes-verrou")).unwrap();
    lock.lock().unwrap();
    let output = convert(folder.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("une autre exécution"));
    drop(lock);
    assert_eq!(convert(folder.path(), &[]).status.code(), Some(1));
}

#[cfg(unix)]
#[test]
fn outputs_are_private() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    convert(&out, &[]);
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&out), 0o700);
    for path in tree(&out).keys() {
        assert_eq!(mode(&out.join(path)), 0o600, "{path}");
    }
}

#[test]
fn a_folder_that_is_a_file_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    std::fs::write(&out, "").unwrap();
    let output = convert(&out, &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("PES891"), "{}", shown(&output, &[]));
}

#[test]
fn the_report_can_be_the_result() {
    let folder = tempfile::tempdir().unwrap();
    let output = convert(folder.path(), &["--format", "json"]);
    assert_eq!(output.stdout, tree(folder.path())["rapport.json"]);
}

#[test]
fn init_writes_a_configuration_once() {
    let folder = tempfile::tempdir().unwrap();
    let init = || pes().arg("init").arg(folder.path()).output().unwrap();
    assert_eq!(init().status.code(), Some(0));
    insta::assert_snapshot!(std::fs::read_to_string(folder.path().join("pes.toml")).unwrap());
    let again = init();
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("existe déjà"));
}

/// A cell that a spreadsheet would run is made plain text.
#[test]
fn tables_carry_no_formula() {
    let folder = tempfile::tempdir().unwrap();
    let case = root().join("fixtures/billing/interco");
    let text = std::fs::read_to_string(case.join("factures.jsonl")).unwrap();
    let first = text.lines().next().unwrap();
    let input = folder.path().join("f.jsonl");
    std::fs::write(&input, first.replace("COMMUNE DE SAINT-EXEMPLE", "=cmd|' /C calc'!A0")).unwrap();
    let output = pes()
        .arg("convert")
        .arg(&input)
        .arg("--config")
        .arg(case.join("pes.toml"))
        .arg("--out")
        .arg(folder.path().join("out"))
        .args(["--date", "2026-03-02"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", shown(&output, &[]));
    let routing = String::from_utf8(tree(&folder.path().join("out")).remove("routage.csv").unwrap()).unwrap();
    assert!(routing.contains(";'=cmd|") && !routing.contains(";=cmd"), "{routing}");
}
