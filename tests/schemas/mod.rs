//! The schemas of the versions, beside the official ones and xmllint.

mod differential;
mod lexical;
mod mutation;
mod official;
mod ours;
