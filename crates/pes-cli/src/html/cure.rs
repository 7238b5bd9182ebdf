//! What to do about a broken rule, from its page.

use pes::validator::rule_page;
use pulldown_cmark::{Event, Parser, html::push_html};

/// The part of a rule's page that says what to do, as HTML. Pages are in French.
pub fn cure(id: &str) -> Option<String> {
    let page = rule_page(id)?;
    let (_, cure) = page.split_once("\n## Que faire\n")?;
    let cure = cure.split_once("\n## ").map_or(cure, |(cure, _)| cure);
    let inert = Parser::new(cure).map(|event| match event {
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
