//! The tables, and how an older journal becomes one of today.

use crate::error::{Error, Trouble};
use crate::store::Store;

/// Each step leads from the version of its rank to the next; a step once published does not change. Columns are INTEGER,
/// TEXT or BLOB, which each database has its own words for.
const STEPS: &[Step] = &[Step::same(FIRST), Step::same(KEPT), BUDGETS];

/// A step, in the words of each database.
pub(crate) struct Step {
    pub sqlite: &'static str,
    #[cfg_attr(not(feature = "postgres"), allow(dead_code, reason = "no server is asked"))]
    pub postgres: &'static str,
}

impl Step {
    const fn same(sql: &'static str) -> Self {
        Step { sqlite: sql, postgres: sql }
    }
}

const FIRST: &str = "
CREATE TABLE journal (cle TEXT PRIMARY KEY, valeur TEXT NOT NULL);

CREATE TABLE execution (
    id INTEGER PRIMARY KEY,
    etat TEXT NOT NULL,
    date TEXT NOT NULL,
    outil TEXT NOT NULL,
    version_pes TEXT NOT NULL,
    configuration TEXT NOT NULL,
    dossier TEXT NOT NULL,
    refusees INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX execution_dossier ON execution (dossier);
CREATE INDEX execution_etat ON execution (etat) WHERE etat <> 'livree';

CREATE TABLE entree (
    id INTEGER PRIMARY KEY,
    execution INTEGER NOT NULL REFERENCES execution ON DELETE CASCADE,
    fichier TEXT NOT NULL,
    chemin TEXT NOT NULL,
    sha256 TEXT NOT NULL
);
CREATE INDEX entree_execution ON entree (execution);

CREATE TABLE flux (
    id INTEGER PRIMARY KEY,
    execution INTEGER NOT NULL REFERENCES execution ON DELETE CASCADE,
    chemin TEXT NOT NULL,
    nom_fic TEXT NOT NULL UNIQUE,
    sha256 TEXT NOT NULL,
    octets INTEGER NOT NULL
);
CREATE INDEX flux_execution ON flux (execution);

CREATE TABLE bordereau (
    id INTEGER PRIMARY KEY,
    flux INTEGER NOT NULL REFERENCES flux ON DELETE CASCADE,
    exercice INTEGER NOT NULL,
    type TEXT NOT NULL,
    numero INTEGER NOT NULL,
    etat TEXT NOT NULL,
    depuis TEXT NOT NULL,
    UNIQUE (exercice, numero, type)
);
CREATE INDEX bordereau_flux ON bordereau (flux);
CREATE INDEX bordereau_etat ON bordereau (etat);
CREATE INDEX bordereau_numero ON bordereau (numero);

CREATE TABLE titre (
    id INTEGER PRIMARY KEY,
    bordereau INTEGER NOT NULL REFERENCES bordereau ON DELETE CASCADE,
    exercice INTEGER NOT NULL,
    numero INTEGER NOT NULL,
    facture TEXT NOT NULL,
    circuit TEXT NOT NULL,
    debiteur TEXT NOT NULL,
    siret TEXT NOT NULL,
    centimes_ht INTEGER NOT NULL,
    centimes_tva INTEGER NOT NULL,
    entree INTEGER REFERENCES entree,
    lignes TEXT NOT NULL,
    refait INTEGER REFERENCES titre,
    etat TEXT NOT NULL,
    depuis TEXT NOT NULL,
    avis TEXT NOT NULL DEFAULT '',
    avis_depuis TEXT NOT NULL DEFAULT '',
    centimes_recouvres INTEGER NOT NULL DEFAULT 0,
    UNIQUE (bordereau, numero)
);
CREATE INDEX titre_facture ON titre (facture);
CREATE INDEX titre_exercice ON titre (exercice, numero);
CREATE INDEX titre_numero ON titre (numero);
CREATE INDEX titre_etat ON titre (etat);
CREATE INDEX titre_avis ON titre (avis) WHERE avis <> '';
CREATE INDEX titre_refait ON titre (refait) WHERE refait IS NOT NULL;

CREATE TABLE piece (
    id INTEGER PRIMARY KEY,
    flux INTEGER NOT NULL REFERENCES flux ON DELETE CASCADE,
    titre INTEGER REFERENCES titre ON DELETE CASCADE,
    id_unique TEXT NOT NULL UNIQUE
);
CREATE INDEX piece_titre ON piece (titre);
CREATE INDEX piece_flux ON piece (flux);

CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    sha256 TEXT NOT NULL UNIQUE,
    nom TEXT NOT NULL,
    genre TEXT NOT NULL,
    nom_fic TEXT NOT NULL,
    siret TEXT NOT NULL,
    date TEXT NOT NULL,
    lu TEXT NOT NULL,
    contenu BLOB NOT NULL
);

