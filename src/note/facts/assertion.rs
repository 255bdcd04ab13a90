//! Whether what is named is there: negation, doubt, history, family, condition; and when.
//!
//! After ConText (Harkema 2009): a trigger reaches over what follows it or stands before it, up to a word that ends its reach
//! or the end of the sentence. The reaches are found once, from left to right, so that a question about one place is a
//! bisection; the words are the lexicons `assertion-triggers`, `assertion-ends`, `item-openers`, `informants`, `time-words`.

use super::super::Note;
use super::Sentence;
use crate::grammar::{Grammar, LexiconHit, LexiconId, Role, ids, lexicon_ids};
use crate::text::Span;

/// What the note says of something it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Status {
    /// It is there.
    #[default]
    Present,
    /// It is not there: denied, negative, absent, ruled out.
    Absent,
    /// It may be there: possible, suspected, to be ruled out.
    Uncertain,
    /// It was there: history of, resolved, in childhood.
    Historical,
    /// Somebody else has it: a relative, a contact.
    Family,
    /// It might come: return if, will check for, risk of, if he develops.
    Hypothetical,
}

/// The time of a statement, as far as the note says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Moment {
    /// Not said.
    #[default]
    Unsaid,
    /// Now, today, on exam, still.
    Now,
    /// Before: on arrival, yesterday, at home, initially, last week, resolved since.
    Earlier,
    /// To come.
    Later,
}

/// How the thing changed, where the note says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// It is over: resolved, gone, no longer, none since.
    Over,
    /// It is less: improved, better, settling.
    Eased,
    /// It is more: worse, increasing.
    Worse,
    /// It comes and goes: intermittent, on and off, episodes.
    Varies,
}

/// What the note says of one thing at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Assertion {
    /// Whether it is there.
    pub status: Status,
    /// The word that says so ("denies", "no", "mother"); `None` for a plain mention.
    pub cue: Option<Span>,
    /// When.
    pub moment: Moment,
    /// The word that says so, or that tells of a change (resolved, now gone, improved, started).
    pub time_cue: Option<Span>,
    /// How it changed.
    pub change: Option<Change>,
    /// Who told of it, where that is not the patient: "wife", "EMS".
    pub informant: Option<Span>,
    /// Whether it stands in quotation marks or a block quote: the patient's words, not the writer's.
    pub quoted: bool,
}

/// What a trigger says of the things in its reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Negation,
    Doubt,
    History,
    Over,
    Family,
    Condition,
    Informant,
}

const SAYS: usize = 7;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Pre,
    Post,
    Both,
    PreUnlessEnd,
    PreUnlessLast,
    PostUnlessFirst,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    List,
    Phrase,
    Words(u32),
}

/// A stretch of text of which a trigger speaks.
#[derive(Debug, Clone, Copy)]
struct Scope {
    over: Span,
    cue: Span,
}

/// A word that ends reaches.
#[derive(Debug, Clone, Copy)]
struct End {
    span: Span,
    /// One bit for each of [`Says`].
    of: u8,
    /// Whether it turns the clause: but, however.
    turns: bool,
    /// Whether it excepts: other than, except.
    excepts: bool,
    /// Whether it is a verb that tells of a finding: vomited.
    event: bool,
}

/// The trigger words of the note, ready to be asked.
#[derive(Debug, Default)]
pub(crate) struct Triggers {
    /// What triggers say of what follows, and of what stands before; each by [`Says`], in the order of the text. Reaches
    /// of one list do not overlap.
    before: [Vec<Scope>; SAYS],
    after: [Vec<Scope>; SAYS],
    /// Ends of reach, in order.
    ends: Vec<End>,
    /// Where triggers stand, in order.
    places: Vec<Span>,
    /// What stands between quotation marks.
    quotes: Vec<Span>,
    /// Words of time and change, in order.
    times: Vec<(Span, When)>,
    /// For each sentence, which of the above speak of something in it: most have few or none.
    speak: Vec<u16>,
}

/// In [`Triggers::speak`]: that something is said of what follows it, by [`Says`].
const BEFORE: u16 = 1;
/// That something is said of what stands before it, by [`Says`].
const AFTER: u16 = BEFORE << SAYS;
/// That a word of time stands in the sentence.
const TIME: u16 = AFTER << SAYS;

/// What speaks of something in each of the sentences.
fn speak(sentences: &[Sentence], triggers: &Triggers) -> Vec<u16> {
    let mut speak = vec![0; sentences.len()];
    let mut mark = |over: Span, bit: u16| {
        let from = sentences.partition_point(|sentence| sentence.span.end <= over.start);
        let within = sentences[from..].iter().take_while(|it| it.span.start < over.end);
        for (_, speak) in within.zip(&mut speak[from..]) {
            *speak |= bit;
        }
    };
    for (lists, first) in [(&triggers.before, BEFORE), (&triggers.after, AFTER)] {
        for (says, scopes) in lists.iter().enumerate() {
            scopes.iter().for_each(|scope| mark(scope.over, first << says));
        }
    }
    for (word, _) in &triggers.times {
        mark(Span::new(word.start, word.start + 1), TIME);
    }
    speak
}

/// What a word of `time-words` tells.
#[derive(Debug, Clone, Copy)]
enum When {
    At(Moment),
    Changed(Change),
    /// Nothing, though it looks so.
    Nothing,
}

/// How far a reach goes at most, in bytes: a list of forty symptoms. A file of one endless sentence costs no more.
const FARTHEST: u32 = 1200;
/// How far back a word such as "resolved" reaches at most, in bytes.
const FARTHEST_BACK: u32 = 200;
/// How far a word of time stands from what it speaks of, in bytes.
const TIME_WINDOW: u32 = 160;
/// How many words of time on each side of it are looked at.
const NEAREST: usize = 6;

