DROP TABLE clock_mark;
DROP TABLE idempotency;
DROP TABLE auth_tokens;
DROP TABLE system_tokens;
DROP TABLE tokens;
DROP TABLE links;
DROP TABLE clients;
