//! The HTML report, in a real browser.

use std::path::PathBuf;

use pes::parser::model::Fichier;
use pes::parser::{Encoding, OpenLimits, PesAller, Source};

use crate::support::browser::Browser;
use crate::support::{latin1, replaced, root, run, sound_flow};

/// A debtor who would like to run in the page.
const HOSTILE: &str = "</script><img src=x onerror=alert(1)>";

struct Bench(tempfile::TempDir);

impl Bench {
    fn new() -> Self {
        Bench(tempfile::tempdir().unwrap())
    }

    /// The report of these flows; the command must end with this exit code.
    fn report(&self, flows: &[(&str, String)], options: &[&str], exit: i32) -> PathBuf {
        let mut words = vec!["check".to_owned()];
        for (name, text) in flows {
            let path = self.0.path().join(name);
            std::fs::write(&path, latin1(text)).unwrap();
            words.push(path.to_str().unwrap().to_owned());
        }
        let report = self.0.path().join("rapport.html");
        words.extend(["--format", "html", "--output", report.to_str().unwrap()].map(str::to_owned));
        words.extend(options.iter().map(|&word| word.to_owned()));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let output = run(&words);
        assert_eq!(output.status.code(), Some(exit), "{}", String::from_utf8_lossy(&output.stderr));
        report
    }
}

/// The flow with a wrong count of titres, and no street in the address of the first notice.
fn faulty() -> String {
    let text = replaced(&sound_flow(), "<NbrPce V=\"5\"/>", "<NbrPce V=\"6\"/>");
    let bytes = latin1(&text);
    let (mut flow, _) = PesAller::read(&Source::decode("flux.xml", &bytes).unwrap()).unwrap();
    let fichier = &mut flow.pes_pj.as_mut().unwrap().pj[0].contenu.as_mut().unwrap().fichier;
    let asap = fichier.as_ref().unwrap().open(OpenLimits::default()).unwrap();
    let asap: String = asap.iter().map(|&byte| byte as char).collect();
    let (before, first) = asap.split_once("<FactureIndiv>").unwrap();
    let (debtor, after) = first.split_once("</Debiteur>").unwrap();
    let (start, street) = debtor.split_once("<Adr2").unwrap();
    let (_, end) = street.split_once("/>").unwrap();
    let asap = format!("{before}<FactureIndiv>{start}{end}</Debiteur>{after}");
    *fichier = Some(Fichier::compress(&latin1(&asap), "application/xml"));
    flow.write(Encoding::Iso8859_1).iter().map(|&byte| byte as char).collect()
}

fn first_debtor(text: &str) -> String {
    let (_, piece) = text.split_once("<Piece>").unwrap();
    let (_, name) = piece.split_once("<Nom V=\"").unwrap();
    name.split_once('"').unwrap().0.to_owned()
}

#[test]
fn the_report_opens_filters_sorts_and_shows_a_notice_with_its_fault() {
    let bench = Bench::new();
    let report = bench.report(&[("flux.xml", faulty())], &[], 1);
    let Some(browser) = Browser::start(false) else { return };
    browser.open(&report);
    assert_eq!(browser.text("h1"), "Refusé");
    assert!(browser.text(".lead").starts_with("5 titres sur 5"), "{}", browser.text(".lead"));
    browser.screenshot("light.png");

    let rows = || browser.texts("#titres tbody tr").len();
    assert_eq!((rows(), browser.text("#titres .count").split(',').next().unwrap()), (5, "5 sur 5"));
    let debtor = first_debtor(&faulty());
    browser.keys("#titres [name=text]", &debtor.to_lowercase());
    browser.wait("document.querySelector('#titres .count').textContent.startsWith('1 ')");
    assert_eq!(rows(), 1);
    browser.click("#titres [type=reset]");
    browser.wait("document.querySelectorAll('#titres tbody tr').length === 5");

    // Sorted by amount, up then down.
    let sort = "#titres th:nth-child(8) button";
    browser.click(sort);
    let up = browser.texts("#titres td:nth-child(8)");
    assert_eq!(browser.run("return document.querySelector('#titres th:nth-child(8)').ariaSort"), "ascending");
    browser.click(sort);
    let mut down = browser.texts("#titres td:nth-child(8)");
    down.reverse();
    assert_eq!(up, down);
    assert!(up[0] != up[4]);
    // A range of amounts, as people type it.
    let cents = |amount: &str| amount.chars().filter(char::is_ascii_digit).collect::<String>().parse::<u64>().unwrap();
    assert!(up.is_sorted_by_key(|amount| cents(amount)), "{up:?}");
    browser.keys("#titres [name=max]", up[1].trim_end_matches(" €"));
    browser.wait("document.querySelectorAll('#titres tbody tr').length === 2");
    browser.click("#titres [type=reset]");
    browser.wait("document.querySelectorAll('#titres tbody tr').length === 5");

    // The notice of the titre whose notice is refused, its fault on the debtor's address.
    let own = browser.run(
        "const row = [...document.querySelectorAll('#titres tbody tr')].find((row) => row.innerText.includes('PES258'));
         row.querySelector('button.open').id = 'own'; return row.innerText",
    );
    browser.click("#own");
    browser.wait("document.querySelector('#sheet').open");
    assert!(browser.text(".notice-title").contains("Avis des sommes à payer"), "{own}");
    let marked = browser.texts(".notice .marked");
    assert!(marked.len() == 1 && marked[0].contains(&debtor), "{marked:?}");
    assert_eq!(browser.text(".marked .mark"), "1");
    let described = browser.run(
        "return document.getElementById(document.querySelector('.marked').getAttribute('aria-describedby')).innerText",
    );
    assert!(described.as_str().unwrap().contains("PES258"), "{described}");
    browser.screenshot("notice.png");
    browser.print("notice.pdf");
    browser.click("#sheet .screen button:last-child");
    browser.wait("!document.querySelector('#sheet').open");
    browser.print("report.pdf");

    assert_eq!(browser.console(), Vec::<String>::new());
    assert_eq!(browser.requests(), Vec::<String>::new());
}

