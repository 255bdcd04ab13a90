use super::*;

#[test]
fn a_small_class_is_told_that_it_is_too_small() {
    let prints = vec![Print::default(); 7];
    let told = pairs(&prints, &Base::default(), |_| None).unwrap_err();
    assert_eq!(
        told.to_string(),
        "7 notes are too few to say what notes of this case usually share; pairs are shown from 8 on"
    );
    assert_eq!(
        pairs(&vec![Print::default(); 8], &Base::default(), |_| None),
        Ok(Vec::new())
    );
}

use crate::grammar::Grammar;
use crate::lint::{self, Settings};

macro_rules! notes {
    ($($name:literal)*) => {
        [$(($name, include_str!(concat!("../../../tests/grade/same-patient/", $name, ".md")))),*]
    };
}

/// Thirteen students write about the same standardized patient, each in their own way; 14 is a copy of 03 with edits,
/// 15 a light paraphrase of 07 with its misspelling and its wrong heart rate.
fn class() -> Vec<(&'static str, String)> {
    let all =
        notes!["01" "02" "03" "04" "05" "06" "07" "08" "09" "10" "11" "12" "13" "14-copy-of-03" "15-paraphrase-of-07"];
    all.map(|(name, text)| (name, text.to_owned())).to_vec()
}

fn compare(class: &[(&str, String)], base: &Base) -> Vec<Pair> {
    let settings = Settings::new(Grammar::builtin());
    let checked: Vec<_> = class
        .iter()
        .map(|(_, text)| lint::check(Arc::from(text.as_str()), &settings))
        .collect();
    let prints: Vec<Print> = checked
        .iter()
        .map(|checked| Print::of(&checked.note, &checked.diagnostics, base))
        .collect();
    let notes: Vec<Arc<Note>> = checked.into_iter().map(|checked| Arc::new(checked.note)).collect();
    pairs(&prints, base, |at| notes.get(at).cloned()).unwrap()
}

#[test]
fn the_copied_pairs_come_first_and_nobody_elses_are_shown() {
    let class = class();
    let found = compare(&class, &Base::default());
    let names: Vec<_> = found
        .iter()
        .map(|it| (class[it.notes.0].0, class[it.notes.1].0))
        .collect();
    assert_eq!(names, [("03", "14-copy-of-03"), ("07", "15-paraphrase-of-07")]);
    assert!(found[0].score > found[1].score && found[1].score > 40.0, "{found:?}");
    assert!(
        found.iter().all(|pair| (97.0..100.0).contains(&pair.percentile)),
        "{found:?}"
    );

    let copied = &found[0].passages;
    assert!(
        copied.len() >= 5 && copied.iter().all(|it| it.words >= 12 && it.mistake.is_none()),
        "{copied:?}"
    );
    assert!(
        copied
            .iter()
            .any(|it| it.first.contains("bolted upright at 2 am") && it.second.contains("bolted upright feeling"))
    );
    // Names are not shown.
    assert!(
        copied
            .iter()
            .all(|it| !it.first.contains("Voss") && !it.second.contains("Voss")),
        "{copied:?}"
    );

    let mistakes: Vec<&str> = found[1]
        .passages
        .iter()
        .filter_map(|it| it.mistake.as_deref())
        .collect();
    assert_eq!(
        mistakes,
        [
            "the same misspelling “orthopena”",
            "the same value, which most of the class gives otherwise: “HR 89”",
        ]
    );
}

#[test]
fn marks_stand_on_the_shared_words() {
    let found = compare(&class(), &Base::default());
    for passage in found.iter().flat_map(|pair| &pair.passages) {
        let words = |text: &str, marks: &[(u32, u32)]| -> Vec<String> {
            assert!(!marks.is_empty());
            let marked = marks
                .iter()
                .map(|(from, to)| text.get(*from as usize..*to as usize).unwrap());
            marked
                .flat_map(|it| {
                    it.split(|c: char| !c.is_alphanumeric())
                        .map(str::to_lowercase)
                        .collect::<Vec<_>>()
                })
                .collect()
        };
        let (first, second) = (
            words(&passage.first, &passage.first_marks),
            words(&passage.second, &passage.second_marks),
        );
        if passage.words == 0 {
            continue;
        }
        let same = first.iter().filter(|word| second.contains(word)).count();
        assert!(same * 10 >= first.len() * 8, "{first:?}\n{second:?}");
    }
}

