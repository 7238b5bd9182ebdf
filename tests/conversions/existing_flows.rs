use std::path::{Path, PathBuf};

use pes::parser::value::Value;

use crate::support::{asaps, pes, read_flow, root, run, shown, tree, validate};

fn flux(name: &str) -> PathBuf {
    root().join("fixtures/flux").join(name)
}

fn split(flow: &Path, out: &Path, bordereau: &str) -> std::process::Output {
    run(&["split", flow.to_str().unwrap(), "--out", out.to_str().unwrap(), "--bordereau-public", bordereau])
}

/// One flow, two sides: each titre once, with the ASAP of its own side and its complement.
#[test]
fn a_mixed_flow_is_split() {
    let out = tempfile::tempdir().unwrap();
    let output = split(&flux("mixte.xml"), out.path(), "60");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let before = read_flow("mixte.xml", &std::fs::read(flux("mixte.xml")).unwrap());
    let titres_before: usize = before.pes_recette_aller.iter().flat_map(|r| &r.bordereau).map(|b| b.piece.len()).sum();
    let ids_before: Vec<String> =
        before.pes_pj.iter().flat_map(|pj| &pj.pj).map(|pj| pj.id_unique.as_ref().unwrap().text().to_owned()).collect();
    let (mut titres, mut ids, mut documents) = (0, Vec::new(), Vec::new());
    for (path, bytes) in tree(out.path()).into_iter().filter(|(path, _)| path.ends_with(".xml")) {
        let flow = read_flow(&path, &bytes);
        let bordereau = &flow.pes_recette_aller.as_ref().unwrap().bordereau[0];
        let bloc = bordereau.bloc_bordereau.as_ref().unwrap();
        titres += bordereau.piece.len();
        assert_eq!(bloc.nbr_pce.as_ref().unwrap().text(), bordereau.piece.len().to_string());
        let public = path.starts_with("public/");
        assert_eq!(bloc.id_bord.as_ref().unwrap().text(), if public { "60" } else { "51" });
        for piece in &bordereau.piece {
            let bloc = piece.bloc_piece.as_ref().unwrap();
            assert_eq!(bloc.edition.as_ref().unwrap().text() == "02", public);
        }
        let kinds: Vec<&str> =
            flow.pes_pj.as_ref().unwrap().pj.iter().map(|pj| pj.type_pj.as_ref().unwrap().text()).collect();
        assert_eq!(kinds, if public { ["006", "008"] } else { ["006", "011"] });
        ids.extend(flow.pes_pj.iter().flat_map(|pj| &pj.pj).map(|pj| pj.id_unique.as_ref().unwrap().text().to_owned()));
        for (name, asap) in asaps(&path, &flow) {
            let facture = read_flow(&name, &asap).pes_facture.unwrap();
            assert_eq!(facture.facture_indiv.len(), bordereau.piece.len());
            for indiv in &facture.facture_indiv {
                let named = indiv.ref_titre.as_ref().unwrap().num_bordereau.as_ref().unwrap();
                assert_eq!(named.text(), bloc.id_bord.as_ref().unwrap().text());
            }
            documents.push((name, asap));
        }
        documents.push((path, bytes));
    }
    assert_eq!(titres, titres_before);
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 4, "no identifier is in both flows: {ids:?}");
    let kept = ids.iter().filter(|id| ids_before.contains(id)).count();
    assert_eq!(kept, 2, "the complements keep their identifiers, the shared ASAP does not");
    validate("schemas_pes_v5.30_rebuilt", &documents);
    validate("schemas_pes_v5.17", &documents);
}

#[test]
fn a_bordereau_number_is_not_used_twice() {
    let out = tempfile::tempdir().unwrap();
    let output = split(&flux("mixte.xml"), out.path(), "51");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("bordereau 51 est déjà dans le flux"));
    assert!(tree(out.path()).is_empty());
}

