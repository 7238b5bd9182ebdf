//! Configurations.

use super::Made::Meals;
use super::Mistake;

pub const MISTAKES: &[Mistake] = &[
    Mistake {
        name: "an exercice that is not that of the date",
        source: "Exer; a configuration of last year",
        made: Meals(|data| {
            data.config("exercice = 2026", "exercice = 2025");
        }),
    },
    Mistake {
        name: "the account of the treasury with a wrong key",
        source: "F034",
        made: Meals(|data| {
            data.config("FR7699999000350000035035035", "FR7699999000350000035035036");
        }),
    },
    Mistake {
        name: "the SIRET of the authority with a wrong key",
        source: "IdColl",
        made: Meals(|data| {
            data.config("21350999500014", "21350999500041");
        }),
    },
    Mistake {
        name: "a treasury of five digits",
        source: "C001: six or seven; a number that lost its zero",
        made: Meals(|data| {
            data.config("codique = \"035999\"", "codique = \"35999\"");
        }),
    },
    Mistake {
        name: "a slip of payment without ICS",
        source: "F123",
        made: Meals(|data| {
            data.config("mode_recouvrement = \"talon\"", "mode_recouvrement = \"tip\"");
        }),
    },
    Mistake {
        name: "half of PayFiP",
        source: "F118, F120",
        made: Meals(|data| {
            data.config("payfip_code = \"099935\"\n", "");
        }),
    },
    Mistake {
        name: "PayFiP of seven zeros",
        source: "CodeTipi: a parameter never filled",
        made: Meals(|data| {
            data.config("payfip_code = \"099935\"", "payfip_code = \"0000000\"");
        }),
    },
    Mistake {
        name: "a kind of titre that has no notice",
        source: "annex 2: TypPce 05",
        made: Meals(|data| {
            data.config("typ_pce = \"01\"", "typ_pce = \"05\"");
        }),
    },
    Mistake {
        name: "a correctif in a bordereau of titres",
        source: "annex 2: TypPce 02 and NatPce 06 go with TypBord 02",
        made: Meals(|data| {
            data.config("typ_pce = \"01\"", "typ_pce = \"02\"").config("nat_pce = \"01\"", "nat_pce = \"06\"");
        }),
    },
    Mistake {
        name: "a mail without its sign",
        source: "AdresseMelEmetteur",
        made: Meals(|data| {
            data.config("cantine@exemple.fr", "cantine.exemple.fr");
        }),
    },
    Mistake {
        name: "the number of a titre that is 0",
        source: "R063",
        made: Meals(|data| {
            data.config("premier_titre = 101", "premier_titre = 0");
        }),
    },
    Mistake {
        name: "an address of the example left as it was",
        source: "pes init's words sent to the DGFiP",
        made: Meals(|data| {
            data.config("2 PLACE DES TILLEULS", "A COMPLETER");
        }),
    },
    Mistake {
        name: "the budget of another SIRET",
        source: "CodBud with the SIRET of the main budget: only Hélios knows",
        made: Meals(|data| {
            data.config("code_budget = \"00\"", "code_budget = \"07\"");
        }),
    },
    Mistake {
        name: "a date of bordereau far ahead",
        source: "DteBordEm",
        made: Meals(|data| {
            data.date("2028-03-02");
        }),
    },
];
