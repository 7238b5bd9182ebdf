use std::path::{Path, PathBuf};

use pes::parser::model::Fichier;
use pes::parser::{Encoding, OpenLimits, PesAller, Source};

use crate::support::{latin1, replaced, root, run, shared, shown, sound_flow};

/// The flow with faults of several kinds.
fn faulty() -> String {
    let mut text = sound_flow();
    for (from, to) in [
        ("<IdBord V=\"51\"/>", "<IdBord V=\"733981751\"/>"),
        ("<TypBord V=\"01\"/>", "<TypBord V=\"77\"/>"),
        ("<Exer V=\"2026\"/>", "<Exer/>"),
        ("<DteBordEm V=\"2026-03-09\"/>", "<DteBordEm V=\"09/03/2026\"/>"),
        ("      <Adresse V=\"Finances locales 4.2\"/>\n", ""),
        ("<IdPost V=\"035999\"/>", "<IdPost V=\"035999\" Libelle=\"SGC\"/>"),
        ("    <LibellePoste V=\"SGC DE VALMIREL\"/>\n", "    <Libelleposte V=\"SGC DE VALMIREL\"/>\n"),
        ("<EnTeteRecette>", "<EnTeteRecette>titres"),
    ] {
        text = replaced(&text, from, to);
    }
    text
}

/// The flow, its ASAP changed by `change`.
fn with_asap(change: impl Fn(String) -> String) -> Vec<u8> {
    let bytes = latin1(&sound_flow());
    let source = Source::decode("flux.xml", &bytes).unwrap();
    let (mut flow, _) = PesAller::read(&source).unwrap();
    let pj = &mut flow.pes_pj.as_mut().unwrap().pj[0];
    let fichier = &mut pj.contenu.as_mut().unwrap().fichier;
    let asap = fichier.as_ref().unwrap().open(OpenLimits::default()).unwrap();
    let asap: String = asap.iter().map(|&byte| byte as char).collect();
    *fichier = Some(Fichier::compress(&latin1(&change(asap)), "application/xml"));
    flow.write(Encoding::Iso8859_1)
}

struct Bench(tempfile::TempDir);

