//! Killed at any moment, a run is finished or undone by the next: nothing is sent twice, nothing is lost.
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{Authority, DATE, acquit, bordereau, code, erreur, text};
use crate::support::{Random, files, pes, read_flow};

/// How many kills in all: `PES_KILLS=100` for the full number.
pub fn kills() -> u64 {
    std::env::var("PES_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(18)
}

/// How long a command takes, and how many were killed before they ended.
#[derive(Default)]
struct Killer {
    random: Option<Random>,
    lasts: BTreeMap<&'static str, Duration>,
    killed: BTreeMap<&'static str, u64>,
}

impl Killer {
    /// Runs a command, killed at a random moment, then again to its end. Gives the exit code of the last run.
    fn run(&mut self, what: &'static str, command: impl Fn() -> Command) -> (i32, String) {
        let most = self.lasts.get(what).copied().unwrap_or(Duration::from_millis(60));
        let moment = self.random.as_mut().unwrap().moment(most);
        let mut child = command().stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(moment);
        let _ = child.kill();
        if std::os::unix::process::ExitStatusExt::signal(&child.wait().unwrap()).is_some() {
            *self.killed.entry(what).or_default() += 1;
        }
        let started = Instant::now();
        let output = command().output().unwrap();
        let lasts = self.lasts.entry(what).or_default();
        *lasts = (*lasts).max(started.elapsed());
        (code(&output), text(&output))
    }
}

#[test]
fn nothing_is_sent_twice_or_lost_whenever_a_run_is_killed() {
    killed(&Authority::new(), kills());
}

/// Runs that are killed so many times.
pub fn killed(authority: &Authority, kills: u64) {
    let random = Random::new();
    let seed = random.0;
    let mut killer = Killer { random: Some(random), ..Killer::default() };
    let on = |words: &[&str]| {
        let mut command = pes();
        command.args(words).arg("--config").arg(authority.path("pes.toml")).args(["--date", DATE]);
        command
    };
    let mut invoices = BTreeSet::new();
    let mut folders = Vec::new();
    let mut round = 0;
    while killer.killed.values().sum::<u64>() < kills {
        round += 1;
        assert!(round < 20 + 3 * kills, "runs end before they are killed: {:?}", killer.killed);
        let three: Vec<String> = (0..3).map(|rank| format!("R{round}-{rank}")).collect();
        let bill = bill(authority, &format!("factures-{round}.csv"), &three);
        invoices.extend(three.iter().cloned());
        let told = format!("round {round}, seed {seed}: {:?}", killer.killed);

        // Sent.
        let out = authority.path(&format!("envoi-{round}"));
        let convert = || {
            let mut command = on(&["convert"]);
            command.arg(&bill).arg("--out").arg(&out);
            command
        };
        let (exit, said) = killer.run("convert", convert);
        assert_eq!(exit, 0, "{told}: {said}");
        folders.push(out.clone());
        let titre = authority.statut(&three[1]).pop().unwrap();
        let (numero, number) = (titre["bordereau"].as_u64().unwrap(), titre["titre"].as_u64().unwrap());

        // Refused for the second one.
        let detail =
            format!("<DetailPiece><NumPiece V=\"{number}\"/>{}</DetailPiece>", erreur("ERREUR_AUTRE", "1971 - X"));
        let ack = authority.path(&format!("ack-{round}.xml"));
        std::fs::write(&ack, acquit(titre["flux"].as_str().unwrap(), &bordereau(numero, false, &detail))).unwrap();
        let (exit, said) = killer.run("retour", || on(&["retour", ack.to_str().unwrap()]));
        assert_eq!(exit, 1, "{told}: {said}");
        assert_eq!(authority.etat(&three[1]), "refuse", "{told}");
        assert_eq!(authority.etat(&three[0]), "refuse_avec", "{told}");

        // Corrected.
        let again = authority.path(&format!("refait-{round}"));
        let corrige = || {
            let mut command = on(&["corrige", &numero.to_string(), bill.to_str().unwrap()]);
            command.arg("--out").arg(&again);
            command
        };
        let (exit, said) = killer.run("corrige", corrige);
        assert!(exit == 0 || exit == 2 && said.contains("rien à refaire"), "{told}: {said}");
        folders.push(again);
    }
    println!("killed at {kills} moments, seed {seed}: {:?}", killer.killed);

    // Every number once, none skipped.
    let mut sent: BTreeMap<u64, Vec<(u64, String)>> = BTreeMap::new();
    for file in folders.iter().flat_map(|folder| files(&folder.join("prive"), "xml")) {
        let flow = read_flow("flux.xml", &std::fs::read(&file).unwrap());
        for bordereau in &flow.pes_recette_aller.unwrap().bordereau {
            let number = |text: Option<&str>| text.unwrap().parse::<u64>().unwrap();
            let bloc = bordereau.bloc_bordereau.as_ref().unwrap();
            let titres = sent.entry(number(bloc.id_bord.as_ref().map(|value| value.text()))).or_default();
            for piece in &bordereau.piece {
                let bloc = piece.bloc_piece.as_ref().unwrap();
                titres.push((number(bloc.id_pce.as_ref().map(|value| value.text())), file.display().to_string()));
            }
        }
    }
    let bordereaux: Vec<u64> = sent.keys().copied().collect();
    assert_eq!(bordereaux, (11..11 + 2 * round).collect::<Vec<_>>());
    assert!(sent.values().all(|titres| titres.len() == 3));
    let titres: BTreeSet<u64> = sent.values().flatten().map(|&(titre, _)| titre).collect();
    assert_eq!(titres, (101..101 + 3 * round).collect::<BTreeSet<_>>());
    for invoice in &invoices {
        let titres = authority.statut(invoice);
        assert_eq!(titres.len(), 2, "{invoice}");
        assert_eq!(titres[1]["etat"], "produit", "{invoice}");
    }
    // Each flow of the journal is in place, as it was recorded.
    let archive = authority.run(&["archive", "--out", authority.path("archive").to_str().unwrap()]);
    assert_eq!(code(&archive), 0, "{}", text(&archive));
}

/// One row an invoice, after the fixture's.
fn bill(authority: &Authority, name: &str, numbers: &[String]) -> std::path::PathBuf {
    let path = authority.bill(name, |number| number == "2026-00003");
    let bytes = std::fs::read(&path).unwrap();
    let mut lines = bytes.split_inclusive(|&byte| byte == b'\n');
    let head = lines.next().unwrap().to_vec();
    let row = lines.next().unwrap();
    let rest = &row[row.iter().position(|&byte| byte == b';').unwrap()..];
    let rows = numbers.iter().flat_map(|number| [number.as_bytes(), rest].concat());
    std::fs::write(&path, head.into_iter().chain(rows).collect::<Vec<u8>>()).unwrap();
    path
}
