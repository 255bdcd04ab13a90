//! Lists of problems with a plan of its own below.

/// An assessment and a plan apart, matched by number, name, abbreviation, drug or test.
pub(super) const SEPARATE: &[(&str, &[&str])] = &[
    (
        "Assessment:\n1. Heart failure with reduced EF, decompensated\n2. Hypokalemia\n3. COPD\nPlan:\n1. \
         Furosemide 40 mg IV BID\n2. KCl 40 mEq PO x2, recheck BMP\n3. Tiotropium daily, albuterol prn\n",
        &[
            "Heart failure with reduced EF, decompensated: Furosemide 40 mg IV BID",
            "Hypokalemia: KCl 40 mEq PO x2 | recheck BMP",
            "COPD: Tiotropium daily, albuterol prn",
        ],
    ),
    (
        "Assessment:\n- CAP\n- Hypertension\nPlan:\n- Ceftriaxone 1 g and azithromycin 500 mg daily\n- Continue \
         amlodipine 5 mg\n- Blood cultures x2\n",
        &[
            "CAP: Ceftriaxone 1 g | azithromycin 500 mg daily | Blood cultures x2",
            "Hypertension: Continue amlodipine 5 mg",
        ],
    ),
    (
        "Assessment:\n1. Diabetic ketoacidosis\n2. Acute kidney injury\nPlan:\nDKA: insulin drip, BMP q4h\nAKI: \
         NS bolus, hold metformin\n",
        &[
            "Diabetic ketoacidosis: insulin drip, BMP q4h",
            "Acute kidney injury: NS bolus | hold metformin",
        ],
    ),
    (
        "Assessment:\n# ADHF\n# AFib with RVR\nPlan:\n# CHF\n- furosemide drip\n# AF\n- diltiazem 30 mg q6h, \
         apixaban 5 mg BID\n",
        &[
            "ADHF: furosemide drip",
            "AFib with RVR: diltiazem 30 mg q6h | apixaban 5 mg BID",
        ],
    ),
    (
        "Assessment:\n1. UTI\n2. Type 2 diabetes mellitus\n3. GERD\nPlan:\n- Nitrofurantoin 100 mg BID x5d\n- \
         Increase metformin to 1 g BID\n- Omeprazole 20 mg daily\n- A1c in 3 months\n",
        &[
            "UTI: Nitrofurantoin 100 mg BID x5d",
            "Type 2 diabetes mellitus: Increase metformin to 1 g BID | A1c in 3 months",
            "GERD: Omeprazole 20 mg daily",
        ],
    ),
    (
        "Impression:\n1. Left lower extremity DVT\n2. Obesity\nPlan:\n1. Apixaban 10 mg BID x7d then 5 mg BID\n2. \
         Nutrition referral\n",
        &[
            "Left lower extremity DVT: Apixaban 10 mg BID x7d then 5 mg BID",
            "Obesity: Nutrition referral",
        ],
    ),
    (
        "Assessment:\n1. Upper GI bleed, likely peptic ulcer\n2. Acute blood loss anemia\nPlan:\n1. Pantoprazole \
         40 mg IV BID, NPO, EGD in AM, GI consult\n2. CBC q6h, transfuse for Hgb <7\n",
        &[
            "Upper GI bleed: Pantoprazole 40 mg IV BID, NPO, EGD in AM, GI consult",
            "Acute blood loss anemia: CBC q6h | transfuse for Hgb <7",
        ],
    ),
    (
        "Assessment: HTN, hyperlipidemia, hypothyroidism\nPlan: Continue lisinopril 20 mg. Start atorvastatin 40 \
         mg. Increase levothyroxine to 88 mcg, TSH in 6 weeks.\n",
        &[
            "HTN: Continue lisinopril 20 mg. | Start atorvastatin 40 mg.",
            "hyperlipidemia: Start atorvastatin 40 mg.",
            "hypothyroidism: Increase levothyroxine to 88 mcg, TSH in 6 weeks.",
        ],
    ),
    (
        "Assessment:\n1. Major depressive disorder\n2. Generalized anxiety disorder\n3. Insomnia\nPlan:\nMDD: \
         sertraline 50 mg daily\nGAD: CBT referral\nInsomnia: sleep hygiene, melatonin 3 mg\n",
        &[
            "Major depressive disorder: sertraline 50 mg daily",
            "Generalized anxiety disorder: CBT referral",
            "Insomnia: sleep hygiene | melatonin 3 mg",
        ],
    ),
    (
        "A:\n1) Gout flare\n2) CKD 3\nP:\n1) Prednisone 30 mg x5 days, avoid NSAIDs\n2) BMP in 1 week\n",
        &[
            "Gout flare: Prednisone 30 mg x5 days | avoid NSAIDs",
            "CKD 3: BMP in 1 week",
        ],
    ),
    (
        "Assessment:\n1. Acute pancreatitis\n2. Alcohol use disorder\n3. Hypomagnesemia\nPlan:\n- NPO, LR 200 \
         mL/h\n- CIWA protocol, thiamine 100 mg daily\n- Replete Mg 2 g IV\n",
        &[
            "Acute pancreatitis: NPO, LR 200 mL/h",
            "Alcohol use disorder: thiamine 100 mg daily",
            "Hypomagnesemia: Replete Mg 2 g IV",
            "- CIWA protocol",
        ],
    ),
    (
        "Assessment:\n1. Sepsis due to pyelonephritis\n2. AKI\nPlan:\n1. Sepsis: 30 mL/kg LR, ceftriaxone 2 g, \
         lactate q4h\n2. AKI: avoid nephrotoxins, trend creatinine\n3. Dispo: admit to medicine\n",
        &[
            "Sepsis due to pyelonephritis: 30 mL/kg LR | ceftriaxone 2 g, lactate q4h",
            "AKI: avoid nephrotoxins | trend creatinine",
            "- [Dispo] admit to medicine",
        ],
    ),
    (
        "Assessment:\n1. Hyperkalemia\n2. ESRD\nPlan:\nCalcium gluconate 1 g IV, insulin 10 units with D50\n\
         Dialysis today\n",
        &[
            "Hyperkalemia: Calcium gluconate 1 g IV",
            "ESRD: Dialysis today",
            "- insulin 10 units with D50",
        ],
    ),
    (
        "Assessment:\n1. Right ankle sprain\n2. Hypertension\nPlan:\n1. RICE, ankle brace, ibuprofen 400 mg TID\n\
         2. Lisinopril 10 mg daily, BP recheck in 2 weeks\n",
        &[
            "Right ankle sprain: RICE, ankle brace | ibuprofen 400 mg TID",
            "Hypertension: Lisinopril 10 mg daily, BP recheck in 2 weeks",
        ],
    ),
    (
        "Assessment:\n1. Iron deficiency anemia\n2. Vitamin D deficiency\n3. Tobacco use\nPlan:\nIDA: ferrous \
         sulfate 325 mg every other day\nVit D: cholecalciferol 2000 IU daily\nSmoking: nicotine patch 21 mg, \
         quitline\n",
        &[
            "Iron deficiency anemia: ferrous sulfate 325 mg every other day",
            "Vitamin D deficiency: cholecalciferol 2000 IU daily",
            "Tobacco use: nicotine patch 21 mg, quitline",
        ],
    ),
    (
        "Assessment:\n1. Atrial fibrillation, rate controlled\n2. CHF\n3. DM2\nPlan:\n1. Continue metoprolol 50 \
         mg BID and apixaban 5 mg BID\n2. Continue furosemide 20 mg daily\n3. Continue metformin 1 g BID\n",
        &[
            "Atrial fibrillation, rate controlled: Continue metoprolol 50 mg BID and apixaban 5 mg BID",
            "CHF: Continue furosemide 20 mg daily",
            "DM2: Continue metformin 1 g BID",
        ],
    ),
    (
        "Assessment:\n1. COPD exacerbation\n2. Acute hypoxic respiratory failure\nPlan:\nCOPD: prednisone 40 mg, \
         azithromycin, nebs\nResp failure: BiPAP, wean O2 to sat 88-92%\n",
        &[
            "COPD exacerbation: prednisone 40 mg, azithromycin, nebs",
            "Acute hypoxic respiratory failure: BiPAP | wean O2 to sat 88-92%",
        ],
    ),
    (
        "Imp:\n1. Eczema\n2. Asthma\nPlan:\n1. Betnovate BD, emollients\n2. Salbutamol prn, inhaler technique \
         checked\n3. R/v 2/52\n",
        &[
            "Eczema: Betnovate BD, emollients",
            "Asthma: Salbutamol prn, inhaler technique checked",
            "- R/v 2/52",
        ],
    ),
    (
        "Assessment:\n1. Hypothyroidism\n2. Osteoporosis\nPlan:\n- TSH today, continue levothyroxine 75 mcg\n- \
         Alendronate 70 mg weekly, DEXA in 2 years\n- Return in 6 months\n",
        &[
            "Hypothyroidism: TSH today | continue levothyroxine 75 mcg",
            "Osteoporosis: Alendronate 70 mg weekly, DEXA in 2 years",
            "- Return in 6 months",
        ],
    ),
    (
        "Assessment:\n1. Stroke, left MCA\n2. Hypertension\n3. Dysphagia\nPlan:\nStroke: aspirin 81 mg, MRI \
         brain, neurology\nHTN: permissive to 220/120\nDysphagia: NPO, speech eval\n",
        &[
            "Stroke, left MCA: aspirin 81 mg, MRI brain, neurology",
            "Hypertension: permissive to 220/120",
            "Dysphagia: NPO, speech eval",
        ],
    ),
    (
        "Assessment:\n1. Postpartum hemorrhage, resolved\n2. Acute blood loss anemia\nPlan:\n1. Methergine PO x24 \
         h, monitor fundus\n2. Ferrous sulfate, CBC in AM\n",
        &[
            "Postpartum hemorrhage: Methergine PO x24 h | monitor fundus",
            "Acute blood loss anemia: Ferrous sulfate, CBC in AM",
        ],
    ),
    (
        "Assessment:\n1. Bronchiolitis\n2. Dehydration, mild\nPlan:\n1. Nasal suction, O2 to keep sat >90%\n2. NS \
         bolus 20 mL/kg, then PO as tolerated\n",
        &[
            "Bronchiolitis: Nasal suction, O2 to keep sat >90%",
            "Dehydration, mild: NS bolus 20 mL/kg, then PO as tolerated",
        ],
    ),
    (
        "Assessment:\n1. BPH\n2. Erectile dysfunction\nPlan:\nBPH: tamsulosin 0.4 mg nightly\nED: sildenafil 50 \
         mg prn\n",
        &[
            "BPH: tamsulosin 0.4 mg nightly",
            "Erectile dysfunction: sildenafil 50 mg prn",
        ],
    ),
    (
        "Assessment:\n1. Community-acquired pneumonia\n2. Type 2 diabetes\n3. Hyponatremia\nPlan:\n- Continue \
         ceftriaxone, azithromycin day 2\n- Sliding scale insulin, hold metformin\n- Fluid restriction 1.2 L, \
         recheck sodium q8h\n- Enoxaparin 40 mg daily for DVT prophylaxis\n",
        &[
            "Community-acquired pneumonia: Continue ceftriaxone, azithromycin day 2",
            "Type 2 diabetes: Sliding scale insulin | hold metformin",
            "Hyponatremia: Fluid restriction 1.2 L | recheck sodium q8h",
            "- Enoxaparin 40 mg daily for DVT prophylaxis",
        ],
    ),
    (
        "Assessment:\n1. Opioid use disorder\n2. Hepatitis C\nPlan:\n1. Buprenorphine-naloxone 8 mg daily\n2. HCV \
         RNA, refer to hepatology\n",
        &[
            "Opioid use disorder: Buprenorphine-naloxone 8 mg daily",
            "Hepatitis C: HCV RNA, refer to hepatology",
        ],
    ),
    (
        "Assessment:\nMigraine without aura, menstrual.\nPlan:\nSumatriptan 50 mg at onset\nMagnesium 400 mg \
         daily\nHeadache diary\nFollow up 8 weeks\n",
        &[
            "Migraine without aura, menstrual: Sumatriptan 50 mg at onset | Magnesium 400 mg daily | Headache \
             diary | Follow up 8 weeks",
        ],
    ),
    (
        "Assessment:\n1. Rheumatoid arthritis, active\n2. Long-term steroid use\nPlan:\nRA - increase \
         methotrexate to 20 mg weekly, folic acid 1 mg daily\nSteroids - taper prednisone by 2.5 mg every 2 \
         weeks, calcium and vitamin D\n",
        &[
            "Rheumatoid arthritis, active: increase methotrexate to 20 mg weekly, folic acid 1 mg daily",
            "Long-term steroid use: taper prednisone by 2.5 mg every 2 weeks, calcium and vitamin D",
        ],
    ),
    (
        "Assessment:\n1. Cirrhosis with ascites\n2. Hepatic encephalopathy\n3. Thrombocytopenia\nPlan:\n1. \
         Spironolactone 100 mg, furosemide 40 mg, paracentesis today\n2. Lactulose 20 g TID, titrate to 3 BMs\n3. \
         Monitor platelets\n",
        &[
            "Cirrhosis with ascites: Spironolactone 100 mg | furosemide 40 mg, paracentesis today",
            "Hepatic encephalopathy: Lactulose 20 g TID | titrate to 3 BMs",
            "Thrombocytopenia: Monitor platelets",
        ],
    ),
    (
        "Assessment:\n1. Chest pain, low risk\n2. GERD\nPlan:\n1. Serial troponins, ECG, stress test in AM\n2. \
         Famotidine 20 mg BID\n",
        &[
            "Chest pain, low risk: Serial troponins, ECG, stress test in AM",
            "GERD: Famotidine 20 mg BID",
        ],
    ),
    (
        "Assessment:\n1. Hip fracture, left, POD 1\n2. Delirium\n3. Constipation\nPlan:\nPain: acetaminophen 1 g \
         TID\nHip: PT/OT, WBAT, enoxaparin 40 mg\nDelirium: reorient, avoid benzos\nBowel: senna, miralax daily\n",
        &[
            "Hip fracture, left: PT/OT, WBAT | enoxaparin 40 mg",
            "Delirium: reorient | avoid benzos",
            "Constipation: senna, miralax daily",
            "Pain: acetaminophen 1 g TID",
        ],
    ),
    (
        "Assessment:\n1. Febrile neutropenia\n2. AML\nPlan:\n1. Cefepime 2 g q8h, cultures, ID consult\n2. Hold \
         chemo, oncology following\n",
        &[
            "Febrile neutropenia: Cefepime 2 g q8h, cultures, ID consult",
            "AML: Hold chemo, oncology following",
        ],
    ),
];
