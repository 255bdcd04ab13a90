//! Steps of plans, as students and doctors write them.

use std::sync::Arc;

use super::{Action, Deed, Order, Specifics};
use crate::grammar::{Grammar, lexicon_ids};
use crate::note::{self, Hints, Note};
use crate::text::Span;
use Action::{Consult, Contingency, Diagnostic, Disposition, Education, FollowUp, Monitoring, Therapeutic};

fn read(text: &str) -> Note {
    note::read(Arc::from(text), Grammar::builtin(), &Hints::default())
}

/// The deed of a step in a plan.
fn deed(step: &str) -> Deed {
    let text = format!("# Progress Note\n\nS: cough\n\nO: lungs clear\n\nAssessment: pneumonia\n\nPlan:\n- {step}\n");
    let note = read(&text);
    let start = text.rfind(step).map_or(0, |at| at as u32);
    note.deed(Span::new(start, start + step.len() as u32))
}

/// Steps with their main class; `None` where nothing is done.
const MAIN: &[(&str, Option<Action>)] = &[
    // Tests.
    ("CBC and BMP tomorrow", Some(Diagnostic)),
    ("Check TSH", Some(Diagnostic)),
    ("Order chest X-ray", Some(Diagnostic)),
    ("Obtain CT abdomen and pelvis with contrast", Some(Diagnostic)),
    ("CXR", Some(Diagnostic)),
    ("Blood cultures x2, then lactate", Some(Diagnostic)),
    ("Bloods", Some(Diagnostic)),
    ("Bloods, CXR, r/v 2/52", Some(Diagnostic)),
    ("Labs", Some(Diagnostic)),
    ("ECG ?AF", Some(Diagnostic)),
    ("Urine dip and MSU", Some(Diagnostic)),
    ("Echo to assess EF", Some(Diagnostic)),
    ("Repeat BMP in 1 week", Some(Diagnostic)),
    ("Follow up blood cultures", Some(Diagnostic)),
    ("F/u cultures", Some(Diagnostic)),
    ("Await MRI report", Some(Diagnostic)),
    ("Chase bloods", Some(Diagnostic)),
    ("Rule out PE", Some(Diagnostic)),
    ("Workup for anemia", Some(Diagnostic)),
    ("Will get an MRI of the left knee", Some(Diagnostic)),
    ("Schedule colonoscopy", Some(Diagnostic)),
    ("Recommend echocardiogram", Some(Diagnostic)),
    ("Consider CT if no better", Some(Diagnostic)),
    ("I have ordered an x-ray of the right hip", Some(Diagnostic)),
    ("Pregnancy test", Some(Diagnostic)),
    ("Lumbar puncture today", Some(Diagnostic)),
    ("Arrange echo", Some(Diagnostic)),
    // Treatment.
    ("Start lisinopril 10 mg PO daily", Some(Therapeutic)),
    ("Lisinopril 10 mg daily", Some(Therapeutic)),
    ("Continue home metformin 500 mg BID", Some(Therapeutic)),
    ("c/w ceftriaxone", Some(Therapeutic)),
    ("Hold metformin", Some(Therapeutic)),
    ("Stop ibuprofen, avoid all NSAIDs", Some(Therapeutic)),
    ("Abx", Some(Therapeutic)),
    ("abx for 5/7", Some(Therapeutic)),
    ("IV fluids", Some(Therapeutic)),
    ("IVF", Some(Therapeutic)),
    ("Supportive care", Some(Therapeutic)),
    ("Pain control", Some(Therapeutic)),
    ("Analgesia", Some(Therapeutic)),
    ("Rest, ice, elevation", Some(Therapeutic)),
    ("Push fluids", Some(Therapeutic)),
    ("Oxygen to keep SpO2 above 92%", Some(Therapeutic)),
    ("Replete potassium", Some(Therapeutic)),
    ("Transfuse 1 unit of packed red cells", Some(Therapeutic)),
    ("NPO after midnight", Some(Therapeutic)),
    ("Physical therapy twice weekly", Some(Therapeutic)),
    ("Diet and exercise", Some(Therapeutic)),
    ("Low-salt diet", Some(Therapeutic)),
    ("TTO", Some(Therapeutic)),
    ("Trial antihistamines", Some(Therapeutic)),
    ("Rx empirically with abx for UTI", Some(Therapeutic)),
    ("Emollients - regular use QDS", Some(Therapeutic)),
    ("Wean oxygen to room air", Some(Therapeutic)),
    ("Optimize blood pressure", Some(Therapeutic)),
    ("Increase furosemide BD", Some(Therapeutic)),
    ("Send amoxicillin 500 mg PO TID to her pharmacy", Some(Therapeutic)),
    ("Conservative mx - rest, fluids, regular paracetamol", Some(Therapeutic)),
    ("Restart home meds", Some(Therapeutic)),
    ("Continue current management", Some(Therapeutic)),
    ("Incentive spirometry ten times an hour", Some(Therapeutic)),
    ("SCDs", Some(Therapeutic)),
    ("Splint the wrist", Some(Therapeutic)),
    ("To theatre for appendicectomy", Some(Therapeutic)),
    ("Steroid cream BD", Some(Therapeutic)),
    ("Avoid triggers", Some(Therapeutic)),
    (
        "We will start him on Ultram 50 mg as needed every 6 hours for pain.",
        Some(Therapeutic),
    ),
    ("Delayed script for amoxicillin", Some(Therapeutic)),
    // Watching.
    ("Monitor creatinine daily", Some(Monitoring)),
    ("Continue to monitor", Some(Monitoring)),
    ("Trend troponin q6h", Some(Monitoring)),
    ("Will watch BP", Some(Monitoring)),
    ("Daily BMP", Some(Monitoring)),
    ("Creatinine daily", Some(Monitoring)),
    ("Telemetry", Some(Monitoring)),
    ("Strict I/O, daily weights", Some(Monitoring)),
    ("Neuro checks q4h", Some(Monitoring)),
    ("Obs 4 hourly", Some(Monitoring)),
    ("obs", Some(Monitoring)),
    ("We will continue to observe", Some(Monitoring)),
    ("Serial abdominal exams", Some(Monitoring)),
    ("Keep headache diary", Some(Therapeutic)),
    ("Headache diary", Some(Monitoring)),
    ("Reassess in 4 hours", Some(Monitoring)),
    ("CIWA", Some(Monitoring)),
    ("Following LFTs", Some(Monitoring)),
    ("Keep an eye on the creatinine", Some(Monitoring)),
    // Others asked.
    ("Cardiology consult", Some(Consult)),
    ("Consult nephrology for rising creatinine", Some(Consult)),
    ("Refer to physical therapy", Some(Consult)),
    ("Referral to ENT", Some(Consult)),
    ("Surgery consulted, appreciate recs", Some(Consult)),
    ("D/w micro re antibiotics", Some(Consult)),
    ("Self referral to IAPT", Some(Consult)),
    ("2WW referral", Some(Consult)),
    ("Social work", Some(Consult)),
    ("Physio review", Some(Consult)),
    ("Urgent neurology review", Some(Consult)),
    // Teaching.
    ("Counseled on smoking cessation", Some(Education)),
    ("Educate on low-salt diet with teach-back", Some(Education)),
    ("Patient education", Some(Education)),
    ("Explained one fingertip enough to cover the palms", Some(Education)),
    ("I advised the patient to stay well hydrated", Some(Therapeutic)),
    ("Reassured", Some(Education)),
    ("Leaflet given", Some(Education)),
    ("We discussed the nature of her injury", Some(Education)),
    ("Usual advice", Some(Education)),
    // Where to.
    ("Admit to telemetry", Some(Disposition)),
    ("Discharge home today", Some(Disposition)),
    ("D/C home when stable", Some(Disposition)),
    ("Home tomorrow if afebrile", Some(Disposition)),
    ("Transfer to ICU", Some(Disposition)),
    ("Dispo: floor", Some(Disposition)),
    ("MFFD", Some(Disposition)),
    ("Return to work Monday", Some(Disposition)),
    // When again.
    ("Follow up in 2 weeks", Some(FollowUp)),
    ("f/u PRN", Some(FollowUp)),
    ("RTC 3 months", Some(FollowUp)),
    ("r/v 2/52", Some(FollowUp)),
    ("TCI Monday", Some(FollowUp)),
    ("Review in 5-7d INB", Some(FollowUp)),
    ("Return in 1 week for wound check", Some(FollowUp)),
    ("Recheck in 2 weeks", Some(FollowUp)),
    ("I will see her back in 6 weeks", Some(FollowUp)),
    ("PCP in 7 days", Some(FollowUp)),
    ("Telephone review at 48 hours", Some(FollowUp)),
    ("OPA 6/52", Some(FollowUp)),
    // If something happens.
    ("Return if fever above 38.5 or vomiting", Some(Contingency)),
    ("If fever persists at 48 h, obtain CT abdomen", Some(Contingency)),
    ("Safety-netted", Some(Contingency)),
    ("Safety net: chest pain or breathlessness", Some(Contingency)),
    ("Return precautions given", Some(Contingency)),
    ("Call if any problems", Some(Contingency)),
    ("Low threshold for CT", Some(Contingency)),
    ("Escalate if needed", Some(Contingency)),
    ("If SBP < 90, 500 mL bolus and call", Some(Contingency)),
    ("Should symptoms worsen, go to A&E", Some(Contingency)),
    ("Go to the ED for chest pain", Some(Contingency)),
    // Nobody does anything.
    ("Stable", None),
    ("HTN", None),
    ("Improving", None),
    ("Will discuss with attending", None),
    ("Plan per team", None),
    ("See above", None),
    ("Resolved", None),
    ("Well controlled", None),
    ("Doing well", None),
    ("Most likely viral", None),
    ("CT showed a 5 mm stone", None),
    ("The patient understands and agrees with the plan", None),
];

