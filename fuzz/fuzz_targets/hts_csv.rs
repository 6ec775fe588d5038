#![no_main]

mod schedule;

use landfall::goods::ScheduleFormat;
use libfuzzer_sys::fuzz_target;

const HEADER: &[u8] = b"HTS Number,Indent,Description,Unit of Quantity,General Rate of Duty,Special Rate of Duty,Column 2 Rate of Duty,Quota Quantity,Additional Duties\n";

fuzz_target!(|bytes: &[u8]| schedule::check(ScheduleFormat::HtsCsv, HEADER, bytes));
