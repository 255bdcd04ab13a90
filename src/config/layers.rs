//! From a file to the layers it stands for: profiles under extended files under the file itself.

use std::ops::Range;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use super::at::OneOrMany;
use super::error::{Origin, Problems, did_you_mean, reason};
use super::open::read_bounded;
use super::options::Options;
use super::profiles::{self, Profile};
use super::read;
use super::source::Source;
use super::sources::Sources;

/// One file (or profile), read. Layers are kept weakest first.
#[derive(Debug, Clone)]
pub struct Layer {
    /// What it says.
    pub options: Options,
    /// For places.
    pub origin: Origin,
    /// What its globs and paths are relative to.
    pub base: PathBuf,
    from: From,
}

#[derive(Debug, Clone)]
enum From {
    Profile(Arc<str>),
    File(Arc<PathBuf>),
}

impl Layer {
    /// Where the value at `span` came from.
    pub fn source(&self, span: &Range<usize>) -> Source {
        match &self.from {
            From::Profile(name) => Source::Profile(name.clone()),
            From::File(path) => Source::File {
                path: path.clone(),
                line: self.origin.position(span.start).0,
            },
        }
    }
}

/// Read `file` (absolute) and everything it builds on, weakest first. Faults go to `problems`; what can be read is
/// returned all the same, so that every fault is found in one go.
pub fn load(
    file: &Path,
    cwd: &Path,
    profile: Option<&[String]>,
    sources: &mut Sources,
    problems: &mut Problems,
) -> Vec<Layer> {
    let mut files = Vec::new();
    Loader {
        cwd,
        stack: Vec::new(),
        sources,
        problems,
    }
    .file(file, None, &mut files);
    let base = file.parent().unwrap_or(file);
    let mut layers = profile_layers(&files, profile, base, problems);
    layers.append(&mut files);
    layers
}

/// The layers of the profiles in force: those named by the front, else by the strongest file that names any.
pub fn profile_layers(files: &[Layer], profile: Option<&[String]>, base: &Path, problems: &mut Problems) -> Vec<Layer> {
    let mut layers = Vec::new();
    let mut add = |profile: &Profile, problems: &mut Problems| {
        let origin = Origin {
            shown: PathBuf::from(format!("profile {}", profile.name)),
            text: profile.text.into(),
        };
        if let Some(options) = read::read(&origin, problems) {
            layers.push(Layer {
                options,
                origin,
                base: base.to_path_buf(),
                from: From::Profile(profile.name.into()),
            });
        }
    };
    if let Some(names) = profile {
        for name in names {
            match profiles::find(name) {
                Some(found) => add(found, problems),
                None => problems.command_line(format!("`--profile {name}`: there is no such profile"), help(name)),
            }
        }
        return layers;
    }
    for (at, layer) in files.iter().enumerate() {
        let strongest = !files[at + 1..].iter().any(|layer| layer.options.profile.is_some());
        for name in layer.options.profile.iter().flat_map(|names| &names.0) {
            match profiles::find(name) {
                Some(found) if strongest => add(found, problems),
                Some(_) => {}
                None => {
                    let message = format!("there is no profile `{}`", name.value);
                    problems.at(&layer.origin, name.span.clone(), message, help(name));
                }
            }
        }
    }
    layers
}

fn help(name: &str) -> Option<String> {
    let names: Vec<&str> = profiles::PROFILES.iter().map(|profile| profile.name).collect();
    did_you_mean(name, names.iter().copied()).or_else(|| Some(format!("shipped are {}", names.join(", "))))
}

struct Loader<'a> {
    cwd: &'a Path,
    /// The files being read, outermost first.
    stack: Vec<PathBuf>,
    sources: &'a mut Sources,
    problems: &'a mut Problems,
}

impl Loader<'_> {
    /// Read a file after the files it extends. `asked` is where it is named, if a file names it.
    fn file(&mut self, file: &Path, asked: Option<(&Origin, Range<usize>)>, layers: &mut Vec<Layer>) {
        let shown = show(file, self.cwd);
        let read = read_bounded(file);
        self.sources.file(file, read.as_deref().ok());
        let text = match read {
            Ok(bytes) => match String::from_utf8(bytes) {
                Ok(text) => text,
                Err(_) => {
                    let help = Some("save it as UTF-8".to_owned());
                    return self
                        .problems
                        .file(&shown, "this configuration file is not UTF-8 text", help);
                }
            },
            Err(error) => {
                let reason = reason(&error);
                match asked {
                    Some((origin, span)) => {
                        let message = format!("cannot read the extended file {}: {reason}", shown.display());
                        let help = Some("`extend` is relative to the folder of this file".to_owned());
                        self.problems.at(origin, span, message, help);
                    }
                    None => self
                        .problems
                        .file(&shown, format!("cannot read this configuration file: {reason}"), None),
                }
                return;
            }
        };
        let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
        let origin = Origin {
            shown: shown.clone(),
            text: text.into(),
        };
        let Some(options) = read::read(&origin, self.problems) else {
            return;
        };
        let base = file.parent().unwrap_or(Path::new("")).to_path_buf();
        self.stack.push(file.to_path_buf());
        self.extended(options.extend.as_ref(), &origin, &base, layers);
        self.stack.pop();
        layers.push(Layer {
            options,
            origin,
            base,
            from: From::File(Arc::new(shown)),
        });
    }

    fn extended(&mut self, extend: Option<&OneOrMany>, origin: &Origin, base: &Path, layers: &mut Vec<Layer>) {
        for name in extend.into_iter().flat_map(|extend| &extend.0) {
            let target = absolute(base, Path::new(&name.value));
            match self.stack.iter().position(|file| *file == target) {
                Some(at) => {
                    let mut chain: Vec<String> = self.stack[at..]
                        .iter()
                        .map(|file| show(file, self.cwd).display().to_string())
                        .collect();
                    chain.push(show(&target, self.cwd).display().to_string());
                    let message = format!("these files extend each other in a circle: {}", chain.join(" → "));
                    let help = Some("take one `extend` out".to_owned());
                    self.problems.at(origin, name.span.clone(), message, help);
                }
                None => self.file(&target, Some((origin, name.span.clone())), layers),
            }
        }
    }
}

/// `path` joined to `base`, with `.` and `..` taken out by the letters of the path alone.
pub fn absolute(base: &Path, path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in base.join(path).components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

/// A path as shown to the user: relative to the working directory if it stands in it.
pub fn show(path: &Path, cwd: &Path) -> PathBuf {
    match path.strip_prefix(cwd) {
        Ok(relative) if !relative.as_os_str().is_empty() => relative.to_path_buf(),
        _ => path.to_path_buf(),
    }
}