pub(super) fn triggers(note: &Note) -> Triggers {
    let mut triggers = Triggers {
        quotes: quotes(note),
        times: times(note),
        ..Triggers::default()
    };
    let definitions = note.grammar.memo(definitions);
    let hits: Vec<LexiconHit> = note.phrases_of(lexicon_ids::ASSERTION_TRIGGERS).copied().collect();
    triggers.places = hits.iter().map(|hit| hit.span).collect();
    triggers.ends = ends(note, &hits);
    let openers: Vec<Span> = note.phrases_of(lexicon_ids::ITEM_OPENERS).map(|hit| hit.span).collect();
    let reader = Reader {
        note,
        ends: &triggers.ends,
        openers: &openers,
        hits: &hits,
        definitions: &definitions.0,
    };
    for (at, hit) in hits.iter().enumerate() {
        let Some(sentence) = note.sentence_at(hit.span.start) else {
            continue;
        };
        // A phrase may reach over the break of a line that ends a sentence.
        let sentence = sentence.span.cover(hit.span);
        match definitions.0[usize::from(hit.entry)] {
            Definition::Pseudo => {}
            Definition::Relative => {
                let (says, over) = reader.relative(at, sentence);
                if let Some(over) = over {
                    triggers.before[says as usize].push(Scope { over, cue: hit.span });
                }
            }
            // `2/7 hx of cough`, `x3 history of`: a duration, no past.
            Definition::Trigger {
                says: Says::History, ..
            } if follows_number(note, hit.span.start) => {}
            Definition::Trigger { says, direction, reach } => {
                let (pre, post) = reader.sides(hit.span, sentence, direction);
                if pre {
                    let over = reader.forward(at, sentence, says, reach);
                    triggers.before[says as usize].push(Scope { over, cue: hit.span });
                }
                if post {
                    let over = reader.backward(at, sentence, reach);
                    triggers.after[says as usize].push(Scope { over, cue: hit.span });
                }
            }
        }
    }
    triggers.speak = speak(note.sentences(), &triggers);
    triggers
}

/// What the entries of `time-words` tell.
struct Tells(Vec<When>);

fn tells(grammar: &Grammar) -> Tells {
    let entries = grammar.lexicon(lexicon_ids::TIME_WORDS).entries.iter();
    let tells = entries.map(|entry| match &*entry.category {
        "earlier" => When::At(Moment::Earlier),
        "now" => When::At(Moment::Now),
        "later" => When::At(Moment::Later),
        "since" => When::At(Moment::Unsaid),
        "eased" => When::Changed(Change::Eased),
        "worse" => When::Changed(Change::Worse),
        "intermittent" => When::Changed(Change::Varies),
        _ => When::Nothing,
    });
    Tells(tells.collect())
}

fn times(note: &Note) -> Vec<(Span, When)> {
    let tells = note.grammar.memo(tells);
    note.phrases_of(lexicon_ids::TIME_WORDS)
        .map(|hit| (hit.span, tells.0[usize::from(hit.entry)]))
        .collect()
}

/// What an entry of `assertion-triggers` means.
#[derive(Debug, Clone, Copy)]
enum Definition {
    Pseudo,
    Relative,
    Trigger {
        says: Says,
        direction: Direction,
        reach: Reach,
    },
}

/// What the entries of `assertion-triggers` do.
struct Definitions(Vec<Definition>);

fn definitions(grammar: &Grammar) -> Definitions {
    let lexicon = grammar.lexicon(lexicon_ids::ASSERTION_TRIGGERS);
    let read = |entry: &crate::grammar::LexiconEntry| {
        let says = match &*entry.category {
            "negation" => Says::Negation,
            "doubt" => Says::Doubt,
            "history" => Says::History,
            "ended" => Says::Over,
            "family" => Says::Family,
            "condition" => Says::Condition,
            "relative" => return Definition::Relative,
            _ => return Definition::Pseudo,
        };
        let direction = match entry.text("direction") {
            Some("post") => Direction::Post,
            Some("both") => Direction::Both,
            Some("pre-unless-end") => Direction::PreUnlessEnd,
            Some("pre-unless-last") => Direction::PreUnlessLast,
            Some("post-unless-first") => Direction::PostUnlessFirst,
            _ => Direction::Pre,
        };
        let reach = match entry.text("reach") {
            Some("phrase") => Reach::Phrase,
            Some("words") => Reach::Words(entry.number("words").unwrap_or_default() as u32),
            _ => Reach::List,
        };
        Definition::Trigger { says, direction, reach }
    };
    Definitions(lexicon.entries.iter().map(read).collect())
}

/// What the entries of `assertion-ends` end, and whether they turn, except or tell of an event: see [`End`].
struct Endings(Vec<(u8, bool, bool, bool)>);

fn endings(grammar: &Grammar) -> Endings {
    let bit = |name: &str| match name {
        "negation" => 1 << Says::Negation as u8,
        "doubt" => 1 << Says::Doubt as u8,
        "history" => 1 << Says::History as u8,
        "ended" => 1 << Says::Over as u8,
        "family" => 1 << Says::Family as u8,
        "condition" => 1 << Says::Condition as u8,
        _ => 0u8,
    };
    let entries = grammar.lexicon(lexicon_ids::ASSERTION_ENDS).entries.iter();
    let of = entries.map(|entry| {
        let named = entry.list("ends");
        let all = if named.is_empty() {
            u8::MAX
        } else {
            named.iter().fold(0, |all, name| all | bit(name))
        };
        (
            all,
            matches!(&*entry.category, "turn" | "while"),
            entry.category == "except",
            entry.category == "event",
        )
    });
    Endings(of.collect())
}

/// The words that end reaches; not those inside a trigger (`has not had`).
fn ends(note: &Note, triggers: &[LexiconHit]) -> Vec<End> {
    let of = note.grammar.memo(endings);
    let mut next = 0;
    note.phrases_of(lexicon_ids::ASSERTION_ENDS)
        .filter_map(|hit| {
            while triggers
                .get(next)
                .is_some_and(|trigger| trigger.span.end <= hit.span.start)
            {
                next += 1;
            }
            let inside = triggers
                .get(next)
                .is_some_and(|trigger| trigger.span.overlaps(hit.span));
            let (of, turns, excepts, event) = of.0[usize::from(hit.entry)];
            (!inside).then_some(End {
                span: hit.span,
                of,
                turns,
                excepts,
                event,
            })
        })
        .collect()
}

/// What stands between quotation marks, in the order of the text; a quotation stays in its paragraph.
fn quotes(note: &Note) -> Vec<Span> {
    let text = note.text.as_bytes();
    let mut found = Vec::new();
    let mut open: Option<usize> = None;
    let mut at = 0;
    while let Some(next) = text.get(at..).and_then(|rest| memchr::memchr3(b'"', 0xE2, b'\n', rest)) {
        at += next;
        let (opens, closes, length) = match &text[at..] {
            [b'"', ..] => {
                // `5'10"`, `2" wound` are inches.
                let inches = at > 0 && text[at - 1].is_ascii_digit() && open.is_none();
                (!inches, open.is_some(), 1)
            }
            [0xE2, 0x80, 0x9C, ..] => (true, false, 3),
            [0xE2, 0x80, 0x9D, ..] => (false, true, 3),
            [b'\n', b'\n' | b'\r', ..] => {
                open = None;
                (false, false, 1)
            }
            _ => (false, false, 1),
        };
        match open {
            Some(start) if closes => {
                if at - start <= 600 {
                    found.push(Span::from(start + 1..at));
                }
                open = None;
            }
            _ if opens => open = Some(at),
            _ => {}
        }
        at += length;
    }
    found
}

