#![no_main]

mod schedule;

use landfall::goods::ScheduleFormat;
use libfuzzer_sys::fuzz_target;

const HEADER: &[u8] = b"commodity__code,measure__type__id,measure__duty_expression,measure__geographical_area__id,commodity__description,measure__additional_code__code,measure__effective_start_date,measure__effective_end_date,measure__excluded_geographical_areas__ids,measure__conditions\n";

fuzz_target!(|bytes: &[u8]| schedule::check(ScheduleFormat::UkMeasures, HEADER, bytes));
