//! What conversions write is checked whole, and what is found is told against the rows it comes from.

use std::path::{Path, PathBuf};
use std::process::Output;

use serde_json::{Value, json};

use crate::support::{root, run, shown, tree};

/// A copy of a billing fixture, to be changed.
struct Billing {
    folder: tempfile::TempDir,
    input: &'static str,
}

impl Billing {
    fn of(name: &str, input: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let case = root().join("fixtures/billing").join(name);
        for file in [input, "pes.toml"] {
            std::fs::copy(case.join(file), folder.path().join(file)).unwrap();
        }
        Billing { folder, input }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Changes a file, one character a byte.
    fn change(&self, name: &str, change: impl Fn(String) -> String) {
        let text = std::fs::read(self.path(name)).unwrap().iter().map(|&byte| byte as char).collect();
        let bytes: Vec<u8> = change(text).chars().map(|char| char as u8).collect();
        std::fs::write(self.path(name), bytes).unwrap();
    }

    /// Keeps these invoices alone.
    fn only(&self, invoices: &[&str]) {
        self.change(self.input, |text| {
            let kept = |&(row, line): &(usize, &str)| row == 0 || invoices.iter().any(|number| line.contains(number));
            text.split_inclusive('\n').enumerate().filter(kept).map(|(_, line)| line).collect()
        });
    }

    /// Changes the rows of an invoice.
    fn replace(&self, invoice: &str, from: &str, to: &str) {
        self.change(self.input, |text| {
            let changed = |line: &str| if line.contains(invoice) { line.replace(from, to) } else { line.to_owned() };
            let after: String = text.split_inclusive('\n').map(changed).collect();
            assert!(after != text, "{invoice}: no {from}");
            after
        });
    }

    fn convert(&self, more: &[&str]) -> Output {
        let [input, config, out] = [self.input, "pes.toml", "out"].map(|name| self.path(name).display().to_string());
        let words = ["convert", &input, "--config", &config, "--out", &out, "--date", "2026-03-02", "--lang", "fr"];
        run(&[&words, more].concat())
    }

    fn report(&self) -> Value {
        serde_json::from_slice(&std::fs::read(self.path("out/rapport.json")).unwrap()).unwrap()
    }
}

/// The findings of rules of the check, and nothing of what the conversion chose.
fn of_check(report: &Value) -> Vec<&Value> {
    let findings = report["constats"].as_array().unwrap().iter();
    findings.filter(|finding| finding["regle"].as_str().unwrap() < "PES800").collect()
}

fn meals() -> Billing {
    let billing = Billing::of("cantine", "factures.csv");
    billing.only(&["2026-00001;", "2026-00002;", "2026-00003;"]);
    billing
}

/// A postal code abroad without a country converts; the check has a word to say of it.
#[test]
fn a_warning_of_the_check_is_told_at_the_row_of_its_invoice() {
    let billing = meals();
    billing.replace("2026-00002;", ";35998;", ";99999;");
    let output = billing.convert(&[]);
    let said = shown(&output, &[]);
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("avertissement[PES328]") && said.contains("--> factures.csv:4\n"), "{said}");
    assert!(said.contains("facture 2026-00002 (factures.csv, lignes 4-5), dans le flux écrit"), "{said}");

    let report = billing.report();
    let [finding] = of_check(&report)[..] else { panic!("{report:#}") };
    assert_eq!(finding["regle"], "PES328");
    assert_eq!((&finding["document"], &finding["ligne"]), (&json!("factures.csv"), &json!(4)));
    assert_eq!(finding["factures"], json!([{"facture": "2026-00002", "fichier": "factures.csv", "lignes": [4, 5]}]));
    let in_flow = &finding["voir_aussi"][0];
    let flow = report["fichiers"][0]["chemin"].as_str().unwrap();
    assert!(flow.starts_with("prive/") && in_flow["document"] == flow, "{in_flow}");
    let path = in_flow["chemin"].as_str().unwrap();
    assert!(path.starts_with("/PES_Aller/PES_RecetteAller/Bordereau[1]/Piece[2]/"), "{path}");
}

