//! Tables of invoices: what exports and spreadsheets make of them.

use super::Made::{Meals, Water};
use super::Mistake;

pub const MISTAKES: &[Mistake] = &[
    Mistake {
        name: "a postal code that lost its zero",
        source: "C008; spreadsheets make numbers of codes",
        made: Meals(|data| {
            data.row("2026-00003", "35999", "1000");
        }),
    },
    Mistake {
        name: "a postal code with the town",
        source: "C008; two fields in one",
        made: Meals(|data| {
            data.row("2026-00003", "35999", "35999 VALMIREL");
        }),
    },
    Mistake {
        name: "a SIRET in exponents",
        source: "R040; a spreadsheet shows 14 digits so",
        made: Water(|data| {
            data.row("E26-0009", "21350998700011", "2,1350998700011E+13");
        }),
    },
    Mistake {
        name: "a SIRET rounded by a spreadsheet",
        source: "R040; 15 significant digits, then zeros",
        made: Water(|data| {
            data.row("E26-0009", "21350998700011", "21350998700000");
        }),
    },
    Mistake {
        name: "a SIREN in the place of a SIRET",
        source: "R073: a SIRET",
        made: Water(|data| {
            data.row("E26-0009", "21350998700011", "213509987");
        }),
    },
    Mistake {
        name: "a year of two digits",
        source: "Base_Date; 26 may be 1926",
        made: Meals(|data| {
            data.row("2026-00003", "01/02/2026", "01/02/26").row("2026-00003", "28/02/2026", "28/02/26");
        }),
    },
    Mistake {
        name: "dates of America in a French file",
        source: "02/28/2026 is no French date",
        made: Meals(|data| {
            data.row("2026-00003", "28/02/2026", "02/28/2026");
        }),
    },
    Mistake {
        name: "dates of America that are French dates too",
        source: "02/01/2026 for 1 February: read as 2 January",
        made: Meals(|data| {
            data.row("2026-00003", "01/02/2026", "02/01/2026");
        }),
    },
    Mistake {
        name: "a date as a spreadsheet counts it",
        source: "Base_Date; 46054 is 1 February 2026",
        made: Meals(|data| {
            data.row("2026-00003", "01/02/2026", "46054");
        }),
    },
    Mistake {
        name: "a day with its hour",
        source: "Base_Date; a timestamp of a database",
        made: Meals(|data| {
            data.row("2026-00003", "01/02/2026", "2026-02-01T23:30:00Z");
        }),
    },
    Mistake {
        name: "a formula that failed",
        source: "#N/A printed as a first name",
        made: Meals(|data| {
            data.row("2026-00003", "Micka\u{eb}l", "#N/A");
        }),
    },
    Mistake {
        name: "the word NULL",
        source: "a database that writes what it does not have",
        made: Meals(|data| {
            data.row("2026-00003", "37 venelle Saint-Exemple", "NULL");
        }),
    },
    Mistake {
        name: "an address that holds the separator",
        source: "RFC 4180; the cells of the row are shifted",
        made: Meals(|data| {
            data.row("2026-00003", "37 venelle Saint-Exemple", "37 venelle; Saint-Exemple");
        }),
    },
    Mistake {
        name: "a row of totals at the end",
        source: "a state printed as a file",
        made: Meals(|data| {
            data.end("TOTAL;;;;;;;;;;;;;;;;;;;;;;;;;;110,83\n");
        }),
    },
    Mistake {
        name: "the names of the columns a second time",
        source: "two exports joined",
        made: Meals(|data| {
            let header = data.text().lines().next().unwrap().to_owned();
            data.end(&format!("{header}\n"));
        }),
    },
    Mistake {
        name: "two families under one invoice",
        source: "the debtor differs from a row to the next",
        made: Meals(|data| {
            data.first_row("2026-00002", "FAM1002", "FAM1003");
        }),
    },
    Mistake {
        name: "two families under one invoice number, far apart",
        source: "a counter that starts again",
        made: Meals(|data| {
            let row = data.text().lines().find(|line| line.starts_with("2026-00003")).unwrap().to_owned();
            data.end(&(row.replace("2026-00003", "2026-00001") + "\n"));
        }),
    },
    Mistake {
        name: "the same rows twice",
        source: "an export sent again in the same file",
        made: Meals(|data| {
            let row = data.text().lines().find(|line| line.starts_with("2026-00003")).unwrap().to_owned();
            data.end(&(row + "\n"));
        }),
    },
    Mistake {
        name: "a total in cents",
        source: "the total given is a hundred times the sum",
        made: Meals(|data| {
            data.row("2026-00003", "18,05", "1805");
        }),
    },
    Mistake {
        name: "a price in cents, without a total to say so",
        source: "nothing to compare it with",
        made: Meals(|data| {
            data.row("2026-00003", ";0,95;;18,05", ";95;;");
        }),
    },
    Mistake {
        name: "a negative quantity",
        source: "MtHT above 0; a meal given back",
        made: Meals(|data| {
            data.row("2026-00003", ";19;1/2 h;", ";-19;1/2 h;");
        }),
    },
    Mistake {
        name: "an invoice of nothing",
        source: "MtTTC above 0; a price of 0",
        made: Meals(|data| {
            data.row("2026-00003", ";0,95;;18,05", ";0,00;;0,00");
        }),
    },
    Mistake {
        name: "an amount with its sign of currency",
        source: "18,05 € in the cell",
        made: Meals(|data| {
            data.row("2026-00003", "18,05", "18,05 EUR");
        }),
    },
    Mistake {
        name: "the amount with tax where the one without tax goes",
        source: "ligne.ht, ligne.tva, ligne.ttc",
        made: Water(|data| {
            data.row("E26-0009", "\"34.20\",\"5.5\"", "\"36.08\",\"5.5\"");
        }),
    },
    Mistake {
        name: "the VAT computed on the wrong rate: line and totals agree",
        source: "TauxTVA 20, VAT of 5.5 %",
        made: Water(|data| {
            data.row("E26-0009", "\"34.20\",\"5.5\"", "\"34.20\",\"20\"");
        }),
    },
    Mistake {
        name: "the VAT rate of before 2014",
        source: "CGI 278: 20 % since 2014",
        made: Water(|data| {
            data.only_lines("E26-0001", "Abonnement").row(
                "E26-0001",
                "\"5.5\",\"1.88\",\"36.08\",\"113.79\",\"6.26\",\"120.05\"",
                "\"19.6\",\"6.70\",\"40.90\",\"34.20\",\"6.70\",\"40.90\"",
            );
        }),
    },
    Mistake {
        name: "a rate that lost its point",
        source: "5.5 becomes 55",
        made: Water(|data| {
            data.only_lines("E26-0001", "Abonnement").row(
                "E26-0001",
                "\"5.5\",\"1.88\",\"36.08\",\"113.79\",\"6.26\",\"120.05\"",
                "\"55\",\"18.81\",\"53.01\",\"34.20\",\"18.81\",\"53.01\"",
            );
        }),
    },
    Mistake {
        name: "two columns of one name",
        source: "which one is read?",
        made: Meals(|data| {
            data.first("Remise", "Prix unitaire");
        }),
    },
    Mistake {
        name: "a column named otherwise",
        source: "an export of a new version",
        made: Meals(|data| {
            data.first("Prix unitaire", "PU TTC");
        }),
    },
    Mistake {
        name: "a spreadsheet named .csv",
        source: "a zip, no text",
        made: Meals(|data| {
            data.bytes(b"PK\x03\x04\x14\x00\x06\x00\x08\x00\x00\x00!\x00");
        }),
    },
    Mistake {
        name: "a header and nothing else",
        source: "a filter that kept nothing",
        made: Meals(|data| {
            let header = data.text().lines().next().unwrap().to_owned();
            data.bytes(format!("{header}\n").as_bytes());
        }),
    },
    Mistake {
        name: "a file cut in the middle of a row",
        source: "a transfer that stopped",
        made: Meals(|data| {
            let text = data.text();
            let end = text.trim_end().len() - 30;
            data.bytes(&text[..end].chars().map(|char| char as u8).collect::<Vec<u8>>());
        }),
    },
    Mistake {
        name: "a file in another encoding than its configuration says",
        source: "windows-1252 said, UTF-8 given",
        made: Meals(|data| {
            let text = data.text();
            data.bytes(text.as_bytes());
        }),
    },
    Mistake {
        name: "a period that ends before it begins",
        source: "DateDebut, DateFin",
        made: Meals(|data| {
            data.row("2026-00003", "01/02/2026;28/02/2026", "28/02/2026;01/02/2026");
        }),
    },
    Mistake {
        name: "a service in 2062",
        source: "a year the wrong way round",
        made: Meals(|data| {
            data.row("2026-00003", "28/02/2026", "28/02/2062");
        }),
    },
    Mistake {
        name: "a service of 2016",
        source: "a debt that is prescribed (four years)",
        made: Meals(|data| {
            data.row("2026-00003", "01/02/2026;28/02/2026", "01/02/2016;28/02/2016");
        }),
    },
    Mistake {
        name: "a mother and a child in one name",
        source: "two people in the field of one",
        made: Meals(|data| {
            data.row("2026-00003", "PA\u{cf}SLEY", "M. ou Mme PA\u{cf}SLEY");
        }),
    },
    Mistake {
        name: "the first name in the name",
        source: "Nom, Prenom",
        made: Meals(|data| {
            data.row("2026-00003", ";PA\u{cf}SLEY;Micka\u{eb}l;", ";PA\u{cf}SLEY Micka\u{eb}l;;");
        }),
    },
];
