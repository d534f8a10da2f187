//! How deep values nest and how long their lists are. A body's are wider, since it has blocks in lists in quotations; what else its blocks hold
//! is bounded where it is read.

use crate::{
    limits::DocumentLimits,
    schema::{DocumentSchema, LargeInput},
};

/// The bounds of a value.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// How deep lists and objects may still nest.
    pub depth: usize,
    /// The most entries of a list.
    pub entries: usize,
    /// Types with wider bounds.
    large: LargeInput,
}

/// JSON is read no deeper.
const DEPTH_OF_A_BODY: usize = 128;

impl Bounds {
    /// Those of a value of a named type.
    pub fn of(ty: &str, schema: &DocumentSchema, limits: &DocumentLimits) -> Self {
        let common = Self {
            depth: limits.variable_depth,
            entries: limits.list_length,
            large: schema.rules.large_input,
        };
        common.or_wider(ty)
    }

    /// The same, or those of a body where the type is one of its own.
    pub fn or_wider(self, ty: &str) -> Self {
        if self.large.types.contains(&ty) {
            Self {
                depth: self.depth.max(DEPTH_OF_A_BODY),
                entries: self.entries.max(self.large.entries),
                ..self
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
