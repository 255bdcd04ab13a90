//! How sections behave when a note is read: the flags of `grammars/structure.toml`.

use super::{Grammar, SectionId, normalize_heading};

mod tables {
    use super::Role;

    include!(concat!(env!("OUT_DIR"), "/structure.rs"));
}

/// What a section is to whoever reads facts from it; given in `grammars/structure.toml`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Who the patient is, who writes, when.
    Identification,
    /// Chief complaint, reason for consultation.
    ChiefComplaint,
    /// History of present illness, interval history, Subjective.
    History,
    /// Review of systems.
    ReviewOfSystems,
    /// Past medical, psychiatric, birth, obstetric history and their like.
    PastHistory,
    /// Past operations.
    SurgicalHistory,
    /// What the patient takes at home.
    HomeMedications,
    /// What the patient is given in hospital.
    InpatientMedications,
    /// What the patient is sent home with.
    DischargeMedications,
    /// Allergies.
    Allergies,
    /// Family history.
    FamilyHistory,
    /// Social history, tobacco, alcohol, drugs.
    SocialHistory,
    /// Vital signs, intake and output.
    VitalSigns,
    /// Examination, mental status.
    Exam,
    /// Laboratory and other objective data.
    Data,
    /// Imaging, ECG, other studies.
    Studies,
    /// Assessment, differential diagnosis, diagnoses.
    Assessment,
    /// Plan and its parts.
    Plan,
    /// Both in one.
    AssessmentAndPlan,
    /// Course in the emergency department or in hospital.
    Course,
    /// What was done in an operation or procedure.
    Procedure,
    /// None of these.
    Other,
}

impl Grammar {
    /// The role of a section: its own, or that of the nearest section around it in the catalogue.
    pub fn role(&self, id: SectionId) -> Role {
        let mut at = Some(id);
        while let Some(id) = at {
            match tables::ROLES.get(id.0 as usize) {
                Some(Role::Other) | None => at = self.section(id).parent,
                Some(role) => return *role,
            }
        }
        Role::Other
    }

    /// Whether a label, bare line or dash label opens this section wherever it stands. A user's own section does if it
    /// stands at the top.
    pub fn is_major(&self, id: SectionId) -> bool {
        tables::MAJOR
            .get(id.0 as usize)
            .copied()
            .unwrap_or_else(|| self.section(id).parent.is_none())
    }

    /// Whether the section speaks for or against a note kind when it is detected.
    pub fn is_telling(&self, id: SectionId) -> bool {
        tables::TELLING
            .get(id.0 as usize)
            .copied()
            .unwrap_or_else(|| self.section(id).parent.is_none())
    }

    /// Whether the section is one of the histories that a full history and physical is made of.
    pub fn is_history(&self, id: SectionId) -> bool {
        tables::HISTORIES.get(id.0 as usize).copied().unwrap_or(false)
    }

    /// What may follow the name of a section in its heading (`on arrival`), in lower case.
    pub fn heading_qualifiers(&self) -> &'static [&'static str] {
        &tables::HEADING_QUALIFIERS
    }

    /// Abbreviations that open their section at the start of a line without any mark (`ROS negative`), as written.
    pub fn unmarked_labels(&self) -> &'static [&'static str] {
        &tables::UNMARKED_LABELS
    }

    /// Whether a word, folded as headings are, may stand in a title beside the name of the kind: a service, a ward, a day.
    pub fn is_title_word(&self, word: &str) -> bool {
        tables::TITLE_WORDS.contains(word)
    }

    /// Whether titles inside the section are problems.
    pub fn holds_problems(&self, id: SectionId) -> bool {
        tables::HOLDS_PROBLEMS.get(id.0 as usize).copied().unwrap_or(false)
    }

    /// Whether a label with this id inside a plan is a part of it (`Labs: BMP in a week`).
    pub fn is_plan_part(&self, id: SectionId) -> bool {
        tables::PLAN_PARTS.get(id.0 as usize).copied().unwrap_or(false)
    }

    /// Whether the section belongs to the plan as a whole: disposition, follow-up, code status.
    pub fn is_plan_level(&self, id: SectionId) -> bool {
        tables::PLAN_LEVEL.get(id.0 as usize).copied().unwrap_or(false)
    }

    /// Whether a label with id `inner` under a heading of its own line with id `outer` is a part of it, though the catalogue
    /// has them side by side (vitals in the exam).
    pub fn may_nest(&self, inner: SectionId, outer: SectionId) -> bool {
        tables::NESTS.contains(&(inner.0, outer.0))
    }

    /// Whether a normalised label is a part of a problem (`medical reasoning`, `dx`), never a problem of its own.
    pub fn is_problem_part(&self, normalized: &str) -> bool {
        tables::PROBLEM_PARTS.contains(normalized)
    }

    /// Whether a line that looks like a heading is a value (`NKDA`, `FULL CODE`).
    pub fn is_content_value(&self, line: &str) -> bool {
        let mut normalized = String::new();
        normalize_heading(line, &mut normalized);
        tables::CONTENT_VALUES.contains(normalized.as_str())
    }

    /// Whether section `inner` belongs inside section `outer` in the catalogue; an assessment-and-plan holds what belongs
    /// to either.
    pub fn fits_inside(&self, inner: SectionId, outer: SectionId) -> bool {
        use super::ids::{ASSESSMENT, ASSESSMENT_AND_PLAN, PLAN};
        let mut next = self.section(inner).parent;
        while let Some(parent) = next {
            if parent == outer || (outer == ASSESSMENT_AND_PLAN && (parent == ASSESSMENT || parent == PLAN)) {
                return true;
            }
            next = self.section(parent).parent;
        }
        false
    }
}
