-- The audit trail of Takumi.Observability as tables: schema version {version}. PostgreSQL 13 or later.
-- Run it as the role that is to own the tables, and not as the role of the application. Running it again changes nothing.
BEGIN;
SET LOCAL client_min_messages = warning; -- what IF EXISTS skips is no news
DO $$ BEGIN PERFORM pg_advisory_xact_lock(7263841001); END $$;

DO $script$
BEGIN
    IF to_regnamespace({schema_literal}) IS NULL THEN
        CREATE SCHEMA {schema};
    END IF;
END $script$;

CREATE SEQUENCE IF NOT EXISTS {schema}.audit_events_direct MINVALUE 0;

-- One row a line of a journal, its own records too: without them the tree can't be computed. Columns are read from the line; where they disagree, the line is right.
CREATE TABLE IF NOT EXISTS {schema}.audit_events (
    log text NOT NULL,
    sequence bigint NOT NULL DEFAULT nextval('{schema}.audit_events_direct'),
    created_at timestamptz NOT NULL,
    id uuid NOT NULL,
    kind text NOT NULL,
    event text,
    resource text,
    action text,
    result text,
    user_id text,
    on_behalf_of text,
    stellar_address text,
    resource_id text,
    tx_hash text,
    amount numeric,
    metadata jsonb,
    ip text,
    user_agent text,
    service text,
    environment text,
    trace_id text,
    span_id text,
    line bytea,
    leaf_hash bytea,
    PRIMARY KEY (log, sequence, created_at)
) PARTITION BY RANGE (created_at);

-- Of the columns an event fills, none is indexed here: their length is up to the application, and an index refuses long values, which would stop shipping.
CREATE INDEX IF NOT EXISTS audit_events_created_at ON {schema}.audit_events (created_at);

-- How far each log is shipped.
CREATE TABLE IF NOT EXISTS {schema}.audit_cursors (
    log text PRIMARY KEY,
    next bigint NOT NULL,
    leaf_hash bytea,
    shipped_at timestamptz
);

-- Signed checkpoints, byte for byte.
CREATE TABLE IF NOT EXISTS {schema}.audit_checkpoints (
    log text NOT NULL,
    size bigint NOT NULL,
    note bytea NOT NULL,
    stored_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (log, size)
);

CREATE OR REPLACE FUNCTION {schema}.audit_refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
    RAISE EXCEPTION '% on %.% is refused: audit records are not changed', TG_OP, TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $function$;

-- What the partitioned table does not hand down to a partition: the trigger against TRUNCATE, and that nobody but the owner touches it by its own name.
CREATE OR REPLACE FUNCTION {schema}.audit_protect(target regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
    stranger oid;
BEGIN
    FOR stranger IN SELECT DISTINCT a.grantee FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = target AND a.grantee <> c.relowner LOOP
        EXECUTE format('REVOKE ALL ON %s FROM %s', target, CASE stranger WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(stranger)) END);
    END LOOP;
    EXECUTE format('DROP TRIGGER IF EXISTS audit_refuse_truncate ON %s', target);
    EXECUTE format('CREATE TRIGGER audit_refuse_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION {schema}.audit_refuse_change()', target);
END $function$;

