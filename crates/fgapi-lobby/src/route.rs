//! Routes: the addresses of the office, and what somebody needs for each.

use fgapi_admin::Operation;

use crate::door::{Answer, Arrival, Fault, Fields, Visit};

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
    pub(crate) fields: Fields,
    /// It hashes passwords, or compares what can be guessed: it has its own threads, and each address may do so many.
    pub(crate) guarded: bool,
    /// Its form brings a file.
    pub(crate) upload: bool,
}

impl Route {
    const fn new(method: Method, path: &'static str, access: Access, run: Run) -> Self {
        Self { method, path, access, run, fields: Fields::NONE, guarded: false, upload: false }
    }

    /// For whoever comes.
    pub const fn open(method: Method, path: &'static str, run: fn(&Arrival) -> Result<Answer, Fault>) -> Self {
        Self::new(method, path, Access::Anybody, Run::Anybody(run))
    }

    /// For somebody on the way in.
    pub const fn stage(method: Method, path: &'static str, access: Access, run: fn(&Visit) -> Result<Answer, Fault>) -> Self {
        Self::new(method, path, access, Run::Known(run))
    }

    /// A screen for whoever may do `operation`.
    pub const fn get(path: &'static str, operation: Operation, run: fn(&Visit) -> Result<Answer, Fault>) -> Self {
        Self::new(Method::Get, path, Access::Office(operation), Run::Known(run))
    }

    /// A form for whoever may do `operation`.
    pub const fn post(path: &'static str, operation: Operation, run: fn(&Visit) -> Result<Answer, Fault>) -> Self {
        Self::new(Method::Post, path, Access::Office(operation), Run::Known(run))
    }

    /// The fields that its form or query may have, once and in one line.
    pub const fn with(self, one: &'static [&'static str]) -> Self {
        Self { fields: Fields { one, ..self.fields }, ..self }
    }

    /// Those of which it may have several.
    pub const fn many(self, many: &'static [&'static str]) -> Self {
        Self { fields: Fields { many, ..self.fields }, ..self }
    }

    /// Those of several lines.
    pub const fn long(self, long: &'static [&'static str]) -> Self {
        Self { fields: Fields { long, ..self.fields }, ..self }
    }

    /// It hashes passwords, or compares what can be guessed.
    pub const fn guarded(self) -> Self {
        Self { guarded: true, ..self }
    }

    /// Its form brings a file.
    pub const fn upload(self) -> Self {
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

/// The addresses of a crate, by subject.
pub type Table = &'static [&'static [Route]];

/// Every address of a table, one after the other.
pub fn all(table: Table) -> impl Iterator<Item = &'static Route> + Clone {
    table.iter().flat_map(|subject| subject.iter())
}

/// The screen from which a form is sent: its own address, or the nearest above it that has one of `all`. `path` is an address of `route`.
pub(crate) fn screen_of<'p>(all: impl Iterator<Item = &'static Route> + Clone, route: &Route, path: &'p str) -> &'p str {
    let is_screen = |pattern: &str| all.clone().any(|other| other.method == Method::Get && other.path == pattern);
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

    const fn nothing(_: &Visit) -> Result<Answer, Fault> {
        Err(Fault::Nothing)
    }

    static TABLE: Table = &[
        &[Route::get("", Operation::OwnSettings, nothing), Route::post("/sign-out", Operation::OwnSettings, nothing)],
        &[
            Route::get("/users", Operation::SeeUsers, nothing),
            Route::post("/users/bulk", Operation::SeeUsers, nothing),
            Route::get("/users/{id}", Operation::SeeUsers, nothing),
            Route::post("/users/{id}", Operation::ManageUsers, nothing),
        ],
        &[
            Route::get("/settings/sessions", Operation::OwnSettings, nothing),
            Route::post("/settings/sessions/end", Operation::OwnSettings, nothing),
        ],
    ];

    fn screen(pattern: &str, path: &'static str) -> &'static str {
        let form = all(TABLE).find(|route| route.method == Method::Post && route.path == pattern).unwrap();
        screen_of(all(TABLE), form, path)
    }

    #[test]
    fn a_form_belongs_to_a_screen_above_it() {
        assert_eq!(screen("/settings/sessions/end", "/settings/sessions/end"), "/settings/sessions");
        assert_eq!(screen("/users/bulk", "/users/bulk"), "/users");
        assert_eq!(screen("/users/{id}", "/users/0a"), "/users/0a");
        assert_eq!(screen("/sign-out", "/sign-out"), "");
    }
}
