use std::any::Any;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use super::{LoadError, parse_document};

/// The files whose readers look for overlays, by how their names begin.
const OVERLAID: [&str; 5] =
    ["landed_cost/", "returns/", "privacy/", "place/placements.toml", "fx/customs_rates.toml"];

/// Every file below `data/`, compiled in.
static EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/data_files.rs"));

/// The text of a compiled-in data file, by its path below `data/`.
pub(crate) fn embedded_text(file: &str) -> Option<&'static str> {
    let index = EMBEDDED.binary_search_by_key(&file, |(name, _)| name).ok()?;
    EMBEDDED.get(index).map(|(_, text)| *text)
}

/// All rules of the crate, or of a folder of your own: immutable, shared between threads by cloning.
///
/// A file is read the first time a question needs it, and then kept.
///
/// ```
/// let book = landfall::RuleBook::embedded();
/// let shared = book.clone(); // cheap: both are the same book
/// # let _ = shared;
/// ```
#[derive(Clone)]
pub struct RuleBook(Arc<Inner>);

struct Inner {
    files: BTreeMap<Cow<'static, str>, Arc<Slot>>,
    /// The name under which each overlay is kept, and the file it lies on; the latest last.
    overlays: Vec<(String, String)>,
}

struct Slot {
    text: Cow<'static, str>,
    parsed: OnceLock<Result<Arc<dyn Any + Send + Sync>, LoadError>>,
}

impl Slot {
    fn new(text: Cow<'static, str>) -> Self {
        Self { text, parsed: OnceLock::new() }
    }
}

/// What a data file becomes once it is read.
pub(crate) trait DataFile: Send + Sync + Sized + 'static {
    /// Reads the text of `file`; other files of the book may be asked for.
    fn read(book: &RuleBook, file: &str, text: &str) -> Result<Self, LoadError>;
}

impl RuleBook {
    /// The book that the crate carries.
    #[must_use]
    pub fn embedded() -> Self {
        static BOOK: OnceLock<RuleBook> = OnceLock::new();
        BOOK.get_or_init(|| {
            Self::of(EMBEDDED.iter().map(|(name, text)| (Cow::Borrowed(*name), Cow::Borrowed(*text))))
        })
        .clone()
    }

    /// A book of your own: a folder with the same files as the crate's `data/`.
    ///
    /// # Errors
    /// [`LoadError::Unreadable`] if the folder or a file in it cannot be read or is not UTF-8.
    pub fn from_dir(folder: impl AsRef<Path>) -> Result<Self, LoadError> {
        let mut files = Vec::new();
        read_folder(folder.as_ref(), "", &mut files)?;
        Ok(Self::of(files.into_iter()))
    }

    /// The same book with rows of your own on top.
    ///
    /// An overlay is a TOML text that names the file it lies on (`overlay = "landed_cost/DE.toml"`) and holds
    /// rows as that file does. On the days that such a row covers it wins over the book's row with the same
    /// id. Its evidence is `supplied`, and a `source` may be left out.
    ///
    /// # Errors
    /// [`LoadError`] if the text is not TOML or names no file of the book on which rows can be laid: those below
    /// `landed_cost/`, `returns/` and `privacy/`, `place/placements.toml` and `fx/customs_rates.toml`. Its rows are read when a question first
    /// needs them.
    pub fn with_overlay(&self, text: &str) -> Result<Self, LoadError> {
        let on = parse_document("overlay", text)?.required_text("overlay")?;
        if !self.0.files.contains_key(on.as_str()) {
            return Err(LoadError::MissingFile { file: on });
        }
        // Nobody would read it, and the caller would take silence for consent.
        if !OVERLAID.iter().any(|begin| on.starts_with(begin)) {
            return Err(LoadError::NotOverlaid { file: on });
        }
        let name = format!("overlay {} on {on}", self.0.overlays.len().saturating_add(1));
        let mut files = self.0.files.clone();
        files.insert(Cow::Owned(name.clone()), Arc::new(Slot::new(Cow::Owned(text.to_owned()))));
        // A file that was already read without the overlay is read anew.
        if let Some(slot) = files.get_mut(on.as_str()) {
            *slot = Arc::new(Slot::new(slot.text.clone()));
        }
        let mut overlays = self.0.overlays.clone();
        overlays.push((name, on));
        Ok(Self(Arc::new(Inner { files, overlays })))
    }

