//! Killed at any moment, a run leaves whole files or none, says so, and is ended by the next one.

use std::fs::{DirBuilder, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{LOCK, Random, Tree, after, assert_private, convert, hidden, write_billing};
use crate::support::{pes, root, run, tree};

/// Kills of the conversions: short unless asked otherwise.
fn kills() -> u32 {
    std::env::var("PES_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(40)
}

/// A command that writes in a folder.
struct Scenario<'s> {
    name: &'s str,
    /// What is in the folder before.
    prepare: &'s dyn Fn(&Path),
    command: &'s dyn Fn(&Path) -> Command,
}

/// Where kills fell.
#[derive(Debug, Default)]
struct Fell {
    before_writing: u32,
    while_writing_aside: u32,
    while_putting_in_place: u32,
    once_all_is_in_place: u32,
}

impl Fell {
    fn sum(&self) -> u32 {
        self.before_writing + self.while_writing_aside + self.while_putting_in_place + self.once_all_is_in_place
    }
}

/// A place for the folder of a run, and what is in that folder before.
fn prepared(scenario: &Scenario<'_>) -> (tempfile::TempDir, Tree) {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    (scenario.prepare)(&out);
    (place, tree(&out))
}

/// Writes what an earlier run left.
fn fill(out: &Path, files: &Tree) {
    for (path, bytes) in files {
        let path = out.join(path);
        DirBuilder::new().recursive(true).mode(0o700).create(path.parent().unwrap()).unwrap();
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).unwrap();
        file.write_all(bytes).unwrap();
    }
}

/// Kills a run `count` times; one time in four, again before it is let to its end.
fn killed(scenario: &Scenario<'_>, count: u32, random: &mut Random) -> Fell {
    let seed = random.0;
    let (place, before) = prepared(scenario);
    let out = place.path().join("out");
    let started = Instant::now();
    let undisturbed = (scenario.command)(&out).output().unwrap();
    let lasts = started.elapsed();
    assert!(undisturbed.status.code().is_some_and(|code| code < 2), "{undisturbed:?}");
    let end = tree(&out);
    assert_ne!(end, before);

    let mut fell = Fell::default();
    let (mut place, _) = prepared(scenario);
    let mut attempts = 0;
    while fell.sum() < count {
        attempts += 1;
        assert!(attempts < 100 + 10 * count, "runs end before they are killed: {fell:?}");
        let kill = fell.sum();
        let out = &place.path().join("out");
        let mut child =
            after("umask 000", &(scenario.command)(out)).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        if attempts % 3 == 2 {
            // Putting in place is short: waited for.
            let has_begun = |left: Vec<String>| {
                left.iter().any(|path| path.starts_with(".pes-livraison") || path.starts_with(".pes-en-cours-"))
            };
            while !has_begun(hidden(out)) && child.try_wait().unwrap().is_none() {}
            std::thread::sleep(random.moment(Duration::from_millis(3)));
        } else {
            // One in each part of the run, so that they are spread over it.
            let part = lasts / count;
            std::thread::sleep(part * kill + random.moment(part));
        }
        let _ = child.kill();
        if std::os::unix::process::ExitStatusExt::signal(&child.wait().unwrap()).is_none() {
            // It had ended.
            assert!(tree(out) == end && hidden(out).iter().all(|path| path == LOCK), "{}", scenario.name);
            place = prepared(scenario).0;
            continue;
        }

        let left = hidden(out);
        let is_left = |name: &str| left.iter().any(|path| path.split('/').next() == Some(name));
        let now = tree(out);
        *match () {
            () if is_left(".pes-livraison") => &mut fell.while_putting_in_place,
            () if now == end => &mut fell.once_all_is_in_place,
            () if left.iter().any(|path| path.starts_with(".pes-en-cours")) => &mut fell.while_writing_aside,
            () => &mut fell.before_writing,
        } += 1;
        let told = format!("{}, kill {kill} of seed {seed}: {fell:?}, left {left:?}", scenario.name);

        for (path, bytes) in &now {
            assert!(before.get(path) == Some(bytes) || end.get(path) == Some(bytes), "{path} is not whole: {told}");
        }
        assert!(
            before.keys().all(|path| path == "rapport.json" || !end.contains_key(path) || now.contains_key(path)),
            "lost: {told}"
        );
        if now.contains_key("rapport.json") {
            assert!(now == before || now == end, "a report without all that it tells of: {told}");
        } else if before.contains_key("rapport.json") {
            assert!(is_left(".pes-livraison"), "nothing tells that it is not complete: {told}");
        }
        let ours = [LOCK, ".pes-livraison", ".pes-en-cours"];
        let is_ours = |path: &String| {
            let first = path.split('/').next().unwrap();
            ours.contains(&first) || first.starts_with(".pes-en-cours-")
        };
        assert!(left.iter().all(is_ours), "{told}");
        assert_private(out);

        if random.below(4) > 0 || fell.sum() == count {
            let again = (scenario.command)(out).output().unwrap();
            assert_eq!(again.status, undisturbed.status, "{told}: {again:?}");
            assert!(tree(out) == end, "not the bytes of an undisturbed run: {told}");
            assert!(hidden(out).iter().all(|path| path == LOCK), "{:?}: {told}", hidden(out));
            place = prepared(scenario).0;
        }
    }
    fell
}

