//! The threads that do what takes time.

use std::num::NonZeroUsize;
use std::thread;

use crossbeam_channel::{Sender, unbounded};

type Job = Box<dyn FnOnce() + Send>;

/// Threads that take jobs in the order in which they were given. They end when the pool does, with what they are at.
pub(super) struct Pool {
    jobs: Sender<Job>,
}

impl Pool {
    /// As many threads as the machine has processors, at least two: one that looks at a long note does not hold up the
    /// answer about another.
    pub(super) fn new() -> Self {
        Self::of(thread::available_parallelism().map_or(2, NonZeroUsize::get).clamp(2, 4))
    }

    /// So many threads.
    pub(super) fn of(threads: usize) -> Self {
        let (jobs, queue) = unbounded::<Job>();
        for number in 0..threads {
            let queue = queue.clone();
            let work = move || queue.into_iter().for_each(|job| job());
            let name = format!("preceptor-{number}");
            // Without a thread the queue would only grow: then the machine cannot run the server at all.
            thread::Builder::new()
                .name(name)
                .spawn(work)
                .expect("a thread can be started");
        }
        Self { jobs }
    }

    /// Have a job done. It must not panic: see [`guarded`](super::server).
    pub(super) fn spawn(&self, job: impl FnOnce() + Send + 'static) {
        // The threads live as long as the pool.
        let _ = self.jobs.send(Box::new(job));
    }
}
