use pes::mapper::{Config, ConfigOptions};
use pes::parser::{Encoding, PesVersion};
use pes::validator::Diagnostic;

use super::{Case, text};

fn rules(faults: &[Diagnostic]) -> Vec<&'static str> {
    faults.iter().map(|fault| fault.rule.id).collect()
}

/// Where a text stands, as an editor shows it.
fn place(source: &str, needle: &str) -> (usize, usize) {
    let line = source.lines().position(|line| line.contains(needle)).unwrap();
    let column = source.lines().nth(line).unwrap().find(needle).unwrap();
    (line + 1, column + 1)
}

fn only(case: &Case) -> Diagnostic {
    let mut faults = case.faults();
    assert_eq!(faults.len(), 1, "{faults:#?}");
    faults.remove(0)
}

#[test]
fn an_unknown_key_is_refused_with_the_nearest() {
    for (key, near) in [
        ("routage.cas_douteu", "cas_douteux"),
        ("flux.max_titre", "max_titres"),
        ("asap.tolerance_centimes", "montants.tolerance_centimes"),
    ] {
        let case = Case::person().key(key, "\"x\"");
        let fault = only(&case);
        assert_eq!(fault.rule.id, "PES802");
        let name = key.split_once('.').unwrap().1;
        assert_eq!((fault.at.line, fault.at.column), place(&case.config(), &format!("{name} =")));
        assert!(fault.help.unwrap().fr.contains(&format!("« {near} »")), "{key}");
    }
}

#[test]
fn unknown_tables_and_fields_are_refused_with_the_nearest() {
    for (tables, near) in [
        ("[routages]\nseparer = true\n", "routage"),
        ("[constantes]\n\"ligne.taux_tvaa\" = \"20\"\n", "ligne.taux_tva"),
        ("[[debiteurs]]\nsiret = \"21350998700011\"\nroutes = \"public\"\n", "route"),
    ] {
        let fault = only(&Case::person().tables(tables));
        assert_eq!(fault.rule.id, "PES802");
        assert!(fault.help.unwrap().fr.contains(&format!("« {near} »")), "{tables}");
    }
}

#[test]
fn an_exception_without_debtor_is_refused() {
    assert_eq!(only(&Case::person().tables("[[debiteurs]]\nroute = \"public\"\n")).rule.id, "PES803");
}

/// Found by fuzzing: the flow was written, then refused whole by its own check.
#[test]
fn a_text_that_no_flow_carries_is_refused_where_it_stands() {
    for (key, character) in [
        ("signataire.role", "\\n"),
        ("emetteur.adr2", "\\t"),
        ("collectivite.libelle_budget", "\\u0000"),
        ("asap.modalites_reglement", "\\u009B"),
        ("editeur.sigle", "\\uFFFF"),
    ] {
        let case = Case::person().key("flux.encodage", "\"utf-8\"").key(key, &format!("\"Pr{character}t\""));
        let fault = only(&case);
        let name = key.split_once('.').unwrap().1;
        assert_eq!((fault.rule.id, fault.at.line), ("PES804", place(&case.config(), &format!("{name} =")).0), "{key}");
        assert!(fault.message.fr.contains("U+"), "{}", fault.message.fr);
    }
    let debtor = "[[debiteurs]]\nsiret = \"21350998700011\"\nengagement = \"a\\nb\"\n";
    assert_eq!(only(&Case::commune().tables(debtor)).rule.id, "PES804");
}

#[test]
fn a_missing_key_is_named() {
    for path in ["collectivite.siret", "asap.conditions_gen", "numerotation.premier_titre"] {
        let mut case = Case::person();
        case.keys.retain(|(known, _)| known != path);
        let faults = case.faults();
        assert!(faults.iter().any(|fault| fault.rule.id == "PES803" && fault.message.fr.contains(path)), "{faults:#?}");
    }
}

#[test]
fn a_value_of_another_kind_is_refused_where_it_stands() {
    for (key, value) in [
        ("collectivite.codique", "35999"),
        ("numerotation.premier_titre", "\"61\""),
        ("numerotation.premier_titre", "-1"),
        ("numerotation.premier_titre", "1.5"),
        ("routage.separer", "\"oui\""),
        ("routage.cas_douteux", "\"public\""),
        ("flux.encodage", "\"utf-16\""),
    ] {
        let case = Case::person().key(key, value);
        let faults = case.faults();
        let fault = faults.iter().find(|fault| fault.rule.id == "PES804").unwrap_or_else(|| panic!("{faults:#?}"));
        let name = key.split_once('.').unwrap().1;
        let (line, column) = place(&case.config(), &format!("{name} = {value}"));
        assert_eq!((fault.at.line, fault.at.column), (line, column + name.len() + 3), "{key}");
    }
}

