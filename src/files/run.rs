//! Work on every note, on all cores, with the results in order.

use std::any::Any;
use std::borrow::Borrow;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::io;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, Once, PoisonError};

use super::{FileError, Input};
use crate::lint::{please_report, without_quotations};

/// With no more notes than this, no thread is started: that would take longer than to check them.
const FEW: usize = 8;
/// Notes that are listed at once.
const LISTING: usize = 8;
/// Notes that a worker takes at once, at most.
const BATCH: usize = 32;
/// Notes of a batch that are worked on together, as long as all before them have fewer bytes than this: what is needed
/// of so many stays near the processor, and memory does not depend on how long the notes are.
const TOGETHER: usize = 64 * 1024;
/// Notes per worker that may be done but not yet written: what bounds the memory when one note takes long.
const AHEAD: usize = 256;
/// Notes that may be listed but not yet begun.
const LISTED: usize = 32 * 1024;

/// What a worker keeps from note to note.
#[derive(Debug, Default)]
pub struct Worker {
    /// The bytes of the note.
    pub bytes: Vec<u8>,
    /// Whether the run has so few notes that what must be got ready first does not pay.
    pub few: bool,
    /// Whether a processor may be taken for half of a note: the run has few, and was not told to use one only.
    pub spare: bool,
}

/// One note done. `bytes` is what the work rendered, empty for an error.
#[derive(Debug)]
pub struct Done<'a, T> {
    /// What the work returned.
    pub result: Result<T, FileError>,
    /// What it rendered.
    pub bytes: &'a [u8],
    /// How many notes the run has, as soon as that is known.
    pub total: Option<usize>,
}

/// Work on a note in three steps, of which the second is done for several notes together: what one of them leaves in the
/// caches of the processor (the code of a rule, the tables that it reads) is then there for the next.
pub trait Work<I>: Sync {
    /// A note between the first step and the last.
    type Begun;
    /// What is returned of it.
    type Output: Send;

    /// Read the note.
    ///
    /// # Errors
    /// The note cannot be read; it has no other steps.
    fn begin(&self, input: &I, worker: &mut Worker) -> Result<Self::Begun, FileError>;

    /// How long it is, bytes.
    fn size(&self, begun: &Self::Begun) -> usize;

    /// Do what goes faster for several notes. It is left to [`end`](Self::end) where this panics.
    fn together(&self, begun: &mut [Self::Begun]);

    /// Do what is left, and render.
    ///
    /// # Errors
    /// The work cannot be done on this note.
    fn end(
        &self,
        input: &I,
        begun: Self::Begun,
        worker: &mut Worker,
        out: &mut Vec<u8>,
    ) -> Result<Self::Output, FileError>;
}

/// Work on one note after the other.
struct Single<F>(F);

impl<I, T: Send, F> Work<I> for Single<F>
where
    F: Fn(&I, &mut Worker, &mut Vec<u8>) -> Result<T, FileError> + Sync,
{
    type Begun = ();
    type Output = T;

    fn begin(&self, _: &I, _: &mut Worker) -> Result<(), FileError> {
        Ok(())
    }

    fn size(&self, (): &()) -> usize {
        usize::MAX
    }

    fn together(&self, _: &mut [()]) {}

    fn end(&self, input: &I, (): (), worker: &mut Worker, out: &mut Vec<u8>) -> Result<T, FileError> {
        self.0(input, worker, out)
    }
}

