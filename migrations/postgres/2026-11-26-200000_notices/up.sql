-- The day at whose end `opening` was the balance, where a file told nothing but that (残高通知); NULL: before the first transaction.
ALTER TABLE accounts ADD COLUMN opening_day BIGINT;

-- Transactions that a notice (振込入金通知) told and no statement yet. A statement of their day takes their place and their rows here.
CREATE TABLE provisional_transactions (
    account BIGINT NOT NULL,
    day BIGINT NOT NULL,
    ordinal BIGINT NOT NULL,
    PRIMARY KEY (account, day, ordinal)
);
