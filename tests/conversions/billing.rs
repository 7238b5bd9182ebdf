use std::path::{Path, PathBuf};

use pes::parser::value::Value;

use crate::support::{asaps, files, pes, read_flow, root, run, tree, validate};

const CASES: [(&str, &str); 3] = [("cantine", "factures.csv"), ("eau", "factures.csv"), ("interco", "factures.jsonl")];
const DATE: &str = "2026-03-02";

fn case(name: &str) -> PathBuf {
    root().join("fixtures/billing").join(name)
}

/// Converts a case and gives the output folder; more words go to the command.
fn convert(name: &str, input: &str, out: &Path, more: &[&str]) -> i32 {
    let case = case(name);
    let output = pes()
        .arg("convert")
        .arg(case.join(input))
        .arg("--config")
        .arg(case.join("pes.toml"))
        .arg("--out")
        .arg(out)
        .args(["--date", DATE])
        .args(more)
        .output()
        .expect("the command starts");
    output.status.code().expect("an exit code")
}

/// The whole output of each case, byte for byte. `PES_UPDATE=1` writes it anew, to be read before it is kept.
#[test]
fn outputs_are_those_expected() {
    for (name, input) in CASES {
        let out = tempfile::tempdir().unwrap();
        assert_eq!(convert(name, input, out.path(), &[]), 1, "{name}: some are refused");
        let expected_folder = case(name).join("attendu");
        let found = tree(out.path());
        if std::env::var_os("PES_UPDATE").is_some() {
            let _ = std::fs::remove_dir_all(&expected_folder);
            for (path, bytes) in &found {
                let path = expected_folder.join(path);
                std::fs::create_dir_all(path.parent().unwrap()).unwrap();
                std::fs::write(path, bytes).unwrap();
            }
        }
        let expected = tree(&expected_folder);
        let names = |tree: &std::collections::BTreeMap<String, Vec<u8>>| tree.keys().cloned().collect::<Vec<_>>();
        assert_eq!(names(&found), names(&expected), "{name}");
        for (path, bytes) in found {
            assert!(bytes == expected[&path], "{name}/{path} is not the one expected");
        }
    }
}

#[test]
fn threads_change_nothing() {
    for (name, input) in CASES {
        let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        convert(name, input, one.path(), &["--jobs", "1"]);
        convert(name, input, two.path(), &["--jobs", "2"]);
        let (one, two) = (tree(one.path()), tree(two.path()));
        assert!(one.len() >= 4 && one == two, "{name}");
    }
}

/// The amounts of `ATTENDU.md` were computed apart, from the billing files alone.
#[test]
fn totals_in_are_totals_out() {
    for (name, input) in CASES {
        let out = tempfile::tempdir().unwrap();
        convert(name, input, out.path(), &[]);
        let report: serde_json::Value = serde_json::from_slice(&tree(out.path())["rapport.json"]).unwrap();
        let expected = std::fs::read_to_string(case(name).join("ATTENDU.md")).unwrap();
        let mut checked = 0;
        for line in expected.lines().filter(|line| line.starts_with("| acceptées") || line.starts_with("| refusées"))
        {
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let route = match (cells[1], cells[2]) {
                ("refusées", _) => "refuse",
                (_, "privée") => "prive",
                (_, "publique") => "public",
                (_, "sans traitement") => "sans_traitement",
                other => panic!("{other:?}"),
            };
            let cents = |cell: &str| cell.replace([' ', ','], "").parse::<i64>().unwrap();
            let total = &report["totaux"][route];
            if route == "refuse" && total["montants_illisibles"].as_u64() > Some(0) {
                // A date that is none refuses an invoice whose amounts are known all the same: never here.
                panic!("{name}: amounts of refused invoices should be readable");
            }
            assert_eq!(total["factures"].as_u64(), cells[3].parse().ok(), "{name} {route}");
            assert_eq!(total["ht_centimes"].as_i64(), Some(cents(cells[4])), "{name} {route}");
            assert_eq!(total["tva_centimes"].as_i64(), Some(cents(cells[5])), "{name} {route}");
            assert_eq!(total["ttc_centimes"].as_i64(), Some(cents(cells[6])), "{name} {route}");
            checked += 1;
        }
        assert!(checked >= 2, "{name}");
        // And what the report says is what the flows hold.
        let mut in_flows = 0;
        for (path, bytes) in tree(out.path()).iter().filter(|(path, _)| path.ends_with(".xml")) {
            let flow = read_flow(path, bytes);
            for bordereau in &flow.pes_recette_aller.as_ref().unwrap().bordereau {
                let bloc = bordereau.bloc_bordereau.as_ref().unwrap();
                let cents = |amount: &Option<Value<pes::parser::value::Montant>>| {
                    amount.as_ref().map_or(0, |amount| amount.get().unwrap().centimes())
                };
                in_flows += cents(&bloc.mt_bord_ht) + cents(&bloc.mt_bord_tva);
            }
        }
        let reported: i64 = ["prive", "public", "sans_traitement"]
            .iter()
            .filter_map(|route| report["totaux"][route]["ttc_centimes"].as_i64())
            .sum();
        assert_eq!(in_flows, reported, "{name}");
    }
}

