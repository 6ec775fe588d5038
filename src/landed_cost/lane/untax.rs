//! Taking tax out of prices that include it.

use rust_decimal::Decimal;

use super::run::{Run, exact};
use super::select::add;
use crate::landed_cost::CartError;
use crate::landed_cost::remark::Subject;
use crate::landed_cost::working::{State, bits};

/// The tax of a line is a share of its net price, but the share may hang on the price: on thresholds, on duty in
/// the tax base. So it is sought by repetition; each round is closer by a factor of the tax rate.
const ROUNDS: usize = 60;

/// How often the rounded tax is taken out again before it is given up; it agrees at once or swings between two units.
const ROUNDS_TO_AGREE: usize = 8;

/// More than so many times the net price is never in a price as tax.
const MOST: Decimal = Decimal::ONE_THOUSAND;

/// Shares that differ by less than this give the same cent on any amount that a cart can hold.
fn close_enough() -> Decimal {
    Decimal::new(1, 20)
}

/// How far one round moved the line that it moved most.
#[derive(Default)]
struct Moved {
    share: Decimal,
    amount: Decimal,
}

pub(super) fn solve(run: &mut Run<'_>) -> Result<(), CartError> {
    // From the prices as they stand; where they lead to a charge that is not known, once more from below: without
    // the tax they may stay under a threshold where that charge does not exist.
    for start in [Decimal::ZERO, Decimal::ONE] {
        if !start.is_zero() {
            run.forget_attempt();
            run.scratch.lines.iter_mut().for_each(|line| line.tax_share = start);
        }
        let settled = settle(run)?;
        if settled && !is_known(run) {
            continue;
        }
        if !agree(run)? {
            run.scratch.lines.iter_mut().for_each(|line| line.tax_taken = None);
            run.forget_attempt();
            if !settled && !settle_uncut(run)? {
                return refuse(run);
            }
            // No price to the unit leads to a tax to the unit; the price between two units does.
            run.compute()?;
            if !settled {
                run.remarks.doubt(None, Subject::TaxNearlySeparated);
            }
        }
        return if holds_its_tax(run)? { Ok(()) } else { refuse(run) };
    }
    Ok(())
}

fn refuse(run: &mut Run<'_>) -> Result<(), CartError> {
    run.remarks.refuse(None, Subject::TaxNotSeparable);
    run.undecided = true;
    Ok(())
}

/// Whether the prices together can hold the tax: a line that is given away never holds that on its own duty.
fn holds_its_tax(run: &Run<'_>) -> Result<bool, CartError> {
    let mut paid = Decimal::ZERO;
    for line in &run.scratch.lines {
        paid = exact(line.paid().and_then(|sum| paid.checked_add(sum)))?;
    }
    Ok(run.charged(run.plan.tax_levies)?.is_none_or(|tax| tax <= paid))
}

/// Seeks prices whose tax, rounded as it is charged, makes up what was paid. It matters where a tax is rounded
/// coarsely: a price between two units may lie on the other side of a step.
fn agree(run: &mut Run<'_>) -> Result<bool, CartError> {
    for _ in 0..ROUNDS_TO_AGREE {
        if !is_known(run) {
            return Ok(false);
        }
        let mut same = true;
        for index in 0..run.scratch.lines.len() {
            match take_tax(run, index)? {
                Some(taken) => same &= taken,
                None => return Ok(false),
            }
        }
        if same {
            return Ok(true);
        }
        run.forget_attempt();
        run.compute()?;
    }
    Ok(false)
}

/// Takes what is charged on the line out of its price: true if that was already taken, `None` if it is more than
/// the price.
fn take_tax(run: &mut Run<'_>, index: usize) -> Result<Option<bool>, CartError> {
    let mut tax = Decimal::ZERO;
    for levy in bits(run.plan.tax_levies) {
        let cell = run.cell(levy, index);
        if cell.state == State::Charged {
            tax = exact(tax.checked_add(cell.amount))?;
        }
    }
    let Some(line) = run.scratch.lines.get_mut(index) else { return Ok(Some(true)) };
    let paid = exact(line.paid())?;
    if tax > paid && !paid.is_zero() {
        return Ok(None);
    }
    let same = line.tax_taken == Some(tax);
    line.tax_taken = Some(tax);
    Ok(Some(same))
}

/// Repeats until the shares hardly move; false if they never rest.
fn settle(run: &mut Run<'_>) -> Result<bool, CartError> {
    let mut moved = Moved::default();
    for round in 0..ROUNDS {
        if round > 0 {
            // What the attempt before said of its own prices does not stand.
            run.forget_attempt();
        }
        run.compute()?;
        moved = Moved::default();
        for index in 0..run.scratch.lines.len() {
            if !next_share(run, index, &mut moved)? {
                return Ok(false);
            }
        }
        if moved.share <= close_enough() {
            return Ok(true);
        }
    }
    // A duty that is rounded before it is taxed may turn to and fro by its last digit for ever.
    Ok(moved.amount < Decimal::new(1, run.customs.digits()))
}

/// Seeks the price as if no base were cut: where a base is cut to whole units first, the price may swing between
/// two of them for ever.
fn settle_uncut(run: &mut Run<'_>) -> Result<bool, CartError> {
    run.scratch.lines.iter_mut().for_each(|line| line.tax_share = Decimal::ZERO);
    run.uncut_bases = true;
    let settled = settle(run)? && is_known(run);
    run.uncut_bases = false;
    run.forget_attempt();
    Ok(settled)
}

fn is_known(run: &Run<'_>) -> bool {
    let mut cells =
        (0..run.scratch.lines.len()).flat_map(|line| bits(run.plan.tax_levies).map(move |levy| (levy, line)));
    cells.all(|(levy, line)| run.cell(levy, line).state != State::Unknown)
}

/// Sets the line's tax as a share of its net price; false if no price can hold so much.
fn next_share(run: &mut Run<'_>, index: usize, moved: &mut Moved) -> Result<bool, CartError> {
    let mut tax = Some(Decimal::ZERO);
    for levy in bits(run.plan.tax_levies) {
        let cell = run.cell(levy, index);
        match cell.state {
            State::Off => {}
            State::Charged => tax = add(tax, Some(cell.unrounded))?,
            State::Unknown => tax = None,
        }
    }
    let Some(line) = run.scratch.lines.get_mut(index) else { return Ok(true) };
    let net = exact(line.net.sum())?;
    let (Some(tax), false) = (tax, net.is_zero()) else { return Ok(true) };
    let share = exact(tax.checked_div(net))?;
    if share > MOST {
        return Ok(false);
    }
    let step = exact(share.checked_sub(line.tax_share))?.abs();
    moved.share = moved.share.max(step);
    moved.amount = moved.amount.max(exact(step.checked_mul(net))?);
    line.tax_share = share;
    Ok(true)
}
