//! Progress of a long command: a bar on a terminal, plain lines otherwise.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::output;

/// Display of the progress of a command.
pub(super) struct ProgressDisplay {
    bar: Option<ProgressBar>,
    line_interval: u64,
    stage: &'static str,
    done: u64,
}

impl ProgressDisplay {
    /// Creates a display. Without a terminal, it prints a line each time `line_interval` more items
    /// are done.
    pub fn new(line_interval: u64) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template(
                "{msg} {wide_bar} {human_pos} of {human_len}, {eta} left",
            );
            bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self {
            bar,
            line_interval,
            stage: "",
            done: 0,
        }
    }

    /// Shows how many items of a stage are done. Another stage starts at zero.
    pub fn show(&mut self, stage: &'static str, done: u64, total: u64) {
        if self.stage != stage {
            (self.stage, self.done) = (stage, 0);
            if let Some(bar) = &self.bar {
                bar.reset();
                bar.set_message(stage);
            }
        }
        match &self.bar {
            Some(bar) => {
                bar.set_length(total);
                bar.set_position(done);
            }
            None if self.done / self.line_interval < done / self.line_interval => {
                output::print_notice(format_args!("{stage}: {done} of {total}"));
            }
            None => {}
        }
        self.done = done;
    }
}

impl Drop for ProgressDisplay {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
