//! Texts for properties: pieces that notes are made of, in any order, and other text now and then.

use proptest::prelude::*;

/// Any text that someone may have typed.
pub(super) fn texts() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(vec![
        "---\nkind: soap\n---\n",
        "---\n",
        "+++\n",
        "kind: ",
        "patient-sex: ",
        "specialty: [",
        "# SOAP Note\n",
        "# Weekly Reflection\n",
        "## 2026-11-22\n",
        "# HPI\n",
        "## Exam:\n",
        "**Plan:** ",
        "PLAN\n",
        "PMH: ",
        "Assessment\n",
        "Assessment\n====\n",
        "# Assessment and Plan\n",
        "Lungs: clear. HEART: regular ",
        "S: x\nO: y\nA: z\nP: w\n",
        "#CHF\n",
        "1. CHF: worse\n",
        "2. ",
        "- furosemide 40 mg PO BID\n",
        "- ",
        "  ",
        "    - ",
        "* ",
        "> it burns\n",
        "| Na | K |\n|---|---|\n| 138 | 4 |\n",
        "| a |",
        "***",
        "***{dose}",
        "{mild|severe}",
        "{+a|b|c|d}",
        "{=no|yes}",
        "{?with ***}",
        "{",
        "}",
        "@age@",
        "@",
        ".rosneg",
        ".norm",
        ".",
        "e.g. ",
        "p.o. ",
        "<!-- a\n b -->",
        "<!-- preceptor: allow ACT001 -- why -->",
        "<!-- preceptor: allow ",
        "<!-- preceptor:",
        "<!--",
        "-->",
        "```\n",
        "cough",
        "64F",
        "T 38.1 °C, BP 142/88. ",
        "no fever. ",
        "🌡",
        "é\u{a0}ß",
        "\u{200b}",
        "\u{feff}",
        "\u{301}",
        "\n",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        "\t",
        " ",
        ":",
        "\u{c}",
        "\u{2028}",
    ]);
    prop_oneof![
        9 => proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

/// A text, and byte offsets into it.
pub(super) fn places() -> impl Strategy<Value = (String, Vec<u32>)> {
    let at = proptest::collection::vec(any::<prop::sample::Index>(), 1..6);
    (texts(), at).prop_map(|(text, at)| {
        let at = at
            .iter()
            .map(|at| crate::text::floor(&text, at.index(text.len() + 1)) as u32);
        let at = at.collect();
        (text, at)
    })
}
