//! Rate-limit status of a token bucket, as sent in `RateLimit` headers.

/// State of a client's token bucket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimitStatus {
    /// Name of the quota policy.
    pub policy: &'static str,
    /// Points that a full bucket holds.
    pub burst: u64,
    /// Seconds in which an empty bucket becomes full.
    pub window_seconds: u64,
    /// Points left in this bucket.
    pub left: u64,
    /// Seconds in which this bucket becomes full.
    pub full_in_seconds: u64,
}
