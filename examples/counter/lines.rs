//! Requests out of a file or a pipe, for every program that answers them.

use std::io::{self, BufRead, Cursor, Read};

use landfall::wire::{Question, RequestError};

/// The most bytes of one request.
const MOST_BYTES: usize = 1 << 20;

/// Requests one after another, each with its own memory given up before the next.
pub struct Requests<R> {
    reader: R,
    text: Vec<u8>,
    whole: bool,
}

impl<R: BufRead> Requests<R> {
    /// One request a line.
    pub fn lines(reader: R) -> Self {
        Self { reader, text: Vec::new(), whole: false }
    }

    /// The next request, or why it is no text; blank lines are passed over.
    pub fn next_text(&mut self) -> io::Result<Option<Result<&str, RequestError>>> {
        loop {
            self.text.clear();
            let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
            let mut limited = (&mut self.reader).take(most);
            let read = if self.whole {
                limited.read_to_end(&mut self.text)?
            } else {
                limited.read_until(b'\n', &mut self.text)?
            };
            if read == 0 {
                return Ok(None);
            }
            if self.text.last() == Some(&b'\n') {
                self.text.pop();
            }
            if self.text.len() > MOST_BYTES {
                skip_line(&mut self.reader)?;
                return Ok(Some(Err(too_long(&self.text))));
            }
            if !self.text.trim_ascii().is_empty() {
                break;
            }
        }
        Ok(Some(std::str::from_utf8(&self.text).map_err(|error| {
            let message = format!("byte {} is not UTF-8", error.valid_up_to().saturating_add(1));
            RequestError::new("invalid_utf8", "", message).with_id(id_in(&self.text))
        })))
    }
}

/// A single object over several lines is one request; everything else is read line by line.
pub fn whole_or_lines<R: BufRead>(mut reader: R) -> io::Result<Requests<impl BufRead>> {
    let mut start = Vec::new();
    let most = u64::try_from(MOST_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let read = (&mut reader).take(most).read_to_end(&mut start)?;
    let whole = read <= MOST_BYTES && serde_json::from_slice::<serde::de::IgnoredAny>(&start).is_ok();
    Ok(Requests { reader: Cursor::new(start).chain(reader), text: Vec::new(), whole })
}

fn skip_line(reader: &mut impl BufRead) -> io::Result<()> {
    loop {
        let part = reader.fill_buf()?;
        let (used, ended) = match part.iter().position(|byte| *byte == b'\n') {
            Some(position) => (position.saturating_add(1), true),
            None => (part.len(), part.is_empty()),
        };
        reader.consume(used);
        if ended {
            return Ok(());
        }
    }
}

fn too_long(start: &[u8]) -> RequestError {
    let message = format!("the request has more than {MOST_BYTES} bytes");
    RequestError::new("request_too_long", "", message).with_id(id_in(start))
}

/// The id of a request that is no request, if it can be read.
fn id_in(text: &[u8]) -> Option<String> {
    Question::of(&String::from_utf8_lossy(text)).id
}