/// Do `work` on each of the `inputs` and give the results to `sink`, on this thread and in the order of the inputs.
///
/// Each worker renders into a buffer of its own; only so many results wait for their turn that memory stays flat in the
/// number of notes. An input that is an error, and a `work` that panics, are results like others. When `sink` fails
/// (a broken pipe), the run stops and returns that error.
///
/// # Errors
/// The first error of `sink`.
pub fn run<I: Borrow<Input> + Send, T: Send>(
    inputs: impl Iterator<Item = Result<I, FileError>>,
    jobs: Option<NonZeroUsize>,
    work: impl Fn(&I, &mut Worker, &mut Vec<u8>) -> Result<T, FileError> + Sync,
    sink: impl FnMut(Done<'_, T>) -> io::Result<()>,
) -> io::Result<()> {
    run_together(inputs, jobs, &Single(work), sink)
}

/// As [`run()`], with work that does a part of it for several notes together.
///
/// # Errors
/// The first error of `sink`.
pub fn run_together<I: Borrow<Input> + Send, W: Work<I>>(
    mut inputs: impl Iterator<Item = Result<I, FileError>>,
    jobs: Option<NonZeroUsize>,
    work: &W,
    mut sink: impl FnMut(Done<'_, W::Output>) -> io::Result<()>,
) -> io::Result<()> {
    let first: Vec<_> = inputs.by_ref().take(FEW + 1).collect();
    let total = (first.len() <= FEW).then_some(first.len());
    let spare = total.is_some() && jobs.is_none_or(|jobs| jobs.get() > 1);
    let jobs = match (total, jobs) {
        (Some(_), _) => 1,
        (None, Some(jobs)) => jobs.get(),
        (None, None) => std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
    };
    let mut inputs = first.into_iter().chain(inputs);
    let pool = (jobs > 1).then(|| rayon::ThreadPoolBuilder::new().num_threads(jobs).build());
    // Where no thread can be started, the work is done all the same.
    if let Some(Ok(pool)) = pool {
        return parallel(&pool, inputs, work, sink);
    }
    let (mut worker, mut bytes) = (Worker::default(), Vec::new());
    (worker.few, worker.spare) = (total.is_some(), spare);
    // Of a few, each is shown as soon as it is done.
    let batch = if worker.few { 1 } else { BATCH };
    loop {
        let inputs: Inputs<I> = inputs.by_ref().take(batch).collect();
        if inputs.is_empty() {
            return Ok(());
        }
        let results = work_through(inputs, &mut worker, &mut bytes, work);
        bytes = write_batch(Finished { results, bytes }, total, &mut sink)?;
    }
}

type Inputs<I> = Vec<Result<I, FileError>>;

/// Results, each with where its bytes end.
type Results<T> = Vec<(Result<T, FileError>, usize)>;

struct Finished<T> {
    results: Results<T>,
    bytes: Vec<u8>,
}

/// What the threads share. Batches have numbers; `written` is the next to be written, `begun` the next to be taken.
struct State<I, T> {
    listed: VecDeque<Result<I, FileError>>,
    all_listed: bool,
    begun: usize,
    written: usize,
    /// Notes of batches that are begun and not yet written.
    ahead: usize,
    /// Batch `written + i` at `i`, once it is done.
    finished: VecDeque<Option<Finished<T>>>,
    /// Buffers to use again.
    spare: Vec<Vec<u8>>,
    stopped: bool,
}

struct Shared<I, T> {
    state: Mutex<State<I, T>>,
    /// There may be something for a worker to do.
    workers: Condvar,
    /// There may be something for the writer to do.
    writer: Condvar,
}

impl<I, T> Shared<I, T> {
    fn lock(&self) -> MutexGuard<'_, State<I, T>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends the workers however the writer leaves, or the scope would wait for them for ever.
struct StopOnDrop<'a, I, T>(&'a Shared<I, T>);

impl<I, T> Drop for StopOnDrop<'_, I, T> {
    fn drop(&mut self) {
        self.0.lock().stopped = true;
        self.0.workers.notify_all();
    }
}

fn parallel<I: Borrow<Input> + Send, W: Work<I>>(
    pool: &rayon::ThreadPool,
    mut inputs: impl Iterator<Item = Result<I, FileError>>,
    work: &W,
    mut sink: impl FnMut(Done<'_, W::Output>) -> io::Result<()>,
) -> io::Result<()> {
    let jobs = pool.current_num_threads();
    let shared = Shared {
        state: Mutex::new(State {
            listed: VecDeque::new(),
            all_listed: false,
            begun: 0,
            written: 0,
            ahead: 0,
            finished: VecDeque::new(),
            spare: Vec::new(),
            stopped: false,
        }),
        workers: Condvar::new(),
        writer: Condvar::new(),
    };
    let shared = &shared;
    pool.in_place_scope(|scope| {
        let _stop = StopOnDrop(shared);
        for _ in 0..jobs {
            scope.spawn(move |_| work_on(shared, jobs, work));
        }
        // This thread writes what is ready; while nothing is, it lists further notes.
        let mut count = 0;
        let mut state = shared.lock();
        loop {
            if let Some(slot) = state.finished.front_mut()
                && let Some(done) = slot.take()
            {
                state.finished.pop_front();
                state.written += 1;
                state.ahead -= done.results.len();
                let total = state.all_listed.then_some(count);
                drop(state);
                shared.workers.notify_one();
                let bytes = write_batch(done, total, &mut sink)?;
                state = shared.lock();
                state.spare.push(bytes);
            } else if !state.all_listed && state.listed.len() < LISTED {
                drop(state);
                let listed: Inputs<I> = inputs.by_ref().take(LISTING).collect();
                count += listed.len();
                state = shared.lock();
                if listed.is_empty() {
                    state.all_listed = true;
                    shared.workers.notify_all();
                } else {
                    state.listed.extend(listed);
                    shared.workers.notify_one();
                }
            } else if state.all_listed && state.listed.is_empty() && state.written == state.begun {
                return Ok(());
            } else {
                state = shared.writer.wait(state).unwrap_or_else(PoisonError::into_inner);
            }
        }
    })
}

fn write_batch<T>(
    done: Finished<T>,
    total: Option<usize>,
    sink: &mut impl FnMut(Done<'_, T>) -> io::Result<()>,
) -> io::Result<Vec<u8>> {
    let mut start = 0;
    for (result, end) in done.results {
        sink(Done {
            result,
            bytes: &done.bytes[start..end],
            total,
        })?;
        start = end;
    }
    Ok(done.bytes)
}

fn work_on<I: Borrow<Input>, W: Work<I>>(shared: &Shared<I, W::Output>, jobs: usize, work: &W) {
    let mut worker = Worker::default();
    let mut state = shared.lock();
    loop {
        if state.stopped || (state.all_listed && state.listed.is_empty()) {
            return;
        }
        if state.listed.is_empty() || state.ahead >= jobs * AHEAD {
            state = shared.workers.wait(state).unwrap_or_else(PoisonError::into_inner);
            continue;
        }
        // The fewer are left, the fewer at once, so that all workers are done at about the same time.
        let least = if state.all_listed { 1 } else { LISTING / 2 };
        let batch = (state.listed.len() / (2 * jobs))
            .clamp(least, BATCH)
            .min(state.listed.len());
        let batch: Inputs<I> = state.listed.drain(..batch).collect();
        let number = state.begun;
        state.begun += 1;
        state.ahead += batch.len();
        state.finished.push_back(None);
        let mut bytes = state.spare.pop().unwrap_or_default();
        drop(state);

        let results = work_through(batch, &mut worker, &mut bytes, work);

        state = shared.lock();
        let slot = number - state.written;
        state.finished[slot] = Some(Finished { results, bytes });
        if slot == 0 {
            shared.writer.notify_one();
        }
    }
}

/// Do the work on a batch of notes, in groups, and render into `bytes`.
fn work_through<I: Borrow<Input>, W: Work<I>>(
    batch: Inputs<I>,
    worker: &mut Worker,
    bytes: &mut Vec<u8>,
    work: &W,
) -> Results<W::Output> {
    bytes.clear();
    let mut results = Vec::with_capacity(batch.len());
    let mut batch = batch.into_iter().peekable();
    while batch.peek().is_some() {
        let room = batch.len();
        let (mut group, mut begun, mut size) = (Vec::with_capacity(room), Vec::with_capacity(room), 0_usize);
        while size < TOGETHER
            && let Some(input) = batch.next()
        {
            group.push(input.and_then(|input| {
                let note = guarded(&input, || work.begin(&input, worker))?;
                size = size.saturating_add(work.size(&note));
                begun.push(note);
                Ok(input)
            }));
        }
        if begun.len() > 1 {
            // What breaks down here breaks down again below, where the note is known.
            let _ = watched(|| work.together(&mut begun));
        }
        let mut begun = begun.into_iter();
        for input in group {
            let start = bytes.len();
            let result = input.and_then(|input| {
                let note = begun.next().expect("as many as there are inputs");
                guarded(&input, || work.end(&input, note, worker, bytes))
            });
            if result.is_err() {
                // No half-rendered bytes.
                bytes.truncate(start);
            }
            results.push((result, bytes.len()));
        }
    }
    results
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static LAST_PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Whether a panic on this thread is kept for an error instead of being printed.
pub(super) fn is_guarded() -> bool {
    GUARDED.get()
}

/// Hold this thread, which helps another one, as that one is held.
pub(super) fn guard(guarded: bool) {
    GUARDED.set(guarded);
}

/// Do a step of the work on one note. A panic is that note's error.
fn guarded<I: Borrow<Input>, T>(input: &I, step: impl FnOnce() -> Result<T, FileError>) -> Result<T, FileError> {
    watched(step).unwrap_or_else(|payload| {
        let what = LAST_PANIC
            .take()
            .unwrap_or_else(|| without_quotations(payload_text(&*payload)));
        let message = format!(
            "preceptor broke down on this note ({what}). {}",
            please_report("this line")
        );
        Err(FileError::new(input.borrow().path.clone(), message))
    })
}

/// Do a step; what a panic says is kept instead of being printed.
fn watched<T>(step: impl FnOnce() -> T) -> std::thread::Result<T> {
    remember_panics();
    GUARDED.set(true);
    let result = catch_unwind(AssertUnwindSafe(step));
    GUARDED.set(false);
    result
}

/// Keep the message and place of a panic during work for the error, instead of printing it; others print as always.
fn remember_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if GUARDED.get() {
                let place = info
                    .location()
                    .map(|at| format!(" at {}:{}", at.file(), at.line()))
                    .unwrap_or_default();
                let what = without_quotations(payload_text(info.payload()));
                LAST_PANIC.set(Some(format!("{what}{place}")));
            } else {
                before(info);
            }
        }));
    });
}

