//! The places for connections that one thread has, and who gives one up when all are taken.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

use tokio::sync::oneshot;

/// Whoever takes the last place pushes out the connection that has been idle for longest: a caller who keeps a connection for later
/// loses nothing but a handshake, and a newcomer would otherwise wait until the keep-alive time of somebody is over.
#[derive(Debug)]
pub struct Seats {
    taken: Cell<usize>,
    max: usize,
    rested: Cell<u64>,
    idle: RefCell<BTreeMap<u64, oneshot::Sender<()>>>,
}

impl Seats {
    /// `max` places, and never none.
    pub fn new(max: usize) -> Rc<Self> {
        Rc::new(Self { taken: Cell::new(0), max: max.max(1), rested: Cell::new(0), idle: RefCell::default() })
    }

    /// Takes a place for a new connection. It is for others to see that no more than `max` come in.
    pub fn take(self: &Rc<Self>) -> Seat {
        self.taken.set(self.taken.get() + 1);
        if self.taken.get() >= self.max {
            self.idle.borrow_mut().pop_first();
        }
        Seat { all: Rc::clone(self), idle: None }
    }
}

/// One connection's place, until this is dropped.
#[derive(Debug)]
pub struct Seat {
    all: Rc<Seats>,
    idle: Option<(u64, oneshot::Receiver<()>)>,
}

impl Seat {
    /// Nothing is under way: the place may be taken away from now on. Whoever polls is woken then.
    pub(super) fn rest(&mut self, cx: &mut Context<'_>) {
        if self.idle.is_none() {
            let number = self.all.rested.get();
            self.all.rested.set(number + 1);
            let (stay, pushed_out) = oneshot::channel();
            self.all.idle.borrow_mut().insert(number, stay);
            self.idle = Some((number, pushed_out));
        }
        let _woken_later = self.poll_pushed_out(cx);
    }

    /// Something is under way again.
    pub(super) fn stir(&mut self) {
        if let Some((number, _)) = self.idle.take() {
            self.all.idle.borrow_mut().remove(&number);
        }
    }

    /// Ready when the place was taken away.
    pub(super) fn poll_pushed_out(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match &mut self.idle {
            // Nothing is ever sent: that the sender is gone is the message.
            Some((_, pushed_out)) => Pin::new(pushed_out).poll(cx).map(|_gone| ()),
            None => Poll::Pending,
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.stir();
        self.all.taken.set(self.all.taken.get().saturating_sub(1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_pushed_out(seat: &mut Seat) -> bool {
        seat.poll_pushed_out(&mut Context::from_waker(std::task::Waker::noop())).is_ready()
    }

    #[test]
    fn who_takes_the_last_place_pushes_out_the_longest_idle() {
        let mut cx = Context::from_waker(std::task::Waker::noop());
        let all = Seats::new(4);
        let mut seats = [all.take(), all.take(), all.take()];
        for number in [1, 0, 2] {
            seats[number].rest(&mut cx);
        }
        seats[1].stir();
        assert!(!seats.iter_mut().any(is_pushed_out), "there is a place left");
        let last = all.take();
        assert_eq!(seats.each_mut().map(is_pushed_out), [true, false, false], "the second had something to do meanwhile");
        drop(last);
        drop(seats);
        assert_eq!((all.taken.get(), all.idle.borrow().len()), (0, 0));
    }

    #[test]
    fn who_is_busy_keeps_its_place() {
        let all = Seats::new(1);
        let (mut one, mut two) = (all.take(), all.take());
        assert!(!is_pushed_out(&mut one) && !is_pushed_out(&mut two));
    }
}
