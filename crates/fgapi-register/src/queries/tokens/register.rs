//! An end user's links, and what was read of them.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use fgapi_database::statement;
use fgapi_domain::{CustomerId, Grant, UnixSeconds};
use fgapi_token::{CustomerLink, LinkId, LinkRead, told};

use super::rows::{self, LinkRow, LinkSql, link_columns};
use super::{Conn, audit};
use crate::RegisterFault;

statement! {
    /// A customer's links with their clients' names and what was read, newest consent first.
    struct LinksOf<'q> { customer: &'q str, limit: i64 }
    binds: customer as Text, limit as BigInt;
    rows: (LinkSql, (Text, Text), (Nullable<BigInt>, Nullable<Text>, Nullable<BigInt>));
    sql: concat!(
        "SELECT ", link_columns!(), ", c.name, c.company, r.last_at, r.last_grant, r.row_count FROM links l \
         JOIN clients c ON c.id = l.client LEFT JOIN link_reads r ON r.link = l.id \
         WHERE l.customer = ? ORDER BY l.consented_at DESC, l.id DESC LIMIT ?"
    )
}

statement! {
    /// Adds a read to those before. The earlier of two tells only its rows.
    struct NoteRead<'q> { link: &'q [u8], at: i64, grant: &'q str, rows: i64 }
    binds: link as Binary, at as BigInt, grant as Text, rows as BigInt;
    rows: ();
    sql: "INSERT INTO link_reads (link, last_at, last_grant, row_count) VALUES (?, ?, ?, ?) ON CONFLICT (link) DO UPDATE SET \
          row_count = link_reads.row_count + excluded.row_count, \
          last_grant = CASE WHEN excluded.last_at < link_reads.last_at THEN link_reads.last_grant ELSE excluded.last_grant END, \
          last_at = CASE WHEN excluded.last_at < link_reads.last_at THEN link_reads.last_at ELSE excluded.last_at END"
}

statement! {
    /// The API key of a link's client.
    struct KeyOfLink<'q> { link: &'q [u8] }
    binds: link as Binary;
    rows: Text;
    sql: "SELECT c.api_key FROM links l JOIN clients c ON c.id = l.client WHERE l.id = ?"
}

type Row = (LinkRow, (String, String), (Option<i64>, Option<String>, Option<i64>));

/// The customer's links.
pub(super) fn links_of(conn: &mut Conn, customer: &CustomerId, limit: u32) -> Result<Vec<CustomerLink>, RegisterFault> {
    let found: Vec<Row> = LinksOf { customer: customer.as_str(), limit: limit.into() }.load(conn)?;
    let link = |(link, (client, company), (at, grant, rows)): Row| {
        let read = at.zip(grant).zip(rows).map(|((at, grant), rows)| read(at, &grant, rows)).transpose()?;
        Ok(CustomerLink { link: rows::link(link)?, client: client.parse()?, company: company.parse()?, read })
    };
    found.into_iter().map(link).collect()
}

fn read(at: i64, grant: &str, rows: i64) -> Result<LinkRead, RegisterFault> {
    let known = Grant::ALL.into_iter().find(|known| known.as_str() == grant);
    let grant = known.ok_or_else(|| RegisterFault::corrupt("a grant that this version does not know"))?;
    Ok(LinkRead { at: UnixSeconds(at), grant, rows: u64::try_from(rows).unwrap_or(0) })
}

/// Adds reads to those before.
pub(super) fn note_reads(conn: &mut Conn, reads: &mut [(LinkId, LinkRead)]) -> Result<(), RegisterFault> {
    // In one order on every node, so that no two of them wait for each other.
    reads.sort_unstable_by_key(|(link, _)| *link);
    for (link, read) in reads {
        let rows = i64::try_from(read.rows).unwrap_or(i64::MAX);
        NoteRead { link: link.0.as_bytes(), at: read.at.0, grant: read.grant.as_str(), rows }.execute(conn)?;
        let api_key: Option<String> = KeyOfLink { link: link.0.as_bytes() }.get_result(conn).optional()?;
        if let Some(api_key) = api_key {
            audit::append(conn, &told::read(&api_key.parse()?, *link, read))?;
        }
    }
    Ok(())
}
