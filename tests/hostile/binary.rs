//! What the command is made of.

use std::process::Command;

use crate::support::root;

/// Those of the system's own C library, and the unwinder that each glibc system has for it.
const LIBRARIES: [&str; 4] = ["libc.so.", "libm.so.", "libgcc_s.so.", "ld-linux"];

#[test]
fn the_command_needs_no_library_but_those_of_the_system() {
    if !cfg!(target_os = "linux") {
        return;
    }
    let Ok(output) = Command::new("readelf").args(["-d", env!("CARGO_BIN_EXE_pes")]).output() else {
        eprintln!("skipped: readelf not found (package binutils)");
        return;
    };
    let text = String::from_utf8_lossy(&output.stdout);
    let needed: Vec<&str> = text.lines().filter(|line| line.contains("(NEEDED)")).collect();
    assert!(!needed.is_empty(), "{text}");
    for line in needed {
        let name = line.split(['[', ']']).nth(1).expect("a name between brackets");
        assert!(LIBRARIES.iter().any(|library| name.starts_with(library)), "{name}");
    }
}

/// What is unsafe is proved where it stands: nowhere.
#[test]
fn no_crate_has_unsafe_code() {
    let workspace = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(workspace.contains("[workspace.lints.rust]\nunsafe_code = \"forbid\"\n"));
    let mut crates = 0;
    for folder in std::fs::read_dir(root().join("crates")).unwrap() {
        let manifest = folder.unwrap().path().join("Cargo.toml");
        if let Ok(manifest) = std::fs::read_to_string(manifest) {
            assert!(manifest.contains("[lints]\nworkspace = true"), "{manifest}");
            crates += 1;
        }
    }
    println!("{crates} crates without unsafe code");
}
