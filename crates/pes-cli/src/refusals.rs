//! The invoices refused: of each one bit is held, and it is mapped again each time that it must be spoken of.

use pes::mapper::{Draft, Executor, Forbidden, Input, Mapper, Origin, Refused};

use crate::convert::Threads;
use crate::ledger::Ledger;
use crate::screen::Fault;

/// Billing data and how it is mapped.
pub struct Billing<'a> {
    pub mapper: Mapper<'a>,
    pub inputs: Vec<Input<'a>>,
    /// What was sent before, if anything is remembered.
    pub ledger: Option<&'a Ledger>,
}

/// Invoices mapped before the outcomes of the first are taken.
const WAVE: usize = 1024;

pub type Outcome = Result<Box<Draft>, Box<Refused>>;

impl Billing<'_> {
    /// Maps invoices on all the threads, and gives what becomes of them in order.
    pub fn map<E: From<Fault>>(
        &self,
        mut origins: impl Iterator<Item = Origin>,
        mut take: impl FnMut(Outcome) -> Result<(), E>,
    ) -> Result<(), E> {
        // The journal stays on this thread.
        let (inputs, mapper) = (&self.inputs, &self.mapper);
        let map = |origin: Origin| -> Result<Outcome, Fault> {
            let invoice = inputs[origin.input].invoice(origin.invoice).map_err(|changed| Fault::from(*changed))?;
            Ok(mapper.map(&invoice, origin))
        };
        loop {
            let wave: Vec<Origin> = origins.by_ref().take(WAVE).collect();
            if wave.is_empty() {
                return Ok(());
            }
            for outcome in Threads.map(wave.len(), |index| map(wave[index])) {
                take(self.admit(outcome?)?)?;
            }
        }
    }

    /// Refuses an invoice that was sent before.
    fn admit(&self, outcome: Outcome) -> Result<Outcome, Fault> {
        match (self.ledger, outcome) {
            (Some(ledger), Ok(draft)) => ledger.admit(draft),
            (_, outcome) => Ok(outcome),
        }
    }

    /// Every invoice, in order.
    pub fn origins(&self) -> impl Iterator<Item = Origin> {
        let counts = self.inputs.iter().map(Input::len).enumerate();
        counts.flat_map(|(input, count)| (0..count).map(move |invoice| Origin { input, invoice }))
    }

    /// How many invoices there are.
    pub fn len(&self) -> usize {
        self.inputs.iter().map(Input::len).sum()
    }

    /// The refused invoices, in order.
    pub fn refused<E: From<Fault>>(
        &self,
        refusals: &Refusals,
        mut take: impl FnMut(Refused) -> Result<(), E>,
    ) -> Result<(), E> {
        self.map(refusals.origins(), |outcome| match outcome.and_then(|draft| refusals.forbidden.admit(draft)) {
            Err(refused) => take(*refused),
            // Its complement was not there, and now is.
            Ok(draft) => Err(Fault::from(self.inputs[draft.origin.input].changed()).into()),
        })
    }
}

/// Which invoices are refused.
#[derive(Default)]
pub struct Refusals {
    /// For each input, by number of invoice.
    bits: Vec<Vec<u64>>,
    pub count: usize,
    /// Those that the numbers in the data refuse.
    forbidden: Forbidden,
}

impl Refusals {
    pub fn insert(&mut self, Origin { input, invoice }: Origin) {
        if self.bits.len() <= input {
            self.bits.resize_with(input + 1, Vec::new);
        }
        let bits = &mut self.bits[input];
        if bits.len() <= invoice / 64 {
            bits.resize(invoice / 64 + 1, 0);
        }
        bits[invoice / 64] |= 1 << (invoice % 64);
        self.count += 1;
    }

    pub fn forbid(&mut self, forbidden: Forbidden) {
        forbidden.origins().for_each(|origin| self.insert(origin));
        self.forbidden = forbidden;
    }

    /// Those of one input, in order.
    pub fn of(&self, input: usize) -> impl Iterator<Item = usize> {
        let words = self.bits.get(input).into_iter().flatten().enumerate();
        words.flat_map(|(word, &bits)| (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| 64 * word + bit))
    }

    fn origins(&self) -> impl Iterator<Item = Origin> {
        (0..self.bits.len()).flat_map(|input| self.of(input).map(move |invoice| Origin { input, invoice }))
    }
}
