//! The examples of pages about billing data and configurations: the first is refused or told by its rule, the second
//! is not. Each changes one thing of an invoice that converts.

use std::collections::BTreeMap;

use pes::validator::{Layer, RULES, Rule, Severity};

use crate::support::{pes, shown};

/// Rules of other layers that a conversion of billing data shows.
const ALSO: [&str; 2] = ["PES102", "PES899"];

#[test]
fn examples_are_refused_by_their_rule_or_by_nothing() {
    let mut faults = Vec::new();
    let mut tried = 0;
    for rule in RULES.iter().filter(|rule| rule.layer == Layer::Input || ALSO.contains(&rule.id)) {
        let Some([refused, right]) = examples(rule) else { continue };
        tried += 1;
        let is_error = rule.severity == Severity::Error;
        let (code, said) = converted(&refused);
        if !said.contains(rule.id) || (code == Some(0)) == is_error {
            faults.push(format!("{}: not refused by it: {said}", rule.id));
        }
        let (code, said) = converted(&right);
        if said.contains(rule.id) || code != Some(0) {
            faults.push(format!("{}: the right one: {said}", rule.id));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(tried >= 39, "{tried}");
}

/// The blocks of an example: what they are written in, and what they say.
type Example<'p> = Vec<(&'p str, &'p str)>;

/// The two examples of a page, each with what goes before both; nothing when they are not of billing data.
fn examples(rule: &'static Rule) -> Option<[Example<'static>; 2]> {
    let (_, page) = rule.page.split_once("\n## Exemple\n")?;
    let (page, _) = page.split_once("\n## ")?;
    let mut found = [Vec::new(), Vec::new()];
    let mut sides = 0..2;
    for (index, part) in page.split("```").enumerate() {
        if index % 2 == 1 {
            let (language, block) = part.split_once('\n')?;
            if !["csv", "json", "toml"].contains(&language) {
                return None;
            }
            sides.clone().for_each(|side: usize| found[side].push((language, block)));
        }
        let begins = |words: &[&str]| part.lines().any(|line| words.iter().any(|word| line.starts_with(word)));
        if index % 2 == 0 && begins(&["Refusé", "Signalé"]) {
            sides = 0..1;
        } else if index % 2 == 0 && begins(&["Juste", "Admis", "Rien à signaler"]) {
            sides = 1..2;
        }
    }
    Some(found)
}

/// Exit code and words of a conversion of an example.
fn converted(example: &Example<'_>) -> (Option<i32>, String) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("written");
    let mut config: BTreeMap<&str, BTreeMap<&str, String>> = BTreeMap::new();
    overlay(&mut config, CONFIG);
    let mut data = ("factures.csv", "facture;objet\n2026-000701;Cantine\n".to_owned());
    for &(language, block) in example {
        match language {
            "csv" if block.starts_with("siret;") => {
                write("annuaire.csv", block);
                overlay(&mut config, "[routage]\nannuaire = \"annuaire.csv\"");
            }
            "csv" => data = ("factures.csv", with_number(block)),
            "json" => data = ("factures.jsonl", block.to_owned()),
            _ => {}
        }
    }
    let (file, text) = &data;
    invoice(&mut config, file, text);
    example.iter().filter(|(language, _)| *language == "toml").for_each(|(_, block)| overlay(&mut config, block));
    let tables = config.iter().map(|(table, keys)| {
        let keys: String = keys.iter().map(|(key, value)| format!("{key} = {value}\n")).collect();
        format!("[{table}]\n{keys}")
    });
    write("pes.toml", &tables.collect::<String>());
    write(file, text);
    write("2026-000701.pdf", "%PDF-1.4\n%%EOF\n");
    let mut command = pes();
    command.current_dir(folder.path()).args(["convert", file, "--config", "pes.toml", "--out", "out"]);
    let output = command.args(["--date", "2026-03-02", "--lang", "fr"]).output().expect("the command starts");
    (output.status.code(), shown(&output, &[folder.path()]))
}

/// Rows that lack the column of numbers are those of one invoice.
fn with_number(table: &str) -> String {
    if table.starts_with("facture;") {
        return table.to_owned();
    }
    let rows = table.lines().enumerate();
    rows.map(|(row, line)| format!("{};{line}\n", if row == 0 { "facture" } else { "2026-000701" })).collect()
}

/// Maps the columns of a table, and gives what an invoice must have besides.
fn invoice<'c>(config: &mut BTreeMap<&'c str, BTreeMap<&'c str, String>>, file: &str, text: &'c str) {
    let is_table = file.ends_with(".csv");
    let titles: Vec<&str> =
        if is_table { text.lines().next().unwrap_or_default().split(';').collect() } else { vec![] };
    let title_of = |field: &str| field.replace('.', "_");
    let has = |field: &str| match is_table {
        true => titles.contains(&&*title_of(field)),
        false => text.contains(&format!("\"{}\":", field.trim_start_matches("ligne."))),
    };
    let amounts = ["ligne.quantite", "ligne.prix_unitaire", "ligne.base", "ligne.remise", "ligne.ht", "ligne.ttc"];
    let (has_amount, has_period) = (amounts.iter().any(|field| has(field)), has("ligne.debut") || has("ligne.fin"));
    for (field, value) in INVOICE {
        let is_replaced = (amounts.contains(&field.trim_matches('"')) && has_amount)
            || (field.contains("ligne.date") && has_period)
            || has(field.trim_matches('"'));
        if !is_replaced {
            config.entry("constantes").or_default().insert(field, format!("\"{value}\""));
        }
    }
    for field in FIELDS {
        if is_table && has(field.trim_matches('"')) {
            let title = title_of(field.trim_matches('"'));
            config.entry("colonnes").or_default().insert(field, format!("\"{title}\""));
        }
    }
}

/// The keys of a configuration over those there are.
fn overlay<'c>(config: &mut BTreeMap<&'c str, BTreeMap<&'c str, String>>, text: &'c str) {
    let mut table = "";
    for line in text.lines() {
        if let Some(name) = line.strip_prefix('[') {
            table = name.trim_end_matches(']');
        } else if let Some((key, value)) = line.split_once(" = ") {
            config.entry(table).or_default().insert(key, value.to_owned());
        }
    }
}

