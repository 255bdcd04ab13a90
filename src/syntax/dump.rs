//! The tree as an S-expression, for tests and for looking at it.

use std::fmt::Write as _;

use super::{NodeKind, Tree};

impl Tree {
    /// The tree as one S-expression: branches in parentheses, leaves as `Kind"text"`. Line ends of `text` are left out
    /// of the result except inside longer leaves.
    pub fn dump(&self, text: &str) -> String {
        let mut out = String::new();
        let mut open: Vec<u32> = Vec::new();
        for (at, node) in self.nodes().iter().enumerate() {
            while open.last().is_some_and(|end| *end <= at as u32) {
                open.pop();
                out.push(')');
            }
            if node.kind == NodeKind::Newline {
                continue;
            }
            if !out.is_empty() {
                out.push(' ');
            }
            // Writing to a string cannot fail.
            if node.kind.is_leaf() {
                let _ = write!(out, "{:?}{:?}", node.kind, node.span.of(text));
            } else {
                let _ = write!(out, "({:?}", node.kind);
                open.push(node.end);
            }
        }
        out.extend(open.iter().map(|_| ')'));
        out
    }
}
