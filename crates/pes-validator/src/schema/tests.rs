#![allow(clippy::unwrap_used)]

use pes_parser::Lang;

use super::*;

#[test]
fn every_version_compiles() {
    for version in PesVersion::all() {
        assert!(schema(version).is_ok(), "{version}: {:?}", compile(version).err());
    }
}

/// A mark that is misspelt would take its element out of every version.
#[test]
fn every_mark_is_a_version() {
    for (name, text) in ROOTS.into_iter().chain(PARTS) {
        let document = roxmltree::Document::parse(text).unwrap();
        for attribute in document.descendants().flat_map(|node| node.attributes()) {
            if attribute.namespace() == Some("urn:pes:versions") {
                assert!(matches!(attribute.name(), "since" | "until"), "{name}: {}", attribute.name());
                assert!(attribute.value().parse::<PesVersion>().is_ok(), "{name}: {}", attribute.value());
            }
        }
    }
}

#[test]
fn documents_of_a_version_bear_no_marks() {
    for version in PesVersion::all() {
        for (name, text) in schema_documents(version) {
            assert!(!text.contains("urn:pes:versions") && !text.contains('\0'), "{name} {version}");
            let document = roxmltree::Document::parse(&text).unwrap();
            let is_marked = |node: roxmltree::Node<'_, '_>| node.attributes().any(|a| a.namespace().is_some());
            assert!(!document.descendants().any(is_marked), "{name} {version}");
        }
    }
}

const MARKED: &str = r#"<s xmlns:x="urn:x" xmlns:pes="urn:pes:versions"
   a="1">
  <!-- pes:since stays in a comment -->
  <old pes:until="5.12"/>
  <both pes:since="5.13" b="2" pes:until="5.14"><in/></both>
  <a pes:until="5.11"/><a pes:since="5.12"/>
  <long pes:since="5.14">
    <old pes:until="5.11"/>
  </long>

  <end   />
</s>
"#;

#[test]
fn what_a_version_has_not_is_cut_and_the_rest_stays() {
    let at = |minor| at_version(MARKED, PesVersion::new(minor).unwrap());
    let head = "<s xmlns:x=\"urn:x\"\n   a=\"1\">\n  <!-- pes:since stays in a comment -->\n";
    let tail = "\n  <end   />\n</s>\n";
    assert_eq!(at(11), format!("{head}  <old/>\n  <a/>\n{tail}"));
    assert_eq!(at(12), format!("{head}  <old/>\n  <a/>\n{tail}"));
    assert_eq!(at(13), format!("{head}  <both b=\"2\"><in/></both>\n  <a/>\n{tail}"));
    assert_eq!(at(14), format!("{head}  <both b=\"2\"><in/></both>\n  <a/>\n  <long>\n  </long>\n{tail}"));
    assert_eq!(at(15), format!("{head}  <a/>\n  <long>\n  </long>\n{tail}"));
}

const NOTE: &str = r#"<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:element name="note">
    <xs:complexType>
      <xs:sequence>
        <xs:element name="Exer"><xs:complexType><xs:attribute name="V" type="year" use="required"/></xs:complexType></xs:element>
        <xs:element name="Nom" minOccurs="0"><xs:complexType><xs:attribute name="V" type="short"/></xs:complexType></xs:element>
        <xs:element name="Code" minOccurs="0"><xs:complexType><xs:attribute name="V" type="code"/></xs:complexType></xs:element>
        <xs:element name="Cle" minOccurs="0"><xs:complexType><xs:attribute name="V" type="filled"/></xs:complexType></xs:element>
        <xs:element name="Un" minOccurs="0"><xs:complexType><xs:attribute name="V" type="xs:string" fixed="1"/></xs:complexType></xs:element>
        <xs:element name="Date" type="xs:date" minOccurs="0"/>
        <xs:element name="Mt" type="amount" minOccurs="0"/>
        <xs:element name="Renvoi" type="xs:IDREF" minOccurs="0"/>
        <xs:element name="Vu" type="xs:boolean" minOccurs="0" maxOccurs="2"/>
      </xs:sequence>
      <xs:attribute name="Id" type="xs:ID"/>
      <xs:attribute name="Mime" type="code"/>
    </xs:complexType>
    <xs:unique name="UnVu"><xs:selector xpath="Vu"/><xs:field xpath="."/></xs:unique>
  </xs:element>
  <xs:simpleType name="year"><xs:restriction base="xs:string"><xs:pattern value="[0-9]{4}"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="short"><xs:restriction base="xs:string"><xs:maxLength value="5"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="filled"><xs:restriction base="xs:string"><xs:pattern value=".*[^0]+.*"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="amount"><xs:restriction base="xs:decimal"><xs:fractionDigits value="2"/><xs:minExclusive value="0"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="code"><xs:restriction base="xs:string">
    <xs:enumeration value="01"/><xs:enumeration value="02"/></xs:restriction></xs:simpleType>
</xs:schema>"#;

/// Rule, place, and the words in both languages.
fn found(document: &str) -> String {
    let schema = Schema::builder().document("note.xsd", NOTE).build().unwrap();
    let shown = |finding: &Diagnostic| {
        let help = finding.help.as_ref().map_or(String::new(), |help| format!(" ({})", help.get(Lang::Fr)));
        assert!(!finding.message.en.is_empty() && !finding.at.document.is_empty());
        format!("{} {} {}{help}", finding.rule.id, finding.at.path, finding.message.get(Lang::Fr))
    };
    check_schema("note.xml", document.as_bytes(), &schema).iter().map(shown).collect::<Vec<_>>().join("\n")
}