/// Every flow and every ASAP inside, against the official schemas: written for 5.30 and 5.26 as they are, for 5.17
/// with optical lines from the configuration, which that version wants.
#[test]
fn all_that_is_written_is_valid() {
    for (name, input) in CASES {
        for (set, version) in
            [("schemas_pes_v5.30_rebuilt", "5.30"), ("schemas_pes_v5.17", "5.26"), ("schemas_pes_v5.17", "5.17")]
        {
            let folder = tempfile::tempdir().unwrap();
            let copy = folder.path().join("case");
            copy_folder(&case(name), &copy);
            if version == "5.17" {
                let path = copy.join("pes.toml");
                let config = std::fs::read_to_string(&path).unwrap();
                let with_stub =
                    config.replace("[constantes]", "[constantes]\ntalon1 = \"1234567890\"\ntalon2 = \"ABC 12\"");
                let with_stub = if config.contains("[constantes]") {
                    with_stub
                } else {
                    format!("{config}\n[constantes]\ntalon1 = \"1234567890\"\ntalon2 = \"ABC 12\"\n")
                };
                std::fs::write(path, with_stub).unwrap();
            }
            let out = folder.path().join("out");
            let output = pes()
                .arg("convert")
                .arg(copy.join(input))
                .arg("--config")
                .arg(copy.join("pes.toml"))
                .arg("--out")
                .arg(&out)
                .args(["--date", DATE, "--pes-version", version])
                .output()
                .unwrap();
            assert_eq!(output.status.code(), Some(1), "{name} {version}: {}", String::from_utf8_lossy(&output.stderr));
            let mut documents = Vec::new();
            for (path, bytes) in tree(&out).into_iter().filter(|(path, _)| path.ends_with(".xml")) {
                let flow = read_flow(&path, &bytes);
                documents.extend(asaps(&path, &flow));
                documents.push((path, bytes));
            }
            assert!(documents.len() > 2, "{name}");
            validate(set, &documents);
        }
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            std::fs::copy(&path, &target).unwrap();
        }
    }
}

/// Public titres carry all that Chorus Pro asks for, and nothing public stands among the private.
#[test]
fn routes_are_apart_and_complete() {
    let out = tempfile::tempdir().unwrap();
    convert("interco", "factures.jsonl", out.path(), &[]);
    let mut editions = Vec::new();
    for (path, bytes) in
        tree(out.path()).iter().filter(|(path, _)| path.ends_with(".xml") && !path.starts_with("rejets"))
    {
        let flow = read_flow(path, bytes);
        for piece in flow.pes_recette_aller.iter().flat_map(|r| &r.bordereau).flat_map(|b| &b.piece) {
            let bloc = piece.bloc_piece.as_ref().unwrap();
            let edition = bloc.edition.as_ref().unwrap().text().to_owned();
            let folder = path.split('/').next().unwrap();
            assert_eq!(
                edition,
                match folder {
                    "prive" => "01",
                    "public" => "02",
                    _ => "04",
                }
            );
            if edition == "02" {
                let info = piece.ligne_de_piece[0].tiers[0].info_tiers.as_ref().unwrap();
                assert_eq!(info.nat_id_tiers.as_ref().unwrap().text(), "01");
                assert!(
                    pes::parser::value::SimpleType::parse(info.id_tiers.as_ref().unwrap().text())
                        .map(|siret: pes::parser::value::Siret| siret)
                        .is_ok()
                );
                assert!(bloc.numero_facture.is_some());
            } else {
                assert!(bloc.numero_facture.is_none() && bloc.code_service.is_none());
            }
            assert!(bloc.pj_ref.iter().any(|pj_ref| pj_ref.type_pj.as_ref().unwrap().text() == "006"));
            editions.push(edition);
        }
    }
    let count = |edition: &str| editions.iter().filter(|found| *found == edition).count();
    assert_eq!((count("01"), count("02"), count("04")), (2, 18, 1));
}