/// Finds how far triggers reach.
struct Reader<'n> {
    note: &'n Note,
    ends: &'n [End],
    openers: &'n [Span],
    hits: &'n [LexiconHit],
    definitions: &'n [Definition],
}

impl Reader<'_> {
    fn bytes(&self) -> &[u8] {
        self.note.text.as_bytes()
    }

    /// On which sides of it the trigger speaks: of what follows, of what stands before.
    fn sides(&self, trigger: Span, sentence: Span, direction: Direction) -> (bool, bool) {
        let bytes = self.bytes();
        let rest = bytes[trigger.end as usize..sentence.end as usize].trim_ascii_start();
        let before = bytes[sentence.start as usize..trigger.start as usize].trim_ascii_end();
        let is_end = matches!(rest, [] | [b',' | b';' | b'.' | b')' | b']' | b'!' | b'?', ..]);
        let is_last = match rest {
            _ if is_end => true,
            [b'/', ..] => true,
            _ => starts_word(
                rest,
                &[
                    "and",
                    "or",
                    "on",
                    "by",
                    "at",
                    "in",
                    "today",
                    "with",
                    "but",
                    "per",
                    "as",
                    "x",
                    "yesterday",
                    "last",
                    "this",
                    "spontaneously",
                    "completely",
                    "now",
                    "within",
                    "over",
                    "following",
                    "when",
                    "once",
                    "without",
                    "prior",
                    "before",
                    "again",
                    "shortly",
                    "soon",
                    "later",
                    "after",
                    "since",
                    "overnight",
                    "given",
                    "based",
                    "considering",
                    "despite",
                ],
            ),
        };
        let answers = matches!(before.last(), Some(b':' | b'=' | b'-' | b'?' | b'('))
            || before.ends_with("–".as_bytes())
            || before.ends_with("—".as_bytes());
        let is_first = match before.last() {
            None | Some(b',' | b';' | b'.' | b':' | b'(' | b'/') => true,
            _ => ends_with_word(
                before,
                &[
                    "and", "or", "with", "a", "an", "the", "his", "her", "their", "now", "for", "of", "from", "after",
                    "had", "recently", "since",
                ],
            ),
        };
        match direction {
            // `Fever: no`, `cough - denies`: an answer to what stands before.
            Direction::Pre if answers && is_last => (false, true),
            Direction::Pre => (true, false),
            Direction::Post => (false, true),
            Direction::Both => (true, true),
            Direction::PreUnlessEnd => (!is_end, is_end),
            Direction::PreUnlessLast if rest.first() == Some(&b':') => (true, false),
            Direction::PreUnlessLast => (!is_last, is_last),
            Direction::PostUnlessFirst => (is_first && !is_last, !is_first || is_last),
        }
    }

    /// What the trigger `at` says of what follows it: from its end up to what ends its reach.
    fn forward(&self, at: usize, sentence: Span, says: Says, reach: Reach) -> Span {
        let trigger = self.hits[at].span;
        let limit = self.limit(at, sentence, says);
        let bytes = self.bytes();
        let mut from = trigger.end as usize;
        let limit = limit as usize;
        // `Denies:`, `negative for -`: what follows the mark is the list.
        let lead = bytes[from..limit]
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b':' | b'-' | b'\n' | b'\r'))
            .count();
        from += lead;
        let announced = bytes[trigger.end as usize..from].contains(&b':');
        let reach = if announced { Reach::List } else { reach };
        // `Absent: constant pain, fainting`: the label speaks of all that it lists.
        let labels = announced && trigger.of(&self.note.text).eq_ignore_ascii_case("absent");
        let mut words = 0;
        let mut end = limit;
        let mut i = from;
        while i < limit {
            match bytes[i] {
                b';' if !(announced || (reach == Reach::List && self.item_follows(i + 1, limit))) => {
                    end = i;
                    break;
                }
                b':' | b'(' if reach != Reach::List || bytes[i] == b':' => {
                    end = i;
                    break;
                }
                b')'
                    // The end of the parenthesis in which the trigger stands.
                    if !bytes[from..i].contains(&b'(') => {
                        end = i;
                        break;
                    }
                b'+' if i > from && matches!(bytes[i - 1], b' ' | b'(' | b',' | b'/') => {
                    end = i;
                    break;
                }
                b' ' if bytes[i..limit].starts_with(b" - ")
                    || bytes[i..limit].starts_with(" – ".as_bytes())
                    || bytes[i..limit].starts_with(b" -> ") =>
                {
                    end = i;
                    break;
                }
                b',' => {
                    let goes_on = match reach {
                        Reach::List if announced => labels || !self.opens_statement(i + 1, limit) || self.closes_with_or(i, limit),
                        Reach::List => !self.opens_affirmed(i + 1, limit) || self.closes_with_or(i, limit),
                        Reach::Phrase => self.closes_with_or(i, limit) && !self.has_new_start(i + 1, limit),
                        Reach::Words(_) => false,
                    };
                    if !goes_on {
                        end = i;
                        break;
                    }
                }
                b' ' | b'\n' => {
                    if let Reach::Words(most) = reach
                        && i > from
                        && bytes[i - 1] > b' '
                    {
                        words += 1;
                        if words > most {
                            end = i;
                            break;
                        }
                    }
                    let rest = &bytes[i + 1..limit];
                    if i > from && starts_word(rest, &["and", "&"]) {
                        let after = i
                            + 1
                            + rest
                                .iter()
                                .position(|byte| *byte == b' ')
                                .map_or(rest.len(), |skip| skip + 1);
                        // `and the headache does not wake her`: a new clause.
                        let restarts = starts_word(
                            &bytes[after.min(limit)..limit],
                            &["the", "this", "these", "it", "he", "she", "they", "his", "her", "patient", "there"],
                        );
                        let affirmed = !labels && self.opens_affirmed(after, limit) && !self.closes_with_or(i, limit);
                        if restarts || affirmed {
                            end = i;
                            break;
                        }
                    }
                }
                _ => {}
            }
            i += 1;
        }
        Span::new(trigger.end, (end as u32).max(trigger.end))
    }

    /// Where the reach of trigger `at` ends at the latest: the sentence, a word that ends it, the next trigger that says
    /// something of the same kind.
    fn limit(&self, at: usize, sentence: Span, says: Says) -> u32 {
        let trigger = self.hits[at].span;
        let announces = self.announces(trigger, sentence.end);
        let mut limit = sentence.end.min(trigger.end + FARTHEST);
        while !self.note.text.is_char_boundary(limit as usize) {
            limit -= 1;
        }
        let from = self.ends.partition_point(|end| end.span.start < trigger.end);
        for end in self.ends[from..].iter().take_while(|end| end.span.start < limit) {
            // `has not vomited` is one thing; `no fever, vomited twice` is two.
            let joined = end.event
                && !self.note.text.as_bytes()[trigger.end as usize..end.span.start as usize]
                    .iter()
                    .any(|byte| matches!(byte, b',' | b';'));
            if end.of & (1 << says as u8) != 0 && !joined && !(announces && self.is_aside(trigger.end, end.span.start))
            {
                limit = end.span.start;
                break;
            }
        }
        for hit in self.hits[at + 1..].iter().take_while(|hit| hit.span.start < limit) {
            let other = match self.definitions[usize::from(hit.entry)] {
                Definition::Trigger { says, direction, .. } => Some((says, direction)),
                // The next person.
                Definition::Relative if matches!(says, Says::Family | Says::Informant) => Some((says, Direction::Pre)),
                _ => None,
            };
            // A new trigger takes over: of the same kind, or doubt and history from negation and the reverse.
            let takes_over = other.is_some_and(|(other, direction)| {
                direction != Direction::Post && (other == says || takes_over(says, other))
            });
            if takes_over && !(announces && self.is_aside(trigger.end, hit.span.start)) {
                limit = hit.span.start;
                break;
            }
        }
        limit
    }

    /// Whether a colon follows the trigger: what comes after it is a list.
    fn announces(&self, trigger: Span, end: u32) -> bool {
        let rest = &self.bytes()[trigger.end as usize..end.max(trigger.end) as usize];
        rest.iter().find(|byte| !matches!(byte, b' ' | b'*' | b'_')) == Some(&b':')
    }

    /// Whether `at` stands in parentheses that were opened after `from`: `Absent: orthopnea (against heart failure); …`.
    fn is_aside(&self, from: u32, at: u32) -> bool {
        let between = &self.bytes()[from as usize..at as usize];
        let depth = |depth: i32, byte: &u8| match byte {
            b'(' => depth + 1,
            b')' => (depth - 1).max(0),
            _ => depth,
        };
        between.iter().fold(0, depth) > 0
    }

    /// Whether the item at `at` is said to be there: `some cough`, `2+ edema`, `+ rales`, `with`.
    fn opens_affirmed(&self, at: usize, limit: usize) -> bool {
        let bytes = self.bytes();
        let skip = bytes[at.min(limit)..limit]
            .iter()
            .take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r'))
            .count();
        let mut at = (at + skip).min(limit);
        if starts_word(&bytes[at..limit], &["and", "but"]) {
            at = (at + 4).min(limit);
        }
        if bytes[at..limit]
            .first()
            .is_some_and(|byte| *byte == b'+' || byte.is_ascii_digit())
        {
            return true;
        }
        let opener = self.openers.binary_search_by_key(&(at as u32), |opener| opener.start);
        opener.is_ok_and(|index| {
            let opener = self.openers[index];
            !self.describes(opener) || self.stands_alone(opener.end as usize, limit)
        })
    }

    /// Whether an opener is a word that describes the patient: `tachycardic`.
    fn describes(&self, opener: Span) -> bool {
        self.note
            .phrases_in(lexicon_ids::ITEM_OPENERS, opener)
            .any(|hit| hit.span == opener && self.note.grammar.category(hit) == "state")
    }

    /// Whether an item ends after its word: `tachycardic`, `tachycardic to 120`, but not `hypotensive episodes`.
    fn stands_alone(&self, at: usize, limit: usize) -> bool {
        let rest = self.bytes()[at.min(limit)..limit].trim_ascii_start();
        matches!(rest, [] | [b',' | b';' | b'.' | b')' | b'(' | b'0'..=b'9', ..])
            || starts_word(
                rest,
                &["and", "but", "to", "at", "in", "on", "with", "today", "now", "though"],
            )
    }

    /// Whether the item at `at` of an announced list says by itself that it is there: `Denies: fever, has cough`. A word of
    /// degree only describes it: `Absent: fever, constant pain, fainting`.
    fn opens_statement(&self, at: usize, limit: usize) -> bool {
        self.opens_affirmed(at, limit) && {
            let bytes = &self.bytes()[at.min(limit)..limit];
            let skip = bytes.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
            let start = (at + skip) as u32;
            !self
                .note
                .phrases_in(lexicon_ids::ITEM_OPENERS, Span::new(start, start + 1))
                .any(|hit| hit.span.start == start && self.note.grammar.category(hit) == "degree")
        }
    }

    /// Whether a new start follows the comma: a verb or word that would end a list.
    fn has_new_start(&self, at: usize, limit: usize) -> bool {
        self.opens_affirmed(at, limit)
    }

    /// Whether the list that goes on at `at` is closed by "or": then all of it is one list.
    fn closes_with_or(&self, at: usize, limit: usize) -> bool {
        let bytes = &self.bytes()[at..limit.min(at + 300)];
        let end = bytes
            .iter()
            .position(|byte| matches!(byte, b';' | b':' | b'.'))
            .unwrap_or(bytes.len());
        memchr::memmem::find_iter(&bytes[..end], b"or").any(|found| {
            let before = found.checked_sub(1).map(|before| bytes[before]);
            let before = match before {
                Some(b'n') => found.checked_sub(2).map(|before| bytes[before]),
                other => other,
            };
            let after = bytes.get(found + 2);
            before.is_none_or(|byte| byte == b' ' || byte == b'\n' || byte == b'/')
                && after.is_some_and(|byte| matches!(byte, b' ' | b'\n'))
        })
    }

    /// Whether after a semicolon no more than a bare item stands: `denies fever; chills; cough`.
    fn item_follows(&self, at: usize, limit: usize) -> bool {
        let bytes = &self.bytes()[at..limit];
        let end = bytes
            .iter()
            .position(|byte| matches!(byte, b';' | b','))
            .unwrap_or(bytes.len());
        let item = &bytes[..end];
        let words = item
            .split(|byte| byte.is_ascii_whitespace())
            .filter(|word| !word.is_empty())
            .count();
        (1..=3).contains(&words) && !self.opens_affirmed(at, limit) && !item.iter().any(u8::is_ascii_digit)
    }

    /// What the trigger `at` says of what stands before it.
    fn backward(&self, at: usize, sentence: Span, reach: Reach) -> Span {
        let trigger = self.hits[at].span;
        let bytes = self.bytes();
        let mut floor = sentence.start.max(trigger.start.saturating_sub(FARTHEST_BACK)) as usize;
        floor = crate::text::ceil(&self.note.text, floor);
        // Not past a word that turns the clause, nor past another trigger.
        let upto = self.ends.partition_point(|end| end.span.end <= trigger.start);
        if let Some(end) = self.ends[..upto]
            .iter()
            .rev()
            .take(12)
            .find(|end| (end.turns || end.excepts) && end.span.end as usize >= floor)
        {
            floor = end.span.end as usize;
        }
        for hit in self.hits[..at]
            .iter()
            .rev()
            .take_while(|hit| hit.span.end as usize > floor)
        {
            if let Definition::Trigger { direction, .. } = self.definitions[usize::from(hit.entry)]
                && direction != Direction::Pre
            {
                floor = hit.span.end as usize;
                break;
            }
        }
        let before = &bytes[floor..trigger.start as usize];
        let trimmed = before.trim_ascii_end();
        let answers = matches!(trimmed.last(), Some(b':' | b'=' | b'-' | b'?' | b'('))
            || trimmed.ends_with("–".as_bytes())
            || trimmed.ends_with("—".as_bytes());
        let stop = if answers {
            // `Fever, chills: none` speaks of both; `fever: none, chills: none` of one each.
            let mut label = trimmed.len().saturating_sub(1);
            while label > 0 && !before[label].is_ascii() {
                label -= 1;
            }
            let label = &before[..label];
            let earlier = label.iter().rposition(|byte| matches!(byte, b':' | b';' | b'='));
            match earlier {
                Some(earlier) => label[earlier..]
                    .iter()
                    .position(|byte| matches!(byte, b',' | b';'))
                    .map_or(label.len(), |comma| earlier + comma + 1),
                None => label.iter().rposition(|byte| *byte == b';').map_or(0, |at| at + 1),
            }
        } else {
            let marks: &[u8] = match reach {
                Reach::List => b";:",
                _ => b";:,",
            };
            let comma = |before: &[u8]| {
                before
                    .iter()
                    .rposition(|byte| marks.contains(byte))
                    .map_or(0, |at| at + 1)
            };
            let mut phrase = comma(before);
            // `fever for two days, now resolved`: nothing of its own stands after the comma.
            if phrase > 0 && before[phrase - 1] == b',' && only_links(&before[phrase..]) {
                phrase = comma(&before[..phrase - 1]);
            }
            match reach {
                // The start of the last words, one more than may stand between.
                Reach::Words(most) => words_back(before, most as usize + 1).max(phrase),
                _ => phrase,
            }
        };
        Span::new((floor + stop) as u32, trigger.start)
    }

    /// A person is named: whether the things after the name are theirs, or only told by them, and which things these are.
    fn relative(&self, at: usize, sentence: Span) -> (Says, Option<Span>) {
        let person = self.hits[at].span;
        let bytes = self.bytes();
        let rest = &bytes[person.end as usize..sentence.end.min(person.end + 80) as usize];
        let before = &bytes[sentence.start as usize..person.start as usize];
        let over = |says| self.forward(at, sentence, says, Reach::List);
        // `a 34-year-old teacher with`, `mother of two`: the patient.
        let word = &bytes[person.start as usize..person.end as usize];
        if starts_word(rest.trim_ascii_start(), &["of two", "of three", "of four", "of five"])
            || ends_with_word(word, &["teacher", "nurse", "paramedic", "caregiver", "carer"]) && ends_with_age(before)
        {
            return (Says::Family, None);
        }
        // `per wife`, `according to his mother`: she tells.
        let tells = {
            let tail = before.trim_ascii_end();
            let tail = ["the", "his", "her", "their", "patient's", "pt's"]
                .iter()
                .find_map(|word| strip_word(tail, word))
                .unwrap_or(tail);
            ends_with_word(tail, &["per", "to", "from", "by", "with"]) && !ends_with_word(tail, &["exposed to"])
        };
        let mut said = self
            .note
            .phrases_in(
                lexicon_ids::INFORMANTS,
                Span::new(person.end, sentence.end.min(person.end + 60)),
            )
            .filter(|hit| self.words_between(person.end, hit.span.start) <= 3)
            .map(|hit| (hit.span, self.note.grammar.category(hit) == "informs"));
        let first = said.next();
        if let Some((_, true)) = first {
            return (Says::Informant, Some(over(Says::Informant)));
        }
        if let Some((span, false)) = first {
            // `mother has noticed`: the verb that counts follows.
            if let Some((next, true)) = said.next()
                && self.words_between(span.end, next.start) == 0
            {
                return (Says::Informant, Some(over(Says::Informant)));
            }
            return (Says::Family, Some(over(Says::Family)));
        }
        if tells {
            return (Says::Informant, Some(over(Says::Informant)));
        }
        // `Mother: HTN`, `father - MI`, `brother (asthma)`.
        let glued = rest.trim_ascii_start();
        let glued = match glued {
            [b'a' | b'A', ..] if glued.len() > 4 => {
                // `father age 62: CAD`
                glued
            }
            _ => glued,
        };
        if matches!(glued.first(), Some(b':' | b'-' | b'(' | b'=')) || glued.starts_with("–".as_bytes()) {
            return (Says::Family, Some(over(Says::Family)));
        }
        (Says::Family, None)
    }

    fn words_between(&self, from: u32, to: u32) -> usize {
        if to <= from {
            return 0;
        }
        self.bytes()[from as usize..to as usize]
            .split(|byte| !byte.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .count()
    }
}

