//! `fgapi linked report`: a program of the bank's brings home what it found at a manual service.

use std::collections::HashSet;

use fgapi_domain::{Booked, LongText, Secret, ShortText, UnixSeconds, Yen};
use fgapi_house::failure::linked_failure;
use fgapi_house::standard_input::whole_text;
use fgapi_house::{Failure, Place, say};
use fgapi_linked::{AccountId, AggregationError, Harvest, HarvestedAccount, HarvestedTransaction, Report, ReportedQuestion};
use serde_json::Value;

use super::desk;
use super::fields::{Fields, text};

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
    id: AccountId,
    /// The number that `take` gave / take が返した番号
    #[arg(long, value_name = "N")]
    fence: i64,
}

/// No report is longer.
const LONGEST: usize = 16 << 20;
/// No id of an institution's is longer.
const LONGEST_ID: usize = 256;

impl Args {
    pub(super) fn run(self) -> Result<(), Failure> {
        let report = read(&whole_text("the report", LONGEST)?)?;
        if desk(&self.place)?.report(self.id, self.fence, report).map_err(linked_failure)? {
            return say(&format!("{}: written / 記録しました", self.id));
        }
        Err(Failure::broken(
            format!("the fence {} is not the newest of {}: nothing was written", self.fence, self.id),
            "take the account again with `fgapi linked take`; what was found may be old",
        ))
    }
}

fn read(json: &str) -> Result<Report, Failure> {
    let (mut fields, mut ids) = (Fields::read(json)?, HashSet::new());
    let report = Report {
        harvest: fields
            .object("harvest", |harvest| Ok(Harvest { accounts: harvest.list("accounts", |fields| account(fields, &mut ids))? }))?,
        uid: fields.may("uid", "a text", |value| value.as_str().filter(|uid| !uid.is_empty()).map(Secret::new))?,
        error: fields.may("error", "an error_msg of the catalogue, such as SecretQuestionException", text::<AggregationError>)?,
        message: fields.may("message", LONG, text)?,
        msg_flag: fields.may("msg_flag", "true or false", |value| value.as_bool())?.unwrap_or(false),
        questions: fields.list("questions", question)?,
        next: fields.may("next", TIME, time)?,
    };
    fields.end().map(|()| report)
}

const LONG: &str = "a text of at most 400 characters without control characters";
const SHORT: &str = "a text of at most 100 characters without control characters";
const YEN: &str = "a whole number of yen";
const TIME: &str = "a time such as 2026-01-31T09:00:00+09:00";
const ID: &str = "a text of 1 to 256 bytes without control characters, which no other one here has";

fn question(fields: &mut Fields) -> Result<ReportedQuestion, Failure> {
    let filled = |value| text::<LongText>(value).filter(|text| !text.as_str().is_empty());
    Ok(ReportedQuestion {
        message: fields.may("message", LONG, text)?.unwrap_or_default(),
        question: fields.must("question", LONG, filled)?,
    })
}

/// A field of an id that none of `others` has.
fn own_id(fields: &mut Fields, others: &mut HashSet<String>) -> Result<String, Failure> {
    fields.must("far_id", ID, |value| id(value).filter(|id| others.insert(id.clone())))
}

fn account(fields: &mut Fields, others: &mut HashSet<String>) -> Result<HarvestedAccount, Failure> {
    let mut ids = HashSet::new();
    Ok(HarvestedAccount {
        far_id: own_id(fields, others)?,
        branch_name: fields.may("branch_name", SHORT, text)?,
        number: fields.may("number", SHORT, text)?,
        kind: fields.must("kind", SHORT, text::<ShortText>)?,
        balance: fields.must("balance", YEN, yen)?,
        transactions: fields.list("transactions", |fields| transaction(fields, &mut ids))?,
    })
}