/// Titres and bordereaux follow each other from the first number given, without a hole where invoices were refused.
#[test]
fn numbers_have_no_hole() {
    for (name, input) in CASES {
        let out = tempfile::tempdir().unwrap();
        convert(name, input, out.path(), &["--premier-titre", "9001", "--premier-bordereau", "501"]);
        let mut titres = Vec::new();
        let mut bordereaux = Vec::new();
        let flows = tree(out.path());
        for (path, bytes) in flows.iter().filter(|(path, _)| path.ends_with(".xml") && !path.starts_with("rejets")) {
            let flow = read_flow(path, bytes);
            for bordereau in &flow.pes_recette_aller.as_ref().unwrap().bordereau {
                bordereaux
                    .push(bordereau.bloc_bordereau.as_ref().unwrap().id_bord.as_ref().unwrap().get().unwrap().get());
                let numbers = bordereau.piece.iter().map(|p| p.bloc_piece.as_ref().unwrap().id_pce.as_ref().unwrap());
                titres.extend(numbers.map(|number| number.get().unwrap().get()));
            }
        }
        titres.sort_unstable();
        bordereaux.sort_unstable();
        assert_eq!(titres, (9001..9001 + titres.len() as u64).collect::<Vec<_>>(), "{name}");
        assert_eq!(bordereaux, (501..501 + bordereaux.len() as u64).collect::<Vec<_>>(), "{name}");
    }
}

#[test]
fn flows_are_cut_by_titres_and_by_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let case = case("cantine");
    for (limit, flows) in [("max_titres = 100", 3), ("max_octets = 400000", 3)] {
        let config =
            std::fs::read_to_string(case.join("pes.toml")).unwrap().replace("[flux]", &format!("[flux]\n{limit}"));
        let config_path = folder.path().join("pes.toml");
        std::fs::write(&config_path, config).unwrap();
        let out = folder.path().join(limit.split(' ').next().unwrap());
        let output = run(&[
            "convert",
            case.join("factures.csv").to_str().unwrap(),
            "--config",
            config_path.to_str().unwrap(),
            "--out",
            out.to_str().unwrap(),
            "--date",
            DATE,
        ]);
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        let written = files(&out.join("prive"), "xml");
        assert!(written.len() >= flows, "{limit}: {} flows", written.len());
        let mut titres = 0;
        for path in written {
            let bytes = std::fs::read(&path).unwrap();
            if limit.starts_with("max_octets") {
                assert!(bytes.len() <= 400_000, "{}", bytes.len());
            }
            let flow = read_flow("flow", &bytes);
            let recette = flow.pes_recette_aller.as_ref().unwrap();
            assert_eq!(recette.bordereau.len(), 1);
            assert!(recette.bordereau[0].piece.len() <= 294);
            titres += recette.bordereau[0].piece.len();
        }
        assert_eq!(titres, 294);
    }
}

/// What is refused comes back whole, to be corrected and converted again.
#[test]
fn refused_rows_can_be_corrected_and_converted() {
    let folder = tempfile::tempdir().unwrap();
    convert("cantine", "factures.csv", folder.path(), &[]);
    // One character a byte, so that bytes can be compared and changed as text.
    let read = |path: PathBuf| -> String { std::fs::read(path).unwrap().iter().map(|&byte| byte as char).collect() };
    let refused = read(folder.path().join("rejets/factures.csv"));
    let source = read(case("cantine").join("factures.csv"));
    for row in refused.split_inclusive('\n') {
        assert!(source.contains(row), "{row}");
    }
    assert!(refused.lines().filter(|row| row.starts_with("2026-")).count() > 6);
    let corrected = refused.replace("31/02/2026", "28/02/2026").replace("19,81", "19,80");
    let input = folder.path().join("corrige.csv");
    std::fs::write(&input, corrected.chars().map(|c| c as u8).collect::<Vec<u8>>()).unwrap();
    let out = folder.path().join("again");
    let output = pes()
        .arg("convert")
        .arg(input)
        .arg("--config")
        .arg(case("cantine").join("pes.toml"))
        .arg("--out")
        .arg(&out)
        .args(["--date", DATE, "--format", "json"])
        .output()
        .unwrap();
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(report["factures"], serde_json::json!({"lues": 6, "converties": 2, "refusees": 4}));
}

/// What a debtor receives, to be read: the first ASAP of each flow of each case.
#[test]
fn asaps_are_those_expected() {
    for (name, input) in CASES {
        let out = tempfile::tempdir().unwrap();
        convert(name, input, out.path(), &["--encoding", "utf-8"]);
        for (path, bytes) in tree(out.path()).iter().filter(|(path, _)| path.ends_with(".xml")) {
            let (_, asap) = asaps(path, &read_flow(path, bytes)).into_iter().next().expect("an ASAP");
            let route = path.split('/').next().unwrap();
            let text = String::from_utf8(asap).unwrap();
            // A piece common to a bordereau holds many: the first is enough to read.
            let end = text.find("</FactureIndiv>").unwrap();
            insta::assert_snapshot!(format!("asap_{name}_{route}"), &text[..end]);
        }
    }
}
