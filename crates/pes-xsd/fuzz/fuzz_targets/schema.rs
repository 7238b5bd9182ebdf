//! Any bytes as a schema document, or as two that name each other `a.xsd` and `b.xsd`, split at the byte 0x1E.
//! A schema that compiles checks a small document.
#![no_main]

use libfuzzer_sys::fuzz_target;
use pes_xsd::Schema;

const INSTANCE: &[u8] = br#"<a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="i" k="1.0">
  <b xsi:type="t" ref="i">1</b><b k="1" xsi:nil="true"/>text<c xmlns="urn:n"><d>2026-02-28</d></c></a>"#;

fuzz_target!(|bytes: &[u8]| {
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
});
