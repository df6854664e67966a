-- The bank: branches, accounts, customers, transactions.
-- Days, months and years are Julian day numbers in Japan; a month or year is the number of its first day. Money is whole yen.

CREATE TABLE banks (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL
);

-- A branch that is gone keeps its row (its id stays reversible), without a position.
CREATE TABLE branches (
    bank_code TEXT NOT NULL,
    branch_code TEXT NOT NULL,
    name TEXT NOT NULL,
    kana TEXT NOT NULL,
    address_code TEXT,
    tel TEXT,
    -- 1, 2, 3 ... by code among the present branches of the bank: page n begins at (n - 1) * 200 + 1.
    position BIGINT,
    gone_at BIGINT,
    PRIMARY KEY (bank_code, branch_code)
) WITHOUT ROWID;
CREATE INDEX branches_in_order ON branches (bank_code, position);

CREATE TABLE accounts (
    seq INTEGER NOT NULL PRIMARY KEY,
    bank_code TEXT NOT NULL,
    branch_code TEXT NOT NULL,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    owner_type TEXT NOT NULL,
    -- NULL: the usual text of the kind.
    type2 TEXT,
    -- Balance before the first transaction; NULL until something tells it.
    opening BIGINT,
    as_of_day BIGINT,
    imported_at BIGINT,
    -- Grows with every change to the account's transactions: two statements that see the same revision see one state.
    revision BIGINT NOT NULL DEFAULT 0,
    UNIQUE (bank_code, branch_code, kind, number)
);

CREATE TABLE customers (
    seq INTEGER NOT NULL PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    login_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    -- argon2id in PHC form; NULL: no password, so no log in with one.
    password_hash TEXT,
    -- Wrong passwords in a row.
    failures BIGINT NOT NULL DEFAULT 0,
    locked_until BIGINT NOT NULL DEFAULT 0
);

CREATE TABLE customer_accounts (
    customer BIGINT NOT NULL REFERENCES customers (seq),
    account BIGINT NOT NULL REFERENCES accounts (seq),
    bank_code TEXT NOT NULL,
    -- 1, 2, 3 ... by (branch, kind, number) among the customer's accounts with this bank.
    position BIGINT NOT NULL,
    PRIMARY KEY (customer, account)
) WITHOUT ROWID;
CREATE INDEX customer_accounts_in_order ON customer_accounts (customer, bank_code, position);

-- Balances are relative: account.opening + net of earlier years + of earlier months of the year + of earlier days of the month
-- + running. So a row that arrives late or is cancelled touches one day, one month and one year, and every later balance follows.
CREATE TABLE transactions (
    account BIGINT NOT NULL,
    day BIGINT NOT NULL,
    -- 1, 2, 3 ... by (second, ordinal) among the rows that are listed; minus the ordinal when cancelled.
    position BIGINT NOT NULL,
    -- Order of first record within the day; part of the transaction's id, never changed.
    ordinal BIGINT NOT NULL,
    second BIGINT NOT NULL,
    amount BIGINT NOT NULL,
    -- Sum of the day's listed amounts up to and including this row; 0 when cancelled.
    running BIGINT NOT NULL,
    description TEXT NOT NULL,
    reference TEXT,
    correction BOOLEAN NOT NULL,
    PRIMARY KEY (account, day, position)
) WITHOUT ROWID;

CREATE TABLE transaction_days (
    account BIGINT NOT NULL,
    day BIGINT NOT NULL,
    month BIGINT NOT NULL,
    -- Rows that are listed, and the sum of their amounts.
    live BIGINT NOT NULL,
    net BIGINT NOT NULL,
    -- Sum of all amounts, cancelled ones too: the balances that the bank's own files speak of.
    book BIGINT NOT NULL,
    last_ordinal BIGINT NOT NULL,
    PRIMARY KEY (account, day)
) WITHOUT ROWID;

CREATE TABLE transaction_months (
    account BIGINT NOT NULL,
    month BIGINT NOT NULL,
    live BIGINT NOT NULL,
    -- Days with a listed row.
    days BIGINT NOT NULL,
    net BIGINT NOT NULL,
    book BIGINT NOT NULL,
    PRIMARY KEY (account, month)
) WITHOUT ROWID;

CREATE TABLE transaction_years (
    account BIGINT NOT NULL,
    year BIGINT NOT NULL,
    live BIGINT NOT NULL,
    days BIGINT NOT NULL,
    net BIGINT NOT NULL,
    book BIGINT NOT NULL,
    PRIMARY KEY (account, year)
) WITHOUT ROWID;
