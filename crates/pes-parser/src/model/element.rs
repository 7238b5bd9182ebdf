//! How a block of the schema is read and written: one declaration gives the struct, its reader and its writer.

use std::borrow::Cow;

use crate::value::{Place, SimpleType, Value, ValueError};
use crate::xml::{Event, FaultKind, Reader, Tag, Writer, XmlError, is_white};

/// A part of a document that reads itself from its tag and writes itself under a name.
pub(crate) trait Element: Sized {
    /// What there is before anything is read.
    fn blank() -> Self;

    /// Reads to the end of the element, in place: blocks are large. What has another shape is given back as it stands,
    /// to be carried.
    fn read<'a>(&mut self, reader: &mut Reader<'a>, tag: &Tag<'a>) -> Result<Option<Cow<'a, str>>, XmlError>;

    fn write(&self, writer: &mut Writer, name: &str);

    /// Gives every value under this element that its type refuses.
    fn refused(&self, name: &'static str, sink: &mut dyn FnMut(RefusedValue<'_>));
}

/// A value that its type refuses.
#[derive(Clone, Debug)]
pub struct RefusedValue<'a> {
    /// Name of the element.
    pub name: &'static str,
    /// Its text.
    pub text: &'a str,
    /// Where it stands.
    pub place: Place,
    /// Why.
    pub error: ValueError,
}

/// Where a child goes in its parent.
pub(crate) trait Slot: Default {
    fn is_full(&self) -> bool;
    fn accept<'a>(&mut self, reader: &mut Reader<'a>, tag: &Tag<'a>) -> Result<Option<Cow<'a, str>>, XmlError>;
    fn write(&self, writer: &mut Writer, name: &str);
    fn is_absent(&self) -> bool;
    fn refused(&self, name: &'static str, sink: &mut dyn FnMut(RefusedValue<'_>));
}

impl<E: Element> Slot for Option<E> {
    fn is_full(&self) -> bool {
        self.is_some()
    }

    fn accept<'a>(&mut self, reader: &mut Reader<'a>, tag: &Tag<'a>) -> Result<Option<Cow<'a, str>>, XmlError> {
        let misshapen = self.insert(E::blank()).read(reader, tag)?;
        if misshapen.is_some() {
            *self = None;
        }
        Ok(misshapen)
    }

    fn write(&self, writer: &mut Writer, name: &str) {
        self.iter().for_each(|element| element.write(writer, name));
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }

    fn refused(&self, name: &'static str, sink: &mut dyn FnMut(RefusedValue<'_>)) {
        self.iter().for_each(|element| element.refused(name, sink));
    }
}

impl<E: Element> Slot for Vec<E> {
    fn is_full(&self) -> bool {
        false
    }

    fn accept<'a>(&mut self, reader: &mut Reader<'a>, tag: &Tag<'a>) -> Result<Option<Cow<'a, str>>, XmlError> {
        // Most are alone: the room for four that a vector starts with would be the larger part of a flow.
        if self.len() < 4 {
            self.reserve_exact(1);
        }
        self.push(E::blank());
        let misshapen = self.last_mut().map_or(Ok(None), |element| element.read(reader, tag))?;
        if misshapen.is_some() {
            self.pop();
        }
        Ok(misshapen)
    }

    fn write(&self, writer: &mut Writer, name: &str) {
        self.iter().for_each(|element| element.write(writer, name));
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }

    fn refused(&self, name: &'static str, sink: &mut dyn FnMut(RefusedValue<'_>)) {
        self.iter().for_each(|element| element.refused(name, sink));
    }
}

impl<T: SimpleType> Element for Value<T> {
    fn blank() -> Self {
        Value::raw("")
    }

    fn read<'a>(&mut self, reader: &mut Reader<'a>, tag: &Tag<'a>) -> Result<Option<Cow<'a, str>>, XmlError> {
        let held = reader.skip(tag)?;
        match tag.only_v() {
            Some(text) if !held => {
                *self = Value::read(text, Place::at(tag.start));
                Ok(None)
            }
            _ => {
                reader.fault(FaultKind::NotAValue(tag.name().into()), tag.start);
                Ok(Some(reader.text_from(tag.start)))
            }
        }
    }

    fn write(&self, writer: &mut Writer, name: &str) {
        writer.value(name, self.text());
    }

    fn refused(&self, name: &'static str, sink: &mut dyn FnMut(RefusedValue<'_>)) {
        // A form that only the schema takes is said too.
        if let Err(error) = T::parse(self.text()) {
            sink(RefusedValue { name, text: self.text(), place: self.place(), error });
        }
    }
}

impl<E: Element> Element for Box<E> {
    fn blank() -> Self {
        Box::new(E::blank())
    }

