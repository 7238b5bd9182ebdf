//! The command: its words, its exit codes, what it leaves behind.

mod alike;
mod annuaire;
mod answers;
mod arguments;
mod bad_input;
mod catalogue;
mod check;
mod html;
mod many;
mod mask;
mod output_folder;
mod partial;
mod reports;
mod show;
mod together;
mod xsd;
