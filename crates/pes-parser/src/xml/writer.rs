use super::source::Encoding;

/// Writes a document into memory, in its encoding, one element a line.
pub(crate) struct Writer {
    out: Vec<u8>,
    encoding: Encoding,
    depth: usize,
    /// One more attribute of the next element.
    declared: Option<(&'static str, &'static str)>,
}

impl Writer {
    /// A document that starts with its XML declaration.
    pub fn document(encoding: Encoding) -> Self {
        let mut writer = Self::fragment(encoding, 0);
        writer.out.extend_from_slice(b"<?xml version=\"1.0\" encoding=\"");
        writer.out.extend_from_slice(encoding.name().as_bytes());
        writer.out.extend_from_slice(b"\"?>\n");
        writer
    }

    /// A part of a document, to stand inside `depth` elements.
    pub fn fragment(encoding: Encoding, depth: usize) -> Self {
        Writer { out: Vec::new(), encoding, depth, declared: None }
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.out
    }

    /// Gives the next element one more attribute.
    pub fn declare(&mut self, name: &'static str, value: &'static str) {
        self.declared = Some((name, value));
    }

    /// `<name V="text"/>`
    pub fn value(&mut self, name: &str, text: &str) {
        self.indent();
        self.start(name);
        self.attribute("V", text);
        self.out.extend_from_slice(b"/>\n");
    }

    /// Opens an element that will hold elements.
    pub fn open<'x>(&mut self, name: &str, attributes: impl Iterator<Item = (&'x str, &'x str)>) {
        self.indent();
        self.start(name);
        attributes.chain(self.declared.take()).for_each(|(name, value)| self.attribute(name, value));
        self.out.extend_from_slice(b">\n");
        self.depth += 1;
    }

    pub fn close(&mut self, name: &str) {
        self.depth = self.depth.saturating_sub(1);
        self.indent();
        self.out.extend_from_slice(b"</");
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b">\n");
    }

    /// An element that holds nothing.
    pub fn empty<'x>(&mut self, name: &str, attributes: impl Iterator<Item = (&'x str, &'x str)>) {
        self.indent();
        self.start(name);
        attributes.chain(self.declared.take()).for_each(|(name, value)| self.attribute(name, value));
        self.out.extend_from_slice(b"/>\n");
    }

    /// An element that holds one text.
    pub fn text_element(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) {
        self.indent();
        self.start(name);
        attributes.iter().for_each(|&(name, value)| self.attribute(name, value));
        self.out.push(b'>');
        self.escaped(text, false);
        self.out.extend_from_slice(b"</");
        self.out.extend_from_slice(name.as_bytes());
        self.out.extend_from_slice(b">\n");
    }

    /// XML as it stands in another document.
    pub fn raw(&mut self, xml: &str) {
        self.indent();
        self.encoding.encode_into(xml, &mut self.out);
        self.out.push(b'\n');
    }

    fn start(&mut self, name: &str) {
        self.out.push(b'<');
        self.encoding.encode_into(name, &mut self.out);
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.out.push(b' ');
        self.encoding.encode_into(name, &mut self.out);
        self.out.extend_from_slice(b"=\"");
        self.escaped(value, true);
        self.out.push(b'"');
    }

    fn escaped(&mut self, text: &str, in_attribute: bool) {
        let special = |byte: u8| match byte {
            b'&' | b'<' | b'>' | b'\r' => true,
            b'"' | b'\n' | b'\t' => in_attribute,
            _ => false,
        };
        let mut rest = text;
        while let Some(found) = rest.bytes().position(special) {
            self.encoding.encode_into(&rest[..found], &mut self.out);
            let reference: &[u8] = match rest.as_bytes()[found] {
                b'&' => b"&amp;",
                b'<' => b"&lt;",
                b'>' => b"&gt;",
                b'"' => b"&quot;",
                b'\n' => b"&#10;",
                b'\t' => b"&#9;",
                _ => b"&#13;",
            };
            self.out.extend_from_slice(reference);
            rest = &rest[found + 1..];
        }
        self.encoding.encode_into(rest, &mut self.out);
    }

    fn indent(&mut self) {
        const BLANKS: &[u8] = b"                                ";
        self.out.extend_from_slice(&BLANKS[..(2 * self.depth).min(BLANKS.len())]);
    }
}
