//! Acquits, returns, and what answers them: sound documents that say what is refused.

use std::io::Write;
use std::path::Path;

use serde_json::Value;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{replaced, root, run, shared, shown};

fn answer(name: &str) -> String {
    root().join("fixtures/retours").join(name).display().to_string()
}

fn said(words: &[&str]) -> (Option<i32>, String) {
    let output = run(words);
    (output.status.code(), shown(&output, &[&root()]))
}

/// A zip of members, stored or deflated.
fn zipped(folder: &Path, name: &str, members: &[(&str, &[u8])]) -> String {
    let path = folder.join(name);
    let mut zip = ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (index, (member, bytes)) in members.iter().enumerate() {
        let method = [zip::CompressionMethod::Deflated, zip::CompressionMethod::Stored][index % 2];
        zip.start_file(*member, SimpleFileOptions::default().compression_method(method)).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
    path.display().to_string()
}

/// What is refused makes the exit code, and is never called valid.
#[test]
fn a_document_that_refuses_is_conforming_and_not_valid() {
    for (name, counts, errors) in [
        ("acquit-technique.xml", "flux refusés : 1", 1),
        (
            "acquit-v1-mixte.xml",
            "bordereaux refusés : 1, pièces jointes refusées : 1, bordereaux acceptés : 1, pièces jointes acceptées : 1",
            4,
        ),
        // Bordereau 11 is in two elements, one of which refuses it; so is 13.
        (
            "acquit-v2-mixte.xml",
            "bordereaux refusés : 2, pièces jointes refusées : 1, bordereaux acceptés : 1, pièces jointes acceptées : 3",
            8,
        ),
        ("retour-recette.xml", "titres rejetés : 2, titres en instance : 1, titres pris en charge : 4", 2),
        ("retour-asap.xml", "avis refusés : 3, avis postés ou notifiés : 5, avis représentés sans complément : 1", 3),
    ] {
        let file = answer(name);
        let (code, text) = said(&["check", &file, "--lang", "fr"]);
        assert_eq!(code, Some(1), "{text}");
        assert!(text.contains(&format!(" conforme (XML valide, schéma valide) ; {counts}\n")), "{text}");
        assert!(text.contains("acquits et retours conformes : 0, avec refus : 1\n"), "{text}");
        let (_, court) = said(&["check", &file, "--format", "court", "--lang", "fr"]);
        assert!(court.contains(&format!(" : conforme, avec refus ({counts}) ; erreurs : {errors}, ")), "{court}");
        let page: Value = serde_json::from_slice(&run(&["check", &file, "--format", "json"]).stdout).unwrap();
        assert_eq!((&page["verdict"], &page["fichiers"][0]["verdict"]), (&"refus".into(), &"refus".into()));
        assert_eq!(page["fichiers"][0]["decompte"]["erreurs"], errors, "{page}");
        let html = String::from_utf8(run(&["check", &file, "--format", "html", "--lang", "fr"]).stdout).unwrap();
        let verdict = html.split("<h1 id=\"verdict-title\">").nth(1).unwrap().split('<').next().unwrap();
        assert_eq!(verdict, "Conforme, avec refus");
        assert!(html.contains(counts) && !html.contains("Prêt à envoyer"), "{name}");
    }
}

/// Each refusal has its place, its code, its words, and what to do.
#[test]
fn each_refusal_is_told() {
    let (_, text) = said(&["check", &answer("acquit-v2-mixte.xml"), &answer("retour-recette.xml"), "--lang", "fr"]);
    insta::assert_snapshot!(text);
    let (_, text) = said(&["check", &answer("retour-asap.xml"), "--lang", "en"]);
    for words in [
        "error[PES924]: the printing centre refuses the notice of the titre 112, bordereau 11 (2026): 02, ",
        "the debtor did not receive by e-mail the notice of the titre 116, bordereau 11 (2026): 02, ",
        "help: call the treasury",
        "notices refused: 3",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn what_is_said_has_a_place_in_each_form() {
    let file = answer("acquit-v2-mixte.xml");
    let form = |form: &str| run(&["check", &file, "--format", form, "--lang", "fr"]).stdout;
    let page: Value = serde_json::from_slice(&form("json")).unwrap();
    let document = &page["fichiers"][0]["documents"][0];
    assert_eq!((&document["schema"], &document["metier"]), (&"valide".into(), &"sans objet".into()));
    let said = &document["reponse"];
    assert_eq!((&said["genre"], &said["date"]), (&"acquit".into(), &"2026-03-02".into()));
    assert_eq!(said["nom_fic"], "PESALR1_21350999500014_260302_001.xml");
    assert_eq!(said["bilan"]["bordereaux_refuses"], 2);
    assert_eq!((&said["anomalies"]["1971"], &said["anomalies"]["2559"]), (&2.into(), &2.into()));
    let first = &document["constats"][0];
    assert_eq!((&first["regle"], &first["valeur"]), (&"PES921".into(), &"ERREUR_CUMUL_MONTANTS".into()));
    assert_eq!(first["concerne"]["titres"][0]["bordereau"], "11");
    let schema: Value = serde_json::from_slice(
        &std::fs::read(root().join("crates/pes-cli/schemas/check-report.v1.schema.json")).unwrap(),
    )
    .unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let faults: Vec<String> = validator.iter_errors(&page).map(|error| error.to_string()).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    let lines = String::from_utf8(form("jsonl")).unwrap();
    assert!(lines.lines().last().unwrap().contains("\"reponse\":{\"genre\":\"acquit\""), "{lines}");
    let junit = String::from_utf8(form("junit")).unwrap();
    assert!(junit.contains("failures=\"1\"") && junit.contains("type=\"PES921\""), "{junit}");
    let sarif: Value = serde_json::from_slice(&form("sarif")).unwrap();
    assert_eq!(sarif["runs"][0]["results"].as_array().unwrap().len(), 8);
}

/// Nothing refused: conforming, exit code 0, and still no flow that could be sent.
#[test]
fn what_refuses_nothing_is_conforming() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read(answer("acquit-v2-mixte.xml")).unwrap();
    let text: String = text.iter().map(|&byte| byte as char).collect();
    let (before, rest) = text.split_once("<ElementACQUIT>").unwrap();
    let (_, after) = rest.rsplit_once("</ElementACQUIT>").unwrap();
    let sound = "<ElementACQUIT><DomaineAck V=\"6\"/><EtatAck V=\"1\"/><NumBord V=\"11\"/><ExerciceBord V=\"2026\"/></ElementACQUIT>";
    let write = |name: &str, element: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, format!("{before}{element}{after}").chars().map(|c| c as u8).collect::<Vec<u8>>())
            .unwrap();
        path.display().to_string()
    };
    let path = write("acquit.xml", sound);
    let (code, text) = said(&["check", &path, "--lang", "fr"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("acquit conforme (XML valide, schéma valide) ; bordereaux acceptés : 1\n"), "{text}");
    assert!(
        text.contains("acquits et retours conformes : 1, avec refus : 0\n") && !text.contains("valides :"),
        "{text}"
    );
    let page: Value = serde_json::from_slice(&run(&["check", &path, "--format", "json"]).stdout).unwrap();
    assert_eq!(page["verdict"], "conforme");
    // An anomaly on what is accepted is followed up, and refuses with --strict alone.
    let told = replaced(
        sound,
        "</ElementACQUIT>",
        "<Erreur><NumAnoAck V=\"ERREUR_AUTRE\"/><LibelleAnoAck V=\"4321 - Remarque\"/></Erreur></ElementACQUIT>",
    );
    let path = write("remarque.xml", &told);
    let (code, text) = said(&["check", &path, "--lang", "fr"]);
    assert!(
        code == Some(0) && text.contains("avertissement[PES923]: Hélios accepte le bordereau 11 (2026), avec"),
        "{text}"
    );
    assert!(text.contains("aide: faire ce que dit le libellé ; s'il ne suffit pas, appeler la trésorerie"), "{text}");
    assert_eq!(run(&["check", &path, "--strict"]).status.code(), Some(1));
    // What the schema refuses is no conforming document.
    let path = write("faux.xml", &replaced(sound, "V=\"11\"", "V=\"onze\""));
    let (code, text) = said(&["check", &path, "--lang", "fr", "--format", "court"]);
    assert!(code == Some(1) && text.contains(" : invalide"), "{text}");
}

/// A bordereau refused in a domain that is not ours is told as such.
#[test]
fn refusals_of_spending_are_told_in_its_words() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read(answer("acquit-v2-mixte.xml")).unwrap();
    let text: String = text.iter().map(|&byte| byte as char).collect();
    let path = folder.path().join("depense.xml");
    let spent = text.replace("<DomaineAck V=\"6\"/>", "<DomaineAck V=\"5\"/>");
    std::fs::write(&path, spent.chars().map(|c| c as u8).collect::<Vec<u8>>()).unwrap();
    let (_, text) = said(&["check", path.to_str().unwrap(), "--lang", "fr"]);
    assert!(
        text.contains("Hélios refuse le mandat 104, bordereau de dépense 11 (2026) : ERREUR_AUTRE, 2559"),
        "{text}"
    );
    assert!(text.contains("aide: corriger dans le logiciel d'où vient la pièce"), "{text}");
}

