//! What many want at once is done once.

use std::fmt;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::FutureExt as _;
use futures_util::future::{BoxFuture, Shared};
use tokio::runtime::Handle;

type Running<T> = Arc<Mutex<Option<Shared<BoxFuture<'static, T>>>>>;

/// At most one of something is under way; whoever comes meanwhile gets what becomes of it. It goes on when those who wait leave.
pub(crate) struct SingleFlight<T>(Running<T>);

impl<T> Default for SingleFlight<T> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<T> fmt::Debug for SingleFlight<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SingleFlight")
    }
}

impl<T: Clone + Send + Sync + 'static> SingleFlight<T> {
    /// Joins what is under way, or begins it. `lost` is what it comes to when the runtime ends before it does.
    pub(crate) async fn join<F>(&self, begin: impl FnOnce() -> F, lost: impl FnOnce() -> T + Send + 'static) -> T
    where
        F: Future<Output = T> + Send + 'static,
    {
        // Without a runtime nothing goes anywhere.
        let Ok(runtime) = Handle::try_current() else { return lost() };
        let flight = {
            let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            match &*running {
                Some(flight) => flight.clone(),
                None => {
                    let (landing, work) = (Landing(self.0.clone()), begin());
                    // A task of its own: a caller who is cancelled does not take the others' answer along, nor the bank's.
                    let task = runtime.spawn(async move {
                        let _landing = landing;
                        work.await
                    });
                    let flight = task.map(|outcome| outcome.unwrap_or_else(|_| lost())).boxed().shared();
                    running.insert(flight).clone()
                }
            }
        };
        flight.await
    }
}

/// Makes way for the next, however this one ends.
struct Landing<T>(Running<T>);

impl<T> Drop for Landing<T> {
    fn drop(&mut self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn those_who_come_meanwhile_get_the_same() {
        let (flight, begun) = (SingleFlight::default(), AtomicU32::new(0));
        let (open, gate) = tokio::sync::oneshot::channel::<u32>();
        let gate = gate.shared();
        let join = || {
            let (begun, gate) = (&begun, gate.clone());
            flight.join(
                move || {
                    begun.fetch_add(1, Ordering::SeqCst);
                    async move { gate.await.unwrap_or_default() }
                },
                || 0,
            )
        };
        let (first, second, ()) = tokio::join!(join(), join(), async { open.send(7).unwrap() });
        assert_eq!((first, second, begun.load(Ordering::SeqCst)), (7, 7, 1));
        assert_eq!(join().await, 7);
        assert_eq!(begun.load(Ordering::SeqCst), 2, "what has ended is not joined");
    }

    #[tokio::test]
    async fn it_goes_on_without_those_who_leave_and_a_panic_makes_way() {
        let flight: SingleFlight<u32> = SingleFlight::default();
        let (done, told) = tokio::sync::oneshot::channel();
        let mut leaving = Box::pin(flight.join(
            move || async move {
                tokio::task::yield_now().await;
                done.send(()).unwrap();
                1
            },
            || 0,
        ));
        assert!((&mut leaving).now_or_never().is_none());
        drop(leaving);
        told.await.unwrap();
        let broken = flight.join(|| async { panic!("as the test wishes") }, || 9).await;
        assert!(matches!(broken, 9 | 1), "{broken}");
        assert_eq!(flight.join(|| async { 3 }, || 0).await, 3);
    }
}
