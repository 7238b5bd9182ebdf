//! A watched folder: what is dropped there is taken when it is whole, handled once, and filed.
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{Authority, DATE, SIRET, acquit, bordereau, code, erreur, text};
use crate::support::{Random, files, pes, read_flow, root, tree};

const THREE: [&str; 3] = ["2026-00001", "2026-00002", "2026-00003"];
/// The fixture has it refused.
const REFUSED: &str = "2026-00023";
const FLOW: &str = "PESALR1_21350999500014_260302_001.xml";

/// An authority with a folder where files are dropped.
fn watched() -> Authority {
    let authority = Authority::new();
    std::fs::create_dir(authority.path("depot")).unwrap();
    authority
}

fn drop_bill(authority: &Authority, name: &str, invoices: impl Fn(&str) -> bool) -> PathBuf {
    authority.bill(&format!("depot/{name}"), invoices)
}

fn veille(authority: &Authority) -> Command {
    veille_after("1", authority)
}

/// The same with other seconds of quiet.
fn veille_after(calm: &str, authority: &Authority) -> Command {
    let mut command = pes();
    command.arg("veille").arg("--in").arg(authority.path("depot")).arg("--config").arg(authority.path("pes.toml"));
    command.arg("--out").arg(authority.path("flux")).args(["--date", DATE, "--calme", calm, "--intervalle", "1"]);
    command.arg("--log").arg(authority.path("veille.jsonl")).arg("--metriques").arg(authority.path("veille.prom"));
    command
}

fn once(authority: &Authority) -> Output {
    veille(authority).arg("--une-fois").output().expect("the command starts")
}

