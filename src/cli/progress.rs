//! The progress bar.

use std::io::{self, IsTerminal as _};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A run that is over before this needs no bar.
const PATIENCE: Duration = Duration::from_millis(500);

/// A bar on standard error that appears only if somebody is there to see it and the run takes its time.
pub(super) struct Progress {
    start: Option<Instant>,
    bar: Option<ProgressBar>,
    done: u64,
}

impl Progress {
    /// Off, if `wanted` is false or standard error is no terminal.
    pub(super) fn new(wanted: bool) -> Self {
        Self {
            start: (wanted && io::stderr().is_terminal()).then(Instant::now),
            bar: None,
            done: 0,
        }
    }

    /// One more note is done, of `total` if that is known yet.
    pub(super) fn advance(&mut self, total: Option<usize>) {
        self.done += 1;
        let Some(start) = self.start else { return };
        if self.bar.is_none() && start.elapsed() >= PATIENCE {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            bar.set_style(style(false));
            self.bar = Some(bar);
        }
        if let Some(bar) = &self.bar {
            if let Some(total) = total
                && bar.length().is_none()
            {
                bar.set_length(total as u64);
                bar.set_style(style(true));
            }
            bar.set_position(self.done);
        }
    }

    /// Whether the bar is on the screen.
    pub(super) fn is_shown(&self) -> bool {
        self.bar.is_some()
    }

    /// Do something that writes to the terminal, with the bar out of its way.
    pub(super) fn aside<T>(&self, action: impl FnOnce() -> T) -> T {
        match &self.bar {
            Some(bar) => bar.suspend(action),
            None => action(),
        }
    }

    /// Take the bar away.
    pub(super) fn finish(&mut self) {
        self.start = None;
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }
}

fn style(with_total: bool) -> ProgressStyle {
    let template = if with_total {
        "checking notes [{bar:30}] {human_pos}/{human_len}"
    } else {
        "checking notes {human_pos}"
    };
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    // Characters that every terminal has.
    style.progress_chars("=> ")
}
