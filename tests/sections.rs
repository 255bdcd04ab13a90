//! Headings, problems, kinds: the traps that a first design of such a reader falls into, each a test.

use std::sync::Arc;

use preceptor::grammar::Grammar;
use preceptor::note::{self, Hints, KindSource, Match, Note};

fn read(text: &str) -> Note {
    note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
}

/// The sections as `id` or `?heading`, indented by nesting.
fn outline(text: &str) -> Vec<String> {
    let note = read(text);
    note.sections
        .iter()
        .map(|section| {
            let indent = "  ".repeat(usize::from(section.level) - 1);
            let name = match section.id {
                Some(id) => note.grammar.section(id).id.to_string(),
                None => format!("?{}", note.slice(section.heading)),
            };
            let also: String = section
                .also
                .iter()
                .map(|&id| format!("+{}", note.grammar.section(id).id))
                .collect();
            format!("{indent}{name}{also}")
        })
        .collect()
}

fn problems(text: &str) -> Vec<String> {
    let note = read(text);
    note.written_problems
        .iter()
        .map(|problem| note.slice(problem.title).to_owned())
        .collect()
}

fn kind(text: &str) -> Option<String> {
    let note = read(text);
    note.kind.map(|kind| note.grammar.kind(kind).id.to_string())
}

#[test]
fn all_heading_styles_in_one_note() {
    let text = "# HPI\nCough.\n\nPast Medical History\n====================\nAsthma.\n\n**Medications**\nAlbuterol.\n\nALLERGIES\nNKDA\n\n\
                FAMILY HISTORY:\nNone.\n\nSocial history: never smoked\n\nPhysical examination\n\nChest clear.\n\nImp - asthma\nPlan – inhaler\n";
    assert_eq!(
        outline(text),
        [
            "history-of-present-illness",
            "past-medical-history",
            "medications",
            "allergies",
            "family-history",
            "social-history",
            "physical-exam",
            "assessment",
            "plan",
        ]
    );
}

#[test]
fn results_told_in_the_story_do_not_end_it() {
    let text = "CC: weak arm\n\nHPI: 66-year-old with a weak right arm since noon. CT head: no bleed. CTA: M2 occlusion. No headache.\n\n\
                PMH: HTN\nROS: no fever\n\nPE: arm 3/5\n\nCXR: clear\n";
    assert_eq!(
        outline(text),
        [
            "chief-complaint",
            "history-of-present-illness",
            "past-medical-history",
            "review-of-systems",
            "physical-exam",
            "imaging",
        ]
    );
    let screening = "HEALTH MAINTENANCE\nMammogram: 2025\nColonoscopy: never\n\nROS: no fever\n";
    assert_eq!(outline(screening), ["health-maintenance", "review-of-systems"]);
}

#[test]
fn a_referral_is_a_question_at_the_top_and_a_step_in_the_plan() {
    let text = "Referral: loud snoring\nHPI: snores\nPlan: sleep study\nReferral: ENT in 4 weeks\n";
    assert_eq!(
        outline(text),
        [
            "reason-for-consult",
            "history-of-present-illness",
            "plan",
            "  follow-up"
        ]
    );
}

#[test]
fn hash_titles_in_a_plan_are_problems() {
    let text = "## Assessment and Plan\nA 64-year-old man.\n\n# CHF\n- furosemide 40 mg IV\n\n#COPD\n- albuterol\n\n# Tobacco use\n- patch\n\n## Disposition\nHome.\n";
    assert_eq!(outline(text), ["assessment-and-plan", "  disposition"]);
    assert_eq!(problems(text), ["CHF", "COPD", "Tobacco use"]);
}

