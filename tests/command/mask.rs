//! `--mask`: people are told in no form of the result.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pes::parser::model::Fichier;
use pes::parser::{Encoding, OpenLimits, PesAller, Source};

use crate::support::{asaps, latin1, root, run, tree};

const FORMS: [&str; 7] = ["text", "court", "json", "jsonl", "junit", "sarif", "html"];

/// Elements whose values tell of someone.
const PERSONAL: [&str; 33] = [
    "Adr1",
    "Adr2",
    "Adr3",
    "AdrMel",
    "AdrElectronique",
    "BIC",
    "ComplNom",
    "DteNaissance",
    "DteNaissanceBeneficiaire",
    "IBAN",
    "AncienIBAN",
    "AncienRUM",
    "IdCpte",
    "IdTiers",
    "LibBanc",
    "LieuNaissance",
    "NIRAssure",
    "NIRBeneficiaire",
    "Nom",
    "NomAssure",
    "NomBeneficiaire",
    "NumDossier",
    "NumPatient",
    "NumTel",
    "NumTel2",
    "NumTel3",
    "Prenom",
    "PrenomAssure",
    "PrenomBeneficiaire",
    "RefUniMdt",
    "TitCpte",
    "Ville",
    "RefTiers",
];

/// Those that do wherever they stand.
const ACCOUNTS: [&str; 6] = ["BIC", "IBAN", "AncienIBAN", "AncienRUM", "IdCpte", "RefUniMdt"];

/// What a document says of people, and nothing that it says of others too.
fn secrets(name: &str, bytes: &[u8], found: &mut BTreeSet<String>, public: &mut BTreeSet<String>) {
    let Ok(source) = Source::decode(name, bytes) else { return };
    let text = source.text();
    let Ok(document) = roxmltree::Document::parse(&text) else { return };
    for node in document.descendants() {
        let Some(value) = node.attribute("V") else { continue };
        let name = node.tag_name().name();
        // Offices have names, addresses and telephones too: those that stand in an invoice as such.
        let is_office = || {
            let of_facture = |node: &roxmltree::Node<'_, '_>| {
                node.parent_element().is_some_and(|parent| parent.has_tag_name("PES_Facture"))
            };
            node.ancestors()
                .any(|block| block.has_tag_name("Emetteur") || (block.has_tag_name("Tiers") && of_facture(&block)))
        };
        let is_personal = PERSONAL.contains(&name) && (ACCOUNTS.contains(&name) || !is_office());
        let is_distinct = value.chars().filter(|c| c.is_alphabetic()).count() >= 5
            || value.chars().filter(char::is_ascii_digit).count() >= 9;
        match is_personal && is_distinct {
            true => found.insert(value.to_owned()),
            false => public.insert(value.to_owned()),
        };
    }
    if let Ok((flow, _)) = PesAller::read(&source) {
        for pj in flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj) {
            let file = pj.contenu.as_ref().and_then(|contenu| contenu.fichier.as_ref());
            if let Some(Ok(file)) = file.map(|file| file.open(OpenLimits::default())) {
                secrets("asap.xml", &file, found, public);
            }
        }
    }
}

/// The results in each form, the packs of the HTML opened.
fn results(files: &[&str], more: &[&str]) -> Vec<(&'static str, String)> {
    let folder = tempfile::tempdir().unwrap();
    let mut words = [&["check"], files, more].concat();
    let paths = FORMS.map(|form| folder.path().join(form).to_str().unwrap().to_owned());
    for (form, path) in FORMS.iter().zip(&paths) {
        words.extend(["--format", form, "--output", path]);
    }
    let output = run(&words);
    assert!(matches!(output.status.code(), Some(1 | 2)), "{}", String::from_utf8_lossy(&output.stderr));
    let read = |(form, path): (&&'static str, &String)| {
        let said = std::fs::read_to_string(path).unwrap();
        let said = match *form {
            "html" => opened(&said),
            "sarif" => without_pages(&said),
            _ => said,
        };
        (*form, said)
    };
    FORMS.iter().zip(&paths).map(read).collect()
}

/// The log without the pages of the rules, whose examples have names of their own.
fn without_pages(log: &str) -> String {
    let mut log: serde_json::Value = serde_json::from_str(log).unwrap();
    for rule in log["runs"][0]["tool"]["driver"]["rules"].as_array_mut().unwrap() {
        rule.as_object_mut().unwrap().remove("help");
    }
    log.to_string()
}

