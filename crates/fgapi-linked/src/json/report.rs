//! What a program found.

use std::collections::HashSet;

use fgapi_domain::{Booked, LongText, Secret, ShortText, UnixSeconds, Yen};
use serde_json::Value;

use super::JsonFault;
use super::fields::{Fields, text};
use crate::{AggregationError, Harvest, HarvestedAccount, HarvestedTransaction, Report, ReportedQuestion};

/// No id of an institution's is longer.
const LONGEST_ID: usize = 256;

const LONG: &str = "a text of at most 400 characters without control characters";
const SHORT: &str = "a text of at most 100 characters without control characters";
const YEN: &str = "a whole number of yen";
const TIME: &str = "a time such as 2026-01-31T09:00:00+09:00";
const ID: &str = "a text of 1 to 256 bytes without control characters, which no other one here has";

impl Report {
    /// Reads one JSON object. All of its fields may be missing: `harvest` (an object with `accounts`), `uid`, `error` (an `error_msg` of
    /// the catalogue), `message`, `msg_flag`, `questions` (each with `message` and `question`) and `next` (a time).
    ///
    /// # Errors
    /// [`JsonFault`], which names the field.
    ///
    /// ```
    /// use fgapi_linked::{AggregationError, Report};
    /// let report = Report::read(r#"{"error": "SecretQuestionException", "questions": [{"question": "犬の名前は?"}]}"#)?;
    /// assert_eq!(report.error, Some(AggregationError::SecretQuestion));
    /// let refused = Report::read(r#"{"harvest": {"accounts": [{"far_id": "1"}]}}"#).unwrap_err();
    /// assert!(refused.to_string().starts_with("harvest.accounts[0].kind must be"));
    /// # Ok::<(), fgapi_linked::JsonFault>(())
    /// ```
    pub fn read(json: &str) -> Result<Self, JsonFault> {
        let (mut fields, mut ids) = (Fields::read(json)?, HashSet::new());
        let report = Self {
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
}

fn question(fields: &mut Fields) -> Result<ReportedQuestion, JsonFault> {
    let filled = |value| text::<LongText>(value).filter(|text| !text.as_str().is_empty());
    Ok(ReportedQuestion {
        message: fields.may("message", LONG, text)?.unwrap_or_default(),
        question: fields.must("question", LONG, filled)?,
    })
}

/// An id that none of `others` is.
fn own_id(fields: &mut Fields, others: &mut HashSet<String>) -> Result<String, JsonFault> {
    let fits = |id: &&str| (1..=LONGEST_ID).contains(&id.len()) && !id.chars().any(char::is_control);
    let id = |value: Value| value.as_str().filter(fits).map(str::to_owned);
    fields.must("far_id", ID, |value| id(value).filter(|id| others.insert(id.clone())))
}

fn account(fields: &mut Fields, others: &mut HashSet<String>) -> Result<HarvestedAccount, JsonFault> {
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

fn transaction(fields: &mut Fields, others: &mut HashSet<String>) -> Result<HarvestedTransaction, JsonFault> {
    Ok(HarvestedTransaction {
        far_id: own_id(fields, others)?,
        booked_at: fields.must("booked_at", TIME, time)?,
        amount: fields.must("amount", YEN, yen)?,
        balance: fields.must("balance", YEN, yen)?,
        description: fields.must("description", LONG, text::<LongText>)?,
    })
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
    use crate::NewAnswer;

    const WHOLE: &str = r#"{"harvest": {"accounts": [{"far_id": "1", "kind": "普通", "balance": 9007199254740993, "branch_name": "本店",
        "number": "0999999", "transactions": [{"far_id": "a", "booked_at": "2026-01-31", "amount": -1, "balance": 5, "description": "ATM"}]},
        {"far_id": "2", "kind": "当座", "balance": 0}]}, "uid": "13412345", "message": "見て", "msg_flag": true,
        "questions": [{"message": "m", "question": "犬?"}], "error": "SecretQuestionException", "next": "2026-01-31T09:00:00+09:00"}"#;

    #[test]
    fn a_report_is_read_whole() {
        let report = Report::read(WHOLE).unwrap();
        let accounts = report.harvest.unwrap().accounts;
        assert_eq!((accounts[0].balance.0, accounts[0].transactions[0].booked_at.0), (9_007_199_254_740_993, 1_769_785_200));
        assert_eq!((accounts[1].transactions.len(), &accounts[1].number), (0, &None));
        let (error, next) = (Some(AggregationError::SecretQuestion), Some(UnixSeconds(1_769_817_600)));
        assert_eq!((report.error, report.msg_flag, report.next), (error, true, next));
        assert_eq!((report.questions[0].question.as_str(), report.uid.unwrap().reveal()), ("犬?", "13412345"));
        let empty = Report::read("{}").unwrap();
        assert!(empty.harvest.is_none() && empty.error.is_none() && empty.questions.is_empty() && !empty.msg_flag);
        assert!(Report::read(r#"{"harvest": null, "message": null}"#).unwrap().harvest.is_none());
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
            ("\"far_id\": \"2\"", "\"far_id\": \"1\"", "harvest.accounts[1].far_id must be"),
            ("\"far_id\": \"a\"", "\"far_id\": \"\"", "transactions[0].far_id must be"),
            ("\"犬?\"", "\"\"", "questions[0].question must be"),
            ("SecretQuestionException", "hush", "error must be"),
            ("true", "1", "msg_flag must be"),
            ("[{\"message\": \"m\", \"question\": \"犬?\"}]", "[1]", "questions[0] must be an object"),
            ("\"harvest\": {", "\"harvest\": {\"x\": 1, ", "no field harvest.x"),
            ("+09:00\"}", "+00:00\"}", "next must be"),
        ] {
            let changed = WHOLE.replacen(from, to, 1);
            assert_ne!(changed, WHOLE, "{from}");
            let told = Report::read(&changed).unwrap_err().to_string();
            assert!(told.contains(expected) && !told.contains("hush") && !told.contains("13412345"), "{expected}: {told}");
        }
        for bad in ["", "[]", "{", "1", "{} {}"] {
            assert!(matches!(Report::read(bad), Err(JsonFault::Syntax { .. })), "{bad:?}");
        }
    }

    #[test]
    fn answers_are_one_object_and_each_form_comes_once() {
        let good = NewAnswer::read_all(r#"{"14": "b", "13": "ポチ"}"#).unwrap();
        assert_eq!(good.iter().map(|one| (one.form, one.value.reveal())).collect::<Vec<_>>(), [(14, "b"), (13, "ポチ")]);
        for bad in [r#"{"13":"hush","13":"hush"}"#, r#"{"13":1234567}"#, r#"{"id":"hush"}"#, "[]", "", r#"{"13":"hush"} x"#] {
            let told = NewAnswer::read_all(bad).unwrap_err().to_string();
            assert!(told.contains("line") && !told.contains("hush") && !told.contains("1234567"), "{told}");
        }
    }
}
