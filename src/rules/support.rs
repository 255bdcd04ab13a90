//! What several rules need: the nodes under a span, what a section holds, how to name a place in a message.

use crate::grammar::{Group, KindDef, LexiconId, SectionId, lexicon_ids};
use crate::note::facts::{Setting, Time, TimeKind};
use crate::note::{KindSource, Note, Placeholder, SectionIx};
use crate::rules::Context;
use crate::syntax::{Node, NodeKind, PlaceholderKind};
use crate::text::Span;

/// What stands under a heading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// Nothing: white space, empty bullets, comments.
    Empty,
    /// Only blanks that nobody filled in; TPL speaks of them.
    Placeholders,
    /// Text.
    Written,
}

/// The nodes that start inside `span`, in preorder.
pub fn nodes_in(note: &Note, span: Span) -> &[Node] {
    // Preorder: starts never fall, so that both ends are found by bisection.
    let nodes = note.tree.nodes();
    let from = nodes.partition_point(|node| node.span.start < span.start);
    let to = nodes.partition_point(|node| node.span.start < span.end);
    &nodes[from..to.max(from)]
}

/// Whether `span` lies within prose, a table cell or a heading, and not in a comment, a marker or a placeholder.
pub fn is_prose(note: &Note, span: Span) -> bool {
    let nodes = note.tree.nodes();
    // In preorder the leaf that holds a place is the last node that starts at or before it.
    let at = nodes.partition_point(|node| node.span.start <= span.start);
    nodes[..at].last().is_some_and(|node| {
        matches!(node.kind, NodeKind::Text | NodeKind::Cell | NodeKind::Title) && node.span.contains(span)
    })
}

/// What stands under the heading of the section `ix`. The headings of its parts are no content.
pub fn section_content(note: &Note, ix: SectionIx) -> Content {
    let section = note.section(ix);
    let parts =
        &note.sections[(ix.0 as usize + 1).min(note.sections.len())..(section.end as usize).min(note.sections.len())];
    content_but(note, section.body, |title| {
        let at = parts.partition_point(|part| part.heading.end <= title.start);
        parts.get(at).is_some_and(|part| part.heading.overlaps(title))
    })
}

fn content_but(note: &Note, span: Span, is_heading: impl Fn(Span) -> bool) -> Content {
    let nodes = note.tree.nodes();
    let from = nodes.partition_point(|node| node.span.start < span.start);
    // A leaf may begin before the span: `FH - father died`, where the heading is the beginning of a plain line.
    let reaching = nodes[..from]
        .last()
        .filter(|node| node.kind.is_leaf() && node.span.end > span.start);
    let mut found = Content::Empty;
    for node in reaching.into_iter().chain(nodes_in(note, span)) {
        let text = Span::new(
            node.span.start.max(span.start),
            node.span.end.min(span.end).max(span.start),
        );
        match node.kind {
            NodeKind::Placeholder(_) => found = Content::Placeholders,
            // The dashes of a delimiter row are no content.
            NodeKind::Cell if note.slice(text).chars().any(char::is_alphanumeric) => return Content::Written,
            // A colon or full stop around a blank is no content: `***.`
            NodeKind::Text
                if trim(note.slice(text))
                    .chars()
                    .any(|c| !matches!(c, '.' | ',' | ';' | ':')) =>
            {
                return Content::Written;
            }
            NodeKind::Title if !is_heading(node.span) => return Content::Written,
            NodeKind::Value | NodeKind::TaskBox(true) => return Content::Written,
            _ => {}
        }
    }
    found
}

/// `text` without white space, invisible characters and odd spaces at its ends.
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// Whether `c` is seen as a space or not seen at all.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// How far a rule looks around a place on its line, in bytes. A file of one endless line costs no more than any other.
const LINE_WINDOW: usize = 400;

/// The line that holds `offset`, without its line end; of a very long line only the neighbourhood.
pub fn line_at(note: &Note, offset: u32) -> Span {
    let text: &str = &note.text;
    let bytes = text.as_bytes();
    let at = (offset as usize).min(bytes.len());
    let mut floor = at.saturating_sub(LINE_WINDOW);
    floor = crate::text::floor(text, floor);
    let mut ceiling = (at + LINE_WINDOW).min(bytes.len());
    ceiling = crate::text::ceil(text, ceiling);
    let start = memchr::memrchr2(b'\n', b'\r', &bytes[floor..at]).map_or(floor, |end| floor + end + 1);
    let end = memchr::memchr2(b'\n', b'\r', &bytes[at..ceiling]).map_or(ceiling, |end| at + end);
    Span::from(start..end)
}

