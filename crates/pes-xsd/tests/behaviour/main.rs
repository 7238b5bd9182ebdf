//! What XSD 1.0 part 1 asks of a validator, through the public interface. What is expected is the specification's word.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

mod attributes;
mod complex_types;
mod documents;
mod elements;
mod errors;
mod faults;
mod identity;
mod limits;
mod positions;
mod random_models;
mod redefinitions;
mod simple_types;
mod splitting;
mod wildcards;
mod xsi_type;

use pes_xsd::{Report, Schema, SchemaError, ValidationError};

const XSI: &str = r#"xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance""#;

/// The text of a schema document without target namespace.
fn plain(body: &str) -> String {
    format!(r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">{body}</xs:schema>"#)
}

/// The text of a schema document whose default and target namespace is `uri`; local elements are in it too.
fn targeted(uri: &str, body: &str) -> String {
    format!(
        r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{uri}" targetNamespace="{uri}"
             elementFormDefault="qualified">{body}</xs:schema>"#
    )
}

fn schema(body: &str) -> Schema {
    Schema::builder().document("main.xsd", plain(body)).build().unwrap()
}

fn fault(body: &str) -> SchemaError {
    Schema::builder().document("main.xsd", plain(body)).build().unwrap_err()
}

/// The schema of the first document, with the others at hand.
fn of_documents(documents: &[(&str, String)]) -> Result<Schema, SchemaError> {
    let (first, others) = documents.split_first().unwrap();
    let builder = Schema::builder().document(first.0, first.1.clone());
    others.iter().fold(builder, |builder, (name, text)| builder.resource(*name, text.clone())).build()
}

/// The report on a document, which does not depend on how the document is read.
#[track_caller]
fn report(schema: &Schema, document: &[u8]) -> Report {
    let validator = schema.validator();
    let report = validator.validate_bytes(document);
    assert_eq!(report, validator.validate(document).unwrap(), "read");
    assert_eq!(report, validator.visit(document, &mut ()), "visited");
    assert_eq!(report, validator.clone().threads(2).validate_bytes(document), "on two threads");
    report
}

/// Checks all that is said of a document: `column path code` for each error, on one line documents.
#[track_caller]
fn says(schema: &Schema, document: &str, expected: &[&str]) {
    let report = report(schema, document.as_bytes());
    let brief = |error: &ValidationError| format!("{} {} {}", error.column, error.path, error.kind.code());
    assert_eq!(report.errors().iter().map(brief).collect::<Vec<_>>(), expected, "{document}");
    assert!(report.errors().iter().all(|error| error.line == 1), "{document}");
}

#[track_caller]
fn accepts(schema: &Schema, documents: &[&str]) {
    documents.iter().for_each(|document| says(schema, document, &[]));
}

/// Checks that the only child is told to be no child, and that the one in whose place it stands is told to be missing.
#[track_caller]
fn misfits(schema: &Schema, documents: &[&str]) {
    for document in documents {
        let report = report(schema, document.as_bytes());
        let codes: Vec<_> = report.errors().iter().map(|error| error.kind.code()).collect();
        assert_eq!(codes, ["unexpected-element", "missing-element"], "{document}");
    }
}

/// Checks that each document has one error, of this kind.
#[track_caller]
fn refuses(schema: &Schema, code: &str, documents: &[&str]) {
    for document in documents {
        let report = report(schema, document.as_bytes());
        let codes: Vec<_> = report.errors().iter().map(|error| error.kind.code()).collect();
        assert_eq!(codes, [code], "{document}");
    }
}

#[test]
fn schemas_and_validators_are_for_any_thread() {
    fn anywhere<T: Send + Sync>() {}
    anywhere::<pes_xsd::Schema>();
    anywhere::<pes_xsd::Validator<'_>>();
    anywhere::<pes_xsd::Report>();
    anywhere::<pes_xsd::SchemaError>();
}