#[test]
fn values_that_no_flow_can_hold_are_refused() {
    for (key, value) in [
        ("collectivite.siret", "\"24359999000014\""),
        ("collectivite.codique", "\"35999\""),
        ("collectivite.code_budget", "\"001\""),
        ("emetteur.nom", "\"NOM DE PLUS DE TRENTE-HUIT CARACTERES....\""),
        ("emetteur.cat_tiers", "\"99\""),
        ("tresorerie.iban", "\"FR7699999000350000035035036\""),
        ("tresorerie.bic", "\"BDF\""),
        ("asap.conditions_gen", "\"nc\""),
        ("flux.version", "\"5.31\""),
        ("flux.max_titres", "0"),
        ("flux.max_titres", "100000"),
        ("numerotation.premier_titre", "0"),
        ("numerotation.premier_bordereau", "10000000"),
        ("numerotation.cumul_annuel", "\"1,5\""),
    ] {
        let faults = Case::person().key(key, value).parse().err().unwrap_or_default();
        assert_eq!(rules(&faults), ["PES804"], "{key} = {value}");
    }
}

#[test]
fn a_budget_year_has_four_digits() {
    for year in ["0", "26", "20260"] {
        let faults = Case::person().key("collectivite.exercice", year).parse().err().unwrap_or_default();
        assert_eq!(rules(&faults), ["PES804"], "{year}");
    }
}

/// Whatever is wrong is told at once.
#[test]
fn all_the_faults_of_a_configuration_are_told() {
    let mut case = Case::person().key("flux.version", "\"6\"").key("flux.versions", "\"6\"");
    case.keys.retain(|(known, _)| known != "editeur.sigle");
    let mut found = rules(&case.faults());
    found.sort_unstable();
    assert_eq!(found, ["PES802", "PES803", "PES804"]);
}

#[test]
fn bad_toml_is_found_by_its_line() {
    let text = "[collectivite]\nsiret = \"24359999000013\"\ncodique = 035 999\n";
    let faults = Config::parse("pes.toml", text, ConfigOptions::default()).unwrap_err();
    assert_eq!((rules(&faults), faults[0].at.line), (vec!["PES801"], 3));
    let twice = "[flux]\nversion = \"5.30\"\nversion = \"5.26\"\n";
    let faults = Config::parse("pes.toml", twice, ConfigOptions::default()).unwrap_err();
    assert_eq!((rules(&faults), faults[0].at.line), (vec!["PES801"], 3), "a key given twice");
}

#[test]
fn payfip_has_a_code_and_an_address() {
    let (code, url) = (("asap.payfip_code", "\"099936\""), ("asap.payfip_url", "\"https://paiement.exemple.fr\""));
    for (key, value) in [code, url] {
        assert_eq!(only(&Case::person().key(key, value)).rule.id, "PES255");
    }
    let suppl = Case::person().key(code.0, code.1).key(url.0, url.1).written().facture.emetteur.unwrap().info_suppl;
    let suppl = suppl.unwrap();
    assert_eq!((text(&suppl.code_tipi), text(&suppl.adr_tipi)), ("099936", "https://paiement.exemple.fr"));
}

#[test]
fn the_emitter_has_a_pair_of_the_grid() {
    assert_eq!(only(&Case::person().key("emetteur.nat_jur", "\"03\"")).rule.id, "PES845");
}

#[test]
fn an_iban_may_be_written_with_blanks() {
    let facture = Case::person().key("tresorerie.iban", "\"FR76 9999 9000 3500 0003 5035 035\"").written().facture;
    let accounts: Vec<&str> =
        facture.tiers.iter().filter_map(|tiers| Some(text(&tiers.cpte_bancaire.as_ref()?.iban))).collect();
    assert_eq!(accounts, ["FR7699999000350000035035035"]);
}

#[test]
fn a_text_is_of_the_encoding_of_the_flow() {
    let case = Case::person().key("asap.modalites_reglement", "\"S’adresser à l’accueil\"");
    let fault = only(&case);
    assert_eq!(fault.rule.id, "PES804");
    assert!(fault.message.fr.contains('’') && fault.help.unwrap().fr.contains("utf-8"));
    let written = case.clone().key("flux.encodage", "\"utf-8\"").written();
    assert_eq!(text(&written.indiv().modalites_reglement), "S’adresser à l’accueil");
    let options = ConfigOptions { encoding: Some(Encoding::Utf8), ..ConfigOptions::default() };
    assert!(Config::parse("pes.toml", &case.config(), options).is_ok(), "the caller wins over the file");
}

#[test]
fn the_caller_wins_over_the_file() {
    let options = ConfigOptions {
        version: Some(PesVersion::V5_26),
        first_bordereau: Some(70),
        first_titre: Some(600),
        first_flow: Some(9),
        ..ConfigOptions::default()
    };
    let case = Case::person();
    let config = Config::parse("pes.toml", &case.config(), options).unwrap();
    assert_eq!(config.version(), PesVersion::V5_26);
    let input = pes::mapper::Input::csv("factures.csv", case.table(';').into_bytes(), &config).unwrap();
    let outcome = case.convert_input(&config, input);
    let flow = &outcome.flows[0];
    assert_eq!((flow.bordereau, flow.entries[0].titre), (70, 600));
    assert!(flow.file_name.ends_with("_009.xml"));
    assert_eq!((outcome.next.bordereau, outcome.next.titre, outcome.next.flow), (71, 601, 10));
}

#[test]
fn whole_numbers_may_have_underscores() {
    let outcome = Case::person().key("numerotation.premier_titre", "10_001").convert();
    assert_eq!(outcome.flows[0].entries[0].titre, 10_001);
}
