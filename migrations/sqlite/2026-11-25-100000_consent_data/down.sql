DROP TABLE unknown_logins;
ALTER TABLE customer_accounts DROP COLUMN memo;
ALTER TABLE accounts DROP COLUMN pin_locked_until;
ALTER TABLE accounts DROP COLUMN pin_failures;
ALTER TABLE accounts DROP COLUMN inquiry_pin;
ALTER TABLE customers DROP COLUMN answers_locked_until;
ALTER TABLE customers DROP COLUMN answer_failures;
DROP TABLE customer_questions;
DROP TABLE customer_certificates;