/// Whether a trigger that says `other` ends the reach of one that says `says`.
fn takes_over(says: Says, other: Says) -> bool {
    matches!(
        (says, other),
        (Says::Doubt, Says::Negation | Says::Over)
            | (Says::Negation, Says::Over | Says::Doubt)
            | (Says::Over, Says::Negation | Says::Doubt)
            | (Says::History, Says::Negation)
    )
}

/// Whether `bytes` hold nothing but words that link a statement to the one before it.
fn only_links(bytes: &[u8]) -> bool {
    bytes
        .split(|byte| !byte.is_ascii_alphabetic())
        .filter(|word| !word.is_empty())
        .all(|word| {
            [
                "now",
                "since",
                "has",
                "have",
                "had",
                "all",
                "which",
                "that",
                "and",
                "it",
                "this",
                "but",
                "then",
                "both",
                "these",
                "those",
                "they",
                "is",
                "are",
                "was",
                "were",
                "fully",
                "completely",
                "subsequently",
                "later",
                "eventually",
                "also",
                "although",
                "symptoms",
                "symptom",
            ]
            .iter()
            .any(|link| word.eq_ignore_ascii_case(link.as_bytes()))
        })
}

/// Where the last `count` words of `bytes` start.
fn words_back(bytes: &[u8], count: usize) -> usize {
    let mut words = 0;
    let mut at = bytes.trim_ascii_end().len();
    while at > 0 {
        at -= 1;
        if bytes[at].is_ascii_whitespace() && bytes.get(at + 1).is_some_and(|next| !next.is_ascii_whitespace()) {
            words += 1;
            if words == count {
                return at + 1;
            }
        }
    }
    0
}

