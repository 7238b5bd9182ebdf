//! Words for people: every message exists in French and in English.

use std::borrow::Cow;
use std::{fmt, io};

/// The language of a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// French, the language of those who use the flows.
    #[default]
    Fr,
    /// English.
    En,
}

/// One message in both languages.
///
/// ```
/// use pes_parser::{Lang, text};
///
/// let found = 3;
/// let message = text!(fr = "{found} pièces", en = "{found} pieces");
/// assert_eq!(message.get(Lang::Fr), "3 pièces");
/// assert_eq!(message.get(Lang::En), "3 pieces");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Text {
    /// The French words.
    pub fr: Cow<'static, str>,
    /// The English words.
    pub en: Cow<'static, str>,
}

impl Text {
    /// Fixed words, usable in a `static`.
    pub const fn fixed(fr: &'static str, en: &'static str) -> Self {
        Text { fr: Cow::Borrowed(fr), en: Cow::Borrowed(en) }
    }

    /// The words in one language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Fr => &self.fr,
            Lang::En => &self.en,
        }
    }
}

/// French, the default language.
impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.fr)
    }
}

/// Builds a [`Text`] from two format strings.
#[macro_export]
macro_rules! text {
    (fr = $fr:literal, en = $en:literal $(, $arg:expr)* $(,)?) => {
        $crate::Text {
            fr: ::std::borrow::Cow::Owned(::std::format!($fr $(, $arg)*)),
            en: ::std::borrow::Cow::Owned(::std::format!($en $(, $arg)*)),
        }
    };
}

/// The text on one line, with what a terminal would obey escaped: controls, line breaks, changes of direction.
///
/// ```
/// use pes_parser::visible;
///
/// assert_eq!(visible("facture 12.csv"), "facture 12.csv");
/// assert_eq!(visible("a\u{1b}[31m\nb\u{202e}"), "a\\x1b[31m\\nb\\u{202e}");
/// ```
pub fn visible(text: &str) -> Cow<'_, str> {
    if !text.contains(is_obeyed) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if !is_obeyed(character) => out.push(character),
            '\0'..='\u{ff}' => out.push_str(&format!("\\x{:02x}", u32::from(character))),
            _ => out.push_str(&format!("\\u{{{:x}}}", u32::from(character))),
        }
    }
    out.into()
}

/// Whether a terminal obeys the character rather than showing it.
pub fn is_obeyed(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Why something that has the name of a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAFile {
    /// It leads elsewhere.
    Link,
    /// A named pipe, which may never end.
    Pipe,
    /// A socket.
    Socket,
    /// A device.
    Device,
}

impl NotAFile {
    /// What it is.
    pub const fn words(self) -> Text {
        match self {
            Self::Link => Text::fixed("c'est un lien, et non un fichier", "it is a link, not a file"),
            Self::Pipe => Text::fixed("c'est un tube, et non un fichier", "it is a pipe, not a file"),
            Self::Socket => Text::fixed("c'est une prise réseau, et non un fichier", "it is a socket, not a file"),
            Self::Device => Text::fixed("c'est un périphérique, et non un fichier", "it is a device, not a file"),
        }
    }
}

impl fmt::Display for NotAFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words().en)
    }
}

impl std::error::Error for NotAFile {}

impl From<NotAFile> for io::Error {
    fn from(why: NotAFile) -> Self {
        io::Error::other(why)
    }
}

/// What stopped an access to a file, without the words of the system.
pub fn io_words(error: &io::Error) -> Text {
    if let Some(why) = error.get_ref().and_then(|why| why.downcast_ref::<NotAFile>()) {
        return why.words();
    }
    match error.kind() {
        io::ErrorKind::NotFound => Text::fixed("fichier absent", "no such file"),
        io::ErrorKind::PermissionDenied => Text::fixed("accès interdit", "access denied"),
        io::ErrorKind::IsADirectory => Text::fixed("c'est un dossier", "it is a folder"),
        io::ErrorKind::NotADirectory => Text::fixed("ce n'est pas un dossier", "it is not a folder"),
        io::ErrorKind::AlreadyExists => Text::fixed("déjà présent", "already there"),
        io::ErrorKind::InvalidInput => Text::fixed("chemin hors du dossier admis", "path outside the folder allowed"),
        io::ErrorKind::Unsupported => Text::fixed("un périphérique n'est pas lu", "a device is not read"),
        io::ErrorKind::FileTooLarge => Text::fixed("fichier trop grand", "file too large"),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Text::fixed("disque plein", "disk full"),
        io::ErrorKind::OutOfMemory => Text::fixed("mémoire insuffisante", "not enough memory"),
        io::ErrorKind::ResourceBusy => {
            Text::fixed("un autre programme est en train d'écrire le fichier", "another program is writing the file")
        }
        io::ErrorKind::ReadOnlyFilesystem => Text::fixed("disque en lecture seule", "read-only disk"),
        // No stable kind tells them: ENFILE and EMFILE, the same on every Unix.
        _ if cfg!(unix) && matches!(error.raw_os_error(), Some(23 | 24)) => {
            Text::fixed("trop de fichiers ouverts", "too many open files")
        }
        _ => {
            let code = error.raw_os_error().map_or_else(String::new, |code| format!(" ({code})"));
            text!(fr = "accès impossible{code}", en = "access failed{code}")
        }
    }
}

/// Cents as people write an amount in euros.
///
/// ```
/// assert_eq!(pes_parser::euros(123_456_789), "1 234 567,89 €");
/// assert_eq!(pes_parser::euros(-5), "-0,05 €");
/// ```
pub fn euros(centimes: i64) -> String {
    let digits = (centimes.unsigned_abs() / 100).to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    let sign = if centimes < 0 { "-" } else { "" };
    format!("{sign}{grouped},{:02} €", centimes.unsigned_abs() % 100)
}
