//! The catalogue program: the same file from every run, whatever the threads and however often it was interrupted.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "the inputs of a test are good")]

mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

/// Two parts, the second one short.
const ARGUMENTS: [&str; 4] = ["--goods", "2100", "--destinations", "DE,CA-ON"];

fn run(arguments: &[&str], file: &Path, more: &[&str]) -> Output {
    let mut command = Command::new(program::built("catalogue"));
    command.args(arguments).arg("--out").arg(file).args(more).output().unwrap()
}

/// A file of this test alone, absent at first.
fn fresh(name: &str) -> PathBuf {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&file);
    file
}

/// What a run writes that nothing interrupts.
fn whole() -> &'static [u8] {
    static WHOLE: OnceLock<Vec<u8>> = OnceLock::new();
    WHOLE.get_or_init(|| {
        let file = fresh("whole.csv");
        let output = run(&ARGUMENTS, &file, &["--threads", "2"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        fs::read(file).unwrap()
    })
}

#[test]
fn every_article_has_a_line_for_every_destination() {
    let text = String::from_utf8(whole().to_vec()).unwrap();
    let mut lines = text.lines();
    assert!(lines.next().unwrap().starts_with("# landfall "));
    assert_eq!(lines.next(), Some("article,destination,verdict,duty,tax,fees,total,currency"));
    let mut found: Vec<(u64, String)> = Vec::new();
    for line in lines {
        let fields: Vec<_> = line.split(',').collect();
        assert_eq!(fields.len(), 8, "{line}");
        found.push((fields[0].parse().unwrap(), fields[1].to_owned()));
        let figures = fields[3..7].iter().all(|figure| !figure.is_empty());
        assert!(figures || fields[2] == "refused", "{line}");
    }
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 2100 * 2);
}

#[test]
fn one_thread_writes_what_several_write() {
    let file = fresh("one-thread.csv");
    assert!(run(&ARGUMENTS, &file, &["--threads", "1"]).status.success());
    assert_eq!(fs::read(file).unwrap(), whole());
}

#[test]
fn an_interrupted_run_is_continued_to_the_same_file_wherever_it_stopped() {
    let line_ends: Vec<_> = (0..whole().len()).filter(|place| whole()[*place] == b'\n').collect();
    let (first_row, last) = (line_ends[1], whole().len());
    let end_of_first_part = line_ends[1 + 2048 * 2] + 1;
    let end_of_first_destination = line_ends[1 + 2048] + 1;
    for cut in
        [0, 7, first_row + 9, end_of_first_destination, end_of_first_part, last - 20_000, last - 1, last]
    {
        let file = fresh("interrupted.csv");
        fs::write(&file, &whole()[..cut]).unwrap();
        let output = run(&ARGUMENTS, &file, &["--resume"]);
        assert!(output.status.success(), "cut at {cut}: {}", String::from_utf8_lossy(&output.stderr));
        assert!(fs::read(&file).unwrap() == whole(), "cut at {cut}");
    }
}

#[test]
fn a_file_is_neither_written_over_nor_continued_with_other_settings() {
    let file = fresh("kept.csv");
    let other_goods = ["--goods", "2200", "--destinations", "DE,CA-ON"];
    let nonsense = [whole(), b"9999,DE,firm\n".as_slice()].concat();
    for (content, arguments, more, said) in [
        (whole(), &ARGUMENTS, &[][..], "--resume continues it"),
        (whole(), &other_goods, &["--resume"], "other settings"),
        (b"a letter to grandmother\n", &ARGUMENTS, &["--resume"], "other settings"),
        (&nonsense, &ARGUMENTS, &["--resume"], "not a line of such a run"),
    ] {
        fs::write(&file, content).unwrap();
        let output = run(arguments, &file, more);
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{message}");
        assert!(message.contains(said), "{message}");
        assert!(fs::read(&file).unwrap() == content, "{said}: the file was changed");
    }
}

#[test]
fn arguments_that_cannot_be_used_are_named() {
    for (arguments, said) in [
        (&["--threads", "0"][..], "--threads 0"),
        (&["--resume"], "--out FILE"),
        (&["--destinations", "61"], "1 to 60"),
        (&["--destinations", "DE,XQ"], "XQ"),
        (&["--goods", "many"], "many"),
    ] {
        let output = Command::new(program::built("catalogue")).args(arguments).output().unwrap();
        let message = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{message}");
        assert!(message.contains(said), "{message}");
    }
}
