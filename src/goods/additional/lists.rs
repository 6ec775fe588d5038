//! Goods lists by tariff code, all looked up at once.

use std::collections::BTreeMap;

use crate::goods::{HsCode, InvalidHsCode};
use crate::rules::{LoadError, Table};

/// Lists are named by a bit each.
pub(super) type ListMask = u128;

const COLUMNS: [&str; 2] = ["list", "hs"];
const MOST_LISTS: usize = 128;

/// The goods lists of one file: each code with the lists that it stands on.
#[derive(Debug, Clone, Default)]
pub(super) struct GoodsLists {
    names: BTreeMap<String, u32>,
    /// Sorted by code.
    entries: Vec<(HsCode, ListMask)>,
    /// The order of each code, close together for the search.
    order: Vec<u128>,
}

/// The lists on which a code stands, and those on which it may stand once it is given in full.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Standing {
    pub(super) certain: ListMask,
    pub(super) possible: ListMask,
}

impl GoodsLists {
    pub(super) fn read(file: &str, text: &str) -> Result<Self, LoadError> {
        let mut lists = Self::default();
        Table::new(file, text, &COLUMNS)?.each(|cells| {
            let name = cells.text(0);
            if name.is_empty() {
                return Err(cells.invalid(0, "the name of a list"));
            }
            let next = u32::try_from(lists.names.len()).unwrap_or(u32::MAX);
            let number = *lists.names.entry(name.to_owned()).or_insert(next);
            let mask = 1_u128
                .checked_shl(number)
                .ok_or_else(|| cells.invalid(0, &format!("one of at most {MOST_LISTS} lists of a file")))?;
            for code in cells.text(1).split(' ') {
                let code: HsCode =
                    code.parse().map_err(|error: InvalidHsCode| cells.invalid(1, &error.to_string()))?;
                lists.entries.push((code, mask));
            }
            Ok(())
        })?;
        lists.entries.sort_unstable_by_key(|(code, _)| *code);
        lists.entries.dedup_by(|(code, mask), (first, all)| {
            let same = code == first;
            if same {
                *all |= *mask;
            }
            same
        });
        lists.order = lists.entries.iter().map(|(code, _)| code.order()).collect();
        Ok(lists)
    }

    /// The bit of a list; `None` if the file has none of this name.
    pub(super) fn mask(&self, name: &str) -> Option<ListMask> {
        self.names.get(name).and_then(|number| 1_u128.checked_shl(*number))
    }

    /// The names of lists outside `used`.
    pub(super) fn unused(&self, used: ListMask) -> Option<&str> {
        self.names
            .iter()
            .find(|(name, _)| self.mask(name).is_some_and(|mask| mask & used == 0))
            .map(|(name, _)| name.as_str())
    }

    pub(super) fn standing(&self, code: HsCode) -> Standing {
        let mut standing = Standing::default();
        for len in [2, 4, 6, 8, 10] {
            let Some(prefix) = code.prefix(len) else { break };
            if let Ok(place) = self.order.binary_search(&prefix.order()) {
                standing.certain |= self.entries.get(place).map_or(0, |(_, mask)| *mask);
            }
        }
        let below = self.order.partition_point(|order| *order <= code.order());
        for (listed, mask) in self.entries.get(below..).unwrap_or_default() {
            if !listed.starts_with(code) {
                break;
            }
            standing.possible |= mask;
        }
        standing.possible &= !standing.certain;
        standing
    }
}