/// Whether `text` holds a small letter of the alphabet.
pub fn has_lower_case(text: &str) -> bool {
    // A stretch at a time, so that a processor can look at many letters at once.
    let mut stretches = text.as_bytes().chunks(64);
    stretches.any(|stretch| {
        stretch
            .iter()
            .fold(false, |found, byte| found | byte.is_ascii_lowercase())
    })
}

/// The sentence around `span`; of a very long one only the neighbourhood.
pub fn sentence_around(note: &Note, span: Span) -> Span {
    let whole = note
        .sentence_at(span.start)
        .map_or(span, |sentence| sentence.span.cover(span));
    let text: &str = &note.text;
    let mut start = whole.start.max(span.start.saturating_sub(LINE_WINDOW as u32)) as usize;
    start = crate::text::floor(text, start);
    let mut end = whole.end.min(span.end.saturating_add(LINE_WINDOW as u32)) as usize;
    end = crate::text::ceil(text, end);
    Span::from(start..end)
}

/// The first line of the note that holds text, front matter aside; the start of the note if there is none.
pub fn first_line(note: &Note) -> Span {
    note.tree
        .leaves()
        .find(|node| matches!(node.kind, NodeKind::Text | NodeKind::Title | NodeKind::Cell))
        .map_or(Span::at(0), |node| {
            let line = line_at(note, node.span.start);
            let text = note.slice(line);
            let lead = text.len() - text.trim_start_matches(is_space).len();
            let trimmed = trim(text);
            Span::new(line.start + lead as u32, line.start + (lead + trimmed.len()) as u32)
        })
}

/// The problem that the text at `offset` belongs to, as an index.
pub fn problem_at(note: &Note, offset: u32) -> Option<usize> {
    let at = note.written_problems.partition_point(|it| it.span.start <= offset);
    let last = at.checked_sub(1)?;
    (offset < note.written_problems[last].span.end).then_some(last)
}

/// How the writer called the section `ix`: its heading, on one line, without marks.
pub fn heading(note: &Note, ix: SectionIx) -> &str {
    trim(note.slice(note.section(ix).heading))
}

/// Where `words` stands in `text`, place by place. For looks of a moment: the searcher of the standard library costs more to
/// make than a sentence takes to read.
pub fn places_of<'t>(text: &'t str, words: &'t str) -> impl Iterator<Item = usize> + use<'t> {
    let mut from = 0;
    std::iter::from_fn(move || {
        let found = memchr::memmem::find(text.as_bytes().get(from..)?, words.as_bytes())?;
        let at = from + found;
        from = at + words.len().max(1);
        Some(at)
    })
}

/// The pairs of bytes that stand in a text: what is looked for among many words is there only if its first pairs are.
pub struct Pairs([u64; Self::PARTS]);

impl Pairs {
    const PARTS: usize = 16;

    /// Of `text`.
    pub fn of(text: &str) -> Self {
        let mut pairs = [0; Self::PARTS];
        for pair in text.as_bytes().windows(2) {
            let (part, bit) = Self::place(pair[0], pair[1]);
            pairs[part] |= bit;
        }
        Self(pairs)
    }

    /// Whether `word` may stand in the text.
    #[inline]
    pub fn may_hold(&self, word: &str) -> bool {
        let has = |(part, bit): (usize, u64)| self.0[part] & bit != 0;
        match *word.as_bytes() {
            [a, b, c, d, ..] => has(Self::place(a, b)) && has(Self::place(b, c)) && has(Self::place(c, d)),
            [a, b, ..] => has(Self::place(a, b)),
            _ => true,
        }
    }

    #[inline]
    fn place(a: u8, b: u8) -> (usize, u64) {
        let place = usize::from(a).wrapping_mul(37).wrapping_add(usize::from(b)) % (Self::PARTS * 64);
        (place / 64, 1 << (place % 64))
    }
}

