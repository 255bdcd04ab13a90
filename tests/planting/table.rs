//! The table of what was found.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;

use preceptor::rules;

use super::trial::Outcome;

/// What the plants of one rule gave.
#[derive(Default)]
pub struct Row {
    is_built: bool,
    planted: usize,
    found: usize,
    astray: usize,
    traps: usize,
    alarms: usize,
    baseline: usize,
    collateral: BTreeMap<String, usize>,
}

impl Row {
    /// A rule, and how many findings of it the good notes have.
    pub fn new(baseline: usize) -> Self {
        Self {
            is_built: true,
            baseline,
            ..Self::default()
        }
    }

    /// Count a case of a rule that does not exist yet.
    pub fn wait(&mut self, is_trap: bool) {
        self.planted += usize::from(!is_trap);
        self.traps += usize::from(is_trap);
    }

    /// Count a case.
    pub fn add(&mut self, is_trap: bool, outcome: &Outcome) {
        if is_trap {
            self.traps += 1;
            self.alarms += usize::from(outcome.found || outcome.astray > 0);
            return;
        }
        self.planted += 1;
        self.found += usize::from(outcome.found);
        self.astray += usize::from(!outcome.found && outcome.astray > 0);
        for (code, count) in &outcome.collateral {
            *self.collateral.entry(code.clone()).or_default() += count;
        }
    }
}

/// The whole table.
pub fn render(rows: &BTreeMap<Arc<str>, Row>, notes: usize) -> String {
    let mut table = format!(
        "Faults planted in {notes} good notes. found: at the plant; astray: said, but pointing elsewhere; alarms: of the traps;\n\
         good: findings in the unplanted notes; collateral: what the faults set off in other rules, the five commonest.\n\n\
         {:<31} {:>11}  {:>4} {:>7} {:>10} {:>5}  collateral\n",
        "rule", "found", "%", "astray", "alarms", "good"
    );
    let mut all = Row::default();
    for (code, row) in rows {
        let name = rules::all()
            .iter()
            .find(|rule| *rule.code == **code)
            .map_or("", |rule| rule.name);
        if row.is_built {
            line(&mut table, &format!("{code} {name}"), row);
            all.planted += row.planted;
            all.found += row.found;
            all.astray += row.astray;
            all.traps += row.traps;
            all.alarms += row.alarms;
            all.baseline += row.baseline;
        } else {
            writeln!(
                table,
                "{code:<31} not built ({} plants, {} traps wait)",
                row.planted, row.traps
            )
            .expect("a string");
        }
    }
    line(&mut table, "all", &all);
    reasoning(&mut table, rows, notes);
    table
}

/// The families that read the assessment and plan, whose findings overlap most easily.
const REASONING: [&str; 3] = ["REA", "ACT", "REL"];

/// What a fault of these families sets off besides itself, for each planted note, and what they say of each good note.
fn reasoning(table: &mut String, rows: &BTreeMap<Arc<str>, Row>, notes: usize) {
    let is_one = |code: &str| REASONING.iter().any(|family| code.starts_with(family));
    let built: Vec<&Row> = rows
        .iter()
        .filter_map(|(code, row)| (is_one(code) && row.is_built).then_some(row))
        .collect();
    let planted: usize = built.iter().map(|row| row.planted).sum();
    if planted == 0 {
        return;
    }
    let found: usize = built.iter().map(|row| row.found).sum();
    let good: usize = built.iter().map(|row| row.baseline).sum();
    let others = |keep: &dyn Fn(&str) -> bool| -> usize {
        let all = built.iter().flat_map(|row| &row.collateral);
        all.filter(|(code, _)| keep(code)).map(|(_, count)| count).sum()
    };
    let mean = |count: usize, of: usize| format!("{count} = {:.2} a note", count as f64 / of as f64);
    writeln!(
        table,
        "\n{}: {found} of {planted} found; collateral {} (of these families {}); in the good notes {}",
        REASONING.join("/"),
        mean(others(&|_| true), planted),
        mean(others(&is_one), planted),
        mean(good, notes)
    )
    .expect("a string");
}

fn line(table: &mut String, name: &str, row: &Row) {
    let mut collateral: Vec<(&String, &usize)> = row.collateral.iter().collect();
    collateral.sort_by_key(|(code, count)| (usize::MAX - **count, *code));
    let collateral: Vec<String> = collateral
        .iter()
        .take(5)
        .map(|(code, count)| format!("{code}×{count}"))
        .collect();
    let percent = (row.found * 100).checked_div(row.planted).unwrap_or(0);
    let text = format!(
        "{name:<31} {:>5}/{:<5}  {percent:>3} {:>7} {:>4}/{:<5} {:>5}  {}",
        row.found,
        row.planted,
        row.astray,
        row.alarms,
        row.traps,
        row.baseline,
        collateral.join(" ")
    );
    writeln!(table, "{}", text.trim_end()).expect("a string");
}