#[test]
fn what_a_flow_says_never_runs_in_the_report() {
    let text = sound_flow();
    let escaped = HOSTILE.replace('<', "&lt;").replace('>', "&gt;");
    let debtor = first_debtor(&text);
    let bench = Bench::new();
    let hostile = text.replace(&format!("<Nom V=\"{debtor}\"/>"), &format!("<Nom V=\"{escaped}\"/>"));
    let hostile = replaced(&hostile, "<NbrPce V=\"5\"/>", &format!("<NbrPce V=\"{escaped}\"/>"));
    let report = bench.report(&[("flux.xml", hostile)], &["--lang", "en"], 1);
    let html = std::fs::read_to_string(&report).unwrap();
    assert!(!html.contains("<img"), "a value stands as HTML in the page");
    let Some(browser) = Browser::start(true) else { return };
    browser.open(&report);
    assert_eq!(
        (browser.text("h1").as_str(), browser.run("return document.documentElement.lang")),
        ("Refused", "en".into())
    );
    browser.wait("document.querySelector('#titres tbody').innerText.includes('<img src=x onerror')");
    browser.click("#titres button.open");
    browser.wait("document.querySelector('#sheet').open");
    assert_eq!(browser.run("return document.images.length"), 0);
    browser.screenshot("dark.png");
    // The policy holds: a script that somebody manages to put there does not run.
    browser.run("const intruder = document.createElement('script'); intruder.textContent = 'window.intruded = 1'; document.body.append(intruder)");
    assert_eq!(browser.run("return window.intruded ?? 0"), 0);
    assert_eq!(browser.requests(), Vec::<String>::new());
}

#[test]
fn several_files_stand_in_one_report() {
    let bench = Bench::new();
    let empty = "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><autre/>".to_owned();
    let report = bench.report(&[("bon.xml", sound_flow()), ("mauvais.xml", faulty()), ("autre.xml", empty)], &[], 2);
    let Some(browser) = Browser::start(false) else { return };
    browser.open(&report);
    let tags = browser.texts("#main > section .tag");
    let count = |word: &str| tags.iter().filter(|tag| *tag == word).count();
    assert_eq!((count("Refusé"), count("N’a pas pu être contrôlé")), (2, 2));
    browser.run("const file = document.querySelector('#titres [name=file]'); file.value = '1'; file.dispatchEvent(new Event('input', { bubbles: true }))");
    browser.wait("document.querySelectorAll('#titres tbody tr').length === 5");
    browser.screenshot("several.png");
    assert_eq!(browser.console(), Vec::<String>::new());
}

#[test]
fn the_report_is_accessible() {
    let tools = std::env::var_os("PES_TEST_TOOLS").map_or_else(|| root().join("target/test-tools"), PathBuf::from);
    let Ok(axe) = std::fs::read_to_string(tools.join("node_modules/axe-core/axe.min.js")) else {
        eprintln!("skipped: axe-core not found (tests/run installs it in PES_TEST_TOOLS)");
        return;
    };
    let bench = Bench::new();
    let report = bench.report(&[("flux.xml", faulty())], &[], 1);
    for dark in [false, true] {
        let Some(browser) = Browser::start(dark) else { return };
        browser.open(&report);
        let faults = || {
            browser.run(&format!("{axe}; window.axe = axe"));
            browser.run_async(
                "const done = arguments[arguments.length - 1];
                 axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] })
                   .then((found) => done(found.violations.map((fault) =>
                     `${fault.id}: ${fault.nodes.map((node) => node.html).slice(0, 3).join(' ')}`)))
                   .catch((error) => done([String(error)]))",
            )
        };
        assert_eq!(faults(), serde_json::json!([]), "the page, dark: {dark}");
        browser.click("#titres button.open");
        browser.wait("document.querySelector('#sheet').open");
        assert_eq!(faults(), serde_json::json!([]), "the notice, dark: {dark}");
    }
}
