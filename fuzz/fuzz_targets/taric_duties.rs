#![no_main]

mod schedule;

use landfall::goods::ScheduleFormat;
use libfuzzer_sys::fuzz_target;

const HEADER: &[u8] = b"Goods code;Add code;Order No.;Start date;End date;RED_IND;Origin;Measure type;Legal base;Duty;Origin code;Meas. type code\n";

fuzz_target!(|bytes: &[u8]| schedule::check(ScheduleFormat::TaricDuties, HEADER, bytes));
