use pes::parser::model::Adresse;

use super::{Case, advise, say, text};

const IBAN: &str = "FR7630001007941234567890185";

#[test]
fn a_person_has_a_civility_and_a_first_name() {
    for field in ["debiteur.prenom", "debiteur.civilite"] {
        let outcome = Case::person().cell(field, "").convert();
        assert_eq!(outcome.rules(), ["PES820"]);
        assert!(say(&outcome.errors(), field));
    }
    assert!(Case::company().written().debtor().info_tiers.as_ref().unwrap().prenom.is_none());
}

fn civility(text: &str) -> Case {
    Case::person().cell("debiteur.civilite", text)
}

fn written_civility(case: &Case) -> String {
    text(&case.written().debtor().info_tiers.as_ref().unwrap().civilite).to_owned()
}

#[test]
fn a_civility_is_written_as_the_format_has_it_and_told() {
    for (written, given) in [
        ("M", vec!["M.", "Mr", "MR", "Monsieur", "MONSIEUR"]),
        ("MME", vec!["Mme", "Madame", "MADAME", "Mlle", "MLLE", "M.elle", "Mademoiselle"]),
    ] {
        assert_eq!(civility(written).convert().changes(), [] as [&str; 0]);
        for given in given {
            let outcome = civility(given).convert();
            assert_eq!(outcome.changes(), ["PES847"], "{given}");
            assert!(say(&outcome.infos.iter().collect::<Vec<_>>(), &format!("« {given} » devient « {written} »")));
            assert_eq!(written_civility(&civility(given)), written);
        }
    }
}

/// Cut to ten characters, `Monsieur le Maire` is another civility, and nobody is told.
#[test]
fn an_unknown_civility_is_refused_with_those_known_and_never_cut() {
    for given in ["DR", "Monsieur le Maire", "MONSIEURLEDIRECTEUR", "SARL", "."] {
        let case = civility(given).key("texte.trop_long", "\"raccourcir\"");
        assert_eq!(case.refused(), ["PES846"], "{given}");
        assert!(advise(&case.convert().errors(), "M, MME"), "{given}");
    }
    assert_eq!(Case::company().cell("debiteur.civilite", "STE").refused(), ["PES846"], "whoever has it");
    assert_eq!(with_recipient().cell("destinataire.civilite", "DR").refused(), ["PES846"]);
}

#[test]
fn two_people_in_a_civility_are_refused() {
    for given in ["M. et Mme", "M ET MME", "Mr/Mme", "METMME", "MM."] {
        let outcome = civility(given).convert();
        assert_eq!(outcome.rules(), ["PES846"], "{given}");
        assert!(say(&outcome.errors(), "deux personnes") && advise(&outcome.errors(), "complément du nom"), "{given}");
    }
}

/// An agreement goes with it, and there is no field for one: this invoice is refused, not the run.
#[test]
fn a_titre_of_several_years_is_refused() {
    assert_eq!(Case::person().cell("typ_pce", "10").refused(), ["PES290"]);
}

fn addresses(case: &Case) -> [Adresse; 2] {
    let written = case.written();
    let of_asap = written.indiv().debiteur.as_ref().unwrap().adresse.clone().unwrap();
    [written.debtor().adresse.clone().unwrap(), of_asap]
}

#[test]
fn a_debtor_abroad() {
    let cells = [("debiteur.pays", "109"), ("debiteur.cp", "10115"), ("debiteur.ville", "BERLIN")];
    let case = Case::person().cells(&cells);
    for address in addresses(&case) {
        assert_eq!((text(&address.cp), text(&address.ville)), ("99999", "10115 BERLIN"));
        assert_eq!((text(&address.cod_res), text(&address.cod_pays)), ("1", "109"));
    }
    assert_eq!(case.convert().changes(), ["PES874"], "and it is told");
    let plain = case.cells(&[("debiteur.cp", "99999"), ("debiteur.ville", "HONG KONG")]);
    assert_eq!(text(&addresses(&plain)[0].ville), "HONG KONG");
    assert_eq!(plain.convert().changes(), [] as [&str; 0]);
}

