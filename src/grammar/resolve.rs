//! Which section a heading names in its place, and how sections stand to each other.

use super::catalogue::Grammar;
use super::model::*;
use super::relations;

impl Grammar {
    /// The section that a normalised heading names in its place: `enclosing` are the sections open there, innermost first,
    /// `kind` is the note's, `at_start` says that it is the note's first heading.
    ///
    /// What the ambiguity table says goes first. Then a label of an enclosing context (`CV` in the exam), or of the
    /// note's family (`Situation` in a handoff), goes before one that is valid anywhere. A label that needs a context
    /// never matches without it.
    pub fn resolve(
        &self,
        normalized: &str,
        enclosing: &[SectionId],
        kind: Option<KindId>,
        at_start: bool,
    ) -> Option<SectionId> {
        let candidates = self.candidates(normalized);
        if let Some(ambiguity) = self.ambiguity(normalized) {
            let case = ambiguity.cases.iter().find(|case| {
                (case.under.is_empty() || enclosing.iter().any(|open| self.stands_in(*open, &case.under)))
                    && (case.kinds.is_empty() || kind.is_some_and(|kind| case.kinds.contains(&kind)))
                    && (!case.at_start || at_start)
            });
            return case.map(|case| case.section).or(ambiguity.otherwise);
        }
        if candidates.is_empty() {
            return self.combined(normalized).first().copied();
        }
        let family = kind.and_then(|kind| self.kind(kind).family);
        if family.is_some()
            && let Some(id) = candidates.iter().find(|id| self.section(**id).kind_context == family)
        {
            return Some(*id);
        }
        // Innermost first, so that `Motor` in the neurologic exam is not that of the whole exam.
        for open in enclosing {
            let inside = |id: &&SectionId| {
                let context = self.section(**id).context;
                context.is_some_and(|context| context == *open || self.section(*open).admits.contains(&context))
            };
            if let Some(id) = candidates.iter().find(inside) {
                return Some(*id);
            }
        }
        let free = |id: &&SectionId| {
            let section = self.section(**id);
            section.context.is_none() && section.kind_context.is_none()
        };
        let anywhere = |id: &&SectionId| self.section(**id).anywhere.iter().any(|heading| heading == normalized);
        candidates
            .iter()
            .find(free)
            .or_else(|| candidates.iter().find(anywhere))
            .copied()
    }

    /// Whether `open` is one of `sections`, lies in one, or stands in for one.
    fn stands_in(&self, open: SectionId, sections: &[SectionId]) -> bool {
        sections.iter().any(|section| {
            *section == open || self.section(open).admits.contains(section) || self.is_descendant(open, *section)
        })
    }

    /// The sections that enclose `id` in the catalogue, innermost first.
    pub fn ancestors(&self, id: SectionId) -> impl Iterator<Item = SectionId> + '_ {
        std::iter::successors(self.section(id).parent, |id| self.section(*id).parent)
    }

    /// Whether `id` lies inside `of` in the catalogue.
    pub fn is_descendant(&self, id: SectionId, of: SectionId) -> bool {
        self.ancestors(id).any(|ancestor| ancestor == of)
    }

    /// Whether a section `present` meets the requirement of `requirement`: it is that section, the equivalences say so
    /// (`assessment-and-plan` meets `plan`), or it lies inside it. Lying inside a top-level section is not enough: return
    /// precautions alone are no plan.
    pub fn satisfies(&self, requirement: SectionId, present: SectionId) -> bool {
        relations::holds(&self.relations.met_by[usize::from(requirement.0)], present)
    }

    /// The sections that meet `requirement`, as [`Grammar::satisfies`] has it.
    pub fn met_by(&self, requirement: SectionId) -> &relations::Bits {
        &self.relations.met_by[usize::from(requirement.0)]
    }

    /// The sections that have a place in the order of `kind`, or meet a section that has.
    pub fn known_by(&self, kind: KindId) -> &relations::Bits {
        &self.relations.known_by[usize::from(kind.0)]
    }

    /// The sections that are the signature of some kind.
    pub fn signatures(&self) -> &relations::Bits {
        &self.relations.signatures
    }
}

