//! What nothing looks at is never valid: parts that the schema lets in, encodings that are not read; and pieces are what
//! they hold, whatever they are said to be.

use std::path::Path;

use pes::parser::model::Fichier;
use pes::parser::value::Value;
use pes::parser::{Encoding, PesAller, Source};

use crate::support::{latin1, replaced, root, run, shared, shown, sound_flow};

struct Bench(tempfile::TempDir);

/// The exit code, and what is said.
type Answer = (Option<i32>, String);

impl Bench {
    fn new() -> Self {
        Bench(tempfile::tempdir().unwrap())
    }

    fn check(&self, bytes: &[u8], more: &[&str]) -> Answer {
        let path = self.0.path().join("flux.xml");
        std::fs::write(&path, bytes).unwrap();
        let output = run(&[&["check", path.to_str().unwrap()], more].concat());
        (output.status.code(), shown(&output, &[self.0.path() as &Path]))
    }
}

const DEPENSE: &str = "<PES_DepenseAller><EnTeteDepense><IdVer V=\"2\"/></EnTeteDepense></PES_DepenseAller>\n  ";
const SIGNATURE: &str =
    "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:x/></ds:Signature></n:PES_Aller>";

fn with_depense(depense: &str) -> String {
    replaced(&sound_flow(), "<PES_RecetteAller>", &format!("{depense}<PES_RecetteAller>"))
}

#[test]
fn what_the_schema_lets_in_is_not_checked() {
    let bench = Bench::new();
    let flow = sound_flow();
    let (start, end) = (flow.find("<PES_RecetteAller>").unwrap(), flow.find("</PES_RecetteAller>").unwrap());
    let without = [&flow[..start], &flow[end + "</PES_RecetteAller>".len()..]].concat();
    let marche = "</PES_RecetteAller><PES_Marche><x/></PES_Marche>";
    let depense = "métier non contrôlé";
    for (name, document, part, business) in [
        ("Dépense alone", replaced(&without, "<PES_PJ>", &format!("{DEPENSE}<PES_PJ>")), "PES_DepenseAller", depense),
        ("both", with_depense(DEPENSE), "PES_DepenseAller", depense),
        ("nothing in it", with_depense("<PES_DepenseAller/>"), "PES_DepenseAller", depense),
        ("Marché", replaced(&flow, "</PES_RecetteAller>", marche), "PES_Marche", depense),
    ] {
        let (code, said) = bench.check(&latin1(&document), &[]);
        assert_eq!(code, Some(2), "{name}: {said}");
        assert!(said.contains(&format!(" : XML valide, schéma non contrôlé, {business}\n")), "{name}: {said}");
        let line = format!(" : {part} : contenu non contrôlé, le schéma employé y laisse tout passer\n");
        assert!(said.contains(&line), "{name}: {said}");
        assert!(said.contains(&format!("{part} : les règles métier")), "{name}: {said}");
        assert!(said.contains("valides : 0, invalides : 0, non contrôlés : 1"), "{name}: {said}");
    }
}

/// What can be judged is: a fault of the titres refuses the flow, and the rest is still said not to be checked.
#[test]
fn faults_beside_what_is_not_checked_refuse() {
    let bench = Bench::new();
    let flow = with_depense(DEPENSE);
    for (name, from, to, layers) in [
        ("of the rules", "<NbrPce V=\"", "<NbrPce V=\"9", "schéma non contrôlé, métier invalide"),
        ("of the schema", "<TypBord V=\"01\"/>", "<TypBord V=\"77\"/>", "schéma invalide, métier non contrôlé"),
    ] {
        let (code, said) = bench.check(&latin1(&replaced(&flow, from, to)), &[]);
        assert_eq!(code, Some(1), "{name}: {said}");
        assert!(said.contains(layers) && said.contains("PES_DepenseAller : contenu non contrôlé"), "{name}: {said}");
    }
}