impl Bench {
    fn new() -> Self {
        Bench(tempfile::tempdir().unwrap())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> String {
        let path: PathBuf = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    }

    fn shown(&self, words: &[&str]) -> String {
        shown(&run(words), &[self.0.path() as &Path])
    }
}

#[test]
fn a_sound_flow_is_valid() {
    let bench = Bench::new();
    let flow = bench.write("flux.xml", &latin1(&sound_flow()));
    insta::assert_snapshot!(bench.shown(&["check", &flow]));
}

#[test]
fn faults_of_a_flow_are_told_with_their_lines() {
    let bench = Bench::new();
    let flow = bench.write("flux.xml", &latin1(&faulty()));
    insta::assert_snapshot!(bench.shown(&["check", &flow]));
    insta::assert_snapshot!(bench.shown(&["check", &flow, "--lang", "en"]));
    insta::assert_snapshot!(bench.shown(&["check", &flow, "--format", "json"]));
}

/// A fault of a piece is told under its chain; a piece that cannot be opened is not valid.
#[test]
fn faults_of_attached_asap_are_told_with_their_chain() {
    let bench = Bench::new();
    let spoiled =
        bench.write("flux.xml", &with_asap(|asap| replaced(&asap, "<TypeFact V=\"09\"/>", "<TypeFact V=\"99\"/>")));
    let malformed = bench.write("casse.xml", &with_asap(|asap| replaced(&asap, "</PES_Facture>", "")));
    let other = bench.write("autre.xml", &with_asap(|_| "<PES_Retour/>".to_owned()));
    let text = sound_flow();
    let start = text.find("<Fichier").and_then(|at| text[at..].find('>').map(|end| at + end + 1)).unwrap();
    let closed = bench.write("ferme.xml", &latin1(&format!("{}!{}", &text[..start], &text[start..])));
    // One by one: together they are four times the same flow.
    let shown = [&spoiled, &malformed, &other, &closed].map(|flow| bench.shown(&["check", flow]));
    insta::assert_snapshot!(shown.concat());
    // A sound flow is no invoice.
    let flow = bench.write(
        "sans.xml",
        &with_asap(|_| {
            let text = std::fs::read(root().join("fixtures/flux/titres-sans-asap.xml")).unwrap();
            text.iter().map(|&byte| byte as char).collect()
        }),
    );
    let said = bench.shown(&["check", &flow]);
    assert!(said.starts_with("exit 1\n") && said.contains("PES101]: pas de PES_Facture dans cette pièce"), "{said}");
    let said = bench.shown(&["check", &closed, "--format", "json"]);
    assert!(said.contains("\"xml\": \"non contrôlé\""), "{said}");
}

#[test]
fn layers_follow_each_other() {
    let bench = Bench::new();
    let cases = [
        ("vide.xml", Vec::new()),
        ("coupe.xml", latin1(&sound_flow()[..900])),
        ("utf8.xml", [b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a>\xE9</a>".as_slice()].concat()),
        ("autre.xml", b"<facture/>".to_vec()),
        ("espace.xml", b"<PES_Aller/>".to_vec()),
    ];
    let paths: Vec<String> = cases.iter().map(|(name, bytes)| bench.write(name, bytes)).collect();
    let mut words = vec!["check"];
    words.extend(paths.iter().map(String::as_str));
    insta::assert_snapshot!(bench.shown(&words));
}

/// Flows, ASAP alone, acquits and returns are known by their root. Acquits and returns say what is refused; what the
/// schema does not know is not checked, and that is no acceptance.
#[test]
fn documents_are_known_by_their_root() {
    let bench = Bench::new();
    let maximal = |name: &str| root().join(format!("tests/schemas/maximal/{name}")).to_str().unwrap().to_owned();
    let asap = root().join("fixtures/rules/PES253/accepted.xml").to_str().unwrap().to_owned();
    let (acquit, retour) = (maximal("pes-acquit-5.30.xml"), maximal("pes-retour-5.30.xml"));
    let stranger = bench.write("autre.xml", b"<facture/>");
    let cases = [
        (asap, 0, "XML valide, schéma valide, métier valide"),
        (acquit, 1, "acquit conforme (XML valide, schéma valide) ; pièces jointes refusées : 1"),
        (
            retour,
            1,
            "retour conforme (XML valide, schéma valide) ; titres rejetés : 1, avis refusés : 2, titres en instance : 1, \
             avis postés ou notifiés : 2",
        ),
        (stranger, 2, "XML valide, schéma non contrôlé, métier non contrôlé"),
        (bench.write("faux.xml", b"<PES_Retour/>"), 1, "XML valide, schéma invalide, métier non contrôlé"),
    ];
    for (file, exit, layers) in cases {
        let output = run(&["check", &file, "--lang", "fr"]);
        let said = shown(&output, &[]);
        assert_eq!(output.status.code(), Some(exit), "{said}");
        assert!(said.contains(&format!("{file} : {layers}\n")), "{said}");
    }
}

/// Files are told in the order given, whatever the threads.
#[test]
fn files_keep_their_order() {
    let bench = Bench::new();
    let files: Vec<String> = (0..24)
        .map(|index| {
            let text = if index % 3 == 0 { faulty() } else { sound_flow() };
            bench.write(&format!("{:02}.xml", (index * 7) % 24), &latin1(&text))
        })
        .collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    for form in ["text", "jsonl", "sarif"] {
        let outcome = |jobs: &str| run(&[&["check", "--format", form, "--jobs", jobs], &files[..]].concat()).stdout;
        assert_eq!(outcome("1"), outcome("4"), "{form}");
    }
    let said = String::from_utf8(run(&[&["check", "--format", "court"], &files[..]].concat()).stdout).unwrap();
    let told: Vec<&str> = said.lines().map(|line| line.split_once(" : ").unwrap().0).collect();
    assert_eq!(told, files);
}

/// 2 wins over 1, 1 over 0; what could be read is told all the same.
#[test]
fn exit_codes() {
    let bench = Bench::new();
    let (good, bad) = (bench.write("bon.xml", &latin1(&sound_flow())), bench.write("faux.xml", &latin1(&faulty())));
    let absent = bench.0.path().join("absent.xml");
    let (absent, folder) = (absent.to_str().unwrap(), bench.0.path().to_str().unwrap());
    let code = |files: &[&str]| run(&[&["check"], files].concat()).status.code();
    assert_eq!(code(&[&good]), Some(0));
    assert_eq!(code(&[&good, &bad]), Some(1));
    assert_eq!(code(&[&good, &bad, absent]), Some(2));
    assert_eq!(code(&[&good, "--pes-version", "5.17"]), Some(0));
    assert_eq!(code(&[&good, "--pes-version", "5.17", "--xsd", "x.xsd"]), Some(2));
    assert_eq!(code(&[]), Some(2));
    let said = bench.shown(&["check", absent, folder]);
    assert!(said.starts_with("exit 2\n"), "{said}");
    assert!(said.contains("DIR/bon.xml : XML valide, schéma valide, métier valide"), "{said}");
    assert!(said.contains("fichier absent"), "{said}");
    assert!(said.contains("valides : 1, invalides : 1, non contrôlés : 1"), "{said}");
}

/// An official set takes the place of ours.
#[test]
fn an_official_set_checks_flows_and_their_asap() {
    let Some(set) = shared("pes-xsd/schemas_pes_v5.17/PES_V2/Rev0/PES_Aller.xsd") else { return };
    let set = set.to_str().unwrap();
    let bench = Bench::new();
    let good = bench.write("flux.xml", &latin1(&sound_flow()));
    let output = run(&["check", &good, "--xsd", set]);
    let said = shown(&output, &[]);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("ASAP joints valides : 1"), "{said}");
    let bad =
        bench.write("faux.xml", &with_asap(|asap| replaced(&asap, "<TypeFact V=\"09\"/>", "<TypeFact V=\"99\"/>")));
    let said = bench.shown(&["check", &bad, "--xsd", set]);
    assert!(said.starts_with("exit 1\n") && said.contains("TypeFact : « 99 » : codes admis : "), "{said}");
}

/// What the schema tells is not told again by the model.
#[test]
fn one_fault_is_told_once() {
    let findings = pes::validator::check_flow("flux.xml", &latin1(&faulty()), pes::parser::PesVersion::V5_30);
    let mut places: Vec<_> = findings
        .iter()
        .filter(|finding| finding.rule.id < "PES200")
        .map(|finding| (finding.at.line, finding.at.column))
        .collect();
    assert_eq!(places.len(), 8, "{findings:#?}");
    places.dedup();
    assert_eq!(places.len(), 8, "{findings:#?}");
}

/// A rule may be left out, and then it is said; XML and schema may not.
#[test]
fn business_rules_can_be_ignored_and_warnings_made_to_refuse() {
    let rejected = root().join("fixtures/rules/PES210/rejected.xml");
    let rejected = rejected.to_str().unwrap();
    let code = |words: &[&str]| run(&[&["check"], words].concat()).status.code();
    assert_eq!(code(&[rejected]), Some(1));
    assert_eq!(code(&[rejected, "--ignore", "PES999"]), Some(2));
    assert_eq!(code(&[rejected, "--ignore", "PES101"]), Some(2));
    assert_eq!(code(&[rejected, "--ignore", "PES211,pes210"]), Some(0));
    let said = shown(&run(&["check", rejected, "--ignore", "PES210", "--lang", "fr"]), &[]);
    assert!(said.contains("règles ignorées : PES210\n"), "{said}");
    let output = run(&["check", rejected, "--ignore", "PES210", "--format", "json", "--jobs", "1"]);
    let page: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(page["regles_ignorees"], serde_json::json!(["PES210"]));
    assert_eq!(page["fichiers"][0]["documents"][0]["metier"], "valide");
    let warned = root().join("fixtures/rules/PES263/rejected.xml");
    let warned = warned.to_str().unwrap();
    assert_eq!((code(&[warned]), code(&[warned, "--strict"])), (Some(0), Some(1)));
}

/// Folders are searched, deep and in order; what is no XML is left alone.
#[test]
fn folders_are_checked_file_by_file() {
    let folder = tempfile::tempdir().unwrap();
    let empty = run(&["check", folder.path().to_str().unwrap(), "--lang", "fr"]);
    assert_eq!(empty.status.code(), Some(2));
    assert!(shown(&empty, &[]).contains("aucun fichier .xml ni .zip"));
    std::fs::create_dir(folder.path().join("b")).unwrap();
    for name in ["c.XML", "b/z.xml", "a.xml", "b/notes.txt"] {
        std::fs::write(folder.path().join(name), latin1(&sound_flow())).unwrap();
    }
    let output = run(&["check", folder.path().to_str().unwrap(), "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "the same flow three times");
    let page: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let names: Vec<_> =
        page["fichiers"].as_array().unwrap().iter().map(|file| file["fichier"].as_str().unwrap()).collect();
    let expected = ["a.xml", "b/z.xml", "c.XML"].map(|name| folder.path().join(name).to_str().unwrap().to_owned());
    assert_eq!(names, expected);
}

#[test]
fn a_dash_is_standard_input() {
    use std::io::Write;
    let mut child = crate::support::pes()
        .args(["check", "-", "--lang", "fr"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&latin1(&sound_flow())).unwrap();
    let output = child.wait_with_output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && said.starts_with("- : XML valide, schéma valide, métier valide"), "{said}");
}
