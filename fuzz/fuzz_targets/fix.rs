#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| preceptor_fuzz::drive::drive("fix", bytes));
