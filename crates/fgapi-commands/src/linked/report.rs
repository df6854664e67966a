//! `fgapi linked report`: a program of the bank's brings home what it found at a manual service.

use fgapi_house::failure::linked_failure;
use fgapi_house::standard_input::whole_text;
use fgapi_house::{Failure, Place, say};
use fgapi_linked::{AccountId, Report};

use super::{desk, not_read};

/// 取得の結果を報告する (標準入力の JSON) / Report what was found under a lease of `take`; it comes on stdin as JSON
#[derive(Debug, clap::Args)]
#[command(after_help = "Example / 例:\n  fgapi linked report --config fgapi.toml 84dG3OLcZt_gLm66DESKzw== --fence 3 < found.json\n\n\
                  Fields, all of them optional:\n  \
                  harvest   {\"accounts\": [{\"far_id\", \"kind\", \"balance\", \"branch_name\", \"number\", \"transactions\":\n            \
                  [{\"far_id\", \"booked_at\", \"amount\", \"balance\", \"description\"}]}]}; without it what was there stays\n  \
                  uid       the account's id there, of which three characters are kept\n  \
                  error     an error_msg of the catalogue, such as SecretQuestionException; without it the attempt succeeded\n  \
                  message, msg_flag   to the customer, and whether it is to be shown\n  \
                  questions [{\"message\", \"question\"}], in place of those before\n  \
                  next      when the next attempt is planned, such as 2026-01-31T09:00:00+09:00\n\n\
                  1: the account was taken again since, and nothing is written.")]
pub(super) struct Args {
    #[command(flatten)]
    place: Place,
    /// The account's id (hashed_id) / 口座の ID
    // One id in 64 begins with a hyphen.
    #[arg(allow_hyphen_values = true)]
    id: AccountId,
    /// The number that `take` gave / take が返した番号
    #[arg(long, value_name = "N")]
    fence: i64,
}

/// No report is longer.
const LONGEST: usize = 16 << 20;

impl Args {
    pub(super) fn run(self) -> Result<(), Failure> {
        let report = Report::read(&whole_text("the report", LONGEST)?).map_err(not_read)?;
        if desk(&self.place)?.report(self.id, self.fence, report).map_err(linked_failure)? {
            return say(&format!("{}: written / 記録しました", self.id));
        }
        Err(Failure::broken(
            format!("the fence {} is not the newest of {}: nothing was written", self.fence, self.id),
            "take the account again with `fgapi linked take`; what was found may be old",
        ))
    }
}
