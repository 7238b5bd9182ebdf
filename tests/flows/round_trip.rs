use pes::parser::{Encoding, FaultKind, OpenLimits, PesAller, Source};

use crate::support::{files, root, shared};

/// A document as a list of lines that two equivalent documents share: blanks between elements, comments, the order
/// of attributes and the choice of prefixes of declarations left aside.
fn canonical(bytes: &[u8]) -> String {
    let source = Source::decode("document", bytes).expect("a document that decodes");
    // roxmltree reads UTF-8 only, and takes the declaration's word for nothing.
    let text = source.text();
    let document = roxmltree::Document::parse(&text).expect("a well-formed document");
    let mut lines = String::new();
    for node in document.root_element().descendants() {
        if node.is_element() {
            let depth = node.ancestors().count();
            let mut attributes: Vec<String> =
                node.attributes().map(|a| format!("{:?}{}={:?}", a.namespace(), a.name(), a.value())).collect();
            attributes.sort();
            lines.push_str(&format!("{depth} {:?} {}\n", node.tag_name(), attributes.join(" ")));
        } else if let Some(text) = node.text().filter(|text| node.is_text() && !text.trim().is_empty()) {
            lines.push_str(&format!("{}\n", text.trim()));
        }
    }
    lines
}

fn check(name: &str, bytes: &[u8]) -> PesAller {
    let source = Source::decode(name, bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    let (flow, faults) = PesAller::read(&source).unwrap_or_else(|error| panic!("{name}: {error}"));
    // A piece stands outside PES_PJ in this one, as in several flows of its kind.
    let expected: &[FaultKind] =
        if name == "aller-signe.xml" { &[FaultKind::UnknownElement("PJ".into())] } else { &[] };
    assert_eq!(faults.into_iter().map(|fault| fault.kind).collect::<Vec<_>>(), expected, "{name}");
    for encoding in [source.encoding(), Encoding::Utf8, Encoding::Iso8859_1] {
        let written = flow.write(encoding);
        assert_eq!(canonical(bytes), canonical(&written), "{name} written in {}", encoding.name());
        let again = Source::decode(name, &written).expect("what was written decodes");
        assert_eq!(PesAller::read(&again).expect("what was written reads").0, flow, "{name}");
    }
    flow
}

#[test]
fn every_sample_flow_comes_back() {
    let Some(samples) = shared("samples") else { return };
    let mut flows = 0;
    let mut pieces = 0;
    for path in files(&samples, "xml") {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&path).unwrap();
        if !String::from_utf8_lossy(&bytes).contains("PES_Aller") {
            continue;
        }
        flows += 1;
        let flow = check(&name, &bytes);
        for piece in flow.pes_pj.iter().flat_map(|pes_pj| &pes_pj.pj) {
            let fichier = piece.contenu.as_ref().and_then(|contenu| contenu.fichier.as_ref());
            if let Some(Ok(file)) = fichier.map(|fichier| fichier.open(OpenLimits::default()))
                && file.starts_with(b"<?xml")
            {
                pieces += 1;
                assert!(check(&format!("{name} > PJ"), &file).pes_facture.is_some());
            }
        }
    }
    println!("{flows} flows and {pieces} attached documents came back");
    assert!(flows >= 12 && pieces >= 2, "{flows} flows, {pieces} pieces");
}

/// What the schema knows but the samples do not hold, whole: every block and every field once.
#[test]
fn every_modelled_field_comes_back() {
    let path = root().join("fixtures/flux/complet.xml");
    let bytes = std::fs::read(path).unwrap();
    let flow = check("complet.xml", &bytes);
    let mut refused = Vec::new();
    flow.refused_values(|value| refused.push(format!("{} {:?}: {}", value.name, value.text, value.error)));
    assert_eq!(refused, Vec::<String>::new());
}

#[test]
fn what_has_no_room_in_the_model_is_carried() {
    let xml = r#"<?xml version="1.0" encoding="UTF-8"?>
<p:PES_Aller xmlns:p="http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller" xmlns:x="urn:x" Id="F1">
  <Enveloppe><Inconnu a="1"><B/>texte</Inconnu><Parametres><Version V="2" extra="1"/><TypFic V="&#233;&amp;&lt;"/><TypFic V="bis"/></Parametres></Enveloppe>
  <EnTetePES x:attribut="v"><IdPost V="035000"/><DteStr V="2026-03-02"/></EnTetePES>
</p:PES_Aller>"#;
    let source = Source::decode("flux.xml", xml.as_bytes()).unwrap();
    let (flow, faults) = PesAller::read(&source).unwrap();
    let found: Vec<String> = faults
        .iter()
        .map(|fault| format!("{} {}", source.locate(fault.place).path, fault.kind.describe().en))
        .collect();
    assert_eq!(
        found,
        [
            "/PES_Aller/Enveloppe/Inconnu element Inconnu is unknown here",
            "/PES_Aller/Enveloppe/Parametres/Version element Version: one V attribute and no content expected",
            "/PES_Aller/Enveloppe/Parametres/TypFic element TypFic given again",
            "/PES_Aller/EnTetePES/DteStr element DteStr is out of the schema's order",
        ]
    );
    let written = String::from_utf8(flow.write(Encoding::Utf8)).unwrap();
    for kept in [
        r#"<p:PES_Aller xmlns:p="http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller" xmlns:x="urn:x" Id="F1">"#,
        r#"<Inconnu a="1"><B/>texte</Inconnu>"#,
        r#"<Version V="2" extra="1"/>"#,
        r#"<TypFic V="é&amp;&lt;"/>"#,
        r#"<TypFic V="bis"/>"#,
        r#"<EnTetePES x:attribut="v">"#,
    ] {
        assert!(written.contains(kept), "{kept} not in\n{written}");
    }
}

#[test]
fn places_have_line_column_and_path() {
    let xml = "<n:PES_Aller xmlns:n=\"http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller\">\n\
               <PES_RecetteAller><Bordereau/><Bordereau><Piece/>\n  <Piece><BlocPiece><!-- é --><IdPce V=\"3\"/></BlocPiece></Piece></Bordereau>\n\
               </PES_RecetteAller></n:PES_Aller>";
    let in_each_encoding =
        [Encoding::Iso8859_1, Encoding::Utf8, Encoding::Iso8859_15, Encoding::Windows1252].map(|encoding| {
            let name = encoding.name();
            encoding.encode(&format!("<?xml version=\"1.0\" encoding=\"{name}\"?>{xml}")).unwrap()
        });
    let with_mark = format!("\u{FEFF}{xml}").into_bytes();
    for bytes in in_each_encoding.into_iter().chain([with_mark]) {
        let source = Source::decode("flux.xml", &bytes).unwrap();
        let (flow, _) = PesAller::read(&source).unwrap();
        let recette = flow.pes_recette_aller.unwrap();
        let piece = &recette.bordereau[1].piece[1];
        let id_pce = piece.bloc_piece.as_ref().unwrap().id_pce.as_ref().unwrap();
        let location = source.locate(id_pce.place());
        assert_eq!((location.line, location.column), (3, 31), "{:?}", source.encoding());
        assert_eq!(location.path, "/PES_Aller/PES_RecetteAller/Bordereau[2]/Piece[2]/BlocPiece/IdPce");
    }
}
