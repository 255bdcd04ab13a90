//! When to look: events come in bursts, and a burst is looked at once, when it is over.

use std::time::{Duration, Instant};

/// Waits until nothing has happened for a while, but no longer than for a bound: what never rests is looked at now and
/// then. It knows no clock; the time is told to it.
#[derive(Debug)]
pub struct Debounce {
    quiet: Duration,
    longest: Duration,
    /// The first and the last event of the burst.
    burst: Option<(Instant, Instant)>,
}

/// However long a burst goes on, it is looked at this often.
const LONGEST: Duration = Duration::from_secs(2);

impl Debounce {
    /// A burst is over when nothing has happened for `quiet`.
    pub fn new(quiet: Duration) -> Self {
        Self {
            quiet,
            longest: LONGEST.max(quiet),
            burst: None,
        }
    }

    /// Something has happened.
    pub fn event(&mut self, now: Instant) {
        let first = self.burst.map_or(now, |(first, _)| first);
        self.burst = Some((first, now));
    }

    /// When to look, if anything has happened.
    pub fn due(&self) -> Option<Instant> {
        self.burst
            .map(|(first, last)| (last + self.quiet).min(first + self.longest))
    }

    /// Whether to look now. If so, the burst is over.
    pub fn take(&mut self, now: Instant) -> bool {
        let due = self.due().is_some_and(|due| due <= now);
        if due {
            self.burst = None;
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: fn(u64) -> Duration = Duration::from_millis;

    #[test]
    fn a_burst_is_looked_at_once_when_it_is_over() {
        let (start, mut debounce) = (Instant::now(), Debounce::new(MS(50)));
        assert_eq!(debounce.due(), None);
        assert!(!debounce.take(start + MS(1000)));
        for at in [0, 10, 55, 100] {
            debounce.event(start + MS(at));
            assert!(!debounce.take(start + MS(at)), "{at}");
        }
        assert_eq!(debounce.due(), Some(start + MS(150)));
        assert!(!debounce.take(start + MS(149)));
        assert!(debounce.take(start + MS(150)));
        assert_eq!(debounce.due(), None);
        assert!(!debounce.take(start + MS(151)));
    }

    #[test]
    fn what_never_rests_is_looked_at_now_and_then() {
        let (start, mut debounce) = (Instant::now(), Debounce::new(MS(50)));
        let looks: Vec<u64> = (0..10_000)
            .step_by(10)
            .filter(|at| {
                debounce.event(start + MS(*at));
                debounce.take(start + MS(*at))
            })
            .collect();
        assert_eq!(looks, [2000, 4010, 6020, 8030]);
    }

    #[test]
    fn no_debounce_looks_at_once() {
        let (now, mut debounce) = (Instant::now(), Debounce::new(MS(0)));
        debounce.event(now);
        assert!(debounce.take(now));
    }
}