    fn read<'a>(&mut self, reader: &mut Reader<'a>, tag: &Tag<'a>) -> Result<Option<Cow<'a, str>>, XmlError> {
        E::read(self, reader, tag)
    }

    fn write(&self, writer: &mut Writer, name: &str) {
        E::write(self, writer, name);
    }

    fn refused(&self, name: &'static str, sink: &mut dyn FnMut(RefusedValue<'_>)) {
        E::refused(self, name, sink);
    }
}

/// A block that the model does not open, kept as it stands: Dépense, Marché, signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Raw {
    xml: Box<str>,
    place: BlockPlace,
}

impl Raw {
    /// The XML of the block, its own tags included.
    pub fn xml(&self) -> &str {
        &self.xml
    }

    /// Where the block starts.
    pub fn place(&self) -> Place {
        self.place.get()
    }
}

impl Element for Raw {
    fn blank() -> Self {
        Raw { xml: Box::default(), place: BlockPlace::default() }
    }

    fn read<'a>(&mut self, reader: &mut Reader<'a>, tag: &Tag<'a>) -> Result<Option<Cow<'a, str>>, XmlError> {
        self.place = BlockPlace::at(tag.start);
        self.xml = reader.raw_element(tag)?.into();
        Ok(None)
    }

    fn write(&self, writer: &mut Writer, _name: &str) {
        writer.raw(&self.xml);
    }

    fn refused(&self, _name: &'static str, _sink: &mut dyn FnMut(RefusedValue<'_>)) {}
}

/// What a block holds beside its modelled children: attributes, and children of unknown name or shape.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rest(Option<Box<RestContent>>);

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct RestContent {
    attributes: Vec<(Box<str>, Box<str>)>,
    /// Raw XML, with the number of the modelled child that it follows (0: before the first).
    carried: Vec<(usize, Box<str>)>,
}

impl Rest {
    /// The attributes of the block, in order.
    pub fn attributes(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|rest| &rest.attributes).map(|(name, value)| (&**name, &**value))
    }

    /// The value of one attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes().find(|&(known, _)| known == name).map(|(_, value)| value)
    }

    /// Sets an attribute.
    pub fn set_attribute(&mut self, name: &str, value: &str) {
        let attributes = &mut self.0.get_or_insert_default().attributes;
        match attributes.iter_mut().find(|(known, _)| &**known == name) {
            Some((_, old)) => *old = value.into(),
            None => attributes.push((name.into(), value.into())),
        }
    }

    /// Whether children of unknown name or shape are carried.
    pub fn carries(&self) -> bool {
        self.0.as_ref().is_some_and(|rest| !rest.carried.is_empty())
    }

    pub(crate) fn of_tag(tag: &Tag<'_>) -> Self {
        let mut rest = Rest::default();
        for attribute in tag.attributes().flatten() {
            let name = attribute.name.clone();
            // The reader has checked the value.
            rest.set_attribute(&name, &attribute.value().unwrap_or_default());
        }
        rest
    }

    pub(crate) fn carry(&mut self, after: usize, raw: &str) {
        self.0.get_or_insert_default().carried.push((after, raw.into()));
    }

    pub(crate) fn write_carried(&self, writer: &mut Writer, after: usize) {
        for (_, raw) in self.0.iter().flat_map(|rest| &rest.carried).filter(|&&(place, _)| place == after) {
            writer.raw(raw);
        }
    }
}

/// Reads the children of a block. `offered` is told each child with a name and a number: it looks for the slot of that
/// name among those from that number on.
pub(crate) fn read_children<'a>(
    reader: &mut Reader<'a>,
    tag: &Tag<'a>,
    rest: &mut Rest,
    mut offered: impl FnMut(&mut Reader<'a>, &Tag<'a>, &[u8], usize) -> Result<Offer<'a>, XmlError>,
) -> Result<(), XmlError> {
    if tag.is_empty {
        return Ok(());
    }
    let mut last = 0;
    // A text comes in pieces: it is one fault.
    let mut text_told = false;
    loop {
        let event = reader.next()?;
        text_told &= !matches!(event, Event::Open(_));
        match event {
            Event::Open(tag) => {
                // Children come in the order of the slots, but for faults.
                let mut offer = offered(reader, &tag, tag.name, last)?;
                if matches!(offer, Offer::Unknown) {
                    let name = if tag.name.ends_with(b":Signature") { b"Signature" } else { tag.name };
                    offer = offered(reader, &tag, name, 0)?;
                }
                match offer {
                    Offer::Taken(number) => {
                        if number < last {
                            reader.fault(FaultKind::OutOfOrder(tag.name().into()), tag.start);
                        }
                        last = last.max(number);
                    }
                    Offer::Misshapen(number, raw) => {
                        last = last.max(number);
                        rest.carry(last, &raw);
                    }
                    Offer::Full => {
                        reader.fault(FaultKind::Repeated(tag.name().into()), tag.start);
                        rest.carry(last, &reader.raw_element(&tag)?);
                    }
                    Offer::Unknown => {
                        reader.fault(FaultKind::UnknownElement(tag.name().into()), tag.start);
                        rest.carry(last, &reader.raw_element(&tag)?);
                    }
                }
            }
            Event::Text(text, _) if is_white(text) => {}
            Event::Text(..) | Event::Reference(..) if text_told => {}
            Event::Text(_, place) | Event::Reference(_, place) => {
                text_told = true;
                reader.fault(FaultKind::StrayText, place.offset().unwrap_or_default());
            }
            Event::Close | Event::End => return Ok(()),
        }
    }
}

