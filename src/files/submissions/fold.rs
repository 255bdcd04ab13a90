//! Names compared as people read them: without case, accents, punctuation and order.

/// The name in lower case, without accents; everything but letters and digits is a space, spaces are single.
///
/// A name that a Mac wrote (letters and accents apart) comes out as the one that Windows wrote.
pub fn folded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            // Combining accents, and apostrophes, which stand within a name.
            '\u{300}'..='\u{36f}' | '\'' | '’' | '‘' | '`' | '´' | 'ʼ' => {}
            _ => match plain(letter) {
                Some(letters) => out.push_str(letters),
                None if letter.is_alphanumeric() => out.push(letter),
                None if out.ends_with(' ') || out.is_empty() => {}
                None => out.push(' '),
            },
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// The same, with the words in alphabetical order: `Doe, Jane` and `Jane Doe` are one.
pub fn folded_any_order(name: &str) -> String {
    let folded = folded(name);
    let mut words: Vec<&str> = folded.split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}

/// The same without spaces: how a course's site writes a name within a file's name.
pub fn folded_together(name: &str) -> String {
    folded(name).replace(' ', "")
}

/// The letters that stand for one with an accent. Lower case only.
fn plain(letter: char) -> Option<&'static str> {
    const TABLE: [(&str, &str); 30] = [
        ("àáâãåāăąǎ", "a"),
        ("ä", "a"),
        ("æ", "ae"),
        ("çćĉċč", "c"),
        ("ďđð", "d"),
        ("èéêëēĕėęě", "e"),
        ("ĝğġģǧ", "g"),
        ("ĥħ", "h"),
        ("ìíîïĩīĭįıǐỉị", "i"),
        ("ĵ", "j"),
        ("ķĸ", "k"),
        ("ĺļľŀł", "l"),
        ("ñńņňŉŋ", "n"),
        ("òóôõøōŏőǒ", "o"),
        ("ö", "o"),
        ("œ", "oe"),
        ("ŕŗř", "r"),
        ("śŝşšșſ", "s"),
        ("ß", "ss"),
        ("ţťŧț", "t"),
        ("þ", "th"),
        ("ùúûũūŭůűųǔ", "u"),
        ("ü", "u"),
        ("ŵ", "w"),
        ("ýÿŷ", "y"),
        ("źżž", "z"),
        ("ạảấầẩẫậắằẳẵặ", "a"),
        ("ẹẻẽếềểễệ", "e"),
        ("ọỏốồổỗộớờởỡợơ", "o"),
        ("ụủứừửữựưỳỵỷỹ", "u"),
    ];
    if letter.is_ascii() {
        return None;
    }
    TABLE
        .iter()
        .find_map(|(letters, plain)| letters.contains(letter).then_some(*plain))
        .map(|plain| if "ỳỵỷỹ".contains(letter) { "y" } else { plain })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_the_same_however_they_are_written() {
        assert_eq!(folded("  José  Núñez-O’Brien "), "jose nunez obrien");
        assert_eq!(folded("Jose\u{301} Nu\u{301}n\u{303}ez"), "jose nunez");
        assert_eq!(folded("Łukasz Öström, Jr."), "lukasz ostrom jr");
        assert_eq!(folded("NGUYỄN Thị Thủy"), "nguyen thi thuy");
        assert_eq!(folded_any_order("Doe, Jane Q."), folded_any_order("Jane Q Doe"));
        assert_eq!(folded_together("O'Neil, Zoë"), "oneilzoe");
        assert_eq!(folded("李小龙"), "李小龙");
        assert_eq!(folded("-_."), "");
    }
}
