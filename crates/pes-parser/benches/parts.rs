//! Reading and writing a flow of 294 titres with their ASAP, and one ASAP compressed and opened.
#![allow(clippy::unwrap_used)]

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use divan::Bencher;
use divan::counter::BytesCount;
use pes_parser::model::{Fichier, Pj};
use pes_parser::{Encoding, OpenLimits, PesAller, Source};

const FLOW: &[u8] =
    include_bytes!("../../../fixtures/billing/cantine/attendu/prive/PESALR1_21350999500014_260302_001.xml");

fn main() {
    divan::main();
}

fn read() -> PesAller {
    let bytes = Bytes::from_static(FLOW);
    let source = Source::shared("flux.xml", &bytes).unwrap();
    PesAller::read(&source).unwrap().0
}

fn piece() -> Pj {
    read().pes_pj.unwrap().pj[0].clone()
}

fn asap() -> Vec<u8> {
    piece().open(OpenLimits::default()).unwrap()
}

#[divan::bench]
fn read_flow(bencher: Bencher<'_, '_>) {
    bencher.counter(BytesCount::of_slice(FLOW)).bench(read);
}

#[divan::bench]
fn write_flow(bencher: Bencher<'_, '_>) {
    let flow = read();
    bencher.counter(BytesCount::of_slice(FLOW)).bench(|| flow.write(Encoding::Iso8859_1));
}

#[divan::bench]
fn compress_asap(bencher: Bencher<'_, '_>) {
    let asap = asap();
    bencher.counter(BytesCount::of_slice(&asap)).bench(|| Fichier::compress(&asap, "application/xml"));
}

#[divan::bench]
fn open_asap(bencher: Bencher<'_, '_>) {
    let (piece, asap) = (piece(), asap());
    bencher.counter(BytesCount::of_slice(&asap)).bench(|| piece.open(OpenLimits::default()));
}

#[divan::bench]
fn base64_of_asap(bencher: Bencher<'_, '_>) {
    let base64 = piece().contenu.unwrap().fichier.unwrap().base64().to_owned();
    let gzip = BASE64.decode(base64).unwrap();
    bencher.counter(BytesCount::of_slice(&gzip)).bench(|| BASE64.encode(&gzip));
}
