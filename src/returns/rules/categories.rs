use crate::returns::condition::Condition;
use crate::returns::possibilities::Known;
use crate::returns::{Category, Fact, Facts, Subject};
use crate::rules::{DataFile, LoadError, Row, RuleBook, parse_document};

/// What the kinds of goods already answer: `returns/categories.toml`.
#[derive(Debug)]
pub(crate) struct Categories {
    list: Vec<(Category, CategoryFacts)>,
    /// Each holds in every possible case.
    implied: Vec<Condition>,
    /// A fact that, once told, opens another.
    raised: Vec<(Fact, bool, Fact)>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct CategoryFacts {
    pub(crate) subject: Subject,
    pub(crate) facts: Facts,
}

impl Categories {
    pub(crate) const FILE: &'static str = "returns/categories.toml";

    pub(crate) fn of(&self, category: Category) -> CategoryFacts {
        let found = self.list.iter().find(|(other, _)| *other == category);
        found.map_or(CategoryFacts { subject: Subject::Goods, facts: Facts::default() }, |(_, facts)| *facts)
    }

    /// The implications that tell possible cases from impossible ones, as far as they speak of known and `open`
    /// questions alone. What was said against one of them counts as it was said.
    pub(crate) fn implied(&self, facts: Facts, open: u128) -> impl Iterator<Item = &Condition> + Clone {
        let speaks = facts.known | open;
        let implied = self.implied.iter().filter(move |condition| condition.mentions() & !speaks == 0);
        implied.filter(move |condition| condition.holds(&facts) == Known::Unknown)
    }

    /// The facts, and those that follow from them.
    pub(crate) fn with_implied(&self, mut facts: Facts) -> Facts {
        let mentioned = self.implied.iter().fold(0, |all, condition| all | condition.mentions());
        if facts.known & mentioned == 0 {
            return facts;
        }
        // Each round settles one fact at least; none of the chains is longer than this.
        for _ in 0..4 {
            let before = facts;
            for condition in &self.implied {
                let open = condition.mentions() & !facts.known;
                if open.count_ones() != 1 || condition.holds(&facts) != Known::Unknown {
                    continue;
                }
                let Some(fact) = Fact::ALL.iter().find(|fact| fact.bit() == open) else { continue };
                let yes = condition.holds(&facts.with(*fact, true)) == Known::Yes;
                let no = condition.holds(&facts.with(*fact, false)) == Known::Yes;
                if yes != no {
                    facts = facts.with(*fact, yes);
                }
            }
            if facts == before {
                break;
            }
        }
        facts
    }

    pub(crate) fn raised(&self) -> &[(Fact, bool, Fact)] {
        &self.raised
    }
}

impl DataFile for Categories {
    fn read(_: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut document = parse_document(file, text)?;
        let ordinary = answers(&mut document)?;
        let implied = document
            .texts("implied")?
            .iter()
            .map(|text| {
                let invalid = || document.invalid("implied", text, "two facts such as `a => not b`");
                let (from, to) = text.split_once("=>").ok_or_else(invalid)?;
                format!("not {from} or {to}").parse().map_err(|_| invalid())
            })
            .collect::<Result<_, _>>()?;
        let raised = document
            .texts("raised")?
            .iter()
            .map(|text| {
                let invalid = || document.invalid("raised", text, "two facts such as `a => b`");
                let (from, to) = text.split_once("=>").ok_or_else(invalid)?;
                let fact = |text: &str| text.trim().parse::<Fact>().map_err(|_| invalid());
                match from.trim().strip_prefix("not ") {
                    Some(from) => Ok((fact(from)?, false, fact(to)?)),
                    None => Ok((fact(from)?, true, fact(to)?)),
                }
            })
            .collect::<Result<_, LoadError>>()?;
        let mut list = Vec::new();
        for mut row in document.rows("category")? {
            let name: Category = row.required("name")?;
            let own = answers(&mut row)?;
            let ask: Vec<Fact> = row.list("ask")?;
            let subject = row.parsed("subject")?.unwrap_or(Subject::Goods);
            let facts = ask.into_iter().fold(own.or(ordinary), Facts::without);
            if list.iter().any(|(other, _)| *other == name) {
                return Err(LoadError::Duplicate { file: file.to_owned(), row: name.to_string() });
            }
            row.finish()?;
            list.push((name, CategoryFacts { subject, facts }));
        }
        for category in Category::ALL {
            if !list.iter().any(|(name, _)| name == category) {
                return Err(document.unknown_name("category", category.as_str()));
            }
        }
        document.finish()?;
        Ok(Self { list, implied, raised })
    }
}

fn answers(row: &mut Row<'_>) -> Result<Facts, LoadError> {
    let yes: Vec<Fact> = row.list("yes")?;
    let no: Vec<Fact> = row.list("no")?;
    let facts = yes.into_iter().fold(Facts::default(), |facts, fact| facts.with(fact, true));
    Ok(no.into_iter().fold(facts, |facts, fact| facts.with(fact, false)))
}