#[test]
fn faults_are_told_in_words() {
    let exer = r#"<Exer V="2026"/>"#;
    let cases = [
        (format!("<note>{exer}</note>"), ""),
        ("<note><Exer V=\"26\"/></note>".into(), "PES100 /note/Exer Exer : « 26 » : doit avoir la forme [0-9]{4}"),
        (
            format!("<note>{exer}<Nom V=\"éléonore\"/></note>"),
            "PES100 /note/Nom Nom : « éléonore » : 5 caractères au plus, 8 trouvés",
        ),
        (format!("<note>{exer}<Code V=\"03\"/></note>"), "PES100 /note/Code Code : « 03 » : codes admis : 01, 02"),
        (
            format!("<note>{exer}<Code V=\" 01\"/></note>"),
            "PES100 /note/Code Code : «  01 » : codes admis : 01, 02 (retirer les espaces au début et à la fin)",
        ),
        (
            format!("<note>{exer}<Cle V=\"00\"/></note>"),
            "PES100 /note/Cle Cle : « 00 » : valeur de remplissage que le schéma refuse (zéros seuls, « nc », un espace, \
             un point)",
        ),
        (format!("<note>{exer}<Un V=\"2\"/></note>"), "PES100 /note/Un Un : « 2 » : seule valeur admise : 1"),
        (
            format!("<note>{exer}<Date>02/03/2026</Date></note>"),
            "PES100 /note/Date Date : « 02/03/2026 » : attendu : date (écrire AAAA-MM-JJ, par exemple 2026-03-02)",
        ),
        (
            format!("<note>{exer}<Mt>1,5</Mt></note>"),
            "PES100 /note/Mt Mt : « 1,5 » : attendu : nombre (écrire un point et non une virgule)",
        ),
        (format!("<note>{exer}<Mt>1.234</Mt></note>"), "PES100 /note/Mt Mt : « 1.234 » : 2 décimales au plus"),
        (format!("<note>{exer}<Mt>0</Mt></note>"), "PES100 /note/Mt Mt : « 0 » : plus de 0"),
        (
            format!("<note Mime=\"03\">{exer}</note>"),
            "PES100 /note note, attribut Mime : « 03 » : codes admis : 01, 02",
        ),
        (
            format!("<note Id=\"1a\">{exer}</note>"),
            "PES100 /note note, attribut Id : « 1a » : attendu : nom XML (commencer par une lettre, par exemple A123)",
        ),
        ("<note/>".into(), "PES101 /note note incomplet ; à ajouter : Exer"),
        ("<autre/>".into(), "PES004 /autre la racine est « autre » ; attendu : note"),
        (
            "<note xmlns=\"urn:x\"/>".into(),
            "PES004 /note la racine note n'est pas dans l'espace de noms que le schéma attend",
        ),
        (format!("<note><nom/>{exer}</note>"), "PES103 /note/nom élément nom inattendu ici ; attendu : Exer"),
        (
            "<note><EXER/><Exer V=\"2026\"/></note>".into(),
            "PES103 /note/EXER élément EXER inattendu ici ; attendu : Exer (écrire Exer)",
        ),
        (format!("<note>oui{exer}</note>"), "PES104 /note note : texte « oui » là où seuls des éléments vont"),
        ("<note><Exer V=\"2026\" W=\"1\"/></note>".into(), "PES105 /note/Exer Exer : attribut W inattendu ; admis : V"),
        ("<note><Exer/></note>".into(), "PES106 /note/Exer Exer : aucune valeur (écrire <Exer V=\"...\"/>)"),
        (
            format!("<note>{exer}<Renvoi>A</Renvoi></note>"),
            "PES107 /note/Renvoi Renvoi : aucun élément d'identifiant « A »",
        ),
        (
            "<note><Exer V=\"2026\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/></note>"
                .into(),
            "PES108 /note/Exer Exer : xsi:nil n'est pas admis",
        ),
        (format!("<note>{exer}<Vu>1</Vu><Vu>true</Vu></note>"), "PES109 /note/Vu[2] Vu : valeur en double pour UnVu"),
        (
            "<note><Exer V=\"2026\"></note>".into(),
            "PES002 /note/Exer balise de fin </note> alors que <Exer> est ouvert",
        ),
        (" \n".into(), "PES001  fichier vide"),
        (
            "<?xml version=\"1.0\" encoding=\"EBCDIC\"?><note/>".into(),
            "PES014  encodage « EBCDIC » non pris en charge (attendu : ISO-8859-1 ou UTF-8)",
        ),
    ];
    for (document, expected) in cases {
        assert_eq!(found(&document), expected, "{document}");
    }
}

#[test]
fn an_unusable_schema_is_a_finding() {
    let error = Schema::builder().document("a.xsd", "<xs:schema").build().unwrap_err();
    let finding = unusable_schema(&error);
    assert_eq!((finding.rule.id, finding.at.document.as_str()), ("PES006", "a.xsd"));
    assert!(finding.is_error());
}