/// Whether a number stands before `at`: `2/7`.
fn follows_number(note: &Note, at: u32) -> bool {
    let before = note.text.as_bytes()[..at as usize].trim_ascii_end();
    before.last().is_some_and(u8::is_ascii_digit)
}

/// Whether `bytes` start with one of the words.
fn starts_word(bytes: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| {
        bytes
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word.as_bytes()))
            && !bytes.get(word.len()).is_some_and(u8::is_ascii_alphanumeric)
    })
}

/// Whether `bytes` end with one of the words.
fn ends_with_word(bytes: &[u8], words: &[&str]) -> bool {
    words.iter().any(|word| strip_word(bytes, word).is_some())
}

/// Whether an age stands at the end of `bytes`, or up to two words before it: `58-year-old retired`.
fn ends_with_age(bytes: &[u8]) -> bool {
    let mut rest = bytes.trim_ascii_end();
    for _ in 0..3 {
        if ends_with_word(rest, &["year-old", "year old", "years old", "y/o", "yo", "y.o"])
            || matches!(rest, [.., digit, b'M' | b'F'] if digit.is_ascii_digit())
        {
            return true;
        }
        let word = rest.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
        rest = rest[..rest.len() - word].trim_ascii_end();
    }
    false
}

/// `bytes` without the word at their end.
fn strip_word<'b>(bytes: &'b [u8], word: &str) -> Option<&'b [u8]> {
    let start = bytes.len().checked_sub(word.len())?;
    (bytes[start..].eq_ignore_ascii_case(word.as_bytes()) && !(start > 0 && bytes[start - 1].is_ascii_alphanumeric()))
        .then(|| bytes[..start].trim_ascii_end())
}

