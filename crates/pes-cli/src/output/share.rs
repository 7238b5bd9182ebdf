//! Folders shared with a group, such as that of the account that transmits: their files are read by it, written by none
//! but their owner.
//!
//! What says so is the setgid bit of a folder: what is made in it has its group.

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;

use nix::unistd::Group;
use pes::parser::{Text, io_words, text};
use pes::validator::{At, Diagnostic, rules};

use super::create_folder;
use crate::screen::Fault;

const SETGID: u32 = 0o2000;
/// What a group needs of a folder.
const READ: u32 = 0o050;

pub fn is_shared(folder: &Path) -> bool {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    std::fs::metadata(folder).is_ok_and(|there| there.is_dir() && there.mode() & SETGID != 0)
}

pub fn readable_file() -> Permissions {
    Permissions::from_mode(0o640)
}

pub fn readable_folder() -> Permissions {
    Permissions::from_mode(SETGID | 0o750)
}

/// Shares an output folder with a group; it is made if it is not there. Nothing is done without a group.
pub fn share(out: &Path, group: &str) -> Result<(), Fault> {
    if group.is_empty() {
        return Ok(());
    }
    let unusable = |Text { fr, en }: Text| -> Fault {
        let message = text!(fr = "groupe « {group} » : {fr}", en = "group \"{group}\": {en}");
        let help = Text::fixed(
            "donner à [sortie] groupe un groupe de cette machine dont l'utilisateur est membre",
            "give [sortie] groupe a group of this machine that the user is a member of",
        );
        Diagnostic::new(&rules::PES852, At::document(out.display().to_string()), message).help(help).into()
    };
    let id = match Group::from_name(group) {
        Ok(Some(group)) => group.gid.as_raw(),
        Ok(None) | Err(_) => return Err(unusable(Text::fixed("inconnu de cette machine", "unknown to this machine"))),
    };
    create_folder(out)?;
    shared(out, id).map_err(|error| {
        let (shown, Text { fr, en }) = (out.display().to_string(), io_words(&error));
        unusable(text!(fr = "{shown} ne peut pas lui être donné : {fr}", en = "{shown} cannot be given to it: {en}"))
    })
}

fn shared(out: &Path, group: u32) -> io::Result<()> {
    let there = std::fs::metadata(out)?;
    if there.gid() != group {
        std::os::unix::fs::chown(out, None, Some(group))?;
    }
    // A change of group takes the bit away.
    let mode = std::fs::metadata(out)?.mode();
    if mode & (SETGID | READ) != SETGID | READ {
        std::fs::set_permissions(out, Permissions::from_mode(mode & 0o7777 | SETGID | READ))?;
    }
    Ok(())
}
