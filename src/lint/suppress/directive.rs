//! What a directive says: `<!-- preceptor: allow SAF001, LNG003 -- reason -->`.

use crate::lint::select::nearest;
use crate::text::Span;

/// What a directive asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verb {
    /// `allow`.
    Allow,
    /// `allow-section`.
    AllowSection,
    /// `allow-file`.
    AllowFile,
}

impl Verb {
    const ALL: [(&'static str, Verb); 3] = [
        ("allow", Verb::Allow),
        ("allow-section", Verb::AllowSection),
        ("allow-file", Verb::AllowFile),
    ];

    fn parse(word: &str) -> Option<Verb> {
        let known = Self::ALL.iter().find(|(name, _)| name.eq_ignore_ascii_case(word));
        known.map(|(_, verb)| *verb)
    }

    /// The verb that was probably meant: by its letters, or by what other linters call it.
    fn meant_by(word: &str) -> Option<&'static str> {
        let word = word.to_ascii_lowercase();
        let (head, tail) = word.split_once('-').unwrap_or((&word, ""));
        let synonym = matches!(
            head,
            "ignore" | "disable" | "suppress" | "noqa" | "skip" | "off" | "permit"
        );
        match (synonym, tail) {
            (true, "file" | "note" | "all") => Some("allow-file"),
            (true, "section") => Some("allow-section"),
            (true, _) => Some("allow"),
            (false, _) => nearest(&word, Self::ALL.iter().map(|(name, _)| *name)),
        }
    }
}

/// A directive, taken apart. Spans are places in the note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Directive<'t> {
    /// The verb, or the word that stands in its place.
    pub verb: Result<Verb, UnknownVerb<'t>>,
    /// The names of rules, in groups as commas part them; the words of a group are parted by spaces only.
    pub groups: Vec<Vec<Word<'t>>>,
    /// What stands after `--`.
    pub reason: Option<&'t str>,
}

/// A word and its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word<'t> {
    /// As written.
    pub text: &'t str,
    /// Where.
    pub span: Span,
}

/// A word that is no verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct UnknownVerb<'t> {
    /// What was written, if anything.
    pub word: Word<'t>,
    /// What was probably meant.
    pub suggestion: Option<&'static str>,
}

/// White space, odd and invisible spaces too.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}')
}

impl<'t> Directive<'t> {
    /// Take apart the comment at `span` of `text`.
    pub fn parse(text: &'t str, span: Span) -> Directive<'t> {
        let comment = span.of(text);
        let body = comment.strip_prefix("<!--").unwrap_or(comment);
        let body = body.strip_suffix("-->").unwrap_or(body);
        let body = body.trim_matches(is_space);
        let body = body
            .strip_prefix("preceptor:")
            .unwrap_or(body)
            .trim_start_matches(is_space);
        let (said, reason) = split_reason(body);
        let said = said.trim_end_matches(is_space);
        let (verb, list) = said.split_once(is_space).unwrap_or((said, &said[said.len()..]));
        let place = |part: &'t str| Word {
            text: part,
            span: place_of(text, part),
        };
        Directive {
            verb: Verb::parse(verb).ok_or_else(|| UnknownVerb {
                word: place(verb),
                suggestion: Verb::meant_by(verb),
            }),
            groups: list
                .split([',', ';'])
                .map(|group| {
                    group
                        .split(is_space)
                        .filter(|word| !word.is_empty())
                        .map(place)
                        .collect()
                })
                .filter(|group: &Vec<Word<'t>>| !group.is_empty())
                .collect(),
            reason: reason
                .map(|reason| reason.trim_matches(is_space))
                .filter(|reason| !reason.is_empty()),
        }
    }
}

/// The place of `part` in `text`, which it is a slice of.
fn place_of(text: &str, part: &str) -> Span {
    let start = part.as_ptr() as usize - text.as_ptr() as usize;
    (start..start + part.len()).into()
}

/// What stands before and after `--`. A word processor makes a dash of it.
fn split_reason(body: &str) -> (&str, Option<&str>) {
    let dash = ["--", "—", "–"]
        .iter()
        .filter_map(|dash| Some((body.find(dash)?, dash.len())))
        .min();
    match dash {
        Some((at, length)) => (&body[..at], Some(&body[at + length..])),
        None => (body, None),
    }
}

/// Whether an ordinary comment was meant as a directive: `<!-- preceptor allow … -->`, `<!-- Preceptor: allow … -->`.
/// A word to a teacher (`<!-- Preceptor, please look at the K -->`) was not.
pub(super) fn looks_like_directive(comment: &str) -> bool {
    const NAME: &str = "preceptor";
    let body = comment
        .strip_prefix("<!--")
        .unwrap_or(comment)
        .trim_start_matches(is_space);
    let named = body
        .get(..NAME.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(NAME));
    let rest = |body: &str| {
        body[NAME.len()..]
            .trim_start_matches(|c| is_space(c) || c == ':')
            .to_owned()
    };
    named
        && rest(body)
            .split(|c| is_space(c) || c == ':')
            .next()
            .and_then(Verb::parse)
            .is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Directive<'_> {
        Directive::parse(text, Span::new(0, text.len() as u32))
    }

