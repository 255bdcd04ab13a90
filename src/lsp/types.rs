//! The types of the protocol. The library behind them changes often: no other file names it.

pub(super) use gen_lsp_types::*;