#[test]
fn history_words_title_problems_in_a_plan() {
    for title in [
        "Pain",
        "Sleep",
        "Falls",
        "CV",
        "ID",
        "Tobacco use",
        "Nutrition",
        "Cognition",
    ] {
        let text =
            format!("Assessment and Plan:\n1. {title}: stable, continue.\n2. Hypertension: continue lisinopril.\n");
        assert_eq!(outline(&text), ["assessment-and-plan"], "{title}");
        assert_eq!(problems(&text), [title, "Hypertension"]);
        let text = format!("## Assessment and Plan\n\n**{title}**\n- continue\n\n**Hypertension**\n- lisinopril\n");
        assert_eq!(outline(&text), ["assessment-and-plan"], "{title}");
        assert_eq!(problems(&text), [title, "Hypertension"]);
    }
}

#[test]
fn problems_in_one_line_are_found() {
    assert_eq!(
        problems("S: fine\nO: fine\nA: 1) HTN 2) anemia\nP: continue\n"),
        ["HTN", "anemia"]
    );
    assert_eq!(
        problems("Assessment: stable. (1) HTN (2) anemia, Hb 2.9 lower\nPlan: continue\n"),
        ["HTN", "anemia, Hb 2.9 lower"]
    );
    assert_eq!(problems("# Assessment\n1) HTN 2) anemia\n"), ["HTN", "anemia"]);
}

#[test]
fn a_numbered_plan_is_a_list_of_problems_or_of_items() {
    let items = "Imp: UTI\nPlan:\n1. Nitrofurantoin 100 mg BD for 3/7.\n2. Push fluids\n3. Safety net: fever, loin pain\n4. Review in 3d\n";
    assert_eq!(problems(items), ["UTI"]);
    let titled = "Assessment: as above\n\nPlan:\n1. Pain: acetaminophen\n2. Walk the hall\n3. Diet: clear liquids\n4. Wound - open to air\n";
    assert_eq!(problems(titled), ["as above", "Pain", "Walk the hall", "Diet", "Wound"]);
}

#[test]
fn a_short_line_over_bullets_is_a_problem() {
    let text = "ASSESSMENT AND PLAN\n\nAcute lumbar strain.\n• Medical Reasoning: no red flags.\n• Medical Treatment: naproxen 500 mg.\n\n\
                Hypertension.\n• Additional Testing: BMP.\n\nPatient Agreements: agrees.\n";
    assert_eq!(problems(text), ["Acute lumbar strain", "Hypertension"]);
    assert_eq!(outline(text), ["assessment-and-plan"]);
}

#[test]
fn lungs_in_the_exam_and_cardiology_in_the_plan() {
    let text = "Physical exam:\nLungs: clear\nHeart: regular\n\nAssessment and plan:\nCardiology: refer for echo.\nLungs: add ICS.\n";
    assert_eq!(
        outline(text),
        [
            "physical-exam",
            "  pe-respiratory",
            "  pe-cardiovascular",
            "assessment-and-plan"
        ]
    );
}

#[test]
fn vitals_as_a_label_do_not_end_the_exam() {
    let text = "## PE\n\nVS: T 37.0, HR 80\nGen: well\nLungs: clear\n\n## Labs\nNa 138\n";
    assert_eq!(
        outline(text),
        [
            "physical-exam",
            "  vital-signs",
            "  pe-general",
            "  pe-respiratory",
            "laboratory-data"
        ]
    );
}

#[test]
fn a_title_names_the_kind_and_is_no_section() {
    for (title, kind_id) in [
        ("SOAP Note", "soap"),
        ("PROGRESS NOTE, POD 2", "progress"),
        ("# Peds H&P", "peds-hp"),
        ("Medical clerking", "hp"),
        ("Clerking - Medical Admissions Unit", "hp"),
        ("Well Child Visit - 12 months", "well-child"),
        ("**Discharge Summary**", "discharge-summary"),
        ("Internal Medicine History and Physical\n======", "hp"),
    ] {
        let text = format!("{title}\n\nAssessment: well\nPlan: home\n");
        let note = read(&text);
        assert_eq!(kind(&text).as_deref(), Some(kind_id), "{title}");
        assert_eq!(note.kind_source, Some(KindSource::Title), "{title}");
        assert_eq!(outline(&text), ["assessment", "plan"], "{title}");
    }
}

