//! The `preceptor.toml` that `preceptor init` writes.

/// A short, commented file: every line that sets something is a comment that shows the default.
pub const STARTER: &str = r#"# preceptor.toml: how notes in this folder and below are checked.
#
# Everything here is a comment that shows the default; take a `#` away to change it.
# `preceptor config show NOTE` prints what holds for a note and where it came from.
# `preceptor rules` lists the rules, `preceptor explain ORG001` explains one.

# The set of choices to build on: student, exam, ward, ccda-hp, ccda-progress, ccda-consult, ccda-discharge.
# profile = "student"

# The edition whose default rules are meant. Keep it for a term: a newer preceptor then marks as before.
# edition = "2026"

# Another file to build on, relative to this one. What this file says wins.
# extend = "../course.toml"

# Rules by code (ORG001), name (missing-section) or family (ORG, organized).
# `select` replaces the default set, `extend-select` adds to it, `ignore` takes away.
# select = ["ALL"]
# extend-select = []
# ignore = []

# Whether rules in preview run too.
# preview = false

# What makes a run fail: error, warning, info or never.
# fail-level = "error"

# How findings are printed: full, concise, json, jsonl, sarif, github, gitlab, junit, csv or html.
# format = "full"

# What is left out when a folder is checked, relative to this file.
# exclude = []
# extensions = ["md", "markdown", "txt", "note", "soap", "hp"]

# How severe a rule or a family is: error, warning, info or off.
# [severity]
# wall-of-text = "info"

# What your school teaches where schools differ; `preceptor config show NOTE` lists all.
# [conventions]
# heading-style = "any"

# How `preceptor fmt` writes headings: consistent, keep, hash, bold, caps or label.
# [fmt]
# heading-style = "consistent"

# Options of one rule; `preceptor explain wall-of-text` lists them.
# [options.wall-of-text]
# max-words = 220

# Settings for some files.
# [[per-file]]
# files = ["week-1/**"]
# kind = "soap"
# specialty = "internal-medicine"

# A rule of your own, without code.
# [[rule]]
# code = "MED001"
# name = "no-friendly-names"
# message = "`{found}` is too friendly for a record"
# help = "write the patient's name and title, or `the patient`"
# forbid = ["sweetie", "buddy"]
# bad = ["HPI: Buddy came in with a cough."]
# good = ["HPI: The patient came in with a cough."]
"#;