/// How many words stand in `text`: runs without a space that hold a letter or a digit.
pub fn word_count(text: &str) -> usize {
    let mut words = 0;
    let mut counted = false;
    for byte in text.bytes() {
        // Without branches: which bytes are letters cannot be foretold.
        let letter = LETTERS[usize::from(byte)];
        words += usize::from(letter & !counted);
        counted = (counted | letter) & !byte.is_ascii_whitespace();
    }
    words
}

/// The bytes of letters and digits.
static LETTERS: [bool; 256] = {
    let mut letters = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        letters[byte] = byte >= 0x80 || (byte as u8).is_ascii_alphanumeric();
        byte += 1;
    }
    letters
};

/// `text` on one line and at most `limit` characters long, for quoting in a message.
pub fn quote(text: &str, limit: usize) -> String {
    let text = trim(text);
    if text.len() <= limit
        && text
            .bytes()
            .fold(true, |plain, byte| plain & (b' '..=b'~').contains(&byte))
    {
        return text.to_owned();
    }
    let mut out = String::new();
    for (at, c) in text.chars().enumerate() {
        if at == limit {
            out.push('…');
            break;
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}

/// `text` with a capital first letter.
pub fn capitalized(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// What the phrases of `lexicon` inside `span` cover, by the attribute `covers` of their entries; each once, added to `found`.
pub fn add_covered<'n>(note: &'n Note, lexicon: LexiconId, span: Span, found: &mut Vec<&'n str>) {
    for hit in note.phrases_in(lexicon, span) {
        for covered in note.entry(hit).list("covers") {
            if !found.contains(&&**covered) {
                found.push(covered);
            }
        }
    }
}

/// The title of what `id` is in `lexicon`, else the id itself.
pub fn title_in<'n>(note: &'n Note, lexicon: LexiconId, id: &'n str) -> &'n str {
    let entries = &note.grammar.lexicon(lexicon).entries;
    let entry = entries.iter().find(|entry| entry.id == id);
    entry.and_then(|entry| entry.text("title")).unwrap_or(id)
}

/// `a, b or c`, with `or` or another word before the last.
pub fn listing(items: &[&str], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} {word} {last}", first.join(", ")),
    }
}

/// The placeholders of these kinds; none in a template, where they belong.
pub fn blanks<'a>(note: &'a Note, kinds: &'a [PlaceholderKind]) -> impl Iterator<Item = Placeholder> + 'a {
    note.placeholders()
        .filter(move |placeholder| !note.is_template && kinds.contains(&placeholder.kind))
}

/// What a placeholder was meant to hold, in a message: `Onset in HPI is still blank`.
pub fn blank_sentence(note: &Note, placeholder: &Placeholder) -> String {
    let section = placeholder
        .section
        .map(|ix| heading(note, ix))
        .filter(|name| !name.is_empty());
    let label = blank_label(note, placeholder.span);
    match (label, section) {
        (Some(label), Some(section)) if !label.eq_ignore_ascii_case(section) => {
            format!("{} in {} is still blank", capitalized(&label), quote(section, 40))
        }
        (Some(label), _) => format!("{} is still blank", capitalized(&label)),
        (None, Some(section)) if fills_section(note, placeholder) => format!("{} is still blank", quote(section, 40)),
        (None, Some(section)) => format!("A blank in {} was never filled in", quote(section, 40)),
        (None, None) => "A blank was never filled in".to_owned(),
    }
}

/// Whether the section of the placeholder holds nothing but placeholders.
fn fills_section(note: &Note, placeholder: &Placeholder) -> bool {
    placeholder.section.is_some_and(|ix| {
        let body = note.section(ix).body;
        // A section of very many blanks is no single blank, and is not read again for each of them.
        nodes_in(note, body).len() < 32 && section_content(note, ix) == Content::Placeholders
    })
}

