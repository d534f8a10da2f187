//! Shows how far a long work is: a bar on a terminal, plain lines otherwise.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output;

/// After how many a plain line is written.
const EVERY: u64 = 5_000;

/// How far it is.
pub(super) struct Progress {
    bar: Option<ProgressBar>,
    nouns: &'static str,
    read: u64,
    total: u64,
}

impl Progress {
    /// Of so many of these, none is done.
    pub fn of(total: u64, nouns: &'static str) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template(
                "{wide_bar} {human_pos} of {human_len} {msg}, {eta} left",
            );
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
                .with_message(nouns)
        });
        Self {
            bar,
            nouns,
            read: 0,
            total,
        }
    }

    /// So many more are done.
    pub fn advance(&mut self, more: u64) {
        let before = self.read;
        self.read += more;
        match &self.bar {
            Some(bar) => bar.set_position(self.read),
            None if before / EVERY < self.read / EVERY => output::notice(format_args!(
                "{} of {} {}",
                self.read, self.total, self.nouns
            )),
            None => {}
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
