use std::path::Path;

use crate::support::{pes, root, shown, tree};

/// A folder with a configuration and one billing file, both of which a test may spoil.
struct Bench {
    folder: tempfile::TempDir,
}

const CSV: &str = "facture;objet;nom;voie;cp;ville;libelle;date;quantite;prix\n\
                   F1;Location;SARL EXEMPLE;1 RUE DU PORT;35999;VALMIREL;Salle;28/02/2026;2;50,00\n";

impl Bench {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let text = std::fs::read_to_string(root().join("fixtures/billing/cantine/pes.toml")).unwrap();
        let head = text[..text.find("[entree]").unwrap()].to_owned();
        let columns = "[colonnes]\nfacture = \"facture\"\nobjet = \"objet\"\n\"debiteur.nom\" = \"nom\"\n\
                       \"debiteur.adr2\" = \"voie\"\n\"debiteur.cp\" = \"cp\"\n\"debiteur.ville\" = \"ville\"\n\
                       \"ligne.libelle\" = \"libelle\"\n\"ligne.date\" = \"date\"\n\"ligne.quantite\" = \"quantite\"\n\
                       \"ligne.prix_unitaire\" = \"prix\"\n[constantes]\n\"debiteur.cat_tiers\" = \"50\"\n\
                       \"debiteur.nat_jur\" = \"03\"\n";
        let bench = Bench { folder };
        bench.write("pes.toml", format!("{head}{columns}").as_bytes());
        bench.write("factures.csv", CSV.as_bytes());
        bench
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn write(&self, name: &str, bytes: &[u8]) {
        std::fs::write(self.path().join(name), bytes).unwrap();
    }

    fn config(&self, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.path().join("pes.toml")).unwrap();
        assert!(text.contains(from), "{from}");
        self.write("pes.toml", text.replacen(from, to, 1).as_bytes());
    }

    /// What the command says of the billing file, and its exit code; nothing may be left in the output folder.
    fn says(&self, input: &str, code: i32) -> String {
        let output = pes()
            .current_dir(self.path())
            .args(["convert", input, "--config", "pes.toml", "--out", "out", "--date", "2026-03-02"])
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(code), "{}", shown(&output, &[]));
        if code == 2 {
            assert!(tree(&self.path().join("out")).is_empty(), "nothing may be left");
        }
        let said = shown(&output, &[self.path()]);
        assert!(!said.contains("panicked"), "{said}");
        said
    }
}

#[test]
fn the_bench_itself_converts() {
    Bench::new().says("factures.csv", 0);
}

/// The run cannot be made: one clear message, exit 2, nothing written.
#[test]
fn faults_of_files_and_configuration() {
    let mut said = String::new();
    let mut case = |title: &str, prepare: &dyn Fn(&Bench), input: &str| {
        let bench = Bench::new();
        prepare(&bench);
        let words = bench.says(input, 2);
        said.push_str(&format!("## {title}\n{}\n", words.split("--- stderr\n").nth(1).unwrap()));
    };
    case("no such file", &|_| {}, "absent.csv");
    case("a folder", &|bench| std::fs::create_dir(bench.path().join("dossier.csv")).unwrap(), "dossier.csv");
    case("no configuration", &|bench| std::fs::remove_file(bench.path().join("pes.toml")).unwrap(), "factures.csv");
    case("bad TOML", &|bench| bench.config("siret = \"21350999500014\"", "siret = 21350999500014x"), "factures.csv");
    case("unknown key", &|bench| bench.config("telephone =", "telefone ="), "factures.csv");
    case("unknown table", &|bench| bench.config("[emetteur]", "[emeteur]"), "factures.csv");
    case("missing key", &|bench| bench.config("ref_bdf = \"999035\"\n", ""), "factures.csv");
    case("wrong kind", &|bench| bench.config("premier_titre = 101", "premier_titre = \"101\""), "factures.csv");
    case(
        "wrong choice",
        &|bench| bench.config("mode_recouvrement = \"talon\"", "mode_recouvrement = \"TALON\""),
        "factures.csv",
    );
    case("wrong SIRET", &|bench| bench.config("21350999500014", "21350999500015"), "factures.csv");
    case("PayFiP by half", &|bench| bench.config("payfip_code = \"099935\"\n", ""), "factures.csv");
    case("missing column", &|bench| bench.config("\"prix\"", "\"prix_unitaire\""), "factures.csv");
    case("quote never closed", &|bench| bench.write("f.csv", CSV.replace("Salle", "\"Salle").as_bytes()), "f.csv");
    case("UTF-16", &|bench| bench.write("f.csv", b"\xFF\xFEf\0"), "f.csv");
    case("NUL", &|bench| bench.write("f.csv", b"facture;objet\n\0"), "f.csv");
    case("empty", &|bench| bench.write("f.csv", b""), "f.csv");
    case("titles only", &|bench| bench.write("f.csv", CSV.lines().next().unwrap().as_bytes()), "f.csv");
    case("malformed JSON", &|bench| bench.write("f.jsonl", b"{\"facture\": \"F1\",\n"), "f.jsonl");
    case("JSON that is no object", &|bench| bench.write("f.jsonl", b"[1]\n"), "f.jsonl");
    case(
        "malformed XML",
        &|bench| {
            bench.write("f.xml", b"<n:PES_Aller xmlns:n=\"http://www.minefi.gouv.fr/cp/helios/pes_v2/Rev0/aller\">\n<Enveloppe></n:PES_Aller>")
        },
        "f.xml",
    );
    case("another document", &|bench| bench.write("f.xml", b"<PES_Retour/>"), "f.xml");
    case(
        "missing directory",
        &|bench| bench.config("cas_douteux = \"rejet\"", "annuaire = \"absent.csv\""),
        "factures.csv",
    );
    insta::assert_snapshot!(said);
}

