//! landfall beside its peers in one run: the same questions, the answers compared, the best time of each.
//!
//! `benches/peers/run` fetches the peers and starts this. It fails if an answer of landfall is not the expected one,
//! or if a peer's answer differs and nothing here says why.

mod amounts;
mod orders;
mod stopwatch;
mod taxes;

use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    orders::compare()?;
    taxes::compare()?;
    amounts::compare()
}
