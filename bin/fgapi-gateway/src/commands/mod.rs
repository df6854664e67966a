//! The commands that serve, or speak of the program itself; those that begin, do one thing and end have a room of their own.

pub(crate) mod openapi;
pub(crate) mod reference;
pub(crate) mod sandbox;
pub(crate) mod serve;
pub(crate) mod try_flows;
