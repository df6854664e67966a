//! The handshakes that one thread has under way, never more than it may have.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use tokio::sync::oneshot;

/// One more than may be under way pushes out the oldest: a handshake in good faith takes moments, so who is pushed out
/// is who stalls. Refusing the newcomer would let those who stall keep everybody out.
#[derive(Debug)]
pub struct Handshakes {
    under_way: RefCell<BTreeMap<u64, oneshot::Sender<()>>>,
    begun: Cell<u64>,
    max: usize,
}

impl Handshakes {
    /// At most `max` at once, and never none.
    pub fn new(max: usize) -> Rc<Self> {
        Rc::new(Self { under_way: RefCell::default(), begun: Cell::new(0), max: max.max(1) })
    }

    /// Counts one more.
    pub fn begin(self: &Rc<Self>) -> Handshake {
        let number = self.begun.get();
        self.begun.set(number + 1);
        let (stay, pushed_out) = oneshot::channel();
        let mut under_way = self.under_way.borrow_mut();
        while under_way.len() >= self.max {
            under_way.pop_first();
        }
        under_way.insert(number, stay);
        Handshake { all: Rc::clone(self), number, pushed_out }
    }
}

/// One handshake, under way until this is dropped.
#[derive(Debug)]
pub struct Handshake {
    all: Rc<Handshakes>,
    number: u64,
    pushed_out: oneshot::Receiver<()>,
}

impl Handshake {
    /// Returns when a newer one needs the place, otherwise never.
    pub async fn pushed_out(&mut self) {
        // Nothing is ever sent: that the sender is gone is the message.
        let _gone = (&mut self.pushed_out).await;
    }
}

impl Drop for Handshake {
    fn drop(&mut self) {
        self.all.under_way.borrow_mut().remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[test]
    fn the_oldest_makes_room_for_the_newest() {
        let all = Handshakes::new(2);
        let (mut first, mut second) = (all.begin(), all.begin());
        assert_eq!((first.pushed_out().now_or_never(), second.pushed_out().now_or_never()), (None, None));
        let mut third = all.begin();
        assert_eq!((first.pushed_out().now_or_never(), second.pushed_out().now_or_never()), (Some(()), None));
        drop(second);
        let mut fourth = all.begin();
        assert_eq!((third.pushed_out().now_or_never(), fourth.pushed_out().now_or_never()), (None, None));
        drop((first, third, fourth));
        assert!(all.under_way.borrow().is_empty());
    }
}
