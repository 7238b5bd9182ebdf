//! The scanner against the specification, and against another parser.

mod encodings;
mod interface;
mod malformed;
mod mutations;
mod well_formed;

use super::*;
use crate::names::Names;

/// What a document says, with adjoining texts as one.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Event {
    /// A name and attributes, each name as namespace and local name.
    Start((String, String), Vec<((String, String), String)>),
    Text(String),
    End,
}

fn add_text(events: &mut Vec<Event>, text: &str) {
    match events.last_mut() {
        _ if text.is_empty() => {}
        Some(Event::Text(before)) => before.push_str(text),
        _ => events.push(Event::Text(text.into())),
    }
}

fn scan_with(bytes: &[u8], names: &Names, limits: Limits) -> Result<Vec<Event>, SyntaxError> {
    let document = Document::open(bytes)?;
    let mut scanner = Scanner::new(&document, names, limits);
    let mut scratch = String::new();
    let mut events = Vec::new();
    let owned = |(namespace, local): (&str, &str)| (namespace.to_owned(), local.to_owned());
    loop {
        match scanner.next()? {
            Token::Start => {
                let attributes = scanner.attributes().iter().map(|attribute| {
                    let value = scanner.value(attribute, &mut scratch).to_owned();
                    (owned(names.resolve(attribute.symbol())), value)
                });
                let attributes = attributes.collect();
                events.push(Event::Start(owned(names.resolve(scanner.symbol())), attributes));
            }
            Token::Text => add_text(&mut events, scanner.text(&mut scratch)),
            Token::End => events.push(Event::End),
            Token::Eof => return Ok(events),
        }
    }
}

/// Whether a document is well-formed.
fn check(bytes: &[u8]) -> Result<(), SyntaxErrorKind> {
    scan_with(bytes, &Names::default(), Limits::default()).map(drop).map_err(|error| error.kind)
}

/// What the other parser reads, and all names that it meets.
fn witness(text: &str) -> Result<(Vec<Event>, Names), roxmltree::Error> {
    let tree = roxmltree::Document::parse(text)?;
    let mut names = Names::default();
    let mut events = Vec::new();
    read_tree(tree.root_element(), &mut names, &mut events);
    Ok((events, names))
}

fn read_tree(element: roxmltree::Node<'_, '_>, names: &mut Names, events: &mut Vec<Event>) {
    let mut name = |namespace: Option<&str>, local: &str| {
        let namespace = namespace.unwrap_or_default();
        let id = names.intern_namespace(namespace);
        names.intern(id, local);
        (namespace.to_owned(), local.to_owned())
    };
    let own_name = name(element.tag_name().namespace(), element.tag_name().name());
    let attributes = element
        .attributes()
        .map(|attribute| (name(attribute.namespace(), attribute.name()), attribute.value().to_owned()))
        .collect();
    events.push(Event::Start(own_name, attributes));
    for child in element.children() {
        if child.is_element() {
            read_tree(child, names, events);
        } else if child.is_text() {
            add_text(events, child.text().unwrap_or_default());
        }
    }
    events.push(Event::End);
}
