//! Problems and plans in every style of writing them.

/// A text; then what is read: each problem with its steps, and the steps of no problem with their label.
pub(super) const STYLES: &[(&str, &[&str])] = &[
    (
        "## A/P\n64M with ADHF.\n\n# CHF exacerbation\nVolume up, likely from dietary indiscretion.\n- furosemide \
         40 mg IV BID\n- daily weights\n\n#COPD\n- albuterol PRN\n\n# Dispo\n- home tomorrow\n",
        &[
            "CHF exacerbation: furosemide 40 mg IV BID | daily weights",
            "COPD: albuterol PRN",
            "- [Dispo] home tomorrow",
        ],
    ),
    (
        "Assessment and Plan:\n1. Pneumonia: CURB-65 1. Start ceftriaxone 1 g IV daily and azithromycin 500 mg \
         daily.\n2. Hypertension: at goal. Continue lisinopril 10 mg daily.\n3. DVT prophylaxis: enoxaparin 40 mg \
         daily.\n",
        &[
            "Pneumonia: Start ceftriaxone 1 g IV daily and azithromycin 500 mg daily.",
            "Hypertension: Continue lisinopril 10 mg daily.",
            "- [DVT prophylaxis] enoxaparin 40 mg daily.",
        ],
    ),
    (
        "A/P:\n# Hypokalemia\nK 2.9, replete with KCl 40 mEq PO and recheck this evening\n",
        &["Hypokalemia: replete with KCl 40 mEq PO | recheck this evening"],
    ),
    (
        "PC: D+V 2/7\nImp - viral URTI. Plan: fluids, paracetamol, review 3/7 if no better\n",
        &["viral URTI: fluids, paracetamol | review 3/7 if no better"],
    ),
    (
        "Imp: gastroenteritis\nPlan: fluids, dioralyte, safety netted re dehydration, r/v 48h INB\n",
        &["gastroenteritis: fluids, dioralyte, safety netted re dehydration, r/v 48h INB"],
    ),
    (
        "Imp: TIAs- despite young age (need to exclude any systemic disease)\nPlan: needs to be seen urgently in \
         TIA clinic- will fax referral now. Pt to contact them via PALS\nIf any prolonged symptoms occur- to \
         attend A/E\n",
        &[
            "TIAs: needs to be seen urgently in TIA clinic- will fax referral now. | Pt to contact them via PALS \
             | If any prolonged symptoms occur- to attend A/E",
        ],
    ),
    (
        "ASSESSMENT AND PLAN: 1. Community-acquired pneumonia. Start ceftriaxone 1 g IV daily. 2. Type 2 \
         diabetes. A1c 8.1. Continue metformin 1000 mg BID. 3. Hypertension, stable. Continue lisinopril.\n",
        &[
            "Community-acquired pneumonia: Start ceftriaxone 1 g IV daily.",
            "Type 2 diabetes: Continue metformin 1000 mg BID.",
            "Hypertension: Continue lisinopril.",
        ],
    ),
    (
        "IMPRESSION: Acute appendicitis.\nPLAN: NPO, IV fluids, ceftriaxone 2 g IV and metronidazole 500 mg IV, \
         consult surgery.\n",
        &["Acute appendicitis: NPO, IV fluids | ceftriaxone 2 g IV | metronidazole 500 mg IV | consult surgery."],
    ),
    (
        "Assessment:\n1. CAP\n2. T2DM\n3. HTN\n\nPlan:\n1. Ceftriaxone 1 g IV daily, azithromycin 500 mg daily\n\
         2. Hold metformin, sliding scale insulin\n3. Continue lisinopril 10 mg daily\n",
        &[
            "CAP: Ceftriaxone 1 g IV daily | azithromycin 500 mg daily",
            "T2DM: Hold metformin, sliding scale insulin",
            "HTN: Continue lisinopril 10 mg daily",
        ],
    ),
    (
        "Assessment:\n1. Acute decompensated heart failure\n2. Hypokalemia\n3. Type 2 diabetes mellitus\n\nPlan:\n\
         ADHF: Lasix 40 mg IV BID, daily weights\nReplete K with 40 mEq KCl PO, recheck in AM\nDM2: SSI, hold \
         metformin\nDispo: tele\n",
        &[
            "Acute decompensated heart failure: Lasix 40 mg IV BID, daily weights",
            "Hypokalemia: Replete K with 40 mEq KCl PO | recheck in AM",
            "Type 2 diabetes mellitus: SSI | hold metformin",
            "- [Dispo] tele",
        ],
    ),
    (
        "A/P: 58F septic shock from pneumonia.\nNEURO: sedated on propofol, RASS -2. Daily SAT.\nCV: septic \
         shock, norepinephrine 0.08, MAP goal 65. Wean as able.\nRESP: ARDS, P/F 140. Lung protective ventilation \
         6 mL/kg.\nRENAL: AKI, Cr falling. Avoid nephrotoxins.\nFEN/GI: tube feeds at goal. Pantoprazole 40 mg IV \
         daily.\nID: pneumonia, ceftriaxone day 3 of 7. Follow cultures.\nHEME: anemia, stable. Transfuse if Hgb \
         <7.\nPPX: heparin SQ.\n",
        &[
            "septic shock: norepinephrine 0.08, MAP goal 65. | Wean as able.",
            "ARDS: Lung protective ventilation 6 mL/kg.",
            "AKI: Avoid nephrotoxins.",
            "pneumonia: Follow cultures.",
            "anemia: Transfuse if Hgb <7.",
            "- [NEURO] sedated on propofol, RASS -2.",
            "- [FEN/GI] Pantoprazole 40 mg IV daily.",
            "- [PPX] heparin SQ.",
        ],
    ),
    (
        "Assessment: 64-year-old man with hypertension and diabetes presenting with fever and cough, most \
         consistent with community-acquired pneumonia. PE is less likely given no tachycardia.\nPlan: Ceftriaxone \
         and azithromycin. Blood cultures. Follow up CXR in 6 weeks.\n",
        &[
            "community-acquired pneumonia: Ceftriaxone and azithromycin. | Blood cultures. | Follow up CXR in 6 \
             weeks.",
        ],
    ),
    (
        "Assessment: Her asthma is well controlled. Hypertension remains above goal. No evidence of heart \
         failure.\nPlan: Continue albuterol. Increase lisinopril to 20 mg daily. Return in 3 months.\n",
        &[
            "asthma: Continue albuterol.",
            "Hypertension: Increase lisinopril to 20 mg daily.",
            "- Return in 3 months.",
        ],
    ),
    (
        "ASSESSMENT AND PLAN\n\nAnna is a 44-year-old female.\n\nAcid reflux with nausea.\n• Medical Reasoning: \
         She reports vomiting. She is on omeprazole.\n• Additional Testing: We will order an ultrasound.\n• \
         Medical Treatment: Continue omeprazole 40 mg once daily.\n• Patient Education and Counseling: I \
         encouraged diet changes.\n\nGout.\n• Medical Reasoning: well controlled on allopurinol.\n• Medical \
         Treatment: Continue allopurinol 100 mg.\n\nPatient Agreements: The patient understands and agrees with \
         the recommended medical treatment plan.\n\nINSTRUCTIONS\n\nFollow up in 2 weeks.\n",
        &[
            "Acid reflux with nausea: We will order an ultrasound. | Continue omeprazole 40 mg once daily. | I \
             encouraged diet changes.",
            "Gout: Continue allopurinol 100 mg.",
            "- [INSTRUCTIONS] Follow up in 2 weeks.",
        ],
    ),
    (
        "A/P\n1. CHF\nA: improving, net -2 L\nP: continue Lasix 40 IV BID; BMP in AM\n2. CKD\nA: Cr at baseline\n\
         P: avoid NSAIDs\n",
        &["CHF: continue Lasix 40 IV BID | BMP in AM", "CKD: avoid NSAIDs"],
    ),
    (
        "## Assessment and plan\n\n| Problem | Assessment | Plan |\n| --- | --- | --- |\n| CHF | improving | \
         Lasix 40 mg IV BID; daily weights |\n| AKI | prerenal | hold lisinopril, recheck BMP |\n",
        &[
            "CHF: Lasix 40 mg IV BID | daily weights",
            "AKI: hold lisinopril | recheck BMP",
        ],
    ),
    (
        "A/P:\nCHF - improving, continue Lasix 40 mg IV BID\nCOPD - stable, nebs prn\nHTN - at goal, continue \
         lisinopril\n",
        &[
            "CHF: continue Lasix 40 mg IV BID",
            "COPD: stable, nebs prn",
            "HTN: continue lisinopril",
        ],
    ),
    (
        "## Assessment & Plan\n\n**CHF exacerbation** – likely diet. Start furosemide 40 mg IV BID.\n\n**COPD**: \
         stable, continue tiotropium.\n\n**Disposition**: home in 2 days\n",
        &[
            "CHF exacerbation: Start furosemide 40 mg IV BID.",
            "COPD: continue tiotropium.",
            "- [Disposition] home in 2 days",
        ],
    ),
    (
        "A/P\nProblem 1: Cellulitis\n- cephalexin 500 mg QID x 7 days\nProblem #2: Tinea pedis\n- clotrimazole \
         cream BID\n",
        &[
            "Cellulitis: cephalexin 500 mg QID x 7 days",
            "Tinea pedis: clotrimazole cream BID",
        ],
    ),
    (
        "Diagnosis: Acute otitis media\nPlan: amoxicillin 80 mg/kg/day divided BID x 10 days. Ibuprofen for pain. \
         Return if no better in 48 h.\n",
        &[
            "Acute otitis media: amoxicillin 80 mg/kg/day divided BID x 10 days. | Ibuprofen for pain. | Return \
             if no better in 48 h.",
        ],
    ),
    (
        "Assessment\nCAP\nCOPD exacerbation\nHTN\n\nPlan\nCeftriaxone and azithromycin\nPrednisone 40 mg daily x \
         5 days\nContinue amlodipine\n",
        &[
            "CAP: Ceftriaxone and azithromycin",
            "COPD exacerbation: Ceftriaxone and azithromycin | Prednisone 40 mg daily x 5 days",
            "HTN: Continue amlodipine",
        ],
    ),
    (
        "Assessment: CAP, COPD exacerbation, hypertension.\nPlan: Start ceftriaxone. Prednisone 40 mg. Continue \
         amlodipine 5 mg.\n",
        &[
            "CAP: Start ceftriaxone.",
            "COPD exacerbation: Prednisone 40 mg.",
            "hypertension: Continue amlodipine 5 mg.",
        ],
    ),
    (
        "Assessment:\nAxis I: Major depressive disorder, recurrent, severe\nAxis II: deferred\nAxis III: \
         hypothyroidism\n\nPlan:\n1. Increase sertraline to 100 mg daily\n2. Check TSH\n3. CBT weekly\n4. Safety \
         plan reviewed\n",
        &[
            "Major depressive disorder, recurrent, severe: Increase sertraline to 100 mg daily | CBT weekly",
            "hypothyroidism: Check TSH",
            "- Safety plan reviewed",
        ],
    ),
    (
        "Principal diagnosis: Acute cholecystitis\nSecondary diagnoses:\n1. ESRD on hemodialysis\n2. \
         Hypertension\n\nHospital course by problem:\n1. Acute cholecystitis: underwent lap chole.\n2. ESRD: \
         dialysis continued.\n\nFollow-up: surgery clinic in 2 weeks\n",
        &[
            "Acute cholecystitis",
            "ESRD on hemodialysis",
            "Hypertension",
            "- [Follow-up] surgery clinic in 2 weeks",
        ],
    ),
    (
        "A/P: 64F with UTI, uncomplicated.\n- Nitrofurantoin 100 mg BID x 5 days\n- Urine culture\n- RTC if fever\n",
        &["UTI: Nitrofurantoin 100 mg BID x 5 days | Urine culture | RTC if fever"],
    ),
    (
        "Assessment:\n- Community acquired pneumonia\n- Type 2 diabetes\n\nPlan:\n- CAP: ceftriaxone 1 g daily\n- \
         Diabetes: SSI\n- Dispo: home in 2 d\n",
        &[
            "Community acquired pneumonia: ceftriaxone 1 g daily",
            "Type 2 diabetes: SSI",
            "- [Dispo] home in 2 d",
        ],
    ),
    (
        "Assessment: Acute uncomplicated cystitis.\nPlan:\n- Nitrofurantoin 100 mg BID x 5 days\n- Push fluids\n- \
         Return if fever or flank pain\n\nFollow-up: PRN\n",
        &[
            "Acute uncomplicated cystitis: Nitrofurantoin 100 mg BID x 5 days | Push fluids | Return if fever or \
             flank pain",
            "- [Follow-up] PRN",
        ],
    ),
    (
        "Plan:\n# CHF\n- If urine output falls, double the dose, then call cardiology, and recheck BMP\n- Stop \
         Lasix, start bumetanide 1 mg IV BID and check K (goal >4, Mg >2)\n",
        &[
            "CHF: If urine output falls, double the dose, then call cardiology, and recheck BMP | Stop Lasix | \
             start bumetanide 1 mg IV BID | check K (goal >4, Mg >2)",
        ],
    ),
    (
        "S: cough\nO: lungs clear\nA: 1) HTN 2) anemia\nP: 1) increase lisinopril to 20 mg 2) ferrous sulfate 325 \
         mg daily\n",
        &[
            "HTN: increase lisinopril to 20 mg",
            "anemia: ferrous sulfate 325 mg daily",
        ],
    ),
    (
        "A: 69M HD3, acute hypoxic resp failure, most likely pulmonary edema from albumin load (JVP up, \
         crackles). Aspiration less likely: awake. PE possible, less likely - no CP. ACS unlikely, trop neg.\nP:\n\
         1. Furosemide 40 mg IV x1 now, strict I/O, reassess 1 h; repeat 80 mg if UOP <200 mL.\n2. O2 NC, goal \
         92-96%.\n",
        &[
            "pulmonary edema: Furosemide 40 mg IV x1 now, strict I/O | reassess 1 h | repeat 80 mg if UOP <200 \
             mL. | O2 NC, goal 92-96%.",
        ],
    ),
    (
        "Medical decision making:\nDifferential includes ACS, PE, pneumonia. ECG and troponin negative. Most \
         likely costochondritis.\n\nPlan: ibuprofen 600 mg TID, follow up with PCP in 1 week\n",
        &["costochondritis: ibuprofen 600 mg TID | follow up with PCP in 1 week"],
    ),
    (
        "ASSESSMENT/PLAN:\n#1 Acute pancreatitis — gallstone. NPO, LR at 200 mL/h.\n#2 Cholelithiasis — surgery \
         consult for cholecystectomy.\n#3 FEN — NPO.\n",
        &[
            "Acute pancreatitis: NPO, LR at 200 mL/h.",
            "Cholelithiasis: surgery consult for cholecystectomy.",
            "- [FEN] NPO.",
        ],
    ),
    (
        "1. HPI: ear pain\nAssessment: Otitis externa\nRx: ciprodex 4 gtt BID x7d\nEd: keep dry\nF/u: 1 wk\n",
        &["Otitis externa: ciprodex 4 gtt BID x7d | keep dry", "- [F/u] 1 wk"],
    ),
    (
        "Imp: acute cardiac event- needs urgent ECG + trop T\nLAS blue light called, front door open so they can \
         access if he collapses\n",
        &[
            "acute cardiac event: needs urgent ECG + trop T | LAS blue light called, front door open so they can \
             access if he collapses",
        ],
    ),
    (
        "## Assessment\nDoing well.\n\n## Plan\n\n### 1. Acute kidney injury\n- hold lisinopril\n- renal \
         ultrasound\n\n### 2. Gout\n- prednisone 30 mg daily x 5 days\n",
        &[
            "Acute kidney injury: hold lisinopril | renal ultrasound",
            "Gout: prednisone 30 mg daily x 5 days",
        ],
    ),
    (
        "Assessment/Plan:\n(1) Asthma exacerbation: improving. Prednisone 40 mg daily for 5 days.\n(2) Tobacco \
         use: counseled on cessation, nicotine patch 21 mg daily.\n",
        &[
            "Asthma exacerbation: Prednisone 40 mg daily for 5 days.",
            "Tobacco use: counseled on cessation | nicotine patch 21 mg daily.",
        ],
    ),
    (
        "A/P:\n#1. NSTEMI: heparin drip, aspirin 81 mg, cards consult\n#2. HLD: atorvastatin 80 mg nightly\n#3. \
         Code: full\n",
        &[
            "NSTEMI: heparin drip | aspirin 81 mg, cards consult",
            "HLD: atorvastatin 80 mg nightly",
            "- [Code] full",
        ],
    ),
    (
        "A&P\nUTI: start nitrofurantoin 100 mg BID x 5 days; urine culture pending.\nHypothyroidism: TSH 8.2. \
         Increase levothyroxine to 100 mcg daily, recheck TSH in 6 weeks.\n",
        &[
            "UTI: start nitrofurantoin 100 mg BID x 5 days | urine culture pending.",
            "Hypothyroidism: Increase levothyroxine to 100 mcg daily | recheck TSH in 6 weeks.",
        ],
    ),
    (
        "A/P: 34-year-old woman with acute pyelonephritis. Start ceftriaxone 1 g IV daily. Blood and urine \
         cultures. Admit to medicine.\n",
        &["pyelonephritis: Start ceftriaxone 1 g IV daily. | Blood and urine cultures. | Admit to medicine."],
    ),
    (
        "Assessment and Plan\n\n# Syncope\nLikely vasovagal given prodrome; ECG normal. Check orthostatics, and \
         echo if murmur persists.\n\n# HTN\nBP 148/90, above goal. Increase amlodipine to 10 mg daily. Recheck BP \
         in 2 weeks.\n",
        &[
            "Syncope: Check orthostatics, and echo if murmur persists.",
            "HTN: Increase amlodipine to 10 mg daily. | Recheck BP in 2 weeks.",
        ],
    ),
    (
        "## Assessment\n\n1. Chest pain\nDDx: ACS, PE, GERD. ACS less likely given normal ECG.\n- Troponin x2\n- \
         ECG in AM\n\n2. HTN\n- continue losartan 50 mg\n",
        &["Chest pain: Troponin x2 | ECG in AM", "HTN: continue losartan 50 mg"],
    ),
    (
        "A: RLQ pain. Differential: appendicitis, ovarian torsion, ectopic pregnancy.\nP: CT abdomen, hCG, \
         surgery consult.\n",
        &["RLQ pain: CT abdomen, hCG, surgery consult."],
    ),
    (
        "Assessment: Pneumonia vs heart failure exacerbation.\nPlan: CXR, BNP, ceftriaxone 1 g IV, furosemide 40 \
         mg IV.\n",
        &["Pneumonia vs heart failure exacerbation: CXR, BNP | ceftriaxone 1 g IV | furosemide 40 mg IV."],
    ),
    (
        "Assessment: 45M with pleuritic chest pain. PE ruled out by CTA. MI excluded. Most likely viral \
         pleurisy.\nPlan: ibuprofen 600 mg TID x 5 days. Return if worse.\n",
        &["viral pleurisy: ibuprofen 600 mg TID x 5 days. | Return if worse."],
    ),
    (
        "Assessment: 70F with a history of breast cancer and stroke presenting with cellulitis of the left leg.\n\
         Plan: cefazolin 1 g IV q8h, elevate leg, mark borders.\n",
        &["cellulitis: cefazolin 1 g IV q8h, elevate leg, mark borders."],
    ),
    (
        "A/P: 3yo F with croup, mild (Westley 2).\n- Dexamethasone 0.6 mg/kg PO x1\n- Return for stridor at rest\n\
         - Anticipatory guidance given\n",
        &["croup: Dexamethasone 0.6 mg/kg PO x1 | Return for stridor at rest | Anticipatory guidance given"],
    ),
    (
        "Assessment: 28yo G2P1 at 36w2d with preeclampsia without severe features.\nPlan:\n1. BP checks q4h\n2. \
         CBC, CMP, urine P/C ratio\n3. Betamethasone 12 mg IM x2\n4. IOL at 37w0d\n",
        &["preeclampsia: BP checks q4h | CBC, CMP, urine P/C ratio | Betamethasone 12 mg IM x2 | IOL at 37w0d"],
    ),
    (
        "Formulation: 24yo man with first-episode psychosis, most consistent with schizophreniform disorder. \
         Substance-induced psychosis less likely given negative UDS.\n\nPlan:\n- Start risperidone 1 mg BID\n- \
         Involuntary hold\n- Collateral from mother\n",
        &["schizophreniform disorder: Start risperidone 1 mg BID | Involuntary hold | Collateral from mother"],
    ),
    (
        "Diagnosis:\nAxis I: Bipolar I disorder, manic\nAxis II: None\nAxis III: Hypothyroidism\n\nPlan: Restart \
         lithium 300 mg BID; check lithium level in 5 days; TSH.\n",
        &[
            "Bipolar I disorder, manic: Restart lithium 300 mg BID",
            "Hypothyroidism: TSH.",
            "- check lithium level in 5 days",
        ],
    ),
    (
        "A/P: POD2 s/p lap appy, doing well.\n1. Pain: acetaminophen 1 g q8h\n2. FEN: regular diet, SLIV\n3. ID: \
         pip-tazo day 3 of 4\n4. Dispo: home tomorrow\n",
        &[
            "Pain: acetaminophen 1 g q8h",
            "- [FEN] regular diet, SLIV",
            "- [ID] pip-tazo day 3 of 4",
            "- [Dispo] home tomorrow",
        ],
    ),
    (
        "Assessment & Plan by system\n\nNeuro:\n- Delirium: haloperidol 1 mg prn\n- sedation off\nCV:\n- AFib \
         with RVR: diltiazem drip\n- MAP goal 65\nResp:\n- COPD exacerbation: nebs, prednisone 40 mg\nID:\n- UTI: \
         ceftriaxone day 2\n",
        &[
            "Delirium: haloperidol 1 mg prn | sedation off",
            "AFib with RVR: diltiazem drip",
            "COPD exacerbation: nebs | prednisone 40 mg",
            "UTI: ceftriaxone day 2",
        ],
    ),
    (
        "A/P\n## Neuro\n# Encephalopathy\n- lactulose\n## Renal\n# AKI\n- hold diuretics\n",
        &["Encephalopathy: lactulose", "AKI: hold diuretics"],
    ),
    (
        "Impression: AKI on CKD, prerenal.\nRecommendations:\n1. IV fluids NS 100 mL/h\n2. Hold lisinopril\n3. \
         Renal ultrasound\nThank you for this consult.\n",
        &["AKI on CKD, prerenal: IV fluids NS 100 mL/h | Hold lisinopril | Renal ultrasound"],
    ),
    (
        "## Plan\n\n| Diagnosis | Plan |\n|---|---|\n| 1. T2DM | metformin 1000 mg BID, A1c in 3 months |\n| 2. \
         Obesity | dietitian referral |\n| Follow-up | 3 months |\n",
        &[
            "T2DM: metformin 1000 mg BID, A1c in 3 months",
            "Obesity: dietitian referral",
            "- [Follow-up] 3 months",
        ],
    ),
    (
        "A: Strep pharyngitis. P: amoxicillin 500 mg BID x 10 d, acetaminophen prn, RTC prn\nS: sore throat\nO: \
         exudate\n",
        &["Strep pharyngitis: amoxicillin 500 mg BID x 10 d, acetaminophen prn | RTC prn"],
    ),
    (
        "Assessment and plan:\n1. Migraine\nDx: no imaging needed\nRx: sumatriptan 50 mg at onset\nEducation: \
         trigger diary\nFollow-up: 6 weeks\n2. Anxiety\nRx: sertraline 25 mg daily\n",
        &[
            "Migraine: no imaging needed | sumatriptan 50 mg at onset | trigger diary | 6 weeks",
            "Anxiety: sertraline 25 mg daily",
        ],
    ),
    (
        "## A/P\n# DKA\n- [ ] BMP q4h\n- [x] insulin drip 0.1 units/kg/h\n- [ ] endocrine consult\n",
        &["DKA: BMP q4h | insulin drip 0.1 units/kg/h | endocrine consult"],
    ),
    (
        "Imp: ?UTI. also need to exclude pregnancy\nPlan:\n1. Pregnancy test\n2. MSU\n3. Trimethoprim 200 mg BD \
         3/7\n",
        &["?UTI: Pregnancy test | MSU | Trimethoprim 200 mg BD 3/7"],
    ),
    (
        "Imp - tonsillitis (Centor 4)\nPlan - Pen V 500 mg QDS 10/7, fluids, paracetamol. Safety-netted: r/v if \
         unable to swallow.\n",
        &[
            "tonsillitis: Pen V 500 mg QDS 10/7, fluids, paracetamol.",
            "- [Safety-netted] r/v if unable to swallow.",
        ],
    ),
    (
        "Diagnosis: Heavy menstrual bleeding, probable adenomyosis\nPlan: Mirena fitted today. Ferrous fumarate \
         210 mg OD for 3/12. Review 6/12.\n",
        &[
            "Heavy menstrual bleeding, probable adenomyosis: Mirena fitted today. | Ferrous fumarate 210 mg OD \
             for 3/12. | Review 6/12.",
        ],
    ),
    (
        "IMPRESSION:\n1. Right knee osteoarthritis.\n2. Obesity.\n\nRECOMMENDATIONS:\n1. Physical therapy for the \
         knee.\n2. Weight loss, referral to dietitian.\n3. Return in 6 weeks.\n",
        &[
            "Right knee osteoarthritis: Physical therapy for the knee.",
            "Obesity: Weight loss, referral to dietitian.",
            "- Return in 6 weeks.",
        ],
    ),
    (
        "ASSESSMENT: This is a 62-year-old gentleman with worsening shortness of breath, consistent with \
         congestive heart failure.\nPLAN: I will start Lasix 40 mg daily. I will check a BNP and an \
         echocardiogram. He will follow up in one week.\n",
        &[
            "congestive heart failure: I will start Lasix 40 mg daily. | I will check a BNP and an \
             echocardiogram. | He will follow up in one week.",
        ],
    ),
    (
        "ASSESSMENT AND PLAN:\n\nHypertension. Blood pressure is above goal. I will increase lisinopril to 20 \
         mg.\n\nHyperlipidemia. LDL 140. Start atorvastatin 40 mg nightly.\n\nHealth maintenance. Colonoscopy \
         ordered.\n",
        &[
            "Hypertension: I will increase lisinopril to 20 mg.",
            "Hyperlipidemia: Start atorvastatin 40 mg nightly.",
            "- [Health maintenance] Colonoscopy ordered.",
        ],
    ),
    (
        "Assessment/Plan:\n*CHF exacerbation: Lasix 40 IV BID\n*AKI: trend creatinine\n*FEN/GI: cardiac diet\n\
         *PPx: SQH\n",
        &[
            "CHF exacerbation: Lasix 40 IV BID",
            "AKI: trend creatinine",
            "- [FEN/GI] cardiac diet",
            "- [PPx] SQH",
        ],
    ),
    (
        "Problem list:\n1. Cellulitis\n2. Type 2 diabetes\n\nPlan:\nCellulitis - cefazolin 1 g IV q8h. Mark \
         borders.\nDiabetes - sliding scale insulin.\n",
        &[
            "Cellulitis: cefazolin 1 g IV q8h. | Mark borders.",
            "Type 2 diabetes: sliding scale insulin.",
        ],
    ),
    (
        "A/P:\n1. CHF\n   - Assessment: volume overloaded\n   - Plan:\n     - Lasix 40 mg IV BID\n     - daily \
         weights\n2. HTN\n   - Plan: continue lisinopril\n",
        &["CHF: Lasix 40 mg IV BID | daily weights", "HTN: continue lisinopril"],
    ),
    (
        "Plan:\n# Hyponatremia\nNa 128, likely SIADH; fluid restrict 1 L, check urine osm and urine Na, and \
         recheck Na q6h (goal rise <8 in 24 h).\n",
        &[
            "Hyponatremia: fluid restrict 1 L | check urine osm and urine Na | recheck Na q6h (goal rise <8 in 24 \
             h).",
        ],
    ),
    (
        "A/P:\n# CAD\n- Continue aspirin 81 mg, atorvastatin 80 mg, and metoprolol 25 mg BID\n- Stop clopidogrel \
         and schedule stress test\n",
        &[
            "CAD: Continue aspirin 81 mg, atorvastatin 80 mg, and metoprolol 25 mg BID | Stop clopidogrel | \
             schedule stress test",
        ],
    ),
    (
        "Plan: Home with ibuprofen 400 mg TID. If fever, vomiting, or worse pain, return to ED and call surgery. \
         Follow up Friday.\n",
        &[
            "- Home with ibuprofen 400 mg TID.",
            "- If fever, vomiting, or worse pain, return to ED and call surgery.",
            "- Follow up Friday.",
        ],
    ),
    (
        "Assessment: Healthy 9-month-old boy, growing well. Mild eczema.\nPlan: Vaccines today. Hydrocortisone 1% \
         BID for eczema. Return at 12 months.\n",
        &["Mild eczema: Vaccines today. | Hydrocortisone 1% BID for eczema. | Return at 12 months."],
    ),
    (
        "Assessment: No evidence of pneumonia. No heart failure. Acute bronchitis.\nPlan: supportive care, \
         albuterol prn.\n",
        &["Acute bronchitis: supportive care, albuterol prn."],
    ),
    (
        "Assessment: 50F with type 2 diabetes, at risk for coronary artery disease. Mother had breast cancer.\n\
         Plan: start atorvastatin 20 mg. Continue metformin.\n",
        &["type 2 diabetes: start atorvastatin 20 mg. | Continue metformin."],
    ),
    (
        "Assessment: Anemia due to chronic kidney disease.\nPlan: epoetin weekly, check ferritin.\n",
        &["Anemia due to chronic kidney disease: epoetin weekly | check ferritin."],
    ),
    (
        "Assessment: Hypertension is uncontrolled. Diabetes has improved.\nPlan:\n- Increase amlodipine to 10 mg \
         daily\n- Continue metformin 1 g BID\n- A1c in 3 months\n",
        &[
            "Hypertension: Increase amlodipine to 10 mg daily",
            "Diabetes: Continue metformin 1 g BID | A1c in 3 months",
        ],
    ),
];