fn payload_text(payload: &(dyn Any + Send)) -> &str {
    payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("unknown cause")
}

#[cfg(test)]
mod tests {
    use super::super::Origin;
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    fn inputs(count: usize) -> impl Iterator<Item = Result<Input, FileError>> {
        (0..count).map(|at| {
            if at % 50 == 49 {
                Err(FileError::new(format!("{at}"), "cannot be listed"))
            } else {
                Ok(Input::file(format!("{at}"), Origin::Found))
            }
        })
    }

    fn number(input: &Input) -> usize {
        input.path.to_str().unwrap().parse().unwrap()
    }

    #[test]
    fn results_come_in_order_whatever_fails_on_the_way() {
        for (count, jobs) in [(0, 2), (1, 2), (FEW, 4), (FEW + 1, 2), (1000, 1), (1000, 2), (5000, 7)] {
            let (mut output, mut failed, mut total) = (String::new(), Vec::new(), None);
            let work = |input: &Input, _: &mut Worker, bytes: &mut Vec<u8>| {
                let number = number(input);
                bytes.extend_from_slice(format!("{number}\n").as_bytes());
                match number % 100 {
                    13 => panic!("unlucky {number}"),
                    17 => Err(FileError::new(input.path.clone(), "unreadable")),
                    // Uneven work, so that batches finish out of order.
                    n if n % 8 == 0 => {
                        std::thread::sleep(std::time::Duration::from_micros(20));
                        Ok(number)
                    }
                    _ => Ok(number),
                }
            };
            run(inputs(count), NonZeroUsize::new(jobs), work, |done| {
                output.push_str(std::str::from_utf8(done.bytes).unwrap());
                match done.result {
                    Ok(_) => {}
                    Err(error) => failed.push((error.path.to_str().unwrap().to_owned(), error.message)),
                }
                total = done.total;
                Ok(())
            })
            .unwrap();
            let good = |n: &usize| n % 50 != 49 && n % 100 != 13 && n % 100 != 17;
            let expected: String = (0..count).filter(good).map(|n| format!("{n}\n")).collect();
            assert_eq!(output, expected, "{count} notes, {jobs} jobs");
            let bad: Vec<String> = (0..count).filter(|n| !good(n)).map(|n| n.to_string()).collect();
            assert_eq!(failed.iter().map(|(path, _)| path.clone()).collect::<Vec<_>>(), bad);
            if count > 13 {
                assert!(
                    failed[0].1.contains("unlucky 13 at src/files/run.rs"),
                    "{}",
                    failed[0].1
                );
            }
            if count > 0 && jobs > 1 {
                assert_eq!(total, Some(count));
            }
        }
    }

