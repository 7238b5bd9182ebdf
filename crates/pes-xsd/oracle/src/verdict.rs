//! One case, judged by `xsd-schema` in XSD 1.0 mode, with the schema documents the case lists and no others.

use std::fs;

use xsd_schema::validation::{CollectingValidationSink, SchemaValidator, ValidationFlags, drive_quick_xml};
use xsd_schema::{SchemaError, SchemaSet, SchemaSetBuilder, decode_xml_to_utf8_bytes};

const VALID: u8 = 0;
const INVALID: u8 = 1;
const SCHEMA_ERROR: u8 = 2;

/// The verdict as the exit code of the process; its reasons go to the standard error.
pub fn of(schemas: &[String], instance: &str) -> u8 {
    let schema = match load(schemas) {
        Ok(schema) => schema,
        Err(fault) => {
            eprintln!("schema: {fault}");
            return SCHEMA_ERROR;
        }
    };
    let faults = faults(&schema, instance);
    faults.iter().for_each(|fault| eprintln!("{fault}"));
    if faults.is_empty() { VALID } else { INVALID }
}

/// What an exit code says.
pub fn name(code: Option<i32>) -> &'static str {
    match code.and_then(|code| u8::try_from(code).ok()) {
        Some(VALID) => "valid",
        Some(INVALID) => "invalid",
        Some(SCHEMA_ERROR) => "schema-error",
        _ => "panic",
    }
}

fn load(schemas: &[String]) -> Result<SchemaSet, SchemaError> {
    let mut builder = SchemaSetBuilder::new();
    for schema in schemas {
        builder.try_add(schema)?;
    }
    Ok(builder.compile()?.into_schema_set())
}

fn faults(schema: &SchemaSet, instance: &str) -> Vec<String> {
    let text = match fs::read(instance)
        .map_err(|fault| fault.to_string())
        .and_then(|bytes| decode_xml_to_utf8_bytes(bytes).map_err(|fault| fault.to_string()))
    {
        Ok(text) => text,
        Err(fault) => return vec![fault],
    };
    let (mut errors, mut warnings) = (Vec::new(), Vec::new());
    let validator = SchemaValidator::new(schema, ValidationFlags::default());
    let mut run = validator.start_run(CollectingValidationSink { errors: &mut errors, warnings: &mut warnings });
    let outcome = drive_quick_xml(&text[..], &mut run, schema);
    drop(run);
    errors.iter().map(ToString::to_string).chain(outcome.err().map(|fault| fault.to_string())).collect()
}