/// In an ASAP that several titres share, the invoice at fault leads to its own rows.
#[test]
fn what_is_found_in_a_shared_asap_is_told_at_the_row_of_its_invoice() {
    let billing = Billing::of("eau", "factures.csv");
    billing.only(&["E26-0001", "E26-0002"]);
    billing.change("pes.toml", |config| {
        let changed = config.replace("tolerance_centimes = 0", "tolerance_centimes = 30");
        assert_ne!(changed, config);
        changed
    });
    billing.replace("E26-0001", "\"1.88\",\"36.08\"", "\"2.08\",\"36.28\"");
    billing.replace("E26-0001", "\"6.26\",\"120.05\"", "\"6.46\",\"120.25\"");
    assert_eq!(billing.convert(&[]).status.code(), Some(0));
    let report = billing.report();
    let found = of_check(&report);
    let rules: Vec<&str> = found.iter().map(|finding| finding["regle"].as_str().unwrap()).collect();
    assert_eq!(rules, ["PES304", "PES453"], "{report:#}");
    for finding in found {
        assert_eq!(finding["factures"][0]["facture"], "E26-0001", "{finding:#}");
        assert_eq!((&finding["document"], &finding["ligne"]), (&json!("factures.csv"), &json!(2)), "{finding:#}");
    }
    let in_asap = of_check(&report).pop().unwrap()["voir_aussi"][0]["document"].clone();
    assert!(in_asap.as_str().unwrap().contains(".xml > PJ[1] ASAP_"), "{in_asap}");
}

/// What is about a bordereau or a flow is about no row.
#[test]
fn what_is_about_a_flow_is_told_of_the_flow() {
    let billing = meals();
    billing.change("pes.toml", |config| {
        config.replace("exercice = 2026", "exercice = 2024").replace("dematerialisee = false", "dematerialisee = true")
    });
    assert_eq!(billing.convert(&[]).status.code(), Some(0));
    let report = billing.report();
    let found: Vec<(&str, &str)> = of_check(&report)
        .into_iter()
        .map(|finding| {
            assert!(finding.get("factures").is_none(), "{finding:#}");
            (finding["regle"].as_str().unwrap(), finding["document"].as_str().unwrap())
        })
        .collect();
    let flow = report["fichiers"][0]["chemin"].as_str().unwrap();
    assert_eq!(found, [("PES261", flow), ("PES272", flow)]);
}

/// A FINESS of the legal entity beside function accounts, which Hélios refuses together: nothing leaves, and the rows to
/// correct are named, on the screen as in the report.
#[test]
fn a_refusal_of_the_check_blocks_the_delivery_and_names_the_row() {
    let billing = meals();
    billing.change("pes.toml", |config| {
        let budget = "libelle_budget = \"COMMUNE DE VALMIREL\"\n";
        assert!(config.contains(budget));
        config.replace(budget, &format!("{budget}fin_jur = \"350000022\"\n"))
    });
    let output = billing.convert(&[]);
    let said = shown(&output, &[]);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("erreur[PES899]: défauts d'un flux écrit : 1 ; rien n'est livré"), "{said}");
    assert!(said.contains("erreur[PES266]") && said.contains("--> factures.csv:2\n"), "{said}");
    assert_eq!(tree(&billing.path("out")).len(), 0);

    let output = billing.convert(&["--format", "json"]);
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((output.status.code(), &report["fichiers"]), (Some(2), &json!([])));
    let [finding] = of_check(&report)[..] else { panic!("{report:#}") };
    assert_eq!(finding["factures"], json!([{"facture": "2026-00001", "fichier": "factures.csv", "lignes": [2, 3]}]));
}

