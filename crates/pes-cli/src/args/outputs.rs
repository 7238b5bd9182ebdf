//! Which forms of a result go where.

use std::path::{Path, PathBuf};

use clap::ArgMatches;
use pes::parser::{Lang, Text, text};

/// A result in one form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    pub format: Format,
    /// The file that receives it, standard output when none.
    pub file: Option<PathBuf>,
}

/// The forms of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// For people, whole.
    Text,
    /// One line a file.
    Court,
    Json,
    /// One line a finding, then one for its file.
    Jsonl,
    Junit,
    Sarif,
    /// A page for whoever decides.
    Html,
}

/// Names, and the extensions that stand for them.
const FORMATS: [(Format, &str, Option<&str>); 7] = [
    (Format::Text, "text", Some("txt")),
    (Format::Court, "court", None),
    (Format::Json, "json", Some("json")),
    (Format::Jsonl, "jsonl", Some("jsonl")),
    (Format::Junit, "junit", Some("xml")),
    (Format::Sarif, "sarif", Some("sarif")),
    (Format::Html, "html", Some("html")),
];

impl Format {
    pub fn named(word: &str) -> Option<Self> {
        FORMATS.iter().find(|(_, name, _)| *name == word).map(|(format, ..)| *format)
    }

    fn of_extension(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        FORMATS.iter().find(|(.., known)| *known == Some(&extension)).map(|(format, ..)| *format)
    }
}

/// The outputs asked for: the `--output` of a rank takes the `--format` of that rank, and else its extension. At most one
/// goes to standard output; when all go to files, it gets a line for each file.
pub fn of(matches: &ArgMatches, lang: Lang) -> Result<Vec<Output>, String> {
    let formats: Vec<Format> = matches.get_many("format").into_iter().flatten().copied().collect();
    let files: Vec<PathBuf> = matches.get_many("output").into_iter().flatten().cloned().collect();
    paired(&formats, &files).map_err(|message| message.get(lang).to_owned())
}

fn paired(formats: &[Format], files: &[PathBuf]) -> Result<Vec<Output>, Text> {
    let mut outputs = Vec::new();
    for (rank, file) in files.iter().enumerate() {
        if files[..rank].contains(file) {
            let file = file.display();
            return Err(text!(fr = "--output {file} : donné deux fois", en = "--output {file}: given twice"));
        }
        let format = formats.get(rank).copied().or_else(|| Format::of_extension(file)).ok_or_else(|| {
            let file = file.display();
            text!(
                fr = "--output {file} : l'extension ne dit pas la forme : donner --format, ou .txt, .json, .jsonl, \
                      .xml (JUnit), .sarif, .html",
                en = "--output {file}: the extension does not tell the form: give --format, or .txt, .json, .jsonl, \
                      .xml (JUnit), .sarif, .html"
            )
        })?;
        outputs.push(Output { format, file: Some(file.clone()) });
    }
    match formats.get(files.len()..).unwrap_or_default() {
        [] if files.is_empty() => outputs.push(Output { format: Format::Text, file: None }),
        [] => outputs.push(Output { format: Format::Court, file: None }),
        [format] => outputs.push(Output { format: *format, file: None }),
        _ => {
            return Err(Text::fixed(
                "plusieurs --format vers la sortie standard : donner un --output à chacun, sauf un au plus",
                "several --format to standard output: give an --output to each but one at most",
            ));
        }
    }
    Ok(outputs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(formats: &[Format], files: &[&str]) -> Option<Vec<(Format, Option<String>)>> {
        let files: Vec<PathBuf> = files.iter().map(PathBuf::from).collect();
        let shown = |output: Output| (output.format, output.file.map(|file| file.display().to_string()));
        paired(formats, &files).ok().map(|outputs| outputs.into_iter().map(shown).collect())
    }

    #[test]
    fn each_file_has_the_format_of_its_rank_or_of_its_extension() {
        use Format::{Court, Html, Json, Junit, Sarif, Text};
        let file = |name: &str| Some(name.to_owned());
        assert_eq!(pairs(&[], &[]), Some(vec![(Text, None)]));
        assert_eq!(pairs(&[Sarif], &[]), Some(vec![(Sarif, None)]));
        assert_eq!(pairs(&[], &["a.HTML"]), Some(vec![(Html, file("a.HTML")), (Court, None)]));
        assert_eq!(
            pairs(&[Junit, Text], &["a.html"]),
            Some(vec![(Junit, file("a.html")), (Text, None)]),
            "a format given wins over an extension"
        );
        assert_eq!(
            pairs(&[Court], &["a", "b.json"]),
            Some(vec![(Court, file("a")), (Json, file("b.json")), (Court, None)])
        );
        assert_eq!(pairs(&[], &["a.pdf"]), None);
        assert_eq!(pairs(&[Text, Json], &[]), None);
        assert_eq!(pairs(&[], &["a.json", "a.json"]), None);
    }
}
