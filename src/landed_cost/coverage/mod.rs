//! Looking into a rule book: which territories it has, which rows they have, and whether all of it hangs together.

mod check;
mod uses;

use std::fmt;

use super::territory::{FOLDER, TerritoryFile, code_of, path};
use crate::place::TerritoryCode;
use crate::rules::{Dated, LoadError, RuleBook};

/// A row of a territory's rules: its kind, rule, days, law and doubts, without what it says.
pub type RuleRow = Dated<RuleKind>;

/// What a row of a territory's file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum RuleKind {
    /// A list of goods that other rows name.
    Goods,
    /// What the customs value is made of.
    Valuation,
    /// How charges are rounded.
    Rounding,
    /// A charge.
    Levy,
    /// The rate of a goods category.
    Rate,
    /// Charges that are waived under a condition.
    Relief,
    /// Charges that are too small to collect.
    Minimum,
    /// A way in which the seller collects the tax.
    Scheme,
    /// Something that the reader of an answer must know.
    Notice,
}

impl RuleKind {
    /// The word that stands in data files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Goods => "goods",
            Self::Valuation => "valuation",
            Self::Rounding => "rounding",
            Self::Levy => "levy",
            Self::Rate => "rate",
            Self::Relief => "relief",
            Self::Minimum => "minimum",
            Self::Scheme => "scheme",
            Self::Notice => "notice",
        }
    }
}

impl fmt::Display for RuleKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl RuleBook {
    /// The territories for which the book has a file of import rules, common parts such as `EU` included.
    pub fn territories(&self) -> impl Iterator<Item = TerritoryCode> {
        self.names(FOLDER).filter_map(code_of)
    }

    /// The rows of a territory's own file, without those that it inherits; none if the book has no such file.
    ///
    /// ```
    /// use landfall::{RuleBook, landed_cost::RuleKind};
    ///
    /// let rows = RuleBook::embedded().rules_of("EU".parse()?)?;
    /// let flat_duty = rows.iter().find(|row| row.id().as_str() == "eu.duty.low-value-flat").expect("in the file");
    /// assert_eq!(*flat_duty.value(), RuleKind::Levy);
    /// assert_eq!(flat_duty.from(), "2026-07-01".parse()?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`LoadError`] if the file cannot be used.
    pub fn rules_of(&self, territory: TerritoryCode) -> Result<Vec<RuleRow>, LoadError> {
        let file = self.file::<TerritoryFile>(&path(territory))?;
        Ok(file.map(|file| file.uses().into_iter().map(|uses| uses.row).collect()).unwrap_or_default())
    }
}
