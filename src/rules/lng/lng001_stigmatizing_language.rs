//! LNG001: a word that labels or stigmatizes the person.

use crate::grammar::lexicon_ids;
use crate::rules::word_choice::{self, MILD};
use crate::rules::{Applicability, Check, Context, Family, Finding, Rule, Severity, Status, Trigger};

/// The rule.
pub static RULE: Rule = Rule {
    code: "LNG001",
    name: "stigmatizing-language",
    aliases: &[],
    family: Family::Language,
    severity: Severity::Warning,
    status: Status::Stable,
    since: "2026",
    kinds: &[],
    options: &[MILD],
    fix: Some(Applicability::Safe),
    sources: &[
        "NIDA: Words Matter, terms to use and avoid when talking about addiction",
        "Goddu AP et al. Do words matter? J Gen Intern Med 2018;33:685",
        "Park J et al. Physician use of stigmatizing language in patient medical records. JAMA Netw Open 2021;4:e2117052",
        "AMA/AAMC: Advancing Health Equity, a guide to language, narrative and concepts (2021)",
        "CDC: Health Equity Guiding Principles for Inclusive Communication",
    ],
    summary: "A word labels or stigmatizes the person.",
    docs: r#"
## What it does

Finds words that label a person by an illness, a behavior, a body or a way of living ("addict", "noncompliant", "frequent flyer",
"morbidly obese", "the homeless"), and says what to write instead. Each word is reported once; its other places are shown with it.

Quotations of the patient, names of tests, agencies and diagnoses, and the same words in another sense ("noncompliant ventricle",
"dressing clean and dry", "child abuse") are left alone. Words that doubt or blame are LNG002, conditions before the person LNG008.

Common usage that is only mildly negative ("compliant with", "against medical advice") is reported with the option `mild-words`.

## Why it matters

Notes are read by colleagues, and by patients. In a trial, students and residents who read one stigmatizing note had a worse
opinion of the patient and treated his pain less.

## How to fix

Put the person before the condition, the number before the adjective, and the reason before the judgment.

```bad
# Progress Note

S: 52-year-old man, a heroin addict who has been clean for 6 months, noncompliant with insulin.
```

```good
# Progress Note

S: 52-year-old man with opioid use disorder, in remission for 6 months; misses insulin about 3 days a week because of its cost.
He says: "I was an addict, now I am clean."
```

## Precision

8 findings on the 182 corpus notes, all read, all right, most of them "dietary indiscretion", reported as info. Of faults planted by
somebody who had not seen the code, 18 of 18 found; none of 12 look-alikes reported. Of 80 wordings and 50 look-alikes of its
author's, 78 found and none reported. On 91 good notes it speaks once, of a "chronic alcoholic".
"#,
    trigger: Trigger::Lexicons(&[lexicon_ids::STIGMA_WORDS]),
    check: Check::Note(check),
};

fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    word_choice::report(context, lexicon_ids::STIGMA_WORDS, findings);
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::support::testing::{hits, run, run_with, silent, speaks};
    use crate::rules::{Applicability, OptionValue, Severity};

    #[test]
    fn labels_of_every_kind() {
        speaks(
            &RULE,
            &[
                "HPI: 34-year-old male drug addict with a fever.\n",
                "HPI: known IV drug abuser, abscess on the left arm.\n",
                "SH: history of polysubstance abuse.\n",
                "PMH: HTN, EtOH abuse, GERD\n",
                "Assessment:\n1. Alcohol abuse - thiamine\n",
                "HPI: He is an alcoholic.\n",
                "HPI: recovering alcoholic, last drink 2019\n",
                "SH: He has been clean for three years.\n",
                "Labs: urine drug screen was dirty for cocaine. Dirty UDS.\n",
                "HPI: Exhibiting drug-seeking behavior.\n",
                "Assessment: pain medication seeking\n",
                "HPI: this frequent flyer is back with chest pain\n",
                "HPI: NON-COMPLIANT WITH MEDICATIONS.\n",
                "PMH: medication noncompliance\n",
                "A/P: Hypertension, due to non compliance with lisinopril\n",
                "HPI: poor compliance with insulin\n",
                "HPI: obese white female, morbidly obese, with knee pain\n",
                "HPI: 40M sickler with usual pain crisis\n",
                "HPI: homeless man found down\n",
                "HPI: 55M homeless alcoholic\n",
                "SH: inmate at the county jail\n",
                "PMH: mental retardation\n",
                "HPI: mentally retarded woman from a group home\n",
                "FH: brother committed suicide in 2010\n",
                "PMH: two failed suicide attempts\n",
                "HPI: The patient became hysterical.\n",
                "HPI: transsexual female on estrogen\n",
                "SH: prostitute, two partners a week\n",
                "SH: sexually promiscuous\n",
                "HPI: elderly primigravida at 39 weeks\n",
                "HPI: elderly gentleman with a cough\n",
                "HPI: demented 84-year-old woman from a nursing home\n",
                "SH: illegal immigrant, works in construction\n",
                "HPI: a junkie with an abscess\n",
                "HPI: a crack baby, now 4 years old\n",
                "SH: long-time heroin user\n",
                "HPI: brittle diabetic with frequent lows\n",
                "Assessment: train wreck with multiple problems\n",
                "HPI: hypochondriac who visits weekly\n",
                "HPI: he fell off the wagon last month and drinks again\n",
                "PMH: blighted ovum in 2018\n",
                "HPI: he is crazy\n",
                "HPI: smelly and disheveled man\n",
                "HPI: handicapped since an accident\n",
                "HPI: he is addicted to oxycodone\n",
                "HPI: abuses alcohol and cocaine\n",
                "SH: homosexual, in a relationship\n",
                "Assessment: suicidal gesture with 5 tablets\n",
                "Labs: urine drug test: buprenorphine positive, otherwise clean.\n",
                "HPI: Alcoholic, drinks a pint of vodka daily.\n",
            ],
        );
    }

    #[test]
    fn look_alikes() {
        silent(
            &RULE,
            &[
                "HPI: He says \"I am an addict and an alcoholic\".\n",
                "Plan: refer to addiction medicine; Alcoholics Anonymous twice a week\n",
                "SH: denies alcohol or drug abuse\n",
                "SH: no history of substance abuse\n",
                "Alcohol abuse: denies\n",
                "HPI: no child abuse, elder abuse or sexual abuse; screened for abuse at home\n",
                "PMH: alcoholic hepatitis, alcoholic cirrhosis, non-alcoholic fatty liver disease\n",
                "SH: does not drink alcoholic beverages\n",
                "Exam: noncompliant left ventricle on echo; poor compliance of the lung\n",
                "Studies: noncompliant balloon used\n",
                "Exam: wound is clean, dry and intact\n",
                "Plan: keep the site clean for 2 days\n",
                "Labs: clean-catch urine\n",
                "HPI: bowel habits unchanged. Body habitus normal.\n",
                "Plan: nicotine replacement therapy; hormone replacement\n",
                "PMH: hypertension, obesity (BMI 34)\n",
                "Exam: abdomen obese, soft\n",
                "Exam: fat pad normal; fat necrosis of the breast\n",
                "PMH: fetal growth retardation; psychomotor retardation on exam\n",
                "PMH: suicide attempt in 2015. Denies suicidal ideation.\n",
                "PMH: histrionic personality disorder; hysterectomy\n",
                "SH: lives in a homeless shelter\n",
                "PMH: senile purpura, senile calcific aortic stenosis\n",
                "HPI: tree nut allergy; nuts and vegetables in his diet\n",
                "HPI: nausea for 3 days. Husband eloped with her at 19.\n",
                "PE: tea-colored urine, rust-colored sputum\n",
                "SH: former smoker, no illicit drugs, occasional alcohol\n",
                "Plan: MRI with a clean table. Dressing change with clean gloves.\n",
                "HPI: 45-year-old man with opioid use disorder on methadone\n",
                "Plan: refer to SAMHSA (Substance Abuse and Mental Health Services Administration)\n",
                "Plan: administer the Drug Abuse Screening Test (DAST-10)\n",
                "HPI: handicapped parking form completed\n",
                "HPI: person experiencing homelessness\n",
                "HPI: spastic bladder, spastic gait, lazy eye\n",
                "Labs: Na 138, invalid result repeated\n",
                "## Substance Abuse\n\nnone\n",
                "HPI: kidney stone; stone in the ureter\n",
                "HPI: premature baby, growth-restricted\n",
                "Exam: crack in the skin of the heel; cracked lips; fissure\n",
                "HPI: works as a custodian at the prison\n",
                "FH: mother with alcohol use disorder\n",
                "SH: two beers a week; psycho-social support; fat-containing hernia\n",
                "HPI: transgender man, pronouns he/him, on testosterone\n",
            ],
        );
    }

    #[test]
    fn what_it_says() {
        let found = run(&RULE, "HPI: He is an addict. Two addicts live with him.\n");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].message, "\"addict\" labels the person by the illness");
        assert_eq!(
            found[0].help.as_deref(),
            Some("write \"a person with a substance use disorder\" (NIDA, Words Matter)")
        );
        assert_eq!(found[0].severity, Some(Severity::Error));
        assert_eq!(found[0].related.len(), 1);
        let fix = found[0].fix.as_ref().expect("a fix");
        assert_eq!(fix.applicability, Applicability::Unsafe);
        assert_eq!(fix.edits[0].replacement, "a person with a substance use disorder");
        let found = run(&RULE, "FH: Her father committed suicide.\n");
        let fix = found[0].fix.as_ref().expect("a fix");
        assert_eq!(
            (fix.applicability, &*fix.edits[0].replacement),
            (Applicability::Safe, "died by suicide")
        );
    }

    #[test]
    fn mild_words_on_request() {
        let text = "HPI: compliant with lisinopril; left AMA last time.\n";
        assert!(hits(&RULE, text).is_empty());
        assert_eq!(run_with(&RULE, text, "mild-words", OptionValue::Bool(true)).len(), 2);
    }
}