/// Every flow made from every billing fixture: nothing to say of it, all layers, warnings included, and the directory
/// where the fixture has one.
#[test]
fn flows_made_from_the_billing_fixtures_have_no_finding() {
    let mut flows = 0;
    for entry in std::fs::read_dir(root().join("fixtures/billing")).unwrap() {
        let case = entry.unwrap().path();
        let input =
            ["factures.csv", "factures.jsonl"].map(|name| case.join(name)).into_iter().find(|path| path.exists());
        let folder = tempfile::tempdir().unwrap();
        let (input, config) = (input.expect("billing data"), case.join("pes.toml"));
        let [input, config, out] = [&*input, &*config, folder.path()].map(|path: &Path| path.to_str().unwrap());
        let output = run(&["convert", input, "--config", config, "--out", out, "--date", "2026-03-02"]);
        assert_eq!(output.status.code(), Some(1), "some are refused: {}", shown(&output, &[]));
        let report: Value = serde_json::from_slice(&tree(folder.path())["rapport.json"]).unwrap();
        assert_eq!(of_check(&report).iter().filter(|finding| finding.get("voir_aussi").is_some()).count(), 0);

        let directory = case.join("annuaire.csv");
        let directory = directory.exists().then(|| directory.to_str().unwrap().to_owned());
        for route in ["prive", "public", "sans_traitement"].map(|route| folder.path().join(route)) {
            if !route.exists() {
                continue;
            }
            let mut words = vec!["check", route.to_str().unwrap(), "--strict", "--format", "json"];
            words.extend(directory.iter().flat_map(|path| ["--annuaire", path.as_str()]));
            let output = run(&words);
            let page: Value = serde_json::from_slice(&output.stdout).unwrap();
            assert_eq!(output.status.code(), Some(0), "{page:#}");
            for document in
                page["fichiers"].as_array().unwrap().iter().flat_map(|file| file["documents"].as_array().unwrap())
            {
                let layers = ["xml", "schema", "metier"].map(|layer| document[layer].as_str().unwrap());
                assert_eq!(layers, ["valide"; 3], "{document:#}");
                assert_eq!(document["constats"], json!([]), "{document:#}");
            }
            flows += page["fichiers"].as_array().unwrap().len();
        }
    }
    assert!(flows >= 6, "{flows}");
}

/// A flow that comes out of another says again nothing of what was said of that one.
#[test]
fn a_split_tells_what_its_flows_alone_have() {
    let folder = tempfile::tempdir().unwrap();
    let mixed = std::fs::read(root().join("fixtures/flux/mixte.xml")).unwrap();
    let text: String = mixed.iter().map(|&byte| byte as char).collect();
    let warned = text.replace("<TypFic V=\"PESALR1\"/>", "<TypFic V=\"PESALR2\"/>");
    assert_ne!(warned, text);
    let flow = folder.path().join("mixte.xml");
    std::fs::write(&flow, warned.chars().map(|char| char as u8).collect::<Vec<u8>>()).unwrap();
    let out = folder.path().join("out");
    let output = run(&["split", flow.to_str().unwrap(), "--out", out.to_str().unwrap(), "--bordereau-public", "60"]);
    assert_eq!(output.status.code(), Some(0), "{}", shown(&output, &[]));
    let report: Value = serde_json::from_slice(&tree(&out)["rapport.json"]).unwrap();
    let told: Vec<(&str, &str)> = of_check(&report)
        .into_iter()
        .map(|finding| (finding["regle"].as_str().unwrap(), finding["document"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("PES263", "mixte.xml")]);
}

/// A flow of titres that gets its ASAP: what the check says of a titre is told where that titre stands in the flow read.
#[test]
fn a_flow_that_gets_its_asap_is_checked_against_the_flow_read() {
    let folder = tempfile::tempdir().unwrap();
    let read = std::fs::read(root().join("fixtures/flux/titres-sans-asap.xml")).unwrap();
    let text: String = read.iter().map(|&byte| byte as char).collect();
    let warned = text.replacen("<CP V=\"35999\"/>", "<CP V=\"99999\"/>", 1);
    assert_ne!(warned, text);
    let flow = folder.path().join("titres.xml");
    std::fs::write(&flow, warned.chars().map(|char| char as u8).collect::<Vec<u8>>()).unwrap();
    let out = folder.path().join("out");
    let config = root().join("fixtures/billing/cantine/pes.toml");
    let [flow, config, out] = [&flow, &config, &out].map(|path| path.to_str().unwrap());
    let output = run(&["convert", flow, "--config", config, "--out", out, "--date", "2026-03-02"]);
    assert!(output.status.code().is_some_and(|code| code < 2), "{}", shown(&output, &[]));
    let report: Value = serde_json::from_slice(&tree(Path::new(out))["rapport.json"]).unwrap();
    let [finding] = of_check(&report)[..] else { panic!("{report:#}") };
    assert_eq!((&finding["regle"], &finding["document"]), (&json!("PES328"), &json!("titres.xml")));
    let line = usize::try_from(finding["factures"][0]["lignes"][0].as_u64().unwrap()).unwrap();
    assert_eq!(warned.lines().nth(line - 1).map(str::trim), Some("<Piece>"));
}
