use memchr::{memchr, memchr3};

use super::source::{Form, Source};
use super::tag::Attributes;

/// A tag is looked at no further than this, in bytes.
const MAX_TAG: usize = 4096;

impl Source<'_> {
    /// The attribute `V` of the tags that start at these lines and columns (from 1, as [`Source::locate`] gives them), in
    /// the order given, for one reading of the document. `None` where there is no tag, or no such attribute in its first
    /// 4,096 bytes. It works on a document that is not well formed.
    ///
    /// ```
    /// let source = pes_parser::Source::decode("a.xml", b"<a>\n <Nom V=\"D&apos;ORMESSON\"/></a>").unwrap();
    /// assert_eq!(source.values_at(&[(2, 2), (1, 1)]), [Some("D'ORMESSON".to_owned()), None]);
    /// ```
    pub fn values_at(&self, places: &[(usize, usize)]) -> Vec<Option<String>> {
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_unstable_by_key(|&index| places[index]);
        let mut values = vec![None; places.len()];
        let (mut line, mut column, mut rest) = (1, 1, self.body());
        for index in order {
            let (wanted_line, wanted_column) = places[index];
            while line < wanted_line && !rest.is_empty() {
                rest = memchr(b'\n', rest).map_or(b"", |end| &rest[end + 1..]);
                (line, column) = (line + 1, 1);
            }
            if let (true, Some(ahead)) = (line == wanted_line, wanted_column.checked_sub(column)) {
                rest = self.form().after(rest, ahead);
                column = wanted_column;
                values[index] = value_of(rest, self.form());
            }
        }
        values
    }
}

fn value_of(bytes: &[u8], form: Form) -> Option<String> {
    let tag = bytes.strip_prefix(b"<")?;
    let tag = &tag[..tag.len().min(MAX_TAG)];
    let name_end = tag
        .iter()
        .position(|&byte| byte.is_ascii_whitespace())
        .filter(|&end| memchr3(b'/', b'>', b'<', &tag[..end]).is_none())?;
    let value =
        Attributes::new(&tag[name_end..], 0, form).map_while(Result::ok).find(|attribute| attribute.name == "V")?;
    value.value().ok().map(std::borrow::Cow::into_owned)
}
