//! The exports of the Harmonized Tariff Schedule of the United States.

use super::rows::{Fields, each, optional, required};
use super::{Given, Reading};
use crate::goods::HsCode;
use crate::goods::schedule::report::{RowError, ScheduleError, cut};
use crate::goods::schedule::store::RateKind;

/// The group of origins whose ordinary duty stands in the second column.
const COLUMN_2: &str = "column 2";

pub(super) fn csv(reading: &mut Reading, bytes: &[u8]) -> Result<(), ScheduleError> {
    let columns = [
        required("HTS Number"),
        optional("Description"),
        required("General Rate of Duty"),
        required("Special Rate of Duty"),
        required("Column 2 Rate of Duty"),
    ];
    each(reading, bytes, b',', &columns, false, |reading, fields: &Fields<'_, 5>| {
        let entry = Entry {
            code: fields.get(0),
            description: fields.get(1),
            general: fields.get(2),
            special: fields.get(3),
            column_2: fields.get(4),
        };
        entry.take(reading, fields.line);
    })
}

#[cfg(feature = "json")]
pub(super) use json::json;

/// A row of the schedule.
struct Entry<'t> {
    code: &'t str,
    description: &'t str,
    general: &'t str,
    special: &'t str,
    column_2: &'t str,
}

impl Entry<'_> {
    fn take(&self, reading: &mut Reading, line: usize) {
        let rates = [self.general, self.special, self.column_2];
        // Headings of the text have no number; those of the national chapters have one of four digits.
        let is_national = self.code.starts_with("98") || self.code.starts_with("99");
        let digits = self.code.bytes().filter(u8::is_ascii_digit).count();
        if digits == 0 || digits < 8 && is_national && rates.iter().all(|rate| rate.is_empty()) {
            return reading.pass_over();
        }
        let Some(code) = reading.code(line, self.code) else { return };
        reading.describe(line, code, self.description.trim_end_matches(':'));
        let (everyone, nobody) = (reading.everyone(), reading.nobody());
        let second = reading.area_list([COLUMN_2].into_iter()).unwrap_or(everyone);
        for (field, text, areas) in [("general", self.general, everyone), ("other", self.column_2, second)] {
            // The notes of the national chapters say so where nothing is charged beside the other rates.
            if text.is_empty() || text.trim_end_matches('.').eq_ignore_ascii_case("no change") {
                continue;
            }
            let given = Given {
                kind: RateKind::Base,
                field,
                text,
                areas,
                excluded: nobody,
                from: None,
                to: None,
                proof: "",
            };
            reading.rate(line, code, &given);
        }
        if let Err(why) = self.special(reading, line, code) {
            reading.report.add(line, Some(code.digits()), why);
        }
    }

    /// `Free (A,AU,BH) 3.2% (JP)`: rates, each with the programmes in brackets behind it.
    fn special(&self, reading: &mut Reading, line: usize, code: HsCode) -> Result<(), RowError> {
        let mut rest = self.special.trim();
        if rest.trim_end_matches('.').eq_ignore_ascii_case("no change") {
            return Ok(());
        }
        let wrong = || RowError::Field {
            field: "special",
            found: cut(self.special),
            expected: "rates, each with its programmes in brackets",
        };
        let excluded = reading.nobody();
        while !rest.is_empty() {
            let Some((text, programmes, after)) = programmes_of(rest) else {
                // Words without programmes are for everyone who may claim anything: they stand for none here.
                return Err(wrong());
            };
            let areas = reading.area_list(programmes.split(',').map(str::trim)).ok_or_else(wrong)?;
            let given = Given {
                kind: RateKind::Preference,
                field: "special",
                text,
                areas,
                excluded,
                from: None,
                to: None,
                proof: "",
            };
            reading.rate(line, code, &given);
            rest = after.trim_start();
        }
        Ok(())
    }
}

/// The list of all programmes is shorter.
const MOST_PROGRAMMES: usize = 256;

/// A rate, the programmes in the brackets behind it, and what follows. Brackets that hold words belong to the rate.
fn programmes_of(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0_usize;
    loop {
        let open = from.checked_add(text.get(from..)?.find('(')?)?;
        let (rate, inner) = (text.get(..open)?, text.get(open.checked_add(1)?..)?);
        // Looking no further keeps a row of nothing but brackets from being read again and again.
        let close = inner.bytes().take(MOST_PROGRAMMES).position(|byte| byte == b')');
        let Some((programmes, after)) = close.and_then(|close| inner.split_at_checked(close)) else {
            from = open.checked_add(1)?;
            continue;
        };
        let after = after.strip_prefix(')')?;
        let is_sign = |sign: &str| {
            let (sign, letters) = (sign.trim(), |c: char| c.is_ascii_uppercase());
            !sign.is_empty()
                && sign.len() <= 3
                && sign.starts_with(letters)
                && sign.chars().all(|c| c.is_ascii_uppercase() || c == '+' || c == '*')
        };
        if !rate.trim().is_empty() && programmes.split(',').all(is_sign) {
            return Some((rate.trim(), programmes, after));
        }
        from = open.checked_add(1)?;
    }
}

#[cfg(feature = "json")]
mod json {
    use std::borrow::Cow;
    use std::fmt;