    /// Numbers of which one cannot be begun, and one breaks down in each step.
    struct Stepwise;

    impl Work<Input> for Stepwise {
        type Begun = (usize, bool);
        type Output = bool;

        fn begin(&self, input: &Input, _: &mut Worker) -> Result<Self::Begun, FileError> {
            match number(input) {
                13 => panic!("unlucky to begin with"),
                17 => Err(FileError::new(input.path.clone(), "unreadable")),
                number => Ok((number, false)),
            }
        }

        fn size(&self, _: &Self::Begun) -> usize {
            TOGETHER / 4
        }

        fn together(&self, begun: &mut [Self::Begun]) {
            assert!((2..=4).contains(&begun.len()), "{begun:?}");
            assert!(begun.iter().all(|begun| begun.0 != 23), "unlucky in company");
            begun.iter_mut().for_each(|begun| begun.1 = true);
        }

        fn end(
            &self,
            _: &Input,
            (number, done): Self::Begun,
            _: &mut Worker,
            out: &mut Vec<u8>,
        ) -> Result<bool, FileError> {
            out.extend_from_slice(format!("{number}\n").as_bytes());
            assert!(number != 42, "unlucky in the end");
            Ok(done)
        }
    }

    #[test]
    fn what_breaks_down_in_company_is_done_alone() {
        for (count, jobs) in [(FEW, 2), (1000, 1), (1000, 2)] {
            let (mut output, mut failed, mut alone) = (String::new(), Vec::new(), 0);
            run_together(inputs(count), NonZeroUsize::new(jobs), &Stepwise, |done| {
                output.push_str(std::str::from_utf8(done.bytes).unwrap());
                match done.result {
                    Ok(together) => alone += usize::from(!together),
                    Err(error) if error.message.contains("listed") => {}
                    Err(error) => failed.push(error.message),
                }
                Ok(())
            })
            .unwrap();
            let good = |n: &usize| n % 50 != 49 && ![13, 17, 42].contains(n);
            let expected: String = (0..count).filter(good).map(|n| format!("{n}\n")).collect();
            assert_eq!(output, expected, "{count} notes, {jobs} jobs");
            if count <= FEW {
                assert_eq!(alone, count);
                continue;
            }
            let said = ["unlucky to begin with", "unreadable", "unlucky in the end"];
            assert_eq!(failed.len(), said.len(), "{failed:?}");
            assert!(
                failed.iter().zip(said).all(|(failed, said)| failed.contains(said)),
                "{failed:?}"
            );
            assert!(
                (1..count / 2).contains(&alone),
                "{alone} of {count} notes were done alone"
            );
        }
    }

