#![no_main]

mod schedule;

use landfall::goods::ScheduleFormat;
use libfuzzer_sys::fuzz_target;

const HEADER: &[u8] = b"";

fuzz_target!(|bytes: &[u8]| schedule::check(ScheduleFormat::HtsJson, HEADER, bytes));
