//! Priority of callers in the admission queue.

/// Priority of a caller in the admission queue, from lowest to highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    /// Callers without a credential.
    Anonymous,
    /// Callers with a credential that reads (partners above all), and the publication's front ends.
    Partners,
    /// Callers whose role may write.
    Desk,
}

impl Priority {
    /// Number of priorities.
    pub const COUNT: usize = 3;

    /// Position of the priority in an array, the lowest first.
    pub const fn index(self) -> usize {
        self as usize
    }
}
