//! The tables of `grammars/`, written by the build step.

use std::borrow::Cow;

use super::model::*;
use super::word_key::Filter;

include!(concat!(env!("OUT_DIR"), "/grammar.rs"));