#[cfg(test)]
mod tests {
    use crate::grammar::{ids, kind_ids, *};

    fn named(heading: &str, enclosing: &[SectionId], kind: Option<KindId>, at_start: bool) -> Option<SectionId> {
        let mut normalized = String::new();
        normalize_heading(heading, &mut normalized);
        Grammar::builtin().resolve(&normalized, enclosing, kind, at_start)
    }

    #[test]
    fn a_label_is_read_in_its_place() {
        use ids::*;
        for (label, enclosing, kind, section) in [
            ("CV", &[][..], None, None),
            ("CV", &[PHYSICAL_EXAM], None, Some(PE_CARDIOVASCULAR)),
            ("CV", &[REVIEW_OF_SYSTEMS], None, Some(ROS_CARDIOVASCULAR)),
            ("CV", &[OBJECTIVE], None, Some(PE_CARDIOVASCULAR)),
            ("CV", &[SUBJECTIVE], None, Some(ROS_CARDIOVASCULAR)),
            ("General", &[MENTAL_STATUS_EXAM], None, Some(MSE_APPEARANCE)),
            ("General", &[PHYSICAL_EXAM, OBJECTIVE], None, Some(PE_GENERAL)),
            ("Neuro", &[DISCHARGE_EXAM], None, Some(PE_NEUROLOGIC)),
            ("Motor", &[PE_NEUROLOGIC, PHYSICAL_EXAM], None, Some(NEURO_MOTOR)),
            ("Motor", &[PHYSICAL_EXAM], None, None),
            ("Motor", &[MENTAL_STATUS_EXAM], None, Some(MSE_BEHAVIOR)),
            ("MS", &[PE_NEUROLOGIC, PHYSICAL_EXAM], None, Some(NEURO_MENTAL_STATUS)),
            ("MS", &[PHYSICAL_EXAM], None, Some(PE_MUSCULOSKELETAL)),
            ("MS", &[REVIEW_OF_SYSTEMS], None, Some(ROS_MUSCULOSKELETAL)),
            ("MS", &[], None, None),
            ("FH", &[], None, Some(FAMILY_HISTORY)),
            ("FH", &[PHYSICAL_EXAM], None, Some(FUNDAL_HEIGHT)),
            ("SH", &[], None, Some(SOCIAL_HISTORY)),
            ("ID", &[], None, Some(PATIENT_IDENTIFICATION)),
            ("ID", &[ASSESSMENT_AND_PLAN], None, Some(PROBLEM_ASSESSMENT_SYSTEM)),
            ("PT", &[PLAN], None, Some(REHABILITATION)),
            ("PT", &[LABORATORY_DATA], None, Some(COAGULATION)),
            ("PT", &[], None, None),
            ("Education", &[PLAN], None, Some(PATIENT_EDUCATION)),
            ("Education", &[SOCIAL_HISTORY], None, Some(DEVELOPMENTAL_SOCIAL_HISTORY)),
            ("Diet", &[SOCIAL_HISTORY, SUBJECTIVE], None, Some(DIET_NUTRITION)),
            ("Diet", &[PLAN], None, Some(FEN)),
            ("Diet", &[], Some(kind_ids::SURGICAL_PROGRESS), Some(DIET_TOLERANCE)),
            ("Procedure", &[], Some(kind_ids::OPERATIVE), Some(PROCEDURE)),
            ("Procedure", &[], Some(kind_ids::ED_NOTE), Some(ED_PROCEDURES)),
            ("Impression", &[], None, Some(ASSESSMENT)),
            ("Impression", &[IMAGING, OBJECTIVE], None, Some(IMAGING)),
            ("Findings", &[], Some(kind_ids::OPERATIVE), Some(FINDINGS)),
            ("Findings", &[IMAGING], None, Some(IMAGING)),
            ("History", &[], None, Some(HISTORY_OF_PRESENT_ILLNESS)),
            (
                "Disposition",
                &[],
                Some(kind_ids::BRIEF_OP),
                Some(PROCEDURE_DISPOSITION),
            ),
            ("Disposition", &[PLAN], None, Some(DISPOSITION)),
            (
                "Condition",
                &[],
                Some(kind_ids::DISCHARGE_SUMMARY),
                Some(DISCHARGE_CONDITION),
            ),
            ("Condition", &[], Some(kind_ids::OPERATIVE), Some(PROCEDURE_DISPOSITION)),
            ("Summary", &[], Some(kind_ids::DISCHARGE_SUMMARY), Some(HOSPITAL_COURSE)),
            ("Summary", &[], Some(kind_ids::I_PASS), Some(HANDOFF_SUMMARY)),
            ("Summary", &[], None, Some(SUMMARY_STATEMENT)),
            (
                "Diagnosis",
                &[],
                Some(kind_ids::DISCHARGE_SUMMARY),
                Some(DISCHARGE_DIAGNOSIS),
            ),
            ("Diagnosis", &[], None, Some(DIAGNOSIS)),
            ("S", &[], Some(kind_ids::SBAR), Some(SITUATION)),
            ("S", &[], Some(kind_ids::SOAP), Some(SUBJECTIVE)),
            ("A", &[], Some(kind_ids::SBAR), Some(SBAR_ASSESSMENT)),
            ("A", &[], None, Some(ASSESSMENT)),
            ("R", &[], Some(kind_ids::SBAR), Some(SBAR_RECOMMENDATION)),
            ("R", &[], None, None),
            ("Situation", &[], None, None),
            ("Situation", &[], Some(kind_ids::SBAR), Some(SITUATION)),
            ("Strengths", &[], Some(kind_ids::WEEKLY_REFLECTION), Some(WENT_WELL)),
            ("Lines", &[PHYSICAL_EXAM], None, Some(PE_LINES)),
            ("Lines", &[], None, Some(LINES_DRAINS_TUBES)),
        ] {
            assert_eq!(
                named(label, enclosing, kind, false),
                section,
                "{label} in {enclosing:?} {kind:?}"
            );
        }
        assert_eq!(named("PT", &[], None, true), Some(PATIENT_IDENTIFICATION));
    }