CREATE TABLE constat (
    id INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES document,
    portee TEXT NOT NULL,
    nom_fic TEXT NOT NULL,
    exercice INTEGER,
    type_bordereau TEXT,
    no_bordereau INTEGER,
    no_titre INTEGER,
    no_ligne INTEGER,
    id_unique TEXT,
    accepte INTEGER,
    etat TEXT NOT NULL,
    code TEXT NOT NULL,
    libelle TEXT NOT NULL,
    date TEXT NOT NULL,
    centimes INTEGER,
    flux INTEGER REFERENCES flux ON DELETE SET NULL,
    bordereau INTEGER REFERENCES bordereau ON DELETE SET NULL,
    titre INTEGER REFERENCES titre ON DELETE SET NULL,
    piece INTEGER REFERENCES piece ON DELETE SET NULL
);
CREATE INDEX constat_document ON constat (document);
CREATE INDEX constat_bordereau ON constat (bordereau);
CREATE INDEX constat_flux ON constat (flux);
CREATE INDEX constat_titre ON constat (titre);
CREATE INDEX constat_piece ON constat (piece);
CREATE INDEX constat_perdu ON constat (document) WHERE flux IS NULL;
";

const KEPT: &str = "
ALTER TABLE flux ADD COLUMN envoye TEXT NOT NULL DEFAULT '';

CREATE TABLE fichier (
    id INTEGER PRIMARY KEY,
    execution INTEGER NOT NULL REFERENCES execution ON DELETE CASCADE,
    chemin TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    UNIQUE (execution, chemin)
);

CREATE TABLE morceau (
    fichier INTEGER NOT NULL REFERENCES fichier ON DELETE CASCADE,
    rang INTEGER NOT NULL,
    contenu BLOB NOT NULL,
    PRIMARY KEY (fichier, rang)
);

UPDATE titre SET etat = 'envoye', depuis = (
    SELECT MIN(c.date) FROM bordereau b JOIN constat c ON c.flux = b.flux WHERE b.id = titre.bordereau
) WHERE etat = 'remis' AND bordereau IN (
    SELECT b.id FROM bordereau b JOIN constat c ON c.flux = b.flux WHERE b.etat = 'remis'
);
UPDATE titre SET etat = 'produit' WHERE etat = 'remis';
UPDATE bordereau SET etat = 'envoye', depuis = (SELECT MIN(c.date) FROM constat c WHERE c.flux = bordereau.flux)
WHERE etat = 'remis' AND flux IN (SELECT c.flux FROM constat c);
UPDATE bordereau SET etat = 'produit' WHERE etat = 'remis';
";

/// Numbers are those of a year of a budget. What was sent before is of the budget that its pieces name: SIRET, CodCol,
/// CodBud, year and bordereau are what IdUnique starts with. Without pieces it is not known: that is budget 0.
macro_rules! budgets {
    ($bordereau:literal) => {
        concat!(
            "
CREATE TABLE budget (
    id INTEGER PRIMARY KEY,
    cod_col TEXT NOT NULL,
    cod_bud TEXT NOT NULL,
    UNIQUE (cod_col, cod_bud)
);
INSERT INTO budget VALUES (0, '', '');
",
            $bordereau,
            "
CREATE TABLE lu (bordereau INTEGER, code TEXT NOT NULL);
INSERT INTO lu SELECT b.id, MIN(substr(p.id_unique, 15, 5)) FROM bordereau b JOIN piece p ON p.flux = b.flux
    JOIN journal j ON j.cle = 'siret'
    WHERE p.id_unique LIKE j.valeur || '_____' || b.exercice || 'B' || b.numero || '%'
    GROUP BY b.id;
INSERT INTO budget SELECT ROW_NUMBER() OVER (ORDER BY code), substr(code, 1, 3), substr(code, 4, 2)
    FROM (SELECT DISTINCT code FROM lu) codes;
UPDATE bordereau SET budget = (
    SELECT budget.id FROM lu JOIN budget ON budget.cod_col || budget.cod_bud = lu.code WHERE lu.bordereau = bordereau.id
) WHERE id IN (SELECT lu.bordereau FROM lu);
DROP TABLE lu;

ALTER TABLE titre ADD COLUMN budget INTEGER NOT NULL DEFAULT 0;
ALTER TABLE titre ADD COLUMN cle TEXT NOT NULL DEFAULT '';
ALTER TABLE titre ADD COLUMN empreinte TEXT NOT NULL DEFAULT '';
UPDATE titre SET cle = upper(replace(replace(replace(facture, ' ', ''), '\u{a0}', ''), '\u{202f}', '')),
    budget = (SELECT b.budget FROM bordereau b WHERE b.id = titre.bordereau);
CREATE INDEX titre_cle ON titre (cle);
CREATE INDEX titre_budget ON titre (budget, exercice, numero);

ALTER TABLE document ADD COLUMN cod_col TEXT;
ALTER TABLE document ADD COLUMN cod_bud TEXT;
ALTER TABLE document ADD COLUMN flux INTEGER REFERENCES flux ON DELETE SET NULL;
ALTER TABLE constat ADD COLUMN pourquoi TEXT NOT NULL DEFAULT '';
CREATE INDEX document_flux ON document (flux);
CREATE INDEX constat_id_unique ON constat (id_unique) WHERE flux IS NULL;
CREATE INDEX constat_no_bordereau ON constat (no_bordereau, exercice);
"
        )
    };
}

