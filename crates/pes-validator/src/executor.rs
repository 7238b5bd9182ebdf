/// Runs tasks, one after the other or on several threads; results come in the order of the tasks.
///
/// ```
/// use pes_validator::{Executor, Sequential};
/// assert_eq!(Sequential.map(3, |index| index * index), [0, 1, 4]);
/// assert_eq!(Sequential.join(|| 1, || "two"), (1, "two"));
/// ```
pub trait Executor: Sync {
    /// The results of `task` for 0 to `count - 1`.
    fn map<T: Send>(&self, count: usize, task: impl Fn(usize) -> T + Sync + Send) -> Vec<T>;

    /// How many tasks run at once.
    fn threads(&self) -> usize {
        1
    }

    /// The results of two tasks.
    fn join<A: Send, B: Send>(&self, first: impl FnOnce() -> A + Send, second: impl FnOnce() -> B + Send) -> (A, B) {
        (first(), second())
    }
}

/// One task after the other.
#[derive(Clone, Copy, Debug, Default)]
pub struct Sequential;

impl Executor for Sequential {
    fn map<T: Send>(&self, count: usize, task: impl Fn(usize) -> T + Sync + Send) -> Vec<T> {
        (0..count).map(task).collect()
    }
}
