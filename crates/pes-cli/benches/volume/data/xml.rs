//! Indented XML, element by element.

use std::fmt::{Display, Write};

/// How the text becomes bytes.
#[derive(Clone, Copy)]
pub enum Encoding {
    Latin1,
    Utf8,
}

/// A value as it stands in a document.
pub fn escaped(value: &str) -> String {
    value.replace('&', "&amp;").replace('«', "&#171;").replace('»', "&#187;")
}

/// A document being written; values are taken as already escaped.
pub struct Xml {
    encoding: Encoding,
    text: String,
    open: Vec<&'static str>,
    depth: usize,
}

impl Xml {
    /// A document whose first element stands at `depth`.
    pub fn new(encoding: Encoding, depth: usize) -> Self {
        Self { encoding, text: String::new(), open: Vec::new(), depth }
    }

    /// The XML declaration.
    pub fn declaration(&mut self) {
        let name = match self.encoding {
            Encoding::Latin1 => "ISO-8859-1",
            Encoding::Utf8 => "UTF-8",
        };
        self.line(format_args!(r#"<?xml version="1.0" encoding="{name}"?>"#));
    }

    /// A start tag, whose end `close` writes.
    pub fn open(&mut self, name: &'static str) {
        self.open_with(name, "");
    }

    /// A start tag with attributes, written as they stand.
    pub fn open_with(&mut self, name: &'static str, attributes: &str) {
        self.line(format_args!("<{name}{attributes}>"));
        self.open.push(name);
    }

    /// Ends the innermost open element.
    pub fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.line(format_args!("</{name}>"));
        }
    }

    /// An element without content.
    pub fn empty(&mut self, name: &str) {
        self.line(format_args!("<{name}/>"));
    }

    /// An element with text alone.
    pub fn text(&mut self, name: &str, attributes: &str, text: impl Display) {
        self.line(format_args!("<{name}{attributes}>{text}</{name}>"));
    }

    /// An element that carries its value in the attribute `V`.
    pub fn value(&mut self, name: &str, value: impl Display) {
        self.line(format_args!(r#"<{name} V="{value}"/>"#));
    }

    /// Several such elements.
    pub fn values(&mut self, values: &[(&str, &str)]) {
        for (name, value) in values {
            self.value(name, value);
        }
    }

    /// What was written since the last time, encoded; elements stay open.
    pub fn take(&mut self) -> Vec<u8> {
        let text = std::mem::take(&mut self.text);
        match self.encoding {
            Encoding::Latin1 => text.chars().map(|letter| u8::try_from(letter).unwrap_or(b'?')).collect(),
            Encoding::Utf8 => text.into_bytes(),
        }
    }

    fn line(&mut self, content: impl Display) {
        let indent = 2 * (self.depth + self.open.len());
        // Writing to a String cannot fail.
        let _ = writeln!(self.text, "{:indent$}{content}", "");
    }
}
