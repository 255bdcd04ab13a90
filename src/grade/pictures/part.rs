//! The parts of a note that a reader looks for, and which sections of the catalogue belong to which.

/// A part of a note that a reader looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::grade) enum Part {
    Story,
    Histories,
    Review,
    Exam,
    Data,
    Assessment,
    Both,
    Plan,
    Other,
}

impl Part {
    pub(super) const ALL: [Part; 9] = [
        Part::Story,
        Part::Histories,
        Part::Review,
        Part::Exam,
        Part::Data,
        Part::Assessment,
        Part::Both,
        Part::Plan,
        Part::Other,
    ];

    pub(super) fn letter(self) -> &'static str {
        match self {
            Part::Story => "S",
            Part::Histories => "H",
            Part::Review => "R",
            Part::Exam => "E",
            Part::Data => "D",
            Part::Assessment => "A",
            Part::Both => "A+P",
            Part::Plan => "P",
            Part::Other => "",
        }
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Part::Story => "story",
            Part::Histories => "histories",
            Part::Review => "review of systems",
            Part::Exam => "vitals and exam",
            Part::Data => "data",
            Part::Assessment => "assessment",
            Part::Both => "assessment with plan",
            Part::Plan => "plan",
            Part::Other => "other",
        }
    }

    pub(super) fn class(self) -> &'static str {
        match self {
            Part::Story => "ps",
            Part::Histories => "ph",
            Part::Review => "pr",
            Part::Exam => "pe",
            Part::Data => "pd",
            Part::Assessment => "pa",
            Part::Both => "pb",
            Part::Plan => "pp",
            Part::Other => "po",
        }
    }

    /// The part that a section of the catalogue belongs to.
    pub(super) fn of(id: &str) -> Self {
        let named = SECTIONS.iter().find(|(_, ids)| ids.contains(&id));
        let starts = |starts: &[&str]| starts.iter().any(|start| id.starts_with(start));
        match named {
            Some((part, _)) => *part,
            None if starts(&["pe-", "mse-", "neuro-"]) => Part::Exam,
            None if starts(&["ros-"]) => Part::Review,
            None if starts(&["lab", "imaging"]) => Part::Data,
            None if id.ends_with("-exam") => Part::Exam,
            None if id.ends_with("-history") => Part::Histories,
            None => Part::Other,
        }
    }
}

/// Sections by part, as far as their names do not tell.
pub(in crate::grade) const SECTIONS: [(Part, &[&str]); 8] = [
    (
        Part::Story,
        &[
            "subjective",
            "chief-complaint",
            "reason-for-consult",
            "history-of-present-illness",
            "collateral-history",
            "ed-course",
            "interval-history",
            "overnight-events",
            "hospital-course",
            "labor-course",
            "mechanism-of-injury",
            "current-pregnancy",
            "situation",
            "background",
        ],
    ),
    (
        Part::Histories,
        &[
            "medications",
            "inpatient-medications",
            "medications-held",
            "otc-supplements",
            "allergies",
            "hospitalizations",
            "trauma-injuries",
            "tobacco-use",
            "alcohol-use",
            "living-situation",
            "functional-status",
            "diet-nutrition",
            "exercise",
            "sleep",
            "firearms-safety",
            "goals",
            "immunizations",
            "development",
            "feeding",
            "elimination",
            "behavior-school",
            "heeadsss",
            "contraception",
            "cervical-screening",
            "cardiac-risk-factors",
            "performance-status",
        ],
    ),
    (
        Part::Review,
        &[
            "review-of-systems",
            "psychiatric-ros",
            "obstetric-review",
            "postpartum-review",
        ],
    ),
    (
        Part::Exam,
        &[
            "objective",
            "vital-signs",
            "physical-exam",
            "mental-status-exam",
            "intake-output",
            "vent-settings",
            "lines-drains-tubes",
            "growth",
            "fetal-monitoring",
            "tocometry",
            "fundal-height",
            "range-of-motion",
            "special-tests",
            "palpation",
            "inspection",
            "neurovascular-status",
            "skin-lesion-description",
        ],
    ),
    (
        Part::Data,
        &[
            "prenatal-labs",
            "cbc",
            "chemistry",
            "coagulation",
            "blood-gas",
            "cardiac-biomarkers",
            "csf",
            "ecg",
            "cardiac-studies",
            "pending-results",
            "microbiology",
            "pathology",
            "urinalysis",
            "pulmonary-function",
            "neurophysiology",
            "endoscopy",
        ],
    ),
    (
        Part::Assessment,
        &[
            "assessment",
            "summary-statement",
            "differential-diagnosis",
            "problem-list",
            "diagnosis",
            "medical-decision-making",
            "reassessment",
            "safety-assessment",
            "psychiatric-formulation",
            "sbar-assessment",
            "admission-diagnosis",
            "discharge-diagnosis",
        ],
    ),
    (Part::Both, &["assessment-and-plan", "problem-assessment-system"]),
    (
        Part::Plan,
        &[
            "plan",
            "recommendations",
            "diagnostic-plan",
            "therapeutic-plan",
            "monitoring-plan",
            "patient-education",
            "return-precautions",
            "contingency-plan",
            "anticipatory-guidance",
            "health-maintenance",
            "disposition",
            "discharge-medications",
            "discharge-instructions",
            "safety-plan",
            "follow-up",
            "prophylaxis",
            "code-status",
            "fen",
            "sbar-recommendation",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::Part;

    #[test]
    fn sections_of_the_catalogue_find_their_part() {
        let found = [
            "history-of-present-illness",
            "past-medical-history",
            "ros-skin",
            "pe-abdomen",
            "laboratory-data",
            "assessment",
            "assessment-and-plan",
            "recommendations",
            "signature",
        ]
        .map(|id| Part::of(id).letter());
        assert_eq!(found, ["S", "H", "R", "E", "D", "A", "A+P", "P", ""]);
    }
}