#[test]
fn a_section_of_the_stated_kind_is_no_title() {
    let text = "---\nkind: postop\n---\n\n# Procedure\n\nAppendectomy.\n\n# Subjective\n\nSore.\n";
    assert_eq!(outline(text), ["procedure", "subjective"]);
    let bare = read("# Procedure\n\nAppendectomy.\n\n# Subjective\n\nSore.\n");
    assert_eq!(bare.kind_source, Some(KindSource::Title));
}

#[test]
fn labels_that_stay_inside_their_heading() {
    for (text, expected) in [
        (
            "# Safety Plan\n\nWarning signs: staying in bed; own coping: walks.\n",
            &["safety-plan", "  return-precautions"][..],
        ),
        (
            "# Vital Signs\n\nT 38.1, HR 98.\nLast 24 hours: highest T 38.9.\n\n# Physical Exam\n\nWell.\n",
            &["vital-signs", "  overnight-events", "physical-exam"],
        ),
        (
            "# Assessment\n\nConcern: low urine output, bleeding is unlikely.\n\n# Plan\n\nFluids.\n",
            &["assessment", "plan"],
        ),
        (
            "Concern: cough for 3 days\n\n# Assessment\n\nCold.\n",
            &["chief-complaint", "assessment"],
        ),
    ] {
        assert_eq!(outline(text), expected, "{text}");
    }
}

#[test]
fn single_letters_need_company() {
    assert_eq!(
        outline("S: sore throat\nO: red\nA: pharyngitis\nP: fluids\n"),
        ["subjective", "objective", "assessment", "plan"]
    );
    assert_eq!(
        outline("A: pharyngitis\nP: fluids\nS: sore throat\nO: red\n"),
        ["assessment", "plan", "subjective", "objective"]
    );
    assert_eq!(
        outline("HPI: sore throat\nS: quiet\nPlan: fluids\n"),
        ["history-of-present-illness", "plan"]
    );
}

#[test]
fn a_letter_goes_with_the_other_part_spelt_out() {
    assert_eq!(
        outline("Hx: low mood\nImp: depression\nP:\nSertraline 50 mg daily\n"),
        ["history-of-present-illness", "assessment", "plan"]
    );
    assert_eq!(
        outline("HPI: sore throat\nA: pharyngitis\nRecs: fluids\n"),
        ["history-of-present-illness", "assessment", "recommendations"]
    );
}

#[test]
fn a_full_stop_or_nothing_may_stand_for_the_colon() {
    assert_eq!(
        outline(
            "HPI. Cough for a week.\nFH. Nil.\nROS negative except fatigue.\nVS T 37.2, HR 80\nImp. Bronchitis.\nPlan.\nFluids, rest.\n"
        ),
        [
            "history-of-present-illness",
            "family-history",
            "review-of-systems",
            "vital-signs",
            "assessment",
            "plan"
        ]
    );
    // What goes on with the section is no heading, nor is a wrapped word.
    assert_eq!(outline("Plan:\nFluids. Rest.\nFluids.\n"), ["plan"]);
    let wrapped =
        "HPI: She came with cough and was asked at length about the other\nROS points, all of them negative.\n";
    assert_eq!(outline(wrapped), ["history-of-present-illness"]);
}

#[test]
fn the_impression_before_a_plan_is_no_part_of_the_film() {
    for heading in [
        "Impression",
        "IMPRESSION",
        "## Impression",
        "**Impression**",
        "Impression:",
    ] {
        let text = format!(
            "PC: cough\n\nCXR: left lower consolidation\n\n{heading}\n1. Pneumonia\n2. COPD\n\nPlan\n- Doxycycline 100 mg BD for 5/7\n"
        );
        let found = outline(&text);
        assert!(found.iter().any(|id| id.trim() == "assessment"), "{heading}: {found:?}");
    }
    let report = "## CT chest\n\nNo embolus.\n\n### Impression\n\nNo embolus.\n\n## Assessment\n\nPleurisy\n\n## Plan\n\nIbuprofen\n";
    assert_eq!(outline(report).iter().filter(|id| id.trim() == "assessment").count(), 1);
}

