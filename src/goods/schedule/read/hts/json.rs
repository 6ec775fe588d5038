//! The JSON export, object by object.

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
