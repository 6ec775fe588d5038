//! The closed word lists.

use std::io::{self, Write};

use landfall::RuleBook;

pub fn print(_: &RuleBook, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "Requests")?;
    writeln!(out, "  ask                     return  privacy")
}
