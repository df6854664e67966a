//! Removing what is long over, a limited number of rows at a time, with one text for both databases.

/// Declares a statement that removes rows whose time is over, or with `@` one that changes them. It stands in a file where `Conn` and
/// `skip_locked!` are in scope; the latter ends a search for rows that somebody may hold.
#[macro_export]
macro_rules! purge {
    ($(#[$doc:meta])* $name:ident: $table:literal by $key:literal, $time:literal) => {
        $crate::purge!(@ $(#[$doc])* $name: concat!("DELETE FROM ", $table), $table, $key, concat!($time, " <= ?"), $time);
    };
    (@ $(#[$doc:meta])* $name:ident: $change:expr, $table:literal, $key:literal, $over:expr, $time:literal) => {
        $crate::statement! {
            $(#[$doc])*
            struct $name { over: i64, limit: i64 }
            binds: over as diesel::sql_types::BigInt, limit as diesel::sql_types::BigInt;
            rows: ();
            sql: concat!(
                $change, " WHERE (", $key, ") IN (SELECT ", $key, " FROM ", $table, " WHERE ", $over, " ORDER BY ", $time, " LIMIT ?",
                skip_locked!(), ")"
            )
        }
    };
}

/// Runs such statements one after the other, as long as something is left of the limit; how many rows they touched.
#[macro_export]
macro_rules! purge_each {
    ($conn:ident, $limit:ident; $($name:ident: $over:expr),* $(,)?) => {{
        let mut left = i64::from($limit);
        $(left -= i64::try_from($name { over: $over, limit: left }.execute($conn)?).unwrap_or(left);)*
        u64::try_from(i64::from($limit) - left).unwrap_or_default()
    }};
}
