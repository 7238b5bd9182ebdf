//! `xs:all`: each member at most once, in any order.

use super::LeafId;
use crate::names::Symbol;

/// A member of `xs:all`; the members of a substitution group share one.
#[derive(Clone, Debug)]
pub(crate) struct AllMember {
    /// The names it goes by, each with its own leaf.
    pub(crate) names: Vec<(LeafId, Symbol)>,
    pub(crate) required: bool,
}

#[derive(Clone, Debug)]
pub(super) struct All {
    /// Symbol, member and leaf, sorted.
    arrows: Box<[(Symbol, u32, u32)]>,
    required: Members,
    optional: bool,
}

/// A set of members, by number.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Members {
    first: u64,
    /// For more than 64 members, which no schema of use has.
    others: Vec<u64>,
}

impl All {
    pub(super) fn new(members: &[AllMember], optional: bool) -> Self {
        let mut required = Members::default();
        let mut arrows: Vec<(Symbol, u32, u32)> = Vec::new();
        for (member, number) in members.iter().zip(0..) {
            if member.required {
                required.insert(number);
            }
            for ((_, symbol), leaf) in member.names.iter().zip(arrows.len()..) {
                arrows.push((*symbol, number, u32::try_from(leaf).unwrap_or(u32::MAX)));
            }
        }
        arrows.sort_unstable();
        Self { arrows: arrows.into(), required, optional }
    }

    pub(super) fn step(&self, members: &mut Members, name: Symbol) -> Option<u32> {
        let start = self.arrows.partition_point(|arrow| arrow.0 < name);
        let same = self.arrows.get(start..)?.iter().take_while(|arrow| arrow.0 == name && name != Symbol::UNKNOWN);
        let (_, member, leaf) = same.into_iter().find(|&&(_, member, _)| !members.contains(member))?;
        members.insert(*member);
        Some(*leaf)
    }

    pub(super) fn accepts(&self, members: &Members) -> bool {
        let none_yet = members.words().all(|word| word == 0);
        let seen = members.words().chain(std::iter::repeat(0));
        self.optional && none_yet || self.required.words().zip(seen).all(|(required, seen)| required & !seen == 0)
    }

    pub(super) fn expected(&self, members: &Members) -> Vec<u32> {
        self.arrows.iter().filter(|arrow| !members.contains(arrow.1)).map(|&(_, _, leaf)| leaf).collect()
    }
}

impl Members {
    fn words(&self) -> impl Iterator<Item = u64> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }

    fn contains(&self, member: u32) -> bool {
        let word = match (member / 64) as usize {
            0 => self.first,
            word => self.others.get(word - 1).copied().unwrap_or(0),
        };
        word >> (member % 64) & 1 == 1
    }

    fn insert(&mut self, member: u32) {
        let word = match (member / 64) as usize {
            0 => &mut self.first,
            word => {
                if self.others.len() < word {
                    self.others.resize(word, 0);
                }
                &mut self.others[word - 1]
            }
        };
        *word |= 1 << (member % 64);
    }
}
