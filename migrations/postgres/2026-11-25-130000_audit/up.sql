-- The audit log: who did what, to what, whence, with what outcome. Entries are added by the transaction of the act that they tell of,
-- without a number; a sealer numbers them afterwards and chains them. See `fgapi-audit` for the texts and for the hash.

CREATE TABLE audit (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    -- UNIX seconds.
    at BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    act TEXT COLLATE "C" NOT NULL,
    target TEXT NOT NULL,
    detail TEXT NOT NULL,
    address TEXT,
    request_id TEXT,
    outcome TEXT NOT NULL,
    -- The place in the chain, and SHA-256 of the hash before, the place and the columns above; NULL until sealed.
    seq BIGINT,
    hash BYTEA,
    CHECK ((seq IS NULL) = (hash IS NULL))
);
-- Only sealed entries are searched, so the sealer bears the cost of these and not the act.
CREATE UNIQUE INDEX audit_by_seq ON audit (seq) WHERE seq IS NOT NULL;
CREATE INDEX audit_by_time ON audit (at) WHERE seq IS NOT NULL;
CREATE INDEX audit_by_actor ON audit (actor, seq) WHERE seq IS NOT NULL;
CREATE INDEX audit_by_act ON audit (act, seq) WHERE seq IS NOT NULL;
CREATE INDEX audit_unsealed ON audit (id) WHERE seq IS NULL;

-- One row: the last entry of the chain, and the last that was removed because its time was over. Whoever seals or removes holds it.
CREATE TABLE audit_head (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    pruned_seq BIGINT NOT NULL,
    pruned_hash BYTEA NOT NULL,
    CHECK (pruned_seq <= seq)
);
INSERT INTO audit_head (id, seq, hash, pruned_seq, pruned_hash)
    VALUES (1, 0, decode(repeat('00', 32), 'hex'), 0, decode(repeat('00', 32), 'hex'));

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0];
END $$;

CREATE FUNCTION audit_refuse_early() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.seq IS NULL OR OLD.seq > (SELECT pruned_seq FROM audit_head WHERE id = 1) THEN
        RAISE EXCEPTION 'an audit entry is not removed before its time is over';
    END IF;
    RETURN OLD;
END $$;

CREATE TRIGGER audit_told_unsealed BEFORE INSERT ON audit FOR EACH ROW WHEN (NEW.seq IS NOT NULL)
    EXECUTE FUNCTION audit_refuse('an audit entry is sealed after it was told');

CREATE TRIGGER audit_told_once BEFORE UPDATE OF id, at, actor, act, target, detail, address, request_id, outcome ON audit FOR EACH ROW
    EXECUTE FUNCTION audit_refuse('an audit entry is not changed');

CREATE TRIGGER audit_sealed_once BEFORE UPDATE OF seq, hash ON audit FOR EACH ROW WHEN (OLD.seq IS NOT NULL)
    EXECUTE FUNCTION audit_refuse('an audit entry is sealed once');

CREATE TRIGGER audit_kept BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse_early();

CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT
    EXECUTE FUNCTION audit_refuse('the audit log is not emptied');

CREATE TRIGGER audit_head_forward BEFORE UPDATE ON audit_head FOR EACH ROW
    WHEN (NEW.seq < OLD.seq OR NEW.pruned_seq < OLD.pruned_seq)
    EXECUTE FUNCTION audit_refuse('the audit log does not go back');

CREATE TRIGGER audit_head_kept BEFORE DELETE ON audit_head FOR EACH ROW
    EXECUTE FUNCTION audit_refuse('the audit log keeps its head');

CREATE TRIGGER audit_head_not_emptied BEFORE TRUNCATE ON audit_head FOR EACH STATEMENT
    EXECUTE FUNCTION audit_refuse('the audit log keeps its head');
