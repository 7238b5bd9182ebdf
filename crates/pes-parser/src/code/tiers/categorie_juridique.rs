use super::{CatTiers, NatJur};

/// The category and legal nature that Hélios would give to a legal unit, from its INSEE catégorie juridique (four
/// digits, list of September 2022).
///
/// No text of DGFiP gives this table: it is inferred from the labels of both lists, and holds only the codes whose
/// place is plain. None, for someone to decide, is the answer for the rest, among which: local public establishments
/// that annexe 3 has no line for (SDIS 7372, EPLE 7331, OPHLM 7371, régies 4150 and 7378), GIP (7410), GIE (62),
/// chambers (7381), Banque de France (4160), social and mutualist bodies (8), cooperating hospitals (7365, 7470).
/// Liberal professions are 1000 as well, so 01/02 may overstate « artisan, commerçant, agriculteur »; the EHESP, which
/// annexe 3 sets apart as 28/08, is read as 20/08 from its code 7383.
///
/// ```
/// use pes_parser::code::{CatTiers, NatJur, from_categorie_juridique};
///
/// assert_eq!(from_categorie_juridique("7210"), Some((CatTiers::Commune, NatJur::Collectivite)));
/// assert_eq!(from_categorie_juridique("5710"), Some((CatTiers::PersonneMoralePrivee, NatJur::Societe)));
/// assert_eq!(from_categorie_juridique("7372"), None);
/// ```
pub fn from_categorie_juridique(code: &str) -> Option<(CatTiers, NatJur)> {
    if code.len() != 4 || !code.bytes().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let categorie = match code {
        "1000" => return Some((CatTiers::PersonnePhysique, NatJur::Artisan)), // Entrepreneur individuel

        "4110" // Établissement public national à caractère industriel ou commercial doté d'un comptable public
        | "4120" // Le même, non doté d'un comptable public
        | "4130" // Exploitant public
        | "7382" // Établissement public national ayant fonction d'administration centrale
        | "7383" // Établissement public national à caractère scientifique, culturel et professionnel
        | "7384" // Autre établissement public national d'enseignement
        | "7385" // Autre établissement public national administratif à compétence territoriale limitée
        | "7389" // Établissement public national à caractère administratif
        => return Some((CatTiers::Etat, NatJur::EtablissementPublicNational)),

        "7111" // Autorité constitutionnelle
        | "7112" // Autorité administrative ou publique indépendante
        | "7113" // Ministère
        | "7120" // Service central d'un ministère
        | "7150" // Service du ministère de la Défense
        | "7160" // Service déconcentré à compétence nationale d'un ministère (hors Défense)
        | "7171" // Service déconcentré de l'État à compétence (inter)régionale
        | "7172" // Service déconcentré de l'État à compétence (inter)départementale
        | "7179" // (Autre) service déconcentré de l'État à compétence territoriale
        | "7190" // École nationale non dotée de la personnalité morale
        => return Some((CatTiers::Etat, NatJur::Etat)),

        "9210" // Association non déclarée
        | "9220" // Association déclarée
        | "9221" // Association déclarée d'insertion par l'économique
        | "9222" // Association intermédiaire
        | "9223" // Groupement d'employeurs
        | "9224" // Association d'avocats à responsabilité professionnelle individuelle
        | "9230" // Association déclarée, reconnue d'utilité publique
        | "9260" // Association de droit local (Bas-Rhin, Haut-Rhin et Moselle)
        => return Some((CatTiers::PersonneMoralePrivee, NatJur::Association)),

        "7210" // Commune et commune nouvelle
        | "7312" // Commune associée et commune déléguée
        | "7313" // Section de commune
        => CatTiers::Commune,

        "7220" => CatTiers::Departement, // Département
        "7230" => CatTiers::Region, // Région

        // The groupings that article L. 5111-1 of the CGCT names, or named for the forms that are extinct.
        "7340" // Pôle métropolitain
        | "7342" // District urbain
        | "7343" // Communauté urbaine
        | "7344" // Métropole
        | "7345" // Syndicat intercommunal à vocation multiple (SIVOM)
        | "7346" // Communauté de communes
        | "7347" // Communauté de villes
        | "7348" // Communauté d'agglomération
        | "7349" // Autre établissement public local de coopération non spécialisé ou entente
        | "7351" // Institution interdépartementale ou entente
        | "7352" // Institution interrégionale ou entente
        | "7353" // Syndicat intercommunal à vocation unique (SIVU)
        | "7354" // Syndicat mixte fermé
        | "7355" // Syndicat mixte ouvert
        | "7357" // Pôle d'équilibre territorial et rural (PETR)
        => CatTiers::Groupement,

        "7361" // Centre communal d'action sociale
        | "7367" // Centre intercommunal d'action sociale (CIAS), of the same standing
        => CatTiers::Ccas,

        "7362" => CatTiers::CaisseDesEcoles, // Caisse des écoles
        "7364" => CatTiers::Eps, // Établissement d'hospitalisation

        _ => return is_societe(code).then_some((CatTiers::PersonneMoralePrivee, NatJur::Societe)),
    };
    Some((categorie, NatJur::Collectivite))
}

/// Whether the second level of the list, two digits, has companies only.
fn is_societe(code: &str) -> bool {
    matches!(
        code.get(..2),
        Some(
            "51" // Société coopérative commerciale particulière
            | "52" // Société en nom collectif
            | "53" // Société en commandite
            | "54" // Société à responsabilité limitée (SARL)
            | "55" // Société anonyme à conseil d'administration
            | "56" // Société anonyme à directoire
            | "57" // Société par actions simplifiée
            | "58" // Société européenne
            | "61" // Caisse d'épargne et de prévoyance
            | "63" // Société coopérative agricole
            | "65" // Société civile
        )
    )
}

#[cfg(test)]
mod tests {
    use super::super::pair_allowed;
    use super::*;

    fn read(code: &str) -> Option<String> {
        from_categorie_juridique(code).map(|(categorie, nature)| format!("{}/{}", categorie.code(), nature.code()))
    }

    #[test]
    fn every_pair_is_in_the_grid() {
        let all = (0..10_000).map(|code| format!("{code:04}"));
        let mapped: Vec<_> = all.filter_map(|code| from_categorie_juridique(&code)).collect();
        assert!(mapped.iter().all(|&(categorie, nature)| pair_allowed(categorie, nature)));
        assert_eq!(mapped.len(), 1 + 8 + 10 + 8 + 3 + 2 + 15 + 2 + 2 + 11 * 100);
    }

    #[test]
    fn one_code_of_each_pair() {
        let expected = [
            ("1000", "01/02"),
            ("7120", "20/07"),
            ("7389", "20/08"),
            ("7230", "21/09"),
            ("7220", "22/09"),
            ("7210", "23/09"),
            ("7346", "24/09"),
            ("7362", "25/09"),
            ("7361", "26/09"),
            ("7364", "27/09"),
            ("5499", "50/03"),
            ("6540", "50/03"),
            ("9220", "50/06"),
        ];
        for (code, pair) in expected {
            assert_eq!(read(code).as_deref(), Some(pair), "{code}");
        }
    }

    #[test]
    fn the_rest_is_left_to_people() {
        for code in ["", "72", "72100", "7é0", "4140", "4160", "6220", "7331", "7366", "7372", "7410", "8110", "9110"]
        {
            assert_eq!(read(code), None, "{code}");
        }
    }
}
