//! Statements that diesel's query builder cannot say (common table expressions, window functions),
//! as types, so that a connection keeps them prepared: `sql_query` is parsed again at every call.

/// Declares a statement with one text for both databases. It stands in a file where `Conn`, the connection that it is
/// compiled for, is in scope. Each `?` of the text is one of `binds`, in order; a field, or a field of a field, may be bound more than once.
///
/// ```
/// use diesel::prelude::*;
/// use diesel::sql_types::{BigInt, Nullable, Text};
/// use fgapi_database::{DatabaseFault, sqlite::Conn, statement};
///
/// statement! {
///     /// The branches of a bank from a position on.
///     pub(crate) struct BranchesFrom<'q> { bank: &'q str, position: i64 }
///     binds: bank as Text, position as BigInt;
///     rows: (Text, Nullable<Text>);
///     sql: "SELECT branch_code, tel FROM branches WHERE bank_code = ? AND position >= ?"
/// }
///
/// fn branches(conn: &mut Conn) -> Result<Vec<(String, Option<String>)>, DatabaseFault> {
///     Ok(BranchesFrom { bank: "9999", position: 1 }.load(conn)?)
/// }
/// ```
#[macro_export]
macro_rules! statement {
    (
        $(#[$doc:meta])*
        $vis:vis struct $name:ident $(<$life:lifetime>)? { $($field:ident: $type:ty),* $(,)? }
        binds: $($($bind:ident).+ as $sql_type:ty),* $(,)?;
        rows: $row:ty;
        sql: $sql:expr
    ) => {
        $(#[$doc])*
        $vis struct $name $(<$life>)? {
            $(pub(crate) $field: $type,)*
        }

        const _: () = {
            type Db = <Conn as diesel::Connection>::Backend;

            /// Stands for the statement in the connection's cache.
            pub(crate) struct Cached;

            impl $(<$life>)? diesel::query_builder::QueryId for $name $(<$life>)? {
                type QueryId = Cached;
                const HAS_STATIC_QUERY_ID: bool = true;
            }

            impl $(<$life>)? diesel::query_builder::Query for $name $(<$life>)? {
                type SqlType = $row;
            }

            impl $(<$life>)? diesel::RunQueryDsl<Conn> for $name $(<$life>)? {}

            impl $(<$life>)? diesel::query_builder::QueryFragment<Db> for $name $(<$life>)? {
                fn walk_ast<'b>(&'b self, mut pass: diesel::query_builder::AstPass<'_, 'b, Db>) -> diesel::QueryResult<()> {
                    let mut pieces = $sql.split('?');
                    $(
                        pass.push_sql(pieces.next().unwrap_or_default());
                        pass.push_bind_param::<$sql_type, _>(&self.$($bind).+)?;
                    )*
                    pass.push_sql(pieces.next().unwrap_or_default());
                    Ok(())
                }
            }
        };
    };
}
