//! How deep values nest and how long their lists are. A body's are wider, since it has blocks in lists in quotations; what else its blocks hold
//! is bounded where it is read.

use crate::{
    graphql::body::input::{MOST_BLOCKS, TYPES as BODY_TYPES},
    limits::Limits,
};

/// The bounds of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// How deep lists and objects may still nest.
    pub depth: usize,
    /// The most entries of a list.
    pub entries: usize,
}

/// JSON is read no deeper.
const DEPTH_OF_A_BODY: usize = 128;

impl Bounds {
    /// Those of a value of a named type.
    pub fn of(ty: &str, limits: &Limits) -> Self {
        let common = Self {
            depth: limits.variable_depth,
            entries: limits.list_length,
        };
        common.or_wider(ty)
    }

    /// The same, or those of a body where the type is one of its own.
    pub fn or_wider(self, ty: &str) -> Self {
        if BODY_TYPES.contains(&ty) {
            Self {
                depth: self.depth.max(DEPTH_OF_A_BODY),
                entries: self.entries.max(MOST_BLOCKS),
            }
        } else {
            self
        }
    }

    /// Those of what is inside; `None` where nothing more may be.
    pub fn inside(self) -> Option<Self> {
        let depth = self.depth.checked_sub(1).filter(|depth| *depth > 0)?;
        Some(Self { depth, ..self })
    }
}
