DROP TABLE transaction_months;
DROP TABLE transaction_days;
DROP TABLE transactions;
DROP TABLE customer_accounts;
DROP TABLE customers;
DROP TABLE accounts;
DROP TABLE branches;
DROP TABLE banks;
