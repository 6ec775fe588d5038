use super::rows::{
    Conformity, DutyRefund, Exemption, Extension, HomeLaw, Late, LateRefund, Refund, Right, ShopDuty,
};
use crate::rules::{DataFile, Dated, LoadError, Row, RuleBook, RuleId, Sources, Timeline, parse_document};

/// One file below `data/returns/`, or an overlay on it.
#[derive(Debug)]
pub(crate) struct ReturnFile {
    pub(crate) sources: Sources,
    pub(crate) inherits: Option<String>,
    pub(crate) rights: Vec<Dated<Right>>,
    pub(crate) extensions: Vec<Dated<Extension>>,
    pub(crate) exemptions: Vec<Dated<Exemption>>,
    pub(crate) refunds: Vec<Dated<Refund>>,
    pub(crate) conformity: Vec<Dated<Conformity>>,
    pub(crate) late: Vec<Dated<Late>>,
    pub(crate) late_refunds: Vec<Dated<LateRefund>>,
    pub(crate) shop_duties: Vec<Dated<ShopDuty>>,
    pub(crate) duty_refunds: Vec<Dated<DutyRefund>>,
    pub(crate) home_laws: Vec<Dated<HomeLaw>>,
    /// National laws that say the same as a rule of the file that is inherited.
    pub(crate) national: Vec<Dated<RuleId>>,
}

/// The file of a country or of a union that countries inherit.
pub(crate) fn path(code: &str) -> String {
    format!("returns/{code}.toml")
}

impl DataFile for ReturnFile {
    fn read(book: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError> {
        let mut document = parse_document(file, text)?;
        let mut sources;
        let mut inherits = None;
        if document.text("overlay")?.is_some() {
            sources = Sources::supplied_by_caller();
            document.text("name")?;
        } else {
            let code = document.required_text("code")?;
            if file != path(&code) {
                return Err(document.invalid("code", &code, "the code in the file's name"));
            }
            document.required_text("name")?;
            document.date("history_from")?;
            inherits = document.text("inherits")?;
            if let Some(parent) = inherits.as_deref().map(path)
                && (parent == file || book.text(&parent).is_none())
            {
                return Err(LoadError::MissingFile { file: parent });
            }
            sources = Sources::default();
        }
        sources.read(document.rows("source")?)?;
        let file = Self {
            inherits,
            rights: rows(&mut document, "right", &sources, Right::read)?,
            extensions: rows(&mut document, "extension", &sources, Extension::read)?,
            exemptions: rows(&mut document, "exemption", &sources, Exemption::read)?,
            refunds: rows(&mut document, "refund", &sources, Refund::read)?,
            conformity: rows(&mut document, "conformity", &sources, Conformity::read)?,
            late: rows(&mut document, "late", &sources, Late::read)?,
            late_refunds: rows(&mut document, "late_refund", &sources, LateRefund::read)?,
            shop_duties: rows(&mut document, "shop_duty", &sources, ShopDuty::read)?,
            duty_refunds: rows(&mut document, "duty_refund", &sources, DutyRefund::read)?,
            home_laws: rows(&mut document, "home_law", &sources, HomeLaw::read)?,
            national: rows(&mut document, "national", &sources, |row| row.required("rule"))?,
            sources,
        };
        document.finish()?;
        Ok(file)
    }
}

/// The rows of one kind, in file order; those of one rule must not overlap.
fn rows<T: Clone>(
    document: &mut Row<'_>,
    kind: &str,
    sources: &Sources,
    read: impl Fn(&mut Row<'_>) -> Result<T, LoadError>,
) -> Result<Vec<Dated<T>>, LoadError> {
    let mut list: Vec<Dated<T>> = Vec::new();
    for mut row in document.rows(kind)? {
        let dated = row.dated(sources)?;
        let value = read(&mut row)?;
        row.finish()?;
        list.push(dated.with_value(value));
    }
    for row in &list {
        let same: Vec<_> = list.iter().filter(|other| other.id() == row.id()).cloned().collect();
        Timeline::new(document.file(), same)?;
    }
    Ok(list)
}
