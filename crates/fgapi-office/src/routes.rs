//! The table of routes: every address of the office, and what somebody needs for it.

use fgapi_admin::Operation;

use crate::door::{Answer, Arrival, Fault, Visit};
use crate::screens;

/// What somebody needs for a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Nothing: signing in begins here.
    Anybody,
    /// A right password; the second factor is still to come.
    SecondFactor,
    /// A right password; a second factor is still to be enrolled.
    Enrolling,
    /// To be signed in, in a role that may do this.
    Office(Operation),
}

/// How a route is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// To look. Changes nothing.
    Get,
    /// With a form.
    Post,
}

/// What a route runs, on a worker thread.
#[derive(Clone, Copy)]
pub(crate) enum Run {
    Anybody(fn(&Arrival) -> Result<Answer, Fault>),
    Known(fn(&Visit) -> Result<Answer, Fault>),
}

/// An address and what is behind it.
#[derive(Clone, Copy)]
pub struct Route {
    method: Method,
    path: &'static str,
    access: Access,
    pub(crate) run: Run,
    /// The fields that its form or query may have, beside those that all have.
    pub(crate) fields: &'static [&'static str],
    /// It hashes passwords, or compares what can be guessed: it has its own threads, and each address may do so many.
    pub(crate) guarded: bool,
    /// Its form brings a file.
    pub(crate) upload: bool,
}

impl Route {
    const fn new(method: Method, path: &'static str, access: Access, run: Run) -> Self {
        Self { method, path, access, run, fields: &[], guarded: false, upload: false }
    }

    /// For whoever comes.
    pub(crate) const fn open(method: Method, path: &'static str, run: fn(&Arrival) -> Result<Answer, Fault>) -> Self {
        Self::new(method, path, Access::Anybody, Run::Anybody(run))
    }

    /// For somebody on the way in.
    pub(crate) const fn stage(method: Method, path: &'static str, access: Access, run: fn(&Visit) -> Result<Answer, Fault>) -> Self {
        Self::new(method, path, access, Run::Known(run))
    }

    /// A screen for whoever may do `operation`.
    pub(crate) const fn get(path: &'static str, operation: Operation, run: fn(&Visit) -> Result<Answer, Fault>) -> Self {
        Self::new(Method::Get, path, Access::Office(operation), Run::Known(run))
    }

    /// A form for whoever may do `operation`.
    pub(crate) const fn post(path: &'static str, operation: Operation, run: fn(&Visit) -> Result<Answer, Fault>) -> Self {
        Self::new(Method::Post, path, Access::Office(operation), Run::Known(run))
    }

    /// The fields that its form or query may have.
    pub(crate) const fn with(self, fields: &'static [&'static str]) -> Self {
        Self { fields, ..self }
    }

    /// It hashes passwords, or compares what can be guessed.
    pub(crate) const fn guarded(self) -> Self {
        Self { guarded: true, ..self }
    }

    /// Its form brings a file.
    pub(crate) const fn upload(self) -> Self {
        Self { upload: true, ..self }
    }

    /// How it is asked.
    pub const fn method(&self) -> Method {
        self.method
    }

    /// Its address behind `/office`, with `{names}` for what differs.
    pub const fn path(&self) -> &'static str {
        self.path
    }

    /// What somebody needs for it.
    pub const fn access(&self) -> Access {
        self.access
    }
}

impl std::fmt::Debug for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Route")
            .field("method", &self.method)
            .field("path", &self.path)
            .field("access", &self.access)
            .finish_non_exhaustive()
    }
}

/// Every address of the office, by subject.
pub static TABLE: &[&[Route]] = &[
    screens::home::ROUTES,
    screens::sign_in::ROUTES,
    screens::second_factor::ROUTES,
    screens::welcome::ROUTES,
    screens::own_handovers::ROUTES,
    screens::own_settings::ROUTES,
    screens::own_factor::ROUTES,
    screens::users::ROUTES,
    screens::user::ROUTES,
    screens::users_bulk::ROUTES,
    screens::users_files::ROUTES,
    screens::user::LAST,
    screens::handovers::ROUTES,
    screens::dashboard::ROUTES,
    screens::client_form::ROUTES,
    screens::clients::ROUTES,
    screens::links::ROUTES,
    screens::mails::ROUTES,
    screens::parameters::ROUTES,
    screens::templates::ROUTES,
    screens::tenants::ROUTES,
    screens::audit::ROUTES,
];

/// Every address, one after the other.
pub fn all() -> impl Iterator<Item = &'static Route> {
    TABLE.iter().flat_map(|subject| subject.iter())
}

/// The screen from which a form is sent: its own address, or the nearest above it that has one. `path` is an address of `route`.
pub(crate) fn screen_of<'p>(route: &Route, path: &'p str) -> &'p str {
    let is_screen = |pattern: &str| all().any(|other| other.method == Method::Get && other.path == pattern);
    let (mut pattern, mut at) = (route.path, path);
    while !is_screen(pattern) {
        match (pattern.rfind('/'), at.rfind('/')) {
            (Some(wanted), Some(had)) => (pattern, at) = (&pattern[..wanted], &at[..had]),
            _ => return "",
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(path: &str) -> &'static Route {
        all().find(|route| route.method == Method::Post && route.path == path).unwrap()
    }

    #[test]
    fn a_form_belongs_to_a_screen_above_it() {
        assert_eq!(screen_of(form("/settings/sessions/end"), "/settings/sessions/end"), "/settings/sessions");
        assert_eq!(screen_of(form("/users/bulk"), "/users/bulk"), "/users");
        assert_eq!(screen_of(form("/users/{id}"), "/users/0a"), "/users/0a");
        assert_eq!(screen_of(form("/sign-out"), "/sign-out"), "");
    }

    #[test]
    fn no_address_stands_there_twice() {
        let mut seen = std::collections::BTreeSet::new();
        for route in all() {
            assert!(seen.insert((route.path, route.method == Method::Post)), "{route:?}");
        }
    }
}