/// A signature is let in: its flow is judged, and is not green.
#[test]
fn a_signed_flow_is_judged_but_for_its_signature() {
    let bench = Bench::new();
    let signed = replaced(&sound_flow(), "</n:PES_Aller>", SIGNATURE);
    let signed = replaced(&signed, "<InfoDematerialisee V=\"0\"/>", "<InfoDematerialisee V=\"1\"/>");
    let signed = replaced(&signed, "<Bordereau>", "<Bordereau Id=\"B51\">");
    let signed = replaced(&signed, "<MtBordHt", "<MtCumulAnnuel V=\"2490.94\"/><MtBordHt");
    let (code, said) = bench.check(&latin1(&signed), &[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("XML valide, schéma non contrôlé, métier valide\n"), "{said}");
    assert!(said.contains(": Signature : contenu non contrôlé"), "{said}");
    let (code, said) = bench.check(&latin1(&replaced(&signed, "<NbrPce V=\"", "<NbrPce V=\"9")), &[]);
    assert_eq!(code, Some(1), "{said}");
}

#[test]
fn every_form_of_the_report_names_what_is_not_checked() {
    let bench = Bench::new();
    let flow = latin1(&with_depense(DEPENSE));
    for (form, words) in [
        ("text", &["PES_DepenseAller"][..]),
        (
            "json",
            &["PES011", "PES012", "\"verdict\": \"non contrôlé\"", "\"schema\": \"non contrôlé\"", "PES_DepenseAller"],
        ),
        ("jsonl", &["PES011", "PES012", "PES_DepenseAller"]),
        ("sarif", &["PES011", "PES012", "PES_DepenseAller", "\"executionSuccessful\": false"]),
        ("junit", &["errors=\"1\"", "PES011", "PES_DepenseAller"]),
        ("html", &["PES011", "PES_DepenseAller"]),
        ("court", &["non contrôlé", "PES011"]),
    ] {
        let (code, said) = bench.check(&flow, &["--format", form]);
        assert_eq!(code, Some(2), "{form}");
        for word in words {
            assert!(said.contains(word), "{form}: no {word} in {said}");
        }
    }
}

/// The official schemas describe these domains; no business rule of ours does.
#[test]
fn an_official_schema_checks_the_schema_alone() {
    let (Some(sets), Some(samples)) = (shared("pes-xsd"), shared("samples")) else { return };
    let schema = sets.join("schemas_pes.v5.12/PES_V2/Rev0/PES_Aller.xsd");
    let flow = samples.join("aller-depense-2020.xml");
    let output = run(&["check", flow.to_str().unwrap(), "--xsd", schema.to_str().unwrap()]);
    let said = shown(&output, &[]);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("XML valide, schéma valide, métier non contrôlé\n"), "{said}");
}

#[test]
fn a_return_of_a_domain_that_is_not_described_is_not_checked() {
    let bench = Bench::new();
    let path = root().join("tests/schemas/maximal/pes-retour-5.30.xml");
    let text = std::fs::read_to_string(path).unwrap();
    let text = replaced(&text, "<PES_RecetteRetour>", "<PES_DepenseRetour><x/></PES_DepenseRetour><PES_RecetteRetour>");
    let (code, said) = bench.check(text.as_bytes(), &[]);
    assert_eq!(code, Some(2), "{said}");
    // What the rest of it refuses is told all the same.
    assert!(said.contains("retour (XML valide, schéma non contrôlé) ; titres rejetés : 1, "), "{said}");
    assert!(said.contains("PES_DepenseRetour") && said.contains("erreur[PES922]"), "{said}");
}

#[test]
fn encodings_are_read_or_not_checked() {
    let bench = Bench::new();
    let said_as = |name: &str| replaced(&sound_flow(), "ISO-8859-1", name);
    let wide = |mark: &str, unit: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("{mark}{}", said_as("UTF-16")).encode_utf16().flat_map(unit).collect()
    };
    for bytes in [wide("\u{FEFF}", u16::to_le_bytes), wide("\u{FEFF}", u16::to_be_bytes), wide("", u16::to_le_bytes)] {
        let (code, said) = bench.check(&bytes, &[]);
        assert_eq!(code, Some(0), "{said}");
        assert!(said.contains("avertissement[PES013]") && said.contains("schéma valide, métier valide"), "{said}");
    }
    let (code, said) = bench.check(&latin1(&said_as("ISO-8859-2")), &[]);
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("PES014") && said.contains("XML non contrôlé, schéma non contrôlé"), "{said}");
    // A character cut in two is a fault in any encoding.
    let mut cut = wide("\u{FEFF}", u16::to_le_bytes);
    cut.pop();
    let (code, said) = bench.check(&cut, &[]);
    assert_eq!(code, Some(1), "{said}");
}

/// The public flow of the water billing, its pieces and what announces them changed.
fn public_flow(change: impl Fn(&mut PesAller)) -> Vec<u8> {
    let path = root().join("fixtures/billing/eau/attendu/public/PESALR1_24359999000013_260302_002.xml");
    let bytes = std::fs::read(path).unwrap();
    let (mut flow, _) = PesAller::read(&Source::decode("flux.xml", &bytes).unwrap()).unwrap();
    change(&mut flow);
    flow.write(Encoding::Utf8)
}

fn announce(flow: &mut PesAller, type_pj: Option<&str>) {
    let bordereaux = flow.pes_recette_aller.iter_mut().flat_map(|recette| &mut recette.bordereau);
    let blocs = bordereaux.flat_map(|bordereau| &mut bordereau.piece).filter_map(|piece| piece.bloc_piece.as_mut());
    blocs.flat_map(|bloc| &mut bloc.pj_ref).for_each(|pj_ref| pj_ref.type_pj = type_pj.map(Value::raw));
}

/// Gives the piece this type, and spoils its ASAP if told: nobody signs it.
fn piece(flow: &mut PesAller, type_pj: Option<&str>, spoiled: bool) {
    let pj = &mut flow.pes_pj.as_mut().unwrap().pj[0];
    pj.type_pj = type_pj.map(Value::raw);
    let fichier = &mut pj.contenu.as_mut().unwrap().fichier;
    let file = fichier.as_ref().unwrap().open(pes::parser::OpenLimits::default()).unwrap();
    let mut text = String::from_utf8(file).unwrap();
    if spoiled {
        let (start, end) = (text.find("<Signataire>").unwrap(), text.find("</Signataire>").unwrap());
        text.replace_range(start..end + "</Signataire>".len(), "");
    }
    *fichier = Some(Fichier::compress(text.as_bytes(), "application/xml"));
}

