//! A law as data: its name, what the document asks by it, and how it is tried.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// One law of a port, over whatever its suite makes of a fresh implementation.
pub struct Law<S: ?Sized> {
    /// Its module and function, such as `ends::another_client_ends_nothing`.
    pub name: &'static str,
    /// The call or clause that it belongs to, and what is asked there.
    pub asks: &'static str,
    #[doc(hidden)]
    pub run: fn(&S),
}

impl<S: ?Sized> Law<S> {
    /// Tries it on a fresh stage.
    ///
    /// # Errors
    /// [`Broken`], with what was seen.
    pub fn try_on(&self, stage: &S) -> Result<(), Broken> {
        attempt(self.name, self.asks, || (self.run)(stage))
    }
}

/// A law that an implementation does not keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// Which.
    pub law: &'static str,
    /// What is asked.
    pub asks: &'static str,
    /// What was seen instead.
    pub seen: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { law, asks, seen } = self;
        write!(f, "{law} is broken\n  asked: {asks}\n   seen: {}", seen.replace('\n', "\n         "))
    }
}

impl std::error::Error for Broken {}

fn attempt(law: &'static str, asks: &'static str, run: impl FnOnce()) -> Result<(), Broken> {
    // Whatever a law had begun is dropped with its stage.
    catch_unwind(AssertUnwindSafe(run)).map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        Broken { law, asks, seen: text.unwrap_or("a panic without words").to_owned() }
    })
}

/// Runs a law as a test: a broken one panics with what was asked and what was seen.
#[doc(hidden)]
#[expect(clippy::panic, reason = "a law that is broken is a panic of the test that runs it")]
pub fn keep(law: &'static str, asks: &'static str, run: impl FnOnce()) {
    if let Err(broken) = attempt(law, asks, run) {
        panic!("{broken}");
    }
}

/// Laws, made into tests or into data.
#[doc(hidden)]
#[macro_export]
macro_rules! each_law {
    (@tests [$port:ident] [$stage:expr] $($module:ident { $($law:ident $asks:literal,)* })*) => {
        $($(
            #[test]
            fn $law() {
                let name = concat!(stringify!($module), "::", stringify!($law));
                $crate::keep(name, $asks, || $crate::$port::$module::$law(&$stage));
            }
        )*)*
    };
    (@laws [$port:ident] [$stage:expr] $($module:ident { $($law:ident $asks:literal,)* })*) => {
        vec![$($(
            $crate::Law {
                name: concat!(stringify!($module), "::", stringify!($law)),
                asks: $asks,
                run: |stage| $crate::$port::$module::$law(stage),
            },
        )*)*]
    };
}
