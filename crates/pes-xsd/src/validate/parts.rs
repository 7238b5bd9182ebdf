//! One document on several threads.
//!
//! What stands in the middle of a document depends on the elements open around it. A scout guesses them: it reads from
//! the start, and where a child may repeat it leaps over its like, to the end tag of their parent or to the place
//! looked for, without reading what is between. Each thread starts from such a place. When the thread before comes to
//! it, both must agree on all that is open there: if not, the guess was wrong, and the document is read in one piece.
//! The verdict is thus the one of a single pass, whatever the document holds.

use std::ops::Range;

use memchr::memmem;

use super::engine::{Engine, Place, Stop};
use super::ids::Ids;
use super::sinks::{Scout, Verdict};
use crate::instance::{Document, Limits, Span, Token};
use crate::schema::tables::Tables;

/// Documents below this size are read before a thread has started.
const WORTH_SPLITTING: usize = 1 << 20;

/// The share of a document that a scout may read before it gives up: one part in so many.
const MAX_SCOUTED: usize = 32;

/// How many end tags of longer names are passed over before a search gives up.
const MAX_LOOKED_AT: usize = 1_000;

/// Whether the document is valid; none when it cannot be read in parts.
pub(super) fn is_valid(tables: &Tables, document: &Document<'_>, limits: Limits, threads: usize) -> Option<bool> {
    if document.bytes().len() < WORTH_SPLITTING || !tables.constraints.is_empty() {
        return None;
    }
    let starts = starts(tables, document, limits, threads);
    let (first_stop, places) = (starts.first()?.position(), &starts);
    let mut engine = Engine::new(tables, document, limits, Verdict);
    let (first, others) = std::thread::scope(|scope| {
        let others: Vec<_> = (0..places.len())
            .map(|index| {
                scope.spawn(move || {
                    let stop = places.get(index + 1).map_or(usize::MAX, Place::position);
                    part(Engine::resume(tables, places[index].clone(), Verdict), stop)
                })
            })
            .collect();
        let first = engine.run(first_stop);
        (first, others.into_iter().map(|other| other.join().ok()).collect::<Option<Vec<_>>>())
    });
    let mut reached = (first.is_ok()).then(|| engine.place());
    for (start, other) in starts.iter().zip(others?) {
        // What comes before is at fault, so that the document is, whatever the guess was worth.
        let Some(place) = reached else { return Some(false) };
        if !place.is_same(start) {
            return None;
        }
        reached = match other {
            Ok((place, ids)) => engine.ids.absorb(ids).then_some(place),
            Err(_) => None,
        };
    }
    Some(reached.is_some() && engine.finish().is_ok())
}

/// Reads one part.
fn part<'t, 'd>(mut engine: Engine<'t, 'd, Verdict>, stop: usize) -> Result<(Place<'t, 'd>, Ids), Stop> {
    engine.run(stop)?;
    Ok((engine.place(), engine.ids))
}

/// Places from which all threads but the first start.
fn starts<'t: 'd, 'd>(
    tables: &'t Tables,
    document: &'d Document<'_>,
    limits: Limits,
    threads: usize,
) -> Vec<Place<'t, 'd>> {
    let bytes = document.bytes();
    let mut scout = Engine::new(tables, document, limits, Scout);
    let mut allowance = bytes.len() / MAX_SCOUTED;
    let targets = (1..threads).map(|part| bytes.len() / threads * part);
    targets.map_while(|target| scout_to(&mut scout, bytes, target, &mut allowance)).collect()
}

/// Brings a scout to the first place at or after a target.
fn scout_to<'t, 'd>(
    scout: &mut Engine<'t, 'd, Scout>,
    bytes: &[u8],
    target: usize,
    allowance: &mut usize,
) -> Option<Place<'t, 'd>> {
    loop {
        let before = scout.scanner.position();
        let token = scout.advance().ok()?;
        *allowance = allowance.checked_sub(scout.scanner.position() - before)?;
        match token {
            Token::Eof => return None,
            Token::End if scout.scanner.position() >= target => return Some(scout.place()),
            Token::End if scout.repeats() => {}
            _ => continue,
        }
        let after = scout.scanner.position();
        match end_tag(bytes, after..target, scout.scanner.outer_raw_name()) {
            Some(end) => scout.scanner.jump(end),
            None => {
                let end = end_tag(bytes, target..bytes.len(), scout.scanner.raw_name())?;
                scout.scanner.jump(end + memchr::memchr(b'>', bytes.get(end..)?)? + 1);
                return Some(scout.place());
            }
        }
    }
}

/// Where the first end tag of a name starts within a range.
fn end_tag(bytes: &[u8], range: Range<usize>, name: Span) -> Option<usize> {
    let name = bytes.get(name.start..name.end)?;
    let tag = [b"</", name].concat();
    let starts = memmem::find_iter(bytes.get(range.clone())?, &tag).map(|at| range.start + at);
    let is_whole = |at: &usize| bytes.get(at + tag.len()).is_some_and(|next| b"> \t\r\n".contains(next));
    starts.take(MAX_LOOKED_AT).find(is_whole)
}
