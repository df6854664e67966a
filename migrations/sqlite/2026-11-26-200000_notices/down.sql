DROP TABLE provisional_transactions;
ALTER TABLE accounts DROP COLUMN opening_day;
