//! The results of notes from run to run: what was printed of a note, and what else came of it, as bytes and back.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use super::NoteDone;
use crate::config::{Resolved, Resolver};
use crate::files::cache::{Cache, Digest, Digester, NoteKey};
use crate::lint::{Date, Settings};
use crate::report::{RuleCount, RunSummary};
use crate::rules;

/// The results of a run's notes, looked up and kept.
#[derive(Debug)]
pub struct Results {
    cache: Cache,
    /// What each of the settings in force stands for, by their address; they are held, so none gets the address of another.
    settings: RwLock<HashMap<usize, (Arc<Resolved>, Digest)>>,
}

/// A note that may have a result.
#[derive(Debug)]
pub struct Sought {
    key: NoteKey,
    /// The day by the clock, unless somebody stated one: what is found may depend on it.
    clock: Option<i64>,
}

impl Results {
    /// Those of `cache`.
    pub fn new(cache: Cache) -> Self {
        Self {
            cache,
            settings: RwLock::default(),
        }
    }

    /// The note at `path` that holds `bytes`. `None` where it has no usable settings; the check tells why.
    pub fn seek(&self, resolver: &Resolver, path: &Path, bytes: &[u8]) -> Option<Sought> {
        let resolved = resolver.for_path(path).ok()?;
        let settings = &resolved.settings;
        let clock = match settings.today {
            Some(_) => None,
            None => Some(settings.clock.and_then(Date::day_number)?),
        };
        let digest = self.digest(resolver, path, &resolved)?;
        let key = NoteKey::new(&digest, path.as_os_str().as_encoded_bytes(), bytes);
        Some(Sought { key, clock })
    }

    fn digest(&self, resolver: &Resolver, path: &Path, resolved: &Arc<Resolved>) -> Option<Digest> {
        let at = Arc::as_ptr(resolved) as usize;
        let known = self.settings.read().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, digest)) = known.get(&at) {
            return Some(*digest);
        }
        drop(known);
        let digest = settings_digest(&self.cache.run()?, resolver.sources(path).digest(), resolved);
        let mut known = self.settings.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(at, (Arc::clone(resolved), digest));
        Some(digest)
    }

    /// Append what was printed of a note to `out`, if its result is known.
    pub fn look(&self, sought: &Sought, out: &mut Vec<u8>) -> Option<NoteDone> {
        let start = out.len();
        if !self.cache.look(&sought.key, out) {
            return None;
        }
        match decode(&out[start..], sought.clock) {
            Some((printed, done)) => {
                out.truncate(start + printed);
                Some(done)
            }
            None => {
                out.truncate(start);
                None
            }
        }
    }

    /// Keep what was `printed` of a note and what else came of it, if it may be kept.
    pub fn keep(&self, sought: &Sought, printed: &[u8], done: &NoteDone) {
        if let Some(result) = encode(printed, done, sought.clock) {
            self.cache.keep(&sought.key, result);
        }
    }

    /// Write down what was kept.
    pub fn finish(self) {
        self.cache.finish();
    }
}

/// A digest of all that a check depends on besides the note, its path and the clock. `run` is that of the program and of
/// how it prints, `sources` one of the files that the configuration was read from: user rules, grammars, names of phrases.
fn settings_digest(run: &Digest, sources: u64, resolved: &Resolved) -> Digest {
    let Settings {
        // What is in them comes out of the sources.
        grammar: _,
        user_rules,
        rules,
        enabled_user_rules,
        hints,
        conventions,
        today,
        // A result knows on which days it holds.
        clock: _,
        // A note that is compared with another one has no result.
        previous: _,
        phrases,
        ignore_suppressions,
    } = &*resolved.settings;
    let mut out = Digester::new("preceptor result cache: settings");
    out.digest(run);
    // Writing into a digest cannot fail.
    let _ = write!(out, "{sources} {} {:?} ", user_rules.len(), resolved.fail_level);
    for enabled in rules {
        let _ = write!(
            out,
            "{} {:?} {:?}; ",
            enabled.rule.code, enabled.severity, enabled.options
        );
    }
    let _ = write!(
        out,
        "{enabled_user_rules:?} {hints:?} {conventions:?} {today:?} {phrases:?} {ignore_suppressions}"
    );
    out.finish()
}

/// The code of a rule that does not ship.
const USER_RULE: u16 = u16::MAX;

/// What was printed, then what else there is, then how long that is. `None` for a result that must not be kept.
fn encode(printed: &[u8], done: &NoteDone, clock: Option<i64>) -> Option<Vec<u8>> {
    let NoteDone {
        summary,
        fails,
        notice,
        failures,
        fixed: 0,
        text: None,
        previous: None,
        previous_digest: None,
        overtaken: false,
    } = done
    else {
        return None;
    };
    let RunSummary {
        notes: 1,
        notes_with_findings,
        errors,
        warnings,
        infos,
        fixable,
        suppressed,
        baselined: 0,
        run_errors,
        per_rule,
    } = summary
    else {
        return None;
    };
    if !failures.is_empty() || !run_errors.is_empty() {
        return None;
    }
    let mut out = Vec::with_capacity(printed.len() + 64 + 16 * per_rule.len());
    out.extend_from_slice(printed);
    // The days on which it holds, the last one not among them.
    let (from, until) = clock.map_or((i64::MIN, i64::MAX), |day| (day, day + 1));
    out.extend_from_slice(&from.to_le_bytes());
    out.extend_from_slice(&until.to_le_bytes());
    out.push(u8::from(*fails));
    for count in [notes_with_findings, errors, warnings, infos, fixable, suppressed] {
        number(*count, &mut out)?;
    }
    text(notice.as_deref(), &mut out)?;
    number(per_rule.len(), &mut out)?;
    for count in per_rule {
        let shipped = rules::all().iter().position(|rule| rule.code == count.code);
        let index = shipped.and_then(|index| u16::try_from(index).ok()).unwrap_or(USER_RULE);
        out.extend_from_slice(&index.to_le_bytes());
        if index == USER_RULE {
            text(Some(&count.code), &mut out)?;
            text(Some(&count.rule), &mut out)?;
        }
        number(count.count, &mut out)?;
        number(count.fixable, &mut out)?;
    }
    number(out.len() - printed.len(), &mut out)?;
    Some(out)
}

