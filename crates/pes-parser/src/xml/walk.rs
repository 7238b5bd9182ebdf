use std::borrow::Cow;

use super::reader::{Event, Reader};
use super::source::Source;

impl Source<'_> {
    /// Tells what stands in the elements that are wanted: the values of their attributes and their texts, references
    /// resolved in attributes. An element is known by the local names that lead to it, the root first. A document that is
    /// not well formed is read up to its fault.
    ///
    /// ```
    /// let source = pes_parser::Source::decode("a.xml", b"<a><Nom V=\"O&apos;HARA\"/><Nom>PETIT</Nom><CP V=\"1\"/></a>").unwrap();
    /// let mut names = Vec::new();
    /// source.each_value(|path| path.last().is_some_and(|name| name == "Nom"), |value| names.push(value.to_owned()));
    /// assert_eq!(names, ["O'HARA", "PETIT"]);
    /// ```
    pub fn each_value(&self, wanted: impl Fn(&[Cow<'_, str>]) -> bool, mut told: impl FnMut(&str)) {
        let mut reader = Reader::new(self);
        let mut path = Vec::new();
        while let Ok(event) = reader.next() {
            match event {
                Event::Open(tag) => {
                    path.push(tag.local_name());
                    if wanted(&path) {
                        let attributes = tag.attributes().map_while(Result::ok);
                        attributes.filter_map(|attribute| attribute.value().ok()).for_each(|value| told(&value));
                    }
                    if tag.is_empty {
                        path.pop();
                    }
                }
                Event::Text(text, _) if wanted(&path) => told(&reader.text_of(text)),
                Event::Close => _ = path.pop(),
                Event::Text(..) | Event::Reference(..) => {}
                Event::End => break,
            }
        }
    }
}