/// The page with its compressed parts opened, as its script does.
fn opened(page: &str) -> String {
    let mut out = page.to_owned();
    for part in page.split("<script type=\"application/gzip\"").skip(1) {
        let (_, packed) = part.split_once('>').unwrap();
        let packed = STANDARD.decode(packed.split_once('<').unwrap().0).unwrap();
        flate2::read::GzDecoder::new(packed.as_slice()).read_to_string(&mut out).unwrap();
    }
    out
}

fn leaks<'s>(said: &str, secrets: &'s BTreeSet<String>) -> Vec<&'s str> {
    // As XML and JSON write them.
    let said = [("&#38;", "&"), ("&#39;", "'"), ("&#34;", "\""), ("\\\"", "\"")]
        .iter()
        .fold(said.to_owned(), |said, (from, to)| said.replace(from, to));
    secrets.iter().map(String::as_str).filter(|secret| said.contains(secret)).collect()
}

/// Every rule, on the flow that breaks it.
#[test]
fn no_fixture_tells_of_people() {
    let folder = root().join("fixtures/rules");
    let rejected = |name: &&String| name.rsplit('/').next().unwrap().starts_with("rejected") && name.ends_with(".xml");
    let all = tree(&folder);
    let names: Vec<PathBuf> = all.keys().filter(rejected).map(|name| folder.join(name)).collect();
    let (mut found, mut public) = (BTreeSet::new(), BTreeSet::new());
    for (name, bytes) in all.iter().filter(|(name, _)| rejected(name)) {
        secrets(name, bytes, &mut found, &mut public);
    }
    found.retain(|secret| !public.iter().any(|value| value.contains(secret.as_str())));
    assert!(names.len() > 200 && found.len() > 30, "{} {}", names.len(), found.len());
    let names: Vec<&str> = names.iter().map(|path| path.to_str().unwrap()).collect();
    let told = results(&names, &[]);
    let masked = results(&names, &["--mask"]);
    for ((form, told), (_, masked)) in told.iter().zip(&masked) {
        assert_eq!(leaks(masked, &found), Vec::<&str>::new(), "{form}");
        println!("{form}: {} of {} told without --mask", leaks(told, &found).len(), found.len());
        // One line a file tells of nobody anyhow.
        assert!(*form == "court" || leaks(told, &found).len() > 10, "{form}");
    }
}