fn number(number: usize, out: &mut Vec<u8>) -> Option<()> {
    out.extend_from_slice(&u32::try_from(number).ok()?.to_le_bytes());
    Some(())
}

/// A text, or none: one more than its length, then its bytes.
fn text(text: Option<&str>, out: &mut Vec<u8>) -> Option<()> {
    number(text.map_or(0, |text| text.len() + 1), out)?;
    out.extend_from_slice(text.unwrap_or_default().as_bytes());
    Some(())
}

/// How much of `result` was printed, and what else there is; `None` if it does not hold on the day `clock`.
fn decode(result: &[u8], clock: Option<i64>) -> Option<(usize, NoteDone)> {
    let (rest, length) = result.split_last_chunk::<4>()?;
    let length = usize::try_from(u32::from_le_bytes(*length)).ok()?;
    let printed = rest.len().checked_sub(length)?;
    let mut from = Bytes(&rest[printed..]);
    let days = i64::from_le_bytes(from.take()?)..i64::from_le_bytes(from.take()?);
    let holds = match clock {
        Some(day) => days.contains(&day),
        None => days == (i64::MIN..i64::MAX),
    };
    if !holds {
        return None;
    }
    let fails = from.take::<1>()? == [1];
    let mut summary = RunSummary {
        notes: 1,
        notes_with_findings: from.number()?,
        errors: from.number()?,
        warnings: from.number()?,
        infos: from.number()?,
        fixable: from.number()?,
        suppressed: from.number()?,
        ..RunSummary::default()
    };
    let notice = from.text()?;
    let count = from.number()?;
    summary.per_rule.reserve_exact(count.min(rules::all().len()));
    for _ in 0..count {
        let (code, rule): (Cow<'static, str>, Cow<'static, str>) = match u16::from_le_bytes(from.take()?) {
            USER_RULE => (from.text()??.into(), from.text()??.into()),
            index => {
                let rule = rules::all().get(usize::from(index))?;
                (rule.code.into(), rule.name.into())
            }
        };
        summary.per_rule.push(RuleCount {
            code,
            rule,
            count: from.number()?,
            fixable: from.number()?,
        });
    }
    let done = NoteDone {
        summary,
        fails,
        notice,
        ..NoteDone::default()
    };
    from.0.is_empty().then_some((printed, done))
}

/// What is left to read.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn number(&mut self) -> Option<usize> {
        usize::try_from(u32::from_le_bytes(self.take()?)).ok()
    }

    fn text(&mut self) -> Option<Option<String>> {
        let Some(length) = self.number()?.checked_sub(1) else {
            return Some(None);
        };
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(Some(String::from_utf8(taken.to_owned()).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn done() -> NoteDone {
        let count = |code: &'static str, rule: &'static str| RuleCount {
            code: code.into(),
            rule: rule.into(),
            count: 3,
            fixable: 1,
        };
        let summary = RunSummary {
            notes: 1,
            notes_with_findings: 1,
            errors: 2,
            warnings: 3,
            infos: 1,
            fixable: 2,
            suppressed: 4,
            per_rule: vec![count("ORG001", "missing-section"), count("SCH001", "no-café")],
            ..RunSummary::default()
        };
        NoteDone {
            summary,
            fails: true,
            notice: Some("note.md: read as windows-1252".to_owned()),
            ..NoteDone::default()
        }
    }

    #[test]
    fn what_was_kept_comes_back_on_the_same_day() {
        for clock in [None, Some(20_000)] {
            let bytes = encode(b"printed", &done(), clock).unwrap();
            let (printed, back) = decode(&bytes, clock).unwrap();
            assert_eq!(printed, 7);
            assert_eq!(format!("{back:?}"), format!("{:?}", done()));
        }
        let bytes = encode(b"", &done(), Some(20_000)).unwrap();
        for other in [None, Some(19_999), Some(20_001)] {
            assert!(decode(&bytes, other).is_none(), "{other:?}");
        }
    }

    #[test]
    fn what_failed_or_compared_is_not_kept() {
        let mut failed = done();
        failed.failures.push(crate::files::FileError::new("a.md", "broke down"));
        let mut compared = done();
        compared.previous = Some("b.md".into());
        let mut hidden = done();
        hidden.summary.baselined = 1;
        for done in [failed, compared, hidden] {
            assert!(encode(b"", &done, None).is_none());
        }
    }

    proptest! {
        #[test]
        fn no_bytes_are_taken_for_more_than_they_are(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0_usize..120) {
            decode(&bytes, None);
            let mut known = encode(b"printed", &done(), None).unwrap();
            let whole = known.len();
            known.truncate(whole.saturating_sub(cut));
            known.extend_from_slice(&bytes);
            if let Some((printed, _)) = decode(&known, None) {
                prop_assert!(printed <= known.len());
            }
        }
    }
}