    /// The same book with one file of a test's own.
    #[cfg(test)]
    pub(crate) fn with_file(&self, name: &str, text: &str) -> Self {
        let mut files = self.0.files.clone();
        files.insert(Cow::Owned(name.to_owned()), Arc::new(Slot::new(Cow::Owned(text.to_owned()))));
        Self(Arc::new(Inner { files, overlays: self.0.overlays.clone() }))
    }

    fn of(files: impl Iterator<Item = (Cow<'static, str>, Cow<'static, str>)>) -> Self {
        let files = files.map(|(name, text)| (name, Arc::new(Slot::new(text)))).collect();
        Self(Arc::new(Inner { files, overlays: Vec::new() }))
    }

    /// The parsed file at `name`, read on first use; `None` if the book has no such file.
    pub(crate) fn file<T: DataFile>(&self, name: &str) -> Result<Option<Arc<T>>, LoadError> {
        let Some(slot) = self.0.files.get(name) else { return Ok(None) };
        let parsed = slot.parsed.get_or_init(|| {
            T::read(self, name, &slot.text).map(|file| Arc::new(file) as Arc<dyn Any + Send + Sync>)
        });
        match parsed {
            Ok(any) => Ok(Arc::clone(any).downcast::<T>().ok()),
            Err(error) => Err(error.clone()),
        }
    }

    /// As [`file`](Self::file), but a file that must be there.
    pub(crate) fn required_file<T: DataFile>(&self, name: &str) -> Result<Arc<T>, LoadError> {
        self.file(name)?.ok_or_else(|| LoadError::MissingFile { file: name.to_owned() })
    }

    /// The same book with something of the caller's under `name`, which is read already.
    pub(crate) fn with_value<T: Any + Send + Sync>(&self, name: &str, value: Arc<T>) -> Self {
        let slot = Slot::new(Cow::Borrowed(""));
        let filled = slot.parsed.set(Ok(value as Arc<dyn Any + Send + Sync>));
        debug_assert!(filled.is_ok(), "a new slot is empty");
        let mut files = self.0.files.clone();
        files.insert(Cow::Owned(name.to_owned()), Arc::new(slot));
        Self(Arc::new(Inner { files, overlays: self.0.overlays.clone() }))
    }

    /// What the caller put under `name`.
    pub(crate) fn value<T: Any + Send + Sync>(&self, name: &str) -> Option<Arc<T>> {
        let parsed = self.0.files.get(name)?.parsed.get()?.as_ref().ok()?;
        Arc::clone(parsed).downcast::<T>().ok()
    }

    /// The text of the file or overlay at `name`.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.files.get(name).map(|slot| slot.text.as_ref())
    }

    /// The names of the files below `folder`.
    pub(crate) fn names<'b>(&'b self, folder: &'b str) -> impl Iterator<Item = &'b str> {
        self.0.files.keys().map(AsRef::as_ref).filter(move |name| name.starts_with(folder))
    }

    /// The overlays on a file, the latest first.
    pub(crate) fn overlays<'b>(&'b self, file: &'b str) -> impl Iterator<Item = &'b str> {
        self.0.overlays.iter().rev().filter(move |(_, on)| on == file).map(|(name, _)| name.as_str())
    }
}

impl fmt::Debug for RuleBook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RuleBook")
            .field("files", &self.0.files.len())
            .field("overlays", &self.0.overlays.len())
            .finish()
    }
}

impl Default for RuleBook {
    fn default() -> Self {
        Self::embedded()
    }
}

fn read_folder(
    folder: &Path,
    prefix: &str,
    files: &mut Vec<(Cow<'static, str>, Cow<'static, str>)>,
) -> Result<(), LoadError> {
    let unreadable = |error: std::io::Error| LoadError::Unreadable {
        file: folder.display().to_string(),
        message: error.to_string(),
    };
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let name = format!("{prefix}{name}");
        if path.is_dir() {
            read_folder(&path, &format!("{name}/"), files)?;
        } else if path.extension().is_some_and(|ext| ext == "toml" || ext == "csv") {
            let text = std::fs::read_to_string(&path).map_err(|error| LoadError::Unreadable {
                file: path.display().to_string(),
                message: error.to_string(),
            })?;
            files.push((Cow::Owned(name), Cow::Owned(text)));
        }
    }
    Ok(())
}
