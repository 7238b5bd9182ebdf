//! The invoices of 300 families found, and one read and mapped.
#![allow(clippy::unwrap_used)]

use divan::Bencher;
use divan::counter::BytesCount;
use pes_mapper::{Config, ConfigOptions, Input, Mapper, NoComplements, Origin};
use pes_parser::value::{Date, SimpleType};

const CONFIGURATION: &str = include_str!("../../../fixtures/billing/cantine/pes.toml");
const BILLING: &[u8] = include_bytes!("../../../fixtures/billing/cantine/factures.csv");

fn main() {
    divan::main();
}

fn configuration() -> Config {
    Config::parse("pes.toml", CONFIGURATION, ConfigOptions::default()).unwrap()
}

#[divan::bench]
fn read_csv(bencher: Bencher<'_, '_>) {
    let config = configuration();
    bencher.counter(BytesCount::of_slice(BILLING)).bench(|| Input::csv("factures.csv", BILLING, &config).unwrap());
}

#[divan::bench]
fn map_invoice(bencher: Bencher<'_, '_>) {
    let config = configuration();
    let input = Input::csv("factures.csv", BILLING, &config).unwrap();
    let mapper = Mapper::new(&config, Date::parse("2026-03-02").unwrap(), &NoComplements);
    bencher.bench(|| mapper.map(&input.invoice(0).unwrap(), Origin { input: 0, invoice: 0 }).unwrap());
}
