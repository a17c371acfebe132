-- People, how they prove who they are, and in which tenants they may be what. Only the role auth, which signs people in
-- before a tenant is known, sees any of it; whoever serves requests gets a principal and no more.

-- Puts a table behind the walls with one door, for the role auth.
CREATE PROCEDURE protect_sign_in_table(table_name regclass) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', table_name);
  EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', table_name);
  EXECUTE format('CREATE POLICY sign_in ON %s TO dossier_auth USING (true) WITH CHECK (true)', table_name);
END $$;
REVOKE ALL ON PROCEDURE protect_sign_in_table FROM PUBLIC;

-- Random values of this installation: its id (in cookies' names and tokens), a secret that others derive from.
CREATE TABLE identity_settings (
  name  text PRIMARY KEY,
  value bytea NOT NULL
);
CALL protect_sign_in_table('identity_settings');
CREATE POLICY made_by_owner ON identity_settings FOR INSERT TO dossier_owner WITH CHECK (true);
GRANT SELECT ON identity_settings TO dossier_auth;
INSERT INTO identity_settings (name, value)
VALUES ('installation', uuid_send(gen_random_uuid())),
       ('secret', uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()));

-- A person, whatever tenants they belong to.
CREATE TABLE accounts (
  id              uuid PRIMARY KEY,
  email           text NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
  email_key       text COLLATE "C" NOT NULL UNIQUE,   -- folded
  name            text NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  password_hash   text,                               -- Argon2id; null until one is set
  password_set_at timestamptz,
  state           text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'suspended')),
  created_at      timestamptz NOT NULL,
  updated_at      timestamptz NOT NULL
);
CALL protect_sign_in_table('accounts');
GRANT SELECT, INSERT ON accounts TO dossier_auth;
GRANT UPDATE (email, email_key, name, password_hash, password_set_at, state, updated_at) ON accounts TO dossier_auth;

-- What a person is in a tenant. The person's name there stands in `users`, under the account's id.
CREATE TABLE memberships (
  tenant_id  uuid NOT NULL,
  account_id uuid NOT NULL REFERENCES accounts,
  role       text NOT NULL
             CHECK (role IN ('owner', 'admin', 'manager', 'analyst', 'intern', 'client-viewer', 'auditor')),
  state      text NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'removed')),
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, account_id),
  FOREIGN KEY (tenant_id, account_id) REFERENCES users (tenant_id, id)
);
CREATE INDEX memberships_of_account ON memberships (account_id);
CALL protect_sign_in_table('memberships');
GRANT SELECT, INSERT ON memberships TO dossier_auth;
GRANT UPDATE (role, state, updated_at) ON memberships TO dossier_auth;

CREATE POLICY people_come ON users FOR INSERT TO dossier_auth WITH CHECK (true);
CREATE POLICY people_are_renamed ON users FOR UPDATE TO dossier_auth USING (true) WITH CHECK (true);
GRANT INSERT (tenant_id, id, name), UPDATE (name) ON users TO dossier_auth;

-- A sign-in that goes on: the family of refresh tokens that followed one another. `family_hash` is of the part that all
-- of them share: it proves that a token which is no longer good once was.
CREATE TABLE sessions (
  id             uuid PRIMARY KEY,
  account_id     uuid NOT NULL REFERENCES accounts,
  tenant_id      uuid NOT NULL REFERENCES tenants,    -- the one chosen last
  family_hash    bytea NOT NULL,                      -- SHA-256, as the others
  token_hash     bytea NOT NULL,
  previous_hash  bytea,
  previous_until timestamptz,                         -- two tabs may refresh at once
  remembered     boolean NOT NULL,                    -- the cookie outlives the browser
  address        text NOT NULL CHECK (length(address) <= 64),
  user_agent     text NOT NULL CHECK (length(user_agent) <= 300),
  created_at     timestamptz NOT NULL,
  last_used_at   timestamptz NOT NULL,
  expires_at     timestamptz NOT NULL,
  revoked_at     timestamptz
);
CREATE INDEX sessions_of_account ON sessions (account_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);
CALL protect_sign_in_table('sessions');
GRANT SELECT, INSERT, DELETE ON sessions TO dossier_auth;
GRANT UPDATE (tenant_id, token_hash, previous_hash, previous_until, last_used_at, revoked_at) ON sessions TO dossier_auth;