/// A flow of public titres only moves whole and keeps its number.
#[test]
fn a_flow_of_one_side_stays_whole() {
    let out = tempfile::tempdir().unwrap();
    assert_eq!(split(&flux("mixte.xml"), out.path(), "60").status.code(), Some(0));
    let public = tree(out.path()).into_keys().find(|path| path.starts_with("public/")).unwrap();
    let again = tempfile::tempdir().unwrap();
    let output = split(&out.path().join(&public), again.path(), "70");
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let flows: Vec<String> = tree(again.path()).into_keys().filter(|path| path.ends_with(".xml")).collect();
    assert_eq!(flows.len(), 1);
    assert!(flows[0].starts_with("public/"));
    let written = read_flow(&flows[0], &tree(again.path())[&flows[0]]);
    let before = read_flow(&public, &tree(out.path())[&public]);
    assert_eq!(written.pes_recette_aller, before.pes_recette_aller);
    assert_eq!(written.pes_pj, before.pes_pj);
}

/// A faulty flow is shown with its faults and not split: what came out could be sent.
#[test]
fn a_faulty_flow_is_not_split() {
    let folder = tempfile::tempdir().unwrap();
    let faulty = folder.path().join("mixte.xml");
    write_latin1(&faulty, &latin1("mixte.xml").replace("NbrPce V=\"5\"", "NbrPce V=\"4\""));
    let out = folder.path().join("out");
    let output = split(&faulty, &out, "60");
    insta::assert_snapshot!(shown(&output, &[folder.path()]));
    assert!(tree(&out).is_empty());
}