/// The scope that covers `offset`.
fn covering(scopes: &[Scope], offset: u32) -> Option<&Scope> {
    let at = scopes.partition_point(|scope| scope.over.start <= offset);
    // Reaches of one kind that look back may stand close together; a few tell.
    scopes[..at].iter().rev().take(3).find(|scope| offset < scope.over.end)
}

/// The scope of a trigger after `offset` that covers it.
fn covering_back(scopes: &[Scope], span: Span) -> Option<&Scope> {
    // Their ends, the triggers, rise.
    let at = scopes.partition_point(|scope| scope.over.end < span.end);
    scopes[at..]
        .iter()
        .take(3)
        .find(|scope| scope.over.contains_offset(span.start))
}

pub(super) fn of(note: &Note, triggers: &Triggers, span: Span) -> Assertion {
    let mut result = Assertion::default();
    let Some(at) = note.sentence_index(span.start) else {
        return result;
    };
    let (sentence, speak) = (&note.sentences()[at], triggers.speak[at]);
    result.quoted = sentence.quoted || {
        let at = triggers.quotes.partition_point(|quote| quote.start <= span.start);
        at > 0 && triggers.quotes[at - 1].end > span.start
    };
    let role = note.role_at(span.start);
    let pre = |says: Says| {
        let scopes = Some(&triggers.before[says as usize]).filter(|_| speak & BEFORE << says as u16 != 0)?;
        covering(scopes, span.start).filter(|scope| scope.cue.end <= span.start)
    };
    let post = |says: Says| {
        let scopes = Some(&triggers.after[says as usize]).filter(|_| speak & AFTER << says as u16 != 0)?;
        covering_back(scopes, span).filter(|scope| scope.cue.start >= span.end)
    };
    let either = |says: Says| pre(says).or_else(|| post(says)).map(|scope| scope.cue);
    result.informant = pre(Says::Informant).map(|scope| scope.cue);
    if speak & TIME != 0 {
        time(note, triggers, sentence, span, &mut result);
    }

    let set = |result: &mut Assertion, status: Status, cue: Option<Span>| {
        result.status = status;
        result.cue = cue;
    };
    // What a blank asks for is not said.
    if note.in_blank(span.start) || note.is_asked(span.end) {
        set(&mut result, Status::Hypothetical, None);
        return result;
    }
    if let Some(cue) = either(Says::Family) {
        set(&mut result, Status::Family, Some(cue));
        return result;
    }
    if role == Role::FamilyHistory {
        set(&mut result, Status::Family, None);
        return result;
    }
    if let Some(present) = mark(note, sentence, span) {
        set(
            &mut result,
            if present { Status::Present } else { Status::Absent },
            None,
        );
        return result;
    }
    if let Some(cue) = either(Says::Condition) {
        set(&mut result, Status::Hypothetical, Some(cue));
        return result;
    }
    // What is beside it counts before what announces it from afar.
    let over = pre(Says::Over).or_else(|| post(Says::Over)).map(|scope| scope.cue);
    let negation = pre(Says::Negation);
    let history = pre(Says::History);
    let doubt = pre(Says::Doubt);
    if let Some(cue) = over {
        set(&mut result, Status::Historical, Some(cue));
        result.moment = Moment::Earlier;
        result.time_cue = Some(cue);
        result.change = Some(Change::Over);
        return result;
    }
    if let Some(scope) = post(Says::Doubt) {
        set(&mut result, Status::Uncertain, Some(scope.cue));
        return result;
    }
    if let Some(scope) = post(Says::Negation) {
        set(&mut result, Status::Absent, Some(scope.cue));
        return result;
    }
    if question(note, span) {
        set(&mut result, Status::Uncertain, None);
        return result;
    }
    match (negation, doubt, history) {
        (Some(negation), _, Some(history))
            if negation.cue.end <= history.cue.start
                && note.slice(Span::new(negation.cue.end, history.cue.start)).contains(',') =>
        {
            set(&mut result, Status::Historical, Some(history.cue));
        }
        (Some(negation), ..) => set(&mut result, Status::Absent, Some(negation.cue)),
        (None, Some(doubt), _) => set(&mut result, Status::Uncertain, Some(doubt.cue)),
        (None, None, Some(history)) => set(&mut result, Status::Historical, Some(history.cue)),
        (None, None, None) => {
            if let Some(scope) = post(Says::History) {
                set(&mut result, Status::Historical, Some(scope.cue));
            } else {
                from_context(note, triggers, sentence, role, span, &mut result);
            }
        }
    }
    result
}