/// A comment of the accountant may name somebody.
#[test]
fn comments_are_hidden_by_a_mask() {
    let file = answer("retour-recette.xml");
    assert!(said(&["check", &file]).1.contains("délibération non jointe"));
    for form in ["text", "json", "junit", "sarif", "html", "jsonl"] {
        let text = String::from_utf8(run(&["check", &file, "--mask", "--format", form]).stdout).unwrap();
        assert!(!text.contains("délibération non jointe"), "{form}");
        assert!(form == "html" || text.contains("107"), "{form}: {text}");
    }
}

#[test]
fn answers_are_shown_without_a_journal() {
    for name in ["acquit-v2-mixte.xml", "retour-recette.xml", "retour-asap.xml", "acquit-retour.xml"] {
        let (code, text) = said(&["show", &answer(name), "--lang", "fr"]);
        assert_eq!(code, Some(0), "{text}");
        insta::assert_snapshot!(format!("show_{name}"), text);
    }
    let (_, text) = said(&["show", &answer("acquit-v1-mixte.xml"), "--lang", "en"]);
    assert!(text.contains("acquit, version 1") && text.contains("- Hélios refuses the titre 104, "), "{text}");
}

#[test]
fn answers_are_shown_as_json() {
    let shown = |name: &str| -> Value {
        serde_json::from_slice(&run(&["show", &answer(name), "--format", "json"]).stdout).unwrap()
    };
    let page = shown("acquit-v2-mixte.xml");
    assert_eq!(
        (&page["genre"], &page["version"], &page["siret"]),
        (&"acquit".into(), &2.into(), &"21350999500014".into())
    );
    assert_eq!(page["bilan"]["bordereaux_refuses"], 2);
    let line = page["elements"].as_array().unwrap().iter().find(|said| said["ligne"] == 1).unwrap();
    assert_eq!((&line["titre"], &line["bordereau"], &line["accepte"]), (&107.into(), &11.into(), &false.into()));
    assert_eq!((&line["conduite"], &line["domaine"]["libelle"]), (&"corriger".into(), &"Recette".into()));
    assert!(line["a_faire"].as_str().unwrap().starts_with("corriger la donnée"), "{line}");
    let page = shown("retour-recette.xml");
    let rejected = page["elements"].as_array().unwrap().iter().find(|said| said["titre"] == 107).unwrap();
    assert_eq!(rejected["etat"]["libelle"], "Rejeté");
    assert!(rejected["signification"].as_str().unwrap().starts_with("Imputation budgétaire erronée"));
    let page = shown("acquit-retour.xml");
    assert_eq!((&page["genre"], &page["retours"][0]["domaine"]["code"]), (&"acquit_retour".into(), &"14".into()));
}