#[test]
fn a_class_that_fills_in_one_template_shows_no_pairs() {
    let own = [
        "knee", "hip", "wrist", "elbow", "shoulder", "ankle", "neck", "thumb", "heel", "jaw", "rib", "toe", "back",
        "calf",
    ];
    let class: Vec<(&str, String)> = own
        .iter()
        .enumerate()
        .map(|(n, place)| {
            let text = format!(
                "## HPI\n\nThe patient came to the clinic because of pain of the {place} and was seen together with \
                 the attending on \
                 the same morning. The pain began {n} days ago after work in the garden and has kept the patient from sleeping through \
                 the night ever since. It was tried to treat it with rest, ice and tablets from the drug store, which helped for an hour.\n\n\
                 ## Assessment\n\nThe history and the examination of the {place} point to a strain, and nothing speaks for a fracture or \
                 an infection of the joint at this time.\n\n## Plan\n\n- The patient was told how to rest the {place}, and to come back \
                 to the clinic when the pain has not gone after two weeks of this treatment.\n"
            );
            (*place, text)
        })
        .collect();
    assert_eq!(compare(&class, &Base::default()), []);
}

const HANDOUT: [&str; 12] = [
    "She was well until last Friday, when she noticed a burning pain on the left side of her chest while she was \
     hanging up the washing.",
    "Two days later small blisters came up in a band that runs from the spine around to the breastbone and stops at \
     the middle.",
    "The slightest touch of her blouse is hard to bear, and she has slept in an armchair with a towel folded under \
     her arm.",
    "She remembers that she had chickenpox when she was in second grade, and that her brother had it worse than she \
     did.",
    "Her neighbor told her to put calamine on it, which dried the blisters but did nothing at all for the burning \
     underneath.",
    "She takes care of a grandson of four months who has not had any of his vaccinations because of a move between \
     two states.",
    "Since the winter she has been on prednisone for an inflammation of the temples that nearly cost her the sight \
     of one eye.",
    "She is afraid that it is her heart, because her own mother died in the same bed with a pain on the left side \
     of her chest.",
    "At work she lifts trays of seedlings in a greenhouse and had thought at first that she must have pulled a \
     muscle over there.",
    "There was a tingling along the lower ribs for three days before anything was to be seen on the skin in the \
     bathroom mirror.",
    "She would rather not go on sick leave, as the greenhouse pays by the day and the weeks before Easter are the \
     best of the year.",
    "Her eyes are fine, her hearing is as it was, and she has not seen any blisters on the tip of her nose or \
     within her ears.",
];

/// Twelve students, each of whom quotes two sentences of the handout in an order of their own.
fn quoting() -> Vec<(&'static str, String)> {
    let own = [
        "Looks tired.",
        "Cheerful.",
        "In some pain.",
        "Speaks softly.",
        "Came alone.",
        "Came by bus.",
        "Wears a loose shirt.",
        "Asks about work.",
        "Sits very still.",
        "Holds her arm.",
        "Was here before.",
        "Has a list.",
    ];
    let note = |n: usize| {
        let told: Vec<&str> = [0, 1].iter().map(|step| HANDOUT[(n * 5 + step) % 12]).collect();
        format!(
            "## HPI\n\n{} {}\n\n## Assessment\n\nHerpes zoster.\n\n## Plan\n\n- valacyclovir\n",
            own[n],
            told.join(" ")
        )
    };
    (0..12).map(|n| ("quoting", note(n))).collect()
}

#[test]
fn what_stands_in_the_handout_is_no_sign_of_anything() {
    assert_eq!(compare(&quoting(), &Base::of(HANDOUT)), []);
    assert!(!compare(&quoting(), &Base::default()).is_empty());
    // A handout with other line breaks, and in capitals, is the same handout.
    let wrapped = HANDOUT.join(" ").to_uppercase().replace(" THE ", "\nTHE ");
    assert_eq!(compare(&quoting(), &Base::of([wrapped.as_str()])), []);
}

#[test]
fn what_all_patients_say_is_no_sign_of_anything() {
    let mut class = class();
    class.truncate(13);
    let said = "It started like someone was tightening a leather belt around my ribs one notch at a time and then would not let go of it";
    for (_, text) in class.iter_mut().take(2) {
        *text = text.replacen("## HPI\n\n", &format!("## HPI\n\nHe says: “{said}”. "), 1);
    }
    assert_eq!(compare(&class, &Base::default()), []);
    // Without the marks the same words are the writers' own.
    for (_, text) in &mut class {
        *text = text.replace(['“', '”'], "");
    }
    assert_eq!(compare(&class, &Base::default()).len(), 1);
}

#[test]
fn a_note_that_cannot_be_read_again_is_left_out() {
    let settings = Settings::new(Grammar::builtin());
    let class = class();
    let prints: Vec<Print> = class
        .iter()
        .map(|(_, text)| {
            let checked = lint::check(Arc::from(text.as_str()), &settings);
            Print::of(&checked.note, &checked.diagnostics, &Base::default())
        })
        .collect();
    assert_eq!(pairs(&prints, &Base::default(), |_| None), Ok(Vec::new()));
    let kept = prints
        .iter()
        .map(|print| print.runs.len() * 8 + print.slips.len() * 24 + print.values.len() * 32);
    assert!(kept.max().unwrap() < 2500);
}
