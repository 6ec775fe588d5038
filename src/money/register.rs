//! The list of currencies, read once from the embedded data.

use std::sync::OnceLock;

use rust_decimal::Decimal;

use super::Currency;
use crate::rules::{Evidence, LoadError, Table, embedded_text};
use crate::time::Date;

const FILE: &str = "money/currencies.csv";
const COLUMNS: [&str; 12] = [
    "code",
    "numeric",
    "name",
    "digits",
    "display_digits",
    "cash_step",
    "from",
    "to",
    "successor",
    "replaced_on",
    "iso_list",
    "digits_evidence",
];
/// Three letters, packed.
pub(super) const CODES: usize = 26 * 26 * 26;

/// What is known of one currency.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) currency: Currency,
    pub(super) code: &'static str,
    pub(super) numeric: u16,
    pub(super) name: &'static str,
    pub(super) digits: Option<u8>,
    pub(super) display_digits: u8,
    pub(super) cash_step: Option<Decimal>,
    pub(super) from: Option<Date>,
    pub(super) to: Option<Date>,
    pub(super) successor: Option<Currency>,
    pub(super) replaced_on: Option<Date>,
    pub(super) listed: bool,
    pub(super) digits_evidence: Evidence,
}

/// All currencies by code, with an index that leads from a packed code to its entry in one step.
#[derive(Debug)]
pub(super) struct Register {
    entries: Vec<Entry>,
    /// Position plus one; zero where there is no such currency.
    index: Vec<u16>,
}

impl Register {
    pub(super) fn embedded() -> &'static Self {
        static REGISTER: OnceLock<Register> = OnceLock::new();
        REGISTER.get_or_init(|| Self::load().expect("embedded data is checked by tests"))
    }

    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn entry(&self, packed: u16) -> Option<&Entry> {
        let position = self.index.get(usize::from(packed)).copied().unwrap_or(0);
        self.entries.get(usize::from(position).checked_sub(1)?)
    }

    fn load() -> Result<Self, LoadError> {
        let text = embedded_text(FILE).ok_or_else(|| LoadError::MissingFile { file: FILE.to_owned() })?;
        Self::read(text)
    }

    fn read(text: &'static str) -> Result<Self, LoadError> {
        let mut entries: Vec<Entry> = Vec::new();
        let mut index = vec![0_u16; CODES];
        Table::new(FILE, text, &COLUMNS)?.each(|cells| {
            let currency =
                Currency::pack(cells.text(0)).ok_or_else(|| cells.invalid(0, "three capital letters"))?;
            let listed = match cells.text(10) {
                "one" => true,
                "three" => false,
                _ => return Err(cells.invalid(10, "`one` or `three`")),
            };
            let digits_evidence = match cells.text(11) {
                "verified" => Evidence::Verified,
                "recalled" => Evidence::Recalled,
                _ => return Err(cells.invalid(11, "`verified` or `recalled`")),
            };
            let digits: Option<u8> = cells.parsed(3)?;
            if digits.is_some_and(|digits| digits > 4) {
                return Err(cells.invalid(3, "at most four digits"));
            }
            let successor = match cells.text(8) {
                "" => None,
                code => Some(Currency::pack(code).ok_or_else(|| cells.invalid(8, "three capital letters"))?),
            };
            let entry = Entry {
                currency,
                code: cells.text(0),
                numeric: cells.required(1)?,
                name: cells.text(2),
                digits,
                display_digits: cells.required(4)?,
                cash_step: cells.parsed(5)?,
                from: cells.parsed(6)?,
                to: cells.parsed(7)?,
                successor,
                replaced_on: cells.parsed(9)?,
                listed,
                digits_evidence,
            };
            entries.push(entry);
            let position = u16::try_from(entries.len())
                .map_err(|_| cells.invalid(0, "no more than 65535 currencies"))?;
            match index.get_mut(usize::from(currency.packed())) {
                Some(slot) if *slot == 0 => *slot = position,
                _ => {
                    return Err(LoadError::Duplicate {
                        file: FILE.to_owned(),
                        row: cells.text(0).to_owned(),
                    });
                }
            }
            Ok(())
        })?;
        Ok(Self { entries, index })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_list_loads_and_is_in_order() {
        let register = Register::load().unwrap();
        assert!(register.entries.is_sorted_by_key(|entry| entry.code));
        for entry in &register.entries {
            assert_eq!(register.entry(entry.currency.packed()).unwrap().code, entry.code);
            if let (Some(from), Some(to)) = (entry.from, entry.to) {
                assert!(from <= to, "{} ends before it begins", entry.code);
            }
            if let Some(successor) = entry.successor {
                assert!(register.entry(successor.packed()).is_some(), "{} leads nowhere", entry.code);
            }
            assert!(entry.listed || entry.to.is_some(), "{} is withdrawn without a last day", entry.code);
            assert_eq!(entry.digits.is_some(), entry.cash_step.is_some(), "{}", entry.code);
        }
    }

    #[test]
    fn codes_numbers_and_digits_agree_with_a_second_list() {
        for other in <iso_currency::Currency as iso_currency::IntoEnumIterator>::iter() {
            let packed = Currency::pack(other.code()).unwrap().packed();
            let entry = Register::embedded().entry(packed).expect(other.code());
            assert_eq!(entry.numeric, other.numeric(), "{}", entry.code);
            let digits = other.exponent().map(|digits| u8::try_from(digits).unwrap());
            assert_eq!(entry.digits, digits, "{}", entry.code);
        }
    }

    #[test]
    fn the_iso_list_of_2026_has_178_entries() {
        assert_eq!(Register::embedded().entries.iter().filter(|entry| entry.listed).count(), 178);
    }
}
