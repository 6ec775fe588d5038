//! What is asked of every reader: no input makes it fail other than by its error, and what it keeps is found again.

use landfall::goods::{Found, HsCode, LineView, ScheduleFormat, TariffSchedule};

/// Reads the bytes, behind the format's own header where the first byte says so, and asks for what was read.
pub fn check(format: ScheduleFormat, header: &[u8], bytes: &[u8]) {
    let text: Vec<u8> = match bytes.split_first() {
        Some((b'#', rest)) => rest.to_vec(),
        _ => [header, bytes].concat(),
    };
    let Ok(loaded) = TariffSchedule::read(format, &text) else { return };
    for issue in &loaded.report.issues {
        assert!(!issue.to_string().is_empty());
    }
    let schedule = loaded.schedule;
    let coverage = schedule.coverage();
    assert!(coverage.rated <= coverage.lines && coverage.unreadable <= coverage.rated);
    let (origin, day) = ("CN".parse().expect("a country"), "2026-11-21".parse().expect("a day"));
    let mut all = Vec::new();
    for chapter in 1..=99 {
        let chapter = format!("{chapter:02}");
        let Ok(code) = chapter.parse::<HsCode>() else { continue };
        all.extend(schedule.lines(code, origin, day).take(200));
    }
    for line in all.into_iter().take(500) {
        let found = schedule.find(line.code(), origin, day);
        match &found {
            Found::Line(found) => assert_eq!(said(found), said(&line)),
            other => panic!("{} is not found: {other:?}", line.code()),
        }
        let _ = line.descriptions().map(str::len).sum::<usize>();
        for rate in line.other_rates() {
            let _ = (rate.kind(), rate.duty(), rate.areas().count(), rate.proof(), rate.period());
        }
        let _ = line.period();
    }
    for digits in ["01", "0101", "6109", "610910", "61091000", "6109100010", "99038815"] {
        let code = digits.parse().expect("a code");
        match schedule.find(code, origin, day) {
            Found::Line(line) => drop(said(&line)),
            Found::Candidates(lines) => assert!(lines.take(2).count() == 2, "{digits}"),
            _ => {}
        }
    }
}

/// What a line says of its duty. Its code may differ: one rate above several lines is found as the line above.
fn said(line: &LineView<'_>) -> Result<String, String> {
    line.duty().map(ToString::to_string).map_err(|why| why.to_string().replace(line.code().digits(), ""))
}
