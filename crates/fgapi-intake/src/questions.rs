//! Additional questions (追加認証) out of a customer's line.

use std::collections::HashMap;

use fgapi_banking::Answer;
use fgapi_domain::{Secret, ShortText};

use crate::csv_file::{Line, NONE};
use crate::fault::{ImportFault, Refused};
use crate::{Ledger, LedgerFault, Passwords, QuestionRow};

/// How many questions a customer may have.
pub(crate) const QUESTIONS: usize = 3;

/// What becomes of one of a customer's questions.
pub(crate) enum Question {
    /// It stays.
    Keep,
    /// It is not asked any more.
    Clear,
    /// It is asked from now on; without an answer it must be the one that is asked already.
    Ask(ShortText, Option<Answer>),
}

/// A customer's questions by number less one.
pub(crate) type Questions = [Question; QUESTIONS];

/// Hashes of answers that are not the stored ones, by the number of the question less one.
pub(crate) type AnswerHashes = HashMap<usize, String>;

/// No word on any of them.
pub(crate) const fn untouched() -> Questions {
    [const { Question::Keep }; QUESTIONS]
}

/// Reads the questions and answers that stand in turns from the column `first` on.
pub(crate) fn wanted(line: &Line, first: usize) -> Result<Questions, Refused> {
    let mut questions = untouched();
    for (at, slot) in questions.iter_mut().enumerate() {
        let (asked, answered) = (first + 2 * at, first + 2 * at + 1);
        *slot = match (line.text(asked), line.text(answered)) {
            ("", "") => Question::Keep,
            (NONE, "") => Question::Clear,
            (NONE, _) => return Err(line.refused(answered, "no answer expected, because the question is taken away")),
            ("", _) => return Err(line.refused(asked, "the question expected that this answers")),
            (_, "") => Question::Ask(line.word(asked)?, None),
            (_, text) => {
                let answer = Answer::fold(text).ok_or_else(|| {
                    line.refused(answered, format!("an answer of 1 to {} characters expected, spaces aside", Answer::MAX_CHARS))
                })?;
                Question::Ask(line.word(asked)?, Some(answer))
            }
        };
    }
    Ok(questions)
}

/// Whether there is an answer to hash.
pub(crate) fn has_answers(questions: &Questions) -> bool {
    questions.iter().any(|question| matches!(question, Question::Ask(_, Some(_))))
}

/// Hashes the answers that are not the `stored` ones already.
pub(crate) fn hash_beforehand(
    questions: &Questions,
    stored: &[QuestionRow],
    passwords: &dyn Passwords,
) -> Result<AnswerHashes, LedgerFault> {
    let mut hashes = AnswerHashes::new();
    for (at, question) in questions.iter().enumerate() {
        let Question::Ask(_, Some(answer)) = question else { continue };
        let answer = Secret::new(answer.reveal());
        if !numbered(stored, at).is_some_and(|row| passwords.matches(&row.answer_hash, &answer)) {
            hashes.insert(at, passwords.hash(&answer)?);
        }
    }
    Ok(hashes)
}

/// Writes what is not as it stands; whether anything was.
pub(crate) fn put(
    ledger: &mut dyn Ledger,
    customer: i64,
    questions: &Questions,
    mut hashes: AnswerHashes,
    refuse: &dyn Fn(String) -> Refused,
) -> Result<bool, ImportFault> {
    if questions.iter().all(|question| matches!(question, Question::Keep)) {
        return Ok(false);
    }
    let stored = ledger.questions(customer)?;
    let mut rows = Vec::new();
    for (at, question) in questions.iter().enumerate() {
        let before = numbered(&stored, at);
        match question {
            Question::Keep => rows.extend(before.cloned()),
            Question::Clear => {}
            Question::Ask(text, answer) => {
                let same = before.filter(|row| answer.is_some() || row.text == text.as_str());
                let hash = hashes.remove(&at).or_else(|| same.map(|row| row.answer_hash.clone()));
                let needed = || refuse(format!("answer_{} expected, because the question is not the one that is asked already", at + 1));
                let answer_hash = hash.ok_or_else(needed)?;
                rows.push(QuestionRow { number: at as i64 + 1, text: text.to_string(), answer_hash });
            }
        }
    }
    let changed = rows != stored;
    if changed {
        ledger.put_questions(customer, &rows)?;
    }
    Ok(changed)
}

fn numbered(rows: &[QuestionRow], at: usize) -> Option<&QuestionRow> {
    rows.iter().find(|row| row.number == at as i64 + 1)
}
