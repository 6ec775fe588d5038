#![no_main]

mod schedule;

use landfall::goods::ScheduleFormat;
use libfuzzer_sys::fuzz_target;

const HEADER: &[u8] = b"code,duty,description,origin,excluded,kind,from,to,proof\n";

fuzz_target!(|bytes: &[u8]| schedule::check(ScheduleFormat::Plain, HEADER, bytes));
