//! `fgapi revoke`: ends links of a selection, on all nodes at once.

use fgapi_domain::{CustomerId, JstDate};
use fgapi_house::failure::token_failure;
use fgapi_house::{self as house, Failure, Place, say, say_json};
use fgapi_token::{ApiKey, EndReason, LinkCount, LinkSelection, TokenDesk};
use serde_json::json;

/// 選んだ連携を失効させる / End links: of a client, of a customer, of consents given before a day, or of all of these together
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi revoke --config fgapi.toml --client fgk_0123456789abcdefghijkl --dry-run\n  \
                  fgapi revoke --config fgapi.toml --customer 0000123\n  fgapi revoke --config fgapi.toml --client fgk_0123456789abcdefghijkl --issued-before 2026-01-31\n\n\
                  No token of an ended link works on any gateway from then on; customers can link anew. --dry-run shows what would end.\n\
                  To stop a client for good, system tokens too: `fgapi client disable`.")]
pub struct Args {
    #[command(flatten)]
    place: Place,
    /// Only links of the client with this api_key / このクライアントの連携だけ
    #[arg(long, value_name = "API_KEY")]
    client: Option<ApiKey>,
    /// Only links of the customer with this id / この顧客の連携だけ
    #[arg(long, value_name = "ID")]
    customer: Option<CustomerId>,
    /// Only links whose consent was given before this day, in Japan's time / この日より前に同意された連携だけ
    #[arg(long, value_name = "YYYY-MM-DD")]
    issued_before: Option<JstDate>,
    /// Show what would end, and end nothing / 失効させずに件数だけ表示する
    #[arg(long)]
    dry_run: bool,
    /// Answer with one line of JSON / JSON で出力する
    #[arg(long)]
    json: bool,
}

/// Links that are ended in one commit.
const AT_ONCE: u32 = 500;

/// Ends all links of a selection; how many.
fn end(desk: &TokenDesk, selection: &LinkSelection) -> Result<u64, Failure> {
    let (by, mut ended) = (house::by_command(), 0);
    loop {
        let more = desk.revoke_links(selection, EndReason::RevokedByBank, &by, AT_ONCE);
        let more = more.map_err(|fault| Failure::broken(format!("{fault}; {ended} links have ended"), "run the same command again"))?;
        ended += more;
        if more < u64::from(AT_ONCE) {
            return Ok(ended);
        }
    }
}

impl Args {
    /// Does it.
    pub fn run(self) -> Result<(), Failure> {
        let selection = LinkSelection {
            client: self.client.clone(),
            customer: self.customer.clone(),
            consented_before: self.issued_before.map(JstDate::begins_at),
        };
        if selection.is_everything() {
            return Err(Failure::bad_input(
                "nothing says which links: all of the bank's would end",
                "give --client, --customer or --issued-before; several together end what all of them name",
            ));
        }
        let settings = self.place.settings()?;
        let desk = house::desk(&house::open(&settings)?, &settings)?;
        if let Some(api_key) = &self.client
            && desk.client(api_key).map_err(|fault| token_failure(&fault))?.is_none()
        {
            return Err(Failure::bad_input("no client has this api_key", "run `fgapi client list` with the same --config or --data"));
        }
        let counts = desk.count_links(&selection, 0).map_err(|fault| token_failure(&fault))?;
        let ended = if self.dry_run { 0 } else { end(&desk, &selection)? };
        self.told(&counts, ended)
    }

    fn told(&self, counts: &[LinkCount], ended: u64) -> Result<(), Failure> {
        let counts: Vec<&LinkCount> = counts.iter().filter(|count| count.alive > 0).collect();
        let alive: u64 = counts.iter().map(|count| count.alive).sum();
        if self.json {
            let by_client: Vec<_> = counts.iter().map(|count| json!({ "client": count.client.as_str(), "alive": count.alive })).collect();
            return say_json(&json!({ "dry_run": self.dry_run, "alive": alive, "by_client": by_client, "ended": ended }));
        }
        counts.iter().try_for_each(|count| say(&format!("{}  {} links / 件", count.client, count.alive)))?;
        if self.dry_run {
            return say(&format!("{alive} links would end; nothing was changed / {alive} 件が対象です (変更なし)"));
        }
        say(&format!("{ended} links have ended / {ended} 件を失効させました"))
    }
}
