DROP TABLE audit;
DROP TABLE audit_head;
DROP FUNCTION audit_refuse();
DROP FUNCTION audit_refuse_early();
