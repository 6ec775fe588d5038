//! Which codes exist.

use std::sync::OnceLock;

use super::nearest::nearest;
use super::{HsCode, UnknownHsCode};
use crate::rules::{LoadError, Table, embedded_text};

const FILE: &str = "goods/hs2022.csv";

/// The codes of the Harmonized System as numbers, one sorted list for each length: 25 kB in all.
pub(super) struct Nomenclature {
    pub(super) chapters: Vec<u32>,
    pub(super) headings: Vec<u32>,
    pub(super) subheadings: Vec<u32>,
}

impl Nomenclature {
    pub(super) fn get() -> &'static Self {
        static CODES: OnceLock<Nomenclature> = OnceLock::new();
        CODES.get_or_init(|| Self::read().expect("embedded data is checked by tests"))
    }

    pub(super) fn read() -> Result<Self, LoadError> {
        let text = embedded_text(FILE).ok_or_else(|| LoadError::MissingFile { file: FILE.to_owned() })?;
        let table = Table::new(FILE, text, &["heading", "subheadings"])?;
        // The file is in order, so that nothing need be sorted when it is first used.
        let mut codes = Self { chapters: Vec::new(), headings: Vec::new(), subheadings: Vec::new() };
        table.each(|cells| {
            let heading: u32 = cells.required(0)?;
            if heading > 9999 || !push_next(&mut codes.headings, heading) {
                return Err(cells.invalid(0, "a heading of four digits after the one before"));
            }
            push_next(&mut codes.chapters, heading / 100);
            for ending in cells.text(1).split(' ') {
                let ending: u32 = match ending.parse() {
                    Ok(ending) if ending <= 99 => ending,
                    _ => return Err(cells.invalid(1, "endings of two digits between spaces")),
                };
                if !push_next(&mut codes.subheadings, heading * 100 + ending) {
                    return Err(cells.invalid(1, "each ending after the one before"));
                }
            }
            Ok(())
        })?;
        Ok(codes)
    }

    pub(super) fn check(&self, code: HsCode) -> Result<(), UnknownHsCode> {
        let (codes, digits) = self.of_length(code);
        match codes.binary_search(&code.number()) {
            Ok(_) => Ok(()),
            Err(_) => Err(UnknownHsCode { code, nearest: nearest(codes, digits, code.number()) }),
        }
    }

    /// The codes as long as `code`, at most six digits, and how long they are.
    fn of_length(&self, code: HsCode) -> (&[u32], u8) {
        match code.len {
            2 => (&self.chapters, 2),
            4 => (&self.headings, 4),
            _ => (&self.subheadings, 6),
        }
    }
}

/// Adds a code behind the last one; false if it does not come after it.
fn push_next(codes: &mut Vec<u32>, code: u32) -> bool {
    let is_next = codes.last().is_none_or(|last| *last < code);
    if is_next {
        codes.push(code);
    }
    is_next
}
