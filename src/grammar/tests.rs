//! The shipped data as a whole.

use super::*;

fn named(heading: &str, enclosing: &[SectionId], kind: Option<KindId>) -> Option<&'static str> {
    let grammar = Grammar::builtin();
    let mut normalized = String::new();
    normalize_heading(heading, &mut normalized);
    let id = grammar.resolve(&normalized, enclosing, kind, false)?;
    // Built-in ids are literals.
    Some(grammar.section(id).id.to_string().leak())
}

#[test]
fn headings_of_many_schools_are_known() {
    for (heading, section) in [
        ("CC", "chief-complaint"),
        ("Presenting complaint", "chief-complaint"),
        ("HPC", "history-of-present-illness"),
        ("BRIEF HISTORY OF THE PATIENT", "history-of-present-illness"),
        ("BRIEF HISTORY AND PHYSICAL", "history-of-present-illness"),
        ("History", "history-of-present-illness"),
        ("Hx", "history-of-present-illness"),
        ("Pmhx", "past-medical-history"),
        ("PMHx and FH", "past-medical-history"),
        ("PAST HISTORY", "past-medical-history"),
        ("OPERATIONS", "past-surgical-history"),
        ("DH", "medications"),
        ("CURRENT MEDICATIONS", "medications"),
        ("Fh", "family-history"),
        ("SH", "social-history"),
        ("Systematic Enquiry", "review-of-systems"),
        ("VITALS REVIEWED", "vital-signs"),
        ("Ex", "physical-exam"),
        ("O/E", "physical-exam"),
        ("ADMISSION PHYSICAL EXAMINATION", "physical-exam"),
        ("RESULTS", "laboratory-data"),
        ("TEST RESULTS", "laboratory-data"),
        ("DIAGNOSTIC DATA", "laboratory-data"),
        ("Laboratory Values", "laboratory-data"),
        ("PERTINENT LABORATORY DATA", "laboratory-data"),
        ("Diagnostic Imaging", "imaging"),
        ("Imp", "assessment"),
        ("CONCLUSION", "assessment"),
        ("SUMMARY", "summary-statement"),
        ("FINAL DIAGNOSES", "diagnosis"),
        ("ADMITTING DIAGNOSES", "admission-diagnosis"),
        ("DIAGNOSIS AT ADMISSION", "admission-diagnosis"),
        ("DISCHARGE DIAGNOSES", "discharge-diagnosis"),
        ("PREOPERATIVE DIAGNOSIS (ES)", "preop-diagnosis"),
        ("POSTOP DIAGNOSIS", "postop-diagnosis"),
        ("FINDINGS", "findings"),
        ("OPERATIONS AND PROCEDURES", "ed-procedures"),
        ("OPERATIONS/PROCEDURES", "ed-procedures"),
        ("Pln", "plan"),
        ("IMPRESSION/PLAN", "assessment-and-plan"),
        ("A&P", "assessment-and-plan"),
        ("INSTRUCTIONS", "patient-education"),
        ("PATIENT INSTRUCTIONS", "patient-education"),
        ("DISCHARGE FOLLOWUP", "follow-up"),
        ("FOLLOWUP", "follow-up"),
        ("Safety netting", "return-precautions"),
        ("Treatment", "therapeutic-plan"),
        ("COURSE IN HOSPITAL", "hospital-course"),
        ("COURSE IN THE HOSPITAL", "hospital-course"),
        ("CONDITION ON DISCHARGE", "discharge-condition"),
        ("CC/HPI", "history-of-present-illness"),
        ("S/O", "subjective"),
    ] {
        assert_eq!(named(heading, &[], None), Some(section), "{heading}");
    }
}

#[test]
fn every_heading_has_one_reading_in_one_place() {
    let grammar = Grammar::builtin();
    let mut normalized = String::new();
    for (index, section) in grammar.sections().iter().enumerate() {
        for name in std::iter::once(&section.title).chain(section.aliases.iter()) {
            normalize_heading(name, &mut normalized);
            let candidates = grammar.candidates(&normalized);
            assert!(
                candidates.contains(&SectionId(index as u16)),
                "{name} does not lead to {}",
                section.id
            );
            let place = |id: &SectionId| (grammar.section(*id).context, grammar.section(*id).kind_context);
            for (at, one) in candidates.iter().enumerate() {
                let twin = candidates[at + 1..].iter().find(|other| place(other) == place(one));
                let decided = grammar.ambiguity(&normalized).is_some();
                assert!(
                    twin.is_none() || decided,
                    "`{name}` is two sections in one place, and no ambiguity decides"
                );
            }
        }
    }
}

