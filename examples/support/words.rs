//! The closed word lists.

use std::io::{self, Write};

use landfall::RuleBook;

pub fn print(book: &RuleBook, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, "Requests")?;
    writeln!(out, "  ask                     return  privacy")?;
    writeln!(out, "\nPrivacy")?;
    crate::privacy::print_words(book, out)
}