-- Public halves of the keys that access tokens are signed with. Private ones never leave the process that made them.
CREATE TABLE signing_keys (
  kid        text PRIMARY KEY,
  public_key bytea NOT NULL CHECK (length(public_key) = 32),
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL
);
CALL protect_sign_in_table('signing_keys');
GRANT SELECT, INSERT, DELETE ON signing_keys TO dossier_auth;

-- Keys of programs that act for a person. `prefix` is shown and finds the row; the secret is known by its hash alone.
CREATE TABLE api_keys (
  id           uuid PRIMARY KEY,
  tenant_id    uuid NOT NULL,
  account_id   uuid NOT NULL,
  name         text NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  prefix       text NOT NULL UNIQUE,
  secret_hash  bytea NOT NULL,
  scope        text NOT NULL CHECK (scope IN ('read', 'write')),
  created_at   timestamptz NOT NULL,
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz,
  FOREIGN KEY (tenant_id, account_id) REFERENCES memberships (tenant_id, account_id)
);
CREATE INDEX api_keys_of_account ON api_keys (tenant_id, account_id);
CALL protect_sign_in_table('api_keys');
GRANT SELECT, INSERT ON api_keys TO dossier_auth;
GRANT UPDATE (last_used_at, revoked_at) ON api_keys TO dossier_auth;

-- Links that work once: whoever holds one may set the account's password.
CREATE TABLE one_time_links (
  token_hash bytea PRIMARY KEY,
  purpose    text NOT NULL CHECK (purpose IN ('first_owner', 'invitation', 'password_reset')),
  account_id uuid NOT NULL REFERENCES accounts,
  created_at timestamptz NOT NULL,
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);
CREATE INDEX one_time_links_of_account ON one_time_links (account_id);
CALL protect_sign_in_table('one_time_links');
GRANT SELECT, INSERT, DELETE ON one_time_links TO dossier_auth;
GRANT UPDATE (used_at) ON one_time_links TO dossier_auth;

-- Whose standing changed. Every server follows it, so that what was revoked ends everywhere within a second. Numbered in
-- the order of commits: the number is drawn under a lock that is held until then, at the very end of the transaction.
CREATE SEQUENCE identity_event_id CACHE 1;
CREATE TABLE identity_events (
  id         bigint PRIMARY KEY,
  account_id uuid NOT NULL,
  at         timestamptz NOT NULL
);
CREATE INDEX identity_events_by_time ON identity_events (at);
CALL protect_sign_in_table('identity_events');
CREATE POLICY noted_by_trigger ON identity_events FOR INSERT TO dossier_owner WITH CHECK (true);
GRANT SELECT, DELETE ON identity_events TO dossier_auth;

CREATE FUNCTION note_identity_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  touched jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
BEGIN
  PERFORM pg_advisory_xact_lock(7237970109966541825);  -- arbitrary, and for this alone
  INSERT INTO identity_events (id, account_id, at)
  VALUES (nextval('identity_event_id'), (touched ->> TG_ARGV[0])::uuid, clock_timestamp());
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION note_identity_event FROM PUBLIC;

CREATE CONSTRAINT TRIGGER standing_changes AFTER UPDATE OF state, name ON accounts
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_identity_event('id');
CREATE CONSTRAINT TRIGGER standing_changes AFTER UPDATE OR DELETE ON memberships
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_identity_event('account_id');
CREATE CONSTRAINT TRIGGER standing_changes AFTER UPDATE OF revoked_at ON sessions
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_identity_event('account_id');
CREATE CONSTRAINT TRIGGER standing_changes AFTER UPDATE OF revoked_at ON api_keys
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION note_identity_event('account_id');

-- Sign-ins are audited like every other act: in the change log.
GRANT INSERT ON outbox TO dossier_auth;
GRANT USAGE ON SEQUENCE outbox_id TO dossier_auth;
