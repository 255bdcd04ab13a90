use std::sync::Arc;

use crate::grammar::Grammar;
use crate::note::{self, Hints, Note};

fn read(text: &str) -> Note {
    note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
}

fn note(assessment: &str) -> Note {
    read(&format!(
        "# H&P\n\n## HPI\n\n64-year-old woman with cough for 3 days.\n\n{assessment}\n"
    ))
}

/// Each differential: `name+` with something for it, `name-` against it, `name!` leading.
fn differentials(note: &Note) -> Vec<String> {
    let written = |it: &super::Differential| {
        let names: Vec<String> = it
            .candidates
            .iter()
            .map(|one| {
                let mut text = note.slice(one.name).to_lowercase();
                text.extend(one.leading.then_some('!'));
                text.extend(one.support.map(|_| '+'));
                text.extend(one.against.map(|_| '-'));
                text
            })
            .collect();
        names.join(", ")
    };
    note.differentials().iter().map(written).collect()
}

#[test]
fn differentials_of_all_styles() {
    for (text, expected) in [
        (
            "## Assessment\n\nDyspnea. DDx: PE, pneumonia, CHF.",
            "pe, pneumonia, chf",
        ),
        (
            "## Assessment\n\nDyspnea.\n\n## Differential\n\n- PE\n- pneumonia\n- anxiety",
            "pe, pneumonia, anxiety",
        ),
        (
            "## Assessment\n\nDyspnea.\n\n## Differential Diagnosis\n\n1. Pneumonia: fever and crackles\n2. PE - less likely, Wells 0\n3. CHF (no edema, JVP flat)",
            "pneumonia+, pe-, chf-",
        ),
        ("## Assessment\n\nChest pain: ACS vs PE vs GERD.", "acs, pe, gerd"),
        (
            "## Assessment\n\nLikely viral pharyngitis. Strep is less likely given no exudate.",
            "viral pharyngitis!, strep-",
        ),
        (
            "## Assessment\n\nPneumonia, most likely. PE was considered but Wells is 0.",
            "pneumonia!, pe",
        ),
        (
            "## Assessment\n\nDifferential includes pneumonia given fever, PE, and heart failure.",
            "pneumonia+, pe, heart failure",
        ),
        ("## Assessment\n\nLow suspicion for PE.", "pe-"),
        (
            "## Assessment\n\n1. Pulmonary embolism: tachycardia.\n2. Pneumonia. There is no fever so it is less likely.\n\
             3. GERD: no heartburn is against it.\n\
             4. Costochondritis. No tenderness so it is unlikely.\n5. Chest pain: it is less likely to be cardiac.",
            "pneumonia- | gerd- | costochondritis-",
        ),
        ("Imp: ?UTI. also need to exclude pregnancy", "uti, pregnancy"),
        (
            "## Assessment\n\n1. Dyspnea\n   DDx:\n   - PE\n     - For: tachycardia\n     - Against: no leg swelling\n   - Pneumonia: fever",
            "pe+-, pneumonia+",
        ),
        (
            "## Assessment\n\nDyspnea.\n\n## Differential\n\n| Diagnosis | For | Against |\n|---|---|---|\n| PE | tachycardia | no swelling |\n| CHF | edema | |",
            "pe+-, chf+",
        ),
    ] {
        assert_eq!(differentials(&note(text)).join(" | "), expected, "{text}");
    }
}

#[test]
fn no_differentials() {
    for text in [
        "## Assessment\n\nCommunity-acquired pneumonia.",
        "## Plan\n\nSurgery vs. conservative management discussed.",
        "## Assessment\n\nHypertension, stable.",
    ] {
        assert_eq!(differentials(&note(text)), [""; 0], "{text}");
    }
}

#[test]
fn summaries() {
    for (text, expected) in [
        (
            "## Assessment\n\n64F with COPD presenting with 3 days of cough.\n\n1. COPD exacerbation: better",
            Some("64F with COPD presenting with 3 days of cough."),
        ),
        (
            "## Assessment\n\n1. COPD exacerbation: better\n\nIn summary, an older smoker with cough.",
            Some("In summary, an older smoker with cough."),
        ),
        (
            "## Summary\n\nOlder smoker with productive cough.\n\n## Assessment\n\n1. COPD",
            Some("Older smoker with productive cough."),
        ),
        (
            "Imp: 64F with 3/7 productive cough, likely LRTI",
            Some("64F with 3/7 productive cough, likely LRTI"),
        ),
        (
            "## Safety Assessment\n\nOverall acute risk is low in this 30-year-old woman because of her plans.\n\n## Assessment\n\n34-year-old woman with panic attacks.",
            Some("34-year-old woman with panic attacks."),
        ),
        (
            "## Assessment\n\nPleasant patient here with cough.",
            Some("Pleasant patient here with cough."),
        ),
        ("## Assessment\n\n1. COPD exacerbation\n2. Hypertension", None),
        ("## Assessment\n\n1. COPD exacerbation: stable on nebulizers.", None),
    ] {
        let note = note(text);
        assert_eq!(
            note.summary_statement().map(|span| note.slice(span)),
            expected,
            "{text}"
        );
    }
}
