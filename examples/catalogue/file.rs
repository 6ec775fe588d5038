//! The file of answers. Its first line names the settings and its last complete one tells how far a run came, so
//! nothing beside the file is needed to continue.
//!
//! The order of the lines is fixed: part by part of the goods, and in each part destination by destination.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use super::run::{PART, Settings};

const COLUMNS: &str = "article,destination,verdict,duty,tax,fees,total,currency\n";

/// More than the longest line.
const TAIL: u64 = 4096;

/// The next line that is to be written: a part, a destination in it and a row in that.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Position {
    pub part: u64,
    pub destination: usize,
    pub row: usize,
}

/// The file, open where the next line goes, and which line that is.
pub fn open(path: &Path, settings: &Settings, about: &str) -> io::Result<(File, Position)> {
    let head = format!("# {about}\n{COLUMNS}");
    if !settings.resume {
        let mut file = OpenOptions::new().write(true).create_new(true).open(path).map_err(|error| {
            let hint =
                if error.kind() == io::ErrorKind::AlreadyExists { "; --resume continues it" } else { "" };
            io::Error::new(error.kind(), format!("{}: {error}{hint}", path.display()))
        })?;
        file.write_all(head.as_bytes())?;
        return Ok((file, Position::default()));
    }
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", path.display()));
    let mut file = OpenOptions::new().read(true).write(true).open(path).map_err(named)?;
    let position = resume(&mut file, settings, &head).map_err(named)?;
    Ok((file, position))
}

/// Cuts a line that was not finished and finds what comes next.
fn resume(file: &mut File, settings: &Settings, head: &str) -> io::Result<Position> {
    let mut start = Vec::new();
    file.take(size(head.len())).read_to_end(&mut start)?;
    if !head.as_bytes().starts_with(&start) {
        return Err(io::Error::other("was begun with other settings or by another edition"));
    }
    let length = file.seek(SeekFrom::End(0))?;
    if start.len() < head.len() {
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(head.as_bytes())?;
        return Ok(Position::default());
    }
    let tail_from = length.saturating_sub(TAIL).max(size(head.len()));
    file.seek(SeekFrom::Start(tail_from))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let complete = tail.iter().rposition(|byte| *byte == b'\n').map_or(0, |place| place.saturating_add(1));
    tail.truncate(complete);
    let end = tail_from.saturating_add(size(complete));
    if complete == 0 && tail_from > size(head.len()) {
        return Err(io::Error::other("does not end in lines of answers"));
    }
    file.set_len(end)?;
    file.seek(SeekFrom::Start(end))?;
    let text = String::from_utf8(tail).map_err(io::Error::other)?;
    match text.lines().next_back() {
        None => Ok(Position::default()),
        Some(line) => after(line, settings)
            .ok_or_else(|| io::Error::other(format!("`{line}` is not a line of such a run"))),
    }
}

/// The position after a line; `None` if it is no line of a run with these settings.
fn after(line: &str, settings: &Settings) -> Option<Position> {
    let mut fields = line.split(',');
    let article: u64 = fields.next()?.parse().ok().filter(|article| *article < settings.goods)?;
    let name = fields.next()?;
    let destination = settings.destinations.iter().position(|destination| destination.name == name)?;
    let (part, row) = (article.checked_div(PART)?, article.checked_rem(PART)?);
    let rows = PART.min(settings.goods.checked_sub(part.checked_mul(PART)?)?);
    let next_row = row.checked_add(1)?;
    Some(if next_row < rows {
        Position { part, destination, row: usize::try_from(next_row).ok()? }
    } else if destination.checked_add(1)? < settings.destinations.len() {
        Position { part, destination: destination.checked_add(1)?, row: 0 }
    } else {
        Position { part: part.checked_add(1)?, destination: 0, row: 0 }
    })
}

fn size(bytes: usize) -> u64 {
    u64::try_from(bytes).unwrap_or(u64::MAX)
}