/// The name that a blank carries: `***{onset}`, `@AGE@`, `{{ age }}`, or the label before it on its line, `Onset: ***`.
pub fn blank_label(note: &Note, span: Span) -> Option<String> {
    let written = note.slice(span);
    let inner = if let Some(rest) = written.strip_prefix("***") {
        rest.strip_prefix('{').and_then(|rest| rest.strip_suffix('}'))
    } else if let Some(rest) = written.strip_prefix("{{") {
        rest.strip_suffix("}}")
    } else {
        written.strip_prefix('@').and_then(|rest| rest.strip_suffix('@'))
    };
    if let Some(inner) = inner.map(trim).filter(|inner| !inner.is_empty()) {
        return Some(quote(&inner.to_lowercase().replace('_', " "), 40));
    }
    let line = line_at(note, span.start);
    let before = note.slice(Span::new(line.start, span.start));
    let before = trim(before).trim_end_matches('*').strip_suffix(':')?;
    let from = before.rfind(['.', ';', ',', '|', ':']).map_or(0, |at| at + 1);
    let label = before[from..]
        .trim_start_matches(|c: char| !c.is_alphabetic())
        .trim_end_matches(['*', '_', ' ']);
    (!label.is_empty() && label.chars().count() <= 40).then(|| quote(label, 40))
}

/// Whether the note is written as British doctors write ([`Note::is_british`]).
pub fn is_british(note: &Note) -> bool {
    note.is_british()
}

/// Whether a time is that of something long past: `CABG in 2015`, `diagnosed 12 years ago`, `hypertension for 10 years`.
pub fn is_background(note: &Note, time: &Time) -> bool {
    /// What is a year ago and more, in days, is background where its clause says so.
    const LONG_AGO: f64 = 365.0;
    let long_ago = match time.kind {
        TimeKind::Date { month: None, .. } => true,
        _ => time.days().is_some_and(|(days, _)| days >= LONG_AGO),
    };
    long_ago && (leads_back(note, time.span, None) || is_of_disease(note, time))
}

/// Whether the nearest words before a time, in its clause, are those of a disease, an operation or a drug, not of the complaint.
fn is_of_disease(note: &Note, time: &Time) -> bool {
    /// How far before a time its clause reaches, in bytes.
    const CLAUSE: u32 = 60;
    let from = time
        .span
        .start
        .saturating_sub(CLAUSE)
        .max(note.sentence_at(time.span.start).map_or(0, |it| it.span.start));
    let clause = Span::new(from.min(time.span.start), time.span.start);
    let last = |lexicon| note.phrases_in(lexicon, clause).map(|hit| hit.span.end).next_back();
    let complaint = last(lexicon_ids::COMPLAINTS);
    let disease = last(lexicon_ids::CONDITIONS)
        .max(last(lexicon_ids::OPERATIONS))
        .max(last(lexicon_ids::DRUGS));
    disease.is_some() && disease >= complaint
}

/// Whether the sentence around a time goes back to before the story. "History of" says so only of what is not recent.
pub fn leads_back(note: &Note, span: Span, days: Option<f64>) -> bool {
    /// Up to so many days ago, "history of" tells an event of the story.
    const RECENT: f64 = 30.0;
    let sentence = note.sentence_at(span.start).map_or(span, |sentence| sentence.span);
    let recent = days.is_some_and(|days| days < RECENT);
    let mut words = note.phrases_in(lexicon_ids::CHRONOLOGY, sentence);
    words.any(|hit| match &*note.entry(hit).category {
        "back" => true,
        "history" => !recent,
        _ => false,
    })
}

/// Whether the note is a full history for certain: by its title or front matter, or on a ward with most of the histories.
/// A clinic note with many headings looks like one and is none.
pub fn is_full_history(note: &Note) -> bool {
    if !note.kind.is_some_and(|kind| note.grammar.kind(kind).full_history) {
        return false;
    }
    let histories = || {
        let ids = note.sections.iter().filter_map(|section| section.id);
        ids.filter(|id| note.grammar.is_history(*id)).count()
    };
    match note.kind_source {
        None => false,
        Some(KindSource::Sections) => note.setting() == Some(Setting::Inpatient) && histories() >= 4,
        Some(_) => true,
    }
}

/// Whether the note says that the patient was not seen in person.
pub fn is_remote(note: &Note) -> bool {
    note.phrases_of(lexicon_ids::REMOTE_VISITS).next().is_some()
}