/// What became of a child offered to its parent.
pub(crate) enum Offer<'a> {
    Taken(usize),
    Misshapen(usize, Cow<'a, str>),
    Full,
    Unknown,
}

/// Offers a child to a slot.
pub(crate) fn offer<'a>(
    slot: &mut impl Slot,
    number: usize,
    reader: &mut Reader<'a>,
    tag: &Tag<'a>,
) -> Result<Offer<'a>, XmlError> {
    if slot.is_full() {
        return Ok(Offer::Full);
    }
    Ok(match slot.accept(reader, tag)? {
        None => Offer::Taken(number),
        Some(raw) => Offer::Misshapen(number, raw),
    })
}

/// Declares blocks: `field: kind Type = "Name",` in the order of the schema.
///
/// `value` and `block` stand at most once, `values` and `blocks` any number of times; `rare` is a block that most
/// flows leave out, kept apart so that its room is not paid for. Every child is optional here
/// whatever the schema says: a flow that lacks one must still be read.
macro_rules! elements {
    ($(
        $(#[$meta:meta])*
        $name:ident {
            $($(#[$field_meta:meta])* $field:ident: $kind:ident $type:ty = $tag:literal,)*
        }
    )+) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $crate::model::element::slot!($kind $type),)*
            /// Attributes, and what is carried through unread.
            pub rest: $crate::model::element::Rest,
            /// Where the block starts.
            pub place: $crate::model::element::BlockPlace,
        }

        impl $crate::model::element::Element for $name {
            fn blank() -> Self {
                Self::default()
            }

            fn read<'a>(
                &mut self,
                reader: &mut $crate::xml::Reader<'a>,
                tag: &$crate::xml::Tag<'a>,
            ) -> Result<Option<std::borrow::Cow<'a, str>>, $crate::xml::XmlError> {
                use $crate::model::element::{BlockPlace, Offer, Rest, offer, read_children};
                let Self { $($field,)* rest, place } = self;
                *place = BlockPlace::at(tag.start);
                *rest = Rest::of_tag(tag);
                read_children(reader, tag, rest, |_reader, _child, _name, _from| {
                    let _number = 0;
                    $(
                        let _number = _number + 1;
                        if _number >= _from && _name == $tag.as_bytes() {
                            return offer($field, _number, _reader, _child);
                        }
                    )*
                    Ok(Offer::Unknown)
                })?;
                Ok(None)
            }

            fn write(&self, writer: &mut $crate::xml::Writer, name: &str) {
                use $crate::model::element::Slot;
                if !self.rest.carries() $(&& self.$field.is_absent())* {
                    writer.empty(name, self.rest.attributes());
                    return;
                }
                writer.open(name, self.rest.attributes());
                let number = 0;
                self.rest.write_carried(writer, number);
                $(
                    let number = number + 1;
                    self.$field.write(writer, $tag);
                    self.rest.write_carried(writer, number);
                )*
                let _ = number;
                writer.close(name);
            }

            fn refused(
                &self,
                _name: &'static str,
                _sink: &mut dyn FnMut($crate::model::element::RefusedValue<'_>),
            ) {
                #[allow(unused_imports)]
                use $crate::model::element::Slot;
                $(self.$field.refused($tag, _sink);)*
            }
        }
    )+};
}

macro_rules! slot {
    (value $type:ty) => { Option<$crate::value::Value<$type>> };
    (values $type:ty) => { Vec<$crate::value::Value<$type>> };
    (block $type:ty) => { Option<$type> };
    (rare $type:ty) => { Option<Box<$type>> };
    (blocks $type:ty) => { Vec<$type> };
}

pub(crate) use {elements, slot};

/// The place of a block; it does not count when blocks are compared.
#[derive(Clone, Copy, Debug, Default)]
pub struct BlockPlace(Place);

impl BlockPlace {
    pub(crate) fn at(offset: usize) -> Self {
        BlockPlace(Place::at(offset))
    }

    /// Where the block starts.
    pub fn get(self) -> Place {
        self.0
    }
}

impl PartialEq for BlockPlace {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for BlockPlace {}