#[test]
fn every_canonical_id_and_title_names_its_section() {
    let grammar = Grammar::builtin();
    for (index, section) in grammar.sections().iter().enumerate() {
        assert_eq!(
            grammar.section_named(&section.id),
            Some(SectionId(index as u16)),
            "{}",
            section.id
        );
    }
    for (index, kind) in grammar.kinds().iter().enumerate() {
        for name in [&kind.id, &kind.title].into_iter().chain(kind.aliases.iter()) {
            assert_eq!(grammar.kind_named(name), Some(KindId(index as u16)), "{name}");
        }
    }
    for (index, specialty) in grammar.specialties().iter().enumerate() {
        for name in [&specialty.id, &specialty.title]
            .into_iter()
            .chain(specialty.aliases.iter())
        {
            assert_eq!(grammar.specialty_named(name), Some(SpecialtyId(index as u16)), "{name}");
        }
    }
    assert_eq!(grammar.section_named("hpi"), Some(ids::HISTORY_OF_PRESENT_ILLNESS));
    assert_eq!(grammar.section_named("PMH"), Some(ids::PAST_MEDICAL_HISTORY));
    assert_eq!(grammar.section_named("CV"), None);
    assert_eq!(grammar.section_named("nonsense"), None);
    assert_eq!(grammar.kind_named("H&P"), Some(kind_ids::HP));
    assert_eq!(grammar.specialty_named("peds"), Some(specialty_ids::PEDIATRICS));
}

#[test]
fn kinds_are_whole() {
    let grammar = Grammar::builtin();
    for kind in grammar.kinds() {
        let asked = || {
            kind.required
                .iter()
                .chain(kind.recommended.iter())
                .chain(kind.optional.iter())
        };
        assert!(!kind.required.is_empty(), "{}: nothing is required", kind.id);
        for id in asked() {
            assert!(
                kind.order.contains(id),
                "{}: {} has no place in the order",
                kind.id,
                grammar.section(*id).id
            );
        }
        for id in kind.order.iter() {
            assert!(
                kind.level(*id).is_some(),
                "{}: {} is ordered but not asked for",
                kind.id,
                grammar.section(*id).id
            );
        }
        for must in kind.must_contain.iter() {
            assert_eq!(kind.level(must.section), Some(must.level), "{}", kind.id);
        }
        assert!(kind.words.0 < kind.words.1, "{}", kind.id);
        if kind.full_history {
            for id in [ids::PAST_MEDICAL_HISTORY, ids::FAMILY_HISTORY, ids::SOCIAL_HISTORY] {
                let met = asked().any(|asked| grammar.satisfies(*asked, id) || grammar.satisfies(id, *asked));
                assert!(met, "{}: a full history without {}", kind.id, grammar.section(id).id);
            }
        }
    }
}

#[test]
fn specialties_are_whole() {
    let grammar = Grammar::builtin();
    for specialty in grammar.specialties() {
        assert!(
            !specialty.kinds.is_empty() && !specialty.elements.is_empty(),
            "{}",
            specialty.id
        );
        for element in specialty.elements.iter() {
            for pattern in element.patterns.iter() {
                if let Err(error) = regex::RegexBuilder::new(pattern).case_insensitive(true).build() {
                    panic!("{} {}: {error}", specialty.id, element.id);
                }
            }
        }
    }
}

#[test]
fn equivalences_include_the_requirement_itself() {
    let grammar = Grammar::builtin();
    for equivalence in grammar.equivalences() {
        assert!(equivalence.any_of.contains(&equivalence.requirement), "{equivalence:?}");
    }
}

#[test]
fn combined_headings_cover_their_sections() {
    let grammar = Grammar::builtin();
    for (heading, sections) in [
        ("CC/HPI", [ids::HISTORY_OF_PRESENT_ILLNESS, ids::CHIEF_COMPLAINT]),
        ("PMH/PSH", [ids::PAST_MEDICAL_HISTORY, ids::PAST_SURGICAL_HISTORY]),
        ("S/O", [ids::SUBJECTIVE, ids::OBJECTIVE]),
        ("Meds & Allergies", [ids::MEDICATIONS, ids::ALLERGIES]),
    ] {
        let mut normalized = String::new();
        normalize_heading(heading, &mut normalized);
        assert_eq!(grammar.combined(&normalized), sections, "{heading}");
        assert_eq!(grammar.candidates(&normalized), &sections[..1], "{heading}");
    }
    assert!(grammar.combined("plan").is_empty());
}
