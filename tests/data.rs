//! The data.
#[test]
fn p() {
    for d in landfall::RuleBook::embedded().check() {
        println!("{d}");
    }
    let b = landfall::RuleBook::embedded();
    println!("{:?}", b.territories().collect::<Vec<_>>());
}
