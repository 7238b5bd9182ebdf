//! What to do about a broken rule, from its page.

use pes::validator::rule_cure;
use pulldown_cmark::{Event, Parser, html::push_html};

/// The part of a rule's page that says what to do, as HTML. Pages are in French.
pub fn cure(id: &str) -> Option<String> {
    let inert = Parser::new(rule_cure(id)?).map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Event::Text(html),
        other => other,
    });
    let mut out = String::new();
    push_html(&mut out, inert);
    Some(out)
}

#[cfg(test)]
mod tests {
    use pes::validator::{Layer, RULES};

    #[test]
    fn every_business_rule_has_a_cure() {
        let without: Vec<&str> = RULES
            .iter()
            .filter(|rule| rule.layer == Layer::Business && super::cure(rule.id).is_none_or(|cure| cure.is_empty()))
            .map(|rule| rule.id)
            .collect();
        assert_eq!(without, Vec::<&str>::new());
    }
}