const BUDGETS: Step = Step {
    sqlite: budgets!(
        "
CREATE TABLE bordereau_par_budget (
    id INTEGER PRIMARY KEY,
    flux INTEGER NOT NULL REFERENCES flux ON DELETE CASCADE,
    exercice INTEGER NOT NULL,
    type TEXT NOT NULL,
    numero INTEGER NOT NULL,
    etat TEXT NOT NULL,
    depuis TEXT NOT NULL,
    budget INTEGER NOT NULL DEFAULT 0 REFERENCES budget,
    UNIQUE (budget, exercice, numero, type)
);
INSERT INTO bordereau_par_budget SELECT id, flux, exercice, type, numero, etat, depuis, 0 FROM bordereau;
DROP TABLE bordereau;
ALTER TABLE bordereau_par_budget RENAME TO bordereau;
CREATE INDEX bordereau_flux ON bordereau (flux);
CREATE INDEX bordereau_etat ON bordereau (etat);
CREATE INDEX bordereau_numero ON bordereau (numero);
"
    ),
    postgres: budgets!(
        "
ALTER TABLE bordereau DROP CONSTRAINT bordereau_exercice_numero_type_key;
ALTER TABLE bordereau ADD COLUMN budget INTEGER NOT NULL DEFAULT 0 REFERENCES budget;
ALTER TABLE bordereau ADD UNIQUE (budget, exercice, numero, type);
"
    ),
};

/// Whether the tables are those of an older version.
pub(crate) fn is_older(store: &Store) -> Result<bool, Error> {
    Ok((1..STEPS.len() as i64).contains(&store.version()?))
}