/// Which elements of `ranks` stand in order: the longest subsequence that never falls. The others are the fewest that
/// have to move.
pub fn in_order(ranks: &[usize]) -> Vec<bool> {
    // tails[n]: where the run of length n + 1 with the lowest end ends.
    let mut tails: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(ranks.len());
    for (at, rank) in ranks.iter().enumerate() {
        let length = tails.partition_point(|tail| ranks[*tail] <= *rank);
        before.push(length.checked_sub(1).map(|shorter| tails[shorter]));
        if length == tails.len() {
            tails.push(at);
        } else {
            tails[length] = at;
        }
    }
    let mut kept = vec![false; ranks.len()];
    let mut at = tails.last().copied();
    while let Some(index) = at {
        kept[index] = true;
        at = before[index];
    }
    kept
}

/// Whether the note has a section on a hospital course or an operation that is no part of the kind: then a kind that was
/// told from the headings is the wrong one.
pub fn tells_of_more(note: &Note, kind: &KindDef) -> bool {
    let of_another_kind = |id: SectionId| {
        matches!(note.grammar.section(id).group, Group::Course | Group::Procedure) && !kind.order.contains(&id)
    };
    note.sections
        .iter()
        .filter(|section| section.parent.is_none())
        .filter_map(|section| section.id)
        .any(of_another_kind)
}

/// The group of the section `ix`, or of the nearest known section around it.
pub fn group_of(note: &Note, ix: SectionIx) -> Option<Group> {
    let mut at = Some(ix);
    while let Some(section) = at.map(|ix| note.section(ix)) {
        if let Some(id) = section.id {
            return Some(note.grammar.section(id).group);
        }
        at = section.parent;
    }
    None
}

/// The year in which the note is read: that of its date, of `--today`, of the clock.
pub fn this_year(context: &Context<'_>) -> Option<f64> {
    let written = context.note.date().and_then(|event| match event.date.kind {
        TimeKind::Date { year, .. } => year.map(i32::from),
        _ => None,
    });
    let today = || context.today.or(context.clock).map(|date| date.year);
    written.or_else(today).map(f64::from)
}

/// How many years ago the sentence of `span` says that something was, by the first time in it or right behind it ("quit
/// 3 years ago", "stopped in 2015", "Former smoker. Quit 1998"); a year needs `this_year`.
pub fn years_since(note: &Note, span: Span, this_year: Option<f64>) -> Option<f64> {
    let end = note
        .sentence_at(span.start)
        .map_or(span.end, |sentence| sentence.span.end);
    // "Former smoker. Quit 1998."
    let next = note.sentence_at(end + 1).map_or(end, |next| {
        let start = note.slice(next.span).get(..5).unwrap_or_default();
        let goes_on = ["quit ", "stopp", "gave ", "last "]
            .iter()
            .any(|word| start.eq_ignore_ascii_case(word));
        if goes_on { next.span.end } else { end }
    });
    let sentence = Span::new(span.start, next.min(span.end + LINE_WINDOW as u32).max(span.end));
    let times = note.times();
    let from = times.partition_point(|time| time.span.start < sentence.start);
    let told = times[from..]
        .iter()
        .take_while(|time| time.span.start < sentence.end)
        .find_map(|time| match time.kind {
            TimeKind::Ago(count, unit) => Some(count * unit.days() / 365.25),
            TimeKind::Date { year: Some(year), .. } => this_year.map(|now| (now - f64::from(year)).max(0.0)),
            _ => None,
        });
    // A year alone is no date: "quit 2015".
    told.or_else(|| {
        let mut runs = note.slice(sentence).split(|c: char| !c.is_ascii_digit());
        let year = runs.find(|run| run.len() == 4 && (run.starts_with("19") || run.starts_with("20")))?;
        Some((this_year? - year.parse::<f64>().ok()?).max(0.0))
    })
}

#[cfg(test)]
mod tests {
    use super::{capitalized, in_order, quote, word_count};

    #[test]
    fn the_fewest_moves() {
        assert_eq!(in_order(&[]), Vec::<bool>::new());
        assert_eq!(in_order(&[1, 1, 2, 3]), [true; 4]);
        assert_eq!(in_order(&[0, 5, 1, 2, 3]), [true, false, true, true, true]);
        assert_eq!(in_order(&[4, 5, 0, 1, 2]), [false, false, true, true, true]);
    }

