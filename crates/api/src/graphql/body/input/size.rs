//! Limits on the size of a body.

/// Most bytes of a text in Markdown or HTML, and of all texts of the blocks together.
pub const MOST_BYTES: usize = 512 * 1024;
/// Most blocks of a body.
pub const MOST_BLOCKS: usize = 2_000;