    #[test]
    fn a_sink_that_fails_stops_the_run() {
        let worked = AtomicUsize::new(0);
        let mut sunk = 0;
        let result = run(
            inputs(100_000),
            NonZeroUsize::new(2),
            |_, _, _| {
                worked.fetch_add(1, Ordering::Relaxed);
                Ok(())
            },
            |_| {
                sunk += 1;
                if sunk == 100 {
                    Err(io::ErrorKind::BrokenPipe.into())
                } else {
                    Ok(())
                }
            },
        );
        assert_eq!(result.unwrap_err().kind(), io::ErrorKind::BrokenPipe);
        assert_eq!(sunk, 100);
        assert!(worked.load(Ordering::Relaxed) < 10_000);
    }

    #[test]
    fn a_slow_first_note_does_not_pile_up_results() {
        let (running, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        run(
            inputs(20_000),
            NonZeroUsize::new(2),
            |input, _, _| {
                if number(input) == 0 {
                    std::thread::sleep(std::time::Duration::from_millis(50));
                }
                most.fetch_max(running.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
                Ok(())
            },
            |done| {
                if done.result.is_ok() {
                    running.fetch_sub(1, Ordering::Relaxed);
                }
                Ok(())
            },
        )
        .unwrap();
        assert!(
            most.load(Ordering::Relaxed) <= 2 * (AHEAD + BATCH),
            "{most:?} results waited"
        );
    }
}