#[test]
fn samples_of_the_field_are_shown() {
    let Some(samples) = shared("samples") else { return };
    let path = |name: &str| samples.join(name).display().to_string();
    let (code, text) = said(&["show", &path("acquit-v2-ko.xml"), "--lang", "fr"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("bordereaux refusés : 1, pièces jointes acceptées : 1"), "{text}");
    assert!(
        text.contains("- Hélios refuse la ligne 2 du mandat 21, bordereau de dépense 5 (2019) : ERREUR_AUTRE, 2559"),
        "{text}"
    );
    let (code, text) = said(&["check", &path("acquit-v2-ok.xml"), "--lang", "fr"]);
    assert!(code == Some(0) && text.contains("acquit conforme"), "{text}");
}

/// A zip is read member by member; their names are shown, and lead nowhere.
#[test]
fn documents_in_a_zip_are_shown_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let acquit = std::fs::read(answer("acquit-v2-mixte.xml")).unwrap();
    let flow = std::fs::read(root().join("fixtures/flux/mixte.xml")).unwrap();
    let path = zipped(folder.path(), "recus.zip", &[("../../a/acquit.xml", &acquit), ("flux.xml", &flow)]);
    let (code, text) = said(&["check", &path, "--format", "court", "--lang", "fr"]);
    assert_eq!(code, Some(1), "{text}");
    assert!(text.contains("recus.zip > ../../a/acquit.xml : conforme, avec refus ("), "{text}");
    assert!(text.contains("recus.zip > flux.xml : valide ; "), "{text}");
    let (code, text) = said(&["check", folder.path().to_str().unwrap(), "--lang", "fr"]);
    assert!(code == Some(1) && text.contains("valides : 1, invalides : 0, non contrôlés : 0"), "{text}");
    let (code, text) = said(&["show", &path, "--lang", "fr"]);
    assert!(
        code == Some(0) && text.contains("Hélios refuse le bordereau 11") && text.contains("Bordereau 51"),
        "{text}"
    );
    let page: Value = serde_json::from_slice(&run(&["show", &path, "--format", "json"]).stdout).unwrap();
    assert_eq!(page["documents"].as_array().unwrap().len(), 2);
    assert_eq!(page["documents"][0]["fichier"], "recus.zip > ../../a/acquit.xml");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is written");
}

