//! The invoice of a titre, an avis des sommes à payer, compressed into the flow.

use std::io::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::flow::{DATE, head};
use super::titre::{Titre, euros};
use super::xml::{Encoding, Xml, escaped};

/// The ASAP of a titre as an attached file.
pub fn attached(titre: &Titre, xml: &mut Xml) {
    xml.open("PJ");
    xml.open("Contenu");
    xml.text("Fichier", r#" MIMEType="application/xml""#, BASE64.encode(gzip(&asap(titre))));
    xml.close();
    xml.value("IdUnique", titre.attached_id());
    xml.value("NomPJ", titre.attached_name());
    xml.value("TypePJ", "006");
    xml.value("Description", format!("ASAP de la facture 2026-{:07}", titre.number));
    xml.close();
}

fn asap(titre: &Titre) -> Vec<u8> {
    let mut xml = Xml::new(Encoding::Latin1, 0);
    head(&mut xml, &titre.attached_name());
    xml.open("PES_Facture");
    xml.values(&[("IdVer", "2"), ("Annee", "2026"), ("TypeFact", "09"), ("Date", DATE)]);
    sender(&mut xml);
    payment_centre(&mut xml);
    public_accountant(&mut xml);
    xml.open("FactureIndiv");
    xml.value("DateEmission", DATE);
    xml.value("NumeroFacture", format!("2026-{:07}", titre.number));
    xml.open("Debiteur");
    titre.person(&mut xml, None);
    xml.close();
    xml.value("Objet", escaped(titre.service.object));
    let days = titre.lines.iter().flat_map(|line| (1..=line.days).map(move |day| (day, line)));
    for (index, (day, line)) in days.enumerate() {
        let date = format!("2026-02-{day:02}");
        xml.open("LigneFacture");
        xml.values(&[("DateDebut", &date), ("DateFin", &date), ("Libelle", &escaped(line.label)), ("Quantite", "1")]);
        xml.value("MtUnitaire", euros(line.daily));
        xml.value("MtHT", euros(line.daily));
        xml.values(&[("TauxTVA", "0"), ("MtTVA", "0.00")]);
        xml.value("MtTTC", euros(line.daily));
        xml.value("Ordre", index + 1);
        xml.close();
    }
    xml.open("TotalAPayer");
    xml.value("MtTotalHT", euros(titre.amount()));
    xml.value("MtTotalTVA", "0.00");
    xml.value("MtTotalTTC", euros(titre.amount()));
    xml.close();
    xml.open("RefTitre");
    xml.value("Exercice", "2026");
    xml.value("NumBordereau", titre.bordereau());
    xml.value("NumTitre", titre.number);
    xml.value("NumLigne", "1");
    xml.close();
    xml.value("ModalitesReglement", "Prélèvement : formulaire à demander en mairie");
    xml.value("ModalitesContestation", "Tribunal judiciaire, dans les deux mois suivant la réception");
    xml.values(&[("ModeRecouvrement", "1"), ("ConditionsGen", "Sans objet")]);
    xml.close();
    xml.empty("Nomenclatures");
    xml.close();
    xml.close();
    xml.take()
}

fn sender(xml: &mut Xml) {
    xml.open("Emetteur");
    organisation(xml, [("CatTiers", "23"), ("NatJur", "09"), ("TypTiers", "20")], "COMMUNE DE VALMIREL", None);
    address(xml, "Adr2", "2 PLACE DES TILLEULS");
    xml.open("InfoSuppl");
    xml.values(&[("NumTel", "02 61 91 00 12"), ("HorairesOuv", "du lundi au vendredi, 9h-12h")]);
    xml.values(&[("CodeTipi", "099935"), ("AdresseMelEmetteur", "factures@exemple.fr")]);
    xml.values(&[("AdrTipi", "https://paiement.exemple.fr/valmirel"), ("RefBdf", "999035")]);
    xml.close();
    xml.open("Signataire");
    xml.open("Personne");
    xml.values(&[("Nom", "KERMARREC"), ("Prenom", "Maëlle")]);
    xml.close();
    xml.value("Role", "Maire");
    xml.close();
    xml.close();
}

fn payment_centre(xml: &mut Xml) {
    xml.open("Tiers");
    organisation(
        xml,
        [("CatTiers", "20"), ("NatJur", "07"), ("TypTiers", "25")],
        "CENTRE D'ENCAISSEMENT",
        Some("DES FINANCES PUBLIQUES"),
    );
    address(xml, "Adr3", "TSA 99935");
    xml.close();
}

fn public_accountant(xml: &mut Xml) {
    xml.open("Tiers");
    organisation(xml, [("CatTiers", "20"), ("NatJur", "07"), ("TypTiers", "26")], "SGC DE VALMIREL", None);
    xml.open("InfoSupplTiers");
    xml.values(&[("NumTel2", "02 61 91 00 35"), ("HorairesOuv2", "9h-12h, sauf mercredi")]);
    xml.close();
    address(xml, "Adr2", "4 RUE DU TRESOR");
    xml.open("CpteBancaire");
    xml.values(&[("BIC", "BDFEFRPPCCT"), ("IBAN", "FR7699999000350000035035035"), ("TitCpte", "SGC DE VALMIREL")]);
    xml.close();
    xml.close();
}

fn organisation(xml: &mut Xml, codes: [(&str, &str); 3], name: &str, rest_of_name: Option<&str>) {
    xml.open("InfoTiers");
    xml.values(&codes);
    xml.value("Nom", name);
    if let Some(rest) = rest_of_name {
        xml.value("ComplNom", rest);
    }
    xml.close();
}

fn address(xml: &mut Xml, line: &str, street: &str) {
    xml.open("Adresse");
    xml.values(&[("TypAdr", "1"), (line, street), ("CP", "35999"), ("Ville", "VALMIREL"), ("CodRes", "0")]);
    xml.close();
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).and_then(|()| encoder.finish()).unwrap_or_default()
}