/// What the place says of a plain mention: the line over its list, the cell beside it, its section.
fn from_context(note: &Note, triggers: &Triggers, sentence: &Sentence, role: Role, span: Span, result: &mut Assertion) {
    if let Some(present) = sentence.sign {
        result.status = if present { Status::Present } else { Status::Absent };
        return;
    }
    if sentence.cell
        && let Some((present, cue)) = answer_beside(note, sentence)
    {
        result.status = if present { Status::Present } else { Status::Absent };
        result.cue = Some(cue);
        return;
    }
    // The heading of a section that the catalogue does not know: `Pertinent negatives`.
    let heading = sentence
        .section
        .map(|ix| note.section(ix))
        .filter(|section| section.id.is_none());
    let announcing = [sentence.lead, heading.map(|section| section.heading)];
    for lead in announcing.into_iter().flatten() {
        if let Some((says, cue)) = announced(note, triggers, lead)
            && !affirmed_item(note, sentence)
        {
            result.cue = Some(cue);
            result.status = match says {
                Says::Negation => Status::Absent,
                Says::Doubt => Status::Uncertain,
                Says::History | Says::Over => Status::Historical,
                Says::Family => Status::Family,
                Says::Condition => Status::Hypothetical,
                Says::Informant => Status::Present,
            };
            return;
        }
    }
    let warns = || {
        let mut at = note.section_at(span.start);
        while let Some(section) = at.map(|ix| note.section(ix)) {
            let warning = [
                ids::RETURN_PRECAUTIONS,
                ids::CONTINGENCY_PLAN,
                ids::ANTICIPATORY_GUIDANCE,
                ids::SAFETY_PLAN,
                ids::PATIENT_EDUCATION,
                ids::DISCHARGE_INSTRUCTIONS,
                ids::PROPHYLAXIS,
            ];
            if section.id.is_some_and(|id| warning.contains(&id)) {
                return true;
            }
            at = section.parent;
        }
        false
    };
    match role {
        Role::PastHistory | Role::SurgicalHistory | Role::Allergies => result.status = Status::Historical,
        Role::Plan | Role::AssessmentAndPlan if warns() => result.status = Status::Hypothetical,
        _ => {}
    }
}

/// What the line over a list says of its items: the last trigger in it, if nothing but marks follows.
fn announced(note: &Note, triggers: &Triggers, lead: Span) -> Option<(Says, Span)> {
    let at = triggers.places.partition_point(|place| place.start < lead.end);
    let last = triggers.places[..at].last().filter(|place| place.start >= lead.start)?;
    let hit = note
        .phrases_in(lexicon_ids::ASSERTION_TRIGGERS, *last)
        .find(|hit| hit.span == *last)?;
    let rest = note.slice(Span::new(last.end.min(lead.end), lead.end));
    let says = match note.grammar.category(hit) {
        "negation" => Says::Negation,
        "doubt" => Says::Doubt,
        "history" => Says::History,
        "ended" => Says::Over,
        "family" => Says::Family,
        "condition" => Says::Condition,
        _ => return None,
    };
    // `Denies:`, `Denies the following:`, `Return precautions (discussed):`.
    (rest.split_whitespace().count() <= 3).then_some((says, *last))
}

/// Whether the item itself says that it is there: `Denies: … - has cough`.
fn affirmed_item(note: &Note, sentence: &Sentence) -> bool {
    let affirms = |lexicon: LexiconId| {
        note.phrases_in(lexicon, Span::new(sentence.span.start, sentence.span.start + 1))
            .next()
            .is_some_and(|hit| hit.span.start == sentence.span.start)
    };
    affirms(lexicon_ids::ASSERTION_ENDS) || affirms(lexicon_ids::ITEM_OPENERS)
}

/// The answer in the cell after a finding: `| Fever | no |`.
fn answer_beside(note: &Note, sentence: &Sentence) -> Option<(bool, Span)> {
    let sentences = note.sentences();
    let at = sentences.partition_point(|it| it.span.start <= sentence.span.start);
    let next = sentences.get(at).filter(|next| next.cell)?;
    // In the same row.
    if note.slice(Span::new(sentence.span.end, next.span.start)).contains('\n') {
        return None;
    }
    let answer = note
        .slice(next.span)
        .trim_matches(|c: char| !c.is_alphanumeric() && c != '+' && c != '-');
    let is = |words: &[&str]| words.iter().any(|word| answer.eq_ignore_ascii_case(word));
    if is(&[
        "no",
        "none",
        "n",
        "neg",
        "negative",
        "denies",
        "denied",
        "absent",
        "nil",
        "-",
        "not present",
    ]) {
        Some((false, next.span))
    } else if is(&["yes", "y", "pos", "positive", "present", "+", "endorses", "reports"]) {
        Some((true, next.span))
    } else {
        None
    }
}

