//! What a report, the screen and a message have of people.

use std::path::Path;

use super::write_billing;
use crate::support::{pes, tree};

const COLUMNS: [&str; 13] = [
    "facture",
    "objet",
    "debiteur.nom",
    "debiteur.adr2",
    "debiteur.cp",
    "debiteur.ville",
    "debiteur.siret",
    "debiteur.cat_tiers",
    "debiteur.nat_jur",
    "ligne.libelle",
    "ligne.date",
    "ligne.quantite",
    "ligne.prix_unitaire",
];

/// Of these nothing need be told but where a value is refused.
const PERSONAL: [&str; 5] = ["objet", "debiteur.nom", "debiteur.adr2", "debiteur.ville", "ligne.libelle"];

/// A value of one invoice and one column, found in no other.
fn value(number: usize, column: &str) -> String {
    match column {
        "facture" => format!("F{number}"),
        "debiteur.cp" => "35999".to_owned(),
        "debiteur.siret" => String::new(),
        "debiteur.cat_tiers" => "50".to_owned(),
        "debiteur.nat_jur" => "03".to_owned(),
        "ligne.date" => "28/02/2026".to_owned(),
        "ligne.quantite" => "2".to_owned(),
        "ligne.prix_unitaire" => "50,00".to_owned(),
        _ => format!("Q{number}{}Z", column.replace(['.', '_'], "")),
    }
}

/// The column that is spoilt in each invoice of a run, and what stands there; the first has none.
fn spoilt() -> Vec<(&'static str, String)> {
    let long = "X".repeat(200);
    let of = |column: &'static str, value: &str| (column, value.to_owned());
    let mut cases = vec![of("", "")];
    cases.extend(PERSONAL.map(|column| of(column, &long)));
    cases.extend([
        of("debiteur.nom", ""),
        of("debiteur.ville", ""),
        of("debiteur.cp", "cp"),
        of("debiteur.siret", "21350998700012"),
        of("debiteur.cat_tiers", "99"),
        of("debiteur.nat_jur", "99"),
        of("ligne.date", "31/02/2026"),
        of("ligne.quantite", "deux"),
        of("ligne.prix_unitaire", "-1"),
    ]);
    cases
}

#[test]
fn reports_tell_no_more_of_people_than_they_must() {
    let folder = tempfile::tempdir().unwrap();
    write_billing(folder.path(), 1);
    let cases = spoilt();
    let rows: String = cases
        .iter()
        .enumerate()
        .map(|(number, (spoilt, bad))| {
            let cells = COLUMNS.map(|column| if column == *spoilt { bad.clone() } else { value(number, column) });
            cells.join(";") + "\n"
        })
        .collect();
    std::fs::write(folder.path().join("factures.csv"), format!("{}\n{rows}", COLUMNS.join(";"))).unwrap();
    for lang in ["fr", "en"] {
        let out = folder.path().join(lang);
        let output = super::convert(folder.path(), &out).args(["--lang", lang]).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        let files = tree(&out);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let routing = text(&files["routage.csv"]);
        let refusals = text(&files["rejets/rejets.csv"]);
        let told = [
            ("standard output", text(&output.stdout)),
            ("standard error", text(&output.stderr)),
            ("rapport.json", text(&files["rapport.json"])),
        ];
        for (number, (spoilt, _)) in cases.iter().enumerate() {
            for column in PERSONAL {
                let marker = value(number, column);
                let marker = marker.as_str();
                for (place, told) in &told {
                    assert!(
                        !told.contains(marker),
                        "{place} tells {column} of an invoice with {spoilt:?} spoilt: {told}"
                    );
                }
                assert!(column == "debiteur.nom" || !routing.contains(marker), "routage.csv tells {column}");
                assert!(!spoilt.is_empty() || !refusals.contains(marker), "rejets.csv tells {column} of no refusal");
            }
        }
        assert!(routing.contains(&value(0, "debiteur.nom")), "the routing names whom it routes");
    }
    println!("{} invoices, {} columns, 2 languages", cases.len(), PERSONAL.len());
}

/// A run that cannot be made tells a place, not what is there.
#[test]
fn messages_of_a_run_that_fails_tell_no_row() {
    let folder = tempfile::tempdir().unwrap();
    write_billing(folder.path(), 3);
    let csv = std::fs::read_to_string(folder.path().join("factures.csv")).unwrap();
    let unclosed = csv.replacen("Salle", "\"Salle", 1);
    let nul = csv.replacen("Salle", "Sa\0lle", 1);
    let json =
        "{\"facture\": \"F1\", \"objet\": \"Location\", \"debiteur\": {\"nom\": \"EXEMPLE 1\", \"adr2\": \"1 RUE\"\n";
    let broken_xml = crate::support::sound_flow().replacen("</Bordereau>", "</Bordereaux>", 1);
    let cases = [
        ("f.csv", unclosed.as_bytes()),
        ("f.csv", nul.as_bytes()),
        ("f.jsonl", json.as_bytes()),
        ("f.xml", broken_xml.as_bytes()),
    ];
    for (name, bytes) in cases {
        std::fs::write(folder.path().join(name), bytes).unwrap();
        let output = pes()
            .current_dir(folder.path())
            .args(["convert", name, "--config", "pes.toml", "--out", "out"])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        assert_eq!(output.status.code(), Some(2), "{said}");
        for personal in ["EXEMPLE", "RUE DU PORT", "Location", "VALMIREL"] {
            assert!(!said.contains(personal), "{said}");
        }
        assert!(tree(Path::new(&folder.path().join("out"))).is_empty());
    }
    println!("{} runs that fail", cases.len());
}