const CONFIG: &str = r#"
[collectivite]
siret = "21350999500014"
codique = "035999"
code_collectivite = "350"
code_budget = "00"
libelle_budget = "COMMUNE DE VALMIREL"
exercice = 2026
[editeur]
sigle = "EDITEUR EXEMPLE"
adresse = "Facturation 4.2"
[emetteur]
nom = "COMMUNE DE VALMIREL"
cat_tiers = "23"
nat_jur = "09"
adr2 = "2 PLACE DES TILLEULS"
cp = "35999"
ville = "VALMIREL"
[signataire]
nom = "KERMARREC"
prenom = "Maelle"
role = "Maire"
[tresorerie]
nom = "SGC DE VALMIREL"
adr2 = "4 RUE DU TRESOR"
cp = "35999"
ville = "VALMIREL"
iban = "FR7699999000350000035035035"
[centre_encaissement]
cp = "35908"
ville = "RENNES CEDEX 9"
[asap]
ref_bdf = "999035"
mode_recouvrement = "talon"
modalites_reglement = "Virement"
conditions_gen = "Sans objet"
[imputation]
cod_prod_loc = "7011"
nature = "70111"
[numerotation]
premier_bordereau = 7
premier_titre = 61
"#;

/// An invoice that converts.
const INVOICE: [(&str, &str); 14] = [
    ("objet", "Cantine"),
    ("\"debiteur.civilite\"", "MME"),
    ("\"debiteur.nom\"", "FAVENNEC"),
    ("\"debiteur.prenom\"", "ANNE"),
    ("\"debiteur.adr2\"", "3 RUE DU PORT"),
    ("\"debiteur.cp\"", "35999"),
    ("\"debiteur.ville\"", "VALMIREL"),
    ("\"debiteur.cat_tiers\"", "01"),
    ("\"debiteur.nat_jur\"", "01"),
    ("\"ligne.libelle\"", "Repas"),
    ("\"ligne.date\"", "2026-02-27"),
    ("\"ligne.quantite\"", "10"),
    ("\"ligne.prix_unitaire\"", "3,50"),
    ("\"ligne.taux_tva\"", "0"),
];

/// The fields that examples give a column.
const FIELDS: [&str; 33] = [
    "facture",
    "objet",
    "titre",
    "bordereau",
    "route",
    "code_service",
    "engagement",
    "complement",
    "\"debiteur.civilite\"",
    "\"debiteur.nom\"",
    "\"debiteur.complement\"",
    "\"debiteur.prenom\"",
    "\"debiteur.adr2\"",
    "\"debiteur.cp\"",
    "\"debiteur.ville\"",
    "\"debiteur.pays\"",
    "\"debiteur.siret\"",
    "\"debiteur.cat_tiers\"",
    "\"debiteur.nat_jur\"",
    "\"ligne.libelle\"",
    "\"ligne.date\"",
    "\"ligne.debut\"",
    "\"ligne.fin\"",
    "\"ligne.quantite\"",
    "\"ligne.unite\"",
    "\"ligne.prix_unitaire\"",
    "\"ligne.base\"",
    "\"ligne.remise\"",
    "\"ligne.ht\"",
    "\"ligne.ttc\"",
    "\"ligne.taux_tva\"",
    "\"ligne.tva\"",
    "total_ttc",
];