#[test]
fn a_debtor_in_france() {
    for pays in ["", "100"] {
        let [address, _] = addresses(&Case::person().cells(&[("debiteur.pays", pays), ("debiteur.cp", "35 999")]));
        assert_eq!((text(&address.cp), text(&address.cod_res)), ("35999", "0"));
        assert!(["", "100"].contains(&text(&address.cod_pays)));
    }
    assert_eq!(Case::person().cell("debiteur.pays", "FR").refused(), ["PES824"], "a name is no code");
}

#[test]
fn a_french_postal_code_has_five_digits() {
    for cp in ["1000", "35-999", "2A004", "00000", "F35999"] {
        let outcome = Case::person().cell("debiteur.cp", cp).convert();
        assert_eq!(outcome.rules(), ["PES233"], "{cp}");
    }
    assert!(advise(&Case::person().cell("debiteur.cp", "1000").convert().errors(), "01000"));
}

fn account(iban: &str) -> Case {
    Case::person().cells(&[
        ("debiteur.iban", iban),
        ("debiteur.bic", "BDFEFRPPCCT"),
        ("debiteur.titulaire", "ANNE FAVENNEC"),
    ])
}

#[test]
fn an_account_is_written_in_both_places() {
    for iban in [IBAN, "FR76 3000 1007 9412 3456 7890 185"] {
        let written = account(iban).written();
        let of_asap = written.indiv().debiteur.as_ref().unwrap().cpte_bancaire.clone().unwrap();
        for account in [written.debtor().cpte_bancaire.clone().unwrap(), of_asap] {
            assert_eq!((text(&account.iban), text(&account.bic)), (IBAN, "BDFEFRPPCCT"));
            assert_eq!(text(&account.tit_cpte), "ANNE FAVENNEC");
        }
    }
    assert!(Case::person().written().debtor().cpte_bancaire.is_none());
}

#[test]
fn an_account_is_right_and_french() {
    assert_eq!(account("FR7630001007941234567890186").refused(), ["PES824"], "wrong key");
    assert_eq!(account("DE89370400440532013000").refused(), ["PES824"], "foreign");
    assert_eq!(account(IBAN).cell("debiteur.bic", "BDF").refused(), ["PES824"], "BIC");
    assert_eq!(account(IBAN).cell("debiteur.titulaire", "").refused(), ["PES820"], "holder");
}

fn with_recipient() -> Case {
    Case::person().cells(&[
        ("destinataire.civilite", "M"),
        ("destinataire.nom", "YVINEC"),
        ("destinataire.prenom", "COME"),
        ("destinataire.adr2", "20 IMPASSE DU LAVOIR"),
        ("destinataire.cp", "35998"),
        ("destinataire.ville", "SAINT-EXEMPLE"),
    ])
}

#[test]
fn a_recipient_is_written_when_given() {
    assert!(Case::person().written().indiv().destinataire.is_none());
    let written = with_recipient().written();
    let recipient = written.indiv().destinataire.as_ref().unwrap();
    let (info, address) = (recipient.info_tiers.as_ref().unwrap(), recipient.adresse.as_ref().unwrap());
    assert_eq!((text(&info.nom), text(&info.typ_tiers)), ("YVINEC", "12"));
    assert_eq!((text(&address.cp), text(&address.ville)), ("35998", "SAINT-EXEMPLE"));
    assert_eq!(written.debtor_name(), "FAVENNEC", "the debtor stays");
}

#[test]
fn a_recipient_has_a_whole_address() {
    for field in ["destinataire.adr2", "destinataire.cp", "destinataire.ville"] {
        assert_eq!(with_recipient().cell(field, "").refused(), ["PES820"], "{field}");
    }
    assert_eq!(with_recipient().cell("destinataire.cp", "3599").refused(), ["PES233"]);
}

/// Left out silently, the notice would go to the debtor's address.
#[test]
fn a_recipient_without_a_name_is_refused() {
    assert_eq!(with_recipient().cell("destinataire.nom", "").refused(), ["PES820"]);
}
