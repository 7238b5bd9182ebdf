//! Invoices to bodies, and what goes with them.

use super::Made::{Bodies, Meals, Water};
use super::Mistake;

pub const MISTAKES: &[Mistake] = &[
    Mistake {
        name: "a town abroad without its country",
        source: "C011; CodRes",
        made: Meals(|data| {
            data.row("2026-00003", ";35999;VALMIREL", ";1000;BRUXELLES");
        }),
    },
    Mistake {
        name: "a commune billed as a person",
        source: "B5: CatTiers 23; the constant says 01",
        made: Meals(|data| {
            data.row("2026-00003", ";M;PA\u{cf}SLEY;Micka\u{eb}l;", ";M;COMMUNE DE SAINT-EXEMPLE;MAIRIE;");
        }),
    },
    Mistake {
        name: "a public body under the category of a company",
        source: "the SIRET of a commune, CatTiers 50",
        made: Water(|data| {
            data.row("E26-0009", "\"23\",\"09\"", "\"50\",\"03\"");
        }),
    },
    Mistake {
        name: "a person with the SIRET of a commune",
        source: "R046: CatTiers 01",
        made: Water(|data| {
            data.row("E26-0009", "\"23\",\"09\"", "\"01\",\"01\"");
        }),
    },
    Mistake {
        name: "a number of invoice that Chorus Pro does not take",
        source: "R087: 20 characters, no full stop",
        made: Water(|data| {
            data.row("E26-0009", "\"E26-0009\"", "\"EAU.2026/2e semestre/0009\"");
        }),
    },
    Mistake {
        name: "the generic SIRET of the State without engagement",
        source: "R088",
        made: Bodies(|data| {
            data.row("MAD-2026-002", "21350997900018", "11000201100044").row(
                "MAD-2026-002",
                "\"engagement\": \"PF-26-0031\", ",
                "",
            );
        }),
    },
    Mistake {
        name: "an engagement that the directory wants is not there",
        source: "DT-4-13-1 of the directory",
        made: Bodies(|data| {
            data.row("MAD-2026-002", "\"engagement\": \"PF-26-0031\", ", "");
        }),
    },
    Mistake {
        name: "a service that is not in the directory",
        source: "2559",
        made: Bodies(|data| {
            data.row("MAD-2026-001", "FACTURES_PUBLIQUES", "FACTURES");
        }),
    },
    Mistake {
        name: "a body that the directory does not know",
        source: "B4: the recipient must be in the directory",
        made: Bodies(|data| {
            data.row("MAD-2026-001", "21350998700011", "21350995300013");
        }),
    },
    Mistake {
        name: "the last line of the file is cut",
        source: "JSON; a transfer that stopped",
        made: Bodies(|data| {
            let text = data.text();
            let end = text.trim_end().len() - 20;
            data.bytes(&text[..end].chars().map(|char| char as u8).collect::<Vec<u8>>());
        }),
    },
    Mistake {
        name: "a number of floating point",
        source: "28.400000000000002 from a sum",
        made: Bodies(|data| {
            data.row("MAD-2026-001", "28.40", "28.400000000000002");
        }),
    },
    Mistake {
        name: "not a number",
        source: "NaN of a script",
        made: Bodies(|data| {
            data.row("MAD-2026-001", "28.40", "NaN");
        }),
    },
    Mistake {
        name: "a key with a fault",
        source: "prix_unitair: an amount that would be lost",
        made: Bodies(|data| {
            data.row("MAD-2026-001", "prix_unitaire", "prix_unitair");
        }),
    },
    Mistake {
        name: "a complement that is a document of Word",
        source: "C030, 008",
        made: Bodies(|data| {
            data.row("MAD-2026-001", "\"code_service\"", "\"complement\": \"convention.docx\", \"code_service\"")
                .beside("complements/convention.docx", b"PK\x03\x04");
        }),
    },
    Mistake {
        name: "a complement that is a page of errors",
        source: "C030",
        made: Bodies(|data| {
            data.row("MAD-2026-001", "\"code_service\"", "\"complement\": \"releve.pdf\", \"code_service\"")
                .beside("complements/releve.pdf", b"<html><body>404</body></html>");
        }),
    },
    Mistake {
        name: "a complement of no byte",
        source: "C029",
        made: Bodies(|data| {
            data.row("MAD-2026-001", "\"code_service\"", "\"complement\": \"releve.pdf\", \"code_service\"")
                .beside("complements/releve.pdf", b"");
        }),
    },
    Mistake {
        name: "one complement for two debtors",
        source: "the hours of one read by the other",
        made: Bodies(|data| {
            data.row(
                "MAD-2026-001",
                "\"code_service\"",
                "\"complement\": \"releve-dsi-2026-02.pdf\", \"code_service\"",
            )
            .row(
                "MAD-2026-002",
                "\"code_service\"",
                "\"complement\": \"releve-dsi-2026-02.pdf\", \"code_service\"",
            );
        }),
    },
];
