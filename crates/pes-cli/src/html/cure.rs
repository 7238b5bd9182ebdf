//! What to do about a broken rule, from its page.

use pes::validator::Rule;
use pulldown_cmark::{Event, Parser, html::push_html};

/// The part of a rule's page that says what to do, as HTML. Pages are in French.
pub fn cure(rule: &Rule) -> String {
    let inert = Parser::new(rule.cure()).map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
        other => other,
    });
    let mut out = String::new();
    push_html(&mut out, inert);
    out
}