/// Leads a database to the tables of today, in one step that is kept whole or not at all.
pub(crate) fn migrate(store: &Store) -> Result<(), Error> {
    let known = STEPS.len() as i64;
    match store.version()? {
        found if found == known => return Ok(()),
        found if found > known => return Err(Error(Trouble::Later { found, known })),
        _ => {}
    }
    // A table that is made anew must not take with it what refers to it.
    store.follow_references(false)?;
    let migrated = store.whole(|| {
        // Another process may have done it in between.
        let done = usize::try_from(store.version()?).unwrap_or_default();
        (1..).zip(STEPS).skip(done).try_for_each(|(version, step)| store.make_tables(step, version))
    });
    store.follow_references(true).and(migrated)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// A journal of before budgets were told apart: two bordereaux with pieces, one without.
    fn older() -> Store {
        let store = Store::in_memory().unwrap();
        store.follow_references(false).unwrap();
        store.make_tables(&STEPS[0], 1).unwrap();
        store.follow_references(true).unwrap();
        let run = |sql: &str| store.execute(sql, &[]).unwrap();
        run("INSERT INTO journal VALUES ('siret', '21350999500014')");
        run("INSERT INTO execution VALUES (1, 'livree', '2026-03-02', '', '', '', '/envoi', 0)");
        for (id, piece) in [(1, "21350999500014350002026B7T12A"), (2, "21350999500014350012026B8G"), (3, "")] {
            run(&format!("INSERT INTO flux VALUES ({id}, 1, '', 'FLUX{id}.xml', '', 0)"));
            let numero = id + 6;
            run(&format!("INSERT INTO bordereau VALUES ({id}, {id}, 2026, '01', {numero}, 'remis', '2026-03-02')"));
            run(&format!(
                "INSERT INTO titre (id, bordereau, exercice, numero, facture, circuit, debiteur, siret, centimes_ht, \
                 centimes_tva, lignes, etat, depuis) VALUES ({id}, {id}, 2026, 1{id}, 'f {id}', '', '', '', 100, 0, '', \
                 'remis', '2026-03-02')"
            ));
            if !piece.is_empty() {
                run(&format!("INSERT INTO piece VALUES ({id}, {id}, NULL, '{piece}')"));
            }
        }
        store
    }

    #[test]
    fn an_older_journal_loses_nothing_and_knows_the_budgets_that_its_pieces_name() {
        let store = older();
        migrate(&store).unwrap();
        assert_eq!(store.version().unwrap(), STEPS.len() as i64);
        let mut told = Vec::new();
        let titres = "SELECT b.numero, t.numero, t.cle, g.cod_col, g.cod_bud, tg.cod_bud FROM titre t \
                      JOIN bordereau b ON t.bordereau = b.id JOIN budget g ON b.budget = g.id \
                      JOIN budget tg ON t.budget = tg.id ORDER BY t.id";
        let tell = |row: crate::store::Row| {
            let [cle, cod_col, cod_bud, own] = [2, 3, 4, 5].map(|column| row.text(column));
            told.push(format!("{} {} {cle} {cod_col}-{cod_bud} {own}", row.integer(0), row.integer(1)));
            Ok(())
        };
        store.each(titres, &[], tell).unwrap();
        assert_eq!(told, ["7 11 F1 350-00 00", "8 12 F2 350-01 01", "9 13 F3 - "]);

        // References hold as before, and a number is that of its budget.
        assert!(store.query("PRAGMA foreign_key_check", &[]).unwrap().is_empty());
        let again = |budget: i64| {
            let sql = format!("INSERT INTO bordereau VALUES (NULL, 1, 2026, '01', 7, 'remis', '', {budget})");
            store.execute(&sql, &[])
        };
        let of = |code: &str| store.number("SELECT id FROM budget WHERE cod_bud = ?1", &[code.into()]).unwrap();
        assert!(again(of("00")).is_err());
        assert!(again(of("01")).is_ok());
        store.execute("DELETE FROM flux WHERE id = 1", &[]).unwrap();
        assert_eq!(store.number("SELECT COUNT(*) FROM titre", &[]).unwrap(), 2);
    }

    /// A journal of the first version: what was answered in part has gone, what was not is only known to be made.
    #[test]
    fn what_was_delivered_is_made_or_sent() {
        let store = Store::in_memory().unwrap();
        store.make_tables(&STEPS[0], 1).unwrap();
        let script = "INSERT INTO execution VALUES (1, 'livree', '2026-03-02', '', '', '', '', 0);
            INSERT INTO flux VALUES (1, 1, '', 'un.xml', '', 0), (2, 1, '', 'deux.xml', '', 0), (3, 1, '', 'trois.xml', '', 0);
            INSERT INTO bordereau VALUES (1, 1, 2026, '01', 1, 'remis', '2026-03-02'), (2, 2, 2026, '01', 2, 'remis', '2026-03-02'), (3, 3, 2026, '01', 3, 'accepte', '2026-03-03');
            INSERT INTO document VALUES (1, '', '', '', '', '', '', '', '');
            INSERT INTO constat (id, document, portee, nom_fic, etat, code, libelle, date, flux, bordereau) VALUES (1, 1, 'recette', '', '02', '', '', '2026-03-09', 2, 2);";
        for sql in script.split(';').filter(|sql| !sql.trim().is_empty()) {
            store.execute(sql, &[]).unwrap();
        }
        for (id, bordereau, etat) in [(1, 1, "remis"), (2, 2, "remis"), (3, 2, "pris_en_charge"), (4, 3, "accepte")] {
            let sql = format!(
                "INSERT INTO titre (id, bordereau, exercice, numero, facture, circuit, debiteur, siret, centimes_ht, \
                 centimes_tva, lignes, etat, depuis) VALUES ({id}, {bordereau}, 2026, {id}, '', '', '', '', 0, 0, '', '{etat}', '2026-03-02')"
            );
            store.execute(&sql, &[]).unwrap();
        }
        migrate(&store).unwrap();
        let told = |table: &str| -> Vec<String> {
            let rows = store.query(&format!("SELECT etat, depuis FROM {table} ORDER BY id"), &[]).unwrap();
            rows.iter().map(|row| format!("{} {}", row.text(0), row.text(1))).collect()
        };
        assert_eq!(told("bordereau"), ["produit 2026-03-02", "envoye 2026-03-09", "accepte 2026-03-03"]);
        let titres = ["produit 2026-03-02", "envoye 2026-03-09", "pris_en_charge 2026-03-02", "accepte 2026-03-02"];
        assert_eq!(told("titre"), titres);
    }
}
