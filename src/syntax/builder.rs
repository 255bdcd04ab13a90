//! Builds a [`Tree`] left to right. Leaves are contiguous by construction, so the tree cannot lose a byte.

use super::{Node, NodeKind, Tree};
use crate::text::Span;

/// The tree under construction: nodes so far, the branches still open, and the offset up to which all is covered.
pub(super) struct Builder {
    nodes: Vec<Node>,
    open: Vec<u32>,
    at: usize,
}

impl Builder {
    /// Starts a document over a text of `len` bytes.
    pub fn new(len: usize) -> Self {
        let mut builder = Self {
            // Ordinary notes have a node for every twenty bytes or so.
            nodes: Vec::with_capacity(len / 16 + 8),
            open: Vec::with_capacity(8),
            at: 0,
        };
        builder.open(NodeKind::Document);
        builder
    }

    /// The offset up to which the text is covered.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Opens a branch at the current offset.
    pub fn open(&mut self, kind: NodeKind) {
        self.open.push(self.nodes.len() as u32);
        let at = self.at as u32;
        self.nodes.push(Node {
            kind,
            span: Span::at(at),
            end: 0,
        });
    }

    /// Closes the innermost open branch; the document itself is closed by [`Builder::finish`].
    pub fn close(&mut self) {
        if let Some(node) = self.open.pop() {
            let end = self.nodes.len() as u32;
            let node = &mut self.nodes[node as usize];
            node.span.end = self.at as u32;
            node.end = end;
        }
    }

    /// Closes branches until `depth` of them are open.
    pub fn close_to(&mut self, depth: usize) {
        while self.open.len() > depth {
            self.close();
        }
    }

    /// Adds a leaf from the current offset to `end`; an empty one is not added.
    pub fn leaf(&mut self, kind: NodeKind, end: usize) {
        if end > self.at {
            let index = self.nodes.len() as u32;
            self.nodes.push(Node {
                kind,
                span: Span::new(self.at as u32, end as u32),
                end: index + 1,
            });
            self.at = end;
        }
    }

    /// Closes everything.
    pub fn finish(mut self) -> Tree {
        self.close_to(0);
        Tree::from_nodes(self.nodes)
    }
}
