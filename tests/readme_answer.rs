//! The answer that the README prints is the one that the example program gives.
//!
//! `UPDATE=1 cargo test --test readme_answer` writes it anew.

#![allow(clippy::unwrap_used, clippy::panic, reason = "the shared lines of a test may fail it")]

use std::path::Path;
use std::process::{Command, Stdio};
use std::{env, fs};

const BEGIN: &str = "<!-- answer: begin -->\n```text\n";
const END: &str = "```\n<!-- answer: end -->\n";

#[test]
fn the_readme_prints_what_its_first_command_prints() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(&file).unwrap();
    let (before, rest) = readme.split_once(BEGIN).expect("README.md has the marker that begins the answer");
    let (held, after) = rest.split_once(END).expect("README.md has the marker that ends the answer");
    let printed = answer(first_command(&readme));
    if held == printed {
        return;
    }
    if env::var_os("UPDATE").is_some() {
        fs::write(&file, format!("{before}{BEGIN}{printed}{END}{after}")).unwrap();
        return;
    }
    panic!(
        "README.md holds\n{held}\nbut the program prints\n{printed}\n\
         If the new answer is right: UPDATE=1 cargo test --test readme_answer"
    );
}

fn first_command(readme: &str) -> &str {
    let (_, rest) = readme.split_once("```sh\n").expect("README.md has a block of commands");
    rest.lines().next().unwrap()
}

/// Runs the command, but in the profile of this test: the answer is the same and nothing is built twice.
fn answer(command: &str) -> String {
    let arguments =
        command.strip_prefix("cargo run --release --example ").expect("the command runs an example");
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet", "--offline", "--example"]).args(arguments.split_whitespace());
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).stderr(Stdio::inherit()).output().unwrap();
    assert!(output.status.success(), "`{command}` ends with {}", output.status);
    String::from_utf8(output.stdout).unwrap()
}