#[test]
fn a_signed_flow_is_not_split() {
    let folder = tempfile::tempdir().unwrap();
    let text = latin1("mixte.xml");
    let signature = "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/></n:PES_Aller>";
    let signed = folder.path().join("signe.xml");
    let text = text
        .replace("</n:PES_Aller>", signature)
        .replace("<InfoDematerialisee V=\"0\"/>", "<InfoDematerialisee V=\"1\"/>")
        .replace("<Bordereau>", "<Bordereau Id=\"B51\">")
        .replace("<MtBordHt", "<MtCumulAnnuel V=\"2490.94\"/><MtBordHt");
    write_latin1(&signed, &text);
    let output = split(&signed, &folder.path().join("out"), "60");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("PES880"), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Titres of finance software get their ASAP and keep all the rest.
#[test]
fn a_flow_without_asap_gets_it() {
    let out = tempfile::tempdir().unwrap();
    let config = root().join("fixtures/billing/cantine/pes.toml");
    let output = pes()
        .arg("convert")
        .arg(flux("titres-sans-asap.xml"))
        .arg("--config")
        .arg(config)
        .arg("--out")
        .arg(out.path())
        .args(["--date", "2026-03-02", "--pes-version", "5.26"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let before = read_flow("before", &std::fs::read(flux("titres-sans-asap.xml")).unwrap());
    let mut originals: Vec<_> =
        before.pes_recette_aller.unwrap().bordereau.into_iter().flat_map(|bordereau| bordereau.piece).collect();
    let mut documents = Vec::new();
    for (path, bytes) in tree(out.path()).into_iter().filter(|(path, _)| path.ends_with(".xml")) {
        let flow = read_flow(&path, &bytes);
        documents.extend(asaps(&path, &flow));
        for mut piece in flow.pes_recette_aller.unwrap().bordereau.into_iter().flat_map(|bordereau| bordereau.piece) {
            let bloc = piece.bloc_piece.as_mut().unwrap();
            // Take away what was added: the titre must be the one that was read.
            bloc.edition = None;
            bloc.pj_ref.clear();
            let position = originals.iter().position(|original| *original == piece);
            originals.remove(position.unwrap_or_else(|| panic!("changed or unknown titre: {piece:#?}")));
        }
        documents.push((path, bytes));
    }
    assert!(originals.is_empty(), "titres lost: {originals:#?}");
    validate("schemas_pes_v5.17", &documents);
    validate("schemas_pes_v5.30_rebuilt", &documents);
    let routing = String::from_utf8(tree(out.path()).remove("routage.csv").unwrap()).unwrap();
    insta::assert_snapshot!(routing);
}

/// A titre refused leaves with its reason; the others go, in a bordereau whose totals are theirs.
#[test]
fn a_refused_titre_leaves_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let bytes = std::fs::read(flux("titres-sans-asap.xml")).unwrap();
    // Latin-1 bytes kept as they are.
    let text: String = bytes.iter().map(|&byte| byte as char).collect();
    let (head, tail) = text.split_at(text.find("<CatTiers V=\"01\"/>").unwrap());
    let faulty = format!(
        "{head}{}",
        tail.replacen("<CatTiers V=\"01\"/>", "<CatTiers V=\"74\"/>", 1).replacen(
            "<NatJur V=\"01\"/>",
            "<NatJur V=\"04\"/>",
            1
        )
    );
    let input = folder.path().join("titres.xml");
    std::fs::write(&input, faulty.chars().map(|c| c as u8).collect::<Vec<u8>>()).unwrap();
    let out = folder.path().join("out");
    let output = pes()
        .arg("convert")
        .arg(&input)
        .arg("--config")
        .arg(root().join("fixtures/billing/cantine/pes.toml"))
        .arg("--out")
        .arg(&out)
        .args(["--date", "2026-03-02"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    insta::assert_snapshot!(shown(&output, &[folder.path()]));
    let found = tree(&out);
    let refused = read_flow("rejets", &found["rejets/titres.xml"]);
    let recette = refused.pes_recette_aller.unwrap();
    assert_eq!(recette.bordereau.iter().map(|bordereau| bordereau.piece.len()).sum::<usize>(), 1);
    let prive = found.iter().find(|(path, _)| path.starts_with("prive/")).unwrap();
    let flow = read_flow(prive.0, prive.1);
    let bloc = flow.pes_recette_aller.as_ref().unwrap().bordereau[0].bloc_bordereau.as_ref().unwrap();
    let count = bloc.nbr_pce.as_ref().and_then(Value::ok).unwrap().get();
    assert_eq!(count, flow.pes_recette_aller.as_ref().unwrap().bordereau[0].piece.len() as u64);
}

fn convert_flows(folder: &Path, inputs: &[&Path], config: &Path, more: &[&str]) -> std::process::Output {
    pes()
        .arg("convert")
        .args(inputs)
        .arg("--config")
        .arg(config)
        .arg("--out")
        .arg(folder.join("out"))
        .args(["--date", "2026-03-02"])
        .args(more)
        .output()
        .unwrap()
}

fn cantine() -> PathBuf {
    root().join("fixtures/billing/cantine/pes.toml")
}

/// Text of a flow in Latin-1, one character a byte, to be spoiled and written back.
fn latin1(name: &str) -> String {
    std::fs::read(flux(name)).unwrap().iter().map(|&byte| byte as char).collect()
}

fn write_latin1(path: &Path, text: &str) {
    std::fs::write(path, text.chars().map(|c| c as u8).collect::<Vec<u8>>()).unwrap();
}

/// A fault that Hélios would refuse, inside one titre: that titre is refused, at its place, and the others go.
#[test]
fn a_faulty_titre_of_a_flow_is_refused_alone() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("titres.xml");
    let text = latin1("titres-sans-asap.xml");
    let spoiled = text.replace("21350998700011", "21350998700012");
    assert_ne!(text, spoiled);
    write_latin1(&input, &spoiled);
    let output = convert_flows(folder.path(), &[&input], &cantine(), &[]);
    let said = shown(&output, &[folder.path()]);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("PES221") && said.contains("/Piece["), "{said}");
    let routing = String::from_utf8(tree(&folder.path().join("out")).remove("routage.csv").unwrap()).unwrap();
    let refused: Vec<&str> = routing.lines().filter(|row| row.contains("rejets/rejets.csv")).collect();
    assert_eq!(refused.len(), 1, "{routing}");
    assert!(refused[0].contains("a_verifier") && refused[0].contains("COMMUNE DE SAINT-EXEMPLE"), "{refused:?}");
}

/// A fault of the flow itself stops the run: nobody knows which titre is meant.
#[test]
fn a_faulty_bordereau_of_a_flow_stops_the_run() {
    let folder = tempfile::tempdir().unwrap();
    let input = folder.path().join("titres.xml");
    write_latin1(&input, &latin1("titres-sans-asap.xml").replace("<NbrPce V=\"6\"/>", "<NbrPce V=\"7\"/>"));
    let output = convert_flows(folder.path(), &[&input], &cantine(), &[]);
    let said = shown(&output, &[folder.path()]);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("PES210"), "{said}");
    assert!(tree(&folder.path().join("out")).is_empty());
}

/// Several flows in one run: no bordereau number, file name or piece identifier is given twice.
#[test]
fn flows_of_one_run_share_no_number() {
    let folder = tempfile::tempdir().unwrap();
    let (first, second) = (folder.path().join("a.xml"), folder.path().join("b.xml"));
    let text = latin1("titres-sans-asap.xml");
    write_latin1(&first, &text);
    write_latin1(
        &second,
        &text.replace("<IdBord V=\"41\"/>", "<IdBord V=\"43\"/>").replace("<IdBord V=\"42\"/>", "<IdBord V=\"44\"/>"),
    );
    let output = convert_flows(folder.path(), &[&first, &second], &cantine(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", shown(&output, &[]));
    let (mut bordereaux, mut ids) = (Vec::new(), Vec::new());
    for (path, bytes) in tree(&folder.path().join("out")).iter().filter(|(path, _)| path.ends_with(".xml")) {
        let flow = read_flow(path, bytes);
        ids.extend(flow.pes_pj.iter().flat_map(|pj| &pj.pj).map(|pj| pj.id_unique.as_ref().unwrap().text().to_owned()));
        bordereaux.extend(flow.pes_recette_aller.unwrap().bordereau.iter().map(|bordereau| {
            bordereau.bloc_bordereau.as_ref().unwrap().id_bord.as_ref().unwrap().get().unwrap().get()
        }));
    }
    bordereaux.sort_unstable();
    assert_eq!(bordereaux, [11, 12, 41, 42, 43, 44]);
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count);
    let report: serde_json::Value = serde_json::from_slice(&tree(&folder.path().join("out"))["rapport.json"]).unwrap();
    assert_eq!(report["prochains_numeros"], serde_json::json!({"premier_bordereau": 13, "premier_flux": 5}));
}

/// One piece a bordereau, for flows as for billing data; a piece that two routes would share is parted.
#[test]
fn asaps_of_a_flow_can_be_grouped() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("pes.toml");
    let text = std::fs::read_to_string(cantine()).unwrap();
    std::fs::write(&config, text.replace("groupement = \"titre\"", "groupement = \"bordereau\"")).unwrap();
    let input = flux("titres-sans-asap.xml");
    let output = convert_flows(folder.path(), &[&input], &config, &["--pes-version", "5.26"]);
    assert_eq!(output.status.code(), Some(0), "{}", shown(&output, &[]));
    let mut documents = Vec::new();
    for (path, bytes) in tree(&folder.path().join("out")).into_iter().filter(|(path, _)| path.ends_with(".xml")) {
        let flow = read_flow(&path, &bytes);
        let inside = asaps(&path, &flow);
        assert_eq!(inside.len(), 1, "{path}");
        let facture = read_flow(&inside[0].0, &inside[0].1).pes_facture.unwrap();
        assert_eq!(facture.facture_indiv.len(), if path.starts_with("public/") { 2 } else { 4 }, "{path}");
        documents.extend(inside);
        documents.push((path, bytes));
    }
    validate("schemas_pes_v5.17", &documents);
}
