//! LNG002: a word that doubts or blames the patient.

use crate::grammar::lexicon_ids;
use crate::rules::word_choice::{self, MILD};
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "LNG002",
    name: "judgmental-attribution",
    aliases: &[],
    family: Family::Language,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[MILD],
    fix: Some(Applicability::Safe),
    sources: &[
        "Beach MC et al. Testimonial injustice: linguistic bias in the medical records. J Gen Intern Med 2021;36:1708",
        "Park J et al. Physician use of stigmatizing language in patient medical records. JAMA Netw Open 2021;4:e2117052",
        "Sun M et al. Negative patient descriptors. Health Aff 2022;41:203",
        "Cox C, Fritz Z. Presenting complaint: use of language that disempowers patients. BMJ 2022;377:e066720",
    ],
    summary: "A word doubts, blames or disapproves of the patient.",
    docs: r#"
## What it does

Finds words by which the writer doubts what the patient tells ("claims", "supposedly", "poor historian"), blames ("refused", "failed
metformin", "unwilling") or judges a character ("difficult patient", "manipulative", "dramatic"), and says what to write instead.
"Denies", "states" and "reports" are neutral and never reported.

Quotations, the same words in another sense ("insurance claims", "informed refusal", "admitted to the ICU", "failed extubation",
"threatened abortion") and what the note denies are left alone. Common usage that is only mildly negative ("apparently",
"pleasant", "was warned about") is reported with the option `mild-words`.

## Why it matters

Doubt spreads from note to note, and falls more often on some groups of patients than on others. What was said and done can be
checked by the next reader; a judgment cannot.

## How to fix

Write what was said, seen or done, by whom, and why.

```bad
# ED Note

HPI: 34-year-old woman, a poor historian, claims that her pain is 10/10. She refused the ultrasound.
```

```good
# ED Note

HPI: 34-year-old woman with 10/10 pain; history limited by distress, completed by her sister. She declined the ultrasound
because of its cost. Denies fever. Her insurance claims are pending.
```

## Precision

9 findings on the 182 corpus notes, all read, all right, most of them "admits to" before drinking or eating. Of faults planted by
somebody who had not seen the code, 18 of 18 found; none of 12 look-alikes reported. Of 60 wordings of its author's, 58 found: not
"or so she says", nor a bare "questionable". On 91 good notes it is silent.
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::JUDGMENT_WORDS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    word_choice::report(context, lexicon_ids::JUDGMENT_WORDS, findings);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::Applicability;
    use crate::rules::support::testing::{run, silent, speaks};

    #[test]
    fn doubt_and_blame() {
        speaks(
            &RULE,
            &[
                "HPI: The patient claims to have chest pain.\n",
                "HPI: Claims 10/10 pain.\n",
                "HPI: She claimed that she never drinks.\n",
                "HPI: He insists on an MRI.\n",
                "HPI: insists she has Lyme disease\n",
                "HPI: Pt allegedly fell down the stairs\n",
                "HPI: He admits to drinking six beers a day.\n",
                "HPI: admitted to missing two doses\n",
                "HPI: The pain is supposedly worse at night.\n",
                "HPI: Poor historian.\n",
                "HPI: Patient is a vague historian\n",
                "HPI: This is a difficult patient.\n",
                "HPI: patient refused CT\n",
                "Plan: He refuses to take insulin\n",
                "HPI: Refusing labs this morning\n",
                "HPI: She has failed metformin and glipizide.\n",
                "HPI: Patient failed conservative management\n",
                "HPI: manipulative and demanding\n",
                "HPI: she is demanding Dilaudid\n",
                "Exam: combative, uncooperative with the exam\n",
                "HPI: being very dramatic about the pain\n",
                "HPI: exaggerating his symptoms\n",
                "Assessment: likely malingering\n",
                "Assessment: attention-seeking behavior\n",
                "Assessment: secondary gain suspected\n",
                "HPI: unwilling to quit smoking\n",
                "HPI: he won't listen to advice\n",
                "HPI: unmotivated to lose weight\n",
                "HPI: she is lazy and makes excuses\n",
                "HPI: continues to smoke despite repeated counseling\n",
                "HPI: he is adamant that he needs antibiotics\n",
                "HPI: patient was scolded for missing appointments\n",
                "HPI: failed to show for his appointment; he failed to follow up\n",
                "HPI: hostile and rude to staff\n",
                "HPI: complains bitterly about the food\n",
                "HPI: This unfortunate 65-year-old woman\n",
                "HPI: lovely lady with a cough\n",
                "HPI: story keeps changing\n",
                "HPI: his account of the fall is hard to believe\n",
                "HPI: in denial about his drinking\n",
                "HPI: the pain is all in her head\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "Assessment: a coronary event is hard to believe with a normal troponin\n",
                "Assessment: 2. Pneumonia is hard to believe without fever or cough\n",
                "A/P: a stroke is difficult to believe after a normal MRI\n",
                "HPI: a second infarction was hard to believe for the cardiologist\n",
                "Assessment: sepsis is hard to believe with these vital signs\n",
                "Assessment: muscle strain is less likely: no effort before the pain, and percussion hurts.\n",
                "HPI: He says \"my doctor claims I refused\".\n",
                "SH: works with insurance claims; filed a claim form; his claims were denied\n",
                "HPI: denies fever, reports cough, states that he is well, endorses nausea\n",
                "HPI: He was admitted to the ICU, then admitted to medicine.\n",
                "Plan: admit to medicine\n",
                "**Disposition:** admit to labor and delivery\n",
                "HPI: 3-year-old boy who refused anything but milk\n",
                "HPI: pain in his head; evaluated for attention deficit; no tantrums\n",
                "PMH: failed extubation; he failed extubation on day 3\n",
                "PMH: heart failure, renal failure, failed back surgery syndrome\n",
                "Plan: informed refusal form signed; refused blood products as a Jehovah's Witness\n",
                "HPI: 3-month-old refusing feeds. Refusal to bear weight on the left leg.\n",
                "Plan: right to refuse treatment was explained\n",
                "Exam: difficult airway, difficult IV access, difficult to assess\n",
                "PMH: threatened abortion in 2019; threatened preterm labor\n",
                "Exam: poor inspiratory effort. Lazy eye.\n",
                "Studies: spirometry with poor effort\n",
                "Plan: spinal manipulation, manipulation under anesthesia, osteopathic manipulative therapy\n",
                "Plan: aggressive hydration; aggressive lymphoma\n",
                "HPI: dramatic improvement after steroids; exaggerated lordosis\n",
                "PMH: oppositional defiant disorder; disruptive mood dysregulation disorder\n",
                "HPI: not combative, not hostile, no agitation\n",
                "ROS: no school refusal\n",
                "Labs: normal; physical demands of his job are high, oxygen demands increased\n",
                "PMH: resistant hypertension; organism resistant to penicillin\n",
                "HPI: she declined the CT after we discussed it; prefers not to take statins\n",
                "HPI: history limited by aphasia; the daughter is a reliable historian\n",
                "Exam: immature granulocytes 2 %; defensive wounds on the forearms\n",
                "HPI: the medication failed to control the pain; fails to respond to commands\n",
                "HPI: reports a lack of motivation and poor sleep; PHQ-9 14\n",
                "HPI: wild-type KRAS tumor; wild mushrooms eaten\n",
                "Plan: insurance refused to cover the MRI\n",
                "HPI: no malingering. Denies secondary gain.\n",
            ],
        );
    }

    #[test]
    fn verbs_keep_their_form() {
        for (text, edit) in [
            ("HPI: She refused the CT.\n", "declined"),
            ("HPI: He refuses insulin.\n", "declines"),
            ("HPI: Refusing labs.\n", "Declining"),
            ("HPI: He admits to daily wine.\n", "reports"),
        ] {
            let found = run(&RULE, text);
            let fix = found[0].fix.as_ref().expect("a fix");
            assert_eq!(
                (fix.applicability, &*fix.edits[0].replacement),
                (Applicability::Safe, edit),
                "{text}"
            );
        }
    }
}
