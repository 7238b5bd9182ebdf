//! Schemas, and documents against one.

use std::sync::LazyLock;

use pes::xsd::{Report, Schema, StartTag, Visitor};

static WITH_KEYS: LazyLock<Schema> = LazyLock::new(|| schema(&[("rich.xsd", RICH), ("other.xsd", OTHER)]));
static WITHOUT_KEYS: LazyLock<Schema> = LazyLock::new(|| schema(&[("other.xsd", OTHER)]));

const RICH: &str = include_str!("../schemas/rich.xsd");
const OTHER: &str = include_str!("../schemas/other.xsd");

const INSTANCE: &[u8] = br#"<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="i" k="1.0">
  <b xsi:type="t" ref="i">1</b><b k="1" xsi:nil="true"/>text<c xmlns="urn:n"><d>2026-02-28</d></c></a>"#;

/// More than a megabyte is split.
const SPLIT_FROM: usize = (1 << 20) + 1;

/// Repeating takes time: one input in so many.
const REPEATED: usize = 16;

/// Any bytes as a schema document, or as two that name each other `a.xsd` and `b.xsd`, split at the byte 0x1E.
/// A schema that compiles checks a small document.
pub fn xsd_schema(bytes: &[u8]) {
    let (first, second) = match bytes.iter().position(|&byte| byte == 0x1E) {
        Some(at) => (&bytes[..at], Some(&bytes[at + 1..])),
        None => (bytes, None),
    };
    for tolerates_missing in [false, true] {
        let builder = Schema::builder().document("a.xsd", first).tolerate_missing(tolerates_missing);
        let builder = match second {
            Some(second) => builder.resource("b.xsd", second),
            None => builder,
        };
        match builder.build() {
            Ok(schema) => {
                let report = schema.validator().validate_bytes(INSTANCE);
                assert!(report.errors().iter().all(|error| error.line >= 1 && error.line <= 2 && error.column >= 1));
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

/// Any bytes as a document: one pass, two threads and a visit must say the same.
///
/// Documents of a few bytes are read by one thread whatever is asked, so that the bytes are repeated, too, as the
/// children of a root, until the document is large enough to be split.
pub fn xsd_instance(bytes: &[u8]) {
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
}

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