    #[test]
    fn requirements_are_met_by_what_stands_for_them() {
        use ids::*;
        let grammar = Grammar::builtin();
        for (requirement, present, met) in [
            (PLAN, PLAN, true),
            (PLAN, ASSESSMENT_AND_PLAN, true),
            (PLAN, RECOMMENDATIONS, true),
            (PLAN, RETURN_PRECAUTIONS, false),
            (ASSESSMENT, DIAGNOSIS, true),
            (ASSESSMENT, PLAN, false),
            (PHYSICAL_EXAM, PE_ABDOMEN, true),
            (PHYSICAL_EXAM, NEURO_GAIT, true),
            (PE_ABDOMEN, PHYSICAL_EXAM, false),
            (LABORATORY_DATA, CBC, true),
            (SUBJECTIVE, HISTORY_OF_PRESENT_ILLNESS, true),
            (SUBJECTIVE, ALLERGIES, false),
            (OBJECTIVE, VITAL_SIGNS, true),
            (MEDICATIONS, OTC_SUPPLEMENTS, true),
        ] {
            assert_eq!(
                grammar.satisfies(requirement, present),
                met,
                "{requirement:?} {present:?}"
            );
        }
    }

    #[test]
    fn the_catalogue_is_a_forest() {
        let grammar = Grammar::builtin();
        for index in 0..grammar.sections().len() {
            let id = SectionId(index as u16);
            assert!(grammar.ancestors(id).count() < 8, "{}", grammar.section(id).id);
            assert!(!grammar.is_descendant(id, id), "{}", grammar.section(id).id);
        }
        assert!(grammar.is_descendant(ids::NEURO_GAIT, ids::OBJECTIVE));
    }
}