#[test]
fn the_class_of_a_step() {
    assert!(MAIN.len() >= 120, "{}", MAIN.len());
    let wrong: Vec<String> = MAIN
        .iter()
        .filter_map(|(step, action)| {
            let found = deed(step);
            (found.action != *action)
                .then(|| format!("{step:?}: {:?}, not {action:?}; all {:?}", found.action, found.all))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn several_classes() {
    for (step, all) in [
        ("Bloods, CXR, r/v 2/52", &[Diagnostic, FollowUp][..]),
        (
            "Start lisinopril 10 mg daily, BMP in 1 week",
            &[Therapeutic, Diagnostic],
        ),
        ("If fever, blood cultures and vancomycin", &[Contingency, Diagnostic]),
        ("Consult cardiology, telemetry, trend troponin", &[Consult, Monitoring]),
        (
            "Creatinine daily; if above 1.8, call nephrology",
            &[Monitoring, Contingency],
        ),
        (
            "Discharge home on amoxicillin 500 mg TID, follow up with PCP in 1 week",
            &[Disposition, Therapeutic, FollowUp],
        ),
    ] {
        let found = deed(step);
        for action in all {
            assert!(found.is(*action), "{step:?} lacks {action:?}: {:?}", found.all);
        }
    }
}

#[test]
fn what_a_step_says() {
    use Specifics as S;
    let cases: &[(&str, &[Specifics], &[Specifics])] = &[
        (
            "Start lisinopril 10 mg PO daily",
            &[S::DOSE, S::ROUTE, S::FREQUENCY, S::DRUG],
            &[S::THRESHOLD, S::CONDITION],
        ),
        ("Start lisinopril", &[S::DRUG], &[S::DOSE, S::ROUTE, S::FREQUENCY]),
        (
            "Monitor creatinine",
            &[],
            &[S::FREQUENCY, S::TIME, S::THRESHOLD, S::CONDITION],
        ),
        ("Creatinine every morning", &[S::FREQUENCY], &[S::THRESHOLD]),
        ("Neuro checks q4h", &[S::FREQUENCY], &[]),
        ("Vitals q 4 h", &[S::FREQUENCY], &[]),
        ("Obs 4 hourly", &[S::FREQUENCY], &[]),
        ("BMP at 16:00", &[S::TIME], &[S::FREQUENCY]),
        ("BMP tomorrow", &[S::TIME], &[]),
        ("RTC in 2 weeks", &[S::TIME], &[]),
        ("r/v 2/52", &[S::TIME], &[]),
        ("Review in 5-7d", &[S::TIME], &[]),
        ("Call for temperature > 38.5", &[S::THRESHOLD], &[]),
        ("Goal MAP above 65", &[S::THRESHOLD], &[]),
        ("Oxygen to keep SpO2 ≥ 92%", &[S::THRESHOLD], &[]),
        ("Cr 1.4 -> 1.2", &[], &[S::THRESHOLD]),
        ("If chest pain returns, ECG", &[S::CONDITION, S::SIGN, S::TEST], &[]),
        ("Consult nephrology", &[S::SERVICE], &[S::QUESTION]),
        (
            "Consult nephrology for evaluation of hematuria",
            &[S::SERVICE, S::QUESTION],
            &[],
        ),
        ("ECG ?AF", &[S::QUESTION, S::TEST], &[]),
        ("Taught inhaler technique with teach-back", &[S::TAUGHT], &[]),
        (
            "Supportive care",
            &[],
            &[S::MEASURE, S::DRUG, S::DOSE, S::TIME, S::FREQUENCY],
        ),
        ("Supportive care: suction, oral fluids", &[S::MEASURE], &[]),
    ];
    for (step, yes, no) in cases {
        let says = deed(step).says;
        for what in *yes {
            assert!(says.has(*what), "{step:?} lacks {what:?}: {says:?}");
        }
        for what in *no {
            assert!(!says.has(*what), "{step:?} has {what:?}: {says:?}");
        }
    }
}

#[test]
fn nothing_done_for_a_reason_and_talk() {
    let without = |steps: &[&str], lacks: fn(&Deed) -> bool| {
        let wrong: Vec<String> = steps
            .iter()
            .filter(|step| lacks(&deed(step)))
            .map(|it| (*it).to_owned())
            .collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    };
    without(
        &[
            "No acute intervention indicated",
            "No antibiotics, viral",
            "Observe, no change in treatment today",
            "Watchful waiting because it is small",
            "Continue home regimen",
            "Deferred to outpatient",
            "No further workup needed",
            "Expectant management",
            "NFA",
        ],
        |it| !it.is_deferral(),
    );
    without(
        &[
            "Will discuss with attending",
            "As above",
            "Plan per team",
            "To be staffed with attending",
        ],
        |it| it.nobody.is_none(),
    );
    without(
        &[
            "Start lisinopril 10 mg daily",
            "CBC",
            "Pain control",
            "Follow up in 2 weeks",
        ],
        |it| it.is_deferral() || it.nobody.is_some(),
    );
}

#[test]
fn what_is_ordered() {
    let text =
        "Plan:\n- Start furosemide 40 mg IV twice daily, BMP in the morning, consult cardiology\n- let us know\n";
    let note = read(text);
    let start = text.find("Start").map_or(0, |at| at as u32);
    let line = Span::new(start, text.find("\n- let").map_or(0, |at| at as u32));
    let found = note.deed(line);
    assert!(
        matches!(found.orders.iter().find(|it| matches!(it, Order::Drug(_))), Some(Order::Drug(at))
        if note.slice(note.medications()[*at as usize].name) == "furosemide")
    );
    let things: Vec<&str> = found
        .orders
        .iter()
        .filter_map(|it| match it {
            Order::Thing(entry, _) => Some(&*note.entry_at(lexicon_ids::ORDERS, *entry).category),
            Order::Drug(_) => None,
        })
        .collect();
    assert!(things.contains(&"lab") && things.contains(&"service"), "{things:?}");
    let last = Span::new(line.end + 3, text.len() as u32 - 1);
    assert!(note.deed(last).orders.is_empty());
}