#[test]
fn a_killed_conversion_leaves_whole_files_or_none() {
    let (work, mut random) = (tempfile::tempdir().unwrap(), Random::new());
    let seed = random.0;
    write_billing(work.path(), 120);
    let run_in = |out: &Path, more: &[&str]| {
        let mut command = convert(work.path(), out);
        command.args(more);
        command
    };
    let new = Scenario { name: "new folder", prepare: &|_| {}, command: &|out| run_in(out, &[]) };
    let earlier = {
        let folder = tempfile::tempdir().unwrap();
        // Some of its flows have other names: they are to go, and the others are replaced.
        let output = run_in(folder.path(), &["--premier-titre", "900", "--premier-flux", "11"]).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        tree(folder.path())
    };
    let over = Scenario {
        name: "over an earlier run",
        prepare: &|out| fill(out, &earlier),
        command: &|out| run_in(out, &["--ecraser"]),
    };
    let count = kills();
    for (scenario, count) in [(new, count - count / 2), (over, count / 2)] {
        let name = scenario.name;
        println!("conversion, {name}: {count} kills, seed {seed}: {:?}", killed(&scenario, count, &mut random));
    }
}

#[test]
fn other_commands_killed_leave_whole_files_or_none() {
    let (mut random, fixtures) = (Random::new(), root().join("fixtures"));
    let seed = random.0;
    let with = |words: &[&str], paths: &[&Path]| {
        let mut command = pes();
        command.args(words).args(paths);
        command
    };
    let mixed = fixtures.join("flux/mixte.xml");
    let reports = |out: &Path| {
        let mut command = with(&["check"], &[&mixed]);
        for name in ["r.html", "r.json", "r.sarif"] {
            command.arg("--output").arg(out.join(name));
        }
        command
    };
    let earlier: Tree = ["r.html", "r.json", "r.sarif"].map(|name| (name.to_owned(), b"earlier".to_vec())).into();
    let nothing = |_: &Path| {};
    let scenarios = [
        Scenario {
            name: "split",
            prepare: &nothing,
            command: &|out| with(&["split", "--bordereau-public", "90", "--out"], &[out, &mixed]),
        },
        Scenario {
            name: "convert, a flow",
            prepare: &nothing,
            command: &|out| {
                let flow = fixtures.join("flux/titres-sans-asap.xml");
                let mut command = with(&["convert", "--date", "2026-03-02", "--out"], &[out, &flow]);
                command.arg("--config").arg(fixtures.join("billing/cantine/pes.toml"));
                command
            },
        },
        Scenario {
            name: "xsd-export",
            prepare: &nothing,
            command: &|out| with(&["xsd-export", "--pes-version", "5.30", "--out"], &[out]),
        },
        Scenario { name: "check --output", prepare: &|out| fill(out, &earlier), command: &reports },
    ];
    for scenario in scenarios {
        let count = kills() / 4;
        println!("{}: {count} kills, seed {seed}: {:?}", scenario.name, killed(&scenario, count, &mut random));
    }
    // `init` does not write twice: what is there is whole.
    let template = {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(run(&["init", folder.path().to_str().unwrap()]).status.code(), Some(0));
        tree(folder.path())
    };
    let (count, mut written) = (kills() / 4, 0);
    for _ in 0..count {
        let folder = tempfile::tempdir().unwrap();
        let mut child = pes().arg("init").arg(folder.path()).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(random.moment(Duration::from_millis(20)));
        let _ = child.kill();
        child.wait().unwrap();
        match tree(folder.path()).is_empty() {
            true => assert_eq!(run(&["init", folder.path().to_str().unwrap()]).status.code(), Some(0)),
            false => written += 1,
        }
        assert!(tree(folder.path()) == template);
    }
    println!("init: {count} kills, seed {seed}: {written} after it had written");
}
