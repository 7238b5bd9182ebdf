//! The layers of the check, on a flow of 294 titres with their ASAP.
#![allow(clippy::unwrap_used)]

use bytes::Bytes;
use divan::Bencher;
use divan::counter::BytesCount;
use pes_parser::PesVersion;
use pes_validator::{CheckOptions, check, check_schema, schema, schema_documents};
use pes_xsd::Schema;

const FLOW: &[u8] =
    include_bytes!("../../../fixtures/billing/cantine/attendu/prive/PESALR1_21350999500014_260302_001.xml");
/// Of the documents of a version, those that stand for a root come first.
const ROOTS: usize = 4;

fn main() {
    divan::main();
}

#[divan::bench]
fn compile_schema() -> Schema {
    let documents = schema_documents(PesVersion::V5_30).enumerate();
    let builder = documents.fold(Schema::builder(), |builder, (rank, (name, text))| match rank < ROOTS {
        true => builder.document(name, text),
        false => builder.resource(name, text),
    });
    builder.build().unwrap()
}

#[divan::bench]
fn schema_layer(bencher: Bencher<'_, '_>) {
    let schema = schema(PesVersion::V5_30).unwrap();
    bencher.counter(BytesCount::of_slice(FLOW)).bench(|| check_schema("flux.xml", FLOW, schema));
}

#[divan::bench]
fn all_layers_and_asap(bencher: Bencher<'_, '_>) {
    let flow = Bytes::from_static(FLOW);
    let options = CheckOptions::default();
    bencher.counter(BytesCount::of_slice(FLOW)).bench(|| check("flux.xml", flow.clone(), &options).unwrap());
}
