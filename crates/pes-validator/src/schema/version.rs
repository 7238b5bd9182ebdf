use pes_parser::PesVersion;
use roxmltree::{Document, Node};

/// Namespace of the attributes `since` and `until`, both inclusive, that any element of our schema may have.
const VERSIONS: &str = "urn:pes:versions";

/// Stands for what is cut, until the lines that a cut leaves blank are known. XML holds no such character.
const CUT: char = '\0';

/// The plain schema document of a version: what the version does not have is cut with its content, then the marks of
/// versions themselves. All else stays as it is written.
pub fn at_version(text: &str, version: PesVersion) -> String {
    // What cannot be read is left whole: it will not compile either.
    let Ok(document) = Document::parse(text) else { return text.to_owned() };
    let mut marked = String::with_capacity(text.len());
    let mut kept = 0;
    for (start, end) in cuts(&document, text, version) {
        marked.push_str(text.get(kept..start).unwrap_or_default());
        marked.push(CUT);
        kept = end;
    }
    marked.push_str(text.get(kept..).unwrap_or_default());
    let is_left_blank = |line: &&str| line.contains(CUT) && line.chars().all(|c| c == CUT || c.is_whitespace());
    marked.split_inclusive('\n').filter(|line| !is_left_blank(line)).collect::<String>().replace(CUT, "")
}

/// What to cut, as byte ranges in the order of the text.
fn cuts(document: &Document<'_>, text: &str, version: PesVersion) -> Vec<(usize, usize)> {
    let with_blank_before = |start: usize| text.get(..start).unwrap_or_default().trim_end().len();
    let mut cuts = Vec::new();
    let declaration = format!(" xmlns:pes=\"{VERSIONS}\"");
    if let Some(start) = text.find(&declaration) {
        cuts.push((start, start + declaration.len()));
    }
    let mut cut_to = 0;
    for node in document.descendants().filter(Node::is_element) {
        let range = node.range();
        if range.start < cut_to {
            continue;
        }
        if !is_in(node, version) {
            cut_to = range.end;
            cuts.push((range.start, range.end));
            continue;
        }
        for attribute in node.attributes().filter(|attribute| attribute.namespace() == Some(VERSIONS)) {
            let range = attribute.range();
            cuts.push((with_blank_before(range.start), range.end));
        }
    }
    cuts
}

fn is_in(node: Node<'_, '_>, version: PesVersion) -> bool {
    let bound = |name| node.attribute((VERSIONS, name)).map(str::parse::<PesVersion>);
    bound("since").is_none_or(|since| since.is_ok_and(|since| since <= version))
        && bound("until").is_none_or(|until| until.is_ok_and(|until| version <= until))
}