#[test]
fn combined_headings_cover_their_parts() {
    assert_eq!(
        outline("S/O: sore throat, red\n\nA/P: pharyngitis\n"),
        ["subjective+objective", "assessment-and-plan"]
    );
    assert_eq!(
        outline("PMHx and FH: nil of note\n"),
        ["past-medical-history+family-history"]
    );
}

#[test]
fn british_shorthand() {
    let text = "PC: cough\nHPC: 3/7 hx of cough, 2/52 of malaise\nPMH: asthma\nDH: salbutamol\nSH: never smoked\nO/E: chest clear\nImp: URTI\nPlan: fluids, review in 2/52\n";
    assert_eq!(
        outline(text),
        [
            "chief-complaint",
            "history-of-present-illness",
            "past-medical-history",
            "medications",
            "social-history",
            "physical-exam",
            "assessment",
            "plan",
        ]
    );
    assert_eq!(problems(text), ["URTI"]);
}

#[test]
fn several_headers_in_one_paragraph() {
    let text = "HISTORY OF PRESENT ILLNESS:  A 40-year-old with cough.  PAST MEDICAL HISTORY:  Asthma.  ALLERGIES:  NKDA.\nPHYSICAL EXAMINATION:  GENERAL: Well. LUNGS: Clear.\n";
    assert_eq!(
        outline(text),
        [
            "history-of-present-illness",
            "past-medical-history",
            "allergies",
            "physical-exam",
            "  pe-general",
            "  pe-respiratory"
        ]
    );
}

#[test]
fn typos_are_seen_and_real_words_are_not_swallowed() {
    let text = "## Assesment\nFlu.\n\n## Palnning ahead\n\nText.\n";
    let note = read(text);
    assert_eq!(note.sections[0].matched, Match::Typo);
    assert_eq!(
        outline("## Past Medcial History\nAsthma\n\n## Allergist\nSeen.\n")[0],
        "past-medical-history"
    );
    assert_eq!(
        outline("## Past Medcial History\nAsthma\n\n## Allergist\nSeen.\n")[1],
        "?Allergist"
    );
}

#[test]
fn invisible_spaces_in_headings() {
    assert_eq!(
        outline("##\u{a0}Past\u{202f}Medical\u{200b} History\u{a0}:\nAsthma\n"),
        ["past-medical-history"]
    );
    assert_eq!(outline("\u{feff}HPI:\u{a0}cough\n"), ["history-of-present-illness"]);
}

