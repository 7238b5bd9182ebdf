#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| pes_fuzz::configuration(bytes));