/// The names in a folder below the one where files are dropped.
fn names(authority: &Authority, folder: &str) -> BTreeSet<String> {
    let entries = std::fs::read_dir(authority.path("depot").join(folder)).into_iter().flatten();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

fn events(authority: &Authority) -> Vec<Value> {
    let text = std::fs::read_to_string(authority.path("veille.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

/// The filings of a file, in order.
fn filings(authority: &Authority, name: &str) -> Vec<Value> {
    let mut events = events(authority);
    events.retain(|event| event["evenement"] == "classement" && event["fichier"] == name);
    events
}

/// The metrics, by name and folder. Each has its help and its type, and a label that names an authority.
fn metrics(path: &Path) -> BTreeMap<(String, String), u64> {
    let text = std::fs::read_to_string(path).unwrap();
    let mut found = BTreeMap::new();
    let mut typed = BTreeSet::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# TYPE ") {
            let (name, kind) = rest.split_once(' ').unwrap();
            assert_eq!(kind == "counter", name.ends_with("_total"), "{line}");
            assert!(text.contains(&format!("# HELP {name} ")));
            typed.insert(name);
        } else if !line.starts_with('#') {
            let (name, rest) = line.split_once("{siret=\"").unwrap();
            let (siret, rest) = rest.split_once("\",dossier=\"").unwrap();
            let (folder, value) = rest.split_once("\"} ").unwrap();
            // One whose configuration was never read has none.
            assert!(typed.contains(name) && ["", SIRET].contains(&siret), "{line}");
            found.insert((name.to_owned(), folder.to_owned()), value.parse().unwrap());
        }
    }
    found
}

fn metric(authority: &Authority, name: &str) -> u64 {
    metrics(&authority.path("veille.prom"))[&(format!("pes_veille_{name}"), "depot".to_owned())]
}

fn start(mut command: Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits for something that is to happen.
fn wait_for(what: &str, most: Duration, mut has_come: impl FnMut() -> bool) {
    let started = Instant::now();
    while !has_come() {
        assert!(started.elapsed() < most, "{what}: not after {most:?}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

const MINUTE: Duration = Duration::from_secs(60);

/// Asks it to end, which it does by itself.
fn stop(child: Child) -> Output {
    let status = Command::new("kill").args(["-s", "TERM", &child.id().to_string()]).status().unwrap();
    assert!(status.success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output));
    output
}

#[test]
fn what_is_dropped_is_handled_and_filed() {
    let authority = watched();
    let depot = authority.path("depot");
    drop_bill(&authority, "a.csv", |number| THREE.contains(&number));
    drop_bill(&authority, "b.csv", |number| ["2026-00004", REFUSED].contains(&number));
    drop_bill(&authority, "c.csv", |number| number == REFUSED);
    std::fs::write(depot.join("d.csv"), "").unwrap();
    std::fs::write(depot.join("e.jsonl"), "{").unwrap();
    std::fs::copy(root().join("fixtures/flux/mixte.xml"), depot.join("f.xml")).unwrap();
    std::fs::write(depot.join("g.xml"), "<not whole").unwrap();
    let detail = format!("<DetailPiece><NumPiece V=\"102\"/>{}</DetailPiece>", erreur("ERREUR_AUTRE", "1971 - X"));
    std::fs::write(depot.join("h.xml"), acquit(FLOW, &bordereau(11, false, &detail))).unwrap();
    let left = [".i.csv", "j.csv.part", "k.csv.tmp", "l.xml.filepart", "m.csv~", "n.txt"];
    for name in left {
        std::fs::copy(depot.join("a.csv"), depot.join(name)).unwrap();
    }

    let output = once(&authority);
    assert_eq!(code(&output), 1, "{}", text(&output));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "\
n.txt : pas pris : seuls .csv, .jsonl, .ndjson, .json et .xml sont pris
a.csv : factures converties : 3, refusées : 0 → traite/a.csv
b.csv : factures converties : 1, refusées : 1 → traite/b.csv
c.csv : factures converties : 0, refusées : 1 → refuse/c.csv
d.csv : fichier vide → refuse/d.csv
e.jsonl : JSON mal formé → refuse/e.jsonl
f.xml : la racine est PES_Aller : ce n'est ni un acquit ni un retour → refuse/f.xml
g.xml : balise mal formée ou non fermée → refuse/g.xml
h.xml : acquit, éléments : 2, sans correspondance : 0, titres bloqués : 3 → traite/h.xml
"
    );
    assert!(output.stderr.is_empty(), "{}", text(&output));
    let mut expected: BTreeSet<String> = left.map(str::to_owned).into();
    expected.extend([".pes-verrou", "traite", "refuse"].map(str::to_owned));
    assert_eq!(names(&authority, "."), expected);
    let with_reports = |names: &[&str]| -> BTreeSet<String> {
        names.iter().flat_map(|name| [(*name).to_owned(), format!("{name}.rapport.json")]).collect()
    };
    let mut traite = with_reports(&["a.csv", "b.csv", "h.xml"]);
    traite.insert("b.csv.rejets.csv".to_owned());
    assert_eq!(names(&authority, "traite"), traite);
    let mut refuse = with_reports(&["c.csv", "d.csv", "e.jsonl", "f.xml", "g.xml"]);
    refuse.insert("c.csv.rejets.csv".to_owned());
    assert_eq!(names(&authority, "refuse"), refuse);
    for name in ["traite", "refuse"] {
        for report in files(&depot.join(name), "json") {
            let report: Value = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
            assert_eq!(report["format"], 1);
        }
    }
    let rejets = std::fs::read_to_string(depot.join("traite/b.csv.rejets.csv")).unwrap();
    assert!(rejets.contains(REFUSED) && !rejets.contains("2026-00004"), "{rejets}");
    let flows = tree(&authority.path("flux"));
    let flows: Vec<&str> = flows.keys().map(String::as_str).filter(|path| path.ends_with(".xml")).collect();
    assert_eq!(
        flows,
        [
            format!("2026-03-02_001_a/prive/{FLOW}"),
            format!("2026-03-02_002_b/prive/{}", FLOW.replace("_001.xml", "_002.xml"))
        ]
    );
    assert_eq!(THREE.map(|number| authority.etat(number)), ["refuse_avec", "refuse", "refuse_avec"]);

    // For machines.
    let filed = &filings(&authority, "b.csv")[0];
    assert_eq!(filed["collectivite"], "21350999500014");
    assert_eq!(filed["resultat"], "traite");
    assert_eq!(filed["factures"], serde_json::json!({ "lues": 2, "converties": 1, "refusees": 1 }));
    assert_eq!((&filed["code"], &filed["genre"]), (&1.into(), &"factures".into()));
    assert_eq!(filed["regles"]["PES821"], 1, "{filed}");
    assert_eq!(filed["place"], depot.join("traite/b.csv").display().to_string());
    let acquit = &filings(&authority, "h.xml")[0]["document"];
    assert_eq!(*acquit, serde_json::json!({ "deja_lu": false, "elements": 2, "inconnus": 0, "bloques": 3 }));
    assert_eq!(filings(&authority, "f.xml")[0]["regles"]["PES910"], 1);
    let events = events(&authority);
    let dates: Vec<&str> = events.iter().map(|event| event["date"].as_str().unwrap()).collect();
    assert!(dates.is_sorted() && dates.iter().all(|date| date.len() == "2026-03-02T10:00:00.000+01:00".len()));
    assert_eq!((&events[0]["evenement"], &events.last().unwrap()["evenement"]), (&"depart".into(), &"arret".into()));
    assert_eq!(events.last().unwrap()["code"], 1);
    for (name, value) in [
        ("fichiers_en_attente", 0),
        ("fichiers_traites_total", 3),
        ("fichiers_refuses_total", 5),
        ("echecs_total", 0),
        ("factures_converties_total", 4),
        ("factures_refusees_total", 2),
        ("retours_lus_total", 1),
        ("titres_bloques", 3),
    ] {
        assert_eq!(metric(&authority, name), value, "{name}");
    }
    assert!(metric(&authority, "dernier_succes_timestamp_seconds") > 1_700_000_000);
    for name in ["veille.jsonl", "veille.prom", "depot/traite", "depot/traite/b.csv.rejets.csv", "flux"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(authority.path(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name}");
    }

    assert_eq!(metric(&authority, "non_pris"), 1);
    std::fs::remove_file(depot.join("n.txt")).unwrap();

    // Nothing to tell.
    let output = once(&authority);
    assert_eq!((code(&output), text(&output)), (0, String::new()));
    // Who may read the metrics is kept, and counters go on.
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o640);
    std::fs::set_permissions(authority.path("veille.prom"), private).unwrap();
    std::fs::write(depot.join("d.csv"), "").unwrap();
    let output = veille(&authority).args(["--une-fois", "--lang", "en"]).output().unwrap();
    assert_eq!((code(&output), text(&output)), (1, "d.csv: empty file → refuse/d-2.csv\n".to_owned()));
    assert_eq!((metric(&authority, "fichiers_refuses_total"), metric(&authority, "fichiers_traites_total")), (6, 3));
    let mode = std::fs::metadata(authority.path("veille.prom")).unwrap().permissions();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777, 0o640);
}

/// What is not taken is told once, with why: on the screen, in the log and in the metrics.
#[test]
fn what_is_not_taken_is_told_once() {
    let authority = watched();
    let depot = authority.path("depot");
    std::fs::write(depot.join("factures.xlsx"), "PK").unwrap();
    std::fs::write(depot.join("recus.zip"), "PK").unwrap();
    std::fs::write(depot.join("lisez\u{1b}[31m.moi"), "x").unwrap();
    std::fs::write(depot.join("plan.pdf"), "%PDF-1.7").unwrap();
    std::fs::create_dir(depot.join("mars")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", depot.join("lien.csv")).unwrap();
    assert!(Command::new("mkfifo").arg(depot.join("tube.csv")).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(depot.join("prise.xml")).unwrap();
    let child = start(veille(&authority));
    wait_for("metrics", MINUTE, || authority.path("veille.prom").is_file());
    std::thread::sleep(Duration::from_millis(2500));
    drop_bill(&authority, "a.csv", |number| THREE.contains(&number));
    wait_for("a.csv", MINUTE, || depot.join("traite/a.csv").is_file());
    stop(child);
    let told: BTreeMap<String, String> = events(&authority)
        .into_iter()
        .filter(|event| event["evenement"] == "laisse")
        .map(|event| {
            assert_eq!((&event["code"], &event["regles"]["PES851"]), (&1.into(), &1.into()));
            assert!(!event["messages"][0].as_str().unwrap().is_empty());
            let word = |key: &str| event[key].as_str().unwrap().to_owned();
            (word("fichier"), word("resultat"))
        })
        .inspect(|told| println!("{told:?}"))
        .collect();
    let laisses = events(&authority).iter().filter(|event| event["evenement"] == "laisse").count();
    assert_eq!(laisses, told.len(), "each once");
    let expected = [
        ("factures.xlsx", "classeur"),
        ("recus.zip", "archive"),
        ("lisez\u{1b}[31m.moi", "extension"),
        ("mars", "dossier"),
        ("lien.csv", "lien"),
        ("tube.csv", "tube"),
        ("prise.xml", "prise"),
    ];
    assert_eq!(told, expected.map(|(name, why)| (name.to_owned(), why.to_owned())).into());
    assert_eq!(metric(&authority, "non_pris"), 7);
    let log = std::fs::read_to_string(authority.path("veille.jsonl")).unwrap();
    assert!(!log.contains('\u{1b}'));

    let output = once(&authority);
    assert_eq!(code(&output), 1, "{}", text(&output));
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.lines().count(), 7, "{said}");
    assert!(said.contains("factures.xlsx : pas pris : c'est un classeur : l'enregistrer en CSV\n"), "{said}");
    assert!(said.contains("lisez\\x1b[31m.moi : pas pris : "), "{said}");
}

#[test]
fn a_file_given_again_is_known_and_one_that_was_filed_is_found_again() {
    let authority = watched();
    let invoices = |number: &str| THREE.contains(&number);
    drop_bill(&authority, "a.csv", invoices);
    assert_eq!(code(&once(&authority)), 0);
    drop_bill(&authority, "a.csv", invoices);
    let output = once(&authority);
    assert_eq!((code(&output), text(&output)), (0, "a.csv : déjà envoyé → traite/a-2.csv\n".to_owned()));
    assert_eq!(filings(&authority, "a.csv")[1]["resultat"], "deja_envoye");
    assert_eq!(metric(&authority, "factures_refusees_total"), 0);
    assert_eq!(authority.statut("2026-00002").len(), 1);

    // One more invoice is sent, the others are refused.
    drop_bill(&authority, "a.csv", |number| invoices(number) || number == "2026-00004");
    assert_eq!(code(&once(&authority)), 1);
    assert_eq!(filings(&authority, "a.csv")[2]["factures"]["converties"], 1);
    let rejets = std::fs::read_to_string(authority.path("depot/traite/a-3.csv.rejets.csv")).unwrap();
    assert!(rejets.contains("déjà envoyée") && !rejets.contains("2026-00004"), "{rejets}");

    // What is refused is issued again from where the file was filed.
    let detail = format!("<DetailPiece><NumPiece V=\"102\"/>{}</DetailPiece>", erreur("ERREUR_AUTRE", "1971 - X"));
    std::fs::write(authority.path("depot/ack.xml"), acquit(FLOW, &bordereau(11, false, &detail))).unwrap();
    assert_eq!(code(&once(&authority)), 1);
    let output = authority.run(&["corrige", "11", "--date", DATE, "--out", authority.path("refait").to_str().unwrap()]);
    assert_eq!(code(&output), 0, "{}", text(&output));
    assert_eq!(THREE.map(|number| authority.statut(number).len()), [2, 1, 2]);
}

#[test]
fn a_file_is_taken_once_its_writer_is_quiet() {
    let authority = watched();
    let (first, second) = (authority.path("depot/a.csv"), authority.path("depot/b.csv"));
    let whole = std::fs::read(authority.bill("tout.csv", |number| THREE.contains(&number))).unwrap();
    let child = start(veille_after("2", &authority));
    // A row now and then, for longer than it would have to be quiet.
    let rows: Vec<&[u8]> = whole.split_inclusive(|&byte| byte == b'\n').collect();
    let mut file = std::fs::File::create(&first).unwrap();
    let started = Instant::now();
    let mut written = 0;
    while written < rows.len() || started.elapsed() < Duration::from_secs(4) {
        if let Some(row) = rows.get(written) {
            std::io::Write::write_all(&mut file, row).unwrap();
            written += 1;
        } else {
            file.set_modified(std::time::SystemTime::now()).unwrap();
        }
        std::thread::sleep(Duration::from_millis(400));
        assert!(first.exists(), "taken while it was written");
    }
    drop(file);
    wait_for("the file is filed", MINUTE, || !first.exists());
    wait_for("it is told", MINUTE, || !filings(&authority, "a.csv").is_empty());
    assert_eq!(filings(&authority, "a.csv")[0]["factures"]["converties"], 3);
    stop(child);

    // A name is given once all is written: that says enough.
    let is_known = std::fs::metadata(authority.path("tout.csv")).unwrap().created().is_ok();
    if !is_known {
        eprintln!("skipped: the file system does not tell when a file was born");
        return;
    }
    let child = start(veille_after("3600", &authority));
    std::fs::write(authority.path("depot/c.csv"), &whole).unwrap();
    let part = authority.bill("depot/b.csv.part", |number| number == "2026-00004");
    std::thread::sleep(Duration::from_secs(3));
    assert!(part.exists());
    std::fs::rename(part, &second).unwrap();
    wait_for("the file is filed", MINUTE, || !second.exists());
    wait_for("one is waited for", MINUTE, || metric(&authority, "fichiers_en_attente") == 1);
    assert!(authority.path("depot/c.csv").exists());
    let output = stop(child);
    assert!(output.stderr.is_empty(), "{}", text(&output));
    assert_eq!(authority.statut("2026-00004").len(), 1);
}

#[test]
fn a_configuration_without_a_journal_or_that_is_not_there_is_refused() {
    let authority = watched();
    std::fs::copy(root().join("fixtures/billing/cantine/pes.toml"), authority.path("pes.toml")).unwrap();
    let output = once(&authority);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("journal absent de la configuration") && text(&output).contains("[journal] path"));
    let output = veille(&authority).args(["--une-fois", "--lang", "en"]).output().unwrap();
    assert!(text(&output).contains("no journal in the configuration"), "{}", text(&output));
    let many =
        |words: &[&str]| pes().args(["veille", "--in"]).arg(authority.path("depot")).args(words).output().unwrap();
    let output = many(&["--collectivites"]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("aucun sous-dossier n'a de pes.toml"), "{}", text(&output));
    let output = many(&[]);
    assert_eq!(code(&output), 2);
    assert!(text(&output).contains("argument absent : --config"), "{}", text(&output));
}

/// Local authorities in folders of one folder, the journal of each in its own.
fn authorities(count: usize) -> Authority {
    let all = Authority::new();
    let config = std::fs::read(all.path("pes.toml")).unwrap();
    let bill = std::fs::read(all.bill("une.csv", |number| number == THREE[0])).unwrap();
    for number in 0..count {
        let folder = all.path(&format!("depot/c{number:04}"));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("pes.toml"), &config).unwrap();
        std::fs::write(folder.join("factures.csv"), &bill).unwrap();
    }
    all
}

fn many(all: &Authority) -> Command {
    let mut command = pes();
    command.arg("veille").arg("--in").arg(all.path("depot")).args(["--collectivites", "--date", DATE]);
    command.args(["--calme", "1", "--intervalle", "1", "--jobs", "1"]);
    command.arg("--log").arg(all.path("veille.jsonl")).arg("--metriques").arg(all.path("veille.prom"));
    command
}

/// One that cannot be handled stops none of the others.
#[test]
fn a_bad_authority_or_file_leaves_the_others() {
    let all = authorities(4);
    std::fs::write(all.path("depot/c0000/pes.toml"), "[collectivite").unwrap();
    // The public recipients are no billing data.
    let config = std::fs::read_to_string(all.path("depot/c0001/pes.toml")).unwrap();
    let config = config.replacen("[routage]", "[routage]\nannuaire = \"annuaire.csv\"", 1);
    std::fs::write(all.path("depot/c0001/pes.toml"), config).unwrap();
    let annuaire = "siret;nom;code_service;service_obligatoire;engagement_obligatoire;actif\n\
                    21350998700011;COMMUNE EXEMPLE;;non;non;oui\n";
    std::fs::write(all.path("depot/c0001/annuaire.csv"), annuaire).unwrap();
    // A file stands where its flows are to go.
    std::fs::write(all.path("depot/c0002/flux"), "").unwrap();
    std::fs::create_dir(all.path("depot/empty")).unwrap();
    let output = many(&all).arg("--une-fois").output().unwrap();
    assert_eq!(code(&output), 2, "{}", text(&output));
    let told = text(&output);
    for line in ["c0001/factures.csv : factures converties : 1", "c0003/factures.csv : factures converties : 1"] {
        assert!(told.contains(line), "{told}");
    }
    assert!(told.contains("erreur[PES801]") && told.contains("erreur[PES891]"), "{told}");
    assert_eq!(told.matches("empty : pas pris : pas de pes.toml dans ce dossier\n").count(), 1, "{told}");
    let metrics = metrics(&all.path("veille.prom"));
    let of = |name: &str, folder: &str| metrics.get(&(format!("pes_veille_{name}"), folder.to_owned())).copied();
    assert_eq!(of("fichiers_en_attente", "c0001"), Some(0));
    assert_eq!((of("echecs_total", "c0002"), of("fichiers_en_attente", "c0002")), (Some(1), Some(1)));
    let kept = ["c0000/factures.csv", "c0001/annuaire.csv", "c0001/traite/factures.csv", "c0002/factures.csv"];
    for path in kept.into_iter().chain(["c0003/traite/factures.csv"]) {
        assert!(all.path("depot").join(path).exists(), "{path}");
    }
    assert!(!all.path("depot/c0001/refuse").exists());

    // Once it is mended, the next run takes it.
    std::fs::remove_dir(all.path("depot/empty")).unwrap();
    std::fs::remove_file(all.path("depot/c0002/flux")).unwrap();
    std::fs::copy(all.path("pes.toml"), all.path("depot/c0000/pes.toml")).unwrap();
    let output = many(&all).arg("--une-fois").output().unwrap();
    assert_eq!(code(&output), 0, "{}", text(&output));
    assert!(all.path("depot/c0000/traite/factures.csv").exists());
    assert!(all.path("depot/c0002/traite/factures.csv").exists());
}

/// What is held does not grow with the authorities: `PES_LONG` tries two thousand.
#[test]
fn many_authorities_are_watched_by_one_process() {
    let count = if std::env::var_os("PES_LONG").is_some() { 2000 } else { 200 };
    let peak = |count: usize| {
        let all = authorities(count);
        let started = Instant::now();
        let child = start(many(&all));
        let is_done = |number: usize| all.path(&format!("depot/c{number:04}/traite/factures.csv")).exists();
        wait_for("all are filed", MINUTE * 20, || (0..count).all(is_done));
        let lasts = started.elapsed();
        // Idle, it has looked at all of them once more.
        wait_for("metrics", MINUTE, || {
            metrics(&all.path("veille.prom"))
                .iter()
                .filter(|((name, _), value)| name == "pes_veille_factures_converties_total" && **value == 1)
                .count()
                == count
        });
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let open = std::fs::read_dir(format!("/proc/{}/fd", child.id())).map_or(0, Iterator::count);
        let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let peak = peak.and_then(|peak| peak.trim().strip_suffix(" kB")).and_then(|peak| peak.parse::<u64>().ok());
        let output = stop(child);
        assert!(output.stderr.is_empty(), "{}", text(&output));
        println!("{count} authorities: {lasts:?}, peak {} MB, {open} files open", peak.unwrap_or_default() / 1000);
        (peak, open)
    };
    let (few, _) = peak(10);
    let (many, open) = peak(count);
    let (Some(few), Some(many)) = (few, many) else {
        eprintln!("skipped: /proc does not tell the memory of a process");
        return;
    };
    // Some kilobytes an authority at most.
    assert!(many < few + 8_000 + 4 * count as u64, "{few} kB, then {many} kB");
    assert!(open < 32, "{open} files open");
}

/// Where a kill fell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fell {
    BeforeDelivery,
    Delivered,
    Reported,
    Moved,
}

/// How many kills in all: `PES_KILLS=100` for the full number.
fn kills() -> usize {
    std::env::var("PES_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(10)
}

/// What tells which file a run is made of, where it is left.
fn slips(out: &Path) -> Vec<Value> {
    let runs = std::fs::read_dir(out).unwrap().map(|run| run.unwrap().path().join(".pes-a-classer"));
    runs.filter_map(|slip| std::fs::read(slip).ok()).map(|slip| serde_json::from_slice(&slip).unwrap()).collect()
}

/// Killed between any two steps, it sends nothing twice, loses nothing, and all is filed in the end.
#[test]
fn nothing_is_sent_twice_or_lost_whenever_the_watch_is_killed() {
    let authority = watched();
    let mut random = Random::new();
    let (seed, mut round, mut fell) = (random.0, 0, BTreeMap::<Fell, usize>::new());
    let numbers: Vec<String> = (4..23).map(|number| format!("2026-{number:05}")).collect();
    let row = |number: &str, rank: usize| -> Vec<u8> {
        let lines = std::fs::read(authority.bill("rangee.csv", |found| found == number)).unwrap();
        let text: Vec<u8> = lines.split_inclusive(|&byte| byte == b'\n').skip(1).flatten().copied().collect();
        // The same invoice under a number of its own.
        let new = format!("R{rank:04}{}", &number[5..]);
        text.split_inclusive(|&byte| byte == b'\n')
            .flat_map(|line| [new.as_bytes(), &line[line.iter().position(|&byte| byte == b';').unwrap()..]].concat())
            .collect()
    };
    let head = {
        let bytes = std::fs::read(authority.bill("rangee.csv", |_| false)).unwrap();
        bytes.split_inclusive(|&byte| byte == b'\n').next().unwrap().to_vec()
    };
    let mut sent = BTreeSet::new();
    while fell.values().sum::<usize>() < kills() {
        round += 1;
        assert!(round < 20 + 3 * kills(), "runs end before they are killed: {fell:?}");
        let name = format!("lot-{round}.csv");
        let chosen = [&numbers[round % 9], &numbers[9 + round % 9]];
        let mut bill = head.clone();
        chosen.iter().for_each(|number| bill.extend(row(number, round)));
        // One invoice of each file is refused: the file is filed with the others all the same.
        bill.extend(row(REFUSED, round));
        std::fs::write(authority.path("depot").join(&name), &bill).unwrap();
        sent.extend(chosen.map(|number| format!("R{round:04}{}", &number[5..])));
        let known = format!("ack-{}.xml", round - 1);
        if round > 1 {
            let flow = FLOW.replace("_001.xml", &format!("_{:03}.xml", round - 1));
            let text = acquit(&flow, &bordereau(9 + round as u64, true, ""));
            std::fs::write(authority.path("depot").join(&known), text).unwrap();
        }

        let has_run = |what: &str| {
            let runs = std::fs::read_dir(authority.path("flux")).into_iter().flatten().flatten();
            runs.filter(|run| run.file_name().to_string_lossy().ends_with(&format!("_lot-{round}")))
                .any(|run| run.path().join(what).exists())
        };
        let reported = authority.path(&format!("depot/traite/{name}.rapport.json"));
        let moved = authority.path(&format!("depot/traite/{name}"));
        let mut child = start({
            let mut command = veille(&authority);
            command.arg("--une-fois");
            command
        });
        let has_come: &dyn Fn() -> bool = match round % 5 {
            0 => &|| has_run(".pes-en-cours"),
            1 => &|| has_run("rapport.json"),
            2 => &|| reported.exists(),
            3 => &|| moved.exists(),
            _ => &|| has_run(".pes-a-classer"),
        };
        while !has_come() && child.try_wait().unwrap().is_none() {}
        std::thread::sleep(random.moment(Duration::from_millis(4)));
        let _ = child.kill();
        if std::os::unix::process::ExitStatusExt::signal(&child.wait().unwrap()).is_some() {
            let place = match () {
                () if moved.exists() => Fell::Moved,
                () if reported.exists() => Fell::Reported,
                () if has_run("rapport.json") => Fell::Delivered,
                () => Fell::BeforeDelivery,
            };
            *fell.entry(place).or_default() += 1;
        }

        let output = once(&authority);
        let told = format!("round {round}, seed {seed}, {fell:?}: {}", text(&output));
        // All may have been told by the run that was killed.
        assert!(code(&output) < 2, "{told}");
        assert_eq!(names(&authority, "refuse"), BTreeSet::new(), "{told}");
        assert!(names(&authority, ".").iter().all(|name| !name.ends_with(".csv") && !name.ends_with(".xml")), "{told}");
        assert_eq!(std::fs::read(&moved).unwrap(), bill, "{told}");
        let report: Value = serde_json::from_slice(&std::fs::read(&reported).unwrap()).unwrap();
        assert_eq!(report["factures"]["converties"], 2, "{told}");
        let rejets = std::fs::read_to_string(authority.path(&format!("depot/traite/{name}.rejets.csv"))).unwrap();
        assert!(rejets.contains("PES821") && !rejets.contains("PES901"), "{told}: {rejets}");
        // Killed once the file was moved, the run still tells where it went.
        let left = slips(&authority.path("flux"));
        assert!(left.iter().all(|slip| moved.with_file_name(slip["place"].as_str().unwrap()).exists()), "{told}");
        if round > 1 {
            let filed = names(&authority, "traite");
            assert!(filed.contains(&known), "{told}");
            let first = sent.iter().find(|number| number.starts_with(&format!("R{:04}", round - 1))).unwrap();
            assert_eq!(authority.etat(first), "accepte", "{told}");
        }
    }
    println!("killed {} times in {round} rounds, seed {seed}: {fell:?}", fell.values().sum::<usize>());
    let filed =
        names(&authority, "traite").iter().filter(|name| name.ends_with(".csv") && !name.contains("rejets")).count();
    assert_eq!(filed, round, "each file once");

    // Every number once, none skipped.
    let mut titres = Vec::new();
    for (path, bytes) in tree(&authority.path("flux")) {
        if !path.ends_with(".xml") {
            continue;
        }
        for bordereau in &read_flow(&path, &bytes).pes_recette_aller.unwrap().bordereau {
            for piece in &bordereau.piece {
                let number = piece.bloc_piece.as_ref().unwrap().id_pce.as_ref().unwrap().text();
                titres.push(number.parse::<usize>().unwrap());
            }
        }
    }
    titres.sort_unstable();
    assert_eq!(titres, (101..101 + 2 * round).collect::<Vec<_>>());
    for number in &sent {
        assert_eq!(authority.statut(number).len(), 1, "{number}");
    }
    let archive = authority.run(&["archive", "--out", authority.path("archive").to_str().unwrap()]);
    assert_eq!(code(&archive), 0, "{}", text(&archive));
}
