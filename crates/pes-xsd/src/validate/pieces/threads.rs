//! Pieces on several threads.
//!
//! What is open in a piece depends on all that comes before it. A scout guesses it: where a child may repeat it leaps
//! over its like, to the end tag of their parent or to the place where the piece is to end, without reading what is
//! between. Whoever reads a piece in full must come to what the scout guessed for the next one.

use std::io::{self, Read};
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};

use memchr::{memchr, memmem, memrchr};

use super::{Context, Source, read};
use crate::instance::{Document, Limits, Span, Token};
use crate::schema::tables::Tables;
use crate::validate::engine::Engine;
use crate::validate::frame::{Carried, Frame};
use crate::validate::ids::Ids;
use crate::validate::sinks::SCOUT;

/// A scout may read one part in so many of a piece before it gives up.
const MAX_SCOUTED: usize = 4;

/// Bytes that a scout looks at first.
const FIRST_WINDOW: usize = 8 << 10;

/// How many end tags of longer names are passed over before a search gives up.
const MAX_LOOKED_AT: usize = 1_000;

/// A piece so many times larger than others has no place to end.
const MAX_PIECES: usize = 32;

pub(super) fn is_surely_valid(
    tables: &Tables,
    limits: Limits,
    source: Source<impl Read>,
    threads: usize,
) -> io::Result<bool> {
    let (sender, receiver) = sync_channel(threads);
    let crew = Crew {
        tables,
        limits,
        pieces: Mutex::new(receiver),
        buffers: Mutex::default(),
        ids: Mutex::default(),
        is_unsure: AtomicBool::new(false),
    };
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(|| crew.read_all());
        }
        let cut = crew.cut(source, sender);
        crew.read_all();
        cut
    })?;
    let ids = crew.ids.into_inner();
    Ok(!crew.is_unsure.into_inner() && ids.is_ok_and(|ids| ids.unresolved().is_empty()))
}

/// A piece to be read in full.
struct Piece<'t> {
    bytes: Vec<u8>,
    start: Place<'t>,
    /// What is to be open at its end; none for the last piece.
    end: Option<Place<'t>>,
}

/// What is open somewhere.
#[derive(Clone, Default)]
struct Place<'t> {
    context: Context,
    frames: Vec<Frame<'t>>,
}

impl Place<'_> {
    fn is_same(&self, context: &Context, frames: &[Frame<'_>]) -> bool {
        self.context == *context
            && self.frames.len() == frames.len()
            && self.frames.iter().zip(frames).all(|(one, other)| one.is_same(other))
    }
}

/// What the threads share.
struct Crew<'t> {
    tables: &'t Tables,
    limits: Limits,
    pieces: Mutex<Receiver<Piece<'t>>>,
    /// Those of pieces that were read, to be used again.
    buffers: Mutex<Vec<Vec<u8>>>,
    ids: Mutex<Ids>,
    is_unsure: AtomicBool,
}

impl<'t> Crew<'t> {
    /// Cuts the document in pieces for all to read.
    fn cut(&self, mut source: Source<impl Read>, sender: SyncSender<Piece<'t>>) -> io::Result<()> {
        let mut start = Place::default();
        while !self.is_unsure.load(Ordering::Relaxed) {
            let mut bytes = self.buffers.lock().ok().and_then(|mut buffers| buffers.pop()).unwrap_or_default();
            let mut is_last = source.fill(&start.context, &mut bytes)?;
            let end = loop {
                if is_last {
                    break None;
                }
                match self.scouted(&bytes, &start) {
                    None if bytes.len() < MAX_PIECES * source.piece => is_last = source.read_more(&mut bytes)?,
                    None => {
                        self.is_unsure.store(true, Ordering::Relaxed);
                        return Ok(());
                    }
                    found => break found,
                }
            };
            let Some((at, end)) = end else {
                self.hand_out(Piece { bytes, start, end: None }, &sender);
                return Ok(());
            };
            source.keep(&bytes[at..]);
            bytes.truncate(at);
            let start = std::mem::replace(&mut start, end.clone());
            self.hand_out(Piece { bytes, start, end: Some(end) }, &sender);
        }
        Ok(())
    }

    /// Gives a piece to whoever is free, if only oneself.
    fn hand_out(&self, piece: Piece<'t>, sender: &SyncSender<Piece<'t>>) {
        if let Err(TrySendError::Full(piece) | TrySendError::Disconnected(piece)) = sender.try_send(piece) {
            self.read_piece(piece);
        }
    }