-- Makes the partition of a month. False where there is none and rows go to the default partition: a clock that is far off, or rows of that month are there already.
CREATE OR REPLACE FUNCTION {schema}.audit_ensure_partition(moment timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET timezone = 'UTC' SET lock_timeout = '5s' AS $function$
DECLARE
    first_day timestamptz;
    name text;
BEGIN
    IF moment < now() - interval '10 years' OR moment >= date_trunc('month', now()) + interval '2 months' THEN
        RETURN false;
    END IF;
    first_day := date_trunc('month', moment);
    name := format('%I.%I', {schema_literal}, 'audit_events_' || to_char(first_day, 'YYYY_MM'));
    PERFORM pg_advisory_xact_lock(7263841001);
    IF to_regclass(name) IS NOT NULL THEN
        RETURN true;
    END IF;
    EXECUTE format('CREATE TABLE %s (LIKE {schema}.audit_events INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
    PERFORM {schema}.audit_protect(name::regclass);
    -- ATTACH, not PARTITION OF: it lets others read meanwhile.
    EXECUTE format('ALTER TABLE {schema}.audit_events ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', name, first_day, first_day + interval '1 month');
    RETURN true;
EXCEPTION WHEN check_violation THEN
    RETURN false;
END $function$;

-- The cursor of a log, locked until the transaction ends: a second shipper of the same log waits here.
CREATE OR REPLACE FUNCTION {schema}.audit_lock_cursor(the_log text, OUT cursor_next bigint, OUT cursor_hash bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
    INSERT INTO {schema}.audit_cursors (log, next) VALUES (the_log, 0) ON CONFLICT DO NOTHING;
    SELECT c.next, c.leaf_hash INTO cursor_next, cursor_hash FROM {schema}.audit_cursors c WHERE c.log = the_log FOR UPDATE;
END $function$;

-- Moves the cursor over rows that are there, and over no others: the application can't claim what it has not shipped.
CREATE OR REPLACE FUNCTION {schema}.audit_advance_cursor(the_log text, batch_first bigint, batch_next bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $function$
DECLARE
    old_next bigint;
    shipped bigint;
    last_hash bytea;
BEGIN
    SELECT c.next INTO STRICT old_next FROM {schema}.audit_cursors c WHERE c.log = the_log FOR UPDATE;
    SELECT count(*) INTO shipped FROM {schema}.audit_events e WHERE e.log = the_log AND e.sequence >= old_next AND e.sequence < batch_next;
    SELECT sha256('\x00'::bytea || e.line) INTO last_hash FROM {schema}.audit_events e WHERE e.log = the_log AND e.sequence = batch_next - 1;
    IF batch_first < old_next OR batch_next <= batch_first OR shipped <> batch_next - batch_first OR last_hash IS NULL THEN
        RAISE EXCEPTION 'the table has % rows of log % from % to %, not %', shipped, the_log, old_next, batch_next - 1, batch_next - batch_first USING ERRCODE = 'TKAUD';
    END IF;
    UPDATE {schema}.audit_cursors SET next = batch_next, leaf_hash = last_hash, shipped_at = now() WHERE log = the_log;
END $function$;

CREATE OR REPLACE FUNCTION {schema}.audit_schema_version() RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT {version}';

DO $script$
DECLARE
    target text;
BEGIN
    IF to_regclass('{schema}.audit_events_default') IS NULL THEN
        CREATE TABLE {schema}.audit_events_default PARTITION OF {schema}.audit_events DEFAULT;
        PERFORM {schema}.audit_protect('{schema}.audit_events_default');
    END IF;
    FOREACH target IN ARRAY ARRAY['audit_events', 'audit_checkpoints'] LOOP
        EXECUTE format('DROP TRIGGER IF EXISTS audit_refuse_change ON {schema}.%s', target);
        EXECUTE format('CREATE TRIGGER audit_refuse_change BEFORE UPDATE OR DELETE ON {schema}.%s FOR EACH ROW EXECUTE FUNCTION {schema}.audit_refuse_change()', target);
        EXECUTE format('DROP TRIGGER IF EXISTS audit_refuse_truncate ON {schema}.%s', target);
        EXECUTE format('CREATE TRIGGER audit_refuse_truncate BEFORE TRUNCATE ON {schema}.%s FOR EACH STATEMENT EXECUTE FUNCTION {schema}.audit_refuse_change()', target);
    END LOOP;
    -- Default privileges of the owner may have given more than is granted below.
    IF {application_literal} <> current_user THEN
        REVOKE ALL ON {schema}.audit_events, {schema}.audit_cursors, {schema}.audit_checkpoints FROM {application};
        REVOKE ALL ON SEQUENCE {schema}.audit_events_direct FROM {application};
    END IF;
END $script$;

REVOKE ALL ON {schema}.audit_events, {schema}.audit_cursors, {schema}.audit_checkpoints FROM PUBLIC;
REVOKE ALL ON SEQUENCE {schema}.audit_events_direct FROM PUBLIC;
REVOKE ALL ON FUNCTION {schema}.audit_protect(regclass), {schema}.audit_ensure_partition(timestamptz), {schema}.audit_lock_cursor(text), {schema}.audit_advance_cursor(text, bigint, bigint) FROM PUBLIC;
GRANT USAGE ON SCHEMA {schema} TO {application};
GRANT SELECT, INSERT ON {schema}.audit_events, {schema}.audit_checkpoints TO {application};
GRANT SELECT ON {schema}.audit_cursors TO {application};
GRANT USAGE ON SEQUENCE {schema}.audit_events_direct TO {application};
GRANT EXECUTE ON FUNCTION {schema}.audit_ensure_partition(timestamptz), {schema}.audit_lock_cursor(text), {schema}.audit_advance_cursor(text, bigint, bigint) TO {application};
COMMIT;
