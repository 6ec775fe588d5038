use rust_decimal::Decimal;

use super::Instant;
use crate::money::Currency;
use crate::time::Date;

/// Why a rate could not be taken, found or applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RateError {
    /// The rate is zero or negative.
    #[error("the rate of {currency} is {rate}, expected more than zero")]
    NotPositive {
        /// The quoted currency.
        currency: Currency,
        /// The rate as given.
        rate: Decimal,
    },
    /// The rate is beyond what any currency has been quoted at: a slipped point or a wrong unit.
    #[error("the rate of {currency} is {rate}, expected between {least} and {most}")]
    OutOfRange {
        /// The quoted currency.
        currency: Currency,
        /// The rate as given.
        rate: Decimal,
        /// Lowest rate taken.
        least: Decimal,
        /// Highest rate taken.
        most: Decimal,
    },
    /// The base currency is quoted against itself at something else than one.
    #[error("{currency} is the base of the table and quoted at {rate}, expected 1 or no rate")]
    BaseRate {
        /// The base currency.
        currency: Currency,
        /// The rate as given.
        rate: Decimal,
    },
    /// A currency is quoted twice.
    #[error("{currency} is quoted twice")]
    Duplicate {
        /// The currency.
        currency: Currency,
    },
    /// A validity ends before it begins.
    #[error("the rates are valid until {to}, before their first day {from}")]
    EndsBeforeStart {
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// The table does not quote the currency.
    #[error("no rate for {currency} among the rates of {as_of} per {base}")]
    MissingCurrency {
        /// The currency that is not there.
        currency: Currency,
        /// Base of the table.
        base: Currency,
        /// Day of the table.
        as_of: Date,
    },
    /// The amount is not in the currency that the rate converts from.
    #[error("the amount is in {found}, expected {expected}")]
    WrongCurrency {
        /// Currency that the rate converts from.
        expected: Currency,
        /// Currency of the amount.
        found: Currency,
    },
    /// The amount is too large for a decimal of 28 digits.
    #[error("{amount} {from} is too large to convert to {to}")]
    Overflow {
        /// The amount.
        amount: Decimal,
        /// Its currency.
        from: Currency,
        /// The currency asked for.
        to: Currency,
    },
    /// Nothing was published on that day, or on any day that the fallback allows.
    #[error("no rates were published on {day}")]
    NoFixing {
        /// The day asked for.
        day: Date,
    },
    /// The latest rates before that day are older than the fallback allows.
    #[error("the latest rates before {day} are of {latest}, older than {max_age_days} days")]
    TooOld {
        /// The day asked for.
        day: Date,
        /// Day of the latest rates.
        latest: Date,
        /// Age allowed.
        max_age_days: u32,
    },
    /// Tables of one history have different bases.
    #[error("a table is per {found}, expected per {expected}")]
    MixedBase {
        /// Base of the first table.
        expected: Currency,
        /// Base of the other one.
        found: Currency,
    },
    /// A history has two tables of one day.
    #[error("two tables of {day}")]
    DuplicateDay {
        /// The day.
        day: Date,
    },
    /// A markup takes the whole amount or more.
    #[error("a markup of {percent} percent, expected more than -100")]
    InvalidMarkup {
        /// The markup as given.
        percent: Decimal,
    },
    /// An intermediate amount would be rounded more coarsely than the law allows.
    #[error("an intermediate amount rounded to {digits} decimals, expected at least {least}")]
    TooCoarse {
        /// Decimals asked for.
        digits: u32,
        /// Fewest decimals allowed.
        least: u32,
    },
    /// A lock ends before it begins.
    #[error("the quote expires at {expires}, not after it was issued at {issued}")]
    ExpiresBeforeIssue {
        /// Start of the lock.
        issued: Instant,
        /// End of the lock.
        expires: Instant,
    },
    /// The lock is over.
    #[error("the quoted rate expired at {expires}, asked for at {at}")]
    Expired {
        /// The instant asked for.
        at: Instant,
        /// End of the lock.
        expires: Instant,
    },
    /// The lock has not begun.
    #[error("the quoted rate was issued at {issued}, asked for at {at}")]
    NotYetIssued {
        /// The instant asked for.
        at: Instant,
        /// Start of the lock.
        issued: Instant,
    },
}

/// What is wrong in a file of rates, and on which line. The header is line 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RateFileError {
    /// The first line is not the header of this layout.
    #[error("line 1: `{found}` found, expected {expected}")]
    Header {
        /// What stands there.
        found: String,
        /// The columns of the layout.
        expected: String,
    },
    /// A line has more or fewer fields than the header.
    #[error("line {line}: {found} fields, expected {expected}")]
    FieldCount {
        /// Number of the line.
        line: usize,
        /// Fields on the line.
        found: usize,
        /// Fields of the header.
        expected: usize,
    },
    /// A field holds something else than expected.
    #[error("line {line}, field `{field}`: `{found}` found, expected {expected}")]
    Field {
        /// Number of the line.
        line: usize,
        /// The column.
        field: String,
        /// What stands there.
        found: String,
        /// What should stand there.
        expected: String,
    },
    /// A number that cannot be an exchange rate, or a second rate for the same currency.
    #[error("line {line}, field `{field}`: {error}")]
    Rate {
        /// Number of the line.
        line: usize,
        /// The column.
        field: String,
        /// What is wrong with it.
        error: RateError,
    },
    /// A second line of one day.
    #[error("line {line}: the rates of {day} stand on an earlier line too")]
    DuplicateDay {
        /// Number of the line.
        line: usize,
        /// The day.
        day: Date,
    },
}
