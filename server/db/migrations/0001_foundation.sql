-- The ground every table stands on: tenants, users, walls, the outbox and the change log.
-- Runs as the owner. The roles app, sequencer, auth and finder exist already (see roles.sql).

-- Puts a table behind the walls: row-level security, forced (it binds the owner, too), one policy that shows and
-- accepts the session's tenant only. The sub-select keeps the planner honest and evaluates the setting once;
-- without nullif a connection that once had a tenant fails on ''.
CREATE PROCEDURE protect_table(table_name regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', table_name);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', table_name);
  EXECUTE format($policy$
    CREATE POLICY tenant_wall ON %s
      USING (tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid))
      WITH CHECK (tenant_id = (SELECT nullif(current_setting('app.tenant', true), '')::uuid))
  $policy$, table_name);
END $$;
REVOKE ALL ON PROCEDURE protect_table FROM PUBLIC;

CREATE TABLE tenants (
  tenant_id  uuid PRIMARY KEY,
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  created_at timestamptz NOT NULL DEFAULT now()
);
CALL protect_table('tenants');
GRANT SELECT ON tenants TO dossier_app;

CREATE TABLE users (
  tenant_id  uuid NOT NULL REFERENCES tenants,
  id         uuid NOT NULL,
  name       text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id)
);
CALL protect_table('users');
GRANT SELECT ON users TO dossier_app;

-- Signing in happens before a tenant is known: its role sees tenants and people, and nothing else.
CREATE POLICY sign_in ON tenants FOR SELECT TO dossier_auth USING (true);
CREATE POLICY sign_in ON users FOR SELECT TO dossier_auth USING (true);
GRANT SELECT ON tenants, users TO dossier_auth;