/// One invoice is refused and said so: file, row, column, what to do; exit 1.
#[test]
fn faults_of_invoices() {
    let mut said = String::new();
    let rows = [
        ("bad date", "F1;Location;SARL EXEMPLE;1 RUE DU PORT;35999;VALMIREL;Salle;31/02/2026;2;50,00"),
        ("negative amount", "F1;Location;SARL EXEMPLE;1 RUE DU PORT;35999;VALMIREL;Salle;28/02/2026;-2;50,00"),
        ("zero amount", "F1;Location;SARL EXEMPLE;1 RUE DU PORT;35999;VALMIREL;Salle;28/02/2026;2;0"),
        ("no number", "F1;Location;SARL EXEMPLE;1 RUE DU PORT;35999;VALMIREL;Salle;28/02/2026;deux;50,00"),
        ("no invoice number", ";Location;SARL EXEMPLE;1 RUE DU PORT;35999;VALMIREL;Salle;28/02/2026;2;50,00"),
        ("missing cells", "F1;Location;SARL EXEMPLE;1 RUE DU PORT;35999"),
        (
            "contradiction",
            "F1;Location;SARL EXEMPLE;1 RUE DU PORT;35999;VALMIREL;Salle;28/02/2026;2;50,00\n\
                           F1;Location;SARL AUTRE;1 RUE DU PORT;35999;VALMIREL;Salle;28/02/2026;2;50,00",
        ),
        (
            "number given twice",
            "F1;Location;SARL EXEMPLE;1 RUE DU PORT;35999;VALMIREL;Salle;28/02/2026;2;50,00\n\
                                F2;Location;SARL EXEMPLE;1 RUE DU PORT;35999;VALMIREL;Salle;28/02/2026;2;50,00\n\
                                F1;Location;SARL EXEMPLE;1 RUE DU PORT;35999;VALMIREL;Salle;28/02/2026;2;50,00",
        ),
    ];
    for (title, row) in rows {
        let bench = Bench::new();
        let header = CSV.lines().next().unwrap();
        bench.write("f.csv", format!("{header}\n{row}\n").as_bytes());
        said.push_str(&format!("## {title}\n{}\n", bench.says("f.csv", 1)));
    }
    insta::assert_snapshot!(said);
}

#[test]
fn messages_exist_in_english() {
    let bench = Bench::new();
    bench.write("f.csv", CSV.replace("28/02/2026", "31/02/2026").as_bytes());
    let output = pes()
        .current_dir(bench.path())
        .args(["convert", "f.csv", "--config", "pes.toml", "--out", "out", "--date", "2026-03-02", "--lang", "en"])
        .output()
        .unwrap();
    insta::assert_snapshot!(shown(&output, &[bench.path()]));
}

/// Ten thousand times the same fault reads as one, with a count.
#[test]
fn many_faults_read_as_one() {
    let bench = Bench::new();
    let row = CSV.lines().nth(1).unwrap().replace("28/02/2026", "31/02/2026");
    let rows: String = (0..10_000).map(|n| row.replacen("F1", &format!("F{n}"), 1) + "\n").collect();
    bench.write("f.csv", format!("{}\n{rows}", CSV.lines().next().unwrap()).as_bytes());
    let said = bench.says("f.csv", 1);
    assert_eq!(said.matches("[PES821]").count(), 1, "{said}");
    assert!(said.contains(" (10 000 fois)\n--> f.csv:2\n"), "{said}");
    assert!(said.contains(" = aussi: f.csv:3, 4, 5, 6 … et 9 995 autres places\n"), "{said}");
    assert!(said.lines().count() < 20, "{said}");
}
