//! Reading one note.

use std::fs::File;
use std::io::{self, ErrorKind, Read};
use std::path::Path;

use super::{Content, FileError, Input, Origin};
use crate::text::DecodeError;

/// How many bytes are read of one note before giving up, from a file, a pipe or a device: more than any note, and little
/// enough that neither `/dev/zero` nor a disk image that ends in `.txt` fills the memory.
pub const MAX_BYTES: u64 = 256 << 20;

/// Read the bytes of a note into `buffer`, which is cleared first and can be used again for the next.
///
/// # Errors
/// [`FileError`] in words for a student: what is wrong with that file, and what to do.
pub fn read(input: &Input, buffer: &mut Vec<u8>) -> Result<(), FileError> {
    buffer.clear();
    let error = |message: String| FileError::new(input.path.clone(), message);
    if let Content::Within(member) = &input.content {
        return member.read(buffer).map_err(error);
    }
    match input.origin {
        Origin::Stdin => read_stream(io::stdin().lock(), buffer).map_err(error),
        // What was found below a folder is known to be a regular file (see `discover`).
        Origin::Found => open(&input.path)
            .and_then(|mut file| fill(&mut file, buffer))
            .map_err(error),
        Origin::Named => open(&input.path)
            .and_then(|file| read_named(file, buffer))
            .map_err(error),
    }
}

fn open(path: &Path) -> Result<File, String> {
    File::open(path).map_err(|error| io_message(&error))
}

fn read_named(mut file: File, buffer: &mut Vec<u8>) -> Result<(), String> {
    let metadata = file.metadata().map_err(|error| io_message(&error))?;
    if metadata.is_dir() {
        return Err("is a folder, not a note".to_owned());
    }
    if !metadata.is_file() {
        return read_stream(file, buffer);
    }
    if metadata.len() > MAX_BYTES {
        return Err(too_large());
    }
    buffer.reserve_exact(metadata.len() as usize + 1);
    fill(&mut file, buffer)
}

/// Read to the end. A note fits the buffer that the last one left, so this is two reads: the note, and the end. A reader that is
/// cut off does not first ask for size and position, which for a small file is half of the system calls.
fn fill(file: &mut File, buffer: &mut Vec<u8>) -> Result<(), String> {
    const STEP: usize = 32 * 1024;
    buffer.clear();
    buffer.reserve(STEP);
    if let Err(error) = file.take(MAX_BYTES + 1).read_to_end(buffer) {
        buffer.clear();
        return Err(io_message(&error));
    }
    if buffer.len() as u64 > MAX_BYTES {
        *buffer = Vec::new();
        return Err(too_large());
    }
    Ok(())
}

fn read_stream(stream: impl Read, buffer: &mut Vec<u8>) -> Result<(), String> {
    let read = stream.take(MAX_BYTES + 1).read_to_end(buffer);
    read.map_err(|error| io_message(&error))?;
    if buffer.len() as u64 > MAX_BYTES {
        *buffer = Vec::new();
        return Err(format!(
            "gave more than {} MB and was not read further; a note is text of a few pages",
            MAX_BYTES >> 20
        ));
    }
    Ok(())
}

fn too_large() -> String {
    format!(
        "is larger than {} MB and was not read; a note is text of a few pages",
        MAX_BYTES >> 20
    )
}

/// Why a file could not be read and what to do about it, to follow its name.
pub fn io_message(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such file or folder".to_owned(),
        ErrorKind::PermissionDenied => "may not be read (permission denied); check who owns it".to_owned(),
        ErrorKind::IsADirectory => "is a folder, not a note".to_owned(),
        ErrorKind::NotADirectory => "is not there: something above it is a file, not a folder".to_owned(),
        ErrorKind::InvalidFilename => {
            "cannot be read: its path is longer than the system takes; run preceptor in a folder nearer to it"
                .to_owned()
        }
        _ => {
            let reason = reason(error);
            let way_out = match reason.as_str() {
                "Too many open files" => "raise the limit (`ulimit -n 1024`) and run it again",
                "Too many levels of symbolic links" => "a link on the way leads back to itself; remove it",
                _ => "try again, and if it stays so, see to its disk or leave it out",
            };
            format!("cannot be read: {reason}; {way_out}")
        }
    }
}

/// What the operating system says, without the "(os error 5)" that says nothing to a reader, nor the name of a temporary
/// file.
pub(super) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let text = text.split(" at path \"").next().unwrap_or(text);
    text.trim().to_owned()
}

/// Why bytes are not a note, and the way out.
pub fn decode_error_message(error: &DecodeError) -> String {
    match error {
        DecodeError::Binary(what) => {
            format!("is {what}, not text; export or paste the note as plain text and check that")
        }
        DecodeError::NotText { offset } => format!(
            "is not text: byte {offset} fits neither UTF-8, UTF-16 nor an older text encoding; save the note as UTF-8"
        ),
        DecodeError::TooLarge => too_large(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    fn named(path: PathBuf) -> Input {
        Input::file(path, Origin::Named)
    }

    #[test]
    fn one_buffer_serves_files_of_every_size() {
        let folder = tempfile::tempdir().unwrap();
        let mut buffer = Vec::new();
        for size in [0, 5, 32 * 1024, 32 * 1024 + 1, 200_000, 3] {
            let path = folder.path().join(format!("{size}.md"));
            let bytes: Vec<u8> = (0..size).map(|at| (at % 251) as u8).collect();
            std::fs::write(&path, &bytes).unwrap();
            for origin in [Origin::Named, Origin::Found] {
                read(&Input::file(path.clone(), origin), &mut buffer).unwrap();
                assert_eq!(buffer, bytes, "{size} {origin:?}");
            }
        }
    }

    #[test]
    fn what_cannot_be_read_is_said_plainly() {
        let folder = tempfile::tempdir().unwrap();
        let mut buffer = vec![1, 2, 3];
        let missing = read(&named(folder.path().join("none.md")), &mut buffer).unwrap_err();
        assert_eq!(missing.message, "there is no such file or folder");
        let directory = read(&named(folder.path().to_owned()), &mut buffer).unwrap_err();
        assert_eq!(directory.message, "is a folder, not a note");
        assert!(buffer.is_empty());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn an_endless_device_is_given_up() {
        let mut buffer = Vec::new();
        let error = read(&named("/dev/zero".into()), &mut buffer).unwrap_err();
        assert!(error.message.contains("256 MB"), "{}", error.message);
        assert_eq!(buffer.capacity(), 0);
    }
}
