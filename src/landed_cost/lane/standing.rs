//! On which of a lane's goods lists a tariff code or a category stands, all lists at once.

use crate::goods::{Category, HsCode};
use crate::landed_cost::territory::GoodsList;
use crate::landed_cost::working::{Mask, bit};
use crate::rules::Dated;

/// The lists of a lane, turned round: from the goods to the lists.
#[derive(Debug, Default)]
pub(crate) struct Standing {
    /// Where a stretch of codes begins that stand on the same lists, in order.
    from: Vec<u128>,
    lists: Vec<Mask>,
    /// The categories that lists name, sorted.
    categories: Vec<(Category, Mask)>,
}

impl Standing {
    pub(super) fn of(lists: &[Dated<GoodsList>]) -> Self {
        let mut standing = Self::default();
        let mut codes: Vec<(HsCode, Mask)> = Vec::new();
        for (number, list) in lists.iter().enumerate() {
            codes.extend(list.value().hs.iter().map(|code| (*code, bit(number))));
            for category in &list.value().categories {
                match standing.categories.iter_mut().find(|(known, _)| known == category) {
                    Some((_, mask)) => *mask |= bit(number),
                    None => standing.categories.push((*category, bit(number))),
                }
            }
        }
        standing.categories.sort_unstable_by_key(|(category, _)| *category);
        // A heading sorts before what lies below it, so that the open stretches are nested.
        codes.sort_unstable_by_key(|(code, _)| *code);
        let mut open: Vec<(u128, Mask)> = Vec::new();
        for (code, list) in codes {
            let from = code.order();
            standing.close(&mut open, from);
            let around = open.last().map_or(0, |(_, mask)| *mask);
            standing.begin(from, around | list);
            open.push((from.saturating_add(code.width()), around | list));
        }
        standing.close(&mut open, u128::MAX);
        standing
    }

    /// Ends the stretches that end before `from`.
    fn close(&mut self, open: &mut Vec<(u128, Mask)>, from: u128) {
        while let Some((end, _)) = open.pop_if(|(end, _)| *end <= from) {
            self.begin(end, open.last().map_or(0, |(_, mask)| *mask));
        }
    }

    fn begin(&mut self, from: u128, mask: Mask) {
        if self.from.last() == Some(&from) {
            self.lists.pop();
        } else {
            self.from.push(from);
        }
        self.lists.push(mask);
    }

    /// The lists that hold goods of this code or category.
    pub(crate) fn lists_of(&self, code: Option<HsCode>, category: Option<Category>) -> Mask {
        let by_code = code.map_or(0, |code| {
            let code = code.order();
            let after = self.from.partition_point(|from| *from <= code);
            after.checked_sub(1).and_then(|place| self.lists.get(place)).copied().unwrap_or(0)
        });
        by_code | self.by_category(category)
    }

    fn by_category(&self, category: Option<Category>) -> Mask {
        let mut mask = 0;
        let mut next = category.filter(|_| !self.categories.is_empty());
        while let Some(category) = next {
            if let Ok(place) = self.categories.binary_search_by_key(&category, |(named, _)| *named) {
                mask |= self.categories.get(place).map_or(0, |(_, mask)| *mask);
            }
            next = category.parent();
        }
        mask
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::RuleBook;
    use crate::landed_cost::{Lane, LaneRequest};
    use crate::place::Address;

    fn lane(to: &str) -> Lane {
        let to = Address::country(to.parse().unwrap());
        let request = LaneRequest::new("CN".parse().unwrap(), to, "2026-11-21".parse().unwrap());
        RuleBook::embedded().lane(&request).unwrap()
    }

    /// Every code of the lists themselves, what lies directly above and below, and neighbours on both sides.
    fn codes(plan_lists: &[Dated<GoodsList>]) -> Vec<HsCode> {
        let mut codes = Vec::new();
        for code in plan_lists.iter().flat_map(|list| &list.value().hs) {
            let text = code.digits();
            let number: u64 = text.parse().unwrap();
            let width = text.len();
            let near = [number.saturating_sub(1), number, number + 1];
            codes.extend(near.iter().filter_map(|near| format!("{near:0width$}").parse::<HsCode>().ok()));
            codes.extend((2..=10).step_by(2).filter_map(|len| code.prefix(len)));
            for below in ["00", "10", "90"] {
                codes.extend(format!("{text}{below}").parse::<HsCode>());
            }
        }
        codes
    }

    #[test]
    fn the_lists_turned_round_say_what_the_lists_say() {
        let mut seen = 0;
        for to in ["DE", "GB", "US", "JP", "BR", "CA", "CH", "NO", "AU", "IN", "NZ", "MX"] {
            let lane = lane(to);
            let lists = &lane.0.plan.lists;
            for code in codes(lists) {
                for category in
                    [None, Some(Category::standard()), "wine".parse().ok(), "books_print".parse().ok()]
                {
                    let one_by_one = (0..).zip(lists).fold(0, |mask, (number, list)| {
                        if list.value().holds(Some(code), category) { mask | bit(number) } else { mask }
                    });
                    assert_eq!(
                        lane.0.plan.standing.lists_of(Some(code), category),
                        one_by_one,
                        "{to} {code}"
                    );
                    seen += 1;
                }
            }
            for category in Category::all() {
                let one_by_one = (0..).zip(lists).fold(0, |mask, (number, list)| {
                    if list.value().holds(None, Some(category)) { mask | bit(number) } else { mask }
                });
                assert_eq!(
                    lane.0.plan.standing.lists_of(None, Some(category)),
                    one_by_one,
                    "{to} {category}"
                );
            }
        }
        assert!(seen > 1_000, "{seen}");
    }
}
