DROP TRIGGER audit_sealed_in_turn ON audit;
INSERT INTO audit (at, actor, act, target, detail, address, request_id, outcome)
    SELECT at, actor, act, target, detail, address, request_id, outcome FROM audit_told ORDER BY id;
DROP TABLE audit_told;
DROP FUNCTION audit_refuse_ahead();
DROP FUNCTION audit_refuse_unsealed();
CREATE TRIGGER audit_told_unsealed BEFORE INSERT ON audit FOR EACH ROW WHEN (NEW.seq IS NOT NULL)
    EXECUTE FUNCTION audit_refuse('an audit entry is sealed after it was told');