    #[test]
    fn words_and_quotes() {
        assert_eq!(word_count("one - two, 3 mg."), 4);
        assert_eq!(quote("  a\nb  ", 10), "a b");
        assert_eq!(quote("abcdef", 3), "abc…");
        assert_eq!(capitalized("été"), "Été");
    }
}

#[cfg(test)]
pub(crate) mod testing {
    //! Run one rule on one text.

    use std::collections::BTreeMap;
    use std::sync::Arc;

    use crate::grammar::Grammar;
    use crate::note::{self, Hints, Note, PhraseNames};
    use crate::rules::{Applicability, Check, Context, Conventions, Finding, OptionValue, Rule};

    /// The note that `text` is.
    pub fn read(text: &str) -> Note {
        note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
    }

    /// What `rule` finds in `note` with these options and conventions.
    pub fn run_on(
        rule: &'static Rule,
        note: &Note,
        options: &BTreeMap<String, OptionValue>,
        conventions: &Conventions,
    ) -> Vec<Finding> {
        let context = Context {
            note,
            rule,
            options: Some(options),
            conventions,
            today: None,
            clock: None,
            previous: None,
            phrases: &PhraseNames::shipped(),
        };
        let mut findings = Vec::new();
        // As the engine does: only notes of the rule's kinds.
        let kind_fits = rule.kinds.is_empty()
            || note
                .kind
                .is_some_and(|kind| rule.kinds.contains(&&*note.grammar.kind(kind).id));
        if let Check::Note(check) = rule.check
            && kind_fits
        {
            check(&context, &mut findings);
        }
        findings
    }

    /// What `rule` finds in `text`.
    pub fn run(rule: &'static Rule, text: &str) -> Vec<Finding> {
        run_on(rule, &read(text), &BTreeMap::new(), &Conventions::new())
    }

    /// What `rule` finds in `text` with one option set.
    pub fn run_with(rule: &'static Rule, text: &str, name: &str, value: OptionValue) -> Vec<Finding> {
        run_on(
            rule,
            &read(text),
            &BTreeMap::from([(name.to_owned(), value)]),
            &Conventions::new(),
        )
    }

    /// The texts that the findings of `rule` in `text` point at.
    pub fn hits(rule: &'static Rule, text: &str) -> Vec<String> {
        run(rule, text)
            .iter()
            .map(|finding| finding.span.of(text).to_owned())
            .collect()
    }

    /// `text` with the fixes of `rule` applied that are as sure as `least`.
    pub fn fixed(rule: &'static Rule, text: &str, least: Applicability) -> String {
        let found = run(rule, text);
        let fixes = found.iter().filter_map(|finding| finding.fix.as_ref());
        let mut edits: Vec<_> = fixes
            .filter(|fix| fix.applicability >= least)
            .flat_map(|fix| &fix.edits)
            .collect();
        edits.sort_by_key(|edit| std::cmp::Reverse(edit.span));
        let mut text = text.to_owned();
        for edit in edits {
            text.replace_range(edit.span.range(), &edit.replacement);
        }
        text
    }

    /// As [`speaks`], each line the text of a section.
    pub fn speaks_under(rule: &'static Rule, heading: &str, lines: &[&str]) {
        lines.iter().for_each(|line| speaks(rule, &[&under(heading, line)]));
    }

    /// As [`silent`], each line the text of a section.
    pub fn silent_under(rule: &'static Rule, heading: &str, lines: &[&str]) {
        lines.iter().for_each(|line| silent(rule, &[&under(heading, line)]));
    }

    fn under(heading: &str, line: &str) -> String {
        format!("{heading}\n\n{line}\n")
    }

    /// Fail unless `rule` is silent on each text.
    pub fn silent(rule: &'static Rule, texts: &[&str]) {
        for text in texts {
            let found = run(rule, text);
            assert!(found.is_empty(), "{} on a look-alike:\n{text}\n{found:#?}", rule.code);
        }
    }

    /// Fail unless `rule` finds something in each text.
    pub fn speaks(rule: &'static Rule, texts: &[&str]) {
        let missed: Vec<&str> = texts
            .iter()
            .copied()
            .filter(|text| run(rule, text).is_empty())
            .collect();
        assert!(
            missed.is_empty(),
            "{} missed:\n{}",
            rule.code,
            missed.join("\n======\n")
        );
    }
}