/// What a zip may hold is bounded, and a member that is not read is said, never left out.
#[test]
fn zips_are_bounded() {
    let folder = tempfile::tempdir().unwrap();
    let (path, at) = (folder.path(), |name: &str| folder.path().join(name).display().to_string());
    let bomb = vec![b' '; 40 << 20];
    let many: Vec<(String, &[u8])> = (0..10_001).map(|number| (format!("{number}.xml"), b"".as_slice())).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    let mut cut = std::fs::read(zipped(path, "entier.zip", &[("a.xml", b"<a/>")])).unwrap();
    cut.truncate(cut.len() - 12);
    std::fs::write(path.join("coupe.zip"), cut).unwrap();
    let mut linked = ZipWriter::new(std::fs::File::create(path.join("lien.zip")).unwrap());
    linked.add_symlink("lien.xml", "/etc/passwd", SimpleFileOptions::default()).unwrap();
    linked.finish().unwrap();
    std::fs::write(path.join("vide.zip"), b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0").unwrap();
    for (file, words) in [
        (zipped(path, "bombe.zip", &[("a.xml", &bomb)]), "« a.xml » : trop grand une fois décompressé"),
        (zipped(path, "nombre.zip", &many), "10001 fichiers dans l'archive, 10000 au plus"),
        (at("coupe.zip"), "l'archive zip est abîmée"),
        (at("lien.zip"), "« lien.xml » : c'est un lien"),
        (at("vide.zip"), "l'archive zip est vide"),
    ] {
        for command in ["show", "check"] {
            let (code, text) = said(&[command, &file, "--lang", "fr"]);
            assert_eq!(code, Some(2), "{text}");
            assert!(text.contains("PES015") && text.contains(words), "{words}\n{text}");
        }
    }
}