    use serde::de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor};
    use serde::{Deserialize, Deserializer};

    use super::{Entry, Reading, RowError, ScheduleError};

    pub(in super::super) fn json(reading: &mut Reading, bytes: &[u8]) -> Result<(), ScheduleError> {
        let mut failed = None;
        let mut json = serde_json::Deserializer::from_slice(bytes);
        let read = Rows { reading, failed: &mut failed }.deserialize(&mut json).and_then(|()| json.end());
        match (failed, read) {
            (Some(error), _) => Err(error),
            (None, Err(error)) => Err(ScheduleError::Json {
                line: error.line(),
                column: error.column(),
                message: super::cut(&error.to_string()),
            }),
            (None, Ok(())) => Ok(()),
        }
    }

    /// Takes the list object by object, so that none but the texts kept stay in memory.
    struct Rows<'r> {
        reading: &'r mut Reading,
        failed: &'r mut Option<ScheduleError>,
    }

    impl<'de> DeserializeSeed<'de> for Rows<'_> {
        type Value = ();

        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
            deserializer.deserialize_seq(self)
        }
    }

    impl<'de> Visitor<'de> for Rows<'_> {
        type Value = ();

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of the objects of the export")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<(), A::Error> {
            let mut number = 0_usize;
            while let Some(Object(entry)) = rows.next_element::<Object<'de>>()? {
                number = number.saturating_add(1);
                if let Err(error) = self.reading.count_row() {
                    *self.failed = Some(error);
                    return Err(serde::de::Error::custom("too many rows"));
                }
                match entry {
                    Some(texts) => texts.entry().take(self.reading, number),
                    None => self.reading.report.add(number, None, RowError::NotAnObject),
                }
            }
            Ok(())
        }
    }

    /// An object of the list; `None` if it is something else, or one of its texts is.
    struct Object<'t>(Option<Texts<'t>>);

    #[derive(Default)]
    struct Texts<'t> {
        code: Cow<'t, str>,
        description: Cow<'t, str>,
        general: Cow<'t, str>,
        special: Cow<'t, str>,
        column_2: Cow<'t, str>,
    }

    impl Texts<'_> {
        fn entry(&self) -> Entry<'_> {
            Entry {
                code: self.code.trim(),
                description: self.description.trim(),
                general: self.general.trim(),
                special: self.special.trim(),
                column_2: self.column_2.trim(),
            }
        }
    }

    impl<'de> Deserialize<'de> for Object<'de> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_any(ObjectVisitor)
        }
    }

    struct ObjectVisitor;

    impl<'de> Visitor<'de> for ObjectVisitor {
        type Value = Object<'de>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object of the export")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
            let (mut texts, mut whole) = (Texts::default(), true);
            while let Some(key) = map.next_key::<Cow<'de, str>>()? {
                let place = match &*key {
                    "htsno" => &mut texts.code,
                    "description" => &mut texts.description,
                    "general" => &mut texts.general,
                    "special" => &mut texts.special,
                    "other" => &mut texts.column_2,
                    _ => {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    }
                };
                match map.next_value::<Text<'de>>()?.0 {
                    Some(text) => *place = text,
                    None => whole = false,
                }
            }
            Ok(Object(whole.then_some(texts)))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Object<'de>, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok(Object(None))
        }

        fn visit_str<E>(self, _: &str) -> Result<Object<'de>, E> {
            Ok(Object(None))
        }

        fn visit_bool<E>(self, _: bool) -> Result<Object<'de>, E> {
            Ok(Object(None))
        }

        fn visit_i64<E>(self, _: i64) -> Result<Object<'de>, E> {
            Ok(Object(None))
        }

        fn visit_u64<E>(self, _: u64) -> Result<Object<'de>, E> {
            Ok(Object(None))
        }

        fn visit_f64<E>(self, _: f64) -> Result<Object<'de>, E> {
            Ok(Object(None))
        }

        fn visit_unit<E>(self) -> Result<Object<'de>, E> {
            Ok(Object(None))
        }
    }

    /// A text, empty where there is `null`; `None` if it is something else.
    struct Text<'t>(Option<Cow<'t, str>>);

    impl<'de> Deserialize<'de> for Text<'de> {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            deserializer.deserialize_any(TextVisitor)
        }
    }

    struct TextVisitor;

    impl<'de> Visitor<'de> for TextVisitor {
        type Value = Text<'de>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a text")
        }

        fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
            Ok(Text(Some(Cow::Borrowed(text))))
        }

        fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
            Ok(Text(Some(Cow::Owned(text.to_owned()))))
        }

        fn visit_unit<E>(self) -> Result<Text<'de>, E> {
            Ok(Text(Some(Cow::Borrowed(""))))
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text<'de>, A::Error> {
            while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            Ok(Text(None))
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Text<'de>, A::Error> {
            while seq.next_element::<IgnoredAny>()?.is_some() {}
            Ok(Text(None))
        }

        fn visit_bool<E>(self, _: bool) -> Result<Text<'de>, E> {
            Ok(Text(None))
        }

        fn visit_i64<E>(self, _: i64) -> Result<Text<'de>, E> {
            Ok(Text(None))
        }

        fn visit_u64<E>(self, _: u64) -> Result<Text<'de>, E> {
            Ok(Text(None))
        }

        fn visit_f64<E>(self, _: f64) -> Result<Text<'de>, E> {
            Ok(Text(None))
        }
    }
}