    fn words<'t>(directive: &Directive<'t>) -> Vec<Vec<&'t str>> {
        let group = |group: &Vec<Word<'t>>| group.iter().map(|word| word.text).collect();
        directive.groups.iter().map(group).collect()
    }

    #[test]
    fn verb_rules_and_reason_are_told_apart() {
        let text = "<!-- preceptor: allow SAF001, vague-finding -- the patient's own words -->";
        let directive = parse(text);
        assert_eq!(directive.verb, Ok(Verb::Allow));
        assert_eq!(words(&directive), [["SAF001"], ["vague-finding"]]);
        assert_eq!(directive.reason, Some("the patient's own words"));
        assert_eq!(directive.groups[1][0].span.of(text), "vague-finding");
    }

    #[test]
    fn dashes_of_word_processors_odd_spaces_and_line_ends_do_no_harm() {
        for text in [
            "<!--preceptor:allow-section\u{a0}ORG — as told-->",
            "<!-- preceptor: allow-section\n  ORG\n  -- as told\n-->",
            "<!-- preceptor: Allow-Section ORG – as told -->",
        ] {
            let directive = parse(text);
            assert_eq!(directive.verb, Ok(Verb::AllowSection), "{text}");
            assert_eq!(words(&directive), [["ORG"]], "{text}");
            assert_eq!(directive.reason, Some("as told"), "{text}");
        }
    }

    #[test]
    fn what_is_missing_is_missing() {
        assert_eq!(parse("<!-- preceptor: allow -- -->").reason, None);
        assert!(parse("<!-- preceptor: allow -- why -->").groups.is_empty());
        assert!(parse("<!-- preceptor: -->").verb.is_err());
        assert_eq!(
            words(&parse("<!-- preceptor: allow ,SAF001,, ORG x -->")),
            [vec!["SAF001"], vec!["ORG", "x"]]
        );
    }

    #[test]
    fn a_wrong_verb_gets_the_right_one() {
        for (text, meant) in [
            ("<!-- preceptor: alow ORG -->", Some("allow")),
            ("<!-- preceptor: disable ORG -->", Some("allow")),
            ("<!-- preceptor: ignore-file ORG -->", Some("allow-file")),
            ("<!-- preceptor: allow-sectoin ORG -->", Some("allow-section")),
            ("<!-- preceptor: please look at the dose -->", None),
        ] {
            assert_eq!(parse(text).verb.unwrap_err().suggestion, meant, "{text}");
        }
    }

    #[test]
    fn a_comment_meant_as_a_directive_is_known_and_a_word_to_a_teacher_is_not() {
        assert!(looks_like_directive("<!-- preceptor allow ORG001 -->"));
        assert!(looks_like_directive("<!-- Preceptor: allow-file ORG001 -->"));
        assert!(!looks_like_directive("<!-- Preceptor: please look at the K -->"));
        assert!(!looks_like_directive("<!-- preceptor allows late notes -->"));
        assert!(!looks_like_directive("<!-- é -->"));
    }
}
