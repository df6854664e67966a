//! What a load balancer and a monitoring system ask: whether the gateway lives, whether it is ready, and what it has counted.

mod listener;
mod probes;

pub(crate) use listener::serve;
pub(crate) use probes::Probes;