#[test]
fn prose_is_no_heading() {
    for text in [
        "He takes lisinopril and\nmedications\nfor gout.\n",
        "#NOF fixed on Monday.\n",
        "Seen at 10:30 in clinic\n",
        "BP: 142/88\n",
        "Plan was to go home - medications were held\n",
        "> Allergies: she says \"none\"\n",
    ] {
        assert_eq!(outline(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn levels_decide_between_unknown_headings_only() {
    assert_eq!(
        outline("# Slide deck\nx\n\n## Slides\nx\n\n### HPI\nCough\n\n#### ED Course\nFluids\n\n# Other\nx\n"),
        [
            "?Slide deck",
            "  ?Slides",
            "history-of-present-illness",
            "  ed-course",
            "?Other"
        ]
    );
}

#[test]
fn kinds_are_told_by_their_sections() {
    let hp = "# CC\ncough\n# HPI\nA man\n# PMH\nx\n# PSH\nx\n# Meds\nx\n# Allergies\nx\n# FH\nx\n# SH\nx\n# ROS\nx\n# Vitals\nx\n# PE\nx\n# Labs\nx\n# A/P\nx\n";
    assert_eq!(kind(hp).as_deref(), Some("hp"));
    assert_eq!(kind("S: x\nO: x\nA: x\nP: x\n").as_deref(), Some("soap"));
    let op = "PREOPERATIVE DIAGNOSIS: x\nPOSTOPERATIVE DIAGNOSIS: x\nPROCEDURE: x\nANESTHESIA: x\nESTIMATED BLOOD LOSS: x\nCOMPLICATIONS: x\nSPECIMENS: x\nFINDINGS: x\n";
    assert!(
        matches!(kind(op).as_deref(), Some("brief-op" | "operative")),
        "{:?}",
        kind(op)
    );
    let consult = "Reason for consult: AKI\nHPI: x\nPMH: x\nMeds: x\nAllergies: x\nVitals: x\nPE: x\nLabs: x\nAssessment: x\nRecommendations: x\n";
    assert_eq!(kind(consult).as_deref(), Some("consult"));
    let discharge = "Admission diagnosis: x\nDischarge diagnosis: x\nHospital course: x\nDischarge medications: x\nDischarge condition: x\nFollow-up: x\n";
    assert_eq!(kind(discharge).as_deref(), Some("discharge-summary"));
    assert_eq!(
        kind("SITUATION: sepsis\nBACKGROUND: x\nASSESSMENT: x\nRECOMMENDATION: x\n").as_deref(),
        Some("sbar")
    );
    let learning = "# New diagnoses\nx\n# Management points\nx\n# Mistakes\nx\n# Questions\nx\n";
    assert_eq!(kind(learning).as_deref(), Some("learning-notes"));
    assert_eq!(kind("Just a paragraph of text about nothing.\n"), None);
}

#[test]
fn front_matter_goes_before_the_title_and_detection() {
    let note =
        read("---\nkind: consult\nspecialty: [cardiology, geriatrics]\n---\n# SOAP Note\n\nS: x\nO: x\nA: x\nP: x\n");
    assert_eq!(note.grammar.kind(note.kind.unwrap()).id, "consult");
    assert_eq!(note.kind_source, Some(KindSource::FrontMatter));
    let names: Vec<_> = note
        .specialties
        .iter()
        .map(|&id| note.grammar.specialty(id).id.to_string())
        .collect();
    assert_eq!(names, ["cardiology", "geriatrics"]);
}

#[test]
fn spans_cover_heading_and_body() {
    let text = "intro\n\n## HPI\n\nCough.\n\n### ED Course\nFluids.\n\n## Plan\n1. Rest\n";
    let note = read(text);
    let slices: Vec<(&str, &str)> = note
        .sections
        .iter()
        .map(|s| (note.slice(s.span), note.slice(s.body)))
        .collect();
    assert_eq!(
        slices,
        [
            (
                "## HPI\n\nCough.\n\n### ED Course\nFluids.",
                "Cough.\n\n### ED Course\nFluids."
            ),
            ("### ED Course\nFluids.", "Fluids."),
            ("## Plan\n1. Rest", "1. Rest"),
        ]
    );
}

#[test]
fn a_bare_step_of_a_plan_is_no_section() {
    let note = "PC: cough\nImp: CAP\nPlan:\nChest x-ray\nBloods\nECG\nAntibiotics\nFollow up\nIn two weeks\n";
    assert_eq!(outline(note), ["chief-complaint", "assessment", "plan", "  follow-up"]);
}

#[test]
fn the_parts_of_an_operative_report_stand_side_by_side() {
    let note =
        "PREOPERATIVE DIAGNOSIS:\nStone\n\nPROCEDURE:\nStent placement\n\nFINDINGS:\nNone\n\nCOMPLICATIONS:\nNone\n";
    assert_eq!(
        outline(note),
        ["preop-diagnosis", "procedure", "findings", "complications"]
    );
}
