//! Budgets: numbers of bordereaux and titres are those of a year of one of them.

use std::fmt;

use crate::error::Error;
use crate::journal::Journal;

/// A budget of the local authority. One without codes is not known: what was recorded without saying which.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Budget<'a> {
    /// Code of the local authority, 3 digits.
    pub cod_col: &'a str,
    /// Code of the budget, 2 characters.
    pub cod_bud: &'a str,
}

/// As people write it: `350-00`.
impl fmt::Display for Budget<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Budget { cod_col, cod_bud } = self;
        match self.is_known() {
            true => write!(f, "{cod_col}-{cod_bud}"),
            false => f.write_str("?"),
        }
    }
}

impl Budget<'_> {
    /// The row of what was recorded without saying which budget it is of.
    pub(crate) const UNKNOWN: i64 = 0;

    /// Whether it says which one it is.
    pub fn is_known(&self) -> bool {
        !(self.cod_col.is_empty() && self.cod_bud.is_empty())
    }
}

impl Journal {
    /// How many budgets the journal knows.
    ///
    /// # Errors
    /// The journal cannot be read.
    pub fn budgets(&self) -> Result<usize, Error> {
        let count = self.store.number("SELECT COUNT(*) FROM budget WHERE id <> 0", &[])?;
        Ok(count.try_into().unwrap_or_default())
    }

    /// The row of a budget; that of the unknown one when nothing of it was sent.
    pub(crate) fn budget_row(&self, budget: Budget<'_>) -> Result<i64, Error> {
        self.store.number(
            "SELECT id FROM budget WHERE cod_col = ?1 AND cod_bud = ?2",
            &[budget.cod_col.into(), budget.cod_bud.into()],
        )
    }

    /// The same; it is made if it is not there.
    pub(crate) fn budget_row_or_new(&self, budget: Budget<'_>) -> Result<i64, Error> {
        let known = self.budget_row(budget)?;
        if known != Budget::UNKNOWN || !budget.is_known() {
            return Ok(known);
        }
        let new = self.store.number("SELECT MAX(id) FROM budget", &[])? + 1;
        self.store.execute(
            "INSERT INTO budget VALUES (?1, ?2, ?3)",
            &[new.into(), budget.cod_col.into(), budget.cod_bud.into()],
        )?;
        Ok(new)
    }
}
