//! Any bytes as a document: one pass, two threads and a visit must say the same.
//!
//! Documents of a few bytes are read by one thread whatever is asked, so that the bytes are repeated, too, as the
//! children of a root, until the document is large enough to be split.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use pes_xsd::{Report, Schema, StartTag, Visitor};

static WITH_KEYS: LazyLock<Schema> = LazyLock::new(|| schema(&[("rich.xsd", RICH), ("other.xsd", OTHER)]));
static WITHOUT_KEYS: LazyLock<Schema> = LazyLock::new(|| schema(&[("other.xsd", OTHER)]));

const RICH: &str = include_str!("rich.xsd");
const OTHER: &str = include_str!("other.xsd");

/// More than a megabyte is split.
const SPLIT_FROM: usize = (1 << 20) + 1;

/// Repeating takes time: one input in so many.
const REPEATED: usize = 16;

fuzz_target!(|bytes: &[u8]| {
    agree(&WITH_KEYS, bytes);
    let sum = bytes.iter().fold(0_usize, |sum, &byte| sum + usize::from(byte));
    if !bytes.is_empty() && sum % REPEATED == 0 {
        let mut repeated = b"<list xmlns=\"urn:other\">".to_vec();
        while repeated.len() < SPLIT_FROM {
            repeated.extend_from_slice(bytes);
        }
        repeated.extend_from_slice(b"</list>");
        agree(&WITHOUT_KEYS, &repeated);
    }
});

fn agree(schema: &Schema, bytes: &[u8]) {
    let validator = schema.validator().max_errors(50);
    let report = validator.validate_bytes(bytes);
    assert_eq!(report, validator.clone().threads(2).validate_bytes(bytes), "on two threads");
    assert_eq!(report, validator.validate(bytes).unwrap(), "from a reader");
    let mut events = Events::default();
    let visited = validator.visit(bytes, &mut events);
    if !report.is_truncated() {
        assert_eq!(report, visited, "visited");
    }
    if report.is_valid() {
        assert_eq!(events.depth, 0, "each start has its end");
        assert!(events.starts > 0);
    }
    positions(&report);
}

fn positions(report: &Report) {
    let places: Vec<_> = report.errors().iter().map(|error| (error.line, error.column)).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(places.iter().all(|&(line, column)| line >= 1 && column >= 1));
}

fn schema(documents: &[(&str, &str)]) -> Schema {
    let builder = documents.iter().fold(Schema::builder(), |builder, &(name, text)| builder.document(name, text));
    builder.build().expect("a correct schema")
}

#[derive(Default)]
struct Events {
    starts: usize,
    depth: usize,
}

impl Visitor for Events {
    fn start(&mut self, tag: &StartTag<'_, '_>) {
        self.starts += 1;
        self.depth += 1;
        assert!(!tag.name().is_empty());
        for attribute in tag.attributes() {
            assert!(!attribute.name().is_empty());
            let _ = attribute.value();
        }
    }

    fn end(&mut self, _: usize) {
        self.depth -= 1;
    }
}