-- Keys of the installation, such as the one that page tokens are signed with. Readable within any tenant's
-- transaction, never without one.
CREATE TABLE installation_keys (
  name       text PRIMARY KEY,
  key        bytea NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE installation_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE installation_keys FORCE ROW LEVEL SECURITY;
CREATE POLICY within_a_tenant ON installation_keys FOR SELECT
  USING ((SELECT nullif(current_setting('app.tenant', true), '')) IS NOT NULL);
CREATE POLICY made_by_owner ON installation_keys FOR INSERT TO dossier_owner WITH CHECK (true);
GRANT SELECT ON installation_keys TO dossier_app;
INSERT INTO installation_keys (name, key)
VALUES ('page_token', uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

-- Every write leaves one row here in its own transaction; the sequencer moves it into `changes` and deletes it.
-- CACHE 1: ids are handed out in the order in which rows are written.
CREATE SEQUENCE outbox_id CACHE 1;
CREATE TABLE outbox (
  id         bigint NOT NULL DEFAULT nextval('outbox_id') PRIMARY KEY,
  xid        xid8 NOT NULL DEFAULT pg_current_xact_id(),
  tenant_id  uuid NOT NULL,
  at         timestamptz NOT NULL,   -- the server's clock when the write was accepted
  actor_id   uuid NOT NULL,
  actor_name text NOT NULL,
  origin     text NOT NULL,          -- 'api', 'demo', 'import', …
  reason     text,
  resource   text NOT NULL,
  record_id  uuid NOT NULL,
  kind       text NOT NULL CHECK (kind IN ('created', 'updated', 'deleted', 'restored')),
  version    bigint NOT NULL,
  before     text,                   -- the record's JSON as it was, null for a creation
  after      text NOT NULL,          -- the record's JSON as it became
  trace_id   text NOT NULL
);
ALTER SEQUENCE outbox_id OWNED BY outbox.id;
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000,
                        autovacuum_vacuum_insert_scale_factor = 0, autovacuum_vacuum_cost_delay = 0);
CALL protect_table('outbox');
CREATE POLICY sequencer_moves ON outbox FOR ALL TO dossier_sequencer USING (true) WITH CHECK (false);
GRANT INSERT ON outbox TO dossier_app;
GRANT USAGE ON SEQUENCE outbox_id TO dossier_app;
GRANT SELECT, DELETE ON outbox TO dossier_sequencer;

-- The change log: audit trail, history, live feed and resume point. Rows come in only, by the sequencer only.
CREATE TABLE changes (
  tenant_id    uuid NOT NULL,
  seq          bigint NOT NULL,       -- gapless within the tenant, from 1
  sequenced_at timestamptz NOT NULL,
  at           timestamptz NOT NULL,
  actor_id     uuid NOT NULL,
  actor_name   text NOT NULL,
  origin       text NOT NULL,
  reason       text,
  resource     text NOT NULL,
  record_id    uuid NOT NULL,
  kind         text NOT NULL,
  version      bigint NOT NULL,
  before       text,
  after        text NOT NULL,
  trace_id     text NOT NULL,
  xid          xid8 NOT NULL,
  hash         bytea NOT NULL,        -- SHA-256 over the hash before and this row's stored bytes
  PRIMARY KEY (tenant_id, seq, sequenced_at)
) PARTITION BY RANGE (sequenced_at);
CREATE INDEX changes_of_record ON changes (tenant_id, resource, record_id, seq);
CALL protect_table('changes');
CREATE POLICY sequencer_reads ON changes FOR SELECT TO dossier_sequencer USING (true);
CREATE POLICY sequencer_appends ON changes FOR INSERT TO dossier_sequencer WITH CHECK (true);
GRANT SELECT ON changes TO dossier_app;
GRANT SELECT, INSERT ON changes TO dossier_sequencer;

-- Where each tenant's log stands: the sequencer's memory, and what an answer's Change-Seq is read from.
CREATE TABLE change_heads (
  tenant_id    uuid PRIMARY KEY,
  seq          bigint NOT NULL,
  hash         bytea NOT NULL,
  sequenced_at timestamptz NOT NULL
) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 1000);
CALL protect_table('change_heads');
CREATE POLICY sequencer_keeps ON change_heads TO dossier_sequencer USING (true) WITH CHECK (true);
GRANT SELECT ON change_heads TO dossier_app;
GRANT SELECT, INSERT, UPDATE ON change_heads TO dossier_sequencer;

-- First seq of each tenant in each month, so that a resume touches one partition.
CREATE TABLE change_months (
  tenant_id uuid NOT NULL,
  month     date NOT NULL,
  first_seq bigint NOT NULL,
  PRIMARY KEY (tenant_id, month)
);
CALL protect_table('change_months');
CREATE POLICY sequencer_keeps ON change_months TO dossier_sequencer USING (true) WITH CHECK (true);
GRANT SELECT ON change_months TO dossier_app;
GRANT SELECT, INSERT ON change_months TO dossier_sequencer;

-- Makes the partitions of the month of `around` and the two after it. The sequencer calls it at start and daily; it
-- owns no table, so the function runs with the owner's rights. A partition is a table of its own: it gets the walls, too.
CREATE FUNCTION ensure_change_partitions(around timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  first_day date;
  part text;
BEGIN
  FOR step IN 0..2 LOOP
    first_day := (date_trunc('month', around AT TIME ZONE 'UTC') + make_interval(months => step))::date;
    part := 'changes_' || to_char(first_day, 'YYYY_MM');
    CONTINUE WHEN to_regclass(part) IS NOT NULL;
    EXECUTE format('CREATE TABLE %I PARTITION OF changes FOR VALUES FROM (%L) TO (%L)', part,
                   first_day::timestamp AT TIME ZONE 'UTC',
                   (first_day + interval '1 month') AT TIME ZONE 'UTC');
    EXECUTE format('CALL protect_table(%L)', part);
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION ensure_change_partitions FROM PUBLIC;
GRANT EXECUTE ON FUNCTION ensure_change_partitions TO dossier_sequencer;
SELECT ensure_change_partitions(now());