    /// Reads pieces as long as there are any.
    fn read_all(&self) {
        loop {
            let piece = self.pieces.lock().map(|pieces| pieces.recv());
            let Ok(Ok(piece)) = piece else { return };
            self.read_piece(piece);
        }
    }

    fn read_piece(&self, piece: Piece<'t>) {
        if self.is_unsure.load(Ordering::Relaxed) {
            return;
        }
        let Piece { bytes, start, end } = piece;
        let carried = Carried::of(start.frames);
        let is_as_guessed = match (read(self.tables, self.limits, &bytes, &start.context, carried, end.is_none()), end)
        {
            (Ok((context, carried)), Some(end)) => end.is_same(&context, &carried.frames) && self.absorb(carried.ids),
            (Ok((_, carried)), None) => self.absorb(carried.ids),
            (Err(_), _) => false,
        };
        if !is_as_guessed {
            self.is_unsure.store(true, Ordering::Relaxed);
        }
        if let Ok(mut buffers) = self.buffers.lock() {
            buffers.push(bytes);
        }
    }

    fn absorb(&self, later: Ids) -> bool {
        self.ids.lock().is_ok_and(|mut ids| ids.absorb(later))
    }

    /// A place near the end of a piece, and what is most likely open there.
    fn scouted(&self, bytes: &[u8], start: &Place<'t>) -> Option<(usize, Place<'t>)> {
        let target = bytes.len() - bytes.len() / 8;
        let mut allowance = bytes.len() / MAX_SCOUTED;
        let mut place = start.clone();
        let mut at = start.context.bytes.len();
        loop {
            let seen = self.next_repeated(bytes, at, &mut allowance, &place)?;
            let (after, at_target) = (seen.after, target.max(seen.after));
            place = seen.place;
            match end_tag(bytes, after..at_target, &seen.parent) {
                Some(end) => at = end,
                None => {
                    let end = end_tag(bytes, at_target..bytes.len(), &seen.name)?;
                    return Some((end + memchr(b'>', &bytes[end..])? + 1, place));
                }
            }
        }
    }

    /// Reads from a place to the end of the first child that may repeat, looking at as little as that takes.
    fn next_repeated(&self, bytes: &[u8], at: usize, allowance: &mut usize, place: &Place<'t>) -> Option<Repeated<'t>> {
        let header = place.context.bytes.len();
        let mut window = FIRST_WINDOW;
        loop {
            *allowance = allowance.checked_sub(window)?;
            let seen = bytes.get(at..bytes.len().min(at + window))?;
            // Characters are not cut: whatever follows the last tag is not looked at.
            let seen = &seen[..memrchr(b'>', seen)? + 1];
            let seen = [&place.context.bytes, seen].concat();
            let document = Document::open(&seen).ok()?;
            let scanner = place.context.scanner(&document, self.tables, self.limits).ok()?;
            let mut scout = Engine::resume(self.tables, Carried::of(place.frames.clone()), scanner, SCOUT);
            while scout.scanner.position() < seen.len() {
                // What is cut at the end of the window is looked at again in a larger one.
                let Ok(token) = scout.advance() else { break };
                if token == Token::End && scout.repeats() {
                    let word = |span: Span| seen.get(span.start..span.end).map(<[u8]>::to_vec);
                    return Some(Repeated {
                        name: word(scout.scanner.raw_name())?,
                        parent: word(scout.scanner.outer_raw_name())?,
                        after: at + scout.scanner.position() - header,
                        place: Place { context: Context::of(&scout.scanner), frames: scout.into_carried().frames },
                    });
                }
            }
            window *= 4;
        }
    }
}

/// A child that may repeat where it stands.
struct Repeated<'t> {
    name: Vec<u8>,
    parent: Vec<u8>,
    /// Where it ends, and what is open there.
    after: usize,
    place: Place<'t>,
}

/// Where the first end tag of a name starts within a range.
fn end_tag(bytes: &[u8], range: Range<usize>, name: &[u8]) -> Option<usize> {
    let tag = [b"</", name].concat();
    let starts = memmem::find_iter(bytes.get(range.clone())?, &tag).map(|at| range.start + at);
    let is_whole = |at: &usize| bytes.get(at + tag.len()).is_some_and(|next| b"> \t\r\n".contains(next));
    starts.take(MAX_LOOKED_AT).find(is_whole)
}