/// A mark at the mention: `+fever`, `(+) fever`, `fever (+)`, `-fever`, `(-) fever`, `fever (-)`, `fever: yes`.
fn mark(note: &Note, sentence: &Sentence, span: Span) -> Option<bool> {
    let bytes = note.text.as_bytes();
    let before = &bytes[sentence.span.start as usize..span.start as usize];
    let after = &bytes[span.end as usize..(sentence.span.end as usize).max(span.end as usize)];
    let tail = before.trim_ascii_end();
    let head = after.trim_ascii_start();
    // Hardly any mention has a mark.
    let may_close = matches!(tail.last(), Some(b')' | b'e' | b']' | b'+' | 0x80..)) || before.last() == Some(&b'-');
    let may_open = matches!(
        head.first(),
        Some(b'(' | b'+' | b'[' | b'-' | b':' | b'=' | b'?' | 0x80..)
    );
    if !may_close && !may_open {
        return None;
    }
    if tail.ends_with(b"(+)") || tail.ends_with(b"+ve") || tail.ends_with(b"[+]") {
        return Some(true);
    }
    if tail.ends_with(b"(-)")
        || tail.ends_with("(–)".as_bytes())
        || tail.ends_with(b"-ve")
        || tail.ends_with(b"[-]")
        || tail.ends_with("∅".as_bytes())
        || tail.ends_with("ø".as_bytes())
        || tail.ends_with("Ø".as_bytes())
    {
        return Some(false);
    }
    let opens = |bytes: &[u8]| {
        bytes
            .last()
            .is_none_or(|byte| matches!(byte, b' ' | b',' | b'(' | b';' | b':' | b'\n' | b'/' | b'.'))
    };
    if let Some(rest) = tail.strip_suffix(b"+") {
        // `2+ edema` is a grade: there as well.
        if opens(rest) || rest.last().is_some_and(u8::is_ascii_digit) {
            return Some(true);
        }
    }
    if let Some(rest) = before.strip_suffix(b"-")
        && opens(rest)
    {
        return Some(false);
    }
    if head.starts_with(b"(+)")
        || head.starts_with(b"++")
        || head.starts_with(b"+ve")
        || (head.starts_with(b"+") && !head.get(1).is_some_and(u8::is_ascii_alphanumeric))
        || head.starts_with(b"[+]")
    {
        return Some(true);
    }
    if head.starts_with(b"(-)")
        || head.starts_with("(–)".as_bytes())
        || head.starts_with(b"-ve")
        || head.starts_with(b"[-]")
    {
        return Some(false);
    }
    // `Fever: yes`, `edema - present`.
    let answer = head
        .strip_prefix(b":")
        .or_else(|| head.strip_prefix(b"="))
        .or_else(|| head.strip_prefix(b"?"))
        .or_else(|| head.strip_prefix(b"- "))
        .or_else(|| head.strip_prefix("– ".as_bytes()))
        .map(<[u8]>::trim_ascii_start)?;
    if starts_word(
        answer,
        &[
            "yes", "y", "present", "positive", "pos", "mild", "moderate", "severe", "endorses", "reports", "some",
        ],
    ) {
        return Some(true);
    }
    // `Homicidal ideation: denied when asked`.
    starts_word(answer, &["denied", "denies"]).then_some(false)
}

/// Whether a question mark stands at the mention: `?pneumonia`, `? PE`.
fn question(note: &Note, span: Span) -> bool {
    let before = note.text.as_bytes()[..span.start as usize].trim_ascii_end();
    let gap = span.start as usize - before.len();
    let after = note.text.as_bytes().get(span.end as usize);
    gap <= 1
        && before.strip_suffix(b"?").is_some_and(|rest| {
            rest.last().is_none_or(|byte| {
                byte.is_ascii_whitespace() || matches!(byte, b'(' | b'/' | b',' | b':' | b'?' | b'-')
            })
        })
        || after == Some(&b'?')
}

/// When: the nearest word of time in the clause.
fn time(note: &Note, triggers: &Triggers, sentence: &Sentence, span: Span, result: &mut Assertion) {
    let from = triggers.ends.partition_point(|end| end.span.end <= span.start);
    let turns = |end: &&End| end.turns;
    let floor = triggers.ends[..from]
        .iter()
        .rev()
        .take(8)
        .find(turns)
        .map_or(0, |end| end.span.end);
    let ceiling = triggers.ends[from..]
        .iter()
        .take(8)
        .find(turns)
        .map_or(u32::MAX, |end| end.span.start);
    let floor = floor
        .max(sentence.span.start)
        .max(span.start.saturating_sub(TIME_WINDOW));
    let ceiling = ceiling.min(sentence.span.end).min(span.end + TIME_WINDOW);
    let bytes = note.text.as_bytes();
    let cost = |from: u32, to: u32| {
        let between = &bytes[from as usize..to.max(from) as usize];
        let hard = between.contains(&b';');
        let commas = between.iter().filter(|byte| **byte == b',').count() as u32;
        if hard {
            None
        } else {
            Some(between.len() as u32 + 25 * commas)
        }
    };
    let mut best: Option<(u32, Moment, Span)> = None;
    let mut change: Option<(u32, Change, Span)> = None;
    // The nearest words tell, a few on each side.
    let after = triggers.times.partition_point(|(word, _)| word.start < span.end);
    let later = triggers.times[after..]
        .iter()
        .take(NEAREST)
        .take_while(|(word, _)| word.start < ceiling);
    let before = triggers.times[..after]
        .iter()
        .rev()
        .take(NEAREST)
        .take_while(|(word, _)| word.start >= floor);
    for (word, tells) in before.chain(later) {
        if word.overlaps(span) {
            continue;
        }
        let distance = if word.end <= span.start {
            cost(word.end, span.start)
        } else {
            cost(span.end, word.start)
        };
        let Some(distance) = distance else { continue };
        match tells {
            When::At(moment) if best.is_none_or(|(least, ..)| distance < least) => {
                best = Some((distance, *moment, *word))
            }
            When::Changed(how) if distance <= 60 && change.is_none_or(|(least, ..)| distance < least) => {
                change = Some((distance, *how, *word));
            }
            _ => {}
        }
    }
    if let Some((_, moment, cue)) = best {
        result.moment = moment;
        result.time_cue = Some(cue);
    }
    if let Some((_, how, cue)) = change {
        result.change = Some(how);
        result.time_cue = result.time_cue.or(Some(cue));
    }
}

impl Assertion {
    /// Whether the patient is said to have it, now or at a time not said.
    pub fn is_present(&self) -> bool {
        self.status == Status::Present && self.moment != Moment::Earlier
    }

    /// Whether the patient is said not to have it, now or at a time not said.
    pub fn is_absent(&self) -> bool {
        self.status == Status::Absent && self.moment != Moment::Earlier
    }

    /// Whether the patient is said to have had it and to be rid of it: resolved, gone, no longer.
    pub fn is_over(&self) -> bool {
        self.change == Some(Change::Over)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::note::{self, Hints};

    #[test]
    fn what_speaks_of_a_sentence_is_all_that_is_asked() {
        let text = "## HPI\n\nNo fever, chills or cough yesterday. Mother: diabetes, asthma. Denies:\n- rash\n- pain, now resolved\n\n\
                    Per wife, possible seizure last week; history of stroke in 2019 without\ndeficits, but has headache today.\n\
                    Return if vomiting. Edema: none. ?pneumonia. Cough has resolved since; pain is worse at night, (-) nausea.\n\n\
                    ## Plan\n\nWill check for anemia tomorrow. Rule out PE. No longer febrile, on and off dizzy.\n";
        let note = note::read(Arc::from(text), Grammar::builtin(), &Hints::default());
        let quick = triggers(&note);
        let mut slow = triggers(&note);
        slow.speak.fill(u16::MAX);
        assert!(quick.speak.contains(&0) && quick.speak.iter().any(|speak| *speak != 0));
        for start in 0..text.len() as u32 {
            for length in [1, 5, 12] {
                let span = Span::new(start, (start + length).min(text.len() as u32));
                assert_eq!(of(&note, &quick, span), of(&note, &slow, span), "{:?}", span.of(text));
            }
        }
    }
}
