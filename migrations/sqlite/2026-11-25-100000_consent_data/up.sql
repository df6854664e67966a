-- What the bank knows about its customers for the consent journey: certificates, additional questions, inquiry PINs, memos.
-- Failures are counted in a row; locks are UNIX seconds. Answers and PINs are argon2id in PHC form, nothing stands here in clear.

-- A customer with a certificate logs in with one of theirs and the password, and no other way.
CREATE TABLE customer_certificates (
    -- SHA-256 of the certificate in DER.
    fingerprint BLOB NOT NULL PRIMARY KEY,
    customer BIGINT NOT NULL REFERENCES customers (seq)
) WITHOUT ROWID;
CREATE INDEX customer_certificates_by_customer ON customer_certificates (customer);

-- Additional questions (追加認証).
CREATE TABLE customer_questions (
    customer BIGINT NOT NULL REFERENCES customers (seq),
    -- 1 to 3.
    number BIGINT NOT NULL,
    text TEXT NOT NULL,
    -- Of the folded answer.
    answer_hash TEXT NOT NULL,
    PRIMARY KEY (customer, number)
) WITHOUT ROWID;
-- Wrong answers to any of them.
ALTER TABLE customers ADD COLUMN answer_failures BIGINT NOT NULL DEFAULT 0;
ALTER TABLE customers ADD COLUMN answers_locked_until BIGINT NOT NULL DEFAULT 0;

-- The inquiry PIN that is filed with the bank (照会用暗証番号), hashed under the gateway's key; NULL: none is filed.
ALTER TABLE accounts ADD COLUMN inquiry_pin TEXT;
-- Wrong PINs.
ALTER TABLE accounts ADD COLUMN pin_failures BIGINT NOT NULL DEFAULT 0;
ALTER TABLE accounts ADD COLUMN pin_locked_until BIGINT NOT NULL DEFAULT 0;

-- The holder's own words on the account (口座メモ).
ALTER TABLE customer_accounts ADD COLUMN memo TEXT;

-- Login ids that no customer has are counted and locked like those that one has: a lock tells nobody which there are.
CREATE TABLE unknown_logins (
    -- SHA-256 of the login id.
    digest BLOB NOT NULL PRIMARY KEY,
    failures BIGINT NOT NULL,
    locked_until BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX unknown_logins_by_lock ON unknown_logins (locked_until);
