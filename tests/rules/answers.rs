//! The answers of Hélios that are known, beside the list of the schema and the catalogue of rules.

use pes::parser::code::NumAnoAck;
use pes::validator::{ANOMALIES, RULES, anomaly_named};

#[test]
fn every_code_of_the_list_is_known_once() {
    for code in NumAnoAck::ALL {
        assert_eq!(ANOMALIES.iter().filter(|anomaly| anomaly.code == code.code()).count(), 1, "{}", code.code());
    }
    let numbers = ANOMALIES.iter().filter(|anomaly| anomaly.code.bytes().all(|byte| byte.is_ascii_digit())).count();
    assert_eq!(ANOMALIES.len(), NumAnoAck::ALL.len() + numbers);
}

#[test]
fn what_a_rule_is_answered_with_is_known() {
    for rule in RULES {
        for answer in rule.helios.into_iter().flat_map(|helios| helios.split(", ")) {
            assert!(anomaly_named(answer).is_some(), "{}: {answer}", rule.id);
        }
    }
}

/// What is certain is not said again as a guess.
#[test]
fn a_rule_is_known_or_near_and_not_both() {
    for anomaly in ANOMALIES {
        for near in anomaly.near {
            assert!(!anomaly.rules().any(|rule| rule == *near), "{}: {}", anomaly.code, near.id);
        }
    }
}
