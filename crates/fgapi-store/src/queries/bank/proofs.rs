//! What customers prove: an attempt is counted in one statement, so that of many at once none slips past the limit.

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use fgapi_banking::{Answer, BankFault, Checked, Customers, InquiryPin, InquiryPins, LogIn, LogInOutcome, PinAccount, Question, Questions};
use fgapi_database::statement;
use fgapi_domain::{AccountKey, AccountKind, CertificateFingerprint, CustomerId, LoginId, Secret, ShortText, UnixSeconds};
use fgapi_proof::{Claim, Counted, Known, Limit, ProofStore};
use fgapi_token::TokenDigest;

use super::{Conn, SqlBank};
use crate::StoreFault;
use crate::schema::{accounts, customer_questions as questions, customers};

/// The new count, until when it stands, and whose it is: row, customer, hash.
type Row = (i64, i64, i64, Option<String>, Option<String>);

/// A statement that counts as [`fgapi_proof::Tries::again`] does: its fields, what is bound before the count and after it; the text
/// before, the columns, the text after, and how row, customer and hash are found.
macro_rules! counted {
    (
        $(#[$doc:meta])* $name:ident { $($field:ident: $type:ty),* } ($($before:ident as $first:ty),*) ($($after:ident as $last:ty),*)
        $head:literal, [$table:literal $count:literal $until:literal], $tail:literal, $found:literal
    ) => {
        statement! {
            $(#[$doc])*
            struct $name<'q> { now: i64, most: i64, kept: i64, lock: i64, start: i64, $($field: $type,)* }
            binds: $($before as $first,)* now as BigInt, now as BigInt, start as BigInt, most as BigInt, kept as BigInt,
                most as BigInt, lock as BigInt, lock as BigInt $(, $after as $last)*;
            rows: (BigInt, BigInt, BigInt, Nullable<Text>, Nullable<Text>);
            sql: concat!(
                $head, " ", $count, " = CASE WHEN ", $table, $until, " <= ? THEN 1 ELSE ", $table, $count, " + 1 END, ",
                $until, " = CASE WHEN ", $table, $until, " <= ? THEN ? WHEN ", $table, $count, " + 1 < ? THEN ? WHEN ",
                $table, $count, " >= ? AND ", $table, $until, " < ? THEN ", $table, $until, " ELSE ? END ",
                $tail, " RETURNING ", $count, ", ", $until, ", ", $found
            )
        }

        impl<'q> $name<'q> {
            fn at(limit: Limit, $($field: $type),*) -> Self {
                let Limit { now, most, kept, lock, first: start } = limit;
                Self { now, most, kept, lock, start, $($field),* }
            }
        }
    };
}

counted!(
    /// By the login id of a customer without certificates.
    ByLogin { login: &'q str } () (login as Text)
    "UPDATE customers SET", ["customers." "failures" "locked_until"],
    "WHERE login_id = ? AND NOT EXISTS (SELECT 1 FROM customer_certificates h WHERE h.customer = customers.seq)",
    "seq, id, password_hash"
);
counted!(
    /// By a login id that nobody has, or somebody who logs in by certificate.
    ByUnknownLogin { digest: &'q [u8], login: &'q str } (digest as Binary, start as BigInt) (login as Text)
    "INSERT INTO unknown_logins (digest, failures, locked_until) VALUES (?, 1, ?) ON CONFLICT (digest) DO UPDATE SET",
    ["unknown_logins." "failures" "locked_until"], "",
    "CAST(0 AS BIGINT), (SELECT id FROM customers WHERE login_id = ?), CAST(NULL AS TEXT)"
);
counted!(
    /// By a certificate.
    ByCertificate { fingerprint: &'q [u8] } () (fingerprint as Binary)
    "UPDATE customers SET", ["customers." "failures" "locked_until"],
    "WHERE seq = (SELECT customer FROM customer_certificates WHERE fingerprint = ?)", "seq, id, password_hash"
);
counted!(
    /// By a customer's question.
    ByQuestion { customer: &'q str, number: i64 } () (customer as Text, number as BigInt)
    "UPDATE customers SET", ["customers." "answer_failures" "answers_locked_until"], "WHERE id = ?",
    "seq, id, (SELECT q.answer_hash FROM customer_questions q WHERE q.customer = customers.seq AND q.number = ?)"
);
counted!(
    /// By an account that the customer holds and for which a PIN is filed.
    ByPin { bank: &'q str, branch: &'q str, kind: String, number: &'q str, customer: &'q str }
    () (bank as Text, branch as Text, kind as Text, number as Text, customer as Text, customer as Text)
    "UPDATE accounts SET", ["accounts." "pin_failures" "pin_locked_until"],
    "WHERE bank_code = ? AND branch_code = ? AND kind = ? AND number = ? AND inquiry_pin IS NOT NULL AND EXISTS (SELECT 1 \
     FROM customers c JOIN customer_accounts h ON h.customer = c.seq WHERE c.id = ? AND h.account = accounts.seq)",
    "seq, CAST(? AS TEXT), inquiry_pin"
);

statement! {
    /// A customer's accounts with a filed PIN, among their first thousand.
    struct PinAccounts<'q> { bank: &'q str, customer: &'q str }
    binds: bank as Text, customer as Text;
    rows: (Text, Text, Text, Nullable<Text>, Nullable<Text>, Nullable<Text>);
    sql: "SELECT a.branch_code, a.kind, a.number, a.type2, b.name, h.memo FROM customers c \
        JOIN customer_accounts h ON h.customer = c.seq AND h.bank_code = ? AND h.position <= 1000 \
        JOIN accounts a ON a.seq = h.account AND a.inquiry_pin IS NOT NULL \
        LEFT JOIN branches b ON b.bank_code = a.bank_code AND b.branch_code = a.branch_code WHERE c.id = ? ORDER BY h.position"
}

/// Branch, kind, number, type2, branch name, memo.
type PinRow = (String, String, String, Option<String>, Option<String>, Option<String>);

impl ProofStore for SqlBank {
    type Fault = StoreFault;

    fn count(&self, claim: &Claim, limit: Limit) -> Result<Counted, StoreFault> {
        let (claim, bank) = (claim.clone(), self.code);
        let row: Option<Row> = self.db.write(move |conn| {
            Ok(match &claim {
                Claim::Login(login) => match ByLogin::at(limit, login.as_str()).get_result(conn).optional()? {
                    None => {
                        let digest = TokenDigest::of(login.as_str());
                        Some(ByUnknownLogin::at(limit, digest.as_bytes(), login.as_str()).get_result(conn)?)
                    }
                    known => known,
                },
                Claim::Certificate(certificate) => ByCertificate::at(limit, &certificate.0).get_result(conn).optional()?,
                Claim::Answer(customer, number) => {
                    ByQuestion::at(limit, customer.as_str(), i64::from(*number)).get_result(conn).optional()?
                }
                Claim::Pin(customer, AccountKey { bank: of, branch, kind, number }) if *of == bank => {
                    let account = (branch.as_str(), kind.to_string(), number.as_str());
                    ByPin::at(limit, bank.as_str(), account.0, account.1, account.2, customer.as_str()).get_result(conn).optional()?
                }
                Claim::Pin(..) => None,
            })
        })?;
        let (count, until, row, customer, hash) = row.unwrap_or_default();
        let known = customer.map(|customer| Ok::<_, StoreFault>(Known { row, customer: customer.parse()?, hash })).transpose()?;
        Ok(Counted { attempt: limit.judge(count, until), known })
    }

    fn forgive(&self, claim: &Claim, row: i64) -> Result<(), StoreFault> {
        let claim = claim.clone();
        self.db.write_idempotent(move |conn| {
            let (customer, account) = (customers::table.find(row), accounts::table.find(row));
            match claim {
                Claim::Login(_) | Claim::Certificate(_) => {
                    diesel::update(customer).set((customers::failures.eq(0), customers::locked_until.eq(0))).execute(conn)?
                }
                Claim::Answer(..) => {
                    let none = (customers::answer_failures.eq(0), customers::answers_locked_until.eq(0));
                    diesel::update(customer).set(none).execute(conn)?
                }
                Claim::Pin(..) => {
                    diesel::update(account).set((accounts::pin_failures.eq(0), accounts::pin_locked_until.eq(0))).execute(conn)?
                }
            };
            Ok(())
        })
    }
}

impl LogIn for SqlBank {
    fn log_in(&self, login: &LoginId, password: &Secret, now: UnixSeconds) -> Result<LogInOutcome, BankFault> {
        fgapi_proof::log_in(self, login, password, self.settings.login_rule(), now)
    }

    fn log_in_with_certificate(
        &self,
        certificate: &CertificateFingerprint,
        password: &Secret,
        now: UnixSeconds,
    ) -> Result<LogInOutcome, BankFault> {
        fgapi_proof::log_in_with_certificate(self, certificate, password, self.settings.login_rule(), now)
    }
}

impl Questions for SqlBank {
    fn questions(&self, customer: &CustomerId) -> Result<Vec<Question>, BankFault> {
        let theirs = || {
            let all = questions::table.inner_join(customers::table).filter(customers::id.eq(customer.as_str()));
            all.order(questions::number).select((questions::number, questions::text))
        };
        let rows: Vec<(i64, String)> = self.db.read(|conn| Ok(theirs().load(conn)?))?;
        let question = |(number, text): (i64, String)| {
            let number = u16::try_from(number).map_err(|_| StoreFault::corrupt("the number of a question"))?;
            Ok(Question { number, text: text.parse()? })
        };
        Ok(rows.into_iter().map(question).collect::<Result<_, StoreFault>>()?)
    }

    fn check_answer(&self, customer: &CustomerId, number: u16, answer: &Answer, now: UnixSeconds) -> Result<Checked, BankFault> {
        fgapi_proof::check_answer(self, (customer, number), answer, self.settings.answer_rule(), now)
    }
}

impl InquiryPins for SqlBank {
    fn pin_accounts(&self, customer: &CustomerId) -> Result<Vec<PinAccount>, BankFault> {
        let theirs = || PinAccounts { bank: self.code.as_str(), customer: customer.as_str() };
        let rows: Vec<PinRow> = self.db.read(|conn| Ok(theirs().load(conn)?))?;
        let account = |(branch, kind, number, type2, branch_name, memo): PinRow| {
            let kind: AccountKind = kind.parse()?;
            Ok(PinAccount {
                key: AccountKey { bank: self.code, branch: branch.parse()?, kind, number: number.parse()? },
                type2: type2.as_deref().unwrap_or(kind.label()).parse()?,
                branch_name: branch_name.unwrap_or_default().parse()?,
                memo: memo.unwrap_or_default().parse()?,
            })
        };
        Ok(rows.into_iter().map(account).collect::<Result<_, StoreFault>>()?)
    }

    fn check_pin(&self, customer: &CustomerId, account: &AccountKey, pin: &InquiryPin, now: UnixSeconds) -> Result<Checked, BankFault> {
        fgapi_proof::check_pin(self, (customer, account), (pin, self.pin_key.as_deref()), self.settings.pin_rule(), now)
    }
}

impl Customers for SqlBank {
    fn customer_name(&self, customer: &CustomerId) -> Result<ShortText, BankFault> {
        let named = || customers::table.filter(customers::id.eq(customer.as_str())).select(customers::name);
        let name: Option<String> = self.db.read(|conn| Ok(named().first(conn).optional()?))?;
        Ok(name.unwrap_or_default().parse().map_err(StoreFault::from)?)
    }
}
