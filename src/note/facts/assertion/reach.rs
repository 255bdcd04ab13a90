//! How far a trigger speaks: on which side of it, up to what, and past what.

use super::*;

/// Finds how far triggers reach.
pub(super) struct Reader<'n> {
    pub(super) note: &'n Note,
    pub(super) ends: &'n [End],
    pub(super) openers: &'n [Span],
    pub(super) hits: &'n [LexiconHit],
    pub(super) definitions: &'n [Definition],
}

impl Reader<'_> {
    fn bytes(&self) -> &[u8] {
        self.note.text.as_bytes()
    }

    /// On which sides of it the trigger speaks: of what follows, of what stands before.
    pub(super) fn sides(&self, trigger: Span, sentence: Span, direction: Direction) -> (bool, bool) {
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
            // `Tracheal tug nil.`
            Direction::Pre
                if is_end
                    && before
                        .last()
                        .is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b')')
                    && starts_word(
                        &bytes[trigger.start as usize..trigger.end as usize],
                        &["nil", "none", "no"],
                    ) =>
            {
                (false, true)
            }
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
    pub(super) fn forward(&self, at: usize, sentence: Span, says: Says, reach: Reach) -> Span {
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
        // `AD no bubbles; AS effusion`: the other ear or eye.
        let other_side = starts_word(
            item.trim_ascii_start(),
            &[
                "ad", "as", "au", "od", "os", "ou", "r", "l", "rt", "lt", "right", "left",
            ],
        );
        (1..=3).contains(&words)
            && !other_side
            && !self.opens_affirmed(at, limit)
            && !item.iter().any(u8::is_ascii_digit)
    }

    /// What the trigger `at` says of what stands before it.
    pub(super) fn backward(&self, at: usize, sentence: Span, reach: Reach) -> Span {
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
    pub(super) fn relative(&self, at: usize, sentence: Span) -> (Says, Option<Span>) {
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
pub(super) fn follows_number(note: &Note, at: u32) -> bool {
    let before = note.text.as_bytes()[..at as usize].trim_ascii_end();
    before.last().is_some_and(u8::is_ascii_digit)
}

/// Whether `bytes` start with one of the words.
pub(super) fn starts_word(bytes: &[u8], words: &[&str]) -> bool {
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
