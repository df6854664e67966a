//! Which migrations a database lacks, and running them. Migrations that the database has and this program does
//! not know (a newer program's) are left alone: old programs run on newer tables.

use diesel_migrations::{EmbeddedMigrations, MigrationHarness};

use crate::DatabaseFault;

/// Names of the migrations that `conn` lacks, oldest first.
pub(crate) fn pending<C>(conn: &mut C, known: EmbeddedMigrations) -> Result<Vec<String>, DatabaseFault>
where
    C: MigrationHarness<C::Backend> + diesel::Connection,
{
    let pending = conn.pending_migrations(known).map_err(fault)?;
    Ok(pending.iter().map(|migration| migration.name().to_string()).collect())
}

/// Runs what `conn` lacks; its names.
pub(crate) fn run<C>(conn: &mut C, known: EmbeddedMigrations) -> Result<Vec<String>, DatabaseFault>
where
    C: MigrationHarness<C::Backend> + diesel::Connection,
{
    let run = conn.run_pending_migrations(known).map_err(fault)?;
    Ok(run.iter().map(ToString::to_string).collect())
}

fn fault(error: Box<dyn std::error::Error + Send + Sync>) -> DatabaseFault {
    match error.downcast::<diesel::result::Error>() {
        Ok(error) => DatabaseFault::from(*error),
        Err(error) => DatabaseFault::Unavailable(error.to_string()),
    }
}
