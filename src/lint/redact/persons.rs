//! Who is meant by a name: a surname alone, a given name alone or initials are the person whose full name the note tells.

/// One person of the note.
#[derive(Debug)]
struct Person {
    token: &'static str,
    /// The words of the full name, small, the surname last.
    words: Vec<String>,
}

/// The persons of the note.
#[derive(Debug, Default)]
pub(super) struct Persons {
    all: Vec<Person>,
}

/// Words beside a name that are no part of it.
const ROLES: [&str; 42] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "dr",
    "prof",
    "doctor",
    "md",
    "do",
    "rn",
    "np",
    "pa",
    "phd",
    "mbbs",
    "bsn",
    "ms1",
    "ms2",
    "ms3",
    "ms4",
    "m1",
    "m2",
    "m3",
    "m4",
    "student",
    "medical",
    "nursing",
    "resident",
    "intern",
    "attending",
    "fellow",
    "jr",
    "sr",
    "ii",
    "iii",
    "pgy1",
    "pgy2",
    "pgy3",
    "physician",
    "clerk",
    "year",
    "the",
];

/// The words of a name, small, the surname last: `ROE, Jane` is `jane roe`.
fn words(written: &str) -> Vec<String> {
    let mut parts = written.splitn(2, ',');
    let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let split = |text: &str| -> Vec<String> {
        text.split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '’' || c == '-'))
            .filter(|word| word.chars().any(char::is_alphabetic))
            .map(str::to_lowercase)
            .filter(|word| !ROLES.contains(&word.as_str()))
            .collect()
    };
    let mut words = split(second);
    words.extend(split(first));
    words
}

/// Whether a value holds a word that is no role: `Jane Roe, MS3`, not `medical student`.
pub(super) fn names_somebody(value: &str) -> bool {
    words(value)
        .iter()
        .any(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1)
}

/// The full name of a value as it is written, and its surname alone: `Hanna Vogel`, `Vogel`. Words of the language are no
/// surname to look for.
pub(super) fn written_names(value: &str) -> Vec<String> {
    let own: Vec<&str> = value
        .split([',', ';', '(', '/'])
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .filter(|word| words(word).first().is_some_and(|word| word.chars().count() > 1))
        .collect();
    let [.., last] = *own else { return Vec::new() };
    let mut names = Vec::new();
    if own.len() > 1 {
        names.push(own.join(" "));
    }
    if last.chars().count() > 3
        && last.starts_with(char::is_uppercase)
        && !crate::grammar::is_word(&last.to_lowercase())
    {
        names.push(last.to_owned());
    }
    names
}

/// Whether two given names can be of one person: equal, or one the initial of the other.
fn agrees(one: &str, other: &str) -> bool {
    let short = |word: &str| word.chars().count() == 1;
    one == other || (short(one) || short(other)) && one.chars().next() == other.chars().next()
}

impl Person {
    /// Whether `words`, of a full name, mean this person.
    fn is(&self, words: &[String]) -> bool {
        let (Some(surname), Some(last)) = (self.words.last(), words.last()) else {
            return false;
        };
        let shared = words.iter().filter(|word| self.words.contains(word)).count();
        shared >= 2 || surname == last && agrees(&self.words[0], &words[0])
    }

    fn initials(&self) -> String {
        self.words.iter().filter_map(|word| word.chars().next()).collect()
    }
}

impl Persons {
    /// Remember a full name; of a person that is known already nothing is changed.
    pub(super) fn introduce(&mut self, token: &'static str, written: &str) {
        /// Nobody writes of more people in a note.
        const MOST: usize = 500;
        let words = words(written);
        if words.len() < 2 || self.all.len() >= MOST {
            return;
        }
        let known = self.all.iter().any(|person| person.token == token && person.is(&words));
        if !known {
            self.all.push(Person { token, words });
        }
    }

    /// What tells the person that `written` means from all others.
    pub(super) fn key(&self, token: &str, written: &str) -> String {
        let words = words(written);
        let mut own = self.all.iter().enumerate().filter(|(_, person)| person.token == token);
        let found = match &*words {
            [] => None,
            [word] => {
                let letters: String = word.chars().filter(|c| c.is_alphabetic()).collect();
                let monogram = letters.chars().count() <= 3
                    && written.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
                own.clone()
                    .find(|(_, person)| person.words.last() == Some(word))
                    .or_else(|| own.clone().find(|(_, person)| person.words.contains(word)))
                    .or_else(|| own.find(|(_, person)| monogram && person.initials() == letters))
            }
            _ => {
                let initials: String = words.iter().filter_map(|word| word.chars().next()).collect();
                let monogram = words.iter().all(|word| word.chars().count() == 1);
                own.find(|(_, person)| person.is(&words) || monogram && person.initials() == initials)
            }
        };
        match found {
            Some((at, _)) => format!("person {at}"),
            None => words.join(" "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_person_under_many_names() {
        let mut persons = Persons::default();
        for name in ["Maria Lopez", "ROE, Jane Q", "John Lopez"] {
            persons.introduce("NAME", name);
        }
        let key = |name: &str| persons.key("NAME", name);
        assert_eq!(key("Lopez"), key("Maria Lopez"));
        assert_eq!(key("Maria"), key("Mrs. Maria Lopez"));
        assert_eq!(key("M. Lopez"), key("Lopez, Maria"));
        assert_eq!(key("ML"), key("MARIA LOPEZ"));
        assert_eq!(key("Jane Roe"), key("Roe"));
        assert_ne!(key("John"), key("Maria"));
        assert_ne!(key("Jane"), key("Maria"));
        assert_eq!(key("Okafor"), "okafor");
        assert_ne!(persons.key("CLINICIAN", "Lopez"), key("Lopez"));
        assert!(names_somebody("Jane Roe, MS3") && !names_somebody("Medical student, MS3"));
    }
}