fn transaction(fields: &mut Fields, others: &mut HashSet<String>) -> Result<HarvestedTransaction, Failure> {
    Ok(HarvestedTransaction {
        far_id: own_id(fields, others)?,
        booked_at: fields.must("booked_at", TIME, time)?,
        amount: fields.must("amount", YEN, yen)?,
        balance: fields.must("balance", YEN, yen)?,
        description: fields.must("description", LONG, text::<LongText>)?,
    })
}

fn id(value: Value) -> Option<String> {
    let fits = |id: &&str| (1..=LONGEST_ID).contains(&id.len()) && !id.chars().any(char::is_control);
    value.as_str().filter(fits).map(str::to_owned)
}

fn yen(value: Value) -> Option<Yen> {
    value.as_i64().map(Yen)
}

fn time(value: Value) -> Option<UnixSeconds> {
    let booked: Booked = text(value)?;
    Some(booked.day().begins_at().plus(booked.second().into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"{"harvest": {"accounts": [{"far_id": "1", "kind": "普通", "balance": 9007199254740993, "branch_name": "本店", "number": "0999999",
        "transactions": [{"far_id": "a", "booked_at": "2026-01-31", "amount": -1, "balance": 5, "description": "ATM"}]}]},
        "uid": "13412345", "message": "見て", "msg_flag": true, "questions": [{"message": "m", "question": "犬?"}],
        "error": "SecretQuestionException", "next": "2026-01-31T09:00:00+09:00"}"#;

    #[test]
    fn a_report_is_read_whole() {
        let report = read(WHOLE).unwrap();
        let account = &report.harvest.unwrap().accounts[0];
        assert_eq!((account.balance.0, account.transactions[0].booked_at.0), (9_007_199_254_740_993, 1_769_785_200));
        assert_eq!(
            (report.error, report.msg_flag, report.next),
            (Some(AggregationError::SecretQuestion), true, Some(UnixSeconds(1_769_817_600)))
        );
        assert_eq!((report.questions[0].question.as_str(), report.uid.unwrap().reveal()), ("犬?", "13412345"));
        let empty = read("{}").unwrap();
        assert!(empty.harvest.is_none() && empty.error.is_none() && empty.questions.is_empty() && !empty.msg_flag);
        assert!(read(r#"{"harvest": null, "message": null}"#).unwrap().harvest.is_none());
    }

    #[test]
    fn what_is_wrong_is_told_by_its_field_and_never_repeated() {
        for (from, to, expected) in [
            ("\"uid\": \"13412345\"", "\"uid\": 13412345", "uid must be"),
            ("\"uid\"", "\"user\"", "no field user"),
            ("\"kind\": \"普通\",", "", "harvest.accounts[0].kind must be"),
            ("\"kind\"", "\"colour\": 1, \"kind\"", "no field harvest.accounts[0].colour"),
            ("9007199254740993", "1.5", "harvest.accounts[0].balance must be"),
            ("\"2026-01-31\"", "\"2026-02-30\"", "harvest.accounts[0].transactions[0].booked_at must be"),
            ("\"amount\": -1", "\"amount\": \"-1\"", "transactions[0].amount must be"),
            ("\"犬?\"", "\"\"", "questions[0].question must be"),
            ("SecretQuestionException", "hush", "error must be"),
            ("true", "1", "msg_flag must be"),
            ("[{\"message\": \"m\", \"question\": \"犬?\"}]", "[1]", "questions[0] must be an object"),
            ("\"harvest\": {", "\"harvest\": {\"x\": 1, ", "no field harvest.x"),
            ("+09:00\"}", "+00:00\"}", "next must be"),
        ] {
            let changed = WHOLE.replacen(from, to, 1);
            assert_ne!(changed, WHOLE, "{from}");
            let told = read(&changed).unwrap_err().to_string();
            assert!(told.contains(expected) && !told.contains("hush") && !told.contains("13412345"), "{expected}: {told}");
        }
        for bad in ["", "[]", "{", "1", "{} {}"] {
            assert!(read(bad).is_err(), "{bad:?}");
        }
    }
}
