//! Bounds on the nesting of a value and on the length of its lists.
//!
//! The values of a body have wider bounds, since its blocks stand in lists within quotations. The
//! rest of a block is bounded where it is parsed.

use crate::{
    limits::DocumentLimits,
    schema::{DocumentSchema, LargeInput},
};

/// Nesting of a body's values. The JSON parser reads no deeper.
const LARGE_DEPTH: usize = 128;

/// Bounds of a value.
#[derive(Debug, Clone, Copy)]
pub struct ValueBounds {
    /// Number of levels that lists and objects may still nest.
    depth: usize,
    /// Largest number of entries of a list.
    pub entries: usize,
    /// Types with wider bounds.
    large: LargeInput,
}

impl ValueBounds {
    /// Bounds of a value of a named type.
    pub fn new(ty: &str, schema: &DocumentSchema, limits: &DocumentLimits) -> Self {
        let common = Self {
            depth: limits.variable_depth,
            entries: limits.list_length,
            large: schema.rules.large_input,
        };
        common.or_wider(ty)
    }

    /// The same bounds, or the wider ones of a large type.
    pub fn or_wider(self, ty: &str) -> Self {
        if self.large.types.contains(&ty) {
            Self {
                depth: self.depth.max(LARGE_DEPTH),
                entries: self.entries.max(self.large.entries),
                ..self
            }
        } else {
            self
        }
    }

    /// Bounds one level further inside; `None` at the deepest level.
    pub fn inside(self) -> Option<Self> {
        let depth = self.depth.checked_sub(1).filter(|depth| *depth > 0)?;
        Some(Self { depth, ..self })
    }
}