/// A postal code of Andorra: the official schema has no digits there but in titres.
#[test]
fn a_postal_code_of_an_asap_may_have_letters() {
    let bench = Bench::new();
    let bytes = public_flow(|flow| {
        let fichier = &mut flow.pes_pj.as_mut().unwrap().pj[0].contenu.as_mut().unwrap().fichier;
        let file = fichier.as_ref().unwrap().open(pes::parser::OpenLimits::default()).unwrap();
        let text = replaced(&String::from_utf8(file).unwrap(), "<CP V=\"35998\"/>", "<CP V=\"AD500\"/>");
        *fichier = Some(Fichier::compress(text.as_bytes(), "application/xml"));
    });
    let (code, said) = bench.check(&bytes, &["--format", "court"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(!said.contains("PES100") && !said.contains("PES353"), "{said}");
}

#[test]
fn a_piece_is_what_it_holds() {
    let bench = Bench::new();
    // What the titre announces, what the piece says, the rules that speak and whether the flow is then refused.
    for (announced, said_by_piece, rules, refused) in [
        (Some("006"), Some("006"), &[][..], false),
        (Some("006"), None, &[], false),
        (None, Some("006"), &[], false),
        (None, None, &["PES352"], false),
        (None, Some("002"), &["PES223", "PES351"], true),
        (Some("002"), Some("002"), &["PES223", "PES351"], true),
        (Some("002"), None, &["PES351"], false),
    ] {
        for spoiled in [false, true] {
            let bytes = public_flow(|flow| {
                announce(flow, announced);
                piece(flow, said_by_piece, spoiled);
            });
            let (code, said) = bench.check(&bytes, &["--format", "court"]);
            let case = format!("{announced:?} {said_by_piece:?} {spoiled}: {said}");
            assert_eq!(code, Some(i32::from(refused || spoiled)), "{case}");
            let told: Vec<&str> =
                ["PES223", "PES253", "PES351", "PES352"].into_iter().filter(|id| said.contains(id)).collect();
            let mut expected = rules.to_vec();
            expected.extend(spoiled.then_some("PES253"));
            expected.sort_unstable();
            assert_eq!(told, expected, "{case}");
        }
    }
}

/// Only a PDF, whatever it is said to be: Edition 02 has no ASAP.
#[test]
fn a_pdf_is_no_notice() {
    let bench = Bench::new();
    for (announced, said_by_piece, rule) in [
        (None, None, "PES223"),
        (None, Some("002"), "PES223"),
        (Some("002"), Some("002"), "PES223"),
        // Said to be an ASAP, it is looked at as one.
        (Some("006"), None, "PES002"),
        (Some("006"), Some("006"), "PES002"),
    ] {
        let bytes = public_flow(|flow| {
            announce(flow, announced);
            let pj = &mut flow.pes_pj.as_mut().unwrap().pj[0];
            pj.type_pj = said_by_piece.map(Value::raw);
            pj.nom_pj = Some(Value::raw("facture.pdf"));
            pj.contenu.as_mut().unwrap().fichier = Some(Fichier::compress(b"%PDF-1.4\n%%EOF\n", "application/pdf"));
        });
        let (code, said) = bench.check(&bytes, &["--format", "court"]);
        assert_eq!(code, Some(1), "{announced:?} {said_by_piece:?}: {said}");
        assert!(said.contains(rule), "{announced:?} {said_by_piece:?}: {said}");
    }
}

/// A piece that another flow has sent may not be sent again; an ASAP goes with its titre.
#[test]
fn a_piece_that_is_not_in_the_flow_may_have_been_sent_unless_it_is_the_asap() {
    let bench = Bench::new();
    for (type_pj, in_its_place, rule, code) in [
        (Some("002"), false, "PES354", 0),
        (None, false, "PES354", 0),
        (Some("006"), false, "PES240", 1),
        (None, true, "PES240", 1),
        (Some("006"), true, "PES240", 1),
    ] {
        let bytes = public_flow(|flow| {
            let bordereau = &mut flow.pes_recette_aller.as_mut().unwrap().bordereau[0];
            let refs = &mut bordereau.piece[0].bloc_piece.as_mut().unwrap().pj_ref;
            let mut other = refs[0].clone();
            (other.id_unique, other.type_pj) = (Some(Value::raw("DELIB2026001")), type_pj.map(Value::raw));
            if in_its_place {
                refs.clear();
            }
            refs.push(other);
        });
        let (found, said) = bench.check(&bytes, &["--format", "court"]);
        assert_eq!(found, Some(code), "{type_pj:?} {in_its_place}: {said}");
        let other = if rule == "PES240" { "PES354" } else { "PES240" };
        assert!(said.contains(rule) && !said.contains(other), "{type_pj:?} {in_its_place}: {said}");
    }
}