/// Names and identifiers nobody has, with a fault on each; in the flow, in its ASAP, in a document that breaks off.
#[test]
fn faulty_values_of_people_are_hidden() {
    const SECRETS: [(&str, &str); 9] = [
        (
            "<Nom V=\"GUÉGUEN-LE BIHAN\"/>",
            "<Nom V=\"ZORGLUBSON-QUOKKARD, dite la très longue dame du grand large et d'ailleurs\"/>",
        ),
        ("<Prenom V=\"Gaëlle\"/>", "<Prenom V=\"Marvinette Philomenaïde Capucinella Bérangerine Quokkarde\"/>"),
        ("<Adr2 V=\"12 RUE DES AJONCS\"/>", "<Adr2 V=\"77 SENTE DES WOMBATS EXTRAORDINAIREMENT LONGUE\"/>"),
        ("<CP V=\"35999\"/>", "<CP V=\"QX35-999\"/>"),
        ("<Ville V=\"VALMIREL\"/>", "<Ville V=\"QUOKKAVILLE-SUR-WOMBATTE-LES-GRANDES-EAUX\"/>"),
        (
            "<RefTiers V=\"FAM0031\"/>",
            "<IdTiers V=\"91357924680135\"/><NatIdTiers V=\"01\"/><RefTiers V=\"WOMBAT0031\"/>",
        ),
        ("<IdTiers V=\"21350998700011\"/>", "<IdTiers V=\"97531864209751\"/>"),
        ("<NumeroFacture V=\"2026-000502\"/>", "<NumeroFacture V=\"FACT-QUOKKA-0123456789-0123\"/>"),
        ("<TypTiers V=\"01\"/>", "<TypTiers V=\"01\"/><Surnom V=\"LA QUOKKINE\"/>"),
    ];
    const WORDS: [&str; 14] = [
        "ZORGLUBSON",
        "QUOKKARD",
        "Marvinette",
        "Philomena",
        "WOMBAT",
        "SENTE",
        "QX35",
        "QUOKKAVILLE",
        "91357924680135",
        "97531864209751",
        "FACT-QUOKKA",
        "QUOKKINE",
        "QUOKK",
        "0123456789",
    ];
    let text: String =
        std::fs::read(root().join("fixtures/flux/mixte.xml")).unwrap().iter().map(|&byte| byte as char).collect();
    // The first addresses of an ASAP are those of offices.
    let spoiled = |text: &str, start: &str| {
        let (before, people) = text.split_once(start).unwrap();
        let people = SECRETS.iter().fold(people.to_owned(), |people, (from, to)| people.replacen(from, to, 1));
        format!("{before}{start}{people}")
    };
    let of_asap = |asap: String| spoiled(&asap, "<Debiteur>");
    let flow = spoiled(&text, "<Piece>");
    assert!(SECRETS.iter().all(|(_, secret)| flow.contains(secret)));
    let bench = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| {
        let path = bench.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let broken = flow.replacen("<CP V=\"QX35-999\"/>", "<CP V=\"QX35&WOMBAT;QUOKKA\"/>", 1);
    let unquoted = flow.replacen("<CP V=\"QX35-999\"/>", "<CP V=QX35-999/>", 1);
    let loose = flow.replacen("<CP V=\"QX35-999\"/>", "<CP V=\"35999\"/>QUOKKA WOMBAT", 1);
    let files = [
        write("flux.xml", &latin1(&flow)),
        write("joint.xml", &with_asap(&latin1(&text), of_asap)),
        write(
            "casse.xml",
            &with_asap(&latin1(&text), |asap| of_asap(asap).replacen("<Adr2 V=\"77", "<Adr2 V=\"QUOKKA&WOMBAT;\"", 1)),
        ),
        write("coupe.xml", &latin1(&broken)),
        write("nu.xml", &latin1(&unquoted)),
        write("texte.xml", &latin1(&loose)),
        write("autre.xml", &latin1(&flow.replace("PES_Aller", "PES_Retour"))),
        write("faux.xml", &[b"\xC3\x28".as_slice(), &latin1(&flow.replace("ISO-8859-1", "UTF-8"))].concat()),
    ];
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let told = results(&files, &[]);
    for lang in ["fr", "en"] {
        let masked = results(&files, &["--mask", "--lang", lang]);
        for (form, said) in &masked {
            let leaks: Vec<&&str> = WORDS.iter().filter(|word| said.contains(**word)).collect();
            let lines: Vec<&str> =
                said.lines().filter(|line| leaks.iter().any(|leak| line.contains(**leak))).take(5).collect();
            assert!(leaks.is_empty(), "{form}: {leaks:?}\n{}", lines.join("\n"));
            // Files and rules are told all the same.
            assert!(*form == "html" || (said.contains("flux.xml") && said.contains("PES100")), "{form}");
        }
    }
    for (form, said) in told.iter().filter(|(form, _)| *form != "court") {
        let hidden: Vec<&str> = WORDS.into_iter().filter(|word| !said.contains(word)).collect();
        // Two forms tell no value that no message tells; in the text, what is alike reads as one.
        let expected: &[&str] = match *form {
            "junit" | "html" => &["QUOKKINE"],
            "text" => &["97531864209751"],
            _ => &[],
        };
        assert!(hidden == expected, "{form} does not tell {hidden:?} without --mask");
    }
}

fn with_asap(flow: &[u8], change: impl Fn(String) -> String) -> Vec<u8> {
    let source = Source::decode("flux.xml", flow).unwrap();
    let (mut flow, _) = PesAller::read(&source).unwrap();
    let (_, asap) = asaps("flux.xml", &flow).remove(0);
    let asap: String = asap.iter().map(|&byte| byte as char).collect();
    flow.pes_pj.as_mut().unwrap().pj[0].contenu.as_mut().unwrap().fichier =
        Some(Fichier::compress(&latin1(&change(asap)), "application/xml"));
    flow.write(Encoding::Iso8859_1)
}

/// What no finding tells is hidden in the pages that show the whole flow, and the verdict stays the same.
#[test]
fn a_mask_changes_no_verdict() {
    let flow = root().join("fixtures/flux/mixte.xml");
    let flow = flow.to_str().unwrap();
    assert_eq!(run(&["check", flow, "--mask"]).status.code(), Some(0));
    let page = |more: &[&str]| {
        let output = run(&[&["check", flow, "--format", "html"], more].concat());
        opened(&String::from_utf8(output.stdout).unwrap())
    };
    let debtor = "GUÉGUEN-LE BIHAN";
    assert!(page(&[]).contains(debtor) && !page(&["--mask"]).contains(debtor));
    let said = String::from_utf8(run(&["check", flow, "--mask", "--lang", "fr"]).stdout).unwrap();
    assert!(said.contains("masqués\n"), "{said}");
    let path = Path::new(flow);
    assert!(said.contains(path.file_name().unwrap().to_str().unwrap()));
}
