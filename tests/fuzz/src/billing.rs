//! Billing data, the configuration and the directory of public recipients.

use std::sync::LazyLock;

use pes::mapper::{
    Accepted, Config, ConfigOptions, Input, Mapper, NoComplements, Origin, Sequential, Totals, WriteError,
};
use pes::mapper::{number, refuse_duplicates, write_flows};
use pes::parser::PesAller;
use pes::parser::Source;
use pes::parser::value::{Date, SimpleType};
use pes::validator::{Diagnostic, Directory};

static CANTINE: LazyLock<Config> = LazyLock::new(|| {
    let mut text = include_str!("../../../fixtures/billing/cantine/pes.toml").to_owned();
    // Encoding and delimiter are found in the bytes.
    text = text.replace("encodage = \"windows-1252\"", "").replace("separateur = \";\"", "");
    Config::parse("pes.toml", &text, ConfigOptions::default()).expect("a correct configuration")
});

static INTERCO: LazyLock<Config> = LazyLock::new(|| {
    let text = include_str!("../../../fixtures/billing/interco/pes.toml");
    let directory = include_bytes!("../../../fixtures/billing/interco/annuaire.csv");
    let mut config = Config::parse("pes.toml", text, ConfigOptions::default()).expect("a correct configuration");
    config.set_directory("annuaire.csv", directory).expect("a correct directory");
    config
});

/// Three invoices of the kind that the fixtures hold.
const INVOICES: &str = include_str!("../seeds/json_lines/three.jsonl");

/// Any bytes as a table of a canteen.
pub fn csv(bytes: &[u8]) {
    match Input::csv("factures.csv", bytes, &CANTINE) {
        Ok(input) => convert(input, &CANTINE),
        Err(faults) => told(&faults),
    }
}

/// Any bytes as JSON Lines of an intercommunal body, which has a directory.
pub fn json_lines(bytes: &[u8]) {
    match Input::json_lines("factures.jsonl", bytes, &INTERCO) {
        Ok(input) => convert(input, &INTERCO),
        Err(faults) => told(&faults),
    }
}

/// Any text as a configuration; one that is taken converts three invoices.
pub fn configuration(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match Config::parse("pes.toml", &text, ConfigOptions::default()) {
        Ok(config) => match Input::json_lines("factures.jsonl", INVOICES.as_bytes(), &config) {
            Ok(input) => convert(input, &config),
            Err(faults) => told(&faults),
        },
        Err(faults) => told(&faults),
    }
}

/// Any bytes as a directory of public recipients.
pub fn directory(bytes: &[u8]) {
    match Directory::parse("annuaire.csv", bytes) {
        Ok(directory) => {
            for siret in ["21350998700011", "21350997900018", ""] {
                for service in [None, Some(""), Some("MAIRIE")] {
                    if let Some(objection) = directory.objection(siret, service, None) {
                        assert!(!objection.describe(siret, service.unwrap_or_default()).fr.is_empty());
                        let _ = directory.help(objection, siret);
                    }
                }
            }
        }
        Err(faults) => told(&faults),
    }
}

/// Every invoice is converted or refused with an error; to the cent, the flows hold what is converted.
fn convert(input: Input<'_>, config: &Config) {
    let mut inputs = vec![input];
    refuse_duplicates(&mut inputs).expect("bytes that do not change");
    let count = inputs[0].len();
    let date = Date::parse("2026-03-02").expect("a date");
    let mapper = Mapper::new(config, date, &NoComplements);
    let mut accepted = Accepted::default();
    let (mut drafts, mut refused) = (Vec::new(), Vec::new());
    for index in 0..count {
        let invoice = inputs[0].invoice(index).expect("bytes that do not change");
        assert!(!invoice.bytes().is_empty());
        match mapper.map(&invoice, Origin { input: 0, invoice: index }) {
            Ok(draft) => {
                accepted.add(&draft);
                drafts.push(draft);
            }
            Err(refusal) => refused.push(refusal),
        }
    }
    let (batches, forbidden) = number(config, &accepted);
    let mut sum = Totals::default();
    for draft in drafts {
        match forbidden.admit(draft) {
            Ok(draft) => sum = sum.plus(draft.totals),
            Err(refusal) => refused.push(refusal),
        }
    }
    assert!(refused.iter().all(|refused| refused.findings.iter().any(Diagnostic::is_error)));
    let (mut written, mut titres) = (Totals::default(), 0);
    let outcome = write_flows(&mapper, &inputs, &batches, &Sequential, |flow| {
        assert!(!flow.file_name.contains(['/', '\\']) && !flow.findings.iter().any(Diagnostic::is_error));
        let source = Source::decode("flux.xml", &flow.bytes).expect("a flow that can be read");
        assert!(PesAller::read(&source).is_ok_and(|(_, faults)| faults.is_empty()));
        written = written.plus(flow.totals);
        titres += flow.entries.len();
        Ok(())
    });
    match outcome {
        Ok(_) => {
            assert_eq!(titres + refused.len(), count, "invoices");
            assert_eq!(written, sum, "amounts");
        }
        // Refused by its own check: told, and nothing leaves.
        Err(WriteError::SelfCheck(flow)) => panic!("made, then refused: {:?}", flow.findings),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn told(faults: &[Diagnostic]) {
    assert!(faults.iter().any(Diagnostic::is_error) && faults.iter().all(|fault| !fault.message.fr.is_empty()));
}
