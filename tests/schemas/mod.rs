//! The schemas of the versions, beside the official ones and xmllint.

mod differential;
mod mutation;
mod official;
mod ours;
